#include "import/resource_table.hpp"

#include <algorithm>
#include <string>
#include <tuple>

#include "base/parallel.hpp"
#include "base/text.hpp"
#include "import/property_reader.hpp"

namespace hairpin::import {
namespace {

constexpr std::uint32_t none = ResourceId::none;

/// What names a resource rather than describing it: spelled differently by every kind of export.
bool is_naming(std::string_view key) {
  static constexpr std::array<std::string_view, 8> names = {
      "id",   "resourceId",   "name",           "resourceName",
      "type", "resourceType", "subscriptionId", "resourceGroup"};
  return std::any_of(names.begin(), names.end(),
                     [&](std::string_view name) { return equal_folded(name, key); });
}

bool stands_before(const Resource& a, const Resource& b) {
  return std::tuple(a.where.file, a.where.offset) < std::tuple(b.where.file, b.where.offset);
}

/// Resource Graph writes "japaneast" where ARM writes "Japan East".
bool same_statement(std::string_view key, const Value& a, const Value& b) {
  if (same_content(a, b)) return true;
  if (!equal_folded(key, "location")) return false;
  const auto folded = [](std::string_view text) {
    std::string location = fold_ascii(text);
    location.erase(std::remove(location.begin(), location.end(), ' '), location.end());
    return location;
  };
  return folded(a.text()) == folded(b.text());
}

}  // namespace

bool same_content(const Value& a, const Value& b) {
  if (a.is_missing() && b.is_missing()) return true;
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case Value::Kind::boolean:
      return a.as_boolean() == b.as_boolean();
    case Value::Kind::integer:
      return a.as_integer() == b.as_integer();
    case Value::Kind::number:
      return a.as_number() == b.as_number();
    case Value::Kind::string:
      return equal_folded(a.text(), b.text());
    case Value::Kind::unknown:
      return a.reason() == b.reason();
    case Value::Kind::array:
      return std::equal(a.items().begin(), a.items().end(), b.items().begin(), b.items().end(),
                        same_content);
    case Value::Kind::object: {
      const auto holds = [](const Value& object) {
        return [&](const Member& m) { return same_content(m.value, object[m.key]); };
      };
      return std::all_of(a.members().begin(), a.members().end(), holds(b)) &&
             std::all_of(b.members().begin(), b.members().end(), holds(a));
    }
    case Value::Kind::absent:
    case Value::Kind::null:
      break;
  }
  return true;
}

void ResourceTable::add(const Resource& resource) {
  add(resource, resource_type(resource.type).role);
}

void ResourceTable::add(const Resource& resource, ResourceRole role) {
  if (by_id_.size() <= resource.id.value) by_id_.resize(ids_->size(), none);
  std::uint32_t& known = by_id_[resource.id.value];
  if (known != none) return merge(resources_[known], resource);
  known = static_cast<std::uint32_t>(resources_.size());
  resources_.push_back(resource);
  roles_.push_back(role);
}

void ResourceTable::merge(Resource& known, const Resource& added) {
  const bool in_order = !stands_before(added, known);
  const Resource& earlier = in_order ? known : added;
  const Resource& later = in_order ? added : known;
  Resource merged = later;
  merged.properties = merge_properties(earlier, later);
  if (merged.location.empty()) merged.location = earlier.location;
  if (merged.tenant.empty()) merged.tenant = earlier.tenant;
  if (merged.tags.is_missing()) merged.tags = earlier.tags;
  if (merged.sku.is_missing()) merged.sku = earlier.sku;
  if (merged.kind.is_missing()) merged.kind = earlier.kind;
  known = merged;
}

Value ResourceTable::merge_properties(const Resource& earlier, const Resource& later) {
  if (!earlier.properties.is_object()) return later.properties;
  if (!later.properties.is_object()) return earlier.properties;
  const auto present = later.properties.members();
  std::vector<Member> members(present.begin(), present.end());
  std::vector<std::string> differing;
  for (const Member& member : earlier.properties.members()) {
    const auto same = std::find_if(members.begin(), members.end(), [&](const Member& other) {
      return equal_folded(other.key, member.key);
    });
    if (same == members.end()) {
      members.push_back(member);
    } else if (same->value.is_missing()) {
      *same = member;
    } else if (!member.value.is_missing() && !is_naming(member.key) &&
               !same_statement(member.key, member.value, same->value)) {
      differing.push_back(printable(member.key));
    }
  }
  if (!differing.empty()) {
    log_->add(Diagnostic::Kind::conflict, later.where,
              cat({printable(ids_->name(later.id)), " is given twice and differs in ",
                   list_words(differing)}),
              "the later input counts");
  }
  return Value::object(arena_->keep(std::span<const Member>(members)), later.properties.where());
}

std::size_t ResourceTable::size(bool any_repeated) const {
  return resources_.size() + (any_repeated ? interfaces_.distinct() : interfaces_.all().size());
}

std::map<std::string, std::size_t> ResourceTable::unfollowed() const {
  std::map<std::string, std::size_t> counts;
  for (std::size_t i = 0; i < resources_.size(); ++i) {
    // Of a hub, what its sites bring is not followed.
    const bool hub =
        roles_[i] >= ResourceRole::hub_vpn_gateway && roles_[i] < ResourceRole::not_analysed;
    if (hub) ++counts[std::string(resources_[i].type)];
  }
  return counts;
}

void ResourceTable::unfold() {
  for (const Nesting& nesting : nestings()) {
    // Unfolding appends; children are never parents of the same nesting.
    const std::size_t count = resources_.size();
    for (std::size_t i = 0; i < count; ++i) {
      if (roles_[i] != nesting.parent) continue;
      unfold_children(Resource(resources_[i]), nesting);
    }
  }
}

void ResourceTable::sort_by_role() {
  for (auto& resources : by_role_) resources.clear();
  for (std::size_t i = 0; i < resources_.size(); ++i) {
    if (roles_[i] == ResourceRole::irrelevant) continue;
    by_role_[static_cast<std::size_t>(roles_[i])].push_back(&resources_[i]);
  }
  sort_roles();
}

void ResourceTable::sort_roles() {
  const auto sort_role = [&](std::size_t role) {
    std::sort(by_role_[role].begin(), by_role_[role].end(),
              [&](const Resource* a, const Resource* b) {
                return ids_->folded(a->id) < ids_->folded(b->id);
              });
  };
  constexpr std::size_t worth_threads = 10'000;
  if (resources_.size() >= worth_threads) return for_each_index(by_role_.size(), sort_role);
  for (std::size_t role = 0; role < by_role_.size(); ++role) sort_role(role);
}

void ResourceTable::unfold_children(const Resource& parent, const Nesting& nesting) {
  for (const Resource& each : nested_resources(parent, nesting, *ids_)) add(each, nesting.role);
}

const Resource* ResourceTable::find(ResourceId id) const {
  const bool known = id.value < by_id_.size() && by_id_[id.value] != none;
  return known ? &resources_[by_id_[id.value]] : nullptr;
}

void ResourceTable::replace(const Resource& resource) {
  if (find(resource.id) == nullptr) return add(resource);
  resources_[by_id_[resource.id.value]] = resource;
}

void ResourceTable::remove(std::size_t position) {
  roles_[position] = ResourceRole::irrelevant;
  by_id_[resources_[position].id.value] = none;
}

void ResourceTable::remove_if(const std::function<bool(ResourceId)>& is_removed) {
  for (std::size_t i = 0; i < resources_.size(); ++i) {
    if (roles_[i] != ResourceRole::irrelevant && is_removed(resources_[i].id)) remove(i);
  }
  std::unordered_set<std::uint64_t> hashes;
  for (const Interface& interface : interfaces_.all()) {
    if (is_removed(ids_->intern(interface.id))) hashes.insert(interface.hash);
  }
  if (!hashes.empty()) remove_interfaces(hashes);
}

void ResourceTable::remove_children(ResourceId parent, ResourceRole role,
                                    const std::unordered_set<ResourceId>& stay) {
  for (std::size_t i = 0; i < resources_.size(); ++i) {
    const ResourceId id = resources_[i].id;
    if (roles_[i] == role && ids_->parent(id) == parent && !stay.contains(id)) remove(i);
  }
}

void ResourceTable::remove_interfaces(const std::unordered_set<std::uint64_t>& hashes) {
  InterfaceTable kept;
  for (const Interface& interface : interfaces_.all()) {
    if (!hashes.contains(interface.hash)) kept.add(interface);
  }
  interfaces_ = std::move(kept);
}

}  // namespace hairpin::import
