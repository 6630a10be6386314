#include <algorithm>

#include "base/text.hpp"
#include "import/routing_preferences.hpp"
#include "import/virtual_wan_builder.hpp"

/// Virtual WANs, their hubs, and the routes that these state.
namespace hairpin::import {

using model::Hub;
using model::HubConnectionIndex;
using model::HubIndex;
using model::HubTable;
using model::HubTableIndex;
using model::RoutingPreference;
using model::WanType;

namespace {

constexpr std::pair<std::string_view, WanType> wan_types[] = {{"Standard", WanType::standard},
                                                              {"Basic", WanType::basic}};

constexpr std::string_view default_table_name = "defaultRouteTable";
constexpr std::string_view none_table_name = "noneRouteTable";

}  // namespace

void VirtualWanBuilder::build() {
  for (const Resource* const each : of(ResourceRole::virtual_wan)) add_wan(*each);
  for (const Resource* const each : of(ResourceRole::virtual_hub)) add_hub(*each);
  for (const Resource* const each : of(ResourceRole::hub_table)) add_table(*each);
  for (const Resource* const each : of(ResourceRole::hub_route_map)) add_route_map(*each);
  for (const Resource* const each : of(ResourceRole::hub_gateway)) add_gateway(*each);
  for (const Resource* const each : of(ResourceRole::hub_gateway_connection)) add_circuit(*each);
  for (const Resource* const each : of(ResourceRole::hub_connection)) add_vnet(*each);
  add_implied_connections();
  // Next hops name connections: all of them are there now.
  for (const Resource* const each : of(ResourceRole::hub_table)) add_routes(*each);
  for (const Resource* const each : of(ResourceRole::hub_routing_intent)) add_intent(*each);
  doubt_unknown_tables();
  attach_branches();
}

void VirtualWanBuilder::add_wan(const Resource& resource) {
  const PropertyReader read = b_.properties(resource);
  model::VirtualWan wan;
  static_cast<model::Identity&>(wan) = b_.identity(resource);
  // `az network vwan` puts the resource's type where ARM has that of the WAN.
  const bool flattened = starts_with_folded(read["type"].text(), "Microsoft.Network/");
  wan.type =
      read.choice(flattened ? "typePropertiesType" : "type", wan_types, WanType::unrecognised);
  wan_by_id_[resource.id] = wans_.wans.add(std::move(wan));
}

model::VirtualWanIndex VirtualWanBuilder::wan(ResourceId id, const Mention& by) {
  if (!id) return {};
  const auto [at, is_new] = wan_by_id_.try_emplace(id);
  if (!is_new) return at->second;
  model::VirtualWan opaque;
  static_cast<model::Identity&>(opaque) = b_.mentioned(id, by);
  opaque.type.where = by.where;
  return at->second = wans_.wans.add(std::move(opaque));
}

void VirtualWanBuilder::add_hub(const Resource& resource) {
  if (resource.properties["virtualWan"].is_missing()) return;  // a Route Server [7.1]
  const PropertyReader read = b_.properties(resource);
  Hub hub;
  static_cast<model::Identity&>(hub) = b_.identity(resource);
  const auto owner = read.reference("virtualWan");
  hub.wan = wan(owner.value, {resource.id, "properties.virtualWan.id", owner.where});
  hub.preference =
      read.choice("hubRoutingPreference", routing_preferences, RoutingPreference::unrecognised);
  hub.address_space = read.prefixes("addressPrefix");
  hub.firewall = read.reference("azureFirewall");
  const Value& maps = read["routeMaps"];
  hub.has_route_maps = !as_items(maps).empty();
  hub.route_maps_where = hub.has_route_maps ? maps.where() : resource.where;
  const ResourceId id = resource.id;
  const HubIndex index = wans_.hub_by_id[id] = wans_.hubs.add(std::move(hub));
  make_default_table(index);
  if (!owner.value) lost_.push_back(index);
  if (!as_items(read["routeTable"]["routes"]).empty()) {
    lose(index, id, "route table of the first kind", read["routeTable"].where());
  }
  for (const Value& table : as_items(read["virtualHubRouteTableV2s"])) {
    lose(index, id, "route table of the second kind", table.where());
  }
}

HubIndex VirtualWanBuilder::hub(ResourceId id, const Mention& by) {
  if (!id) return {};
  if (const HubIndex known = wans_.hub(id)) return known;
  Hub opaque;
  static_cast<model::Identity&>(opaque) = b_.mentioned(id, by);
  opaque.preference.where = by.where;
  const HubIndex index = wans_.hub_by_id[id] = wans_.hubs.add(std::move(opaque));
  make_default_table(index);
  lost_.push_back(index);
  return index;
}

void VirtualWanBuilder::add_route_map(const Resource& resource) {
  const HubIndex owner = hub(b_.parent_id(resource.id), {resource.id, "id", resource.where});
  if (!owner) return;
  wans_.hubs[owner].has_route_maps = true;
  wans_.hubs[owner].route_maps_where = resource.where;
}

void VirtualWanBuilder::make_default_table(HubIndex index) {
  const Hub& owner = wans_.hubs[index];
  const std::string id = cat({b_.ids_.text(owner.id), "/hubRouteTables/", default_table_name});
  HubTable table;
  table.id = b_.ids_.intern(id);
  table.name = b_.ids_.name(table.id);
  table.where = owner.where;
  table.in_input = false;
  const HubTableIndex added = insert_table(std::move(table), index);
  wans_.hubs[index].default_table = added;
}

HubTableIndex VirtualWanBuilder::insert_table(HubTable table, HubIndex owner) {
  table.hub = owner;
  table.is_default = equal_folded(table.name, default_table_name);
  table.is_none = equal_folded(table.name, none_table_name);
  if (table.is_default) table.labels.push_back({default_label, table.where});
  const ResourceId id = table.id;
  const HubTableIndex index = wans_.table_by_id[id] = wans_.tables.add(std::move(table));
  wans_.hubs[owner].tables.push_back(index);
  return index;
}

HubTableIndex VirtualWanBuilder::table(ResourceId id, const Mention& by) {
  if (!id) return {};
  if (const HubTableIndex known = wans_.table(id)) return known;
  const HubIndex owner = hub(b_.parent_id(id), by);
  // The default table of a hub that was not known until now.
  if (const HubTableIndex known = wans_.table(id)) return known;
  if (!owner) return {};
  HubTable opaque;
  // Every hub has a noneRouteTable, and there is nothing in it to know. [7.7]
  const bool known_empty = equal_folded(b_.ids_.name(id), none_table_name);
  static_cast<model::Identity&>(opaque) =
      known_empty ? model::Identity{id, b_.ids_.name(id), by.where, false} : b_.mentioned(id, by);
  return insert_table(std::move(opaque), owner);
}

void VirtualWanBuilder::add_table(const Resource& resource) {
  const HubTableIndex index = table(resource.id, {resource.id, "id", resource.where});
  if (!index) return;
  HubTable& table = wans_.tables[index];
  table.where = resource.where;
  table.in_input = true;
  for (const auto& label : b_.properties(resource).texts("labels")) table.labels.push_back(label);
  states_tables_.push_back(table.hub);
  network_.unresolved.erase(std::remove_if(network_.unresolved.begin(), network_.unresolved.end(),
                                           [&](const auto& reference) {
                                             return reference.from == resource.id &&
                                                    reference.to == resource.id;
                                           }),
                            network_.unresolved.end());
}

void VirtualWanBuilder::add_routes(const Resource& resource) {
  const HubTableIndex index = wans_.table(resource.id);
  if (!index) return;
  for (const Value& route : as_items(b_.properties(resource)["routes"])) {
    const auto hop = next_hop(route["nextHop"], wans_.tables[index].hub, resource);
    if (hop && wans_.tables[index].is_default) imply_policy(index, resource, route, *hop);
    const auto prefixes = read_prefixes(route["destinations"], b_.log_);
    if (!hop || prefixes.empty()) {
      lose(wans_.tables[index].hub, resource.id, "route of a hub's table", route.where());
      continue;
    }
    for (const auto& prefix : prefixes) {
      wans_.tables[index].routes.push_back({prefix, *hop});
    }
  }
}

/// What a text names: a connection of the hub, or something inside the hub. It may be written as
/// an object with an id too.
std::optional<model::HubNextHop> VirtualWanBuilder::next_hop(const Value& value, HubIndex owner,
                                                             const Resource& resource) {
  const Value& text = value.is_object() ? value["id"] : value;
  const Located<ResourceId> id = read_id(text, b_.ids_, b_.log_);
  if (!id.value) return std::nullopt;
  model::HubNextHop hop;
  hop.id = id.value;
  hop.where = id.where;
  const std::string_view folded = b_.ids_.folded(id.value);
  hop.is_firewall = folded.find("/azurefirewalls/") != folded.npos;
  for (const model::Firewall& firewall : network_.firewalls) {
    if (firewall.id == id.value) hop.firewall = network_.firewalls.index_of(firewall);
  }
  for (const HubConnectionIndex connection : wans_.hubs[owner].connections) {
    if (wans_.connections[connection].id == id.value) hop.connection = connection;
  }
  const bool inside = hop.is_firewall || folded.find("/networkvirtualappliances/") != folded.npos;
  if (hop.connection || inside) return hop;
  b_.unresolved(id.value, {resource.id, "properties.routes.nextHop", id.where});
  return std::nullopt;
}

void VirtualWanBuilder::add_intent(const Resource& resource) {
  const HubIndex owner = hub(b_.parent_id(resource.id), {resource.id, "id", resource.where});
  if (!owner) return;
  model::RoutingIntent intent;
  static_cast<model::Identity&>(intent) = b_.identity(resource);
  for (const Value& stated : as_items(b_.properties(resource)["routingPolicies"])) {
    model::RoutingIntent::Policy policy;
    policy.name = stated["name"].text();
    policy.where = stated.where();
    const PropertyReader read(stated, resource.where, b_.ids_, b_.log_);
    for (const auto& destination : read.texts("destinations")) {
      if (equal_folded(destination.value, "PrivateTraffic")) policy.private_traffic = true;
      if (equal_folded(destination.value, "Internet")) policy.internet = true;
    }
    const auto hop = next_hop(stated["nextHop"], owner, resource);
    if (!hop || (!policy.private_traffic && !policy.internet)) {
      lose(owner, resource.id, "routing policy", stated.where());
      continue;
    }
    policy.next_hop = *hop;
    intent.policies.push_back(std::move(policy));
  }
  wans_.hubs[owner].intent = std::move(intent);
  states_tables_.push_back(owner);
}

/// A routing intent writes its policies into the default table, under names of its own: so the
/// table tells of an intent that is not exported. [7.21]
void VirtualWanBuilder::imply_policy(HubTableIndex table, const Resource& resource,
                                     const Value& route, const model::HubNextHop& hop) {
  const std::string_view name = route["name"].text();
  if (!starts_with_folded(name, "_policy_") || hop.connection) return;
  Hub& owner = wans_.hubs[wans_.tables[table].hub];
  if (!owner.intent) {
    owner.intent.emplace();
    static_cast<model::Identity&>(*owner.intent) = b_.identity(resource);
  }
  model::RoutingIntent::Policy policy;
  policy.name = name;
  policy.private_traffic = starts_with_folded(name, "_policy_Private");
  policy.internet = !policy.private_traffic;
  policy.next_hop = hop;
  policy.where = route.where();
  owner.intent->policies.push_back(std::move(policy));
}

void NetworkBuilder::build_virtual_wan() { VirtualWanBuilder(*this).build(); }

}  // namespace hairpin::import
