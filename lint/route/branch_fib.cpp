#include "route/branch_fib.hpp"

#include <algorithm>

namespace hairpin::route {
namespace {

using model::RoutingPreference;

constexpr int after_circuits = 16, last_rank = 255;
constexpr int after_branches = last_rank - after_circuits;

/// Of the Route Server in the VNet of a gateway; ExpressRoute where there is none. [0.6]
RoutingPreference preference_beside(const Routing& routing, RouterIndex gateway) {
  const RouteGraph& graph = routing.graph();
  const model::VnetIndex home = graph.home(gateway, routing.network());
  const RouterIndex server = home ? graph.server_in(home) : RouterIndex();
  if (!server) return RoutingPreference::express_route;
  const auto& stated = routing.network().route_servers[graph[server].route_server()].preference;
  return stated.value_or(RoutingPreference::express_route);
}

/// Static prefixes first, then the shorter path; appliances as if one tunnel away.
int rank_among_branches(const BranchRoute& route) {
  if (route.kind == BranchKind::fixed) return 0;
  if (route.kind == BranchKind::injected) return 2;
  return std::min(1 + route.hops, after_branches - 1);
}

std::uint8_t among_circuits(RoutingPreference preference, int rank) {
  return static_cast<std::uint8_t>(
      preference == RoutingPreference::vpn_gateway ? after_branches + rank : rank);
}

bool is_injected(const Routing& routing, const BranchRoute& route) {
  return routing.graph()[route.came_by].kind == SessionKind::peer_to_server;
}

}  // namespace

std::uint8_t circuit_rank(const Routing& routing, const HeldRoute& route) {
  const Route& announced = routing[route.route];
  return static_cast<std::uint8_t>(2 * preference_of(announced, route.arrival) +
                                   (announced.branch ? 1 : 0));
}

std::uint8_t preference_rank(const Routing& routing, const HeldRoute& route, RouterIndex from) {
  return among_circuits(preference_beside(routing, from), circuit_rank(routing, route));
}

std::uint8_t preference_rank(const Routing& routing, const BranchRoute& route, RouterIndex from) {
  const RoutingPreference preference = preference_beside(routing, from);
  if (route.kind == BranchKind::circuit) return among_circuits(preference, 0);
  const int rank = rank_among_branches(route);
  switch (preference) {
    case RoutingPreference::express_route:
      break;
    case RoutingPreference::vpn_gateway: {
      constexpr int behind_circuits = after_branches + 8;
      const bool vpn = route.kind != BranchKind::injected;
      return static_cast<std::uint8_t>(vpn ? rank : behind_circuits);
    }
    case RoutingPreference::as_path:  // the lengths of paths beyond Azure are not known [8.12]
    case RoutingPreference::unrecognised:
      return 0;
  }
  return static_cast<std::uint8_t>(after_circuits + rank);
}

Candidate branch_candidate(const Routing& routing, BranchIndex index, RouterIndex from) {
  const BranchRoute& route = routing[index];
  Candidate candidate;
  candidate.prefix = route.prefix;
  candidate.kind = Candidate::Kind::learned;
  candidate.conditions = route.conditions;
  candidate.rank = preference_rank(routing, route, from);
  // Circuits share traffic, and have no owner here.
  candidate.owner = route.kind == BranchKind::circuit ? 0 : route.announcer.value + 1;
  candidate.branch = index;
  candidate.came_by = route.came_by;
  return candidate;
}

bool is_for_vnets(const Routing& routing, RouterIndex from, const BranchRoute& route) {
  const SessionKind came_by = routing.graph()[route.came_by].kind;
  const bool passed_on =
      came_by == SessionKind::server_to_gateway || came_by == SessionKind::gateway_to_server;
  return !passed_on && !routing.graph()[from].is_gateway();
}

void add_branch_routes(const Routing& routing, SessionIndex uplink, const PrefixSet& destinations,
                       std::vector<Candidate>& candidates) {
  const RouterIndex from = routing.graph()[uplink].from;
  for (const auto& entry : routing.branch_rib(from).entries()) {
    if (!is_for_vnets(routing, from, routing[entry.value])) continue;
    if (!destinations.overlaps(PrefixSet{entry.prefix})) continue;
    Candidate& candidate = candidates.emplace_back(branch_candidate(routing, entry.value, from));
    candidate.session = uplink;
  }
}

void add_onward_routes(const Routing& routing, model::VnetIndex vnet, RouterIndex gateway,
                       std::vector<Candidate>& candidates) {
  const RouteGraph& graph = routing.graph();
  for (const auto& entry : routing.branch_rib(gateway).entries()) {
    candidates.push_back(branch_candidate(routing, entry.value, gateway));
  }
  const RouterIndex server = graph.server_in(vnet);
  if (!server) return;
  for (const auto& entry : routing.branch_rib(server).entries()) {
    const bool told_already =
        std::any_of(candidates.begin(), candidates.end(), [&](const Candidate& known) {
          return known.branch && routing[known.branch].previous == entry.value;
        });
    if (!is_injected(routing, routing[entry.value]) || told_already) continue;
    candidates.push_back(branch_candidate(routing, entry.value, gateway));
  }
}

}  // namespace hairpin::route
