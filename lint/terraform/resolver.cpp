#include "terraform/resolver.hpp"

#include <algorithm>
#include <array>
#include <functional>

#include "base/text.hpp"
#include "terraform/attribute_cursor.hpp"

namespace hairpin::terraform {
namespace {

/// Chains of modules and variables are short; this bounds what a hostile plan can do.
constexpr int max_hops = 64;

/// "a" for `["a"]`, "0" for `[0]`.
std::string_view key_of(std::string_view index) {
  if (index.size() < 2) return {};
  index = index.substr(1, index.size() - 2);
  if (index.size() > 1 && index.front() == '"') index = index.substr(1, index.size() - 2);
  return index;
}

std::string_view index_of(std::string_view address) {
  return address.substr(without_index(address).size());
}

/// What of a resource is meant where the reference names it as a whole, as those with an index that
/// is an expression do.
std::string_view implied_attribute(std::string_view attribute) {
  static constexpr std::array<std::string_view, 4> ids = {"next_hop", "security_group", "body",
                                                          "id"};
  const bool is_id = attribute.ends_with("_id") || attribute.ends_with("_ids") ||
                     std::find(ids.begin(), ids.end(), attribute) != ids.end();
  if (is_id) return "id";
  return attribute.ends_with("name") ? "name" : "";
}

/// Whether a resource of that type is what an attribute of that name is about:
/// "remote_virtual_network_id" and azurerm_virtual_network.
bool fits(std::string_view type, std::string_view attribute) {
  for (const std::string_view end : {"_id", "_ids", "_name"}) {
    if (!attribute.ends_with(end)) continue;
    const std::string_view noun = attribute.substr(0, attribute.size() - end.size());
    const std::string_view kind = type.substr(std::min(type.size(), type.find('_') + 1));
    return noun == kind || (noun.ends_with(kind) && noun[noun.size() - kind.size() - 1] == '_');
  }
  return false;
}

}  // namespace

/// Where an expression stands: names in it are those of one module instance.
struct Resolver::Scope {
  const ModuleConfiguration* module = nullptr;
  std::string_view prefix;  // of the addresses in the module instance
  std::string_view index;   // of the resource or call that the expression belongs to
  Value for_each;           // ... and its `for_each`
  int hops = 0;
  bool picks_own_key = false;  // the expression picks instances by the key of its own
};

/// What was found on the way.
struct Resolver::Found {
  struct Target {
    const Instance* instance;
    std::string_view attribute;
    SourceSpan where;
  };
  std::vector<Target> targets;
  std::vector<Value> constants;
  std::string waits_for;

  void wait(std::string_view what) {
    if (waits_for.empty()) waits_for = what;
  }
};

Resolver::Resolver(const Plan& plan, ValueArena& arena,
                   const SubscriptionOfGroup& subscription_of_group)
    : plan_(plan), arena_(arena), subscription_of_group_(subscription_of_group) {
  for (const Instance& instance : plan_.instances) {
    for (std::string_view prefix = module_prefix(instance.address); !prefix.empty();
         prefix = parent_prefix(prefix)) {
      module_prefixes_.insert(prefix);
    }
  }
  learn_subscriptions();
}

Resolution Resolver::resolve(const Value& expression, const Instance& instance,
                             std::string_view attribute) {
  const ResourceConfiguration* const configuration = instance.configuration;
  if (configuration == nullptr) return {{}, "a value that the plan does not tell"};
  const Scope scope{configuration->module, module_prefix(instance.address),
                    index_of(instance.address), configuration->for_each};
  Found found;
  follow(expression, scope, found);
  return chosen(std::move(found), attribute);
}

void Resolver::follow(const Value& expression, const Scope& scope, Found& found) {
  if (scope.hops > max_hops) return found.wait("a chain of references without an end");
  if (const Value& constant = expression["constant_value"]; !constant.is_missing()) {
    found.constants.push_back(constant);
    return;
  }
  const auto references = expression["references"].items();
  if (references.empty()) return found.wait("an expression without references");
  const auto names_part_of = [](std::string_view whole, std::string_view part) {
    return whole.size() > part.size() && whole.starts_with(part) &&
           (whole[part.size()] == '.' || whole[part.size()] == '[');
  };
  const auto mentions = [&](std::string_view start) {
    return std::any_of(references.begin(), references.end(),
                       [&](const Value& reference) { return reference.text().starts_with(start); });
  };
  Scope here = scope;
  here.picks_own_key = (mentions("each.key") || mentions("count.index")) && !mentions("each.value");
  // Each reference is followed by those to what it is part of.
  for (const Value& reference : references) {
    const bool repeated = std::any_of(
        references.begin(), references.end(),
        [&](const Value& other) { return names_part_of(other.text(), reference.text()); });
    if (!repeated) follow_reference(reference, here, found);
  }
}

void Resolver::follow_reference(const Value& reference, const Scope& scope, Found& found) {
  using enum ReferencePath::Kind;
  const ReferencePath path = parse_reference(reference.text());
  switch (path.kind) {
    case resource:
    case data:
      return follow_resource(path, reference.where(), scope, found);
    case variable:
      return follow_variable(path, scope, found);
    case module:
      return follow_module(path, scope, found);
    case count:
      return;
    case each:
      if (reference.text() != "each.key") follow_each_value(scope, found);
      return;
    case local:
    case other:
      return found.wait(reference.text());
  }
}

/// A resource for each instance of another one: they have their keys in common. What else the
/// expression picks, it picks by something of that instance rather than by its key.
void Resolver::follow_each_value(const Scope& scope, Found& found) {
  if (scope.for_each.is_missing()) return;
  Scope inner_scope = scope;
  inner_scope.for_each = {};
  ++inner_scope.hops;
  Found inner;
  follow(scope.for_each, inner_scope, inner);
  if (!inner.waits_for.empty()) found.wait(inner.waits_for);
  for (const Found::Target& target : inner.targets) {
    if (key_of(index_of(target.instance->address)) != key_of(scope.index)) continue;
    found.targets.push_back(target);
  }
}

void Resolver::follow_variable(const ReferencePath& path, const Scope& scope, Found& found) {
  const std::string_view name = path.address.substr(path.address.find('.') + 1);
  if (scope.module == nullptr || scope.module->parent == nullptr) {
    const Value& value = plan_.variables[name]["value"];
    if (value.is_string()) return found.constants.push_back(value);
    return found.wait(path.address);
  }
  const Value& argument = scope.module->call[name];
  if (argument.is_missing()) return found.wait(path.address);  // its default is not in the plan
  follow(argument,
         {scope.module->parent,
          parent_prefix(scope.prefix),
          call_index(scope.prefix),
          {},
          scope.hops + 1},
         found);
}

void Resolver::follow_module(const ReferencePath& path, const Scope& scope, Found& found) {
  const std::string_view name = path.address.substr(path.address.find('.') + 1);
  const ModuleConfiguration* const called = plan_.configuration.module(
      cat({scope.module == nullptr ? "" : scope.module->path, "module.", name, "."}));
  const std::string_view output = path.attribute.substr(0, path.attribute.find_first_of(".["));
  const Value expression = called == nullptr ? Value() : called->outputs[output]["expression"];
  if (expression.is_missing()) return found.wait(path.address);
  const std::string start = cat({scope.prefix, path.address});
  for (const std::string_view prefix : module_prefixes_) {
    const bool is_call = prefix.starts_with(start) && parent_prefix(prefix) == scope.prefix &&
                         (prefix[start.size()] == '.' || prefix[start.size()] == '[');
    if (!is_call) continue;
    const std::string_view index = call_index(prefix);
    if (!path.index.empty() && index != path.index) continue;
    follow(expression, {called, prefix, index, {}, scope.hops + 1}, found);
  }
}

void Resolver::follow_resource(const ReferencePath& path, SourceSpan where, const Scope& scope,
                               Found& found) {
  const std::string start = cat({scope.prefix, path.address});
  const auto instances = plan_.by_resource.find(start);
  if (instances == plan_.by_resource.end()) return found.wait(start);
  const std::string_view index =
      path.index.empty() && scope.picks_own_key ? scope.index : path.index;
  const auto one = plan_.by_address.find(cat({start, index}));
  if (!index.empty() && one != plan_.by_address.end()) {
    return found.targets.push_back({&plan_.instances[one->second], path.attribute, where});
  }
  if (!path.index.empty()) return found.wait(cat({start, index}));
  for (const std::size_t position : instances->second) {
    found.targets.push_back({&plan_.instances[position], path.attribute, where});
  }
}

Resolution Resolver::chosen(Found found, std::string_view attribute) {
  auto& targets = found.targets;
  const auto keep_if_any = [&](const auto& is_good) {
    if (!std::any_of(targets.begin(), targets.end(), is_good)) return;
    targets.erase(std::remove_if(targets.begin(), targets.end(), std::not_fn(is_good)),
                  targets.end());
  };
  keep_if_any([&](const Found::Target& target) { return fits(target.instance->type, attribute); });
  std::sort(targets.begin(), targets.end(),
            [](const auto& a, const auto& b) { return a.instance->address < b.instance->address; });
  Resolution resolution{found.constants, std::move(found.waits_for)};
  for (const Found::Target& target : targets) {
    const std::string_view asked =
        target.attribute.empty() ? implied_attribute(attribute) : target.attribute;
    const Value value = attribute_of(*target.instance, asked, target.where, resolution.waits_for);
    const bool repeated =
        std::any_of(resolution.values.begin(), resolution.values.end(),
                    [&](const Value& other) { return equal_folded(other.text(), value.text()); });
    if (!value.is_missing() && !repeated) resolution.values.push_back(value);
  }
  return resolution;
}

Value Resolver::attribute_of(const Instance& instance, std::string_view attribute, SourceSpan where,
                             std::string& waits_for) {
  if (attribute == "id") {
    const std::string_view id = own_id(instance);
    if (!id.empty()) return Value::string(id, where);
  }
  for (const DerivedId& derived : derived_ids()) {
    if (derived.terraform != instance.type || derived.attribute != attribute) continue;
    return Value::string(arena_.keep(cat({own_id(instance), derived.suffix})), where);
  }
  AttributeCursor at = AttributeCursor::at(instance);
  for (const PathPart& part : split_path(attribute)) at = at.member(part.name);
  if (at.value.is_string() && !at.is_sensitive()) return at.value;
  if (waits_for.empty()) waits_for = cat({instance.address, ".", attribute});
  return {};
}

}  // namespace hairpin::terraform
