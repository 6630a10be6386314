#include <algorithm>

#include "base/text.hpp"
#include "import/network_builder.hpp"

namespace hairpin::import {

using model::CircuitIndex;
using model::ConnectionKind;
using model::GatewayIndex;
using model::VnetIndex;

/// What can connect VNets and is not followed yet. Recorded so that no such VNet is ever proved
/// isolated.
void NetworkBuilder::build_attachments() {
  attach_hub_connections();
  attach_hub_peerings();
  attach_vpn_connections();
  attach_route_servers();
  attach_hub_gateways();
  for (const Resource* const each : resources_.of(ResourceRole::connectivity_configuration)) {
    const Resource& resource = *each;
    attach(resource.id, "Virtual Network Manager connectivity", {}, resource.where);
  }
}

void NetworkBuilder::attach(ResourceId resource, std::string_view what, VnetIndex vnet,
                            SourceSpan where) {
  network_.unmodelled.push_back({resource, what, vnet, where});
}

void NetworkBuilder::attach_hub_connections() {
  for (const Resource* const each : resources_.of(ResourceRole::hub_connection)) {
    const Resource& resource = *each;
    const auto remote = properties(resource).reference("remoteVirtualNetwork");
    const VnetIndex attached =
        vnet(remote.value, {resource.id, "properties.remoteVirtualNetwork.id", remote.where});
    attach(resource.id, "Virtual WAN hub connection", attached, resource.where);
  }
}

/// A VNet on a hub shows a peering of the platform's own, even where hub connections are not
/// exported. [2.18]
void NetworkBuilder::attach_hub_peerings() {
  for (const model::VnetPeering& peering : network_.peerings) {
    const bool to_hub = starts_with_folded(peering.name, "RemoteVnetToHubPeering_") ||
                        starts_with_folded(network_.vnets[peering.remote].name, "HV_");
    if (to_hub) attach(peering.id, "Virtual WAN hub peering", peering.local, peering.where);
  }
}

void NetworkBuilder::attach_vpn_connections() {
  for (const model::Connection& connection : network_.connections) {
    const bool site = connection.kind == ConnectionKind::ipsec;
    if (!site && connection.kind != ConnectionKind::vnet_to_vnet) continue;
    const std::string_view what = site ? "site-to-site connection" : "VNet-to-VNet connection";
    for (const GatewayIndex end : {connection.gateway, connection.peer_gateway}) {
      if (!end) continue;
      attach(connection.id, what, network_.gateways[end].vnet, connection.where);
    }
  }
}

/// A Route Server is a hub without Virtual WAN.
void NetworkBuilder::attach_route_servers() {
  for (const Resource* const each : resources_.of(ResourceRole::hub_ip_configuration)) {
    const Resource& configuration = *each;
    const ResourceId hub = parent_id(configuration.id);
    const auto subnet = properties(configuration).reference("subnet");
    const VnetIndex attached = vnet_of_subnet(subnet, configuration.id, "properties.subnet.id");
    if (attached) attach(hub, "Route Server", attached, configuration.where);
  }
  for (const Resource* const each : resources_.of(ResourceRole::virtual_hub)) {
    const Resource& hub = *each;
    if (!hub.properties["virtualWan"].is_missing()) continue;
    const bool placed = std::any_of(
        network_.unmodelled.begin(), network_.unmodelled.end(),
        [&](const model::UnmodelledAttachment& known) { return known.resource == hub.id; });
    // Resource Graph keeps the subnet in a record of its own; without it any VNet may be meant.
    if (!placed) attach(hub.id, "Route Server", {}, hub.where);
  }
}

void NetworkBuilder::attach_hub_gateways() {
  for (const Resource* const each : resources_.of(ResourceRole::hub_gateway_connection)) {
    const Resource& resource = *each;
    const auto peering = properties(resource).reference("expressRouteCircuitPeering");
    const CircuitIndex shared =
        circuit(circuit_id(peering.value),
                {resource.id, "properties.expressRouteCircuitPeering.id", peering.where});
    if (!shared) continue;
    attach_to_circuit(resource, shared);
    for (const model::GlobalReachConnection& link : network_.global_reach) {
      if (link.circuit == shared) attach_to_circuit(resource, link.peer);
      if (link.peer == shared) attach_to_circuit(resource, link.circuit);
    }
  }
}

void NetworkBuilder::attach_to_circuit(const Resource& hub_connection, CircuitIndex circuit) {
  for (const model::ConnectionIndex index : network_.circuits[circuit].connections) {
    const GatewayIndex gateway = network_.connections[index].gateway;
    if (!gateway) continue;
    attach(hub_connection.id, "Virtual WAN hub on the same circuit",
           network_.gateways[gateway].vnet, hub_connection.where);
  }
}

}  // namespace hairpin::import
