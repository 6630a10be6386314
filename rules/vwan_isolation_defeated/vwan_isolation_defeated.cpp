#include "base/text.hpp"
#include "rules/hub_support.hpp"

namespace hairpin::embedded {
extern const std::string_view rule_text_vwan_isolation_defeated;
}

namespace hairpin::rules {
namespace {

/// The connection of a hub's gateway to the circuit; null if there is none.
const model::HubConnection* connection_of(const RuleContext& context, route::RouterIndex gateway,
                                          model::CircuitIndex circuit) {
  const auto& wans = context.network.virtual_wans;
  const auto index = context.routing.graph()[gateway].hub_gateway();
  for (const model::HubConnectionIndex each : wans.gateways[index].connections) {
    if (wans.connections[each].circuit == circuit) return &wans.connections[each];
  }
  return nullptr;
}

Location at_propagation(const model::HubConnection& connection, std::string message = {}) {
  return at(connection, "properties.routingConfiguration.propagatedRouteTables",
            connection.propagation_where, std::move(message));
}

/// The tables of a Virtual WAN keep VNets of two hubs apart, and the connections of the hubs'
/// circuits, which propagate into these tables, bring the prefixes in all the same. [7.10, 7.30]
/// Reported once per hub gateway that brings them, at what its connection propagates to.
void check(const RuleContext& context, Findings& findings) {
  const auto fits = [&](const HubTransit& row) {
    return row.kept_apart && is_hub_gateway(context, row.learner) &&
           is_hub_gateway(context, row.origin);
  };
  for (const auto& [learner, rows] : hub_transits_by_learner(context, fits)) {
    const HubTransit& first = *rows.front();
    const model::HubConnection* brings = connection_of(context, learner, first.entry);
    const model::HubConnection* announces = connection_of(context, first.origin, first.exit);
    if (brings == nullptr || announces == nullptr) continue;
    Findings::Builder finding = report(
        context, findings, rows, at_propagation(*brings),
        cat({"circuit ", circuits(context, rows), is_proven(rows) ? " brings" : " may bring",
             " prefixes of ", origins(context, rows),
             " into route tables that keep them out: ", reaching(rows), " through the MSEE"}));
    finding
        .note(at(*announces, "properties.expressRouteCircuitPeering.id", announces->end_where,
                 cat({"hub gateway ", called(context, gateway_identity(context, first.origin)),
                      " announces its VNets here"})))
        .hint("give each hub a circuit of its own, without Global Reach between them")
        .hint("or let a firewall separate the VNets: a routing intent on every hub");
  }
}

}  // namespace

extern const Rule vwan_isolation_defeated{
    .id = "HP111",
    .name = "vwan-isolation-defeated",
    .summary = "A shared circuit connects VNets that the route tables of their hubs keep apart.",
    .severity = Severity::error,
    .text = embedded::rule_text_vwan_isolation_defeated,
    .security_severity = "8.1",
    .check = check,
};

}  // namespace hairpin::rules
