#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/lint/cli/program.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/schema_check.hpp"

namespace hairpin::test {
namespace {

struct Place : Workplace {
  Place() { write("leak.scn", leaking_scenario); }
};

TEST_CASE("a command line that is not understood ends with 2 and says what was meant") {
  const Place place;
  const auto [arguments, words] = GENERATE(table<std::string, std::string>({
      {"", "Usage: hairpin"},
      {"--quiet", "error: "},
      {"chek leak.scn", "there is no command \"chek\"\n  hint: did you mean check?"},
      {"export a b", "there is no command \"export\""},
      {"graph x", "there is no command \"graph\""},
      {"frobnicate leak.scn", "hint: hairpin --help lists the commands"},
      {"reach leak.scn --from 10.20.0.4/16 --to prod",
       "10.20.0.4/16 has host bits set\n  hint: did you mean 10.20.0.0/16?"},
      {"reach leak.scn --from segment:prod --to prod", "this version knows no segments"},
      {"export-script", "there is no command \"export-script\""},
      {"check", "INPUT is required"},
      {"check leak.scn --fomat json", "did you mean --format?"},
      {"check leak.scn --format csv", "check writes text, json and sarif"},
      {"reach leak.scn --from dev --to prod --format csv", "reach writes text and json"},
      {"check leak.scn --output junit=x", "there is no format \"junit\""},
      {"check leak.scn --output json=", "names no file"},
      {"check leak.scn --output - --output json=-", "standard output takes one report only"},
      {"check leak.scn --fail-on fatal", "is none of error, warning, note and never"},
      {"check leak.scn --rule HP101", "has no level"},
      {"check leak.scn --rule HP101=high", "is none of error, warning, note and off"},
      {"check leak.scn --rule nothing=off", "there is no rule nothing"},
      {"check leak.scn --sarif-profile gitlab", "is none of github, azuredevops and full"},
      {"check leak.scn --color red", "is none of auto, always and never"},
      {"check leak.scn --jobs 0", "--jobs"},
      {"check leak.scn --jobs many", "--jobs"},
      {"reach leak.scn --from dev", "--to is required"},
      {"reach leak.scn --from dev --to prod --expect maybe", "is none of"},
      {"matrix leak.scn --by subnet", "is none of vnet and class"},
      {"routes leak.scn", "--at is required"},
      {"rules HP999", "there is no rule HP999"},
      {"rules msee-hairpn", "did you mean msee-hairpin?"},
      {"rules HP101 HP102", "rules does not know \"HP102\""},
      {"schema policy", "there is no schema \"policy\""},
  }));
  CAPTURE(arguments);
  const Outcome outcome = place.run(arguments);
  CHECK(outcome.status == 2);
  CHECK(outcome.out == "");
  INFO(outcome.error);
  CHECK(outcome.error.find(words) != std::string::npos);
}

TEST_CASE("options stand before or after the command") {
  const Place place;
  const std::string after = place.run("check leak.scn --format json --quiet").out;
  CHECK(after.find("\"findings\"") != std::string::npos);
  CHECK(place.run("--format json --quiet check leak.scn").out == after);
  CHECK(place.run("--quiet --format=json check leak.scn").out == after);
  CHECK(place.run("check --quiet --rule HP999x=off leak.scn").status == 2);
  CHECK(place.run("reach --from dev leak.scn --to prod").status == 0);
  CHECK(place.run("--from dev --to prod reach leak.scn").status == 0);
  CHECK(place.run("check --quiet -- leak.scn").status == 1);
}

TEST_CASE("a repeatable option does not swallow the inputs behind it") {
  const Place place;
  CHECK(place.run("check --rule HP108=off --output json=report.json leak.scn").status == 1);
  CHECK(place.has("report.json"));
}

TEST_CASE("help shows an option where it has an effect, and what the status means") {
  const Place place;
  CHECK(place.run("check --help").out.find("--fail-on LEVEL") != std::string::npos);
  CHECK(place.run("matrix --help").out.find("--fail-on LEVEL") == std::string::npos);
  CHECK(place.run("matrix leak.scn --fail-on never").status == 0);
  CHECK(place.run("--help").out.find("3 with --strict") != std::string::npos);
}

TEST_CASE("help and version are asked for, so they are output") {
  const Place place;
  const Outcome version = place.run("--version");
  CHECK(version.status == 0);
  CHECK(version.out.find("hairpin ") == 0);
  CHECK(place.run("--help").out.find("Usage: hairpin") != std::string::npos);
  CHECK(place.run("check --help").out.find("--fail-on LEVEL") != std::string::npos);
  CHECK(place.run("--help > /dev/full").status == 2);
}

TEST_CASE("standard input is an input") {
  const Place place;
  CHECK(place.run("check - < leak.scn").out.find("<stdin>:4:50: error: ") == 0);
  CHECK(place.run("check - --format sarif < leak.scn").out.find("\"uri\":\"stdin\"") !=
        std::string::npos);
}

TEST_CASE("colour is for terminals, unless asked for") {
  const Place place;
  CHECK(place.run("check leak.scn").out.find('\x1b') == std::string::npos);
  CHECK(place.run("check leak.scn --color always").out.find("\x1b[1;31merror") !=
        std::string::npos);
  CHECK(place.run("check leak.scn --color always", "NO_COLOR=1").out.find('\x1b') !=
        std::string::npos);
  CHECK(place.run("check leak.scn --color never").out.find('\x1b') == std::string::npos);
}

TEST_CASE("the rules explain themselves") {
  const Place place;
  const Outcome list = place.run("rules");
  CHECK(list.status == 0);
  CHECK(list.out.find("HP101  msee-hairpin ") == 0);
  const std::string one = place.run("rules hp101").out;
  CHECK(one.find("HP101 msee-hairpin (error)\n") == 0);
  CHECK(one.find("How to fix") != std::string::npos);
  CHECK(place.run("rules msee-hairpin").out == one);
}

TEST_CASE("every JSON output fits the schema that the program prints") {
  const Place place;
  const std::string schema = place.run("schema report").out;
  std::ifstream file(HAIRPIN_SOURCE_DIR "/schemas/report.schema.json");
  CHECK(schema == std::string(std::istreambuf_iterator<char>(file), {}));
  const std::string arguments = GENERATE(
      as<std::string>(), "check leak.scn", "reach leak.scn --from dev --to prod",
      "reach leak.scn --from 10.20.1.1 --to onprem:er1", "matrix leak.scn",
      "matrix leak.scn --by class", "matrix leak.scn --include-onprem", "routes leak.scn --at dev",
      "routes leak.scn --at gw-dev", "routes leak.scn --at er1", "rules", "rules HP101");
  CAPTURE(arguments);
  CHECK(schema_violation(schema, place.run(arguments + " --format json").out) == "");
}

TEST_CASE("the same input gives the same bytes twice") {
  const Place place;
  for (const std::string format : {"text", "json", "sarif"}) {
    const std::string command = "check leak.scn --format " + format;
    CHECK(place.run(command).out == place.run(command).out);
  }
}

TEST_CASE("the pipeline run around the process is named in SARIF for Azure DevOps") {
  const Place place;
  const auto details = [&](const std::string& environment) {
    const Outcome outcome =
        place.run("check leak.scn --format sarif --sarif-profile azuredevops", environment);
    return nlohmann::json::parse(outcome.out)["runs"][0]["automationDetails"];
  };
  const std::string phase = "11111111-2222-3333-4444-555555555555";
  const auto named = details(
      "SYSTEM_COLLECTIONURI=https://dev.azure.com/contoso/ SYSTEM_TEAMPROJECTID=p "
      "SYSTEM_DEFINITIONID=42 BUILD_DEFINITIONNAME='night ly' SYSTEM_PHASEID=" +
      phase + " SYSTEM_PHASENAME=lint BUILD_SOURCEBRANCH=refs/heads/main BUILD_BUILDID=7");
  CHECK(named["id"] == "azuredevops/pipeline/build/contoso/p/42/" + phase + "/refs/heads/main/7");
  CHECK(named["properties"]["azuredevops/pipeline/build/buildDefinitionName"] == "night ly");
  CHECK(named["properties"]["azuredevops/pipeline/build/phaseName"] == "lint");

  const auto odd = details(
      "SYSTEM_COLLECTIONURI=https://fabrikam.visualstudio.com/ SYSTEM_DEFINITIONID=x "
      "SYSTEM_PHASEID=12 BUILD_BUILDID=-3");
  CHECK(odd["id"].get<std::string>().find("azuredevops/pipeline/build/fabrikam/") == 0);
  CHECK(odd["properties"]["azuredevops/pipeline/build/buildDefinitionId"] == "-1");
}

}  // namespace
}  // namespace hairpin::test
