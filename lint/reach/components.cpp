#include "reach/components.hpp"

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/connected_components.hpp>
#include <utility>

#include "base/prefix_set.hpp"

namespace hairpin::reach {

namespace {
bool holds(const std::vector<Located<Prefix>>& space, const Address& address) {
  return std::any_of(space.begin(), space.end(),
                     [&](const auto& prefix) { return prefix.value.contains(address); });
}

/// VNets whose prefix a site has: it may stand for something in them, behind a VPN gateway [11.5],
/// or have a way to them that the input does not show, behind a circuit [6.34].
void join_look_alikes(const route::RouteGraph& graph, const model::Network& network,
                      std::vector<std::pair<std::uint32_t, std::uint32_t>>& edges) {
  const auto join = [&](route::RouterIndex router, const std::vector<Located<Prefix>>& prefixes) {
    for (const auto& prefix : prefixes) {
      for (const model::Vnet& vnet : network.vnets) {
        if (!holds(vnet.address_space, prefix.value.first())) continue;
        edges.emplace_back(router.value, graph.router(network.vnets.index_of(vnet)).value);
      }
    }
  };
  for (const model::VpnSite& site : network.vpn_sites) {
    const route::RouterIndex router = graph.router(network.vpn_sites.index_of(site));
    join(router, site.address_space);
    if (site.declared) join(router, *site.declared);
  }
  for (const model::Site& site : network.sites) join(graph.router(site.circuit), site.advertises);
}

/// Whether a user route leads to an appliance whose tables are not in the input at all.
bool leads_into_the_unknown(const model::Network& network) {
  std::vector<Prefix> opaque;
  for (const model::Vnet& vnet : network.vnets) {
    if (vnet.in_input) continue;
    for (const auto& prefix : vnet.address_space) opaque.push_back(prefix.value);
  }
  const PrefixSet unknown(opaque);
  // Whether packets get to a BGP next hop outside the Route Server's VNet is not documented. [8.3]
  for (const model::BgpPeer& peer : network.bgp_peers) {
    const auto& hop = peer.next_hop ? peer.next_hop : peer.address;
    const model::VnetIndex home = network.route_servers[peer.server].vnet;
    const bool beside = hop && home && holds(network.vnets[home].address_space, hop->value);
    if (!beside) return true;
  }
  for (const model::RouteTable& table : network.route_tables) {
    for (const model::UserRoute& route : table.routes) {
      const bool to_appliance = route.next_hop_type == model::NextHopType::virtual_appliance ||
                                route.next_hop_type == model::NextHopType::unrecognised;
      if (!to_appliance) continue;
      if (!route.next_hop || unknown.contains(route.next_hop->value)) return true;
    }
  }
  return false;
}
}  // namespace

std::vector<std::uint32_t> components(const route::RouteGraph& graph,
                                      const model::Network& network) {
  const std::size_t vnets = network.vnets.size();
  if (leads_into_the_unknown(network)) return std::vector<std::uint32_t>(vnets, 0);
  using Undirected = boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS>;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> edges;
  for (const route::Session& session : graph.sessions()) {
    if (session.state == route::SessionState::closed) continue;
    edges.emplace_back(session.from.value, session.to.value);
  }
  join_look_alikes(graph, network, edges);
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
