#pragma once

#include <vector>

#include "base/resource_id.hpp"
#include "model/config_fact.hpp"
#include "model/network.hpp"
#include "route/adjacency.hpp"

namespace hairpin::route {

/// What the circuit itself does to everything that is on it: closes it without private peering,
/// doubts it while it is not provisioned. [6.2, 6.3, C1]
void judge_circuit(Adjacency& adjacency, const model::Circuit& circuit, Conditions& conditions);

/// An ExpressRoute gateway, or one of unstated type that has an ExpressRoute connection. [4.1]
bool is_express_route(const model::Network& network, model::GatewayIndex gateway);

/// Why the VNet of a gateway has its routes.
model::ConfigFact own_gateway_fact(const model::Network& network, const ResourceIds& ids,
                                   model::GatewayIndex gateway);

/// Whether routes pass between gateway and circuit at all: states of the connection, the gateway,
/// the circuit and its private peering. [4.18, 5.6, 6.2, 6.3, C1]
Adjacency connection_adjacency(const model::Network& network, const ResourceIds& ids,
                               const model::Connection& connection, Conditions& conditions);

/// What a gateway does to prefixes that other VNets' gateways announced. Never read from absence:
/// a toggle that is not stated is unknown, unless the policy settles it. [4.9, 4.10, 4.13, 0.6]
struct Toggle {
  SessionState state = SessionState::open;
  std::vector<model::ConfigFact> facts;
  ConditionSet conditions;
};
Toggle remote_vnet_toggle(const model::Network& network, model::GatewayIndex gateway,
                          Conditions& conditions);

/// The sessions of a gateway that the input lacks, to a circuit that nobody knows: it may be any,
/// also one that the input does not mention. [C27]
Adjacency unknown_gateway_adjacency(const model::Network& network, const ResourceIds& ids,
                                    model::VnetIndex hub, Conditions& conditions);

/// What a circuit itself does to everything that would pass it. [6.2, 6.3, C1]
Adjacency circuit_adjacency(const model::Network& network, model::CircuitIndex circuit,
                            Conditions& conditions);

/// Two circuits that exchange routes.
struct CircuitJoin {
  model::CircuitIndex a, b;
  bool by_customer = false;
  Adjacency adjacency;
};

/// Global Reach, from either side's objects. [6.21, 6.22, C5, C7]
std::vector<CircuitJoin> global_reach_joins(const model::Network& network, Conditions& conditions);

/// Circuits between which a declared on-premises site routes. One declaration is enough for both
/// ways. [6.33, C30]
std::vector<CircuitJoin> customer_joins(const model::Network& network, Conditions& conditions);

}  // namespace hairpin::route
