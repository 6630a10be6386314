#include "tests/lint/cli/program.hpp"
#include "tests/support/catch.hpp"

/// The numbers that scripts rely on.
namespace hairpin::test {
namespace {

struct LeakingPlace : Workplace {
  LeakingPlace() {
    write("leak.scn", leaking_scenario);
    write("closed.scn", closed_scenario);
  }
};

TEST_CASE("check fails at and above the level of --fail-on") {
  const LeakingPlace place;
  const auto [arguments, status] = GENERATE(table<std::string, int>({
      {"leak.scn", 1},
      {"leak.scn --fail-on error", 1},
      {"leak.scn --fail-on note", 1},
      {"leak.scn --fail-on never", 0},
      {"closed.scn", 0},
      {"closed.scn --fail-on warning", 0},
      {"closed.scn --fail-on note", 1},
  }));
  CAPTURE(arguments);
  CHECK(place.run("check " + arguments).status == status);
}

TEST_CASE("the option --rule changes the level of a rule, by id or name") {
  const LeakingPlace place;
  CHECK(place.run("check leak.scn --rule HP101=warning").status == 0);
  CHECK(place.run("check leak.scn --rule msee-hairpin=off --rule HP108=off").status == 0);
  CHECK(place.run("check leak.scn --rule hp101=off").out.find("HP101") == std::string::npos);
  CHECK(place.run("check closed.scn --rule HP106=error").status == 1);
}

TEST_CASE("findings go to standard output and everything else to standard error") {
  const LeakingPlace place;
  const Outcome leak = place.run("check leak.scn");
  CHECK(leak.out.find("leak.scn:4:50: error: ") == 0);
  CHECK(leak.out.find("verdict:") == std::string::npos);
  CHECK(leak.error.find("1 error, ") != std::string::npos);
  CHECK(leak.error.find("verdict: unexpected paths are proven") != std::string::npos);
  CHECK(place.run("check leak.scn --quiet").error == "");
  CHECK(place.run("check leak.scn --quiet").out == leak.out);
  CHECK(place.run("check leak.scn --format json").out.find("{\n\"hairpin\": ") == 0);
}

TEST_CASE("reach compares the verdict with the expected one") {
  const LeakingPlace place;
  CHECK(place.run("reach leak.scn --from dev --to prod").status == 0);
  CHECK(place.run("reach leak.scn --from dev --to prod --expect one-way").status == 0);
  CHECK(place.run("reach leak.scn --from dev --to prod --expect isolated").status == 1);
  CHECK(place.run("reach closed.scn --from dev --to prod --expect isolated").status == 0);
  const Outcome wrong = place.run("reach closed.scn --from dev --to prod --expect reachable");
  CHECK(wrong.status == 1);
  CHECK(wrong.error.find("the verdict is isolated, and reachable was expected") !=
        std::string::npos);
}

TEST_CASE("the option --strict ends with 3 when something is not in the input") {
  const LeakingPlace place;
  CHECK(place.run("check closed.scn --strict").status == 0);
  place.write("open.scn", R"(vnet     prod     10.10.0.0/16
vnet     dev      10.20.0.0/16
gateway  gw-prod  in prod   toggles not stated
gateway  gw-dev   in dev    toggles not stated
circuit  er1      connects gw-prod, gw-dev
)");
  CHECK(place.run("check open.scn").status == 0);
  const Outcome strict = place.run("check open.scn --strict");
  CHECK(strict.status == 3);
  CHECK(strict.error.find("the analysis is incomplete: 2 unknown values") != std::string::npos);
  CHECK(place.run("matrix open.scn --strict").status == 3);
  CHECK(place.run("reach open.scn --from dev --to prod --strict").status == 3);
  // That the analysis is incomplete weighs more than what it found.
  CHECK(place.run("check open.scn --strict --fail-on warning").status == 3);
  CHECK(place.run("reach open.scn --from dev --to prod --strict --expect isolated").status == 3);
  CHECK(place.run("check leak.scn --strict").status == 1);
}

TEST_CASE("whatever HP110 reports makes the analysis incomplete, also where the rule is off") {
  const Workplace place;
  const auto [line, count] = GENERATE(table<std::string, std::string>({
      {"circuit er1 connects gw authorization partner", "1 unknown value"},
      {"circuit er1 connects gw only mentioned", "1 unresolved reference"},
  }));
  CAPTURE(line);
  place.write("open.scn",
              "vnet v 10.0.0.0/16\ngateway gw in v accepts on-premises\n" + line + "\n");
  const Outcome check = place.run("check open.scn --strict");
  CHECK(check.status == 3);
  CHECK(check.out.find("HP110") != std::string::npos);
  CHECK(check.error.find("the analysis is incomplete: " + count) != std::string::npos);
  CHECK(place.run("check open.scn --strict --rule HP110=off --rule HP901=off").status == 3);
  CHECK(place.run("matrix open.scn --strict").status == 3);
  CHECK(place.run("check open.scn").status == 0);
}

TEST_CASE("what cannot be used ends with 2 and the reason") {
  const LeakingPlace place;
  place.write("broken.json", "{ \"id\": ");
  place.write("empty.json", "[]");
  place.write("bad.yaml", "version: 1\nnonsense: true\n");
  place.write("unknown.yaml", "version: 1\nonPremises:\n  - circuit: nobody\n    advertises: []\n");
  const auto [arguments, reason] = GENERATE(table<std::string, std::string>({
      {"check nowhere.json", "nowhere.json"},
      {"check broken.json", "broken.json:1:"},
      {"check leak.scn broken.json", "broken.json:1:"},
      {"check empty.json", "error: "},
      {"check leak.scn --policy none.yaml", "none.yaml"},
      {"check leak.scn --policy bad.yaml", "bad.yaml:2:1: error: "},
      {"check leak.scn --policy unknown.yaml", "unknown.yaml:3:"},
      {"reach leak.scn --from dev --to nobody", "--to nobody: "},
      {"routes leak.scn --at nobody", "--at nobody: "},
  }));
  CAPTURE(arguments);
  const Outcome outcome = place.run(arguments);
  CHECK(outcome.status == 2);
  CHECK(outcome.out == "");
  INFO(outcome.error);
  CHECK(outcome.error.find(reason) != std::string::npos);
}

TEST_CASE("an estate without a VNet is fine on demand") {
  const LeakingPlace place;
  place.write("empty.json", "[]");
  CHECK(place.run("check empty.json --allow-empty").status == 0);
  CHECK(place.run("matrix empty.json --allow-empty --format json").status == 0);
}

TEST_CASE("the policy of the working directory is used, and one that is named instead of it") {
  const LeakingPlace place;
  place.write("hairpin.yaml", "version: 1\nrules: { HP101: off, HP108: off }\n");
  place.write("other.yaml", "version: 1\nrules: { HP101: warning }\n");
  CHECK(place.run("check leak.scn").status == 0);
  CHECK(place.run("check leak.scn --policy other.yaml").out.find("warning: gateway gw-dev") !=
        std::string::npos);
  CHECK(place.run("check leak.scn --rule HP101=error").status == 1);
}

TEST_CASE("a rule that a policy names and this version lacks is a warning") {
  const LeakingPlace place;
  place.write("hairpin.yaml", "version: 1\nrules: { HP599: warning }\n");
  const Outcome outcome = place.run("check closed.scn");
  CHECK(outcome.status == 0);
  CHECK(outcome.error.find("warning: this version has no rule HP599") != std::string::npos);
}

}  // namespace
}  // namespace hairpin::test
