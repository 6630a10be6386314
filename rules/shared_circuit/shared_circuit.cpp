#include "base/text.hpp"
#include "rules/support.hpp"

namespace hairpin::embedded {
extern const std::string_view rule_text_shared_circuit;
}

namespace hairpin::rules {
namespace {

/// The gateways of the circuit that refuse what other VNets' gateways announce.
std::vector<Attachment> refusing(const RuleContext& context, model::CircuitIndex circuit) {
  std::vector<Attachment> all = attachments(context, circuit);
  std::erase_if(all, [](const Attachment& attachment) {
    return attachment.learns->remote_vnets != route::SessionState::closed;
  });
  return all;
}

void report_circuit(const RuleContext& context, Findings& findings, model::CircuitIndex circuit,
                    const std::vector<Attachment>& closed,
                    const std::vector<model::GatewayIndex>& gateways) {
  Findings::Builder finding = findings.violation(
      at(identity(context, circuit)),
      cat({"gateways ", names_of(context, gateways), " share circuit ", called(context, circuit),
           ", and only their closed allowRemoteVnetTraffic keeps their VNets apart there"}));
  for (std::size_t i = 0; i < closed.size() && i < shown; ++i) {
    const auto& toggle = closed[i].learns->toggle;
    const SourceSpan where = toggle.empty() ? SourceSpan() : toggle.front().where;
    finding.note(at(identity(context, closed[i].gateway), "properties.allowRemoteVnetTraffic",
                    where,
                    cat({"gateway ", called(context, closed[i].gateway),
                         " refuses other VNets' prefixes here"})));
  }
  finding.hint(
      "give VNets that must never meet circuits of their own, without Global Reach "
      "between them");
}

/// VNets on one circuit are one routing domain: what keeps them apart is the closed toggle of their
/// gateways, one property each, and a covering route passes it. Separate circuits separate. [6.9]
/// Reported once per circuit. An open or missing toggle is the business of HP101 and HP109.
void check(const RuleContext& context, Findings& findings) {
  for (std::uint32_t i = 0; i < context.network.circuits.size(); ++i) {
    const model::CircuitIndex circuit(i);
    const std::vector<Attachment> closed = refusing(context, circuit);
    std::vector<model::GatewayIndex> gateways;
    for (const Attachment& attachment : closed) gateways.push_back(attachment.gateway);
    sort_by_id(context, gateways);
    if (gateways.size() > 1) report_circuit(context, findings, circuit, closed, gateways);
  }
}

}  // namespace

extern const Rule shared_circuit{
    .id = "HP106",
    .name = "shared-circuit",
    .summary = "Gateways on one circuit are kept apart by a toggle alone.",
    .severity = Severity::note,
    .text = embedded::rule_text_shared_circuit,
    .security_severity = {},
    .check = check,
};

}  // namespace hairpin::rules
