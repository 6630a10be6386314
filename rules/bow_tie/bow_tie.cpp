#include <set>

#include "base/text.hpp"
#include "rules/support.hpp"

namespace hairpin::embedded {
extern const std::string_view rule_text_bow_tie;
}

namespace hairpin::rules {
namespace {

using Circuits = std::vector<model::CircuitIndex>;

/// What makes one finding: gateways that meet on the same circuits.
struct BowTie {
  std::set<model::GatewayIndex> gateways;
  Rows rows;
};

std::map<Circuits, BowTie> bow_ties(const RuleContext& context) {
  const std::vector<Circuits> circuits = circuits_by_gateway(context);
  std::map<Circuits, BowTie> found;
  for (const Transit& row : context.reach.transits()) {
    if (row.how != Transit::How::hairpin || !row.learner || !row.origin) continue;
    const Circuits &mine = circuits[row.learner.value], &theirs = circuits[row.origin.value];
    Circuits shared;
    std::set_intersection(mine.begin(), mine.end(), theirs.begin(), theirs.end(),
                          std::back_inserter(shared));
    if (shared.size() < 2) continue;
    BowTie& tie = found[shared];
    tie.gateways.insert({row.learner, row.origin});
    tie.rows.push_back(&row);
  }
  return found;
}

/// Every way to leave one gateway on each circuit, as the connections that go. `choice` counts
/// through the ways like a number with one digit per circuit, to the base of the gateways.
std::string cut(const RuleContext& context, const Circuits& circuits,
                const std::vector<model::GatewayIndex>& gateways, std::size_t choice) {
  std::vector<std::string> connections;
  for (const model::CircuitIndex circuit : circuits) {
    const model::GatewayIndex stays = gateways[choice % gateways.size()];
    choice /= gateways.size();
    for (const model::GatewayIndex gateway : gateways) {
      if (gateway == stays) continue;
      connections.push_back(called(context, *connection_of(context, gateway, circuit)));
    }
  }
  return list_words(connections);
}

/// Two gateways on two circuits have four cuts, and three on two nine: beyond that a rule tells
/// more than a list.
void list_cuts(const RuleContext& context, const Circuits& circuits,
               const std::vector<model::GatewayIndex>& gateways, Findings::Builder& finding) {
  std::size_t cuts = 1;
  for (std::size_t i = 0; i < circuits.size() && cuts <= shown; ++i) cuts *= gateways.size();
  if (cuts > shown) {
    finding.detail("to cut every way, leave at most one of the gateways on each circuit");
    return;
  }
  for (const model::CircuitIndex circuit : circuits) {
    for (const model::GatewayIndex gateway : gateways) {
      const model::Connection* connection = connection_of(context, gateway, circuit);
      finding.note(at(*connection, "one of the connections between them"));
    }
  }
  for (std::size_t choice = 0; choice < cuts; ++choice) {
    finding.detail("a smallest set of connections to remove: " +
                   cut(context, circuits, gateways, choice));
  }
}

void report_bow_tie(const RuleContext& context, Findings& findings, Circuits circuits,
                    const BowTie& tie) {
  std::vector<model::GatewayIndex> gateways(tie.gateways.begin(), tie.gateways.end());
  sort_by_id(context, gateways);
  sort_by_id(context, circuits);
  Findings::Builder finding =
      report(context, findings, tie.rows, at(identity(context, circuits.front())),
             cat({names_of(context, gateways), " share the circuits ", names_of(context, circuits),
                  ": removing one connection leaves the way over ",
                  circuits.size() > 2 ? "the others" : "the other one"}));
  list_cuts(context, circuits, gateways, finding);
  finding.hint(
      "leave one of the gateways on each circuit, or set allowRemoteVnetTraffic to false "
      "on all of them and connect what must be connected by peering");
  for (const model::CircuitIndex circuit : circuits) {
    finding.caused_by(context.ids.folded(identity(context, circuit).id));
  }
}

/// Gateways that exchange packets over a circuit share another circuit as well: taking one
/// connection away leaves the other way open. [6.17, 6.19]
/// Reported once per set of shared circuits, with the sets of connections that would cut every way.
void check(const RuleContext& context, Findings& findings) {
  for (const auto& [circuits, tie] : bow_ties(context)) {
    report_bow_tie(context, findings, circuits, tie);
  }
}

}  // namespace

extern const Rule bow_tie{
    .id = "HP105",
    .name = "bow-tie",
    .summary = "Gateways share several circuits, so that removing one connection cuts nothing.",
    .severity = Severity::warning,
    .text = embedded::rule_text_bow_tie,
    .security_severity = "5.3",
    .check = check,
};

}  // namespace hairpin::rules
