#include "reach/guards.hpp"

#include <algorithm>
#include <array>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/dijkstra_shortest_paths.hpp>
#include <boost/graph/properties.hpp>
#include <limits>
#include <span>

#include "reach/join_ways.hpp"

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
/// gateway never re-announces what it learned, Global Reach is crossed once), so the search runs
/// over (router, stage) and not over routers. [2.6, 4.4, 6.24]
enum class Stage : std::uint8_t {
  at_owner,
  announced,
  on_circuit,
  on_joined_circuit,
  learned,
  heard
};
constexpr std::size_t stages = 6;

struct Move {
  Stage from, to;
};

std::vector<Move> moves_of(const route::RouteGraph& graph, const Session& session) {
  const RouterIndex any = graph.any_circuit(), junction = graph.junction();
  const bool from_any = any && session.from == any, to_any = any && session.to == any;
  switch (session.kind) {
    case SessionKind::vnet_peering:
      return {{Stage::at_owner, Stage::heard}};
    case SessionKind::vnet_to_gateway:
      return {{Stage::at_owner, Stage::announced}};
    case SessionKind::gateway_to_circuit:
      if (to_any) return {{Stage::announced, Stage::announced}};
      return {{Stage::announced, Stage::on_circuit}};
    case SessionKind::global_reach:
      if (junction && (session.from == junction || session.to == junction)) return {};
      return {{Stage::on_circuit, Stage::on_joined_circuit}};
    case SessionKind::customer_router:
      return {{Stage::on_circuit, Stage::on_joined_circuit}};
    case SessionKind::circuit_to_gateway:
      if (from_any) return {{Stage::learned, Stage::learned}};
      return {{Stage::on_circuit, Stage::learned}, {Stage::on_joined_circuit, Stage::learned}};
    case SessionKind::gateway_to_vnet:
      return {{Stage::learned, Stage::heard}};
    case SessionKind::site_to_circuit:
      return {};
  }
  return {};
}

/// How many settings would have to change for the session to let a VNet's prefix through.
int changes_needed(const Session& session) {
  int changes = 0;
  if (session.state == SessionState::closed) {
    changes += std::max<int>(1, static_cast<int>(session.guards.size()));
  }
  if (session.remote_vnets == SessionState::closed) ++changes;
  return changes;
}

}  // namespace

struct GuardSearch::Graph {
  struct Edge {
    int weight = 0;
    SessionIndex session;  // none: a Global Reach connection that does not exist
    RouterIndex from, to;
  };
  using List =
      boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS, boost::no_property, Edge>;
  using Vertex = boost::graph_traits<List>::vertex_descriptor;

  explicit Graph(const route::RouteGraph& routes)
      : unconnected(routes.routers().size() * stages), list(unconnected + 1) {}
  Vertex unconnected;  // passed by circuits that no Global Reach connection joins
  List list;

  static Vertex vertex(RouterIndex router, Stage stage) {
    return router.value * stages + static_cast<std::size_t>(stage);
  }

  /// Global Reach that nobody can rule out: circuits are left and entered by their sessions with
  /// the junction; who may be joined to whom, the ways between say. [C6]
  void add_possible_joins(const route::RouteGraph& routes) {
    if (routes.possible_joins().empty()) return;
    const JoinWays joins = join_ways(routes.possible_joins());
    const std::span<const RouterIndex> circuits = routes.circuits();
    const Vertex first = boost::num_vertices(list);
    for (std::uint32_t i = 2 * joins.circuits; i < joins.nodes; ++i) boost::add_vertex(list);
    for (const auto& [from, to] : joins.ways) {
      Edge edge;
      Vertex start = first + from - 2 * joins.circuits, end = first + to - 2 * joins.circuits;
      if (from < joins.circuits) {
        start = vertex(circuits[from], Stage::on_circuit);
        edge.session = routes.meeting(circuits[from], routes.junction());
      } else if (to < 2 * joins.circuits) {
        end = vertex(circuits[to - joins.circuits], Stage::on_joined_circuit);
        edge.session = routes.meeting(routes.junction(), circuits[to - joins.circuits]);
      }
      if (edge.session) edge.weight = changes_needed(routes[edge.session]);
      boost::add_edge(start, end, edge, list);
    }
  }
};

GuardSearch::~GuardSearch() = default;

GuardSearch::GuardSearch(const route::Routing& routing)
    : graph_(std::make_unique<Graph>(routing.graph())), routing_(routing) {
  const route::RouteGraph& routes = routing.graph();
  for (std::uint32_t i = 0; i < routes.sessions().size(); ++i) {
    const Session& session = routes[SessionIndex(i)];
    for (const Move& move : moves_of(routes, session)) {
      boost::add_edge(Graph::vertex(session.from, move.from), Graph::vertex(session.to, move.to),
                      {changes_needed(session), SessionIndex(i), session.from, session.to},
                      graph_->list);
    }
  }
  graph_->add_possible_joins(routes);
  // One vertex stands for all connections that could be made, so that they cost no edge per pair.
  for (std::uint32_t i = 0; i < routes.routers().size(); ++i) {
    const RouterIndex circuit(i);
    if (routes[circuit].kind != RouterKind::circuit) continue;
    boost::add_edge(Graph::vertex(circuit, Stage::on_circuit), graph_->unconnected,
                    {1, {}, circuit, {}}, graph_->list);
    boost::add_edge(graph_->unconnected, Graph::vertex(circuit, Stage::on_joined_circuit),
                    {0, {}, {}, circuit}, graph_->list);
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
    if (!best->session) {
      const model::Circuit& circuit = routing_.network().circuits[routes[best->from].circuit()];
      guards.push_back({circuit.id, "properties.peerings[].properties.connections", "[]",
                        circuit.where, "6.32"});
      continue;
    }
    const Session& session = routes[best->session];
    if (session.state == SessionState::closed) {
      guards.insert(guards.end(), session.guards.begin(), session.guards.end());
    }
    if (session.remote_vnets == SessionState::closed) {
      guards.insert(guards.end(), session.toggle.begin(), session.toggle.end());
    }
  }
  return guards;
}

}  // namespace hairpin::reach
