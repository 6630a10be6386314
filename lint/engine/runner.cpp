#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "engine/fingerprint.hpp"
#include "engine/rule.hpp"

namespace hairpin::engine {
namespace {

Severity one_lower(Severity level) {
  return level == Severity::error ? Severity::warning : Severity::note;
}

/// The user's word on a rule; the outer optional is empty where there is none.
std::optional<std::optional<Severity>> stated_level(const Rule& rule, const RuleLevels& levels) {
  const auto stated = levels.find(rule.id);
  if (stated == levels.end()) return std::nullopt;
  return stated->second;
}

std::vector<Finding> run_rule(const Rule& rule, const RuleContext& context,
                              std::optional<Severity> stated) {
  Findings findings;
  findings.begin(rule, stated.value_or(rule.severity));
  rule.check(context, findings);
  std::vector<Finding> found = findings.take();
  for (Finding& finding : found) {
    // A rule may grade its findings; what the user asked for weighs more than that.
    if (stated) finding.level = finding.proven ? *stated : one_lower(*stated);
    finding.fingerprint = fingerprint(finding, context.ids);
  }
  return found;
}

/// Order of the report. Findings that stand nowhere come last.
auto sort_key(const Finding& finding, const SourceMap& sources) {
  const SourceSpan where = finding.location.where;
  const std::string_view file = where ? sources.name(where.file) : std::string_view();
  return std::tuple(!where, file, where.file, where.offset, finding.rule->id,
                    std::string_view(finding.fingerprint), std::string_view(finding.message));
}

/// Two findings never share a fingerprint: a baseline that accepts one must not hide the other.
void number_repeated_fingerprints(std::vector<Finding>& findings) {
  std::map<std::string, int> seen;
  for (Finding& finding : findings) {
    const int count = ++seen[finding.fingerprint];
    if (count > 1) finding.fingerprint += '-' + std::to_string(count);
  }
}

}  // namespace

void sort_findings(std::vector<Finding>& findings, const SourceMap& sources) {
  std::sort(findings.begin(), findings.end(), [&](const Finding& a, const Finding& b) {
    return sort_key(a, sources) < sort_key(b, sources);
  });
}

std::vector<Finding> run_rules(std::span<const Rule* const> rules, const RuleContext& context,
                               const RuleLevels& levels, const SourceMap& sources) {
  std::vector<Finding> findings;
  for (const Rule* rule : rules) {
    const auto stated = stated_level(*rule, levels);
    if (stated && !*stated) continue;  // off
    std::vector<Finding> found = run_rule(*rule, context, stated.value_or(std::nullopt));
    std::move(found.begin(), found.end(), std::back_inserter(findings));
  }
  sort_findings(findings, sources);
  number_repeated_fingerprints(findings);
  return findings;
}

}  // namespace hairpin::engine
