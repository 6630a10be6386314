#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/schema_check.hpp"

/// The JSON outputs as scripts know them: the keys stand here word by word, and not by way of the
/// schema, so that a schema which follows a mistake does not hide it.
namespace hairpin {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using Keys = std::vector<const char*>;

const fs::path source_dir = HAIRPIN_SOURCE_DIR;

std::string standard_output(const std::string& command) {
  FILE* const pipe = popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::string text;
  std::array<char, 4096> block;
  for (std::size_t got = 0; (got = fread(block.data(), 1, block.size(), pipe)) > 0;) {
    text.append(block.data(), got);
  }
  const int status = pclose(pipe);
  REQUIRE(WIFEXITED(status));
  REQUIRE(WEXITSTATUS(status) <= 1);
  return text;
}

/// `hairpin ARGUMENTS --format json` in the folder of a sample: twice the same bytes, which fit the
/// schema.
Json answer(const std::string& estate, const std::string& arguments) {
  const std::string command = "cd '" + (source_dir / "samples" / estate).string() + "' && '" +
                              HAIRPIN_PROGRAM + "' " + arguments + " --format json --quiet";
  const std::string text = standard_output(command);
  CHECK(text == standard_output(command));
  std::ifstream schema(source_dir / "schemas/report.schema.json");
  const std::string schema_text{std::istreambuf_iterator<char>(schema), {}};
  CHECK(test::schema_violation(schema_text, text) == "");
  const Json json = Json::parse(text);
  CHECK(json["hairpin"]["schema"] == 1);
  CHECK(json["hairpin"]["version"].is_string());
  return json;
}

std::vector<std::string> estates() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(source_dir / "samples")) {
    if (entry.is_directory()) names.push_back(entry.path().filename().string());
  }
  REQUIRE(names.size() >= 5);
  return names;
}

void has_keys(const Json& object, const Keys& keys) {
  REQUIRE(object.is_object());
  for (const char* key : keys) {
    CAPTURE(key);
    CHECK(object.contains(key));
  }
}

void check_location(const Json& location) {
  has_keys(location, {"file", "line", "column", "endLine", "endColumn", "resource", "property"});
}

void check_facts(const Json& facts) {
  REQUIRE(facts.is_array());
  for (const Json& fact : facts) {
    has_keys(fact, {"resource", "property", "value", "file", "line", "column", "fact"});
  }
}

void check_direction(const Json& direction) {
  has_keys(direction, {"verdict", "via", "destinations", "path", "guards", "missing"});
  for (const Json& hop : direction["path"]) {
    has_keys(hop, {"at", "kind", "table", "route", "nextHop", "because"});
    check_facts(hop["because"]);
  }
  check_facts(direction["guards"]);
  for (const Json& missing : direction["missing"]) CHECK(missing.is_string());
  CHECK((direction["verdict"] == "isolated") == direction["path"].empty());
  if (direction["verdict"] == "isolated") CHECK_FALSE(direction["guards"].empty());
  if (direction["verdict"] == "unproven") CHECK_FALSE(direction["missing"].empty());
}

void check_finding(const Json& finding) {
  has_keys(finding, {"ruleId", "level", "message", "fingerprint", "state", "location", "related",
                     "paths", "affected", "fixes"});
  CHECK(finding["state"] == "new");
  check_location(finding["location"]);
  for (const Json& place : finding["related"]) check_location(place);
  for (const Json& path : finding["paths"]) check_direction(path);
  has_keys(finding["affected"], {"pairs", "vnets", "prefixes"});
  for (const Json& fix : finding["fixes"]) {
    has_keys(fix, {"description", "changes", "verified"});
    for (const Json& change : fix["changes"]) {
      has_keys(change, {"resource", "property", "from", "to", "location"});
      check_location(change["location"]);
    }
  }
}

/// VNet ids of a sample, as its matrix orders them.
std::vector<std::string> vnets_of(const std::string& estate) {
  return answer(estate, "matrix *.json")["endpoints"].get<std::vector<std::string>>();
}

TEST_CASE("check writes what the contract says, for every sample") {
  for (const std::string& estate : estates()) {
    CAPTURE(estate);
    const Json report = answer(estate, "check *.json");
    has_keys(report, {"hairpin", "findings", "coverage", "summary"});
    has_keys(report["coverage"], {"resources", "used", "unresolved", "unknown"});
    has_keys(report["summary"], {"error", "warning", "note"});
    std::set<std::string> fingerprints;
    for (const Json& finding : report["findings"]) {
      check_finding(finding);
      fingerprints.insert(finding["fingerprint"].get<std::string>());
    }
    CHECK(fingerprints.size() == report["findings"].size());
    CHECK(report["summary"]["error"].get<std::size_t>() +
              report["summary"]["warning"].get<std::size_t>() +
              report["summary"]["note"].get<std::size_t>() ==
          report["findings"].size());
  }
}

TEST_CASE("the matrix has every ordered pair once, row by row, for every sample") {
  for (const std::string& estate : estates()) {
    CAPTURE(estate);
    const Json report = answer(estate, "matrix *.json");
    has_keys(report, {"hairpin", "endpoints", "pairs"});
    std::vector<std::pair<Json, Json>> expected, found;
    for (const Json& from : report["endpoints"]) {
      for (const Json& to : report["endpoints"]) {
        if (from != to) expected.emplace_back(from, to);
      }
    }
    for (const Json& pair : report["pairs"]) {
      has_keys(pair, {"from", "to", "verdict", "via"});
      found.emplace_back(pair["from"], pair["to"]);
    }
    CHECK(found == expected);
  }
}

TEST_CASE("reach answers both directions as the matrix does, for every sample") {
  for (const std::string& estate : estates()) {
    CAPTURE(estate);
    const Json matrix = answer(estate, "matrix *.json");
    const Json pair = matrix["pairs"].back();
    const std::string from = pair["from"].get<std::string>(), to = pair["to"].get<std::string>();
    const Json report = answer(estate, "reach *.json --from " + from + " --to " + to);
    has_keys(report, {"hairpin", "from", "to", "verdict", "forward", "reverse"});
    CHECK(report["from"] == from);
    CHECK(report["to"] == to);
    check_direction(report["forward"]);
    check_direction(report["reverse"]);
    CHECK(report["forward"]["verdict"] == pair["verdict"]);
    CHECK(report["forward"]["via"] == pair["via"]);
  }
}

TEST_CASE("routes have the columns of Azure, for every VNet of every sample") {
  const Keys keys = {"prefix", "nextHopType", "nextHop", "source", "state", "origin", "via"};
  for (const std::string& estate : estates()) {
    CAPTURE(estate);
    for (const std::string& vnet : vnets_of(estate)) {
      const Json report = answer(estate, "routes *.json --at " + vnet);
      has_keys(report, {"hairpin", "at", "routes"});
      CHECK(report["at"] == vnet);
      for (const Json& route : report["routes"]) {
        has_keys(route, keys);
        CHECK(route["nextHop"].is_array());
      }
    }
  }
}

}  // namespace
}  // namespace hairpin
