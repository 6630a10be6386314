#include "base/text.hpp"
#include "rules/support.hpp"

namespace hairpin::embedded {
extern const std::string_view rule_text_one_way_transit;
}

namespace hairpin::rules {
namespace {

using GatewayPair = std::pair<model::GatewayIndex, model::GatewayIndex>;  // learner, origin

std::map<GatewayPair, Rows> pairs(const RuleContext& context) {
  std::map<GatewayPair, Rows> found;
  for (const Transit& row : context.reach.transits()) {
    if (!row.learner || !row.origin || row.learner == row.origin) continue;
    found[{row.learner, row.origin}].push_back(&row);
  }
  return found;
}

/// The way back of the rows' example, which may also be something other than transit.
reach::Direction way_back(const RuleContext& context, const Rows& rows) {
  const Transit& row = *rows.front();
  return context.reach.direction(context.reach.endpoint(row.to), context.reach.endpoint(row.from));
}

void report_pair(const RuleContext& context, Findings& findings, const GatewayPair& pair,
                 const Rows& rows, const reach::Direction& back) {
  const auto [learner, origin] = pair;
  std::vector<model::CircuitIndex> circuits;
  for (const Transit* row : rows) circuits.push_back(row->entry);
  Findings::Builder finding =
      report(context, findings, rows, at_toggle(context, learner),
             cat({"packets ", claim(rows, "pass", "may pass"), " from the VNets of ",
                  called(context, learner), " to those of ", called(context, origin), " over ",
                  names_of(context, circuits), ", but none comes back"}));
  for (std::size_t i = 0; i < back.guards.size() && i < shown; ++i) {
    const model::ConfigFact& guard = back.guards[i];
    finding.note({guard.where, guard.resource, std::string(guard.property),
                  cat({guard.property, " is ", guard.value, " and closes the way back"})});
  }
  finding.hint(cat({"set allowRemoteVnetTraffic to the same value on ", called(context, learner),
                    " and ", called(context, origin), ": false to separate them"}));
  finding.caused_by(context.ids.folded(identity(context, origin).id));
}

/// Packets pass from the VNets behind one gateway to those behind another, and none comes back: a
/// toggle filters only what its own gateway learns. [4.9, 4.11] TCP fails, but one-way traffic
/// arrives, so this is a leak all the same, and one that no connection test shows. [0.2]
/// Reported once per ordered pair of gateways, at what lets the routes in.
void check(const RuleContext& context, Findings& findings) {
  const std::map<GatewayPair, Rows> all = pairs(context);
  for (const auto& [pair, rows] : all) {
    if (all.contains({pair.second, pair.first})) continue;
    const reach::Direction back = way_back(context, rows);
    if (back.verdict == reach::Verdict::isolated) {
      report_pair(context, findings, pair, rows, back);
    }
  }
}

}  // namespace

extern const Rule one_way_transit{
    .id = "HP108",
    .name = "one-way-transit",
    .summary = "Packets pass over ExpressRoute in one direction only: replies cannot come back.",
    .severity = Severity::warning,
    .text = embedded::rule_text_one_way_transit,
    .security_severity = "5.3",
    .check = check,
};

}  // namespace hairpin::rules
