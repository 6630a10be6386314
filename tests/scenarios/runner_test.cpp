#include <string>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/scenario_runner.hpp"

namespace hairpin::test {
namespace {

/// Lines 1 to 6; what is appended starts on line 7.
const std::string two_hubs =
    "vnet prod 10.10.0.0/16\n"
    "vnet dev 10.20.0.0/16\n"
    "gateway gw-prod in prod accepts on-premises\n"
    "gateway gw-dev in dev accepts on-premises, remote-vnets\n"
    "circuit er1 connects gw-prod, gw-dev\n"
    "on-premises er1 advertises nothing\n";

std::vector<std::string> failures(const std::string& expectations) {
  return run_scenario_text("a.scn", two_hubs + expectations).failures;
}

TEST_CASE("a scenario whose expectations hold has no failures") {
  const std::string line = GENERATE(
      as<std::string>(), "fib dev 10.10.0.0/16 via gw-dev learned from er1",
      "fib gw-dev 10.10.0.0/16 via er1", "fib dev 10.20.0.0/16 via vnet",
      "fib prod 10.20.0.0/16 none", "path dev -> prod dev > gw-dev > er1/msee > gw-prod > prod",
      "path prod -> dev none", "path prod -> dev none: no route to 10.20.0.0/16",
      "path prod -> dev none: allowRemoteVnetTraffic of gw-prod", "reach dev -> prod reachable",
      "reach dev -> prod reachable via msee", "reach prod -> dev isolated because of gw-prod");
  CAPTURE(line);
  CHECK(failures(line) == std::vector<std::string>{});
}

TEST_CASE("an expectation that does not hold is named with its line and shown as a difference") {
  const auto [line, failure] = GENERATE(table<std::string, std::string>({
      {"fib dev 10.10.0.0/16 none",
       "a.scn:7: not as expected\n  - fib dev 10.10.0.0/16 none\n"
       "  + fib dev 10.10.0.0/16 via gw-dev"},
      {"\nfib prod 10.20.0.0/16 via gw-prod",
       "a.scn:8: not as expected\n  - fib prod 10.20.0.0/16 via gw-prod\n"
       "  + fib prod 10.20.0.0/16 none"},
      {"fib dev 10.10.0.0/16 via gw-dev unproven",
       "a.scn:7: not as expected\n  - fib dev 10.10.0.0/16 via gw-dev unproven\n"
       "  + fib dev 10.10.0.0/16 via gw-dev"},
      {"fib dev 10.10.0.0/16 via gw-dev learned from gw-prod",
       "a.scn:7: not as expected\n  - fib dev 10.10.0.0/16 via gw-dev learned from gw-prod\n"
       "  + fib dev 10.10.0.0/16 via gw-dev"},
      {"path dev -> prod dev > prod",
       "a.scn:7: not as expected\n  - path dev -> prod  dev > prod\n"
       "  + path dev -> prod  dev > gw-dev > er1/msee > gw-prod > prod"},
      {"reach dev -> prod isolated",
       "a.scn:7: not as expected\n  - reach dev -> prod isolated\n"
       "  + reach dev -> prod reachable via msee"},
      {"reach dev -> prod reachable via peering",
       "a.scn:7: not as expected\n  - reach dev -> prod reachable via peering\n"
       "  + reach dev -> prod reachable via msee"},
  }));
  CAPTURE(line);
  CHECK(failures(line) == std::vector<std::string>{failure});
}

TEST_CASE("reasons that are not the reason fail") {
  const std::string line =
      GENERATE(as<std::string>(), "path prod -> dev none: no route to 10.10.0.0/16",
               "path prod -> dev none: allowRemoteVnetTraffic of gw-dev",
               "reach prod -> dev isolated because of dev", "finds nothing", "finds HP999 at er1",
               "reach prod -> x isolated", "fib nowhere 10.0.0.0/8 none");
  CAPTURE(line);
  const std::vector<std::string> found = failures(line);
  REQUIRE_FALSE(found.empty());
  CHECK(found[0].substr(0, 8) == "a.scn:7:");
}

TEST_CASE("each finding needs a line of its own") {
  const std::string leak =
      "vnet a 10.10.0.0/16\nvnet b 10.20.0.0/16\ngateway ga in a accepts remote-vnets\n"
      "gateway gb in b accepts remote-vnets\ncircuit c connects ga, gb\n"
      "on-premises c advertises nothing\nfinds HP101\n";
  const std::vector<std::string> one = run_scenario_text("a.scn", leak).failures;
  REQUIRE(one.size() == 1);
  CHECK(one[0].find("a.scn:7: not listed\n  + finds HP101 at ") == 0);
  CHECK(run_scenario_text("a.scn", leak + "finds HP101\n").failures.empty());
}

TEST_CASE("a scenario that expects nothing, or is not understood, fails") {
  CHECK(failures("") == std::vector<std::string>{"a.scn: the scenario expects nothing"});
  CHECK(run_scenario_text("a.scn", "vnet a\nreach a -> a reachable\n").failures.size() == 1);
  const std::vector<std::string> faulty = failures("reach dev > prod reachable\n");
  REQUIRE_FALSE(faulty.empty());
  CHECK(faulty[0].find("a.scn:7: expected ") == 0);
  CHECK_FALSE(run_scenario("no/such.scn", "a.scn").failures.empty());
}

}  // namespace
}  // namespace hairpin::test
