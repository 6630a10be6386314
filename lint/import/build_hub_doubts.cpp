#include <algorithm>

#include "base/text.hpp"
#include "import/virtual_wan_builder.hpp"

/// What the input does not tell of hubs, so that none of their VNets is proved isolated for it.
namespace hairpin::import {

using model::Hub;
using model::HubConnection;
using model::HubConnectionIndex;
using model::HubConnectionKind;
using model::HubIndex;

/// Something of a hub cannot be read: its VNets may reach whatever else cannot be placed.
void VirtualWanBuilder::lose(HubIndex owner, ResourceId resource, std::string_view what,
                             SourceSpan where) {
  b_.log_.add(Diagnostic::Kind::bad_value, where,
              cat({"a ", what, " of ", printable(wans_.hubs[owner].name), " cannot be read"}),
              "export it again, whole");
  unreadable_.push_back({owner, resource, what, where});
}

/// The tables of a hub are in no Resource Graph export [13.8]: static routes in them, or a
/// routing intent, may lead anywhere on the Virtual WAN. A hub that states one table states all.
void VirtualWanBuilder::doubt_unknown_tables() {
  for (const auto& [owner, resource, what, where] : unreadable_) {
    attach_mesh(owner, resource, what, where, true);
  }
  // A hub of an unknown Virtual WAN carries the routes of any other to circuits of its own.
  for (const HubIndex owner : lost_) {
    const Hub& hub = wans_.hubs[owner];
    b_.attach(hub.id, "Virtual WAN hub outside the input", {}, hub.where);
  }
  for (const Hub& hub : wans_.hubs) {
    const HubIndex index = wans_.hubs.index_of(hub);
    const bool known =
        std::find(states_tables_.begin(), states_tables_.end(), index) != states_tables_.end();
    if (known) continue;
    const bool anywhere = has_appliances(index);
    attach_hub(index, hub.id, "route tables of Virtual WAN hub", hub.where, anywhere);
    const bool lost = std::find(lost_.begin(), lost_.end(), index) != lost_.end();
    if (has_circuits(index) && !lost) attach_circuits(hub);
  }
  for (const HubConnection& connection : wans_.connections) {
    if (connection.kind != HubConnectionKind::vnet || connection.states_routing) continue;
    b_.attach(connection.id, "Virtual WAN hub connection", connection.vnet, connection.where);
  }
}

/// Sites behind VPN gateways, and appliances that speak BGP with a hub, announce what no export
/// tells, to all VNets of the Virtual WAN. [7.35]
void VirtualWanBuilder::attach_branches() {
  for (const Resource* const each : of(ResourceRole::hub_vpn_connection)) {
    const HubIndex owner = hub_of_vpn(b_.parent_id(each->id));
    if (!owner) continue;
    attach_mesh(owner, each->id, "Virtual WAN VPN connection", each->where, false);
    has_sites_ = true;
  }
  for (const Resource* const each : of(ResourceRole::bgp_peer)) {
    const HubIndex owner = wans_.hub(b_.parent_id(each->id));
    if (owner) attach_mesh(owner, each->id, "BGP peer of a hub", each->where, true);
  }
  for (const Resource* const each : of(ResourceRole::virtual_hub)) attach_unseen_gateways(*each);
  for (const Resource* const each : of(ResourceRole::hub_gateway)) attach_unstated_circuits(*each);
  if (has_sites_) attach_far_ends();
}

/// A site behind a hub's VPN gateway may be the VPN gateway of a VNet, and the hub one of its
/// sites. [7.36]
void VirtualWanBuilder::attach_far_ends() {
  for (const model::Connection& connection : network_.connections) {
    if (connection.kind != model::ConnectionKind::ipsec || !connection.gateway) continue;
    b_.attach(connection.id, "site-to-site connection", network_.gateways[connection.gateway].vnet,
              connection.where);
  }
}

/// A gateway that a hub names and the input lacks may be on any circuit, or lead to any site.
void VirtualWanBuilder::attach_unseen_gateways(const Resource& resource) {
  const HubIndex owner = wans_.hub(resource.id);
  if (!owner) return;
  const PropertyReader read = b_.properties(resource);
  const auto miss = [&](std::string_view key, std::string_view property, ResourceRole role,
                        std::string_view what) {
    const auto gateway = read.reference(key);
    const auto known = of(role);
    const bool is_known = std::any_of(known.begin(), known.end(), [&](const Resource* each) {
      return each->id == gateway.value;
    });
    if (!gateway.value || is_known) return;
    b_.unresolved(gateway.value, {resource.id, property, gateway.where});
    attach_mesh(owner, gateway.value, what, gateway.where, role == ResourceRole::hub_gateway);
    has_sites_ = has_sites_ || role == ResourceRole::hub_vpn_gateway;
  };
  miss("expressRouteGateway", "properties.expressRouteGateway.id", ResourceRole::hub_gateway,
       "ExpressRoute gateway of a hub");
  miss("vpnGateway", "properties.vpnGateway.id", ResourceRole::hub_vpn_gateway,
       "VPN gateway of a hub");
}

/// Azure writes the list of a gateway's circuits even where it is empty: a row without it was cut
/// down by a query.
void VirtualWanBuilder::attach_unstated_circuits(const Resource& resource) {
  const auto gateway = gateway_by_id_.find(resource.id);
  if (gateway == gateway_by_id_.end()) return;
  const model::HubGateway& known = wans_.gateways[gateway->second];
  const bool stated = !resource.properties["expressRouteConnections"].is_missing();
  if (stated || !known.hub || !known.connections.empty()) return;
  attach_mesh(known.hub, resource.id, "ExpressRoute gateway of a hub", resource.where, true);
}

HubIndex VirtualWanBuilder::hub_of_vpn(ResourceId gateway) const {
  for (const Resource* const each : of(ResourceRole::hub_vpn_gateway)) {
    if (each->id != gateway) continue;
    return wans_.hub(b_.properties(*each).reference("virtualHub").value);
  }
  return {};
}

/// Whether routes of the hub may lead to VNets that are not on it through an appliance. [7.19]
bool VirtualWanBuilder::has_appliances(HubIndex owner) const {
  return std::any_of(
      wans_.connections.begin(), wans_.connections.end(), [&](const HubConnection& connection) {
        return !connection.static_routes.empty() && wans_.are_meshed(owner, connection.hub);
      });
}

bool VirtualWanBuilder::has_circuits(HubIndex owner) const {
  return std::any_of(wans_.connections.begin(), wans_.connections.end(),
                     [&](const HubConnection& connection) {
                       return connection.circuit && wans_.are_meshed(owner, connection.hub);
                     });
}

/// VNets on circuits may hear from the hub what its tables, as far as they are known, do not
/// announce. [7.26]
void VirtualWanBuilder::attach_circuits(const Hub& hub) {
  for (const model::Connection& connection : network_.connections) {
    if (!connection.circuit || !connection.gateway) continue;
    b_.attach(hub.id, "route tables of Virtual WAN hub", network_.gateways[connection.gateway].vnet,
              hub.where);
  }
}

void VirtualWanBuilder::attach_hub(HubIndex owner, ResourceId resource, std::string_view what,
                                   SourceSpan where, bool unreadable) {
  for (const HubConnectionIndex index : wans_.hubs[owner].connections) {
    const HubConnection& connection = wans_.connections[index];
    if (!connection.vnet) continue;
    network_.unmodelled.push_back({resource, what, connection.vnet, where, unreadable});
  }
}

void VirtualWanBuilder::attach_mesh(HubIndex owner, ResourceId resource, std::string_view what,
                                    SourceSpan where, bool unreadable) {
  for (const HubConnection& connection : wans_.connections) {
    if (!connection.vnet || !wans_.are_meshed(owner, connection.hub)) continue;
    network_.unmodelled.push_back({resource, what, connection.vnet, where, unreadable});
  }
}

}  // namespace hairpin::import
