#pragma once

#include <vector>

#include "route/routing.hpp"

/// Questions about what a table's user routes do beside the routes that Azure has there anyway.
namespace hairpin::route {

/// A route that takes addresses away from a shorter user route. [3.1, 3.6]
struct LongerRoute {
  Prefix prefix;
  RouteIndex learned;                         // none: the route of a peering, or of an endpoint
  SessionIndex session;                       // learned: gateway_to_vnet; else the peering
  bool held_for_certain = true;               // learned: by the gateway
  model::PrivateEndpointIndex endpoint = {};  // of the peer; none: not the route of an endpoint
};

/// The routes of peerings, of private endpoints in peers and of gateways that a subnet of `vnet`
/// with this table prefers to `route` because they are longer, by prefix. Not those that a longer
/// or equal user route of the table takes back, nor learned ones that the VNet's own or a peer's
/// prefix displaces. [3.3] Endpoints count where `route` would take them with the rest of their
/// VNet, but for their policies. [1.10] Costs the peerings of the VNet and the learned routes
/// inside the prefix, each times the routes of the table.
std::vector<LongerRoute> longer_routes(const Routing& routing, model::VnetIndex vnet,
                                       const model::RouteTable& table,
                                       const model::UserRoute& route);
/// Whether such a route is there for certain.
bool is_certain(const Routing& routing, const LongerRoute& route);

/// The gateways that a route of type `VirtualNetworkGateway` could mean: the VNet's own, and those
/// of the hub whose gateways it uses. [3.9, 2.10]
struct GatewaysInReach {
  std::vector<model::GatewayIndex> express_route, vpn;
  bool unknown = false;  // it uses a gateway that the input lacks
};
/// Linear in the VNet's peerings and in the gateways.
GatewaysInReach gateways_in_reach(const Routing& routing, model::VnetIndex vnet);

/// The VNets whose subnets use the table, by what those have in common that decides about longer
/// routes: their gateways and their peers. In table order; subnets of gateways do not count, since
/// their tables steer arriving packets alone. [3.17]
std::vector<std::vector<model::VnetIndex>> users_alike(const Routing& routing,
                                                       const model::RouteTable& table);

}  // namespace hairpin::route
