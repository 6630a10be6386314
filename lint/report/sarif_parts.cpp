#include "report/sarif_parts.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace hairpin::report::sarif {
namespace {

constexpr std::size_t longest_description = 1024;  // GitHub cuts nothing, it refuses

/// The first paragraph below "What it finds" of a rule's text, on one line; the summary if the text
/// has none.
std::string full_description(const engine::Rule& rule) {
  const std::size_t heading = rule.text.find("What it finds");
  if (heading == rule.text.npos) return std::string(rule.summary);
  const std::size_t start = rule.text.find_first_not_of(
      "\r\n ", std::min(rule.text.find('\n', heading), rule.text.size()));
  if (start == rule.text.npos) return std::string(rule.summary);
  std::string_view paragraph = rule.text.substr(start);
  paragraph = paragraph.substr(0, paragraph.find("\n\n"));
  std::string text(paragraph);
  std::replace(text.begin(), text.end(), '\n', ' ');
  if (text.size() > longest_description) {
    text.resize(text.rfind(". ", longest_description - 2) == text.npos
                    ? 0
                    : text.rfind(". ", longest_description - 2) + 1);
  }
  return text.empty() ? std::string(rule.summary) : text;
}

std::string_view problem_severity(Severity severity) {
  switch (severity) {
    case Severity::note:
      return "recommendation";
    case Severity::warning:
      return "warning";
    case Severity::error:
      return "error";
  }
  return "error";
}

Json rule_properties(const engine::Rule& rule) {
  Json properties;
  properties["precision"] = "high";
  if (rule.security_severity.empty()) {
    properties["tags"] = {"azure", "network"};
    properties["problem.severity"] = problem_severity(rule.severity);
  } else {
    properties["tags"] = {"security", "azure", "network"};
    properties["security-severity"] = rule.security_severity;
  }
  return properties;
}

}  // namespace

Json message(std::string_view text) {
  std::string safe = printable(text);
  if (!safe.ends_with('.')) safe += '.';
  // "[text](target)" is a link in a SARIF message; input text must not make one.
  for (std::size_t at = safe.find("]("); at != safe.npos; at = safe.find("](", at + 3)) {
    safe.insert(at, 1, '\\');
  }
  return {{"text", safe}};
}

Json rule_descriptor(const engine::Rule& rule) {
  Json object;
  object["id"] = rule.id;
  object["name"] = pascal_case(rule.name);
  object["shortDescription"]["text"] = rule.summary;
  object["fullDescription"]["text"] = full_description(rule);
  object["help"]["text"] = rule.text;
  object["help"]["markdown"] = rule.text;
  object["defaultConfiguration"]["level"] = name_of(rule.severity);
  object["properties"] = rule_properties(rule);
  return object;
}

std::string pascal_case(std::string_view kebab) {
  std::string word;
  bool up = true;
  for (const char c : kebab) {
    if (c == '-') {
      up = true;
      continue;
    }
    word += up && c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    up = false;
  }
  return word;
}

Json automation_details(const Options& options) {
  // GitHub reads everything before the last slash as the category of the analysis.
  if (options.profile != Profile::azuredevops) return {{"id", "hairpin/"}};
  const Pipeline& run = options.pipeline;
  const std::string prefix = "azuredevops/pipeline/build/";
  Json object;
  object["id"] = cat({prefix, run.organization, "/", run.project, "/", run.definition_id, "/",
                      run.phase_id, "/", run.branch, "/", run.build_id});
  object["properties"][prefix + "buildDefinitionId"] = run.definition_id;
  object["properties"][prefix + "buildDefinitionName"] = run.definition_name;
  object["properties"][prefix + "phaseId"] = run.phase_id;
  object["properties"][prefix + "phaseName"] = run.phase_name;
  return object;
}

}  // namespace hairpin::report::sarif
