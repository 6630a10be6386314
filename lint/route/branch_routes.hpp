#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <vector>

#include "route/routing.hpp"

namespace hairpin::route {

/// What tunnels, VPN sites, point-to-site clients and Route Servers do to routes: propagation
/// beyond circuits. [8.4-8.14, 11.1-11.5] Every gateway passes a prefix on once, as BGP does, so
/// that a mesh of gateways does not announce every way around it.
class BranchRoutes {
 public:
  explicit BranchRoutes(Routing& routing)
      : routing_(routing),
        network_(routing.network_),
        graph_(routing.graph_),
        routes_(routing.branches_),
        conditions_(routing.conditions_) {}

  /// Fills the RIBs of VPN gateways and Route Servers, what Route Servers told ExpressRoute
  /// gateways, and what these announce to their circuits for them.
  void run();

 private:
  // The routes that begin at a session: static prefixes, address pools, what is declared.
  std::vector<BranchRoute> originated(const Session& session);
  void add_fixed(const Session& session, const Tunnel& tunnel, std::vector<BranchRoute>& routes);
  void add_declared(const Session& session, const Tunnel& tunnel, std::vector<BranchRoute>& routes);
  void add_pool(const Session& session, std::vector<BranchRoute>& routes);
  void add_injected(const Session& session, std::vector<BranchRoute>& routes);
  BranchRoute route_from(const Session& session, const Prefix& prefix, BranchOrigin origin,
                         BranchKind kind, ConditionSet conditions);

  // The candidate as the receiver of a tunnel or of a Route Server's session takes it in.
  std::optional<BranchRoute> over_tunnel(BranchIndex index, const Session& session);
  std::optional<BranchRoute> to_server(const BranchRoute& route) const;
  std::optional<BranchRoute> from_server(BranchIndex index, const Session& session) const;

  bool is_own_prefix(const Prefix& prefix, RouterIndex gateway) const;
  bool overlaps_own(const Prefix& prefix, RouterIndex gateway) const;
  bool came_through(const BranchRoute& route, RouterIndex router) const;
  bool loops(const BranchRoute& route, RouterIndex receiver) const;
  std::optional<std::int64_t> asn(RouterIndex gateway) const;
  bool passes_on(BranchIndex index);

  void originate_all();
  void announce_vnet(const Session& session, SessionIndex index);
  void tell_of_circuits(const Session& session, SessionIndex index);
  void propagate();
  std::optional<BranchRoute> accept(BranchIndex index, const Session& session);
  void add(BranchRoute route, RouterIndex at, SessionIndex by, BranchIndex previous);
  bool announce_to_circuits();

  Routing& routing_;
  const model::Network& network_;
  const RouteGraph& graph_;
  const Table<BranchIndex, BranchRoute>& routes_;
  Conditions& conditions_;
  std::deque<BranchIndex> pending_;
  /// Which candidate each gateway passes on, by gateway, prefix, announcer, and whether it is sure:
  /// the first, which has the shortest path.
  std::map<std::tuple<RouterIndex, Prefix, RouterIndex, bool>, BranchIndex> passed_on_;
  /// What circuits have been announced already.
  std::set<std::tuple<RouterIndex, Prefix, BranchOrigin, ConditionSet>> announced_;
};

}  // namespace hairpin::route
