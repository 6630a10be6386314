#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/diagnostic.hpp"
#include "engine/finding.hpp"
#include "model/network.hpp"
#include "reach/reachability.hpp"
#include "route/routing.hpp"

namespace hairpin::engine {

/// All that a rule may look at. Everything is const: a rule asks, it never computes routes.
struct RuleContext {
  const model::Network& network;
  const ResourceIds& ids;
  const route::Routing& routing;
  const reach::Reachability& reach;
  const Diagnostics& diagnostics;  // of the import; HP9xx report them

  /// The id as the input spells it.
  std::string_view text(ResourceId id) const { return ids.text(id); }
};

/// A rule is a pure function of a const context, with the texts that explain it.
struct Rule {
  std::string_view id;       // "HP101": stable and opaque, never reused
  std::string_view name;     // "msee-hairpin": for people
  std::string_view summary;  // one sentence with a full stop, no more than 120 characters
  Severity severity;         // of what is proven; the unproven is one level lower
  std::string_view text;     // the rule's README.md
  std::string_view
      security_severity;  // "8.2" for GitHub, as SARIF wants it; empty: no security rule
  void (*check)(const RuleContext& context, Findings& findings);
};

/// Levels by rule id from the policy and the command line; nullopt is "off".
using RuleLevels = std::map<std::string, std::optional<Severity>, std::less<>>;

/// Sorts findings as reports have them: by file, position, rule and fingerprint.
void sort_findings(std::vector<Finding>& findings, const SourceMap& sources);

/// Runs all rules but those that are off and returns their findings sorted by file, position, rule
/// and fingerprint. Fingerprints use rule and resource ids, never lines.
std::vector<Finding> run_rules(std::span<const Rule* const> rules, const RuleContext& context,
                               const RuleLevels& levels, const SourceMap& sources);

}  // namespace hairpin::engine
