#include <algorithm>
#include <array>
#include <ostream>
#include <set>

#include "engine/rule.hpp"
#include "report/json.hpp"
#include "report/json_parts.hpp"
#include "report/place.hpp"

namespace hairpin::report::json {
namespace {

Json location(const Run& run, const engine::Location& place) {
  Json object;
  add_place(object, run, place.where);
  object["endLine"] = nullptr;
  object["endColumn"] = nullptr;
  if (place.where) {
    const Position position = first_line(run.sources, place.where);
    object["endLine"] = position.end_line;
    object["endColumn"] = position.end_column;
  }
  object["resource"] = id(run, place.resource);
  object["property"] = place.property.empty() ? Json() : Json(place.property);
  return object;
}

Json related(const Run& run, const std::vector<engine::Location>& places) {
  Json array = Json::array();
  for (const engine::Location& place : places) {
    Json object = location(run, place);
    object["message"] = place.message;
    array.push_back(std::move(object));
  }
  return array;
}

Json paths(const Run& run, const std::vector<engine::FindingPath>& list) {
  Json array = Json::array();
  for (const engine::FindingPath& path : list) {
    Json object;
    object["from"] = id(run, path.from);
    object["to"] = id(run, path.to);
    object.update(direction(run, path.direction));
    array.push_back(std::move(object));
  }
  return array;
}

Json affected(const engine::Affected& affected) {
  Json object = {{"pairs", affected.pairs}, {"vnets", affected.vnets}, {"prefixes", Json::array()}};
  for (const Prefix& prefix : affected.prefixes) {
    object["prefixes"].push_back(prefix.to_string());
  }
  return object;
}

Json fixes(const Run& run, const std::vector<engine::Fix>& list) {
  Json array = Json::array();
  for (const engine::Fix& fix : list) {
    Json changes = Json::array();
    for (const engine::Fix::Change& change : fix.changes) {
      Json object;
      object["resource"] = id(run, change.location.resource);
      object["property"] = change.location.property;
      object["from"] = parsed(change.from);
      object["to"] = parsed(change.to);
      object["location"] = location(run, change.location);
      changes.push_back(std::move(object));
    }
    // Nothing tries a change yet; scripts find the key all the same.
    array.push_back(
        {{"description", fix.description}, {"changes", std::move(changes)}, {"verified", nullptr}});
  }
  return array;
}

Json finding_object(const Run& run, const engine::Finding& finding) {
  Json object;
  object["ruleId"] = finding.rule->id;
  object["ruleName"] = finding.rule->name;
  object["level"] = name_of(finding.level);
  object["proven"] = finding.proven;
  object["message"] = finding.message;
  object["fingerprint"] = finding.fingerprint;
  object["state"] = finding.unchanged ? "unchanged" : "new";
  object["location"] = location(run, finding.location);
  object["related"] = related(run, finding.related);
  object["paths"] = paths(run, finding.paths);
  object["details"] = finding.details;
  object["hints"] = finding.hints;
  object["affected"] = affected(finding.affected);
  object["fixes"] = fixes(run, finding.fixes);
  return object;
}

Json coverage(const Run& run) {
  std::set<ResourceId> seen;
  Json unresolved = Json::array();
  for (const model::UnresolvedReference& reference : run.network.unresolved) {
    if (seen.insert(reference.to).second) unresolved.push_back(id(run, reference.to));
  }
  Json unknown = Json::array();
  for (const model::Missing& missing : run.unknown) unknown.push_back(missing.what);
  Json not_analysed = Json::object();
  for (const auto& [type, count] : run.network.coverage.not_analysed) not_analysed[type] = count;

  Json object;
  object["resources"] = run.network.coverage.resources;
  object["used"] = run.network.coverage.used;
  object["unresolved"] = std::move(unresolved);
  object["unknown"] = std::move(unknown);
  object["notAnalysed"] = std::move(not_analysed);
  object["truncated"] = run.network.coverage.truncated;
  object["complete"] = gaps(run).empty();
  return object;
}

Json summary(std::span<const engine::Finding> findings) {
  Json object;
  for (const Severity level : {Severity::error, Severity::warning, Severity::note}) {
    object[std::string(name_of(level))] =
        std::count_if(findings.begin(), findings.end(),
                      [&](const engine::Finding& finding) { return finding.level == level; });
  }
  return object;
}

}  // namespace

void write_check(std::ostream& out, const Run& run, std::span<const engine::Finding> findings,
                 std::span<const engine::Finding> fixed) {
  Document document(out, run);
  const auto list = [&](std::string_view name, std::span<const engine::Finding> listed) {
    document.begin_array(name);
    for (const engine::Finding& finding : listed) {
      document.element(dump(finding_object(run, finding)));
    }
    document.end_array();
  };
  list("findings", findings);
  if (!fixed.empty()) list("fixed", fixed);
  document.member("coverage", coverage(run));
  document.member("assumptions", assumptions(run));
  document.member("summary", summary(findings));
  document.finish();
}

}  // namespace hairpin::report::json
