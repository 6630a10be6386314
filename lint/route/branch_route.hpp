#pragma once

#include <cstdint>

#include "base/prefix.hpp"
#include "route/conditions.hpp"
#include "route/route_graph.hpp"

namespace hairpin::route {

/// How a route came to a VPN gateway or a Route Server; the order is the preference among equal
/// prefixes. [4.20]
enum class BranchKind : std::uint8_t {
  circuit,  // an ExpressRoute gateway learned it, and a Route Server passes it on [8.6]
  fixed,    // a static prefix of a VPN connection, or an address pool [11.1, 11.4, 11.8]
  bgp,      // announced through a tunnel [11.2]
  injected  // by an appliance, through a Route Server [8.4]
};

enum class BranchOrigin : std::uint8_t { vnet, on_premises, appliance };

using BranchIndex = Index<struct BranchTag>;

/// A candidate route beyond circuits, at one router. There are few of them, so each router keeps
/// its own, with the one that it was made from.
struct BranchRoute {
  Prefix prefix;
  BranchKind kind = BranchKind::fixed;
  BranchOrigin origin = BranchOrigin::vnet;
  std::uint8_t hops = 0;    // tunnels that it was announced through
  bool summary = false;     // may cover several VNets
  bool told = false;        // passed on by a Route Server [8.6]
  model::VnetIndex vnet;    // owner of the prefix; none for on-premises and summaries
  RouterIndex announcer;    // who brought it: a gateway, a site, clients or an appliance
  RouterIndex at;           // the router that holds it
  SessionIndex came_by;     // the last session
  RouterIndex circuit;      // kind circuit: where packets leave
  BranchIndex previous;     // the candidate it was made from; none at the origin
  ConditionSet conditions;  // `certain`, or what must hold for the route to exist
};

/// Which of two candidates for one prefix a router prefers: the lesser one.
inline int standing(const BranchRoute& route) {
  constexpr int step = 256;
  return static_cast<int>(route.kind) * step + route.hops;
}

}  // namespace hairpin::route
