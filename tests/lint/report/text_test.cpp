#include "report/text.hpp"

#include <sstream>

#include "tests/lint/report/sample_run.hpp"
#include "tests/support/catch.hpp"

namespace hairpin::report {
namespace {

using test::SampleRun;
using Findings = std::vector<engine::Finding>;

std::string findings_text(const SampleRun& sample, const Findings& findings, bool colour = false) {
  std::ostringstream out;
  text::write_findings(out, sample.run(), findings, {colour});
  return out.str();
}

std::string summary_text(const SampleRun& sample, const Findings& findings) {
  std::ostringstream out;
  text::write_summary(out, sample.run(), findings, {});
  return out.str();
}

bool contains(const std::string& text, std::string_view part) {
  INFO(text);
  CHECK(text.find(part) != text.npos);
  return text.find(part) != text.npos;
}

TEST_CASE("a finding shows position, statement, proof and remedy") {
  const SampleRun sample;
  CHECK(findings_text(sample, {sample.leak()}) ==
        R"(estate.json:7:33: error: packets pass from dev to prod at the MSEE [HP101 msee-hairpin]
    7 |       "allowRemoteVnetTraffic": true,
      |                                 ^~~~
  path: dev > gw-dev > er1/msee > prod      first prefix: 10.10.0.0/16
  gw-dev learns 10.10.0.0/16
  affects: 2 ordered pairs among 2 virtual networks: 10.10.0.0/16
  estate.json:8:31: note: see also
  hint: set allowRemoteVnetTraffic to false on gateway gw-dev
)");
}

TEST_CASE("a finding that stands nowhere is the program's own") {
  const SampleRun sample;
  CHECK(findings_text(sample, {sample.open_question()}) ==
        "hairpin: note: a circuit is not in the input [HP901 unresolved-reference]\n");
}

TEST_CASE("a secret on the shown line is masked in text") {
  const SampleRun sample;
  engine::Finding finding = sample.leak();
  finding.location.where = sample.at("\"the secret\"");
  const std::string text = findings_text(sample, {finding});
  CHECK(text.find("hunter2") == text.npos);
  contains(text, R"(8 |       "sharedKey": "***", "after": "the secret")");
  contains(text, "      | " + std::string(35, ' ') + "^~~~~~~~~~~~\n");
}

TEST_CASE("input text cannot move the cursor") {
  const SampleRun sample;
  engine::Finding finding = sample.leak();
  finding.message = "name \x1b[31m evil";
  finding.paths[0].direction.path[0].name = "a\rb";
  const std::string text = findings_text(sample, {finding});
  CHECK(text.find('\x1b') == text.npos);
  CHECK(text.find('\r') == text.npos);
  contains(text, "name \\x1b[31m evil");
}

TEST_CASE("colour is used on demand only") {
  const SampleRun sample;
  CHECK(findings_text(sample, {sample.leak()}).find('\x1b') == std::string::npos);
  contains(findings_text(sample, {sample.leak()}, true), "\x1b[1;31merror\x1b[0m");
}

TEST_CASE("what is unproven is not called a path") {
  const SampleRun sample;
  engine::Finding finding = sample.leak();
  finding.paths[0].direction.verdict = reach::Verdict::unproven;
  finding.paths[0].direction.missing = {{{}, "the toggle of gw-dev", "", {}, ""}};
  const std::string text = findings_text(sample, {finding});
  contains(text, "  possible path: dev > ");
  contains(text, "  unknown: the toggle of gw-dev\n");
}

TEST_CASE("long lists end with a count") {
  const SampleRun sample;
  engine::Finding finding = sample.leak();
  finding.paths.assign(5, finding.paths[0]);
  finding.related.assign(7, finding.related[0]);
  const std::string text = findings_text(sample, {finding});
  contains(text, "  and 2 further paths\n");
  contains(text, "  and 2 further places\n");
}

TEST_CASE("the summary counts, says what is open and gives one verdict") {
  SampleRun sample;
  CHECK(summary_text(sample, {}) ==
        "0 errors, 0 warnings, 0 notes\n"
        "read: 4 resources (3 used): 2 virtual networks, 0 peerings, 1 gateway, 0 circuits\n"
        "verdict: no unexpected path found\n");

  contains(summary_text(sample, {sample.leak()}),
           "verdict: unexpected paths are proven: 1 finding\n");

  sample.network.unresolved.push_back({sample.id("gw-dev"), sample.id("er1"), "p", {}});
  sample.network.unresolved.push_back({sample.id("dev"), sample.id("er1"), "p", {}});
  sample.network.coverage.not_analysed = {{"microsoft.network/virtualhubs", 3}};
  sample.assumptions = {"the site behind er1 advertises nothing"};
  const std::string text = summary_text(sample, {sample.open_question()});
  contains(text, "0 errors, 0 warnings, 1 note\n");
  contains(text, "not analysed: 3 microsoft.network/virtualhubs\n");
  contains(text, "mentioned, but not in the input: er1 (2 times)\n");
  contains(text, "incomplete: 2 unresolved references\n");
  contains(text, "assumed: the site behind er1 advertises nothing\n");
  contains(text, "verdict: no unexpected path is proven, but the input leaves questions open\n");
}

TEST_CASE("reach explains every hop, guard and gap") {
  const SampleRun sample;
  std::ostringstream out;
  text::write_reach(out, sample.run(), sample.answer(), {});
  CHECK(out.str() == R"(dev and 10.10.0.4: one-way

dev > 10.10.0.4: reachable via msee (documented)
  destinations: 10.10.0.0/16
  path: dev > gw-dev > er1/msee > prod
    dev (vnet): 10.10.0.0/16 to gw-dev, by dev
    gw-dev (er-gateway): 10.10.0.0/16 to er1, by learned
      because gw-dev: properties.allowRemoteVnetTraffic is true (estate.json:7:33) [4.10]
    er1/msee (circuit): 10.10.0.0/16 to prod, by msee
    prod (vnet)

10.10.0.4 > dev: unproven (documented)
  closed otherwise, because gw-dev: properties.adminState is "Disabled" [4.18]; would open if that changed
  missing: er1 is not in the input (estate.json:7:33) [13.11]
    hint: export er1
)");
}

TEST_CASE("facts name resources, and say what is not there") {
  SampleRun sample;
  ReachAnswer answer = sample.answer();
  reach::Direction& forward = answer.answer.forward;
  forward.path[0].next_hop = sample.ids.text(sample.id("prod"));
  model::ConfigFact& fact = forward.path[1].because[0];
  fact.value = "\"" + std::string(sample.ids.text(sample.id("er1"))) + "\"";
  forward.path[1].because.push_back({sample.id("gw-dev"), "properties.x", "null", {}, "0.6"});
  std::ostringstream out;
  text::write_reach(out, sample.run(), answer, {});
  contains(out.str(), "    dev (vnet): 10.10.0.0/16 to prod, by dev\n");
  contains(out.str(), "properties.allowRemoteVnetTraffic is er1 (estate.json:7:33) [4.10]\n");
  contains(out.str(), "gw-dev: properties.x is not stated [0.6]\n");
}

TEST_CASE("isolation without a guard is said in words") {
  const SampleRun sample;
  ReachAnswer answer = sample.answer();
  answer.answer.forward = {};
  std::ostringstream out;
  text::write_reach(out, sample.run(), answer, {});
  contains(out.str(),
           "dev > 10.10.0.4: isolated (documented)\n"
           "  no route leads there, and no setting of the input would open one\n");
}

TEST_CASE("a small matrix is a table of letters") {
  const SampleRun sample;
  std::ostringstream out;
  text::write_matrix(out, sample.run(), sample.matrix(), {});
  contains(out.str(), "           1  2\n  1  dev   -  M\n  2  prod  .  -\n");
  contains(out.str(),
           "2 virtual networks: 1 reachable 0 unproven 0 filtered 1 isolated (ordered pairs)\n");
}

TEST_CASE("a large matrix groups the VNets that behave alike") {
  SampleRun sample;
  Matrix matrix;
  for (int i = 0; i < 40; ++i) {
    model::Vnet vnet;
    vnet.id = sample.ids.intern("/v" + std::to_string(i));
    vnet.name = i < 20 ? "red" : "blue";
    matrix.ends.push_back(test::end_of(vnet, sample.network.vnets.add(vnet)));
  }
  // Two full meshes that do not see each other.
  matrix.row = [](std::size_t from, std::vector<reach::Cell>& cells) {
    const bool red = from < 20;
    for (std::size_t i = 0; i < 40; ++i) {
      cells.resize(40);
      cells[i].verdict = (i < 20) == red ? reach::Verdict::reachable : reach::Verdict::isolated;
    }
  };
  std::ostringstream out;
  text::write_matrix(out, sample.run(), matrix, {});
  CHECK(out.str() ==
        "from red, red, red, red, red, red and 14 more:\n"
        "      19 reachable: red, red, red, red, red, red and 13 more\n"
        "      20 isolated: blue, blue, blue, blue, blue, blue and 14 more\n"
        "from blue, blue, blue, blue, blue, blue and 14 more:\n"
        "      19 reachable: blue, blue, blue, blue, blue, blue and 13 more\n"
        "      20 isolated: red, red, red, red, red, red and 14 more\n"
        "\n"
        "40 virtual networks: 760 reachable 0 unproven 0 filtered 800 isolated (ordered pairs)\n");
}

TEST_CASE("spokes that are isolated from each other form one group") {
  SampleRun sample;
  Matrix matrix;
  for (int i = 0; i < 31; ++i) {
    model::Vnet vnet;
    vnet.id = sample.ids.intern("/v" + std::to_string(i));
    vnet.name = i == 0 ? "hub" : "spoke";
    matrix.ends.push_back(test::end_of(vnet, sample.network.vnets.add(vnet)));
  }
  matrix.row = [](std::size_t from, std::vector<reach::Cell>& cells) {
    cells.assign(31, {reach::Verdict::isolated, {}});
    cells[0].verdict = reach::Verdict::reachable;
    if (from == 0) cells.assign(31, {reach::Verdict::reachable, {}});
    cells[from].verdict = reach::Verdict::reachable;
  };
  std::ostringstream out;
  text::write_matrix(out, sample.run(), matrix, {});
  contains(out.str(), "from hub:\n");
  contains(out.str(), "from spoke, spoke, spoke, spoke, spoke, spoke and 24 more:\n");
}

TEST_CASE("classes are numbered, and a table shows what passes between them") {
  const SampleRun sample;
  const Matrix matrix = sample.matrix();
  std::ostringstream apart, together;
  text::write_classes(apart, sample.run(), matrix, {{{0}}, {{1}}}, {});
  contains(apart.str(),
           "2 classes of 2 virtual networks that behave alike\n\n"
           "  1      1  dev\n  2      1  prod\n\n       1  2\n"
           "  1    -  M\n  2    .  -\n");
  text::write_classes(together, sample.run(), matrix, {{{0, 1}}}, {});
  contains(together.str(), "  1      2  dev, prod\n\n       1\n  1    M\n");
}

TEST_CASE("many classes are told in words") {
  SampleRun sample;
  Matrix matrix;
  MatrixClasses classes;
  for (std::size_t i = 0; i < 62; ++i) {
    model::Vnet vnet;
    vnet.id = sample.ids.intern("/v" + std::to_string(i));
    vnet.name = "v";
    matrix.ends.push_back(test::end_of(vnet, sample.network.vnets.add(vnet)));
    if (i % 2 == 1) classes.push_back({{i - 1, i}});
  }
  matrix.row = [](std::size_t, std::vector<reach::Cell>& cells) {
    cells.assign(62, {reach::Verdict::isolated, {}});
    for (const std::size_t near : {0u, 1u, 4u, 5u, 6u, 7u, 8u, 9u}) {
      cells[near] = {reach::Verdict::reachable, {reach::Via::peering}};
    }
  };
  std::ostringstream out;
  text::write_classes(out, sample.run(), matrix, classes, {});
  contains(out.str(),
           "from class 31:\n  reachable via peering: class 1, 3-5\n  isolated: class 2, 6-31\n");
}

TEST_CASE("routes are printed in Azure's columns") {
  const SampleRun sample;
  std::ostringstream out;
  text::write_routes(out, sample.run(), sample.routes(), {});
  contains(out.str(),
           "Source                 State    Address Prefix  Next Hop Type          "
           "Next Hop  Origin  Via\n"
           "VirtualNetworkGateway  Active?  10.10.0.0/16    VirtualNetworkGateway  "
           "10.1.0.4  prod    msee\n");
}

TEST_CASE("the catalogue is a table, a rule is its text") {
  const SampleRun sample;
  const std::vector<const engine::Rule*> rules = {&sample.leak_rule, &sample.open_rule};
  std::ostringstream list, one;
  text::write_catalog(list, rules);
  CHECK(list.str() ==
        "HP101  msee-hairpin          error    Virtual networks meet at an MSEE.\n"
        "HP901  unresolved-reference  warning  Something is not in the input.\n");
  text::write_rule(one, sample.open_rule);
  CHECK(one.str() ==
        "HP901 unresolved-reference (warning)\nSomething is not in the input.\n\n# HP901\n");
}

TEST_CASE("a diagnostic looks like a finding") {
  const SampleRun sample;
  std::ostringstream out;
  text::write_diagnostic(out, sample.sources,
                         {Diagnostic::Kind::unusable, sample.at("true"), "no good", "fix it"},
                         Severity::error, {});
  contains(out.str(), "estate.json:7:33: error: no good\n    7 |       \"allowRemote");
  contains(out.str(), "  hint: fix it\n");
}

}  // namespace
}  // namespace hairpin::report
