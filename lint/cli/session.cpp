#include "cli/session.hpp"

#include <algorithm>
#include <filesystem>
#include <vector>

#include "base/text.hpp"
#include "model/circuit_visibility.hpp"
#include "policy/policy.hpp"
#include "rules/catalog.hpp"

namespace hairpin::cli {
namespace {

using Kind = Diagnostic::Kind;
constexpr const char* default_policy = "hairpin.yaml";

bool has_errors(const Diagnostics& list) {
  return std::any_of(list.begin(), list.end(), [](const Diagnostic& diagnostic) {
    return diagnostic.kind == Kind::unusable;
  });
}

void print_all(const Console& console, const SourceMap& sources, const Diagnostics& list) {
  for (const Diagnostic& one : list) {
    console.diagnostic(sources, one, one.kind == Kind::unusable ? Severity::error : Severity::note);
  }
}

void print_import(const Options& options, const Console& console, const import::Estate& estate) {
  // Errors are shown in full: each is something to repair.
  for (const Diagnostic& one : estate.diagnostics) {
    if (one.kind == Kind::unusable) console.diagnostic(estate.sources, one, Severity::error);
  }
  console.diagnostics(estate.sources, estate.diagnostics, Kind::conflict, Severity::note);
  if (options.command == Command::check)
    return;  // the rules HP902, HP903 and HP905 report the others
  console.diagnostics(estate.sources, estate.diagnostics, Kind::bad_value, Severity::warning);
  console.diagnostics(estate.sources, estate.diagnostics, Kind::incomplete, Severity::warning);
  console.diagnostics(estate.sources, estate.diagnostics, Kind::unknown_value, Severity::warning);
}

/// A rule that this version lacks is no error: a policy may be shared between versions.
engine::RuleLevels levels_of(const policy::Policy& policy, const SourceMap& sources,
                             const Console& console) {
  engine::RuleLevels levels;
  for (const policy::RuleLevel& entry : policy.rules) {
    if (const engine::Rule* rule = rules::find_rule(entry.id.value)) {
      levels[std::string(rule->id)] = entry.level;
      continue;
    }
    const std::string statement =
        cat({"this version has no rule ", entry.id.value, ", so its level has no effect"});
    console.diagnostic(sources, {Kind::conflict, entry.id.where, statement, ""}, Severity::warning);
  }
  return levels;
}

/// Lays the policy over the session's network; false if it must not be used.
bool apply_policy(const std::string& path, const Console& console, Session& session) {
  import::Estate& estate = session.estate;
  const auto policy = policy::load_policy(estate.sources, path);
  if (!policy) {
    print_all(console, estate.sources, policy.error());
    return false;
  }
  const Diagnostics problems = policy::apply(*policy, estate.network, estate.ids);
  // What the policy names and only the change brings is no error of the policy.
  if (estate.former) policy::apply(*policy, estate.former->network, estate.ids);
  print_all(console, estate.sources, problems);
  session.levels = levels_of(*policy, estate.sources, console);
  return !has_errors(problems);
}

}  // namespace

std::optional<Session> read_inputs(const Options& options, const Console& console) {
  import::ImportOptions import_options;
  import_options.allow_empty = options.allow_empty;
  import_options.snapshot = options.snapshot;
  import_options.templates = options.templates;
  Session session{import::import_estate(options.inputs, import_options), {}};
  print_import(options, console, session.estate);
  if (!session.estate.usable()) return std::nullopt;

  std::error_code ignored;
  const bool has_default = std::filesystem::exists(default_policy, ignored);
  if (options.policy || has_default) {
    const std::string path = options.policy.value_or(default_policy);
    if (!apply_policy(path, console, session)) return std::nullopt;
  }
  for (const auto& [rule, level] : options.rules) session.levels[rule] = level;
  return session;
}

report::Run describe(const Session& session, const reach::Reachability& reach) {
  const import::Estate& estate = session.estate;
  const route::Conditions& conditions = reach.routing().conditions();
  std::vector<model::Missing> unknown = model::unseen_on_circuits(estate.network, estate.ids);
  for (std::size_t i = 0; i < conditions.size(); ++i) {
    unknown.push_back(conditions[route::ConditionIndex(i)]);
  }
  return {HAIRPIN_VERSION,    estate.sources,     estate.ids,         estate.network,
          estate.diagnostics, std::move(unknown), reach.assumptions()};
}

ExitStatus strictly(const Options& options, const Console& console, const report::Run& run,
                    ExitStatus otherwise) {
  const std::vector<std::string> open = report::gaps(run);
  if (!options.strict || open.empty()) return otherwise;
  console.error("the analysis is incomplete: " + list_words(open),
                "export what is missing, or settle it in the policy; without --strict the "
                "verdicts say unproven where it matters");
  return ExitStatus::incomplete;
}

ExitStatus written(const Console& console, const std::optional<std::string>& failure,
                   ExitStatus otherwise) {
  if (!failure) return otherwise;
  console.error(*failure);
  return ExitStatus::unusable;
}

}  // namespace hairpin::cli
