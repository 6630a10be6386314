#include "route/branch_sessions.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "route/facts.hpp"
#include "route/server_state.hpp"
#include "route/tunnel_state.hpp"

namespace hairpin::route {

using model::ConnectionKind;
using model::GatewayIndex;

bool is_vpn(const model::Network& network, GatewayIndex index) {
  const model::Gateway& gateway = network.gateways[index];
  if (gateway.kind != model::GatewayKind::unrecognised) {
    return gateway.kind == model::GatewayKind::vpn;
  }
  return std::any_of(network.connections.begin(), network.connections.end(),
                     [&](const model::Connection& connection) {
                       const bool tunnel = connection.kind == ConnectionKind::ipsec ||
                                           connection.kind == ConnectionKind::vnet_to_vnet;
                       return tunnel &&
                              (connection.gateway == index || connection.peer_gateway == index);
                     });
}

SessionIndex BranchSessions::add_session(SessionKind kind, RouterIndex from, RouterIndex to,
                                         const Adjacency& adjacency) {
  Session session;
  session.kind = kind;
  session.state = adjacency.state;
  session.from = from;
  session.to = to;
  session.guards = adjacency.guards;
  session.because = adjacency.because;
  session.conditions = adjacency.conditions;
  session.toggle_conditions = conditions_.certain();
  return graph_.add_session(std::move(session));
}

void BranchSessions::add() {
  for (std::uint32_t i = 0; i < network_.vpn_sites.size(); ++i) {
    graph_.vpn_sites_.push_back(graph_.add_router(RouterKind::vpn_site, i));
  }
  add_clients();
  add_tunnels();
  for (std::uint32_t i = 0; i < network_.route_servers.size(); ++i) {
    add_server(model::RouteServerIndex(i));
  }
}

void BranchSessions::add_clients() {
  graph_.clients_.resize(network_.gateways.size());
  for (std::uint32_t i = 0; i < network_.gateways.size(); ++i) {
    const model::Gateway& gateway = network_.gateways[GatewayIndex(i)];
    const RouterIndex router = graph_.router(GatewayIndex(i));
    const bool serves = router && graph_[router].kind == RouterKind::vpn_gateway;
    if (!serves || gateway.vpn.client_pool.empty()) continue;
    graph_.clients_[i] = graph_.add_router(RouterKind::vpn_clients, i);
    Adjacency adjacency = Adjacency::open(conditions_);
    const auto& pool = gateway.vpn.client_pool.front();
    adjacency.because.push_back(text_fact(
        gateway.id, "properties.vpnClientConfiguration.vpnClientAddressPool.addressPrefixes",
        pool.value.to_string(), pool.where, "11.8"));
    add_session(SessionKind::clients_to_gateway, graph_.clients_[i], router, adjacency);
  }
}

void BranchSessions::add_tunnels() {
  for (TunnelWay& way : tunnel_ways(network_, conditions_)) {
    const RouterIndex near = graph_.router(way.near);
    const RouterIndex far = way.far ? graph_.router(way.far) : graph_.router(way.tunnel.site);
    if (!near || !far || graph_[near].kind != RouterKind::vpn_gateway) continue;
    if (way.far && graph_[far].kind != RouterKind::vpn_gateway) continue;
    const SessionKind kind = way.far ? SessionKind::tunnel : SessionKind::site_to_gateway;
    const SessionIndex session = add_session(kind, far, near, way.adjacency);
    graph_.sessions_[session].connection = way.tunnel.out;
    graph_.sessions_[session].tunnel = graph_.tunnels_.add(std::move(way.tunnel));
  }
}

void BranchSessions::add_server(model::RouteServerIndex index) {
  const model::RouteServer& server = network_.route_servers[index];
  const RouterIndex router = graph_.router(index);
  if (!router) return;
  for (const model::BgpPeerIndex peer : server.peers) {
    const model::BgpPeer& appliance = network_.bgp_peers[peer];
    Adjacency adjacency = Adjacency::open(conditions_);
    adjacency.because.push_back(
        appliance.address
            ? text_fact(appliance.id, "properties.peerIp", appliance.address->value.to_string(),
                        appliance.address->where, "8.2")
            : absent_fact(appliance.id, "properties.peerIp", appliance.where, "8.2"));
    add_session(SessionKind::peer_to_server, graph_.add_router(RouterKind::bgp_peer, peer.value),
                router, adjacency);
  }
  for (const model::Gateway& gateway : network_.gateways) {
    if (gateway.vnet != server.vnet) continue;
    const GatewayIndex beside = network_.gateways.index_of(gateway);
    const RouterIndex speaker = graph_.router(beside);
    if (!speaker) continue;
    const bool vpn = graph_[speaker].kind == RouterKind::vpn_gateway;
    add_branch(speaker, router, branch_to_branch(server, gateway, vpn, conditions_));
  }
}

void BranchSessions::add_branch(RouterIndex gateway, RouterIndex server,
                                const Adjacency& adjacency) {
  add_session(SessionKind::gateway_to_server, gateway, server, adjacency);
  add_session(SessionKind::server_to_gateway, server, gateway, adjacency);
}

}  // namespace hairpin::route
