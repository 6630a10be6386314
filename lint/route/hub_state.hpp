#pragma once

#include <optional>

#include "base/resource_id.hpp"
#include "model/network.hpp"
#include "route/adjacency.hpp"
#include "route/circuit_state.hpp"

namespace hairpin::route {

/// What the gateway of a VNet does to prefixes that hubs announced. [4.10] A toggle that is off is
/// no guard, since hubs with the route-maps software are not recognised: see `Propagation`. [4.15]
/// Most circuits have no hub, so what is not stated is a condition only where one announces.
Toggle virtual_wan_toggle(const model::Network& network, model::GatewayIndex gateway,
                          const Conditions& conditions);
model::Missing virtual_wan_doubt(const model::Gateway& gateway);

/// What a hub's gateway does to prefixes that the gateways of VNets announced. [7.32]
Toggle non_virtual_wan_toggle(const model::Network& network, model::HubGatewayIndex gateway,
                              Conditions& conditions);

/// Whether anything passes on a hub connection at all: the type of its Virtual WAN, its own state,
/// and whether its routing is known. [7.12, 5.6]
Adjacency hub_adjacency(const model::Network& network, model::HubConnectionIndex connection,
                        Conditions& conditions);

/// Doubts an adjacency on which the connection announces (`inbound`, seen from the hub), or
/// learns, because a route map may drop or rewrite prefixes there. [7.20, C26]
void judge_route_map(Adjacency& adjacency, const model::HubConnection& connection, bool inbound,
                     const ResourceIds& ids, Conditions& conditions);

/// What it takes for the connection's VNet to get a prefix of the table that it is associated with:
/// a default route reaches those with internet security on. None: it does not. [7.17]
std::optional<ConditionSet> taking(const model::HubConnection& connection, const Prefix& prefix,
                                   Conditions& conditions);

/// Why a connection's prefixes are in a table, and why a VNet has a table's routes.
model::ConfigFact propagation_fact(const model::HubConnection& connection,
                                   const model::VirtualWans& wans);
model::ConfigFact association_fact(const model::HubConnection& connection,
                                   const model::VirtualWans& wans, const ResourceIds& ids);

/// Under a private routing policy VNets know the private blocks only; whether Azure also carries
/// other ranges of the hub's table is not documented. [C29]
model::Missing other_range_doubt(const model::Hub& hub, const Prefix& prefix);
bool is_private_range(const Prefix& prefix);
const std::vector<Prefix>& private_ranges();

/// Circuits of a hub with a private routing policy exchange routes where support switched that on,
/// which no export shows. [7.25, A20] Null if the hub has no such policy, or not two circuits.
std::optional<model::Missing> branch_transit_doubt(const model::Network& network,
                                                   model::HubIndex hub);

}  // namespace hairpin::route
