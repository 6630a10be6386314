#include "import/overlay.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_set>

#include "base/text.hpp"
#include "import/arm_value.hpp"
#include "import/id_hash.hpp"
#include "import/nesting.hpp"
#include "import/property_reader.hpp"

namespace hairpin::import {
namespace {

using Kind = ResourceChange::Kind;

/// What Azure alone writes: a change that states all of a resource does not take it away.
constexpr std::array<std::string_view, 10> kept_by_azure = {"peeringState",
                                                            "peeringSyncLevel",
                                                            "provisioningState",
                                                            "connectionStatus",
                                                            "circuitProvisioningState",
                                                            "serviceProviderProvisioningState",
                                                            "circuitConnectionStatus",
                                                            "remoteVirtualNetworkAddressSpace",
                                                            "defaultSecurityRules",
                                                            "privateIPAddress"};
/// Lists of parts that Azure assigns addresses to.
constexpr std::array<std::string_view, 2> lists_of_parts = {"ipConfigurations",
                                                            "frontendIPConfigurations"};

bool is_any_of(std::string_view key, std::span<const std::string_view> names) {
  return std::any_of(names.begin(), names.end(),
                     [&](std::string_view name) { return equal_folded(name, key); });
}

/// `stated` with what Azure keeps of `base`.
Value with_what_azure_keeps(const Value& base, const Value& stated, ValueArena& arena) {
  std::vector<Member> members(stated.members().begin(), stated.members().end());
  for (const Member& member : base.members()) {
    const bool missing = stated[member.key].is_missing() && !member.value.is_missing();
    if (missing && is_any_of(member.key, kept_by_azure)) members.push_back(member);
  }
  for (Member& member : members) {
    if (!is_any_of(member.key, lists_of_parts)) continue;
    std::vector<Value> parts;
    for (const Value& part : as_items(member.value)) {
      const auto former = as_items(base[member.key]);
      const auto same = std::find_if(former.begin(), former.end(), [&](const Value& other) {
        return equal_folded(other["name"].text(), part["name"].text());
      });
      parts.push_back(same == former.end() ? part : with_what_azure_keeps(*same, part, arena));
    }
    member.value = Value::array(arena.keep(parts), member.value.where());
  }
  return Value::object(arena.keep(members), stated.where());
}

/// `base` less the members that `cleared` has.
Value without_members(const Value& base, const Value& cleared, ValueArena& arena) {
  std::vector<Member> members;
  for (const Member& member : base.members()) {
    if (cleared[member.key].kind() == Value::Kind::absent) members.push_back(member);
  }
  return Value::object(arena.keep(members), base.where());
}

bool holds_unknown(const Value& value) {
  if (value.kind() == Value::Kind::unknown) return true;
  const auto items = value.items();
  const auto members = value.members();
  return std::any_of(items.begin(), items.end(), holds_unknown) ||
         std::any_of(members.begin(), members.end(),
                     [](const Member& member) { return holds_unknown(member.value); });
}

/// What network managers configure reaches VNets through lists of ids: an id that is not known may
/// be any, and nothing else would tell that it is missing.
bool reaches_by_lists(ResourceRole role) {
  return role >= ResourceRole::network_manager && role <= ResourceRole::effective_connectivity &&
         role != ResourceRole::exempting_service && role != ResourceRole::virtual_wan;
}

auto depth(const ResourceChange& change) {
  return std::count(change.id.begin(), change.id.end(), '/');
}

}  // namespace

void Overlay::apply(std::span<const ResourceChange> changes) {
  remove(changes);
  std::vector<const ResourceChange*> ordered;
  for (const ResourceChange& change : changes) {
    if (change.kind != Kind::remove) ordered.push_back(&change);
  }
  std::stable_sort(ordered.begin(), ordered.end(),
                   [](const auto* a, const auto* b) { return depth(*a) < depth(*b); });
  index_interfaces(ordered);
  for (const ResourceChange* change : ordered) added_ += lay(*change) ? 1 : 0;
  if (interfaces_.empty()) return;
  std::unordered_set<std::uint64_t> replaced;
  for (const Interface& interface : interfaces_) replaced.insert(interface.hash);
  resources_.remove_interfaces(replaced);
  for (const Interface& interface : interfaces_) resources_.add_interface(interface);
}

void Overlay::remove(std::span<const ResourceChange> changes) {
  std::unordered_set<ResourceId> removed;
  for (const ResourceChange& change : changes) {
    if (change.kind != Kind::remove) continue;
    const ResourceId id = ids_.intern(change.id);
    removed.insert(id);
    if (resource_type(change.stated.type).role == ResourceRole::security_rule) unlist_rule(id);
  }
  if (removed.empty()) return;
  resources_.remove_if([&](ResourceId id) {
    for (; id; id = ids_.parent(id)) {
      if (removed.contains(id)) return true;
    }
    return false;
  });
}

/// A rule that the table holds in the list of its group is no record of its own.
void Overlay::unlist_rule(ResourceId rule) {
  const Resource* const group = resources_.find(ids_.parent(rule));
  if (group == nullptr) return;
  const Value& rules = group->properties["securityRules"];
  std::vector<Value> kept;
  for (const Value& each : as_items(rules)) {
    if (!equal_folded(each["name"].text(), ids_.name(rule))) kept.push_back(each);
  }
  Resource changed = *group;
  const Value list = Value::array(arena_.keep(kept), rules.where());
  const Member member{"securityRules", rules.where(), list};
  changed.properties =
      laid_over(changed.properties,
                Value::object(arena_.keep({&member, 1}), changed.properties.where()), arena_);
  resources_.replace(changed);
}

void Overlay::index_interfaces(std::span<const ResourceChange* const> changes) {
  const bool any = std::any_of(changes.begin(), changes.end(), [](const ResourceChange* change) {
    return resource_type(change->stated.type).role == ResourceRole::network_interface;
  });
  if (!any) return;
  for (const Interface& interface : resources_.interfaces()) {
    former_interfaces_.insert_or_assign(interface.hash, &interface);
  }
}

/// Whether the resource was not there before.
bool Overlay::lay(const ResourceChange& change) {
  const ResourceRole role = resource_type(change.stated.type).role;
  if (change.kind == Kind::doubt && role != ResourceRole::irrelevant) {
    log_.add(Diagnostic::Kind::incomplete, change.stated.where,
             cat({"it is not known what becomes of ", printable(change.id), ": ",
                  printable(change.reason)}),
             "what the change does to it is left open");
  }
  if (role >= ResourceRole::not_analysed) return false;
  Resource next = change.stated;
  next.id = ids_.intern(change.id);
  if (next.name.empty()) next.name = ids_.name(next.id);
  if (role == ResourceRole::network_interface) return lay_interface(change, std::move(next));
  const Resource* const base = resources_.find(next.id);
  const bool is_known = base != nullptr;
  if (is_known && (change.kind == Kind::keep || change.kind == Kind::doubt)) return false;
  if (!is_known && change.kind == Kind::clear) return false;
  next.properties = result(change, is_known ? base->properties : Value());
  if (is_known) {
    if (next.location.empty()) next.location = base->location;
    if (next.tenant.empty()) next.tenant = base->tenant;
    if (next.tags.is_missing()) next.tags = base->tags;
    if (next.sku.is_missing()) next.sku = base->sku;
    if (next.kind.is_missing()) next.kind = base->kind;
  }
  next.properties = with_child_lists(next.properties, change, base);
  if (reaches_by_lists(role) && holds_unknown(next.properties)) {
    log_.add(Diagnostic::Kind::incomplete, next.where,
             cat({"not all of ", printable(next.name), " is known before the deployment"}),
             "what it would connect or filter is left open");
  }
  resources_.replace(next);
  if (change.kind != Kind::clear) lay_children(next, change);
  return !is_known;
}

bool Overlay::lay_interface(const ResourceChange& change, Resource next) {
  const auto former = former_interfaces_.find(folded_hash(change.id));
  const bool known = former != former_interfaces_.end();
  if (known && (change.kind == Kind::keep || change.kind == Kind::doubt)) return false;
  next.properties = result(change, known ? former->second->properties : Value());
  interfaces_.push_back(interface_record(change.id, next.properties, next.where));
  return !known;
}

/// The properties that the resource has afterwards.
Value Overlay::result(const ResourceChange& change, const Value& base) {
  const Value& stated = change.stated.properties;
  const Value& former = base.is_object() ? base : change.before;
  if (change.kind == Kind::clear) return without_members(former, stated, arena_);
  if (change.kind != Kind::put) {
    const Value merged = laid_over(former, stated, arena_);
    return change.kind == Kind::patch ? with_what_azure_keeps(former, merged, arena_) : merged;
  }
  return former.is_object() ? with_what_azure_keeps(former, stated, arena_) : stated;
}

/// A list of children that the change leaves out says nothing, as long as others may tell of it; of
/// what is new, there is nobody else.
Value Overlay::with_child_lists(const Value& properties, const ResourceChange& change,
                                const Resource* base) {
  std::vector<Member> members(properties.members().begin(), properties.members().end());
  const ResourceRole role = resource_type(change.stated.type).role;
  const auto add_empty = [&](std::string_view list) {
    const bool known = base != nullptr ? !base->properties[list].is_missing() : change.is_new;
    // A null says that nobody knows.
    if (!known || properties[list].kind() != Value::Kind::absent) return;
    const SourceSpan where = change.stated.where;
    members.push_back({list, where, Value::array({}, where)});
  };
  for (const Nesting& nesting : nestings()) {
    if (nesting.parent == role) add_empty(nesting.property);
  }
  if (role == ResourceRole::security_group) add_empty("securityRules");
  return Value::object(arena_.keep(members), properties.where());
}

/// Children that the change lists take the place of all that were there.
void Overlay::lay_children(const Resource& parent, const ResourceChange& change) {
  const ResourceRole role = resource_type(parent.type).role;
  for (const Nesting& nesting : nestings()) {
    if (nesting.parent != role || change.stated.properties[nesting.property].is_missing()) continue;
    const std::vector<Resource> listed = nested_resources(parent, nesting, ids_);
    std::unordered_set<ResourceId> stay;
    for (const Resource& each : listed) stay.insert(each.id);
    resources_.remove_children(parent.id, nesting.role, stay);
    for (const Resource& each : listed) {
      lay({Kind::put, change.is_new, arena_.keep(ids_.text(each.id)), each, {}, {}});
    }
  }
}

}  // namespace hairpin::import
