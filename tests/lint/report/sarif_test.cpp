#include "report/sarif.hpp"

#include <nlohmann/json.hpp>
#include <sstream>

#include "report/line_hash.hpp"
#include "tests/lint/report/sample_run.hpp"
#include "tests/support/catch.hpp"

namespace hairpin::report {
namespace {

using sarif::Profile;
using test::SampleRun;
using Json = nlohmann::json;

std::string sarif_text(const SampleRun& sample, const std::vector<engine::Finding>& findings,
                       Profile profile = Profile::github,
                       const std::string& path = "/repository/estate.json") {
  const std::vector<const engine::Rule*> rules = {&sample.leak_rule, &sample.open_rule};
  std::ostringstream out;
  sarif::write(out, sample.run(), rules, findings, {profile, "/repository", {path}, {}});
  return out.str();
}

Json sarif_run(const SampleRun& sample, const std::vector<engine::Finding>& findings,
               Profile profile = Profile::github) {
  const Json log = Json::parse(sarif_text(sample, findings, profile));
  CHECK(log["version"] == "2.1.0");
  REQUIRE(log["runs"].size() == 1);
  return log["runs"][0];
}

TEST_CASE("the driver describes all rules") {
  const SampleRun sample;
  const Json driver = sarif_run(sample, {})["tool"]["driver"];
  CHECK(driver["name"] == "hairpin");
  CHECK(driver["semanticVersion"] == "0.1.0");
  const Json& rule = driver["rules"][0];
  CHECK(rule["id"] == "HP101");
  CHECK(rule["name"] == "MseeHairpin");
  CHECK(rule["shortDescription"]["text"] == "Virtual networks meet at an MSEE.");
  CHECK(rule["fullDescription"]["text"] == "Two networks meet at an MSEE.");
  CHECK(rule["help"]["markdown"] == std::string(sample.leak_rule.text));
  CHECK(rule["defaultConfiguration"]["level"] == "error");
  CHECK(rule["properties"]["security-severity"] == "8.2");
  CHECK(driver["rules"][1]["properties"]["problem.severity"] == "warning");
  CHECK_FALSE(driver["rules"][1]["properties"].contains("security-severity"));
  CHECK(driver["rules"][1]["fullDescription"]["text"] == "Something is not in the input.");
}

TEST_CASE("no findings are an empty list, not a missing one") {
  const Json run = sarif_run(SampleRun(), {});
  CHECK(run["results"] == Json::array());
  CHECK(run["invocations"][0]["executionSuccessful"] == true);
  CHECK(run["columnKind"] == "unicodeCodePoints");
}

TEST_CASE("a result marks the token that decides") {
  const SampleRun sample;
  const Json result = sarif_run(sample, {sample.leak()})["results"][0];
  CHECK(result["ruleId"] == "HP101");
  CHECK(result["ruleIndex"] == 0);
  CHECK(result["level"] == "error");
  CHECK(result["message"]["text"] ==
        "packets pass from dev to prod at the MSEE. To fix it: set allowRemoteVnetTraffic to "
        "false on gateway gw-dev.");
  const Json& place = result["locations"][0]["physicalLocation"];
  CHECK(place["artifactLocation"] == Json{{"uri", "estate.json"}});
  CHECK(place["region"] ==
        Json{{"startLine", 7}, {"startColumn", 33}, {"endLine", 7}, {"endColumn", 37}});
  const std::vector<std::uint64_t> line = {7};
  CHECK(result["partialFingerprints"] ==
        Json{{"hairpin/v1", "00ff"},
             {"primaryLocationLineHash",
              line_hashes(sample.sources.text(FileIndex(std::size_t{0})), line)[0]}});
  CHECK(result["relatedLocations"][0]["message"]["text"] == "see also.");
}

TEST_CASE("a witness path becomes a code flow with one location per hop") {
  const SampleRun sample;
  const Json result = sarif_run(sample, {sample.leak()})["results"][0];
  const Json& steps = result["codeFlows"][0]["threadFlows"][0]["locations"];
  REQUIRE(steps.size() == 4);
  std::vector<int> lines;
  for (const Json& step : steps) {
    lines.push_back(step["location"]["physicalLocation"]["region"]["startLine"].get<int>());
  }
  // The VNets stand in lines 2 and 3, the toggle in line 7; the circuit is not in the input, so
  // its step stands where the finding does.
  CHECK(lines == std::vector<int>{2, 7, 7, 3});
  CHECK(steps[1]["location"]["message"]["text"] ==
        "gw-dev sends 10.10.0.0/16 to er1, because properties.allowRemoteVnetTraffic of gw-dev is "
        "true.");
}

TEST_CASE("a finding that stands nowhere is put at the start of the first input") {
  const SampleRun sample;
  const Json result = sarif_run(sample, {sample.open_question()})["results"][0];
  CHECK(result["locations"][0]["physicalLocation"]["region"]["startLine"] == 1);
}

TEST_CASE("an incomplete input is a failed execution with its reasons") {
  SampleRun sample;
  sample.network.unresolved.push_back({sample.id("gw-dev"), sample.id("er1"), "p", {}});
  sample.assumptions = {"er1 advertises nothing"};
  const Json invocation = sarif_run(sample, {})["invocations"][0];
  CHECK(invocation["executionSuccessful"] == false);
  const Json& notes = invocation["toolExecutionNotifications"];
  CHECK(notes[0]["message"]["text"] == "The analysis is incomplete: 1 unresolved reference.");
  CHECK(notes[1]["message"]["text"] == "Assumed: er1 advertises nothing.");
}

TEST_CASE("the two services get the identity that each asks for") {
  const SampleRun sample;
  CHECK(sarif_run(sample, {})["automationDetails"] == Json{{"id", "hairpin/"}});
  const Json details = sarif_run(sample, {}, Profile::azuredevops)["automationDetails"];
  const std::string none = "00000000-0000-0000-0000-000000000000";
  const std::string phase = "00000000-0000-0000-0000-000000000001";
  CHECK(details["id"] ==
        "azuredevops/pipeline/build/local/" + none + "/-1/" + phase + "/refs/heads/local/-1");
  CHECK(details["properties"]["azuredevops/pipeline/build/buildDefinitionId"] == "-1");
  CHECK(details["properties"]["azuredevops/pipeline/build/phaseId"] == phase);
}

TEST_CASE("the full profile has snippets, with secrets masked") {
  const SampleRun sample;
  engine::Finding finding = sample.leak();
  finding.location.where = sample.at("\"the secret\"");
  const std::string text = sarif_text(sample, {finding}, Profile::full);
  CHECK(text.find("hunter2") == text.npos);
  const Json run = Json::parse(text)["runs"][0];
  const Json& place = run["results"][0]["locations"][0]["physicalLocation"];
  CHECK(place["region"]["snippet"]["text"] == R"(      "sharedKey": "***", "after": "the secret")");
  CHECK(place["artifactLocation"]["uriBaseId"] == "%SRCROOT%");
  CHECK(run["originalUriBaseIds"].contains("%SRCROOT%"));
}

TEST_CASE("a value over several lines is marked on its first line only") {
  SampleRun sample;
  engine::Finding finding = sample.leak();
  finding.location.where = sample.at("{\n      \"allowRemoteVnetTraffic\"");
  const Json result = sarif_run(sample, {finding})["results"][0];
  CHECK(result["locations"][0]["physicalLocation"]["region"] ==
        Json{{"startLine", 6}, {"startColumn", 19}, {"endLine", 6}, {"endColumn", 20}});
}

TEST_CASE("names cannot make links or end a message") {
  const SampleRun sample;
  engine::Finding finding = sample.open_question();
  finding.message = "see [x](http://evil) and\n[y](z).";
  CHECK(sarif_run(sample, {finding})["results"][0]["message"]["text"] ==
        "see [x\\](http://evil) and\\x0a[y\\](z).");
}

TEST_CASE("GitHub gets no more results than it takes, the most severe first") {
  const SampleRun sample;
  std::vector<engine::Finding> findings(25'001, sample.open_question());
  findings.back() = sample.leak();
  const Json run = sarif_run(sample, findings);
  CHECK(run["results"].size() == 25'000);
  CHECK(run["results"][0]["ruleId"] == "HP101");
  CHECK(run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"] ==
        "GitHub accepts no more results; left out, of the least severe: 1.");
  CHECK(sarif_run(sample, findings, Profile::full)["results"].size() == 25'001);
}

TEST_CASE("inputs are named relative to the root of the repository") {
  const std::vector<std::string> paths = {"/srv/dir/a.json", "/srv/dir/sub/na me/\xc3\xa4#1.json",
                                          "/srv/dir/..data/b.json", ""};
  const sarif::ArtifactUris found = sarif::artifact_uris(paths, "/srv/dir");
  CHECK_FALSE(found.absolute);
  CHECK(found.uris == std::vector<std::string>{"a.json", "sub/na%20me/%C3%A4%231.json",
                                               "..data/b.json", "stdin"});
  CHECK(sarif::artifact_uris(paths, "/").uris[0] == "srv/dir/a.json");
}

TEST_CASE("one input outside of the repository makes all URIs absolute") {
  const std::vector<std::string> paths = {"/srv/dir/a.json", "/srv/directory/b c.json", ""};
  const sarif::ArtifactUris found = sarif::artifact_uris(paths, "/srv/dir");
  CHECK(found.absolute);
  CHECK(found.uris == std::vector<std::string>{"file:///srv/dir/a.json",
                                               "file:///srv/directory/b%20c.json",
                                               "file:///dev/stdin"});
}

TEST_CASE("a log with absolute URIs says where the repository is, and has no base") {
  const SampleRun sample;
  const std::string text =
      sarif_text(sample, {sample.leak()}, Profile::full, "/elsewhere/estate.json");
  const Json run = Json::parse(text)["runs"][0];
  const Json& place = run["results"][0]["locations"][0]["physicalLocation"];
  CHECK(place["artifactLocation"] == Json{{"uri", "file:///elsewhere/estate.json"}});
  CHECK(run["invocations"][0]["workingDirectory"] == Json{{"uri", "file:///repository/"}});
  CHECK_FALSE(run.contains("originalUriBaseIds"));
  CHECK_FALSE(sarif_run(sample, {})["invocations"][0].contains("workingDirectory"));
}

}  // namespace
}  // namespace hairpin::report
