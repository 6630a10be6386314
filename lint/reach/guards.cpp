#include "reach/guards.hpp"

#include <algorithm>
#include <array>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/dijkstra_shortest_paths.hpp>
#include <boost/graph/properties.hpp>
#include <limits>
#include <span>

#include "reach/join_ways.hpp"
#include "route/hub_state.hpp"

namespace hairpin::reach {
namespace {

using model::ConfigFact;
using route::RouterIndex;
using route::RouterKind;
using route::Session;
using route::SessionIndex;
using route::SessionKind;
using route::SessionState;

/// How far an announcement has come. Routers pass on only what came to them in certain ways (a
/// gateway never re-announces what it learned, Global Reach is crossed once), and toggles tell what
/// hubs announced from what gateways of VNets did, so the search runs over (router, stage) and not
/// over routers. [2.6, 4.4, 4.10, 6.24]
enum class Stage : std::uint8_t {
  at_owner,
  announced_own,  // at the gateway of the owner itself
  announced,
  on_circuit,
  on_joined_circuit,
  in_hub,
  announced_by_hub,
  on_circuit_by_hub,
  on_joined_circuit_by_hub,
  told_by_circuits,  // at a Route Server, by an ExpressRoute gateway
  told_by_branches,  // at a Route Server, by a VPN gateway
  learned,
  in_hub_by_circuit,
  in_group,
  heard
};
constexpr std::size_t stages = 15;

/// One thing that a session does, and what would have to change for it.
struct Move {
  Stage from, to;
  std::vector<ConfigFact> guards;  // none: it does so already
};

void add_all(std::vector<ConfigFact>& guards, const std::vector<ConfigFact>& more) {
  guards.insert(guards.end(), more.begin(), more.end());
}

/// The settings that keep the session, and its toggle for VNets' prefixes, closed.
std::vector<ConfigFact> guards_of(const Session& session) {
  std::vector<ConfigFact> guards;
  if (session.state == SessionState::closed) guards = session.guards;
  if (session.remote_vnets == SessionState::closed) add_all(guards, session.toggle);
  return guards;
}

/// The same, with its toggle for hubs' prefixes.
std::vector<ConfigFact> guards_against_hubs(const Session& session) {
  std::vector<ConfigFact> guards;
  if (session.state == SessionState::closed) guards = session.guards;
  if (session.virtual_wan == SessionState::closed) add_all(guards, session.wan_toggle);
  return guards;
}

std::vector<Move> moves_of(const route::RouteGraph& graph, const Session& session,
                           const model::Network& network) {
  const RouterIndex any = graph.any_circuit(), junction = graph.junction();
  const bool from_any = any && session.from == any, to_any = any && session.to == any;
  const std::vector<ConfigFact> guards = guards_of(session);
  switch (session.kind) {
    case SessionKind::vnet_peering:
      return {{Stage::at_owner, Stage::heard, guards}};
    case SessionKind::vnet_to_group:
      return {{Stage::at_owner, Stage::in_group, guards}};
    case SessionKind::group_to_vnet:
      return {{Stage::in_group, Stage::heard, guards}};
    case SessionKind::vnet_to_gateway: {
      const bool own = graph.home(session.to, network) == graph[session.from].vnet();
      if (!own) return {{Stage::at_owner, Stage::announced, guards}};
      return {{Stage::at_owner, Stage::announced, guards},
              {Stage::at_owner, Stage::announced_own, guards}};
    }
    case SessionKind::gateway_to_circuit:
      if (to_any) return {{Stage::announced, Stage::announced, guards}};
      return {{Stage::announced, Stage::on_circuit, guards},
              {Stage::announced_by_hub, Stage::on_circuit_by_hub, guards}};
    case SessionKind::global_reach:
      if (junction && (session.from == junction || session.to == junction)) return {};
      return {{Stage::on_circuit, Stage::on_joined_circuit, guards},
              {Stage::on_circuit_by_hub, Stage::on_joined_circuit_by_hub, guards}};
    case SessionKind::customer_router:
      return {{Stage::on_circuit, Stage::on_joined_circuit, guards},
              {Stage::on_circuit_by_hub, Stage::on_joined_circuit_by_hub, guards}};
    case SessionKind::circuit_to_gateway: {
      if (from_any) return {{Stage::learned, Stage::learned, guards}};
      const std::vector<ConfigFact> by_hub = guards_against_hubs(session);
      return {{Stage::on_circuit, Stage::learned, guards},
              {Stage::on_joined_circuit, Stage::learned, guards},
              {Stage::on_circuit_by_hub, Stage::learned, by_hub},
              {Stage::on_joined_circuit_by_hub, Stage::learned, by_hub}};
    }
    case SessionKind::vnet_to_hub:
      return {{Stage::at_owner, Stage::in_hub, guards}};
    case SessionKind::hub_to_gateway:
      return {{Stage::in_hub, Stage::announced_by_hub, guards}};
    case SessionKind::gateway_to_hub:
      return {{Stage::learned, Stage::in_hub_by_circuit, guards}};
    case SessionKind::hub_to_vnet:
      return {{Stage::in_hub, Stage::heard, guards},
              {Stage::in_hub_by_circuit, Stage::heard, guards}};
    case SessionKind::gateway_to_vnet:
      return {{Stage::learned, Stage::heard, guards}};
    case SessionKind::tunnel: {
      const route::Tunnel& tunnel = graph.tunnel(session);
      std::vector<ConfigFact> fixed = guards, by_bgp = guards;
      if (tunnel.fixed.state == SessionState::closed) add_all(fixed, tunnel.fixed.facts);
      if (tunnel.bgp.state == SessionState::closed) add_all(by_bgp, tunnel.bgp.facts);
      // Static routes bring the other VNet alone, BGP all that its gateway has. [11.3, 11.4]
      return {{Stage::announced_own, Stage::learned, std::move(fixed)},
              {Stage::announced, Stage::learned, by_bgp},
              {Stage::learned, Stage::learned, by_bgp}};
    }
    case SessionKind::gateway_to_server: {
      const bool vpn = graph[session.from].kind == RouterKind::vpn_gateway;
      return {{Stage::learned, vpn ? Stage::told_by_branches : Stage::told_by_circuits, guards}};
    }
    case SessionKind::server_to_gateway:
      if (graph[session.to].kind != RouterKind::vpn_gateway) {
        return {{Stage::told_by_branches, Stage::announced, guards}};  // [8.9]
      }
      return {{Stage::told_by_branches, Stage::learned, guards},
              {Stage::told_by_circuits, Stage::learned, guards}};
    case SessionKind::site_to_circuit:
    case SessionKind::site_to_gateway:
    case SessionKind::clients_to_gateway:
    case SessionKind::peer_to_server:
    case SessionKind::hub_static:
      return {};
  }
  return {};
}

/// A closed session counts, even if it cannot say what closes it.
int weight_of(const Session& session, const std::vector<ConfigFact>& guards) {
  const bool closed = session.state == SessionState::closed;
  return std::max(static_cast<int>(guards.size()), closed ? 1 : 0);
}

}  // namespace

struct GuardSearch::Graph {
  struct Edge {
    int weight = 0;
    SessionIndex session;  // none: a Global Reach connection, or a propagation, that does not exist
    RouterIndex from, to;
    std::vector<ConfigFact> guards;
  };
  using List =
      boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS, boost::no_property, Edge>;
  using Vertex = boost::graph_traits<List>::vertex_descriptor;

  Graph(const route::RouteGraph& routes, std::size_t wans)
      : unconnected(routes.routers().size() * stages),
        unconnected_by_hub(unconnected + 1),
        list(unconnected + 2 + wans) {}
  // Passed by circuits that no Global Reach connection joins.
  Vertex unconnected, unconnected_by_hub;
  /// Passed by prefixes that a hub connection does not propagate, on their way to any table of the
  /// Virtual WAN.
  Vertex unpropagated(std::uint32_t wan) const { return unconnected_by_hub + 1 + wan; }
  List list;

  static Vertex vertex(RouterIndex router, Stage stage) {
    return router.value * stages + static_cast<std::size_t>(stage);
  }

  void add_connections(const route::RouteGraph& routes, const model::Network& network,
                       Vertex meeting, Stage before, Stage behind);
  void add_propagations(const route::RouteGraph& routes, const model::VirtualWans& wans);

  /// Global Reach that nobody can rule out: circuits are left and entered by their sessions with
  /// the junction; who may be joined to whom, the ways between say. [C6]
  void add_possible_joins(const route::RouteGraph& routes) {
    if (routes.possible_joins().empty()) return;
    const JoinWays joins = join_ways(routes.possible_joins());
    add_joins(routes, joins, Stage::on_circuit, Stage::on_joined_circuit);
    add_joins(routes, joins, Stage::on_circuit_by_hub, Stage::on_joined_circuit_by_hub);
  }

  void add_joins(const route::RouteGraph& routes, const JoinWays& joins, Stage before,
                 Stage behind) {
    const std::span<const RouterIndex> circuits = routes.circuits();
    const Vertex first = boost::num_vertices(list);
    for (std::uint32_t i = 2 * joins.circuits; i < joins.nodes; ++i) boost::add_vertex(list);
    for (const auto& [from, to] : joins.ways) {
      Edge edge;
      Vertex start = first + from - 2 * joins.circuits, end = first + to - 2 * joins.circuits;
      if (from < joins.circuits) {
        start = vertex(circuits[from], before);
        edge.session = routes.meeting(circuits[from], routes.junction());
      } else if (to < 2 * joins.circuits) {
        end = vertex(circuits[to - joins.circuits], behind);
        edge.session = routes.meeting(routes.junction(), circuits[to - joins.circuits]);
      }
      if (edge.session) {
        edge.guards = guards_of(routes[edge.session]);
        edge.weight = weight_of(routes[edge.session], edge.guards);
      }
      boost::add_edge(start, end, edge, list);
    }
  }
};

GuardSearch::~GuardSearch() = default;

GuardSearch::GuardSearch(const route::Routing& routing)
    : graph_(std::make_unique<Graph>(routing.graph(), routing.network().virtual_wans.wans.size())),
      routing_(routing) {
  const route::RouteGraph& routes = routing.graph();
  for (std::uint32_t i = 0; i < routes.sessions().size(); ++i) {
    const Session& session = routes[SessionIndex(i)];
    for (Move& move : moves_of(routes, session, routing.network())) {
      const int weight = weight_of(session, move.guards);
      boost::add_edge(
          Graph::vertex(session.from, move.from), Graph::vertex(session.to, move.to),
          Graph::Edge{weight, SessionIndex(i), session.from, session.to, std::move(move.guards)},
          graph_->list);
    }
  }
  graph_->add_possible_joins(routes);
  graph_->add_connections(routes, routing.network(), graph_->unconnected, Stage::on_circuit,
                          Stage::on_joined_circuit);
  graph_->add_connections(routes, routing.network(), graph_->unconnected_by_hub,
                          Stage::on_circuit_by_hub, Stage::on_joined_circuit_by_hub);
  graph_->add_propagations(routes, routing.network().virtual_wans);
}

/// One vertex stands for all connections that could be made, so that they cost no edge per pair.
void GuardSearch::Graph::add_connections(const route::RouteGraph& routes,
                                         const model::Network& network, Vertex meeting,
                                         Stage before, Stage behind) {
  for (std::uint32_t i = 0; i < routes.routers().size(); ++i) {
    const RouterIndex router(i);
    if (routes[router].kind != RouterKind::circuit) continue;
    const model::Circuit& circuit = network.circuits[routes[router].circuit()];
    const ConfigFact missing{circuit.id, "properties.peerings[].properties.connections", "[]",
                             circuit.where, "6.32"};
    boost::add_edge(vertex(router, before), meeting, Edge{1, {}, router, {}, {missing}}, list);
    boost::add_edge(meeting, vertex(router, behind), Edge{0, {}, {}, router, {}}, list);
  }
}

/// Where a connection's prefixes do not go now, they could go with one change. [7.8]
void GuardSearch::Graph::add_propagations(const route::RouteGraph& routes,
                                          const model::VirtualWans& wans) {
  for (const model::HubConnection& connection : wans.connections) {
    const model::VirtualWanIndex wan = wans.hubs[connection.hub].wan;
    if (!wan || !connection.vnet) continue;
    const RouterIndex vnet = routes.router(connection.vnet);
    boost::add_edge(vertex(vnet, Stage::at_owner), unpropagated(wan.value),
                    Edge{1, {}, vnet, {}, {route::propagation_fact(connection, wans)}}, list);
  }
  for (const model::HubTable& table : wans.tables) {
    const model::VirtualWanIndex wan = wans.hubs[table.hub].wan;
    if (!wan || table.is_none) continue;
    const RouterIndex router = routes.router(wans.tables.index_of(table));
    boost::add_edge(unpropagated(wan.value), vertex(router, Stage::in_hub),
                    Edge{0, {}, {}, router, {}}, list);
  }
}

std::optional<std::vector<ConfigFact>> GuardSearch::between(model::VnetIndex announcer,
                                                            model::VnetIndex listener) const {
  const route::RouteGraph& routes = routing_.graph();
  const auto source = Graph::vertex(routes.router(announcer), Stage::at_owner);
  const auto target = Graph::vertex(routes.router(listener), Stage::heard);
  const std::size_t count = boost::num_vertices(graph_->list);
  std::vector<int> distance(count);
  std::vector<Graph::Vertex> previous(count);
  boost::dijkstra_shortest_paths(
      graph_->list, source,
      boost::weight_map(boost::get(&Graph::Edge::weight, graph_->list))
          .distance_map(boost::make_iterator_property_map(
              distance.begin(), boost::get(boost::vertex_index, graph_->list)))
          .predecessor_map(boost::make_iterator_property_map(
              previous.begin(), boost::get(boost::vertex_index, graph_->list))));
  if (distance[target] == std::numeric_limits<int>::max()) return std::nullopt;

  std::vector<ConfigFact> guards;
  for (auto at = target; at != source; at = previous[at]) {
    // Of parallel edges the search took the lightest.
    const Graph::Edge* best = nullptr;
    auto [edge, end] = boost::out_edges(previous[at], graph_->list);
    for (; edge != end; ++edge) {
      const Graph::Edge& candidate = graph_->list[*edge];
      if (boost::target(*edge, graph_->list) != at) continue;
      if (best == nullptr || candidate.weight < best->weight) best = &candidate;
    }
    if (best == nullptr || best->weight == 0) continue;
    add_all(guards, best->guards);
  }
  // The search does not see that a hub takes nothing of its own VNets back from a circuit. [C8]
  if (guards.empty()) add_all(guards, kept_apart(announcer, listener));
  return guards;
}

/// What keeps two VNets on hubs of one Virtual WAN from each other, if the one's prefixes do not go
/// to the table of the other. [7.10]
std::vector<ConfigFact> GuardSearch::kept_apart(model::VnetIndex announcer,
                                                model::VnetIndex listener) const {
  const model::VirtualWans& wans = routing_.network().virtual_wans;
  const model::HubConnection *sends = nullptr, *hears = nullptr;
  for (const model::HubConnection& connection : wans.connections) {
    if (connection.vnet == announcer) sends = &connection;
    if (connection.vnet == listener) hears = &connection;
  }
  const bool apart = sends != nullptr && hears != nullptr &&
                     wans.are_meshed(sends->hub, hears->hub) &&
                     !wans.propagates(*sends, hears->associated);
  if (!apart) return {};
  return {route::propagation_fact(*sends, wans)};
}

}  // namespace hairpin::reach
