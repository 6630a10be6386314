#include "engine/rule.hpp"
#include "tests/support/catch.hpp"

namespace hairpin::engine {
namespace {

constexpr std::string_view text = "one\ntwo\nthree\n";

/// Where `b.json` and `a.json` are given in that order.
struct Inputs {
  Inputs() {
    b = sources.add("b.json", text, nullptr);
    a = sources.add("a.json", text, nullptr);
  }
  SourceMap sources;
  FileIndex a, b;
};

/// A rule is a plain function, so what it says is fixed: two violations out of order, one of them
/// graded, and an open question that stands nowhere.
void check_first(const RuleContext&, Findings& findings) {
  const FileIndex b(std::size_t{0}), a(std::size_t{1});
  findings.violation({{b, 3, 4}, {}, "x", ""}, "in b");
  findings.violation({{a, 5, 8}, {}, "y", ""}, "late in a").level(Severity::note);
  findings.unproven({{}, {}, "z", ""}, "nowhere");
}

void check_second(const RuleContext&, Findings& findings) {
  const FileIndex a(std::size_t{1});
  findings.violation({{a, 5, 8}, {}, "y", ""}, "late in a");
  findings.violation({{a, 3, 0}, {}, "same", ""}, "early in a");
  findings.violation({{a, 3, 4}, {}, "same", ""}, "early in a, again");
}

const Rule first{"HP101", "first", "", Severity::error, "", "", check_first};
const Rule second{"HP102", "second", "", Severity::warning, "", "", check_second};

std::vector<Finding> run(const RuleLevels& levels) {
  const Inputs inputs;
  const model::Network network;
  const ResourceIds ids;
  const Diagnostics diagnostics;
  route::Routing routing(network, ids);
  const reach::Reachability reach(routing);
  const std::vector<const Rule*> rules = {&first, &second};
  return run_rules(rules, {network, ids, routing, reach, diagnostics}, levels, inputs.sources);
}

std::vector<std::string> said(const RuleLevels& levels) {
  std::vector<std::string> lines;
  for (const Finding& finding : run(levels)) {
    lines.push_back(std::string(finding.rule->id) + " " + std::string(name_of(finding.level)) +
                    ": " + finding.message);
  }
  return lines;
}

using Lines = std::vector<std::string>;

TEST_CASE("findings are sorted by file name, place and rule; those nowhere come last") {
  CHECK(said({}) == Lines{"HP102 warning: early in a", "HP102 warning: early in a, again",
                          "HP101 note: late in a", "HP102 warning: late in a", "HP101 error: in b",
                          "HP101 warning: nowhere"});
}

TEST_CASE("the user's level weighs more than the rule's, and the unproven stays one lower") {
  CHECK(said({{"HP101", Severity::error}, {"HP102", std::nullopt}}) ==
        Lines{"HP101 error: late in a", "HP101 error: in b", "HP101 warning: nowhere"});
  CHECK(said({{"HP101", Severity::note}, {"HP102", std::nullopt}}) ==
        Lines{"HP101 note: late in a", "HP101 note: in b", "HP101 note: nowhere"});
}

TEST_CASE("a rule that is off says nothing") {
  CHECK(said({{"HP101", std::nullopt}, {"HP102", std::nullopt}}).empty());
}

TEST_CASE("no two findings share a fingerprint") {
  const std::vector<Finding> findings = run({});
  CHECK(findings[0].fingerprint + "-2" == findings[1].fingerprint);
  CHECK(findings[2].fingerprint != findings[3].fingerprint);
}

}  // namespace
}  // namespace hairpin::engine
