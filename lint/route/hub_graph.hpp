#pragma once

#include "route/adjacency.hpp"
#include "route/route_graph.hpp"

namespace hairpin::route {

/// Adds the routers and sessions of all Virtual WAN hubs; those of VNets and circuits are there
/// already. Cost: hub connections times the route tables of their Virtual WAN.
void add_hubs(RouteGraph& graph, const model::Network& network, const ResourceIds& ids,
              Conditions& conditions);

/// A session with what its adjacency says, and with both toggles open.
Session session_of(SessionKind kind, RouterIndex from, RouterIndex to, const Adjacency& adjacency,
                   const Conditions& conditions);

}  // namespace hairpin::route
