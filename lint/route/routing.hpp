#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/prefix_set.hpp"
#include "model/network.hpp"
#include "route/branch_route.hpp"
#include "route/conditions.hpp"
#include "route/prefix_map.hpp"
#include "route/route_graph.hpp"

namespace hairpin::route {

/// Who brought a prefix into the world, which is what Azure filters by: `virtual_wan` are the
/// prefixes of hubs. [4.9, 4.10]
enum class OriginKind : std::uint8_t { vnet, on_premises, virtual_wan };

/// How a route came to the circuit that holds it; the order is Azure's preference among equal
/// prefixes: the shorter AS path first, paths handed back by a customer last. [6.12, C10, C30]
enum class Arrival : std::uint8_t {
  local,
  global_reach,
  customer_router,
  customer_then_global_reach
};

using RouteIndex = Index<struct RouteTag>;

/// A prefix as a gateway or a site announces it to its circuits, or as a hub has it of its own.
/// Kept once, however many routers hold it.
struct Route {
  Prefix prefix;
  OriginKind origin = OriginKind::vnet;
  bool summary = false;     // from summarizedGatewayPrefixes: may cover several VNets [1.15]
  model::VnetIndex vnet;    // owner of the prefix; none for on-premises and summaries
  RouterIndex announcer;    // the gateway, or the site
  ConditionSet conditions;  // `certain`, or what must hold for the announcement
  bool branch = false;      // for a Route Server: what tunnels or appliances brought [8.6]
  BranchOrigin branch_origin = BranchOrigin::vnet;
  /// Virtual WAN: the connection of the VNet that the prefix leads to, and the appliance there that
  /// gets the packets, if a static route names one. [7.18]
  model::HubConnectionIndex hub_connection;
  const model::HubStaticRoute* appliance = nullptr;
  RouterIndex hub_table;  // that a hub's gateway announces it from
  bool relayed = false;   // announced by another hub's gateway than that of its own hub
};

/// A candidate route in the RIB of a circuit or a gateway. All candidates are held, but no RIB is
/// stored: a circuit shares those of its neighbours, and a gateway filters those of its circuits.
struct HeldRoute {
  Prefix prefix;
  RouteIndex route;
  SessionIndex came_by;  // the last session
  RouterIndex from;      // a circuit: whom it sends packets to; a gateway: which circuit to
  Arrival arrival = Arrival::local;  // at the circuit
  ConditionSet conditions;           // `certain`, or what must hold for the route to exist
  auto operator<=>(const HeldRoute&) const = default;
};

/// Azure's preference among equal prefixes at a circuit, and at what learns from it; the lower one
/// first: own VNets before those of other hubs, a customer's paths last. [6.12, C10, C30]
std::uint8_t preference_of(const Route& route, Arrival arrival);

/// What every router announced, and who holds what of it. Memory grows with the prefixes that
/// gateways announce, times the circuits that each of them is connected to; never with the routers
/// that learn them.
class Routing {
 public:
  Routing(const model::Network& network, const ResourceIds& ids);
  Routing& operator=(const Routing&) = delete;
  /// A copy for another thread: conditions that one of the two is asked about leave no trace in the
  /// other. Linear in routers, sessions and routes.
  std::unique_ptr<Routing> fork() const { return std::unique_ptr<Routing>(new Routing(*this)); }

  const model::Network& network() const { return network_; }
  const ResourceIds& ids() const { return ids_; }
  const RouteGraph& graph() const { return graph_; }
  const Conditions& conditions() const { return conditions_; }
  Conditions& conditions() { return conditions_; }
  const Route& operator[](RouteIndex route) const { return routes_[route]; }
  std::size_t announcements() const { return routes_.size(); }

  /// The RIB of a gateway: what it accepts from its circuits [4.8]; of a circuit: what its MSEE
  /// holds, unfiltered by any toggle [14.3]; of a hub's table or firewall: what was propagated to
  /// it, and its own routes [7.6]; of other routers nothing. As far as prefixes share an
  /// address with `within`, sorted by prefix. Linear in the result, times its logarithm; for a few
  /// ranges the routes elsewhere cost nothing.
  /// Of the ways from a gateway that nobody knows to another one, only that over the circuit which
  /// nobody knows is told: where another one leads there, it does.
  std::vector<HeldRoute> rib(RouterIndex router, const PrefixSet& within, Evidence evidence) const;

  /// What a gateway announces to its circuits; of other routers nothing. [4.4]
  std::span<const RouteIndex> announced(RouterIndex gateway) const {
    return announced_[gateway.value];
  }

  /// What a VPN gateway has from its tunnels and from a Route Server; what a Route Server has from
  /// appliances and gateways; what it told an ExpressRoute gateway. Other routers: nothing.
  const PrefixMap<BranchIndex>& branch_rib(RouterIndex router) const {
    return branch_ribs_[router.value];
  }
  const BranchRoute& operator[](BranchIndex route) const { return branches_[route]; }

  /// The sessions (gateway_to_vnet, open or unknown) on which the VNet gets routes of gateways and
  /// Route Servers: its own, or those of the hub whose gateways it uses. [2.10]
  std::span<const SessionIndex> uplinks(model::VnetIndex vnet) const {
    return uplinks_[vnet.value];
  }
  /// The sessions (hub_to_vnet, open or unknown) on which the VNet gets routes of a hub's table. A
  /// VNet is on one hub; several tables only where its association is not known.
  std::span<const SessionIndex> hub_uplinks(model::VnetIndex vnet) const {
    return hub_uplinks_[vnet.value];
  }

 private:
  Routing(const Routing&) = default;
  friend class Announcements;
  friend class BranchRoutes;
  friend class HubAnnouncements;
  friend class RibReader;

  /// A route at the circuit to which its gateway or site announced it.
  struct Entry {
    RouteIndex route;
    SessionIndex came_by;
    RouterIndex circuit;  // none: a hub's own
  };
  using Entries = PrefixMap<Entry>;

  /// Adds an announcement to all circuits of its gateway; then they have to be sorted anew.
  void announce(const Route& route);
  void sort_announcements();

  const model::Network& network_;
  const ResourceIds& ids_;
  mutable Conditions conditions_;  // grows when somebody asks; what is in it never changes
  RouteGraph graph_;
  Table<RouteIndex, Route> routes_;
  std::vector<std::vector<RouteIndex>> announced_;  // by router
  std::vector<Entries> local_;  // by router: what is announced to a circuit; what a hub has itself
  Entries anywhere_;            // what unknown gateways announce: it may be at any circuit [C27]
  Entries at_junction_;         // what circuits have that may be joined to others [C6]
  std::vector<SessionIndex> customers_;             // sessions of kind customer_router, not closed
  std::vector<std::vector<SessionIndex>> uplinks_;  // by VNet
  Table<BranchIndex, BranchRoute> branches_;
  std::vector<PrefixMap<BranchIndex>> branch_ribs_;  // by router
  std::vector<std::vector<SessionIndex>> hub_uplinks_;
};

}  // namespace hairpin::route
