#include "base/prefix_set.hpp"
#include "base/text.hpp"
#include "route/fib.hpp"
#include "rules/support.hpp"

namespace hairpin::embedded {
extern const std::string_view rule_text_fastpath_bypasses_inspection;
}

namespace hairpin::rules {
namespace {

using model::NextHopType;
using model::UserRoute;
using Routes = std::vector<const UserRoute*>;

/// The routes of the GatewaySubnet's table that are there to inspect, or to drop, what arrives for
/// the hub's own machines. [3.17] One that is shorter than the hub's space steers none of it.
Routes routes_past(const RuleContext& context, model::VnetIndex hub) {
  Routes routes;
  const auto table = route::Fibs::arrival_context(context.routing, hub, {}).table;
  if (!table) return routes;
  for (const UserRoute& route : context.network.route_tables[table].routes) {
    const bool in_the_way = route.next_hop_type == NextHopType::virtual_appliance ||
                            route.next_hop_type == NextHopType::none;
    if (!in_the_way || route.prefix.value.is_default()) continue;  // [C12]
    const auto& space = context.network.vnets[hub].address_space;
    const bool concerns_hub = std::any_of(space.begin(), space.end(), [&](const auto& prefix) {
      return prefix.value.contains(route.prefix.value);
    });
    if (concerns_hub) routes.push_back(&route);
  }
  return routes;
}

void report_connection(const RuleContext& context, Findings& findings,
                       const model::Connection& connection, const Routes& routes) {
  const model::Circuit& circuit = context.network.circuits[connection.circuit];
  const model::VnetIndex hub = context.network.gateways[connection.gateway].vnet;
  PrefixSet steered;
  for (const UserRoute* route : routes) steered |= route->prefix.value;
  Location where =
      at(connection, "properties.expressRouteGatewayBypass", connection.gateway_bypass.where);
  const std::string message = cat(
      {"FastPath of connection ", called(context, connection), " takes packets for ",
       steered.to_string(4), " past the route table of GatewaySubnet of ", called(context, hub),
       circuit.in_input ? "" : ", if circuit ", circuit.in_input ? "" : called(context, circuit),
       circuit.in_input ? "" : ", which is not in the input, is a provider's"});
  Findings::Builder finding = circuit.in_input ? findings.violation(std::move(where), message)
                                               : findings.unproven(std::move(where), message);
  for (std::size_t i = 0; i < routes.size() && i < shown; ++i) {
    finding.note(at(
        *routes[i], "properties.addressPrefix", routes[i]->prefix.where,
        cat({"route ", called(context, *routes[i]),
             routes[i]->next_hop_type == NextHopType::none ? " is to drop them"
                                                           : " is to send them to an appliance"})));
  }
  finding
      .hint(
          "set expressRouteGatewayBypass to false, or use an ExpressRoute Direct circuit, where "
          "FastPath follows the table")
      .hint(
          "or move the machines that are to be inspected into a spoke: FastPath of a provider's "
          "circuit covers the hub alone")
      .caused_by(context.ids.folded(identity(context, hub).id));
}

/// FastPath on a provider's circuit hands packets for the hub straight to the machines. A table on
/// GatewaySubnet that is to send them to a firewall, or to drop them, is passed. On ExpressRoute
/// Direct FastPath follows the table. [5.7, 5.8, C13]
/// Reported once per connection, at its switch.
void check(const RuleContext& context, Findings& findings) {
  for (const model::Connection& connection : context.network.connections) {
    if (!connection.gateway_bypass.is(true) || !connection.gateway || !connection.circuit) continue;
    const model::VnetIndex hub = context.network.gateways[connection.gateway].vnet;
    const bool direct = static_cast<bool>(context.network.circuits[connection.circuit].port.value);
    if (!hub || direct) continue;
    const Routes routes = routes_past(context, hub);
    if (!routes.empty()) report_connection(context, findings, connection, routes);
  }
}

}  // namespace

extern const Rule fastpath_bypasses_inspection{
    .id = "HP112",
    .name = "fastpath-bypasses-inspection",
    .summary = "FastPath takes packets past the GatewaySubnet's route to a firewall.",
    .severity = Severity::warning,
    .text = embedded::rule_text_fastpath_bypasses_inspection,
    .security_severity = "5.3",
    .check = check,
};

}  // namespace hairpin::rules
