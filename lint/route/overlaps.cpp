#include "route/overlaps.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace hairpin::route {
namespace {

using model::VnetIndex;
using Claims = std::vector<Claim>;

/// By the VNets that share addresses: they are the cause, however many circuits they are on.
using Found = std::map<std::vector<VnetIndex>, Overlap>;

Overlap& overlap_of(Found& found, Claims::const_iterator first, Claims::const_iterator last) {
  std::set<VnetIndex> vnets, certain;
  for (auto claim = first; claim != last; ++claim) {
    vnets.insert(claim->vnet);
    if (claim->certain) certain.insert(claim->vnet);
  }
  Overlap& overlap = found[{vnets.begin(), vnets.end()}];
  overlap.certain = overlap.certain || certain.size() > 1;  // here, or where they met before
  overlap.claims.insert(overlap.claims.end(), first, last);
  return overlap;
}

/// Calls `take(first, last)` for each run of claims inside one prefix that several VNets have.
/// Prefixes nest, so the widest of a run comes first and holds the others.
template <class Take>
void for_each_overlap(Claims claims, Take take) {
  std::sort(claims.begin(), claims.end());
  for (auto first = claims.cbegin(); first != claims.cend();) {
    auto last = first + 1;
    bool shared = false;
    for (; last != claims.cend() && first->prefix.contains(last->prefix); ++last) {
      shared = shared || last->vnet != first->vnet;
    }
    if (shared) take(first, last);
    first = last;
  }
}

/// Calls `visit(peer, session)` for each VNet that is or may be peered.
template <class Visit>
void for_each_peer(const RouteGraph& graph, VnetIndex vnet, Visit visit) {
  for (const SessionIndex index : graph.in(graph.router(vnet))) {
    const Session& session = graph[index];
    if (session.kind != SessionKind::vnet_peering || session.state == SessionState::closed) {
      continue;
    }
    visit(graph[session.from].vnet(), session);
  }
}

/// What the circuit carries, and what VNets have that are peered with its hubs without being
/// announced: their packets go where the prefix is announced.
Claims claims_on(const Routing& routing, model::CircuitIndex circuit) {
  const RouteGraph& graph = routing.graph();
  Claims claims;
  std::set<VnetIndex> announced, hubs;
  for (const HeldRoute& held :
       routing.rib(graph.router(circuit), PrefixSet::everything(), Evidence::dropped)) {
    const Route& route = routing[held.route];
    if (!route.vnet) continue;
    const bool certain = held.conditions == routing.conditions().certain();
    claims.push_back({held.prefix, route.vnet, true, certain});
    announced.insert(route.vnet);
    if (const VnetIndex hub = graph.home(route.announcer, routing.network())) hubs.insert(hub);
  }
  for (const VnetIndex hub : hubs) {
    for_each_peer(graph, hub, [&](VnetIndex peer, const Session& session) {
      if (announced.contains(peer)) return;
      for (const auto& prefix : routing.network().vnets[peer].address_space) {
        claims.push_back({prefix.value, peer, false, session.state == SessionState::open});
      }
    });
  }
  return claims;
}

/// The address spaces of a VNet and its peers. Peerings of some subnets may overlap. [2.13]
Claims claims_around(const Routing& routing, VnetIndex vnet) {
  const model::Network& network = routing.network();
  Claims claims;
  const auto add = [&](VnetIndex owner, bool certain) {
    for (const auto& prefix : network.vnets[owner].address_space) {
      claims.push_back({prefix.value, owner, true, certain});
    }
  };
  add(vnet, true);
  for_each_peer(routing.graph(), vnet, [&](VnetIndex peer, const Session& session) {
    const model::VnetPeering& side = network.peerings[session.peering];
    if (side.complete_vnets.is(false) || side.only_ipv6.is(true)) return;
    add(peer, session.state == SessionState::open);
  });
  return claims;
}

void finish(Overlap& overlap) {
  std::sort(overlap.claims.begin(), overlap.claims.end());
  overlap.claims.erase(std::unique(overlap.claims.begin(), overlap.claims.end()),
                       overlap.claims.end());
  overlap.all_announced = std::all_of(overlap.claims.begin(), overlap.claims.end(),
                                      [](const Claim& claim) { return claim.announced; });
}

}  // namespace

std::vector<Overlap> overlaps(const Routing& routing) {
  Found found;
  for (std::uint32_t i = 0; i < routing.network().circuits.size(); ++i) {
    const model::CircuitIndex circuit(i);
    for_each_overlap(claims_on(routing, circuit), [&](auto first, auto last) {
      const bool announced =
          std::any_of(first, last, [](const Claim& claim) { return claim.announced; });
      if (announced) overlap_of(found, first, last).circuits.push_back(circuit);
    });
  }
  for (std::uint32_t i = 0; i < routing.network().vnets.size(); ++i) {
    const VnetIndex vnet(i);
    for_each_overlap(claims_around(routing, vnet), [&](auto first, auto last) {
      overlap_of(found, first, last).peers.push_back(vnet);
    });
  }
  std::vector<Overlap> all;
  for (auto& [vnets, overlap] : found) {
    finish(overlap);
    overlap.vnets = vnets;
    all.push_back(std::move(overlap));
  }
  return all;
}

}  // namespace hairpin::route
