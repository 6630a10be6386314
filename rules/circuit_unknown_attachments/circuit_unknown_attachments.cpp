#include "base/text.hpp"
#include "model/circuit_visibility.hpp"
#include "rules/support.hpp"

namespace hairpin::embedded {
extern const std::string_view rule_text_circuit_unknown_attachments;
}

namespace hairpin::rules {
namespace {

std::string export_circuit(const RuleContext& context, const model::Circuit& circuit) {
  return cat({"add the output of `az network express-route show --ids ", context.text(circuit.id),
              "` to the input, and the gateways and connections of everybody who has an ",
              "authorization for it"});
}

void check_visible(const RuleContext& context, Findings& findings, const model::Circuit& circuit) {
  if (circuit.in_input || circuit.connections.empty()) return;
  Findings::Builder finding = findings.violation(
      at(circuit), cat({"circuit ", called(context, circuit),
                        " is not in the input: other gateways and Global Reach connections on it ",
                        "are not visible"}));
  for (std::size_t i = 0; i < circuit.connections.size() && i < shown; ++i) {
    const model::Connection& connection = context.network.connections[circuit.connections[i]];
    finding.note(at(connection, "properties.peer.id", connection.circuit_where,
                    "connection " + called(context, connection) + " names the circuit"));
  }
  finding.hint(export_circuit(context, circuit));
}

void check_peerings(const RuleContext& context, Findings& findings, const model::Circuit& circuit) {
  if (!model::lacks_peerings(circuit)) return;
  findings
      .violation(at(circuit), cat({"circuit ", called(context, circuit),
                                   " is exported without its peerings: whether Global Reach joins ",
                                   "it to other circuits is not visible"}))
      .hint(export_circuit(context, circuit))
      .caused_by("peerings");
}

void check_authorizations(const RuleContext& context, Findings& findings,
                          const model::Circuit& circuit) {
  const model::CircuitIndex index = context.network.circuits.index_of(circuit);
  const std::size_t hidden = model::hidden_attachments(context.network, context.ids, index);
  if (hidden == 0) return;
  const auto used = std::find_if(circuit.authorizations.begin(), circuit.authorizations.end(),
                                 [](const auto& entry) { return entry.in_use.is(true); });
  findings
      .violation(at(circuit, "properties.authorizations", used->where),
                 cat({count_of(hidden, "authorization"), " of circuit ", called(context, circuit),
                      hidden == 1 ? " is" : " are", " in use by a connection that is not in the ",
                      "input: a gateway that is not visible is on the circuit"}))
      .hint(export_circuit(context, circuit))
      .caused_by("authorizations");
}

void check_gateways(const RuleContext& context, Findings& findings) {
  for (const route::Router& router : context.routing.graph().routers()) {
    if (router.kind != route::RouterKind::unknown_gateway) continue;
    const model::Identity& hub = identity(context, router.vnet());
    findings
        .violation(at(hub), cat({"VNets use the gateway of ", called(context, hub),
                                 ", which is not in the input: it may be on any circuit"}))
        .hint(cat(
            {"add the gateways and connections beside ", context.text(hub.id), " to the input"}))
        .caused_by("gateway");
  }
}

/// A gateway that the input lacks may be on a circuit: authorizations reach across subscriptions
/// and tenants, and an export shows only what its reader may see. Whatever is not visible there
/// learns and announces prefixes like every other gateway. [5.2, 5.3, 13.11]
/// Reported once per circuit, and once per VNet that uses a gateway which is not in the input.
void check(const RuleContext& context, Findings& findings) {
  for (const model::Circuit& circuit : context.network.circuits) {
    check_visible(context, findings, circuit);
    check_peerings(context, findings, circuit);
    check_authorizations(context, findings, circuit);
  }
  check_gateways(context, findings);
}

}  // namespace

extern const Rule circuit_unknown_attachments{
    .id = "HP110",
    .name = "circuit-unknown-attachments",
    .summary = "Gateways that the input lacks may be on a circuit.",
    .severity = Severity::warning,
    .text = embedded::rule_text_circuit_unknown_attachments,
    .security_severity = {},
    .check = check,
};

}  // namespace hairpin::rules
