#include <ostream>

#include "report/json.hpp"
#include "report/json_parts.hpp"

namespace hairpin::report::json {
namespace {

/// A pair as the matrix of the later estate has it, with what it was.
Json changed_pair(const reach::ChangedPair& pair) {
  Json object;
  object["from"] = pair.from;
  object["to"] = pair.to;
  object["verdict"] = name_of(pair.after.verdict);
  object["via"] = via(pair.after.via);
  object["before"] = {{"verdict", name_of(pair.before.verdict)}, {"via", via(pair.before.via)}};
  object["cause"] = pair.cause;
  return object;
}

Json facts(const Run& run, const std::vector<model::ConfigFact>& list) {
  Json array = Json::array();
  for (const model::ConfigFact& each : list) array.push_back(fact(run, each));
  return array;
}

Json cause_object(const Differences& differences, const reach::DifferenceCause& cause) {
  const reach::ChangedPair& example = differences.example_of(cause);
  Json object;
  object["change"] = cause.added ? "added" : "removed";
  object["pairs"] = cause.pairs;
  object["facts"] = facts(differences.run_of(cause), cause.facts);
  object["instead"] = facts(differences.other_of(cause), cause.instead);
  object["example"] = {{"from", example.from}, {"to", example.to}};
  object["way"] = direction(differences.run_of(cause), cause.way);
  return object;
}

}  // namespace

void write_differences(std::ostream& out, const Differences& differences) {
  Document document(out, differences.after);
  const auto list = [&](std::string_view name, const std::vector<reach::ChangedPair>& pairs) {
    document.begin_array(name);
    for (const reach::ChangedPair& pair : pairs) document.element(dump(changed_pair(pair)));
    document.end_array();
  };
  list("added", differences.difference.added);
  list("removed", differences.difference.removed);
  document.begin_array("causes");
  for (const reach::DifferenceCause& cause : differences.difference.causes) {
    document.element(dump(cause_object(differences, cause)));
  }
  document.end_array();
  document.member("assumptions", assumptions(differences.after));
  document.finish();
}

}  // namespace hairpin::report::json
