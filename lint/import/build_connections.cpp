#include "base/text.hpp"
#include "import/network_builder.hpp"

namespace hairpin::import {
namespace {

using model::ConnectionKind;

constexpr std::pair<std::string_view, ConnectionKind> kinds[] = {
    {"ExpressRoute", ConnectionKind::express_route},
    {"IPsec", ConnectionKind::ipsec},
    {"Vnet2Vnet", ConnectionKind::vnet_to_vnet}};

}  // namespace

void NetworkBuilder::build_connections() {
  for (const Resource* const resource : resources_.of(ResourceRole::connection)) {
    add_connection(*resource);
  }
}

void NetworkBuilder::add_connection(const Resource& resource) {
  const PropertyReader read = properties(resource);
  model::Connection connection;
  static_cast<model::Identity&>(connection) = identity(resource);
  connection.kind = read.choice("connectionType", kinds, ConnectionKind::unrecognised)
                        .value_or(ConnectionKind::unrecognised);
  const auto gateway1 = read.reference("virtualNetworkGateway1");
  connection.gateway = gateway(
      gateway1.value, {resource.id, "properties.virtualNetworkGateway1.id", gateway1.where});
  const auto gateway2 = read.reference("virtualNetworkGateway2");
  connection.peer_gateway = gateway(
      gateway2.value, {resource.id, "properties.virtualNetworkGateway2.id", gateway2.where});
  connection.local_network_gateway = read.reference("localNetworkGateway2");
  const auto peer = read.reference("peer");
  connection.circuit_where = peer.where;
  connection.circuit =
      circuit(circuit_id(peer.value), {resource.id, "properties.peer.id", peer.where});
  // Only ExpressRoute connections have a peer that is a circuit. [5.1]
  if (connection.circuit && connection.kind == ConnectionKind::unrecognised) {
    connection.kind = ConnectionKind::express_route;
  }
  connection.provisioning_state = read.text("provisioningState");
  connection.connection_status = read.text("connectionStatus");
  connection.routing_weight = read.integer("routingWeight");
  connection.gateway_bypass = read.boolean("expressRouteGatewayBypass");
  connection.enable_bgp = read.boolean("enableBgp");
  place(connection);
  const auto at_gateway = connection.gateway;
  const auto at_circuit = connection.circuit;
  const auto index = network_.connections.add(std::move(connection));
  if (at_gateway) network_.gateways[at_gateway].connections.push_back(index);
  if (at_circuit) network_.circuits[at_circuit].connections.push_back(index);
}

/// An ExpressRoute connection joins a gateway and a circuit; without one of them the other is known
/// to be joined to something.
void NetworkBuilder::place(const model::Connection& connection) {
  const bool may_be_express_route = connection.kind == ConnectionKind::express_route ||
                                    connection.kind == ConnectionKind::unrecognised;
  if (!may_be_express_route) return;
  if (!connection.gateway) {
    cannot_place(connection, "connection", {}, "names no gateway (virtualNetworkGateway1.id)");
  } else if (!connection.circuit) {
    cannot_place(connection, "connection", network_.gateways[connection.gateway].vnet,
                 "names no circuit (peer.id)");
  }
}

}  // namespace hairpin::import
