#include <algorithm>
#include <charconv>

#include "base/text.hpp"
#include "template/expander.hpp"

// What `reference` gives: the declared properties of a resource, and what Azure is known to add.
namespace hairpin::arm {

using Kind = Diagnostic::Kind;

namespace {

constexpr std::string_view deployments_type = "Microsoft.Resources/deployments";

/// Whether the elements of a list are resources of their own: they have names, and no ids yet.
bool holds_ids(const Datum& list) {
  const std::span<const Datum> items = list.items();
  return !items.empty() && std::all_of(items.begin(), items.end(), [](const Datum& item) {
    const Datum* const name = item.find("name");
    return name != nullptr && (name->is_text() || name->is_unknown()) && item.find("id") == nullptr;
  });
}

}  // namespace

Instance* Expander::find_by_symbol(const Deployment& deployment, std::string_view text) const {
  const std::size_t bracket = text.ends_with(']') ? text.rfind('[') : text.npos;
  std::int64_t turn = -1;
  if (bracket != text.npos) {
    const std::string_view digits = text.substr(bracket + 1, text.size() - bracket - 2);
    std::from_chars(digits.data(), digits.data() + digits.size(), turn);
  }
  const std::string_view symbol = text.substr(0, bracket);
  for (Instance* const instance : deployment.instances) {
    if (instance->symbol.empty() || !equal_folded(instance->symbol, symbol)) continue;
    if (instance->turn == turn || turn < 0) return instance;
  }
  return nullptr;
}

Instance* Expander::find_by_name(const Deployment& deployment, std::string_view text,
                                 bool& is_ambiguous) {
  Instance* whole = nullptr;
  Instance* last = nullptr;
  int wholes = 0, lasts = 0;
  for (Instance* const instance : deployment.instances) {
    const std::string name = shown(instance->name, work_);
    if (equal_folded(name, text)) whole = instance, ++wholes;
    const std::size_t slash = name.rfind('/');
    if (slash != name.npos && equal_folded(std::string_view(name).substr(slash + 1), text))
      last = instance, ++lasts;
  }
  is_ambiguous = wholes > 1 || (wholes == 0 && lasts > 1);
  if (is_ambiguous) return nullptr;
  return whole != nullptr ? whole : last;
}

Instance* Expander::find_instance(const Call& call, const Datum& target, bool& is_ambiguous) {
  const std::string text = shown(target, work_);
  const Deployment* const home = call.frame.home;
  for (const Deployment* at = home; at != nullptr; at = at->outer()) {
    if (Instance* const found = find_by_symbol(*at, text)) return found;
    if (&at->scope() != call.frame.scope) break;
  }
  std::string key = fold_ascii(text);
  if (!key.starts_with('/') && key.find('/') != key.npos) {
    const Datum prefix = prefix_of(call.frame.scope->target(), work_);
    key = fold_ascii(shown(prefix, work_)) + "/providers/" + key;
  }
  const auto found = by_key_.find(key);
  if (found != by_key_.end()) {
    // Of resources with one id, the one that stands nearest is meant. One that asks for its own
    // properties means those that another one, or an earlier deployment, gave it.
    Instance* best = found->second.back();
    for (Instance* const instance : found->second) {
      if (instance->properties_state == State::active) continue;
      if (best->properties_state == State::active || instance->home == home) best = instance;
    }
    return best;
  }
  for (const Deployment* at = home; at != nullptr; at = at->outer()) {
    if (Instance* const named = find_by_name(*at, text, is_ambiguous)) return named;
    if (is_ambiguous || &at->scope() != call.frame.scope) break;
  }
  return nullptr;
}

/// What is known of a resource that the template does not declare: what it is.
Datum Expander::external(const Call& call, const Datum& target) {
  const std::string text = shown(target, work_);
  Unknown what;
  what.cause =
      work_.cause(Reason::external_reference, call.where(0),
                  cat({printable(text.substr(0, 300)), " is not declared in the template"}),
                  "give an export of the resource beside the template");
  what.identity = work_.identity("reference " + fold_ascii(text));
  what.label = "reference";
  return work_.open_object({}, what, call.where(), true);
}

Datum Expander::reference(const Call& call, const Datum& target, bool full) {
  if (!target.is_text() && !target.is_unknown()) return call.wrong(0, "a string");
  if (target.is_unknown() && is_error(target.unknown()->cause->reason)) return target;
  bool is_ambiguous = false;
  Instance* const found = find_instance(call, target, is_ambiguous);
  if (is_ambiguous) {
    return call.fail(0,
                     cat({"The template reference '", printable(target.text()),
                          "' is not valid: several resources have this name."}),
                     "refer to it by resourceId");
  }
  if (found == nullptr || found->properties_state == State::active) {
    const auto inner = find_inside(target, full);
    if (inner) return *inner;
  }
  if (found == nullptr) {
    const bool name = target.is_string() && target.text().find('/') == std::string_view::npos;
    if (!name) return external(call, target);
    return call.fail(0, cat({"The template reference '", printable(target.text()),
                             "' is not valid: could not find template resource or resource copy "
                             "with this name."}));
  }
  return value_of(*found, full, call.where());
}

/// The properties of a resource that stands inside of its parent: of a subnet in its VNet.
std::optional<Datum> Expander::find_inside(const Datum& target, bool full) {
  const std::string id = fold_ascii(shown(target, work_));
  const std::size_t name_slash = id.rfind('/');
  const std::size_t list_slash =
      name_slash == id.npos || name_slash == 0 ? id.npos : id.rfind('/', name_slash - 1);
  if (full || list_slash == id.npos) return std::nullopt;
  const auto found = by_key_.find(id.substr(0, list_slash));
  if (found == by_key_.end()) return std::nullopt;
  Instance& parent = *found->second.back();
  if (parent.is_existing || parent.properties_state == State::active) return std::nullopt;
  const Datum all = properties(parent);
  const Datum* const list = all.find(id.substr(list_slash + 1, name_slash - list_slash - 1));
  for (const Datum& item : list == nullptr ? std::span<const Datum>() : list->items()) {
    const Datum* const name = item.find("name");
    const Datum* const inside = item.find("properties");
    if (name == nullptr || inside == nullptr) continue;
    if (fold_ascii(shown(*name, work_)) != id.substr(name_slash + 1)) continue;
    Unknown rest;
    rest.cause = work_.cause(Reason::runtime_property, item.where(),
                             cat({"Azure sets this property of ", printable(id.substr(0, 300))}),
                             "give an export of the deployed resource, too");
    rest.identity = work_.identity("resource " + id);
    rest.label = "reference";
    return evaluator_.live(*inside, rest);
  }
  return std::nullopt;
}

Datum Expander::references(const Call& call, const Datum& target, bool full) {
  std::vector<Datum> values;
  const Unknown* doubt = nullptr;
  for (const Deployment* at = call.frame.home; at != nullptr; at = at->outer()) {
    for (Instance* const instance : at->instances) {
      const bool meant = equal_folded(instance->symbol, target.text()) && target.is_string();
      if (!meant || instance->is_absent) continue;
      if (instance->maybe != nullptr) doubt = instance->maybe;
      values.push_back(value_of(*instance, full, call.where()));
    }
    if (!values.empty() || &at->scope() != call.frame.scope) break;
  }
  if (doubt == nullptr) return work_.array(values, call.where());
  return work_.open_array({}, call.rest(*doubt), call.where());
}

Datum Expander::value_of(Instance& instance, bool full, SourceSpan where) {
  const std::string id = shown(instance.id, work_);
  Unknown rest;
  const bool deployed = !instance.is_existing && !instance.is_absent;
  rest.cause = work_.cause(deployed ? Reason::runtime_property : Reason::external_reference,
                           instance.node->where,
                           cat({deployed               ? "Azure sets this property of "
                                : instance.is_existing ? "the template does not declare "
                                                       : "the condition leaves out ",
                                printable(id.substr(0, 300))}),
                           deployed ? "give an export of the deployed resource, too"
                                    : "give an export of the resource beside the template");
  rest.identity = work_.identity(cat({"resource ", instance.key, full ? " full" : ""}));
  rest.label = "reference";
  if (!full) {
    if (!deployed) return work_.open_object({}, rest, where, true);
    const Datum value = enriched(instance);
    return value.is_object() ? evaluator_.live(value, rest) : value;
  }
  std::vector<DatumMember> members = {{"id", where, instance.id},
                                      {"name", where, instance.name},
                                      {"type", where, work_.text(instance.type, where)}};
  for (const std::string_view key : {"apiVersion", "location", "tags", "sku", "kind", "zones"}) {
    if (instance.node->find(key) == nullptr) continue;
    members.push_back({key, where, top_level(instance, key)});
  }
  const Target target = nested_target(instance, *instance.node);
  members.push_back({"subscriptionId", where, target.subscription});
  if (target.kind == Target::Kind::resource_group) {
    members.push_back({"resourceGroupName", where, target.group});
  }
  members.push_back({"properties", where, value_of(instance, false, where)});
  return work_.open_object(members, rest, where, true);
}

/// The declared properties with the members that Azure is known to add.
Datum Expander::enriched(Instance& instance) {
  const SourceSpan where = instance.node->where;
  std::vector<DatumMember> members;
  if (equal_folded(instance.type, deployments_type)) {
    open_nested(instance);
    if (instance.nested == nullptr) {
      Unknown what;
      what.cause = work_.cause(Reason::opaque_deployment, where,
                               cat({"the template of deployment ",
                                    printable(shown(instance.name, work_)), " is not there"}),
                               "put it below the folder of this one, linked by relativePath");
      what.identity = work_.identity("opaque " + instance.key);
      what.label = "outputs";
      return work_.open_object({}, what, where, true);
    }
    members.push_back({"outputs", where, outputs_of(*instance.nested)});
  } else {
    const Datum declared = properties(instance);
    if (declared.is_unknown()) return declared;
    members.assign(declared.members().begin(), declared.members().end());
    add_ids(instance, members);
    add_child_subnets(instance, members);
  }
  members.push_back({"provisioningState", where, Datum::string("Succeeded", where)});
  return work_.object(members, where);
}

/// Elements of lists in network resources are resources, too: they have ids.
void Expander::add_ids(Instance& instance, std::vector<DatumMember>& members) {
  if (!starts_with_folded(instance.type, "Microsoft.Network/")) return;
  for (DatumMember& member : members) {
    if (!member.value.is_array() || member.value.is_open() || !holds_ids(member.value)) continue;
    std::vector<Datum> items;
    for (const Datum& item : member.value.items()) {
      std::vector<DatumMember> parts(item.members().begin(), item.members().end());
      const Datum slash = Datum::string("/", {});
      const Datum id = work_.rope({instance.id, slash, Datum::string(member.key, {}), slash,
                                   as_name(*item.find("name"), work_)},
                                  item.where());
      parts.push_back({"id", item.where(), id});
      items.push_back(work_.object(parts, item.where()));
    }
    member.value = work_.array(items, member.value.where());
  }
}

/// Subnets that stand beside their VNet belong to what a reference to it shows.
void Expander::add_child_subnets(Instance& instance, std::vector<DatumMember>& members) {
  if (!equal_folded(instance.type, "Microsoft.Network/virtualNetworks")) return;
  const auto list = std::find_if(members.begin(), members.end(), [](const DatumMember& member) {
    return equal_folded(member.key, "subnets");
  });
  std::vector<Datum> items;
  if (list != members.end()) {
    if (!list->value.is_array() || list->value.is_open()) return;
    items.assign(list->value.items().begin(), list->value.items().end());
  }
  const std::size_t inline_count = items.size();
  for (Instance* const child : instance.home->instances) {
    const bool is_child = equal_folded(child->type, "Microsoft.Network/virtualNetworks/subnets") &&
                          child->key.starts_with(instance.key + "/");
    if (!is_child || child->is_absent || child->is_existing) continue;
    const bool known = std::any_of(items.begin(), items.end(), [&](const Datum& item) {
      const Datum* const id = item.find("id");
      return id != nullptr && equal(*id, child->id) == Trit::yes;
    });
    // A child that is being evaluated refers to its VNet: then the list is not needed.
    if (known || child->properties_state == State::active) continue;
    const SourceSpan where = child->node->where;
    const std::size_t slash = child->key.rfind('/');
    const std::string id = shown(child->id, work_);
    items.push_back(work_.object({{"name", where, work_.text(id.substr(slash + 1), where)},
                                  {"id", where, child->id},
                                  {"properties", where, properties(*child)}},
                                 where));
  }
  if (items.size() == inline_count) return;
  const Datum all = work_.array(items, instance.node->where);
  if (list != members.end()) {
    list->value = all;
  } else {
    members.push_back({"subnets", instance.node->where, all});
  }
}

Datum Expander::output(Deployment& deployment, const Node& node) {
  const Frame& frame = deployment.frame();
  std::vector<DatumMember> members;
  if (const Node* const type = node.find("type")) {
    members.push_back({"type", type->where, Datum::string(type->text(), type->where)});
  }
  const Node* const value = node.find("value");
  const Node* const loop = node.find("copy");
  if (value != nullptr) {
    members.push_back({"value", value->where, evaluator_.evaluate(*value, frame)});
  } else if (loop != nullptr) {
    const Node& first = loop->is_array() && !loop->items().empty() ? loop->items().front() : *loop;
    const Node* const input = first.find("input");
    const Datum values = input == nullptr ? Datum() : evaluator_.unroll(first, frame, input);
    members.push_back({"value", loop->where, values});
  }
  const bool is_secret = starts_with_folded(node.text_of("type"), "secure");
  const Datum made = work_.object(members, node.where);
  return is_secret ? evaluator_.secret(made) : made;
}

Datum Expander::outputs_of(Deployment& deployment) {
  const Node* const declared = deployment.root().find("outputs");
  const SourceSpan where = declared == nullptr ? deployment.root().where : declared->where;
  if (deployment.outputs_state == State::active) {
    return work_.failure(Reason::evaluation_error, where,
                         "Circular dependency detected on resource: the outputs of the deployment "
                         "need themselves.",
                         "break the circle");
  }
  if (deployment.outputs_state == State::done) return deployment.outputs;
  deployment.outputs_state = State::active;
  std::vector<DatumMember> members;
  const Unknown* doubt = nullptr;
  for (const NodeMember& member :
       declared == nullptr ? std::span<const NodeMember>() : declared->members()) {
    const Node* const condition = member.value.find("condition");
    const Datum holds =
        condition == nullptr ? Datum() : evaluator_.evaluate(*condition, deployment.frame());
    if (holds.is_boolean() && !holds.as_boolean()) continue;
    if (const Unknown* const why = first_unknown(holds)) {
      doubt = why;
      continue;
    }
    members.push_back({member.key.text(), member.key.where, output(deployment, member.value)});
  }
  if (doubt == nullptr) {
    deployment.outputs = work_.object(members, where);
  } else {
    Unknown rest = work_.derived(*doubt, "outputs", "outputs");
    rest.identity = work_.fresh_identity();
    deployment.outputs = work_.open_object(members, rest, where);
  }
  deployment.outputs_state = State::done;
  return deployment.outputs;
}

Instance* Expander::find_group(const Datum& subscription, const Datum& name) {
  const Datum id = work_.rope({Datum::string("/subscriptions/", {}), subscription,
                               Datum::string("/resourceGroups/", {}), name},
                              {});
  const auto found = by_key_.find(fold_ascii(shown(id, work_)));
  return found == by_key_.end() ? nullptr : found->second.front();
}

}  // namespace hairpin::arm
