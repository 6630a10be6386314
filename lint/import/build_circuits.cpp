#include "base/text.hpp"
#include "import/network_builder.hpp"

namespace hairpin::import {
namespace {

using model::CircuitTier;
using model::GlobalReachStatus;

constexpr std::pair<std::string_view, CircuitTier> tiers[] = {{"Local", CircuitTier::local},
                                                              {"Standard", CircuitTier::standard},
                                                              {"Premium", CircuitTier::premium},
                                                              {"Basic", CircuitTier::basic}};

constexpr std::pair<std::string_view, GlobalReachStatus> statuses[] = {
    {"Connected", GlobalReachStatus::connected},
    {"Connecting", GlobalReachStatus::connecting},
    {"Disconnected", GlobalReachStatus::disconnected}};

constexpr std::pair<std::string_view, bool> peering_states[] = {{"Enabled", true},
                                                                {"Disabled", false}};
constexpr std::pair<std::string_view, bool> use_states[] = {{"InUse", true}, {"Available", false}};

constexpr std::string_view private_peering = "AzurePrivatePeering";

/// Whether circuits have peerings of this name and type. [6.3]
bool is_peering_name(std::string_view name) {
  return equal_folded(name, private_peering) || equal_folded(name, "MicrosoftPeering") ||
         equal_folded(name, "AzurePublicPeering");
}

Setting<CircuitTier> read_tier(const Value& sku, SourceSpan owner, ResourceIds& ids,
                               ImportLog& log) {
  const PropertyReader read(sku, owner, ids, log);
  const auto tier = read.choice("tier", tiers, CircuitTier::unrecognised);
  if (tier.is_set()) return tier;
  // "Standard_MeteredData": the tier stands before the billing model. [6.1]
  const auto name = read.text("name");
  if (!name.is_set()) return {std::nullopt, owner};
  for (const auto& [word, value] : tiers) {
    if (equal_folded(name.value->substr(0, name.value->find('_')), word))
      return {value, name.where};
  }
  return {CircuitTier::unrecognised, name.where};
}

}  // namespace

void NetworkBuilder::build_circuits() {
  for (const Resource* const resource : resources_.of(ResourceRole::circuit)) {
    add_circuit(*resource);
  }
  for (const Resource* const resource : resources_.of(ResourceRole::circuit_peering)) {
    add_private_peering(*resource);
  }
  for (const Resource* const resource : resources_.of(ResourceRole::circuit_authorization)) {
    add_authorization(*resource);
  }
  for (const Resource* const resource : resources_.of(ResourceRole::circuit_connection)) {
    add_global_reach(*resource, false);
  }
  for (const Resource* const resource : resources_.of(ResourceRole::circuit_peered_connection)) {
    add_global_reach(*resource, true);
  }
}

void NetworkBuilder::add_circuit(const Resource& resource) {
  const PropertyReader read = properties(resource);
  const PropertyReader provider(read["serviceProviderProperties"], resource.where, ids_, log_);
  model::Circuit circuit;
  static_cast<model::Identity&>(circuit) = identity(resource);
  circuit.tier = read_tier(resource.sku, resource.where, ids_, log_);
  circuit.circuit_state = read.text("circuitProvisioningState");
  circuit.provider_state = read.text("serviceProviderProvisioningState");
  circuit.peering_location = provider.text("peeringLocation");
  circuit.bandwidth_mbps = provider.integer("bandwidthInMbps");
  const Value& gigabits = read["bandwidthInGbps"];
  if (!circuit.bandwidth_mbps.is_set() && gigabits.as_number() > 0 && gigabits.as_number() < 1e9) {
    circuit.bandwidth_mbps = {static_cast<std::int64_t>(gigabits.as_number() * 1000),
                              gigabits.where()};
  }
  circuit.port = read.reference("expressRoutePort");
  circuit.location = folded_location(resource.location);
  circuit.tenant = resource.tenant;
  circuit.states_peerings = is_list_of_objects(read["peerings"]);
  network_.circuit_by_id[resource.id] = network_.circuits.add(std::move(circuit));
}

void NetworkBuilder::add_private_peering(const Resource& resource) {
  const PropertyReader read = properties(resource);
  const auto owner = circuit(parent_id(resource.id), {resource.id, "id", resource.where});
  if (!owner) return;
  model::Circuit& circuit = network_.circuits[owner];
  const std::string_view type = read["peeringType"].text();
  if (!equal_folded(type.empty() ? resource.name : type, private_peering)) {
    // What is called nothing that Azure has may be the private peering.
    if (!is_peering_name(type.empty() ? resource.name : type)) circuit.states_peerings = false;
    return;
  }
  circuit.states_peerings = true;
  circuit.private_peering = model::PrivatePeering{
      resource.where, read.choice("state", peering_states, true), read.integer("peerASN")};
  const Value& connections = read["connections"];
  if (!connections.is_missing() && !is_list_of_objects(connections)) {
    circuit.states_peerings = false;
  }
}

void NetworkBuilder::add_authorization(const Resource& resource) {
  const auto owner = circuit(parent_id(resource.id), {resource.id, "id", resource.where});
  if (!owner) return;
  network_.circuits[owner].authorizations.push_back(
      {resource.name, properties(resource).choice("authorizationUseStatus", use_states, true),
       resource.where});
}

void NetworkBuilder::add_global_reach(const Resource& resource, bool from_peered_connections) {
  // Only the private peering carries VNet prefixes. [6.3]
  if (!equal_folded(ids_.name(parent_id(resource.id)), private_peering)) return;
  const PropertyReader read = properties(resource);
  const auto peer = read.reference("peerExpressRouteCircuitPeering");
  if (!peer.value) {
    if (const auto owner =
            circuit(parent_id(resource.id, 2), {resource.id, "id", resource.where})) {
      network_.circuits[owner].states_peerings = false;
    }
    return log_.add(Diagnostic::Kind::bad_value, resource.where,
                    cat({"the Global Reach connection ", printable(resource.name),
                         " does not name the other circuit"}),
                    "export the connection from the circuit that it was created on");
  }
  model::GlobalReachConnection link;
  static_cast<model::Identity&>(link) = identity(resource);
  link.circuit = circuit(parent_id(resource.id, 2), {resource.id, "id", resource.where});
  link.peer = circuit(circuit_id(peer.value),
                      {resource.id, "properties.peerExpressRouteCircuitPeering.id", peer.where});
  link.from_peered_connections = from_peered_connections;
  link.status = read.choice("circuitConnectionStatus", statuses, GlobalReachStatus::unrecognised);
  link.address_prefixes = read.prefixes("addressPrefix");
  const auto v6 = read_prefixes(read["ipv6CircuitConnectionConfig"]["addressPrefix"], log_);
  link.address_prefixes.insert(link.address_prefixes.end(), v6.begin(), v6.end());
  network_.global_reach.add(std::move(link));
}

}  // namespace hairpin::import
