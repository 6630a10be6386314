#include <algorithm>
#include <limits>

#include "tests/support/oracle_walk.hpp"

namespace hairpin::oracle {
namespace {

using What = Unknown::What;

/// Static prefixes first, then the shorter path; appliances as if one tunnel away. [4.20, 11.2]
int rank(const BranchRoute& route) {
  switch (route.kind) {
    case BranchRoute::Kind::circuit:
      return route.arrived - 100;
    case BranchRoute::Kind::fixed:
      return 0;
    case BranchRoute::Kind::bgp:
      return 1 + route.hops;
    case BranchRoute::Kind::injected:
      return 2;
  }
  return 0;
}

}  // namespace

/// How the Route Server of the hub chooses; ExpressRoute first where there is none. [8.12]
RoutingPreference Walk::preference(const Context& context) const {
  std::vector<VnetIndex> homes = {context.vnet};
  for (const Uplink& uplink : uplinks_[context.vnet.value]) homes.push_back(uplink.hub);
  for (const Uplink& uplink : vpn_uplinks_[context.vnet.value]) homes.push_back(uplink.hub);
  for (const VnetIndex home : homes) {
    if (const RouteServer* const server = branches().server_in(home)) {
      return server->preference.value_or(RoutingPreference::express_route);
    }
  }
  return RoutingPreference::express_route;
}

/// The routes of VPN gateways and appliances that a VNet has from its hub, or a gateway has to send
/// on by. [8.4, 8.6, 11.3]
std::vector<BranchRoute> Walk::branch_routes(const Context& context) const {
  std::vector<BranchRoute> found;
  const auto add = [&](const std::vector<BranchRoute>& routes, const Needs& needs, bool outside) {
    for (BranchRoute route : routes) {
      if (outside && !route.far && !route.site) continue;
      route.needs.insert(route.needs.end(), needs.begin(), needs.end());
      found.push_back(std::move(route));
    }
  };
  if (context.inbound) {
    if (!context.gateway) return found;
    const bool vpn = network_.gateways[context.gateway].kind == GatewayKind::vpn;
    add(vpn ? branches().routes(context.gateway) : branches().told(context.gateway), {}, false);
    add(branches().injected(context.vnet), {}, false);
    return found;
  }
  if (!context.learns()) return found;
  for (const Uplink& uplink : vpn_uplinks_[context.vnet.value]) {
    for (BranchRoute route : branches().routes(uplink.gateway)) {
      if (!route.far && !route.site) continue;  // a Route Server's own go to VNets directly [8.4]
      route.far = uplink.gateway;               // the VNet sends to its gateway, which decides anew
      route.site = VpnSiteIndex();
      route.out = route.back = ConnectionIndex();
      route.needs.insert(route.needs.end(), uplink.needs.begin(), uplink.needs.end());
      found.push_back(std::move(route));
    }
  }
  for (const auto& [hub, needs] : servers_[context.vnet.value]) {
    add(branches().injected(hub), needs, false);
  }
  return found;
}

std::optional<Step> Walk::by_branch_route(const Context& context, int length) const {
  std::vector<BranchRoute> best;
  int lowest = std::numeric_limits<int>::max();
  for (const BranchRoute& route : branch_routes(context)) {
    if (route.prefix.length() != length || rank(route) > lowest) continue;
    if (!route.prefix.contains(context.packet.destination)) continue;
    if (!context.world.holds(route.needs)) continue;
    if (rank(route) < lowest) best.clear();
    lowest = rank(route);
    best.push_back(route);
  }
  if (best.empty()) return std::nullopt;
  // Circuits share traffic; of several others one is taken, and nobody knows which. [C10]
  std::uint64_t chosen = best.back().owner;
  for (const BranchRoute& route : best) {
    if (route.owner == best.back().owner) continue;
    const std::uint64_t where = (std::uint64_t{context.vnet.value} << 8) |
                                static_cast<std::uint64_t>(length) | (std::uint64_t{1} << 60);
    if (!context.world.holds({What::choice, where, route.owner})) continue;
    chosen = route.owner;
    break;
  }
  Step step{best.front().prefix, {}};
  for (const BranchRoute& route : best) {
    if (route.owner != chosen) continue;
    for (const Place& place : along(context, route)) {
      const bool known = std::find(step.next.begin(), step.next.end(), place) != step.next.end();
      if (!known) step.next.push_back(place);
    }
  }
  return step;
}

std::vector<Place> Walk::along(const Context& context, const BranchRoute& route) const {
  World& world = context.world;
  if (route.circuit) return {Place::at_msee(route.circuit)};
  if (route.peer) {
    const BgpPeer& peer = network_.bgp_peers[route.peer];
    const auto& stated = peer.next_hop ? peer.next_hop : peer.address;
    if (!stated) {
      if (!world.holds({What::opaque_hop, peer.id.value, 0})) return {};
      return {Place::beyond()};
    }
    const Address& hop = stated->value;
    VnetIndex home = context.vnet;
    const Crossing* crossed = nullptr;
    if (!vnets_.owns(home, hop)) {
      const Neighbour* const neighbour = neighbour_with(context, hop);
      const bool exempt =
          neighbour != nullptr && context.inbound && uses_gateway(neighbour->crossing.to, context);
      if (neighbour == nullptr) {
        const VnetIndex server = network_.route_servers[peer.server].vnet;
        if (server && vnets_.owns(server, hop)) return {};  // no way into its VNet
        if (!world.holds({What::peer_in_reach, peer.id.value, context.vnet.value})) return {};
        return {Place::beyond()};
      }
      // Not served, or dropped on the way. [2.16, C19]
      if (!exempt && !crosses(neighbour->crossing, context, hop)) return {};
      if (!exempt) crossed = &neighbour->crossing;
      home = neighbour->crossing.to;
    }
    std::vector<Place> places = hop == context.packet.destination
                                    ? std::vector{Place::delivered_to(home)}
                                    : forward_at(home, hop, world);
    if (crossed != nullptr) places = behind(*crossed, context, std::move(places));
    return places;
  }
  Needs needs;
  const bool passes = branches().lets_pass(route.out, route.back, context.packet.source,
                                           context.packet.destination, needs);
  if (!passes || !world.holds(needs)) return {};
  if (route.far) return {{Place::Kind::gateway, {}, {}, {}, route.far, {}}};
  // A site that has a VNet's prefix may stand for something in that VNet. [11.5]
  for (const Vnet& vnet : network_.vnets) {
    const VnetIndex index = network_.vnets.index_of(vnet);
    const bool same =
        std::any_of(vnet.address_space.begin(), vnet.address_space.end(),
                    [&](const auto& own) { return own.value.contains(route.prefix); });
    if (!same || !vnet.in_input || !vnets_.owns(index, context.packet.destination)) continue;
    if (world.holds({What::site_is_vnet, route.site.value, index.value})) {
      return {Place::delivered_to(index)};
    }
  }
  Place end;
  end.kind = Place::Kind::site;
  end.branch = route.site;
  return {end};
}

}  // namespace hairpin::oracle
