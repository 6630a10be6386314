#include "base/text.hpp"
#include "rules/support.hpp"

namespace hairpin::embedded {
extern const std::string_view rule_text_msee_hairpin;
}

namespace hairpin::rules {
namespace {

/// Where the other gateways announce what this one learns.
void note_announcers(const RuleContext& context, const Rows& rows, Findings::Builder& finding) {
  std::size_t noted = 0;
  for (const Transit* row : rows) {
    if (!row->origin || noted == shown) continue;
    const model::Connection* connection = connection_of(context, row->origin, row->entry);
    if (connection == nullptr) continue;
    finding.note(
        at(*connection, "properties.peer.id", connection->circuit_where,
           cat({"gateway ", called(context, row->origin), " announces its VNets to circuit ",
                called(context, row->entry), " here"})));
    ++noted;
  }
}

Fix close_toggle(const RuleContext& context, model::GatewayIndex gateway) {
  const Setting<bool>& toggle = context.network.gateways[gateway].allow_remote_vnet_traffic;
  Fix fix;
  fix.description = "set allowRemoteVnetTraffic to false on gateway " + called(context, gateway);
  fix.changes.push_back({at_toggle(context, gateway), toggle.is_set() ? "true" : "null", "false"});
  return fix;
}

void report_learner(const RuleContext& context, Findings& findings, model::GatewayIndex learner,
                    const Rows& rows) {
  std::vector<model::GatewayIndex> origins;
  std::vector<model::CircuitIndex> circuits;
  for (const Transit* row : rows) {
    origins.push_back(row->origin);
    circuits.push_back(row->entry);
  }
  const Fix fix = close_toggle(context, learner);
  Findings::Builder finding =
      report(context, findings, rows, at_toggle(context, learner),
             cat({"gateway ", called(context, learner), " ", claim(rows, "learns", "may learn"),
                  " prefixes of ", names_of(context, origins), " from circuit ",
                  names_of(context, circuits), ": ", reaching(rows), " through the MSEE"}));
  list_rows(rows, finding, [&](const Transit& row) {
    return cat({"from ", called(context, row.origin), " over ", called(context, row.entry), ": ",
                some_of(row.prefixes)});
  });
  note_announcers(context, rows, finding);
  finding.hint(fix.description).hint("or give each of the gateways a circuit of its own").fix(fix);
  sort_by_id(context, circuits);
  for (const model::CircuitIndex circuit : circuits) {
    finding.caused_by(context.ids.folded(identity(context, circuit).id));
  }
}

/// Gateways on one circuit hear of each other's prefixes from the MSEE, and their VNets exchange
/// packets there, with no peering and no on-premises router taking part. [6.9, 6.10]
/// Reported once per gateway that lets such prefixes in, at its toggle, because that is the line
/// somebody has to change. [4.9, 4.10]
void check(const RuleContext& context, Findings& findings) {
  const auto learner = [](const Transit& row) { return row.learner; };
  for (const auto& [gateway, rows] : transits_by(context, Transit::How::hairpin, learner)) {
    // A gateway that the input lacks has no line to change: HP110 and HP901 report it.
    if (gateway) report_learner(context, findings, gateway, rows);
  }
}

}  // namespace

extern const Rule msee_hairpin{
    .id = "HP101",
    .name = "msee-hairpin",
    .summary = "Virtual networks reach each other through the MSEE of a circuit that they share.",
    .severity = Severity::error,
    .text = embedded::rule_text_msee_hairpin,
    .security_severity = "8.1",
    .check = check,
};

}  // namespace hairpin::rules
