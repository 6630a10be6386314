#include "route/hub_graph.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "route/facts.hpp"
#include "route/hub_state.hpp"

namespace hairpin::route {

using model::Hub;
using model::HubConnection;
using model::HubConnectionIndex;
using model::HubConnectionKind;
using model::HubIndex;
using model::HubTableIndex;

/// Hub route tables become routers, and so does what a hub's firewall forwards by. Under a private
/// routing policy the default table only leads to the firewall; what would propagate to it goes to
/// the firewall's routes instead. [7.21]
class HubGraphBuilder {
 public:
  HubGraphBuilder(RouteGraph& graph, const model::Network& network, const ResourceIds& ids,
                  Conditions& conditions)
      : graph_(graph),
        network_(network),
        wans_(network.virtual_wans),
        ids_(ids),
        conditions_(conditions) {}

  void build() {
    add_routers();
    for (const HubConnection& connection : wans_.connections) {
      if (connection.kind == HubConnectionKind::vnet) {
        add_vnet(connection);
      } else if (connection.circuit) {
        add_circuit(connection);
      }
    }
    for (const model::HubTable& table : wans_.tables) add_routes(table);
    for (const Hub& hub : wans_.hubs) add_policies(hub);
  }

 private:
  void add_routers() {
    for (std::uint32_t i = 0; i < wans_.tables.size(); ++i) {
      graph_.hub_tables_.push_back(graph_.add_router(RouterKind::hub_table, i));
    }
    for (std::uint32_t i = 0; i < wans_.gateways.size(); ++i) {
      graph_.hub_gateways_.push_back(graph_.add_router(RouterKind::hub_gateway, i));
    }
    for (std::uint32_t i = 0; i < wans_.hubs.size(); ++i) {
      const bool uses = uses_firewall(wans_.hubs[HubIndex(i)]);
      graph_.hub_firewalls_.push_back(uses ? graph_.add_router(RouterKind::hub_firewall, i)
                                           : RouterIndex());
    }
  }

  bool uses_firewall(const Hub& hub) const {
    if (hub.intent && !hub.intent->policies.empty()) return true;
    return std::any_of(hub.tables.begin(), hub.tables.end(), [&](HubTableIndex index) {
      const auto& routes = wans_.tables[index].routes;
      return std::any_of(routes.begin(), routes.end(),
                         [](const auto& route) { return route.next_hop.is_inside_hub(); });
    });
  }

  void add(SessionKind kind, RouterIndex from, RouterIndex to, const Adjacency& adjacency,
           HubConnectionIndex connection, const model::HubNextHop* hop = nullptr,
           std::vector<Prefix> prefixes = {}) {
    Session session = session_of(kind, from, to, adjacency, conditions_);
    session.hub_connection = connection;
    session.hub_hop = hop;
    session.hub_prefixes = std::move(prefixes);
    graph_.add_session(std::move(session));
  }

  /// The routers that hear of what a connection propagates. A hub's own firewall knows all that is
  /// on its hub.
  std::set<RouterIndex> listeners(const HubConnection& connection) const {
    std::set<RouterIndex> found;
    const bool inspected = wans_.hubs[connection.hub].private_policy() != nullptr;
    if (const RouterIndex own = graph_.firewall(connection.hub)) found.insert(own);
    for (std::uint32_t i = 0; i < wans_.tables.size(); ++i) {
      const HubTableIndex index(i);
      const model::HubTable& table = wans_.tables[index];
      if (table.is_none || !wans_.are_meshed(connection.hub, table.hub)) continue;
      // With a routing intent prefixes travel to the other hubs although nothing propagates. [7.21]
      const bool goes = wans_.propagates(connection, index) || !connection.states_routing ||
                        (inspected && table.is_default);
      if (!goes) continue;
      const RouterIndex firewall = graph_.firewall(table.hub);
      if (table.is_default && firewall) found.insert(firewall);
      if (!is_replaced(table)) found.insert(graph_.router(index));
    }
    return found;
  }

  /// A default table that leads to the firewall alone.
  bool is_replaced(const model::HubTable& table) const {
    return table.is_default && wans_.hubs[table.hub].private_policy() != nullptr;
  }

  void add_vnet(const HubConnection& connection) {
    const HubConnectionIndex index = wans_.connections.index_of(connection);
    const RouterIndex vnet = graph_.router(connection.vnet);
    Adjacency announces = hub_adjacency(network_, index, conditions_);
    announces.because.push_back(propagation_fact(connection, wans_));
    judge_route_map(announces, connection, true, ids_, conditions_);
    for (const RouterIndex listener : listeners(connection)) {
      add(SessionKind::vnet_to_hub, vnet, listener, announces, index);
    }
    Adjacency learns = hub_adjacency(network_, index, conditions_);
    learns.because.push_back(association_fact(connection, wans_, ids_));
    judge_route_map(learns, connection, false, ids_, conditions_);
    for (const HubTableIndex table : associations(connection)) {
      add(SessionKind::hub_to_vnet, graph_.router(table), vnet, learns, index);
    }
    if (wans_.tables[connection.associated].is_none) add_closed_association(connection, vnet);
  }

  /// With a routing intent every connection is associated with the default table. [7.21] A VNet's
  /// whose association is not known may be associated with any table of its hub; circuits have no
  /// choice.
  std::vector<HubTableIndex> associations(const HubConnection& connection) const {
    const Hub& hub = wans_.hubs[connection.hub];
    if (hub.private_policy() != nullptr) return {hub.default_table};
    std::vector<HubTableIndex> found;
    for (const HubTableIndex table : hub.tables) {
      const bool may_be_any =
          !connection.states_routing && connection.kind == HubConnectionKind::vnet;
      const bool wanted = table == connection.associated || may_be_any;
      if (wanted && !wans_.tables[table].is_none) found.push_back(table);
    }
    return found;
  }

  void add_closed_association(const HubConnection& connection, RouterIndex vnet) {
    Adjacency closed = Adjacency::open(conditions_);
    closed.close(association_fact(connection, wans_, ids_));
    add(SessionKind::hub_to_vnet, graph_.router(wans_.hubs[connection.hub].default_table), vnet,
        closed, wans_.connections.index_of(connection));
  }

  void add_circuit(const HubConnection& connection) {
    const HubConnectionIndex index = wans_.connections.index_of(connection);
    const RouterIndex gateway = graph_.router(connection.gateway);
    const RouterIndex circuit = graph_.router(connection.circuit);
    Adjacency joins = hub_adjacency(network_, index, conditions_);
    joins.because.push_back(text_fact(connection.id, "properties.expressRouteCircuitPeering.id",
                                      ids_.text(network_.circuits[connection.circuit].id),
                                      connection.end_where, "5.12"));
    judge_circuit(joins, network_.circuits[connection.circuit], conditions_);

    Adjacency announces = joins;
    judge_route_map(announces, connection, false, ids_, conditions_);
    add(SessionKind::gateway_to_circuit, gateway, circuit, announces, index);
    add_learning(joins, gateway, circuit, connection);

    Adjacency associated = Adjacency::open(conditions_);
    associated.because.push_back(association_fact(connection, wans_, ids_));
    for (const RouterIndex table : announced_tables(connection)) {
      add(SessionKind::hub_to_gateway, table, gateway, associated, index);
    }
    Adjacency spreads = Adjacency::open(conditions_);
    spreads.because.push_back(propagation_fact(connection, wans_));
    judge_route_map(spreads, connection, true, ids_, conditions_);
    for (const RouterIndex listener : listeners(connection)) {
      add(SessionKind::gateway_to_hub, gateway, listener, spreads, index);
    }
  }

  void add_learning(const Adjacency& joins, RouterIndex gateway, RouterIndex circuit,
                    const HubConnection& connection) {
    Session learns =
        session_of(SessionKind::circuit_to_gateway, circuit, gateway, joins, conditions_);
    learns.hub_connection = wans_.connections.index_of(connection);
    const Toggle toggle = non_virtual_wan_toggle(network_, connection.gateway, conditions_);
    learns.remote_vnets = toggle.state;
    learns.toggle = toggle.facts;
    learns.toggle_conditions = toggle.conditions;
    graph_.add_session(std::move(learns));
  }

  /// What the gateway announces to the connection's circuit. With a routing intent the specific
  /// prefixes, and from the default table its default route alone. [7.26, C33]
  std::vector<RouterIndex> announced_tables(const HubConnection& connection) const {
    std::vector<RouterIndex> found;
    for (const HubTableIndex table : associations(connection)) {
      found.push_back(graph_.router(table));
      if (is_replaced(wans_.tables[table])) found.push_back(graph_.firewall(connection.hub));
    }
    return found;
  }

  // The hub's own routes ------------------------------------------------------------------------

  void add_routes(const model::HubTable& table) {
    for (const auto& route : table.routes) {
      Adjacency stated = Adjacency::open(conditions_);
      stated.because.push_back(text_fact(table.id, "properties.routes[].nextHop",
                                         ids_.text(route.next_hop.id), route.next_hop.where,
                                         "7.11"));
      const HubConnectionIndex connection = route.next_hop.connection;
      const RouterIndex from = connection ? graph_.router(wans_.connections[connection].vnet)
                                          : graph_.firewall(table.hub);
      add(SessionKind::hub_static, from, graph_.router(wans_.tables.index_of(table)), stated,
          connection, &route.next_hop, {route.prefix.value});
      // The firewall forwards by the default table's routes to VNets, not by those to itself.
      const RouterIndex firewall = graph_.firewall(table.hub);
      if (connection && table.is_default && firewall) {
        add(SessionKind::hub_static, from, firewall, stated, connection, &route.next_hop,
            {route.prefix.value});
      }
    }
  }

  void add_policies(const Hub& hub) {
    if (!hub.intent) return;
    const RouterIndex firewall = graph_.firewall(wans_.hubs.index_of(hub));
    for (const model::RoutingIntent::Policy& policy : hub.intent->policies) {
      Adjacency stated = Adjacency::open(conditions_);
      stated.because.push_back(text_fact(hub.intent->id, "properties.routingPolicies[].nextHop",
                                         ids_.text(policy.next_hop.id), policy.next_hop.where,
                                         "7.21"));
      add(SessionKind::hub_static, firewall, graph_.router(hub.default_table), stated, {},
          &policy.next_hop, prefixes_of(policy));
    }
  }

  /// [7.21, C29]
  static std::vector<Prefix> prefixes_of(const model::RoutingIntent::Policy& policy) {
    std::vector<Prefix> prefixes;
    if (policy.private_traffic) prefixes = private_ranges();
    if (policy.internet) prefixes.push_back(Prefix::everything(Family::ipv4));
    return prefixes;
  }

  RouteGraph& graph_;
  const model::Network& network_;
  const model::VirtualWans& wans_;
  const ResourceIds& ids_;
  Conditions& conditions_;
};

void add_hubs(RouteGraph& graph, const model::Network& network, const ResourceIds& ids,
              Conditions& conditions) {
  HubGraphBuilder(graph, network, ids, conditions).build();
}

}  // namespace hairpin::route
