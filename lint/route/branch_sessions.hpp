#pragma once

#include "route/adjacency.hpp"
#include "route/route_graph.hpp"

namespace hairpin::route {

/// Adds what reaches beyond peerings and circuits to a route graph that holds the VNets, gateways
/// and Route Servers already: VPN sites, point-to-site clients, tunnels, and what Route Servers
/// exchange. Linear in the connections but for finding the other end of a tunnel.
class BranchSessions {
 public:
  BranchSessions(const model::Network& network, RouteGraph& graph, Conditions& conditions)
      : network_(network), graph_(graph), conditions_(conditions) {}

  void add();

 private:
  void add_clients();
  void add_tunnels();
  void add_server(model::RouteServerIndex server);
  void add_branch(RouterIndex gateway, RouterIndex server, const Adjacency& adjacency);
  SessionIndex add_session(SessionKind kind, RouterIndex from, RouterIndex to,
                           const Adjacency& adjacency);

  const model::Network& network_;
  RouteGraph& graph_;
  Conditions& conditions_;
};

/// A VPN gateway, or one of unstated type that has a VPN connection. [4.1]
bool is_vpn(const model::Network& network, model::GatewayIndex gateway);

}  // namespace hairpin::route
