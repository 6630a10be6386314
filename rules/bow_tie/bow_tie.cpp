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

Circuits circuits_of(const RuleContext& context, model::GatewayIndex gateway) {
  Circuits circuits;
  for (const model::ConnectionIndex index : context.network.gateways[gateway].connections) {
    circuits.push_back(context.network.connections[index].circuit);
  }
  sort_by_id(context, circuits);
  return circuits;
}

Circuits shared_circuits(const RuleContext& context, const Transit& row) {
  const Circuits theirs = circuits_of(context, row.origin);
  Circuits shared = circuits_of(context, row.learner);
  std::erase_if(shared, [&](model::CircuitIndex circuit) {
    return std::find(theirs.begin(), theirs.end(), circuit) == theirs.end();
  });
  return shared;
}

std::map<Circuits, BowTie> bow_ties(const RuleContext& context) {
  std::map<Circuits, BowTie> found;
  for (const Transit& row : context.reach.transits()) {
    if (row.how != Transit::How::hairpin || !row.learner || !row.origin) continue;
    const Circuits shared = shared_circuits(context, row);
    if (shared.size() < 2) continue;
    BowTie& tie = found[shared];
    tie.gateways.insert({row.learner, row.origin});
    tie.rows.push_back(&row);
  }
  return found;
}

std::string connection_name(const RuleContext& context, model::GatewayIndex gateway,
                            model::CircuitIndex circuit) {
  const model::Connection* connection = connection_of(context, gateway, circuit);
  return connection == nullptr ? std::string() : called(context, *connection);
}

/// Every way to leave one gateway on each circuit, as the connections that go. `choice` counts
/// through the ways like a number with one digit per circuit, to the base of the gateways.
std::vector<std::string> cut(const RuleContext& context, const Circuits& circuits,
                             const std::vector<model::GatewayIndex>& gateways, std::size_t choice) {
  std::vector<std::string> connections;
  for (const model::CircuitIndex circuit : circuits) {
    const model::GatewayIndex stays = gateways[choice % gateways.size()];
    choice /= gateways.size();
    for (const model::GatewayIndex gateway : gateways) {
      if (gateway != stays) connections.push_back(connection_name(context, gateway, circuit));
    }
  }
  return connections;
}

std::size_t count_of_cuts(const Circuits& circuits, std::size_t gateways) {
  std::size_t count = 1;
  for (std::size_t i = 0; i < circuits.size() && count <= shown; ++i) count *= gateways;
  return count;
}

void report_bow_tie(const RuleContext& context, Findings& findings, const Circuits& circuits,
                    const BowTie& tie) {
  std::vector<model::GatewayIndex> gateways(tie.gateways.begin(), tie.gateways.end());
  sort_by_id(context, gateways);
  Findings::Builder finding =
      report(context, findings, tie.rows, at(identity(context, circuits.front())),
             cat({names_of(context, gateways), " share the circuits ", names_of(context, circuits),
                  ": removing one connection leaves the VNets behind them connected over ",
                  circuits.size() > 2 ? "the others" : "the other"}));
  for (const model::GatewayIndex gateway : gateways) {
    for (const model::CircuitIndex circuit : circuits) {
      const model::Connection* connection = connection_of(context, gateway, circuit);
      if (connection == nullptr) continue;
      finding.note(at(*connection, cat({called(context, gateway), " is connected to ",
                                        called(context, circuit), " here"})));
    }
  }
  const std::size_t cuts = count_of_cuts(circuits, gateways.size());
  for (std::size_t choice = 0; choice < std::min(cuts, shown); ++choice) {
    finding.detail("a smallest set of connections to remove: " +
                   list_words(cut(context, circuits, gateways, choice)));
  }
  if (cuts > shown) finding.detail("and further sets of the same size");
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
