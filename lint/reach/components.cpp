#include "reach/components.hpp"

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/connected_components.hpp>
#include <utility>

namespace hairpin::reach {

std::vector<std::uint32_t> components(const route::RouteGraph& graph, std::size_t vnets) {
  using Undirected = boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS>;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> edges;
  for (const route::Session& session : graph.sessions()) {
    if (session.state == route::SessionState::closed) continue;
    edges.emplace_back(session.from.value, session.to.value);
  }
  const Undirected undirected(edges.begin(), edges.end(), graph.routers().size());
  std::vector<std::uint32_t> by_router(graph.routers().size());
  boost::connected_components(undirected, by_router.data());
  std::vector<std::uint32_t> by_vnet;
  for (std::uint32_t i = 0; i < vnets; ++i) {
    by_vnet.push_back(by_router[graph.router(model::VnetIndex(i)).value]);
  }
  return by_vnet;
}

}  // namespace hairpin::reach
