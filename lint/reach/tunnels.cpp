#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "reach/packet.hpp"
#include "reach/walker.hpp"
#include "route/facts.hpp"

/// The walker beyond peerings and circuits: through VPN gateways and their tunnels to sites and to
/// other VNets, and along routes that a Route Server wrote.
namespace hairpin::reach {

using model::VnetIndex;
using route::BranchIndex;
using route::BranchRoute;
using route::Candidate;
using route::FibContext;
using route::RouterIndex;
using route::SessionKind;

namespace {

PrefixSet set_of(const std::vector<Located<Prefix>>& prefixes) {
  std::vector<Prefix> plain;
  for (const auto& prefix : prefixes) plain.push_back(prefix.value);
  return PrefixSet(plain);
}

}  // namespace

// From a VNet -----------------------------------------------------------------------------------

/// A learned route of a VNet's table that does not lead to a circuit: into the VPN gateway that has
/// it, or to the appliance that injected it.
Walker::Outcomes Walker::take_branch(const FibContext& context, const Candidate& chosen,
                                     Packet packet) {
  const BranchRoute& route = routing_[chosen.branch];
  const RouterIndex from = graph_[chosen.session].from;
  if (graph_[route.came_by].kind != SessionKind::peer_to_server) {
    return into_vpn_gateway(from, std::move(packet));
  }
  push(packet, {.kind = Step::Kind::route_server, .router = from, .chosen = &chosen});
  return through_peer(route, context.vnet, false, std::move(packet));
}

/// Unlike an ExpressRoute gateway, a VPN gateway is on the way out, and decides by its own table.
Walker::Outcomes Walker::into_vpn_gateway(RouterIndex gateway, Packet packet) {
  const VnetIndex hub = graph_.home(gateway, network_);
  if (!hub || visits(packet, place(gateway)) || exhausted()) return {};
  const Step step{.kind = Step::Kind::gateway_in,
                  .place = place(gateway),
                  .router = gateway,
                  .vpn_gateway = graph_[gateway].gateway()};
  return arrive(hub, step, std::move(packet));
}

/// What a gateway does with a packet by a route of its own. What a Route Server told it is followed
/// back to the gateway that learned it, or the appliance that injected it. [8.6]
Walker::Outcomes Walker::go_on(BranchIndex index, VnetIndex vnet, Packet packet) {
  while (graph_[routing_[index].came_by].kind == SessionKind::server_to_gateway ||
         graph_[routing_[index].came_by].kind == SessionKind::gateway_to_server) {
    if (packet.no_branch) return {};
    packet.via.insert(Via::route_server);
    index = routing_[index].previous;
  }
  const BranchRoute& route = routing_[index];
  switch (graph_[route.came_by].kind) {
    case SessionKind::circuit_to_gateway:
      push(packet, {.kind = Step::Kind::gateway_out, .router = route.at, .route = index});
      if (!packet.crossing.learner) {
        packet.crossing.learner = route.at;
        packet.crossing.entry = route.circuit;
      }
      return through_msee(route.circuit, std::move(packet));
    case SessionKind::tunnel:
      return packet.no_transit ? Outcomes() : through_tunnel(index, std::move(packet));
    case SessionKind::site_to_gateway:
      return packet.no_transit ? Outcomes() : end_at_vpn_site(route, std::move(packet));
    case SessionKind::clients_to_gateway:
      return end_at_clients(route, std::move(packet));
    case SessionKind::peer_to_server:
      return through_peer(route, vnet, true, std::move(packet));
    default:
      return {};
  }
}

/// To the appliance that announced the route, or to the next hop that it set. [8.3]
Walker::Outcomes Walker::through_peer(const BranchRoute& route, VnetIndex near, bool from_gateway,
                                      Packet packet) {
  const model::BgpPeer& peer = network_.bgp_peers[graph_[route.announcer].bgp_peer()];
  packet.via.insert(Via::route_server);
  const auto& address = peer.next_hop ? peer.next_hop : peer.address;
  if (!address) {
    doubt(packet, {peer.id, cat({"the address of BGP peer ", peer.name, " cannot be read"}),
                   "export the BGP connections of the Route Server, whole", peer.where, "8.2"});
    return anywhere(std::move(packet));
  }
  const VnetIndex home = network_.route_servers[peer.server].vnet;
  const NextHop hop{address->value, peer.id, cat({"BGP peer ", peer.name}),
                    address->where, nullptr, home && space(home).contains(address->value)};
  return through_hop(hop, near, from_gateway, std::move(packet));
}

// Tunnels ---------------------------------------------------------------------------------------

/// The addresses that the packet may come from; empty if nobody knows.
PrefixSet Walker::senders_of(const Packet& packet) const {
  if (!packet.source) return {};
  if (!packet.sender || network_.subnets[packet.sender].prefixes.empty()) {
    return space(packet.source);
  }
  return set_of(network_.subnets[packet.sender].prefixes);
}

Walker::Outcomes Walker::through_tunnel(BranchIndex index, Packet packet) {
  const BranchRoute& route = routing_[index];
  const route::Session& session = graph_[route.came_by];
  const RouterIndex far = session.from;
  packet.via.insert(Via::vpn);
  Outcomes outcomes;
  const PrefixSet sources = senders_of(packet);
  const VnetIndex source = packet.source;
  for (Packet& passed :
       selected_by_both(graph_.tunnel(session), sources, std::move(packet), outcomes)) {
    if (graph_.home(far, network_)) {
      append(outcomes, into_vpn_gateway(far, std::move(passed)));
    } else if (route.previous && !visits(passed, place(far))) {
      // The VNet of that gateway is not known; what it announced says where it sends packets.
      push(passed, {.kind = Step::Kind::gateway_in,
                    .place = place(far),
                    .router = far,
                    .vpn_gateway = graph_[far].gateway(),
                    .route = route.previous});
      append(outcomes, go_on(route.previous, source, std::move(passed)));
    }
  }
  return outcomes;
}

/// Traffic selectors at both ends. [5.10]
std::vector<Walker::Packet> Walker::selected_by_both(const route::Tunnel& tunnel,
                                                     const PrefixSet& sources, Packet packet,
                                                     Outcomes& dropped) {
  std::vector<Packet> packets;
  packets.push_back(std::move(packet));
  const auto narrow = [&](model::ConnectionIndex connection, bool outbound) {
    if (!connection) return;
    std::vector<Packet> passed;
    for (Packet& one : packets) {
      auto some =
          selected(network_.connections[connection], outbound, sources, std::move(one), dropped);
      std::move(some.begin(), some.end(), std::back_inserter(passed));
    }
    packets = std::move(passed);
  };
  narrow(tunnel.out, true);
  narrow(tunnel.back, false);
  return packets;
}

/// What of the packet a connection's selectors let pass: for certain where one of them holds all
/// sources, possibly where it holds some, or where nobody knows who sends.
std::vector<Walker::Packet> Walker::selected(const model::Connection& connection, bool outbound,
                                             const PrefixSet& sources, Packet packet,
                                             Outcomes& dropped) {
  const model::TunnelSettings& tunnel = connection.tunnel;
  const bool by_policy = tunnel.policy_based_selectors.value_or(false);
  if (tunnel.selectors.empty() && tunnel.states_selectors && !by_policy) return {std::move(packet)};
  PrefixSet sure, possible;
  for (const model::TrafficSelector& selector : tunnel.selectors) {
    const PrefixSet senders = set_of(outbound ? selector.local : selector.remote);
    const PrefixSet targets = set_of(outbound ? selector.remote : selector.local);
    if (!sources.empty() && (sources - senders).empty()) sure |= targets;
    if (sources.empty() || senders.overlaps(sources)) possible |= targets;
  }
  if (!tunnel.states_selectors || tunnel.selectors.empty()) possible = PrefixSet::everything();
  std::vector<Packet> passed;
  Packet stopped = packet, doubtful = packet;
  packet.addresses &= sure;
  if (!packet.addresses.empty()) passed.push_back(std::move(packet));
  stopped.addresses -= possible;
  doubtful.addresses &= possible;
  doubtful.addresses -= sure;
  const SourceSpan where =
      tunnel.selectors.empty() ? connection.where : tunnel.selectors.front().where;
  if (!doubtful.addresses.empty()) {
    doubt(doubtful, {connection.id,
                     cat({"traffic selectors of connection ", connection.name,
                          " let only some of the senders' addresses pass"}),
                     "ask for single subnets or addresses, or widen the selectors", where, "5.10"});
    passed.push_back(std::move(doubtful));
  }
  if (!stopped.addresses.empty()) {
    append(dropped, drop(std::move(stopped),
                         keep(route::text_fact(connection.id, "properties.trafficSelectorPolicies",
                                               connection.name, where, "5.10"))));
  }
  return passed;
}

// Ends ------------------------------------------------------------------------------------------

/// A site is the end, unless its prefix is one of a VNet: then it may be an appliance or a gateway
/// of that VNet, under an address that the input does not show. [11.5]
Walker::Outcomes Walker::end_at_vpn_site(const BranchRoute& route, Packet packet) {
  const RouterIndex router = route.announcer;
  const model::VpnSiteIndex index = graph_[router].vpn_site();
  const model::VpnSite& site = network_.vpn_sites[index];
  packet.via.insert(Via::vpn);
  Outcomes outcomes;
  const route::Tunnel& tunnel = graph_.tunnel(graph_[route.came_by]);
  const PrefixSet sources = senders_of(packet);
  for (Packet& passed : selected_by_both(tunnel, sources, std::move(packet), outcomes)) {
    passed.via.insert(Via::onprem);
    for (const model::Vnet& vnet : network_.vnets) {
      const bool same =
          std::any_of(vnet.address_space.begin(), vnet.address_space.end(),
                      [&](const auto& own) { return own.value.contains(route.prefix); });
      if (!same || !vnet.in_input) continue;
      Packet disguised = passed;
      doubt(disguised,
            {site.id,
             cat({"site ", site.name, " has the prefix ", route.prefix.to_string(), " of VNet ",
                  vnet.name, ": it may stand for something in that VNet"}),
             "give the site the prefixes of what is behind it only", site.where, "11.5"});
      push(disguised, {.kind = Step::Kind::site, .router = router});
      append(outcomes, deliver(network_.vnets.index_of(vnet), std::move(disguised)));
    }
    push(passed, {.kind = Step::Kind::site, .router = router});
    push(passed, {.kind = Step::Kind::delivered, .router = router});
    outcomes.push_back(passed.outcome(Outcome::End::vpn_site, index.value));
  }
  return outcomes;
}

Walker::Outcomes Walker::end_at_clients(const BranchRoute& route, Packet packet) {
  const RouterIndex router = route.announcer;
  packet.via.insert(Via::vpn);
  push(packet, {.kind = Step::Kind::site, .router = router});
  push(packet, {.kind = Step::Kind::delivered, .router = router});
  return {packet.outcome(Outcome::End::vpn_clients, graph_[router].element)};
}

// From outside ----------------------------------------------------------------------------------

std::vector<Outcome> Walker::walk_from_site(model::VpnSiteIndex index,
                                            const PrefixSet& destinations) {
  shortcuts_.clear();
  lay_tables(destinations);
  const RouterIndex router = graph_.router(index);
  const PrefixSet sources = set_of(network_.vpn_sites[index].address_space);
  Outcomes outcomes;
  Packet start;
  start.addresses = destinations;
  start.conditions = routing_.conditions().certain();
  start.ways = checkpoints_.straight();
  start.via = {Via::vpn, Via::onprem};
  for (const route::SessionIndex session_index : graph_.out(router)) {
    const route::Session& session = graph_[session_index];
    if (session.state == route::SessionState::closed) continue;
    const route::Tunnel& tunnel = graph_.tunnel(session);
    Packet packet = start;
    doubt(packet, session.conditions);
    packet.no_transit = tunnel.bgp.state == route::SessionState::closed;  // [11.3]
    push(packet, {.kind = Step::Kind::site, .router = router});
    const model::Connection& connection = network_.connections[tunnel.out];
    for (Packet& passed : selected(connection, false, sources, std::move(packet), outcomes)) {
      append(outcomes, into_vpn_gateway(session.to, std::move(passed)));
    }
  }
  admit_gaps(std::move(start), outcomes);
  return outcomes;
}

/// Clients reach the VNet and its spokes, and with BGP what the gateway has from its tunnels; no
/// branches. [11.8, 8.10]
std::vector<Outcome> Walker::walk_from_clients(model::GatewayIndex gateway,
                                               const PrefixSet& destinations) {
  shortcuts_.clear();
  lay_tables(destinations);
  Packet packet;
  packet.addresses = destinations;
  packet.conditions = routing_.conditions().certain();
  packet.ways = checkpoints_.straight();
  packet.via = {Via::vpn};
  packet.no_branch = true;
  packet.no_transit = network_.gateways[gateway].vpn.enable_bgp.is(false);
  push(packet, {.kind = Step::Kind::site, .router = graph_.clients(gateway)});
  Outcomes outcomes = into_vpn_gateway(graph_.router(gateway), packet);
  admit_gaps(std::move(packet), outcomes);
  return outcomes;
}

}  // namespace hairpin::reach
