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
enum class Arrival : std::uint8_t { local, global_reach, customer_router, customer_then_global_reach };

using RouteIndex = Index<struct RouteTag>;

/// A candidate route in the RIB of a circuit or a gateway. All candidates are kept.
struct Route {
  Prefix prefix;
  OriginKind origin = OriginKind::vnet;
  Arrival arrival = Arrival::local;
  bool summary = false;           // from summarizedGatewayPrefixes: may cover several VNets [1.15]
  model::VnetIndex vnet;          // owner of the prefix; none for on-premises and summaries
  model::GatewayIndex gateway;    // that announced it to a circuit; none for on-premises
  model::CircuitIndex entered;    // the circuit where it was announced first
  RouterIndex at;                 // the router that holds this candidate
  SessionIndex came_by;           // the last session; none at the origin
  RouteIndex previous;            // the candidate it was made from; none at the origin
  ConditionSet conditions;        // `certain`, or what must hold for the route to exist
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

  /// What the gateway accepted from its circuits, by prefix. [4.8]
  const PrefixMap<RouteIndex>& learned(model::GatewayIndex gateway) const {
    return gateway_ribs_[gateway.value];
  }
  /// What the circuit's MSEE holds, unfiltered by any toggle. [14.3]
  const PrefixMap<RouteIndex>& rib(model::CircuitIndex circuit) const {
    return circuit_ribs_[circuit.value];
  }
  /// ExpressRoute gateways whose learned routes the VNet has: its own, or those of the hub whose
  /// gateways it uses. The conditions are those of gateway transit. [2.10]
  struct Uplink {
    model::GatewayIndex gateway;
    SessionIndex session;  // gateway_to_vnet
  };
  std::span<const Uplink> uplinks(model::VnetIndex vnet) const { return uplinks_[vnet.value]; }
  /// Where routes of this VNet come from is not in the input at all (it uses the gateway of a hub
  /// that the input lacks): such a VNet may hang on any circuit. [C27]
  const Session* peering_session(model::PeeringIndex peering) const;

 private:
  friend class Propagation;
  const model::Network& network_;
  const ResourceIds& ids_;
  Conditions conditions_;
  RouteGraph graph_;
  Table<RouteIndex, Route> routes_;
  std::vector<PrefixMap<RouteIndex>> gateway_ribs_, circuit_ribs_;
  std::vector<std::vector<Uplink>> uplinks_;
  std::vector<SessionIndex> peering_sessions_;
};

}  // namespace hairpin::route
