#include "import/nesting.hpp"

#include <string>

#include "base/text.hpp"
#include "import/property_reader.hpp"

namespace hairpin::import {
namespace {

using enum ResourceRole;
// Parents stand before their children's children.
constexpr Nesting all_nestings[] = {
    {virtual_network, "subnets", subnet, "subnets", "microsoft.network/virtualnetworks/subnets"},
    {virtual_network, "virtualNetworkPeerings", virtual_network_peering, "virtualNetworkPeerings",
     "microsoft.network/virtualnetworks/virtualnetworkpeerings"},
    {route_table, "routes", route, "routes", "microsoft.network/routetables/routes"},
    {firewall_policy, "ruleCollectionGroups", rule_collection_group, "ruleCollectionGroups",
     "microsoft.network/firewallpolicies/rulecollectiongroups"},
    {circuit, "authorizations", circuit_authorization, "authorizations",
     "microsoft.network/expressroutecircuits/authorizations"},
    {circuit, "peerings", circuit_peering, "peerings",
     "microsoft.network/expressroutecircuits/peerings"},
    {circuit_peering, "connections", circuit_connection, "connections",
     "microsoft.network/expressroutecircuits/peerings/connections"},
    {circuit_peering, "peeredConnections", circuit_peered_connection, "peerConnections",
     "microsoft.network/expressroutecircuits/peerings/peerconnections"},
    {private_link_service, "privateEndpointConnections", private_link_connection,
     "privateEndpointConnections",
     "microsoft.network/privatelinkservices/privateendpointconnections"},
    {virtual_hub, "virtualNetworkConnections", hub_connection, "hubVirtualNetworkConnections",
     "microsoft.network/virtualhubs/hubvirtualnetworkconnections"},
    {virtual_hub, "ipConfigurations", hub_ip_configuration, "ipConfigurations",
     "microsoft.network/virtualhubs/ipconfigurations"},
    {virtual_hub, "bgpConnections", bgp_peer, "bgpConnections",
     "microsoft.network/virtualhubs/bgpconnections"},
    {hub_gateway, "expressRouteConnections", hub_gateway_connection, "expressRouteConnections",
     "microsoft.network/expressroutegateways/expressrouteconnections"},
    {hub_vpn_gateway, "connections", hub_vpn_connection, "vpnConnections",
     "microsoft.network/vpngateways/vpnconnections"},
};

/// `start`: the id of the parent and a slash.
Resource nested(const std::string& start, const Value& value, const Nesting& nesting,
                std::size_t position, ResourceIds& ids) {
  const std::string_view text = value["id"].text();
  const bool own_id = starts_with_folded(text, start) && parse_resource_id(text).has_value();
  Resource resource;
  if (own_id) {
    resource.id = ids.intern(text);
  } else {
    const std::string_view name = value["name"].text();
    resource.id = ids.intern(cat({start, nesting.segment, "/",
                                  name.empty() ? "unnamed-" + std::to_string(position) : name}));
  }
  resource.type = nesting.type;
  resource.name = ids.name(resource.id);
  resource.properties = value;
  resource.where = own_id ? value["id"].where() : value.where();
  return resource;
}

}  // namespace

std::span<const Nesting> nestings() { return all_nestings; }

std::vector<Resource> nested_resources(const Resource& parent, const Nesting& nesting,
                                       ResourceIds& ids) {
  const std::string start = cat({ids.text(parent.id), "/"});
  std::vector<Resource> children;
  std::size_t position = 0;
  for (const Value& value : as_items(parent.properties[nesting.property])) {
    if (value.is_object()) children.push_back(nested(start, value, nesting, position, ids));
    ++position;
  }
  return children;
}

}  // namespace hairpin::import
