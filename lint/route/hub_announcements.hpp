#pragma once

#include <functional>
#include <map>
#include <vector>

#include "route/routing.hpp"

namespace hairpin::route {

/// What the hubs of all Virtual WANs have of their own, by table, and what their gateways announce
/// of it to circuits. What circuits bring is worked out by whoever asks for a RIB.
class HubAnnouncements {
 public:
  explicit HubAnnouncements(Routing& routing)
      : r_(routing), graph_(routing.graph_), network_(routing.network_) {}

  /// `place(route, session)` takes what a gateway announces on a session to a circuit.
  using Place = std::function<void(RouteIndex, SessionIndex)>;
  void run(const Place& place);

 private:
  const model::HubConnection& connection_of(const Session& session) const {
    return network_.virtual_wans.connections[session.hub_connection];
  }
  bool crosses(const Prefix& prefix, model::HubIndex from, RouterIndex to) const;
  bool takes_effect(const model::HubStaticRoute& stated,
                    const model::HubConnection& connection) const;
  const std::vector<RouteIndex>& routes_of(const Session& session);
  Route hub_route(const Session& session, const Prefix& prefix) const;
  void hold(RouteIndex route, SessionIndex by);
  void propagate_connection(SessionIndex index);
  void add_hub_routes(SessionIndex index);
  void announce(SessionIndex index, const Place& place);
  void announce_own(const Session& session, std::vector<RouteIndex>& announced);
  bool is_announced(const Route& route, SessionIndex came_by, const Session& session) const;
  bool may_announce_default(const Route& route, const Session& session) const;

  Routing& r_;
  const RouteGraph& graph_;
  const model::Network& network_;
  std::map<model::HubConnectionIndex, std::vector<RouteIndex>> by_connection_;
};

}  // namespace hairpin::route
