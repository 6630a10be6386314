#pragma once

#include <span>
#include <vector>

#include "model/network.hpp"
#include "route/conditions.hpp"
#include "route/prefix_map.hpp"
#include "route/route_graph.hpp"

namespace hairpin::route {

/// Who brought a prefix into the world, which is what Azure filters by. [4.9]
enum class OriginKind : std::uint8_t { vnet, on_premises };

/// How a route came to the circuit that holds it; the order is Azure's preference among equal
/// prefixes: the shorter AS path first, paths handed back by a customer last. [6.12, C10, C30]
enum class Arrival : std::uint8_t {
  local,
  global_reach,
  customer_router,
  customer_then_global_reach
};

using RouteIndex = Index<struct RouteTag>;

/// A candidate route in the RIB of a circuit or a gateway. All candidates are kept.
struct Route {
  Prefix prefix;
  OriginKind origin = OriginKind::vnet;
  Arrival arrival = Arrival::local;
  bool summary = false;     // from summarizedGatewayPrefixes: may cover several VNets [1.15]
  model::VnetIndex vnet;    // owner of the prefix; none for on-premises and summaries
  RouterIndex announcer;    // the gateway that announced it to a circuit; or the site
  RouterIndex entered;      // the circuit where it was announced first
  RouterIndex at;           // the router that holds this candidate
  SessionIndex came_by;     // the last session; none at the origin
  RouteIndex previous;      // the candidate it was made from; none at the origin
  ConditionSet conditions;  // `certain`, or what must hold for the route to exist
};

/// RIBs of all circuits and gateways, after propagation reached its fixed point. VNets behind a
/// gateway share its RIB: nothing is copied to them.
class Routing {
 public:
  Routing(const model::Network& network, const ResourceIds& ids);
  Routing(const Routing&) = delete;
  Routing& operator=(const Routing&) = delete;

  const model::Network& network() const { return network_; }
  const ResourceIds& ids() const { return ids_; }
  const RouteGraph& graph() const { return graph_; }
  const Conditions& conditions() const { return conditions_; }
  Conditions& conditions() { return conditions_; }
  const Route& operator[](RouteIndex route) const { return routes_[route]; }

  /// A gateway: what it accepted from its circuits [4.8]. A circuit: what its MSEE holds,
  /// unfiltered by any toggle [14.3]. Other routers: nothing.
  const PrefixMap<RouteIndex>& rib(RouterIndex router) const { return ribs_[router.value]; }
  /// The same for a gateway; nothing if it is no ExpressRoute gateway.
  const PrefixMap<RouteIndex>& learned(model::GatewayIndex gateway) const;
  const PrefixMap<RouteIndex>& rib(model::CircuitIndex circuit) const {
    return rib(graph_.router(circuit));
  }
  /// What the gateway announces to its circuits. [4.4]
  std::span<const RouteIndex> announced(RouterIndex gateway) const {
    return announced_[gateway.value];
  }
  /// The sessions (gateway_to_vnet, open or unknown) on which the VNet gets routes of ExpressRoute
  /// gateways: its own, or those of the hub whose gateways it uses. [2.10]
  std::span<const SessionIndex> uplinks(model::VnetIndex vnet) const {
    return uplinks_[vnet.value];
  }

 private:
  friend class Propagation;
  const model::Network& network_;
  const ResourceIds& ids_;
  Conditions conditions_;
  RouteGraph graph_;
  Table<RouteIndex, Route> routes_;
  std::vector<PrefixMap<RouteIndex>> ribs_;         // by router
  std::vector<std::vector<RouteIndex>> announced_;  // by router
  std::vector<std::vector<SessionIndex>> uplinks_;  // by VNet
};

}  // namespace hairpin::route
