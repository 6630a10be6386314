#include <algorithm>

#include "base/text.hpp"
#include "import/virtual_wan_builder.hpp"

/// What joins VNets and circuits to hubs.
namespace hairpin::import {

using model::Hub;
using model::HubConnection;
using model::HubConnectionIndex;
using model::HubConnectionKind;
using model::HubIndex;
using model::HubTableIndex;
using model::VnetIndex;

namespace {

constexpr std::pair<std::string_view, bool> override_criteria[] = {{"Contains", false},
                                                                   {"Equal", true}};

}  // namespace

void VirtualWanBuilder::add_gateway(const Resource& resource) {
  const PropertyReader read = b_.properties(resource);
  model::HubGateway gateway;
  static_cast<model::Identity&>(gateway) = b_.identity(resource);
  const auto owner = read.reference("virtualHub");
  gateway.hub = hub(owner.value, {resource.id, "properties.virtualHub.id", owner.where});
  gateway.allow_non_virtual_wan_traffic = read.boolean("allowNonVirtualWanTraffic");
  if (!gateway.hub) {
    b_.cannot_place(gateway, "hub gateway", {}, "names no hub (virtualHub.id)");
  }
  gateway_by_id_[resource.id] = wans_.gateways.add(std::move(gateway));
}

void VirtualWanBuilder::add_circuit(const Resource& resource) {
  const PropertyReader read = b_.properties(resource);
  HubConnection connection;
  static_cast<model::Identity&>(connection) = b_.identity(resource);
  connection.kind = HubConnectionKind::express_route;
  const auto owner = gateway_by_id_.find(b_.parent_id(resource.id));
  if (owner == gateway_by_id_.end()) {
    return b_.cannot_place(connection, "hub connection", {},
                           "is of a gateway that is not in the input");
  }
  connection.gateway = owner->second;
  connection.hub = wans_.gateways[owner->second].hub;
  if (!connection.hub) return;  // said of the gateway
  const auto peering = read.reference("expressRouteCircuitPeering");
  connection.end_where = peering.where;
  connection.circuit =
      b_.circuit(b_.circuit_id(peering.value),
                 {resource.id, "properties.expressRouteCircuitPeering.id", peering.where});
  if (!connection.circuit) {
    return lose(connection.hub, resource.id, "hub connection without circuit", resource.where);
  }
  wans_.gateways[owner->second].connections.push_back(finish(resource, std::move(connection)));
}

void VirtualWanBuilder::add_vnet(const Resource& resource) {
  const PropertyReader read = b_.properties(resource);
  HubConnection connection;
  static_cast<model::Identity&>(connection) = b_.identity(resource);
  connection.hub = hub(b_.parent_id(resource.id), {resource.id, "id", resource.where});
  const auto remote = read.reference("remoteVirtualNetwork");
  connection.end_where = remote.where;
  connection.vnet =
      b_.vnet(remote.value, {resource.id, "properties.remoteVirtualNetwork.id", remote.where});
  if (!connection.hub || !connection.vnet) {
    return b_.cannot_place(connection, "hub connection", {},
                           "names no VNet (remoteVirtualNetwork.id)");
  }
  finish(resource, std::move(connection));
}

HubConnectionIndex VirtualWanBuilder::finish(const Resource& resource, HubConnection connection) {
  const PropertyReader read = b_.properties(resource);
  connection.provisioning_state = read.text("provisioningState");
  connection.internet_security = read.boolean("enableInternetSecurity");
  connection.internet_security_readable =
      connection.internet_security.is_set() || read["enableInternetSecurity"].is_missing();
  read_routing(resource, connection);
  const HubIndex owner = connection.hub;
  const HubConnectionIndex index = wans_.connections.add(std::move(connection));
  wans_.hubs[owner].connections.push_back(index);
  return index;
}

/// What is not stated is associated with the default table and propagates to all default tables.
/// [7.7, 0.6]
void VirtualWanBuilder::read_routing(const Resource& resource, HubConnection& connection) {
  const Value& stated = b_.properties(resource)["routingConfiguration"];
  const PropertyReader routing(stated, resource.where, b_.ids_, b_.log_);
  connection.states_routing = stated.is_missing() || stated.is_object();
  const auto associated = routing.reference("associatedRouteTable");
  connection.associated_where = associated.where;
  connection.associated = table(
      associated.value,
      {resource.id, "properties.routingConfiguration.associatedRouteTable.id", associated.where});
  if (!connection.associated) {
    if (!routing["associatedRouteTable"].is_missing()) connection.states_routing = false;
    connection.associated = wans_.hubs[connection.hub].default_table;
  }
  read_propagation(resource, routing, connection);
  connection.inbound_route_map = routing.reference("inboundRouteMap");
  connection.outbound_route_map = routing.reference("outboundRouteMap");
  read_static_routes(resource, routing["vnetRoutes"], connection);
}

void VirtualWanBuilder::read_propagation(const Resource& resource, const PropertyReader& routing,
                                         HubConnection& connection) {
  const Value& stated = routing["propagatedRouteTables"];
  connection.propagation_where = stated.is_missing() ? resource.where : stated.where();
  const PropertyReader read(stated, connection.propagation_where, b_.ids_, b_.log_);
  connection.labels = read.texts("labels");
  for (const Value& target : as_items(read["ids"])) {
    const auto id = read_id(target.is_object() ? target["id"] : target, b_.ids_, b_.log_);
    const HubTableIndex found =
        table(id.value,
              {resource.id, "properties.routingConfiguration.propagatedRouteTables.ids", id.where});
    if (found) {
      connection.propagates_to.push_back({found, id.where});
    } else {
      connection.states_routing = false;
    }
  }
  const bool odd = !stated.is_missing() && !stated.is_object();
  if (odd || is_odd_list(read["labels"]) || is_odd_list(read["ids"])) {
    connection.states_routing = false;
  }
  if (!connection.labels.empty() || !as_items(read["ids"]).empty()) return;
  connection.labels.push_back({default_label, connection.propagation_where});
  connection.propagates_to.push_back(
      {wans_.hubs[connection.hub].default_table, connection.propagation_where});
}

bool VirtualWanBuilder::is_odd_list(const Value& value) {
  return !value.is_missing() && !value.is_array() && !value.is_object() && !value.is_string();
}

void VirtualWanBuilder::read_static_routes(const Resource& resource, const Value& routes,
                                           HubConnection& connection) {
  const PropertyReader config(routes["staticRoutesConfig"], resource.where, b_.ids_, b_.log_);
  connection.propagate_static_routes = config.boolean("propagateStaticRoutes");
  connection.static_routes_override_vnet =
      config.choice("vnetLocalRouteOverrideCriteria", override_criteria, false);
  for (const Value& route : as_items(routes["staticRoutes"])) {
    const auto hop = Address::parse(route["nextHopIpAddress"].text());
    const auto prefixes = read_prefixes(route["addressPrefixes"], b_.log_);
    if (!hop || prefixes.empty()) {
      lose(connection.hub, resource.id, "static route of a hub connection", route.where());
      continue;
    }
    for (const auto& prefix : prefixes) {
      connection.static_routes.push_back(
          {prefix, {*hop, route["nextHopIpAddress"].where()}, route["name"].text()});
    }
  }
}

/// Where hub connections are not exported, the platform's peering of a VNet tells its hub by
/// name: HV_<hub>_<guid>. [2.18, 13.8] How the connection routes is then not known.
void VirtualWanBuilder::add_implied_connections() {
  for (model::VnetPeering& peering : network_.peerings) {
    const std::string_view remote = network_.vnets[peering.remote].name;
    const bool to_hub = starts_with_folded(peering.name, "RemoteVnetToHubPeering_") ||
                        starts_with_folded(remote, "HV_");
    if (!to_hub) continue;
    const bool stated = connection_of(peering.local);
    const HubIndex owner = stated ? HubIndex() : hub_named_in(remote);
    if (!stated && !owner) continue;
    peering.to_hub = true;
    forget_managed_vnet(peering);
    if (!stated) imply_connection(peering, owner);
  }
}

/// The VNet behind a hub's peering is the platform's: no export has it, and nobody misses it.
void VirtualWanBuilder::forget_managed_vnet(const model::VnetPeering& peering) {
  const ResourceId managed = network_.vnets[peering.remote].id;
  std::erase_if(network_.unresolved, [&](const model::UnresolvedReference& reference) {
    return reference.to == managed;
  });
}

bool VirtualWanBuilder::connection_of(VnetIndex vnet) const {
  return std::any_of(wans_.connections.begin(), wans_.connections.end(),
                     [&](const HubConnection& connection) { return connection.vnet == vnet; });
}

/// The only hub of the input with that name; none if there are none or several.
HubIndex VirtualWanBuilder::hub_named_in(std::string_view managed_vnet) const {
  HubIndex found;
  for (const Hub& each : wans_.hubs) {
    if (!each.in_input || !starts_with_folded(managed_vnet, cat({"HV_", each.name, "_"}))) {
      continue;
    }
    if (found) return {};
    found = wans_.hubs.index_of(each);
  }
  return found;
}

void VirtualWanBuilder::imply_connection(const model::VnetPeering& peering, HubIndex owner) {
  HubConnection connection;
  static_cast<model::Identity&>(connection) = peering;
  connection.hub = owner;
  connection.vnet = peering.local;
  connection.end_where = connection.associated_where = connection.propagation_where = peering.where;
  connection.states_routing = false;
  connection.associated = wans_.hubs[owner].default_table;
  connection.labels.push_back({default_label, peering.where});
  connection.propagates_to.push_back({connection.associated, peering.where});
  wans_.hubs[owner].connections.push_back(wans_.connections.add(std::move(connection)));
}

}  // namespace hairpin::import
