#include "base/text.hpp"
#include "import/network_builder.hpp"
#include "import/routing_preferences.hpp"

namespace hairpin::import {

using model::RoutingPreference;

/// Route Servers are hubs that belong to no Virtual WAN. [8.1]
void NetworkBuilder::build_route_servers() {
  for (const Resource* const each : resources_.of(ResourceRole::virtual_hub)) {
    const Resource& resource = *each;
    const PropertyReader read = properties(resource);
    if (!read["virtualWan"].is_missing()) continue;
    model::RouteServer server;
    static_cast<model::Identity&>(server) = identity(resource);
    server.branch_to_branch = read.boolean("allowBranchToBranchTraffic");
    server.unreadable_branch_to_branch =
        !server.branch_to_branch.is_set() && !read["allowBranchToBranchTraffic"].is_missing();
    server.preference =
        read.choice("hubRoutingPreference", routing_preferences, RoutingPreference::unrecognised);
    route_server_by_id_[resource.id] = network_.route_servers.add(std::move(server));
  }
  // Resource Graph keeps the subnet in a record of its own. [8.1]
  for (const Resource* const each : resources_.of(ResourceRole::hub_ip_configuration)) {
    const auto owner = route_server_by_id_.find(parent_id(each->id));
    const auto subnet = properties(*each).reference("subnet");
    if (owner == route_server_by_id_.end()) continue;
    model::VnetIndex& vnet = network_.route_servers[owner->second].vnet;
    if (!vnet) vnet = vnet_of_subnet(subnet, each->id, "properties.subnet.id");
  }
  for (const Resource* const each : resources_.of(ResourceRole::bgp_peer)) add_bgp_peer(*each);
}

void NetworkBuilder::add_bgp_peer(const Resource& resource) {
  const auto owner = route_server_by_id_.find(parent_id(resource.id));
  if (owner == route_server_by_id_.end()) return;  // of a hub of Virtual WAN
  const PropertyReader read = properties(resource);
  model::BgpPeer peer;
  static_cast<model::Identity&>(peer) = identity(resource);
  peer.server = owner->second;
  peer.asn = read.integer("peerAsn");
  const Value& address = read["peerIp"];
  if (const auto parsed = Address::parse(address.text())) {
    peer.address = Located<Address>{*parsed, address.where()};
  } else {
    log_.add(Diagnostic::Kind::bad_value, address.is_missing() ? resource.where : address.where(),
             cat({"the BGP peer ", printable(resource.name), " states no address (peerIp)"}),
             "export the BGP connections of the Route Server, whole");
  }
  network_.route_servers[owner->second].peers.push_back(network_.bgp_peers.add(std::move(peer)));
}

}  // namespace hairpin::import
