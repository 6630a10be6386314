#include "tests/support/scenario_runner.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "engine/rule.hpp"
#include "import/estate.hpp"
#include "reach/reachability.hpp"
#include "route/routing.hpp"
#include "rules/catalog.hpp"
#include "tests/support/packet_oracle.hpp"
#include "tests/support/scenario_expectations.hpp"
#include "tests/support/witness_replay.hpp"

namespace hairpin::test {
namespace {

using reach::Direction;
using reach::Endpoint;
using reach::Reachability;
using Row = Reachability::EffectiveRoute;

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string text;
  for (const std::string& word : words) text += cat({text.empty() ? "" : between, word});
  return text;
}

/// How the notation calls the next hops that have no name. [3.21]
std::string_view hop_word(std::string_view next_hop_type) {
  if (next_hop_type == "VnetLocal") return "vnet";
  if (next_hop_type == "VNetPeering") return "peering";
  if (next_hop_type == "VNetGlobalPeering") return "global-peering";
  if (next_hop_type == "Internet") return "internet";
  if (next_hop_type == "ConnectedGroup") return "connected-group";
  if (next_hop_type == "InterfaceEndpoint") return "endpoint";
  return next_hop_type == "None" ? "drop" : std::string_view();
}

class ScenarioRun {
 public:
  explicit ScenarioRun(import::Estate& estate)
      : estate_(estate), routing_(estate.network, estate.ids), reach_(routing_) {}

  void check(const Expectation& expectation) {
    where_ = expectation.where;
    std::visit([&](const auto& content) { check(content); }, expectation.content);
  }
  void check_findings();
  void check_against_oracle();
  std::vector<std::string> take_failures() { return std::move(failures_); }

 private:
  void check(const FibExpectation& fib);
  void check(const PathExpectation& path);
  void check(const ReachExpectation& reach);
  void check(const FindsExpectation& finds) { expected_findings_.push_back({where_, finds}); }

  void check_reach(const std::string& from, const std::string& to, const ReachExpectation& reach);
  void check_row(const Endpoint& from, const Endpoint& to, const Direction& direction);
  void check_guard(const PathExpectation& path, const Direction& direction);
  void check_no_route(const PathExpectation& path);

  std::string name(ResourceId id) const { return id ? std::string(estate_.ids.name(id)) : "?"; }
  std::optional<Endpoint> endpoint(const std::string& text);
  std::vector<Row> routes_at(const std::string& text);
  bool fits(const FibExpectation& fib, const Row& row);
  bool goes_to(const Row& row, std::string_view hop) const;
  std::string shown(const std::string& at, const Row& row) const;
  std::string shown_routes(const FibExpectation& fib);
  std::string shown_evidence(const Direction& direction) const;
  std::vector<std::string> evidence_names(const Direction& direction) const;

  /// "FILE:LINE: what" and the lines of the diff.
  void fail(SourceSpan where, std::string_view what);
  void differ(std::string_view expected, std::string_view found);

  import::Estate& estate_;
  route::Routing routing_;
  Reachability reach_;
  SourceSpan where_;  // of the expectation that is being checked
  std::vector<std::pair<SourceSpan, FindsExpectation>> expected_findings_;
  std::vector<std::string> failures_;
};

void ScenarioRun::fail(SourceSpan where, std::string_view what) {
  std::string place(estate_.sources.name(where.file));
  place += cat({":", std::to_string(estate_.sources.position(where).line), ": "});
  failures_.push_back(cat({place, what}));
}

void ScenarioRun::differ(std::string_view expected, std::string_view found) {
  fail(where_, cat({"not as expected\n  - ", expected, "\n  + ", found}));
}

std::optional<Endpoint> ScenarioRun::endpoint(const std::string& text) {
  Result<Endpoint> end = reach_.endpoint(text);
  if (end) return *end;
  fail(where_, cat({end.error().statement, " (", end.error().hint, ")"}));
  return std::nullopt;
}

std::vector<Row> ScenarioRun::routes_at(const std::string& text) {
  const auto routes = reach_.routes_at(text);
  if (routes) return routes->routes;
  fail(where_, cat({routes.error().statement, " (", routes.error().hint, ")"}));
  return {};
}

bool ScenarioRun::goes_to(const Row& row, std::string_view hop) const {
  if (hop_word(row.next_hop_type) == hop) return true;
  return std::any_of(row.next_hop.begin(), row.next_hop.end(), [&](const std::string& text) {
    return text == hop || text.ends_with(cat({"/", hop}));
  });
}

std::string ScenarioRun::shown(const std::string& at, const Row& row) const {
  std::vector<std::string> hops;
  for (const std::string& hop : row.next_hop) hops.push_back(hop.substr(hop.rfind('/') + 1));
  if (hops.empty()) hops.emplace_back(hop_word(row.next_hop_type));
  return cat({"fib ", at, " ", row.prefix.to_string(), " via ", joined(hops, ", "),
              row.unproven ? " unproven" : "", row.active ? "" : "  (not active)"});
}

std::string ScenarioRun::shown_routes(const FibExpectation& fib) {
  std::vector<std::string> lines;
  for (const Row& row : routes_at(fib.at)) {
    if (row.prefix == fib.prefix) lines.push_back(shown(fib.at, row));
  }
  if (lines.empty()) lines.push_back(cat({"fib ", fib.at, " ", fib.prefix.to_string(), " none"}));
  return joined(lines, "\n  + ");
}

bool ScenarioRun::fits(const FibExpectation& fib, const Row& row) {
  if (row.prefix != fib.prefix || !row.active || row.unproven != fib.unproven) return false;
  if (!goes_to(row, fib.via)) return false;
  if (fib.learned_from.empty()) return true;
  // What a VNet has from its gateway, the gateway has from the circuit.
  const std::vector<Row> learned = routes_at(fib.via);
  return std::any_of(learned.begin(), learned.end(), [&](const Row& source) {
    return source.prefix == fib.prefix && source.active && goes_to(source, fib.learned_from);
  });
}

void ScenarioRun::check(const FibExpectation& fib) {
  const std::vector<Row> rows = routes_at(fib.at);
  const bool none = std::none_of(rows.begin(), rows.end(), [&](const Row& row) {
    return row.prefix == fib.prefix && row.active;
  });
  const bool found =
      std::any_of(rows.begin(), rows.end(), [&](const Row& row) { return fits(fib, row); });
  if (fib.via.empty() ? none : found) return;
  const std::string hop =
      fib.via.empty() ? std::string("none")
                      : cat({"via ", fib.via, fib.learned_from.empty() ? "" : " learned from ",
                             fib.learned_from, fib.unproven ? " unproven" : ""});
  differ(cat({"fib ", fib.at, " ", fib.prefix.to_string(), " ", hop}), shown_routes(fib));
}

std::string ScenarioRun::shown_evidence(const Direction& direction) const {
  std::string text;
  for (const model::Missing& missing : direction.missing) text += cat({"\n      ", missing.what});
  for (const model::ConfigFact& guard : direction.guards) {
    text +=
        cat({"\n      guard: ", guard.property, " of ", name(guard.resource), " is ", guard.value});
  }
  return text;
}

std::vector<std::string> ScenarioRun::evidence_names(const Direction& direction) const {
  std::vector<std::string> names;
  for (const model::Missing& missing : direction.missing) names.push_back(name(missing.resource));
  for (const model::ConfigFact& guard : direction.guards) names.push_back(name(guard.resource));
  for (const model::ConfigFact& fact : direction.drops) names.push_back(name(fact.resource));
  for (const reach::Hop& hop : direction.path) {
    for (const model::ConfigFact& fact : hop.because) names.push_back(name(fact.resource));
  }
  return names;
}

void ScenarioRun::check(const PathExpectation& path) {
  const auto from = endpoint(path.from);
  const auto to = endpoint(path.to);
  if (!from || !to) return;
  const Direction direction = reach_.direction(*from, *to);
  std::vector<std::string> hops;
  for (const reach::Hop& hop : direction.path) hops.push_back(hop.name);
  const std::string start = cat({"path ", path.from, " -> ", path.to, "  "});
  const auto text = [&](const std::vector<std::string>& list) {
    return start + (list.empty() ? std::string("none") : joined(list, " > "));
  };
  if (hops != path.hops) return differ(text(path.hops), text(hops) + shown_evidence(direction));
  if (path.no_route_to) check_no_route(path);
  if (!path.guard_property.empty()) check_guard(path, direction);
}

void ScenarioRun::check_no_route(const PathExpectation& path) {
  std::optional<Row> best;
  for (const Row& row : routes_at(path.from)) {
    if (!row.active || !row.prefix.contains(*path.no_route_to)) continue;
    if (!best || best->prefix.length() < row.prefix.length()) best = row;
  }
  const bool leads_nowhere =
      !best || best->next_hop_type == "None" || best->next_hop_type == "Internet";
  if (leads_nowhere) return;
  differ(cat({"path ", path.from, " -> ", path.to, " none: no route to ",
              path.no_route_to->to_string()}),
         shown(path.from, *best));
}

void ScenarioRun::check_guard(const PathExpectation& path, const Direction& direction) {
  const auto fits_guard = [&](const model::ConfigFact& guard) {
    return guard.property.ends_with(path.guard_property) &&
           equal_folded(name(guard.resource), path.guard_name);
  };
  if (std::any_of(direction.guards.begin(), direction.guards.end(), fits_guard)) return;
  const std::string start = cat({"path ", path.from, " -> ", path.to, " none"});
  differ(cat({start, ": ", path.guard_property, " of ", path.guard_name}),
         start + shown_evidence(direction));
}

void ScenarioRun::check(const ReachExpectation& reach) {
  for (const std::string& from : reach.from) {
    for (const std::string& to : reach.to) {
      check_reach(from, to, reach);
      if (reach.both) check_reach(to, from, reach);
    }
  }
}

void ScenarioRun::check_reach(const std::string& from, const std::string& to,
                              const ReachExpectation& reach) {
  const auto source = endpoint(from);
  const auto destination = endpoint(to);
  if (!source || !destination) return;
  const Direction direction = reach_.direction(*source, *destination);
  std::vector<std::string> via;
  for (const reach::Via edge : direction.via.list()) via.emplace_back(name_of(edge));
  const bool crosses_all =
      std::all_of(reach.via.begin(), reach.via.end(), [&](const std::string& edge) {
        return std::find(via.begin(), via.end(), edge) != via.end();
      });
  const auto text = [&](std::string_view verdict, const std::vector<std::string>& edges) {
    return cat({"reach ", from, " -> ", to, " ", verdict, edges.empty() ? "" : " via ",
                joined(edges, ", ")});
  };
  if (name_of(direction.verdict) != reach.verdict || !crosses_all) {
    return differ(text(reach.verdict, reach.via),
                  text(name_of(direction.verdict), via) + shown_evidence(direction));
  }
  const std::string flows = direction.flows.services().to_string();
  if (!reach.passes.empty() && reach.passes != flows) {
    differ(cat({text(reach.verdict, {}), " passes ", reach.passes}),
           cat({text(reach.verdict, {}), " passes ", flows}));
  }
  const std::vector<std::string> names = evidence_names(direction);
  for (const std::string& wanted : reach.because) {
    if (std::find(names.begin(), names.end(), wanted) != names.end()) continue;
    differ(cat({text(reach.verdict, {}), " because of ", wanted}),
           cat({text(reach.verdict, {}), " because of ", joined(names, ", ")}));
  }
  check_row(*source, *destination, direction);
}

/// The matrix must say what the single question says.
void ScenarioRun::check_row(const Endpoint& from, const Endpoint& to, const Direction& direction) {
  const bool whole = from.vnet && to.vnet && !from.subnet && !to.subnet && !from.addresses &&
                     !to.addresses && from.vnet != to.vnet;
  if (!whole) return;
  std::vector<reach::Cell> cells;
  reach_.row(from.vnet, cells);
  const auto& order = reach_.endpoints();
  const auto column = std::find(order.begin(), order.end(), to.vnet);
  if (column == order.end()) return;
  const reach::Cell& cell = cells[static_cast<std::size_t>(column - order.begin())];
  if (cell.verdict == direction.verdict) return;
  fail(where_, cat({"the matrix says ", name_of(cell.verdict), " where the single question says ",
                    name_of(direction.verdict)}));
}

void ScenarioRun::check_findings() {
  if (expected_findings_.empty()) return;
  const engine::RuleContext context{estate_.network, estate_.ids, routing_, reach_,
                                    estate_.diagnostics};
  std::vector<engine::Finding> found =
      engine::run_rules(rules::catalog(), context, {}, estate_.sources);
  const auto shown_finding = [&](const engine::Finding& finding) {
    return cat({"finds ", finding.rule->id, finding.location.resource ? " at " : "",
                finding.location.resource ? name(finding.location.resource) : "",
                finding.proven ? "" : " unproven", "    # ", finding.message});
  };
  for (const auto& [where, expected] : expected_findings_) {
    if (expected.rule.empty()) continue;
    const FindsExpectation& wanted = expected;
    const auto match = std::find_if(found.begin(), found.end(), [&](const auto& finding) {
      return finding.rule->id == wanted.rule && finding.proven != wanted.unproven &&
             (wanted.at.empty() || name(finding.location.resource) == wanted.at);
    });
    if (match != found.end()) {
      found.erase(match);
      continue;
    }
    fail(where, cat({"not found\n  - finds ", wanted.rule, wanted.at.empty() ? "" : " at ",
                     wanted.at, wanted.unproven ? " unproven" : ""}));
  }
  for (const engine::Finding& finding : found) {
    fail(expected_findings_.back().first, cat({"not listed\n  + ", shown_finding(finding)}));
  }
}

void ScenarioRun::check_against_oracle() {
  const oracle::PacketOracle oracle(estate_.network, estate_.ids);
  const SourceSpan start{FileIndex(0), 1, 0};
  for (const model::VnetIndex from : reach_.endpoints()) {
    for (const model::VnetIndex to : reach_.endpoints()) {
      if (from == to) continue;
      const std::string pair =
          cat({estate_.network.vnets[from].name, " -> ", estate_.network.vnets[to].name});
      const Direction direction = reach_.direction(reach_.endpoint(from), reach_.endpoint(to));
      const reach::Verdict slow = oracle.vnet(from, to);
      if (slow != direction.verdict) {
        fail(start,
             cat({"the oracle differs\n  - reach ", pair, " ", name_of(slow),
                  "    # says the oracle\n  + reach ", pair, " ", name_of(direction.verdict)}));
      }
      if (direction.verdict != reach::Verdict::reachable) continue;
      const std::string fault = replay(oracle, estate_.network, from, to, direction);
      if (!fault.empty()) fail(start, cat({"the witness of ", pair, " does not hold: ", fault}));
    }
  }
  if (oracle.given_up() > 0) fail(start, "too much is unknown for the oracle");
}

}  // namespace

ScenarioOutcome run_scenario_text(std::string name, std::string_view text) {
  ScenarioOutcome outcome;
  const import::InputText input{std::move(name), text};
  import::Estate estate = import::import_texts({&input, 1});
  const auto report = [&](const Diagnostic& fault) {
    std::string place = input.name;
    if (fault.where) place += cat({":", std::to_string(estate.sources.position(fault.where).line)});
    outcome.failures.push_back(cat({place, ": ", fault.statement, " (", fault.hint, ")"}));
  };
  Diagnostics faults;
  const std::vector<Expectation> expectations = read_expectations(text, FileIndex(0), faults);
  outcome.expectations = expectations.size();
  for (const Diagnostic& fault : faults) report(fault);
  for (const Diagnostic& fault : estate.diagnostics) {
    if (fault.kind == Diagnostic::Kind::unusable) report(fault);
  }
  if (!estate.usable()) return outcome;
  if (expectations.empty()) {
    outcome.failures.push_back(cat({input.name, ": the scenario expects nothing"}));
  }
  ScenarioRun run(estate);
  for (const Expectation& expectation : expectations) run.check(expectation);
  run.check_findings();
  run.check_against_oracle();
  for (std::string& failure : run.take_failures()) outcome.failures.push_back(std::move(failure));
  return outcome;
}

ScenarioOutcome run_scenario(const std::string& path, std::string name) {
  std::ifstream stream(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  if (!stream) return {0, {cat({name, ": cannot be read"})}};
  return run_scenario_text(std::move(name), text);
}

}  // namespace hairpin::test
