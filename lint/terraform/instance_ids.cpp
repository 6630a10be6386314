#include <algorithm>

#include "base/resource_id.hpp"
#include "base/text.hpp"
#include "terraform/attribute_cursor.hpp"
#include "terraform/resolver.hpp"

/// Ids as Azure will make them from the names of resources that are still to be created.
namespace hairpin::terraform {
namespace {

constexpr std::string_view provider = "Microsoft.Network";

/// An address as one segment of an id, for what has no name yet.
std::string as_segment(std::string_view address) {
  std::string segment(address);
  for (char& c : segment) {
    if (c == '/') c = '_';
  }
  return segment;
}

std::string_view provider_of(const Instance& instance) {
  return instance.configuration == nullptr ? "azurerm" : instance.configuration->provider_key;
}

/// "Microsoft.Network/virtualNetworks@2024-01-01" without the version.
std::string_view azapi_type(const Instance& instance) {
  const std::string_view type = instance.values["type"].text();
  return type.substr(0, type.find('@'));
}

}  // namespace

/// What a provider manages already is in its subscription.
void Resolver::learn_subscriptions() {
  constexpr std::string_view start = "/subscriptions/";
  for (const Instance& instance : plan_.instances) {
    const std::string_view id = instance.values["id"].text();
    if (instance.is_data || !starts_with_folded(id, start)) continue;
    const std::string_view rest = id.substr(start.size());
    const std::string_view subscription = rest.substr(0, rest.find('/'));
    const auto [known, is_new] =
        subscription_by_provider_.try_emplace(provider_of(instance), subscription);
    if (!is_new && !equal_folded(known->second, subscription)) known->second = {};
  }
}

std::string_view Resolver::told_subscription(const Instance& instance) {
  const std::string_view key = provider_of(instance);
  const Value stated = plan_.configuration.provider(key)["expressions"]["subscription_id"];
  if (stated["constant_value"].is_string()) return stated["constant_value"].text();
  for (const Value& reference : stated["references"].items()) {
    const ReferencePath path = parse_reference(reference.text());
    if (path.kind != ReferencePath::Kind::variable) continue;
    const Value& value = plan_.variables[path.address.substr(4)]["value"];
    if (value.is_string()) return value.text();
  }
  const auto known = subscription_by_provider_.find(key);
  if (known != subscription_by_provider_.end() && !known->second.empty()) return known->second;
  const std::string_view group = text_of(instance, "resource_group_name");
  return group.empty() ? std::string_view() : subscription_of_group_(group);
}

std::string_view Resolver::subscription(const Instance& instance) {
  const std::string_view told = told_subscription(instance);
  // Who does not say it takes it from the environment: one subscription for each provider.
  return told.empty() ? provider_of(instance) : told;
}

bool Resolver::knows_subscription(const Instance& instance) {
  return !told_subscription(instance).empty();
}

std::string_view Resolver::text_of(const Instance& instance, std::string_view path) {
  const AttributeCursor at = AttributeCursor::at(instance).path(path);
  if (at.value.is_string()) return at.value.text();
  if (!at.is_unknown() || !at.is_configured()) return {};
  const Resolution resolution = resolve(at.expression, instance, path.substr(path.rfind('.') + 1));
  return resolution.values.size() == 1 ? resolution.values.front().text() : std::string_view();
}

std::string Resolver::name_of(const Instance& instance, std::string_view attribute) {
  const std::string_view known = text_of(instance, attribute);
  return known.empty() ? as_segment(instance.address) : std::string(known);
}

std::string Resolver::group_id(const Instance& instance) {
  std::string_view group = text_of(instance, "resource_group_name");
  if (group.empty()) group = "unknown";
  return cat({"/subscriptions/", subscription(instance), "/resourceGroups/", group});
}

/// Of the resource that an instance is a child or a part of; empty if it is not known.
std::string Resolver::parent_id(const Instance& instance, const TypeMap& type) {
  const AttributeCursor at = AttributeCursor::at(instance).path(type.parent);
  const bool by_name = type.parent.ends_with("_name");
  if (!by_name) {
    if (at.value.is_string()) return std::string(at.value.text());
    if (!at.is_configured()) return {};
    const Resolution resolution =
        resolve(at.expression, instance, type.parent.substr(type.parent.rfind('.') + 1));
    return resolution.values.size() == 1 ? std::string(resolution.values.front().text()) : "";
  }
  const std::string_view name = text_of(instance, type.parent);
  if (name.empty()) return {};
  const bool part = type.place == TypeMap::Place::part;
  const std::string_view parent = part ? type.arm : type.arm.substr(0, type.arm.rfind('/'));
  return cat({group_id(instance), "/providers/", provider, "/", parent, "/", name});
}

std::string Resolver::make_id(const Instance& instance, const TypeMap& type) {
  using Place = TypeMap::Place;
  if (type.place == Place::part) return parent_id(instance, type);
  // The id of a commit is Terraform's own; else what has an id keeps it.
  const std::string_view known = instance.values["id"].text();
  const auto parts = parse_resource_id(known);
  const std::string folded = fold_ascii(cat({provider, "/", type.arm}));
  if (parts && parts->type() == folded) return std::string(known);
  const std::string name = name_of(instance, type.name);
  if (type.place == Place::top) {
    return cat({group_id(instance), "/providers/", provider, "/", type.arm, "/", name});
  }
  std::string parent = parent_id(instance, type);
  const std::size_t segment = type.arm.rfind('/');
  if (parent.empty()) {
    // Under a parent of its own: it must not vanish.
    const std::string_view above = type.arm.substr(0, segment);
    parent = cat({group_id(instance), "/providers/", provider});
    for (std::string_view rest = above; !rest.empty();) {
      const std::string_view each = rest.substr(0, rest.find('/'));
      parent += cat({"/", each, "/", as_segment(instance.address), ".", type.parent});
      rest.remove_prefix(std::min(rest.size(), each.size() + 1));
    }
  }
  return cat({parent, type.arm.substr(segment), "/", name});
}

std::string Resolver::azapi_id(const Instance& instance) {
  if (instance.values["resource_id"].is_string()) {
    return std::string(instance.values["resource_id"].text());
  }
  const std::string_view type = azapi_type(instance);
  const std::size_t slash = type.find('/');
  std::string_view parent = text_of(instance, "parent_id");
  if (parent.empty()) parent = text_of(instance, "resource_id");
  if (slash == type.npos || parent.empty()) return {};
  const bool child = std::count(type.begin(), type.end(), '/') > 1;
  const std::string above =
      child ? std::string(parent) : cat({parent, "/providers/", type.substr(0, slash)});
  return cat({above, type.substr(type.rfind('/')), "/", name_of(instance, "name")});
}

std::string_view Resolver::id_of(const Instance& instance, const TypeMap& type) {
  const auto [known, is_new] = ids_.try_emplace({&instance, &type});
  // Empty while it is being made: what refers to itself has no id.
  if (is_new) {
    const std::string made = make_id(instance, type);
    known->second = arena_.keep(made);
  }
  return known->second;
}

std::string_view Resolver::own_id(const Instance& instance) {
  const std::string_view known = instance.values["id"].text();
  if (starts_with_folded(known, "/subscriptions/") || starts_with_folded(known, "/providers/")) {
    return known;
  }
  if (starts_with_folded(instance.type, "azapi_")) return arena_.keep(azapi_id(instance));
  if (instance.type == "azurerm_resource_group") {
    return arena_.keep(cat({"/subscriptions/", subscription(instance), "/resourceGroups/",
                            name_of(instance, "name")}));
  }
  for (const TypeMap& type : type_maps(instance.type)) {
    if (type.place != TypeMap::Place::part) return id_of(instance, type);
  }
  return {};
}

}  // namespace hairpin::terraform
