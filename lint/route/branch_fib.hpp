#pragma once

#include <cstdint>
#include <vector>

#include "route/match_table.hpp"
#include "route/routing.hpp"

namespace hairpin::route {

/// The rank of a route in a VNet's table. ExpressRoute comes before VPN and both before appliances,
/// unless a Route Server beside the gateways is set to choose otherwise. [4.20, 8.12] `from` is the
/// gateway or Route Server that the VNet has it from.
std::uint8_t preference_rank(const Routing& routing, const HeldRoute& route, RouterIndex from);
std::uint8_t preference_rank(const Routing& routing, const BranchRoute& route, RouterIndex from);

/// The rank of a route at a circuit: what a gateway announces for a Route Server has a longer path
/// than a VNet's own prefix. [6.12, C10]
std::uint8_t circuit_rank(const Routing& routing, const HeldRoute& route);

/// The candidate of a branch route; equal ones of several owners are ambiguous, of which the
/// packets take one and nobody knows which.
Candidate branch_candidate(const Routing& routing, BranchIndex index, RouterIndex from);

/// Whether a route in the RIB of `from` goes into the tables of VNets: what a Route Server passes
/// from one gateway to the other does not, since VNets have it from the first. [8.4, 8.6]
bool is_for_vnets(const Routing& routing, RouterIndex from, const BranchRoute& route);

/// What a VNet has from a VPN gateway or a Route Server.
void add_branch_routes(const Routing& routing, SessionIndex uplink, const PrefixSet& destinations,
                       std::vector<Candidate>& candidates);

/// By what a gateway in `vnet` sends on packets that are not for its VNets: the routes of its own
/// tunnels, what a Route Server tells it, and what appliances inject. [8.4, 8.6, 11.3]
void add_onward_routes(const Routing& routing, model::VnetIndex vnet, RouterIndex gateway,
                       std::vector<Candidate>& candidates);

}  // namespace hairpin::route
