#include "base/text.hpp"
#include "import/network_builder.hpp"

namespace hairpin::import {
namespace {

using model::ConnectionKind;

constexpr std::pair<std::string_view, ConnectionKind> kinds[] = {
    {"ExpressRoute", ConnectionKind::express_route},
    {"IPsec", ConnectionKind::ipsec},
    {"Vnet2Vnet", ConnectionKind::vnet_to_vnet}};

/// What a connection ends at tells its kind, where the kind is not stated: only ExpressRoute
/// connections have a peer that is a circuit, and so on. [5.1]
ConnectionKind kind_by_end(const model::Connection& connection) {
  if (connection.circuit) return ConnectionKind::express_route;
  if (connection.peer_gateway) return ConnectionKind::vnet_to_vnet;
  if (connection.tunnel.site) return ConnectionKind::ipsec;
  return ConnectionKind::unrecognised;
}

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
  connection.tunnel = tunnel_settings(resource);
  const auto peer = read.reference("peer");
  connection.circuit_where = peer.where;
  connection.circuit =
      circuit(circuit_id(peer.value), {resource.id, "properties.peer.id", peer.where});
  if (connection.kind == ConnectionKind::unrecognised) connection.kind = kind_by_end(connection);
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

/// A connection joins a gateway and a circuit, a site or another gateway; without one of them the
/// other is known to be joined to something.
void NetworkBuilder::place(const model::Connection& connection) {
  const auto lacks = [&]() -> std::string_view {
    switch (connection.kind) {
      case ConnectionKind::express_route:
      case ConnectionKind::unrecognised:
        return connection.circuit ? "" : "names no circuit (peer.id)";
      case ConnectionKind::ipsec:
        return connection.tunnel.site ? "" : "names no site (localNetworkGateway2.id)";
      case ConnectionKind::vnet_to_vnet:
        return connection.peer_gateway ? "" : "names no second gateway (virtualNetworkGateway2.id)";
    }
    return "";
  }();
  if (!connection.gateway) {
    cannot_place(connection, "connection", {}, "names no gateway (virtualNetworkGateway1.id)");
  } else if (!lacks.empty()) {
    cannot_place(connection, "connection", network_.gateways[connection.gateway].vnet, lacks);
  }
}

}  // namespace hairpin::import
