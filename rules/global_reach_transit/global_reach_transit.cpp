#include "base/text.hpp"
#include "rules/support.hpp"

namespace hairpin::embedded {
extern const std::string_view rule_text_global_reach_transit;
}

namespace hairpin::rules {
namespace {

Location where_of(const RuleContext& context, CircuitPair circuits) {
  const model::GlobalReachConnection* link = global_reach_between(context, circuits);
  // Circuits whose peerings are not exported may be joined without any object to show. [C6]
  if (link == nullptr) return at(identity(context, circuits.first));
  return at(*link, "properties.circuitConnectionStatus", link->status.where);
}

void list_crossing(const RuleContext& context, const Rows& rows, Findings::Builder& finding) {
  list_rows(rows, finding, [&](const Transit& row) {
    // Packets enter where the learner's circuit is; the prefixes came the other way.
    return cat({"from ", called(context, row.exit), " to ", called(context, row.entry),
                ": gateway ", called(context, row.learner), " learns ", some_of(row.prefixes),
                " of ", called(context, row.origin)});
  });
}

Fix disconnect(const RuleContext& context, const model::GlobalReachConnection& link) {
  const bool stated = link.status.is(model::GlobalReachStatus::connected);
  Fix fix;
  fix.description = cat({"delete Global Reach connection ", called(context, link)});
  fix.changes.push_back({at(link, "properties.circuitConnectionStatus", link.status.where),
                         stated ? "\"Connected\"" : "null", "\"Disconnected\""});
  return fix;
}

void report_link(const RuleContext& context, Findings& findings, CircuitPair circuits,
                 const Rows& rows) {
  std::vector<model::GatewayIndex> learners;
  for (const Transit* row : rows) learners.push_back(row->learner);
  Findings::Builder finding =
      report(context, findings, rows, where_of(context, circuits),
             cat({"Global Reach between ", called(context, circuits.first), " and ",
                  called(context, circuits.second), " ", claim(rows, "carries", "may carry"),
                  " VNet prefixes to ", names_of(context, learners), ": ", reaching(rows),
                  " across the two circuits"}));
  list_crossing(context, rows, finding);
  if (const auto* link = global_reach_between(context, circuits)) {
    const Fix fix = disconnect(context, *link);
    finding.hint(fix.description + " if the two sites need not reach each other over it").fix(fix);
  }
  finding.hint("or set allowRemoteVnetTraffic to false on " + names_of(context, learners) +
               ", and check the gateways' learned routes afterwards");
  finding.caused_by(context.ids.folded(identity(context, circuits.first).id));
  finding.caused_by(context.ids.folded(identity(context, circuits.second).id));
}

/// Global Reach joins two circuits, and with the on-premises prefixes it carries those of the VNets
/// on either side into the gateways of the other. [6.25, 6.26]
/// Reported once per pair of circuits, at the connection object, whichever side holds it. [6.22]
void check(const RuleContext& context, Findings& findings) {
  const auto link = [&](const Transit& row) { return unordered(context, row.entry, row.exit); };
  for (const auto& [circuits, rows] : transits_by(context, Transit::How::global_reach, link)) {
    report_link(context, findings, circuits, rows);
  }
}

}  // namespace

extern const Rule global_reach_transit{
    .id = "HP103",
    .name = "global-reach-transit",
    .summary = "Global Reach between two circuits carries VNet prefixes from one to the other.",
    .severity = Severity::error,
    .text = embedded::rule_text_global_reach_transit,
    .security_severity = "8.1",
    .check = check,
};

}  // namespace hairpin::rules
