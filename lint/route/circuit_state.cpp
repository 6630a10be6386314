#include "route/circuit_state.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/text.hpp"
#include "route/connection_state.hpp"
#include "route/facts.hpp"

namespace hairpin::route {
namespace {

using model::Circuit;
using model::ConfigFact;
using model::Network;

/// What joins two circuits carries nothing that a circuit itself does not carry. [6.3, C1]
void judge_ends(CircuitJoin& join, const Network& network, Conditions& conditions) {
  judge_circuit(join.adjacency, network.circuits[join.a], conditions);
  judge_circuit(join.adjacency, network.circuits[join.b], conditions);
}

/// Where the same Global Reach link is told several times, the better telling counts. [C5]
SessionState state_of(const model::GlobalReachConnection& side) {
  if (!side.status.is_set()) return SessionState::unknown;
  switch (*side.status.value) {
    case model::GlobalReachStatus::connected:
      return SessionState::open;
    case model::GlobalReachStatus::disconnected:
      return SessionState::closed;
    case model::GlobalReachStatus::connecting:
    case model::GlobalReachStatus::unrecognised:
      return SessionState::unknown;
  }
  return SessionState::unknown;
}

ConfigFact status_fact(const model::GlobalReachConnection& side) {
  static constexpr std::string_view property = "properties.circuitConnectionStatus";
  switch (side.status.value.value_or(model::GlobalReachStatus::unrecognised)) {
    case model::GlobalReachStatus::connected:
      return text_fact(side.id, property, "Connected", side.status.where, "6.21");
    case model::GlobalReachStatus::connecting:
      return text_fact(side.id, property, "Connecting", side.status.where, "6.21");
    case model::GlobalReachStatus::disconnected:
      return text_fact(side.id, property, "Disconnected", side.status.where, "6.21");
    case model::GlobalReachStatus::unrecognised:
      break;
  }
  return absent_fact(side.id, property, side.status.where, "6.21");
}

CircuitJoin join_of(const model::GlobalReachConnection& side, Conditions& conditions) {
  CircuitJoin join{std::min(side.circuit, side.peer), std::max(side.circuit, side.peer), false, {}};
  join.adjacency.conditions = conditions.certain();
  join.adjacency.state = state_of(side);
  if (join.adjacency.state == SessionState::closed) {
    join.adjacency.guards.push_back(status_fact(side));
  } else {
    join.adjacency.because.push_back(status_fact(side));
  }
  if (join.adjacency.state == SessionState::unknown) {
    join.adjacency.doubt(
        conditions,
        {side.id, cat({"the status of Global Reach connection ", side.name, " is not stated"}),
         "export the circuit with `az network express-route show`, which states "
         "circuitConnectionStatus",
         side.status.where, "C5"});
  }
  return join;
}

}  // namespace

void judge_circuit(Adjacency& adjacency, const Circuit& circuit, Conditions& conditions) {
  if (circuit.provider_state.is_set() &&
      !equal_folded(*circuit.provider_state.value, "Provisioned")) {
    adjacency.doubt(conditions,
                    {circuit.id,
                     cat({"circuit ", circuit.name, " is ", *circuit.provider_state.value,
                          ", not Provisioned, and yet has connections"}),
                     "export the circuit again once its provider has finished",
                     circuit.provider_state.where, "C1"});
  }
  if (circuit.private_peering && circuit.private_peering->enabled.is(false)) {
    adjacency.close(text_fact(circuit.id, "properties.peerings[].properties.state", "Disabled",
                              circuit.private_peering->enabled.where, "6.3"));
  } else if (circuit.states_peerings && !circuit.private_peering) {
    adjacency.close(absent_fact(circuit.id, "properties.peerings", circuit.where, "6.3"));
  }
}

bool is_express_route(const Network& network, model::GatewayIndex index) {
  const model::Gateway& gateway = network.gateways[index];
  if (gateway.kind != model::GatewayKind::unrecognised) {
    return gateway.kind == model::GatewayKind::express_route;
  }
  return std::any_of(gateway.connections.begin(), gateway.connections.end(),
                     [&](model::ConnectionIndex connection) {
                       return network.connections[connection].kind ==
                              model::ConnectionKind::express_route;
                     });
}

ConfigFact own_gateway_fact(const Network& network, const ResourceIds& ids,
                            model::GatewayIndex index) {
  const model::Gateway& gateway = network.gateways[index];
  return text_fact(gateway.id, "properties.ipConfigurations[].properties.subnet.id",
                   ids.text(network.vnets[gateway.vnet].id), gateway.where, "4.1");
}

Adjacency connection_adjacency(const Network& network, const ResourceIds& ids,
                               const model::Connection& connection, Conditions& conditions) {
  Adjacency adjacency = Adjacency::open(conditions);
  adjacency.because.push_back(text_fact(connection.id, "properties.peer.id",
                                        ids.text(network.circuits[connection.circuit].id),
                                        connection.circuit_where, "5.2"));
  judge_circuit(adjacency, network.circuits[connection.circuit], conditions);
  judge_connection(adjacency, network, connection, conditions);
  return adjacency;
}

Toggle remote_vnet_toggle(const Network& network, model::GatewayIndex index,
                          Conditions& conditions) {
  static constexpr std::string_view property = "properties.allowRemoteVnetTraffic";
  const model::Gateway& gateway = network.gateways[index];
  Toggle toggle;
  toggle.conditions = conditions.certain();
  const auto& assumed = network.assumptions.allow_remote_vnet_traffic;
  if (gateway.allow_remote_vnet_traffic.is_set()) {
    toggle.facts.push_back(
        fact_of(gateway.id, property, gateway.allow_remote_vnet_traffic, "4.10"));
    toggle.state =
        *gateway.allow_remote_vnet_traffic.value ? SessionState::open : SessionState::closed;
  } else if (assumed) {
    toggle.facts.push_back({gateway.id, "assume.allowRemoteVnetTraffic",
                            assumed->value ? "true" : "false", assumed->where, "4.10"});
    toggle.state = assumed->value ? SessionState::open : SessionState::closed;
  } else {
    toggle.facts.push_back(fact_of(gateway.id, property, gateway.allow_remote_vnet_traffic, "0.6"));
    toggle.state = SessionState::unknown;
    const std::string_view lack =
        gateway.in_input ? " does not state allowRemoteVnetTraffic" : " is not in the input";
    toggle.conditions = conditions.single(
        {gateway.id, cat({"gateway ", gateway.name, lack}),
         cat({"export it with `az network vnet-gateway show` (a recent API version states the "
              "property), or settle it in the policy: assume: allowRemoteVnetTraffic"}),
         gateway.allow_remote_vnet_traffic.where, "0.6"});
  }
  return toggle;
}

Adjacency unknown_gateway_adjacency(const Network& network, const ResourceIds& ids,
                                    model::VnetIndex index, Conditions& conditions) {
  const model::Vnet& hub = network.vnets[index];
  Adjacency adjacency = Adjacency::open(conditions);
  adjacency.doubt(
      conditions,
      {hub.id,
       cat({"the gateway of VNet ", hub.name,
            " is used by its peers but is not in the input: it may be on any circuit"}),
       cat({"add the gateways and connections beside ", ids.text(hub.id), " to the export"}),
       hub.where, "C27"});
  return adjacency;
}

Adjacency circuit_adjacency(const Network& network, model::CircuitIndex circuit,
                            Conditions& conditions) {
  Adjacency adjacency = Adjacency::open(conditions);
  judge_circuit(adjacency, network.circuits[circuit], conditions);
  return adjacency;
}

std::vector<CircuitJoin> global_reach_joins(const Network& network, Conditions& conditions) {
  std::map<std::pair<model::CircuitIndex, model::CircuitIndex>, CircuitJoin> joins;
  for (const model::GlobalReachConnection& side : network.global_reach) {
    if (!side.circuit || !side.peer || side.circuit == side.peer) continue;
    CircuitJoin join = join_of(side, conditions);
    const auto [at, is_new] = joins.try_emplace({join.a, join.b}, join);
    if (!is_new && join.adjacency.state > at->second.adjacency.state) at->second = std::move(join);
  }
  std::vector<CircuitJoin> list;
  for (auto& [ends, join] : joins) {
    judge_ends(join, network, conditions);
    list.push_back(std::move(join));
  }
  return list;
}

std::vector<CircuitJoin> customer_joins(const Network& network, Conditions& conditions) {
  std::set<std::pair<model::CircuitIndex, model::CircuitIndex>> seen;
  std::vector<CircuitJoin> joins;
  for (const model::Site& site : network.sites) {
    for (const Located<model::CircuitIndex>& other : site.transit) {
      if (other.value == site.circuit ||
          !seen.insert(std::minmax(site.circuit, other.value)).second)
        continue;
      CircuitJoin join{site.circuit, other.value, true, {}};
      join.adjacency.conditions = conditions.certain();
      join.adjacency.because.push_back(
          text_fact(network.circuits[site.circuit].id, "onPremises.transit",
                    network.circuits[other.value].name, other.where, "6.33"));
      judge_ends(join, network, conditions);
      joins.push_back(std::move(join));
    }
  }
  return joins;
}

}  // namespace hairpin::route
