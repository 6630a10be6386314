#include "report/sarif.hpp"

#include <algorithm>
#include <ostream>

#include "base/text.hpp"
#include "base/value.hpp"
#include "report/sarif_parts.hpp"

namespace hairpin::report::sarif {
namespace {

constexpr std::size_t most_results_on_github = 25'000;
/// The validators ask for one. The project has no page of its own; this one explains what hairpin
/// is about: virtual networks that reach each other over ExpressRoute.
constexpr std::string_view information =
    "https://learn.microsoft.com/azure/expressroute/virtual-network-connectivity-guidance";

/// What is written: all findings in their order, or the most severe where there is a limit.
std::vector<const engine::Finding*> selected(std::span<const engine::Finding> findings,
                                             Profile profile) {
  std::vector<const engine::Finding*> list;
  for (const engine::Finding& finding : findings) list.push_back(&finding);
  if (profile != Profile::github || list.size() <= most_results_on_github) return list;
  std::stable_sort(
      list.begin(), list.end(),
      [](const engine::Finding* a, const engine::Finding* b) { return a->level > b->level; });
  list.resize(most_results_on_github);
  return list;
}

Json driver(const Run& run, std::span<const engine::Rule* const> rules) {
  Json object;
  object["name"] = "hairpin";
  object["fullName"] = cat({"hairpin ", run.version, ", network isolation linter for Azure"});
  object["version"] = run.version;
  object["semanticVersion"] = run.version;
  object["informationUri"] = information;
  object["rules"] = Json::array();
  for (const engine::Rule* rule : rules) object["rules"].push_back(rule_descriptor(*rule));
  return object;
}

Json notification(std::string_view level, std::string_view text) {
  return {{"level", level}, {"message", message(text)}};
}

Json invocation(const Run& run, std::size_t left_out) {
  Json notifications = Json::array();
  const std::vector<std::string> open = gaps(run);
  for (const std::string& gap : open) {
    notifications.push_back(notification("warning", "The analysis is incomplete: " + gap));
  }
  for (const std::string& sentence : run.assumptions) {
    notifications.push_back(notification("note", "Assumed: " + sentence));
  }
  if (left_out > 0) {
    notifications.push_back(notification(
        "warning", cat({"GitHub accepts no more results; left out, of the least severe: ",
                        std::to_string(left_out)})));
  }
  Json object;
  object["executionSuccessful"] = open.empty();
  if (!notifications.empty()) object["toolExecutionNotifications"] = std::move(notifications);
  return object;
}

void write_member(std::ostream& out, std::string_view key, const Json& value) {
  out << ",\n" << json_string(key) << ": " << json::dump(value);
}

}  // namespace

void write(std::ostream& out, const Run& run, std::span<const engine::Rule* const> rules,
           std::span<const engine::Finding> findings, const Options& options) {
  const std::vector<const engine::Finding*> chosen = selected(findings, options.profile);
  out << "{\n\"$schema\": \"https://json.schemastore.org/sarif-2.1.0.json\",\n"
         "\"version\": \"2.1.0\",\n\"runs\": [{\n\"tool\": "
      << json::dump(Json{{"driver", driver(run, rules)}});
  write_member(out, "automationDetails", automation_details(options));
  const ResultWriter writer(run, rules, chosen, options);
  Json call = invocation(run, findings.size() - chosen.size());
  if (writer.has_absolute_uris()) call["workingDirectory"]["uri"] = folder_uri(options.root);
  write_member(out, "invocations", Json::array({std::move(call)}));
  write_member(out, "columnKind", "unicodeCodePoints");
  if (options.profile == Profile::full && !writer.has_absolute_uris()) {
    write_member(out, "originalUriBaseIds",
                 {{"%SRCROOT%", {{"description", message("The root of the repository")}}}});
  }
  out << ",\n\"results\": [";
  for (const engine::Finding* finding : chosen) {
    out << (finding == chosen.front() ? "\n" : ",\n") << json::dump(writer.result(*finding));
  }
  out << (chosen.empty() ? "]" : "\n]") << "\n}]\n}\n";
}

}  // namespace hairpin::report::sarif
