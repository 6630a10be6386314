#include <algorithm>

#include "base/text.hpp"
#include "import/network_builder.hpp"

namespace hairpin::import {

using model::ConnectionKind;
using model::GatewayIndex;
using model::VnetIndex;

namespace {
/// Whether any connection names the gateway, as either of its two.
bool is_connected(const model::Network& network, const model::Gateway& gateway) {
  const GatewayIndex index = network.gateways.index_of(gateway);
  return !gateway.connections.empty() ||
         std::any_of(network.connections.begin(), network.connections.end(),
                     [&](const auto& connection) { return connection.peer_gateway == index; });
}
}  // namespace

namespace {
/// Whether another gateway talks BGP, or may, to the same on-premises router: that router may hand
/// the prefixes of one to the other, as it does between circuits. [6.33]
bool is_shared_site(const model::Network& network, const model::Connection& connection) {
  if (connection.enable_bgp.is(false)) return false;
  const model::VpnSite& site = network.vpn_sites[connection.tunnel.site];
  return std::any_of(
      network.connections.begin(), network.connections.end(), [&](const auto& other) {
        if (other.kind != ConnectionKind::ipsec || !other.tunnel.site ||
            other.gateway == connection.gateway || other.enable_bgp.is(false)) {
          return false;
        }
        const model::VpnSite& theirs = network.vpn_sites[other.tunnel.site];
        const bool same_address =
            site.address && theirs.address && site.address->value == theirs.address->value;
        return other.tunnel.site == connection.tunnel.site || same_address;
      });
}
}  // namespace

/// What can connect VNets and is not followed yet. Recorded so that no such VNet is ever proved
/// isolated.
void NetworkBuilder::build_attachments() {
  attach_hub_peerings();
  attach_vpn_connections();
  attach_route_servers();
  attach_unstated_children();
  attach_unconnected_gateways();
  attach_unplaced_gateways();
  attach_unknown_tables();
}

void NetworkBuilder::attach(ResourceId resource, std::string_view what, VnetIndex vnet,
                            SourceSpan where) {
  network_.unmodelled.push_back({resource, what, vnet, where, false});
}

void NetworkBuilder::doubt_isolation(const model::Identity& resource, std::string_view what,
                                     VnetIndex vnet, std::string_view lack) {
  network_.unmodelled.push_back(
      {resource.id, what, vnet, resource.where, true, lack, "export it again, whole"});
}

void NetworkBuilder::cannot_place(const model::Identity& resource, std::string_view what,
                                  VnetIndex vnet, std::string_view lack) {
  doubt_isolation(resource, what, vnet, lack);
  log_.add(Diagnostic::Kind::bad_value, resource.where,
           cat({what, " ", printable(resource.name), " ", lack}), "export it again, whole");
}

/// Azure writes the lists of a VNet's subnets and peerings even where they are empty. A row without
/// them was cut down by a query, and says nothing of them. [2.1]
void NetworkBuilder::attach_unstated_children() {
  for (const Resource* const resource : resources_.of(ResourceRole::virtual_network)) {
    const VnetIndex index = network_.vnet(resource->id);
    model::Vnet& vnet = network_.vnets[index];
    vnet.states_peerings = vnet.states_peerings || !vnet.peerings.empty();
    if (!vnet.states_peerings) doubt_isolation(vnet, "VNet", index, "does not state its peerings");
    if (resource->properties["subnets"].is_missing() && vnet.subnets.empty()) {
      doubt_isolation(vnet, "VNet", index, "does not state its subnets");
    }
  }
}

/// Where the input holds no connection at all, although it holds gateways, connections were not
/// exported: what the gateways are connected to is not known. Where it holds some, a gateway
/// without any is one that is not connected. [5.1]
void NetworkBuilder::attach_unconnected_gateways() {
  if (!resources_.of(ResourceRole::connection).empty()) return;
  for (const model::Gateway& gateway : network_.gateways) {
    if (!gateway.in_input || !gateway.vnet) continue;
    network_.unmodelled.push_back(
        {gateway.id, "gateway", gateway.vnet, gateway.where, false,
         "has no connection in the input, which holds none of any gateway",
         "add the connections to the export: `az network vpn-connection list` for each resource "
         "group, or all of type Microsoft.Network/connections from Resource Graph"});
  }
}

/// A gateway whose VNet is not known is in one of those that have no gateway and use none, and
/// either have a GatewaySubnet or do not state their subnets. [1.5, 4.1] If no VNet is like that,
/// one of the input's own gateways contradicts them all, and any of them may be wrong.
void NetworkBuilder::attach_unplaced_gateways() {
  const model::Gateway* unplaced = nullptr;
  std::vector<bool> candidate, possible(network_.vnets.size(), true);
  for (const model::Vnet& vnet : network_.vnets) {
    const auto is_gateway_subnet = [&](model::SubnetIndex subnet) {
      return network_.subnets[subnet].purpose == model::SubnetPurpose::gateway;
    };
    candidate.push_back(vnet.in_input &&
                        (vnet.subnets.empty() ||
                         std::any_of(vnet.subnets.begin(), vnet.subnets.end(), is_gateway_subnet)));
  }
  for (const model::Gateway& gateway : network_.gateways) {
    if (gateway.vnet) possible[gateway.vnet.value] = false;
    const bool better = unplaced == nullptr || (gateway.in_input && !unplaced->in_input);
    if (!gateway.vnet && is_connected(network_, gateway) && better) unplaced = &gateway;
  }
  if (unplaced == nullptr) return;
  for (const model::VnetPeering& side : network_.peerings) {
    if (side.use_remote_gateways.value_or(false)) possible[side.local.value] = false;
  }
  bool any = false;
  for (std::size_t i = 0; i < possible.size(); ++i) any = any || (possible[i] && candidate[i]);
  if (!any && !unplaced->in_input) return;  // it is in a VNet outside the input
  for (std::uint32_t i = 0; i < network_.vnets.size(); ++i) {
    if (!possible[i] || (any && !candidate[i])) continue;
    doubt_isolation(*unplaced, "gateway", VnetIndex(i), "names no VNet that the input holds");
  }
}

/// A route table that is not known may send packets to any appliance.
void NetworkBuilder::attach_unknown_tables() {
  for (const model::Subnet& subnet : network_.subnets) {
    if (!subnet.route_table || !subnet.vnet) continue;
    const model::RouteTable& table = network_.route_tables[subnet.route_table];
    if (table.is_known()) continue;
    network_.unmodelled.push_back(
        {table.id, "route table", subnet.vnet, subnet.route_table_where, true,
         table.in_input ? "cannot be read, or not all of it" : "is not in the input",
         "export it again, whole"});
  }
}

/// A VNet on a hub shows a peering of the platform's own, even where hub connections are not
/// exported. [2.18] Where it does not tell which hub of the input that is, it stays open.
void NetworkBuilder::attach_hub_peerings() {
  for (const model::VnetPeering& peering : network_.peerings) {
    if (peering.to_hub) continue;
    const bool to_hub = starts_with_folded(peering.name, "RemoteVnetToHubPeering_") ||
                        starts_with_folded(network_.vnets[peering.remote].name, "HV_");
    if (to_hub) attach(peering.id, "Virtual WAN hub peering", peering.local, peering.where);
  }
}

/// A tunnel whose far end the input does not describe may lead to any other one like it.
void NetworkBuilder::attach_vpn_connections() {
  for (const model::Connection& connection : network_.connections) {
    if (!connection.gateway) continue;
    const VnetIndex vnet = network_.gateways[connection.gateway].vnet;
    if (connection.kind == ConnectionKind::vnet_to_vnet && connection.peer_gateway) {
      const model::Gateway& far = network_.gateways[connection.peer_gateway];
      if (far.in_input && far.vnet && vnet) continue;
      attach(connection.id, "VNet-to-VNet connection", vnet, connection.where);
    }
    if (connection.kind == ConnectionKind::ipsec && connection.tunnel.site) {
      const model::VpnSite& site = network_.vpn_sites[connection.tunnel.site];
      // Without a known address it may be a gateway that the input lacks, and what such a site
      // announces over BGP may be anything.
      const bool known =
          site.in_input && site.states_space && (site.address || connection.enable_bgp.is(false));
      if (known && vnet && !is_shared_site(network_, connection)) continue;
      attach(connection.id, "site-to-site connection", vnet, connection.where);
    }
  }
}

/// A Route Server whose VNet is not known may be in any.
void NetworkBuilder::attach_route_servers() {
  for (const model::RouteServer& server : network_.route_servers) {
    if (!server.vnet) attach(server.id, "Route Server", {}, server.where);
  }
}

}  // namespace hairpin::import
