#include "report/json.hpp"

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/lint/report/sample_run.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/schema_check.hpp"

namespace hairpin::report {
namespace {

using test::SampleRun;
using Json = nlohmann::json;

std::string schema() {
  std::ifstream file(HAIRPIN_SOURCE_DIR "/schemas/report.schema.json");
  REQUIRE(file);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// What the writer writes, checked against the schema.
template <class Write>
Json written(Write write) {
  std::ostringstream out;
  write(out);
  INFO(out.str());
  CHECK(hairpin::test::schema_violation(schema(), out.str()) == "");
  return Json::parse(out.str());
}

Json check_json(const SampleRun& sample, const std::vector<engine::Finding>& findings) {
  return written([&](std::ostream& out) { json::write_check(out, sample.run(), findings); });
}

TEST_CASE("check writes every part of a finding") {
  const SampleRun sample;
  const Json report = check_json(sample, {sample.leak(), sample.open_question()});
  CHECK(report["hairpin"] == Json{{"version", "0.1.0"}, {"schema", 1}});
  CHECK(report["summary"] == Json{{"error", 1}, {"warning", 0}, {"note", 1}});

  const Json& leak = report["findings"][0];
  CHECK(leak["ruleId"] == "HP101");
  CHECK(leak["level"] == "error");
  CHECK(leak["state"] == "new");
  CHECK(leak["fingerprint"] == "00ff");
  const std::string gateway = std::string(sample.ids.text(sample.id("gw-dev")));
  CHECK(leak["location"] == Json{{"file", "estate.json"},
                                 {"line", 7},
                                 {"column", 33},
                                 {"endLine", 7},
                                 {"endColumn", 37},
                                 {"resource", gateway},
                                 {"property", "properties.allowRemoteVnetTraffic"}});
  CHECK(leak["related"][0]["message"] == "see also");
  CHECK(leak["affected"] == Json{{"pairs", 2}, {"vnets", 2}, {"prefixes", {"10.10.0.0/16"}}});
  CHECK(leak["fixes"][0]["changes"][0]["to"] == false);
  CHECK(leak["fixes"][0].contains("verified"));

  const Json& path = leak["paths"][0];
  CHECK(path["to"] == std::string(sample.ids.text(sample.id("prod"))));
  CHECK(path["verdict"] == "reachable");
  CHECK(path["via"] == Json{"msee"});
  CHECK(path["path"][1]["kind"] == "er-gateway");
  CHECK(path["path"][1]["because"][0] == Json{{"resource", gateway},
                                              {"property", "properties.allowRemoteVnetTraffic"},
                                              {"value", true},
                                              {"file", "estate.json"},
                                              {"line", 7},
                                              {"column", 33},
                                              {"fact", "4.10"}});
  CHECK(path["path"][3]["route"].is_null());
  CHECK(report["findings"][1]["location"]["file"].is_null());
}

TEST_CASE("coverage lists each missing resource once") {
  SampleRun sample;
  sample.network.unresolved.push_back({sample.id("gw-dev"), sample.id("er1"), "p", {}});
  sample.network.unresolved.push_back({sample.id("dev"), sample.id("er1"), "p", {}});
  sample.unknown = {{sample.id("gw-dev"), "the toggle", "export it", {}, "4.10"}};
  const Json coverage = check_json(sample, {})["coverage"];
  CHECK(coverage["unresolved"] == Json{std::string(sample.ids.text(sample.id("er1")))});
  CHECK(coverage["unknown"] == Json{"the toggle"});
  CHECK(coverage["complete"] == false);
  CHECK(check_json(SampleRun(), {})["coverage"]["complete"] == true);
}

TEST_CASE("reach writes both directions") {
  const SampleRun sample;
  const Json report =
      written([&](std::ostream& out) { json::write_reach(out, sample.run(), sample.answer()); });
  CHECK(report["verdict"] == "one-way");
  CHECK(report["from"] == std::string(sample.ids.text(sample.id("dev"))));
  CHECK(report["to"] == "10.10.0.4");
  CHECK(report["forward"]["destinations"] == Json{"10.10.0.0/16"});
  CHECK(report["reverse"]["verdict"] == "unproven");
  CHECK(report["reverse"]["missing"] == Json{"er1 is not in the input"});
  CHECK(report["reverse"]["missingDetails"][0]["remedy"] == "export er1");
  CHECK(report["reverse"]["guards"][0]["value"] == "Disabled");
  CHECK(report["reverse"]["guards"][0]["line"].is_null());
}

TEST_CASE("the matrix has one entry per ordered pair") {
  const SampleRun sample;
  const Json report =
      written([&](std::ostream& out) { json::write_matrix(out, sample.run(), sample.matrix()); });
  const std::string dev(sample.ids.text(sample.id("dev")));
  const std::string prod(sample.ids.text(sample.id("prod")));
  CHECK(report["endpoints"] == Json{dev, prod});
  CHECK(report["pairs"] ==
        Json::array(
            {{{"from", dev}, {"to", prod}, {"verdict", "reachable"}, {"via", {"msee"}}},
             {{"from", prod}, {"to", dev}, {"verdict", "isolated"}, {"via", Json::array()}}}));
}

TEST_CASE("the matrix by classes names each by its first member") {
  const SampleRun sample;
  const Matrix matrix = sample.matrix();
  const auto classes = [&](const MatrixClasses& wanted) {
    return written(
        [&](std::ostream& out) { json::write_classes(out, sample.run(), matrix, wanted); });
  };
  const std::string dev(sample.ids.text(sample.id("dev")));
  const std::string prod(sample.ids.text(sample.id("prod")));
  const Json apart = classes({{{0}}, {{1}}});
  CHECK(apart["classes"] ==
        Json::array({{{"name", dev}, {"members", {dev}}}, {{"name", prod}, {"members", {prod}}}}));
  CHECK(apart["pairs"] ==
        Json::array(
            {{{"from", dev}, {"to", prod}, {"verdict", "reachable"}, {"via", {"msee"}}},
             {{"from", prod}, {"to", dev}, {"verdict", "isolated"}, {"via", Json::array()}}}));
  const Json together = classes({{{0, 1}}});
  CHECK(together["classes"] == Json::array({{{"name", dev}, {"members", {dev, prod}}}}));
  CHECK(together["pairs"] ==
        Json::array({{{"from", dev}, {"to", dev}, {"verdict", "reachable"}, {"via", {"msee"}}}}));
}

TEST_CASE("a matrix stops when nobody takes it") {
  const SampleRun sample;
  Matrix matrix = sample.matrix();
  int rows = 0;
  matrix.row = [&](std::size_t, std::vector<reach::Cell>& cells) {
    ++rows;
    cells.resize(2);
  };
  std::ostringstream out;
  out.setstate(std::ios::badbit);
  json::write_matrix(out, sample.run(), matrix);
  CHECK(rows == 0);
}

TEST_CASE("routes have Azure's columns") {
  const SampleRun sample;
  const Json report =
      written([&](std::ostream& out) { json::write_routes(out, sample.run(), sample.routes()); });
  CHECK(report["routes"][0]["prefix"] == "10.10.0.0/16");
  CHECK(report["routes"][0]["nextHopType"] == "VirtualNetworkGateway");
  CHECK(report["routes"][0]["state"] == "Active");
  CHECK(report["routes"][0]["origin"] == std::string(sample.ids.text(sample.id("prod"))));
}

TEST_CASE("the catalogue fits the schema") {
  const SampleRun sample;
  const std::vector<const engine::Rule*> rules = {&sample.leak_rule, &sample.open_rule};
  const Json report = written([&](std::ostream& out) { json::write_rules(out, "0.1.0", rules); });
  CHECK(report["rules"][0]["securitySeverity"] == "8.2");
  CHECK(report["rules"][1]["securitySeverity"].is_null());
}

TEST_CASE("credentials within a reported value are masked in JSON") {
  const SampleRun sample;
  engine::Finding finding = sample.leak();
  finding.paths[0].direction.path[1].because[0].value =
      R"({"peer": {"sharedKey": "hunter2"}, "list": [{"Password": "hunter2"}], "asn": 1})";
  const Json report = check_json(sample, {finding});
  CHECK(report.dump().find("hunter2") == std::string::npos);
  const Json& value = report["findings"][0]["paths"][0]["path"][1]["because"][0]["value"];
  CHECK(value["peer"]["sharedKey"] == "***");
  CHECK(value["list"][0]["Password"] == "***");
  CHECK(value["asn"] == 1);
}

TEST_CASE("bytes that are no UTF-8 do not break JSON") {
  const SampleRun sample;
  engine::Finding finding = sample.leak();
  finding.message = "bad \xff byte";
  CHECK(check_json(sample, {finding})["findings"][0]["message"] == "bad \xef\xbf\xbd byte");
}

TEST_CASE("the schema check can fail") {
  const char* schema_text = R"({"type": "object", "required": ["a"], "additionalProperties": false,
      "properties": {"a": {"type": ["integer", "null"], "minimum": 1}}})";
  using hairpin::test::schema_violation;
  CHECK(schema_violation(schema_text, R"({"a": 1})") == "");
  CHECK(schema_violation(schema_text, R"({"a": null})") == "");
  CHECK(schema_violation(schema_text, R"({"a": 0})") == "/a: 0 is too small");
  CHECK(schema_violation(schema_text, R"({"a": "x"})") != "");
  CHECK(schema_violation(schema_text, R"({})") == ": lacks \"a\"");
  CHECK(schema_violation(schema_text, R"({"a": 1, "b": 2})") == ": \"b\" is not in the schema");
  CHECK(schema_violation(schema_text, "{") == "the document is no JSON");
  CHECK(schema_violation(R"({"pattern": "^HP[0-9]{3}$"})", R"("HP101")") == "");
  CHECK(schema_violation(R"({"pattern": "^HP[0-9]{3}$"})", R"("HP1012")") ==
        ": \"HP1012\" does not match the pattern");
  CHECK(schema_violation(R"({"maxLength": 3})", "1") == ": unknown schema keyword maxLength");
}

}  // namespace
}  // namespace hairpin::report
