#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/prefix.hpp"
#include "base/resource.hpp"
#include "base/setting.hpp"
#include "base/value.hpp"
#include "model/network.hpp"

namespace hairpin::import {

/// What a scenario says that no Azure resource can say.
struct ScenarioFacts {
  /// One `on-premises` line.
  struct OnPremises {
    ResourceId circuit;
    std::vector<Located<Prefix>> advertises;
    std::vector<Located<ResourceId>> transit;
    SourceSpan where;
  };
  /// What is declared of a VPN site, or of a Route Server's BGP peer.
  struct Announcement {
    ResourceId by;
    std::vector<Located<Prefix>> prefixes;
    std::optional<Located<Address>> next_hop;
  };
  std::vector<OnPremises> on_premises;
  std::vector<Announcement> announcements;
  model::Assumptions assumptions;               // `assume` lines
  std::optional<SourceSpan> truncated;          // the line `truncated`
  std::vector<Located<std::string>> questions;  // `toggles unknown`

  /// Puts the facts into a network that was built from the scenario's resources (and others):
  /// sites, assumptions, and the mark of a truncated export.
  void apply(model::Network& network) const;
};

/// A scenario (`.scn`) as the importer sees it: the resources that an export of the sketched
/// network would hold, every value with its place in the text. Expectation lines (`fib`, `path`,
/// `reach`, `finds`) are passed over; the tests evaluate them. The language is explained in
/// tests/README.md.
struct Scenario {
  std::vector<Resource> resources;
  ScenarioFacts facts;
  /// All `unusable`: a line that was not understood is a fact that would be missing. Of very many
  /// errors only the first hundred are kept.
  Diagnostics faults;
};

/// Whether a text that does not start with '{' or '[' is a scenario: its first word, comments
/// aside, is a keyword of the language, or nearly one (so that a typo there gets its message).
bool looks_like_scenario(std::string_view text);

/// Reads the scenario of `file`, whose whole text is `text` (UTF-8; a byte order mark is skipped).
/// `text` and `arena` must outlive the resources. Linear.
Scenario read_scenario(std::string_view text, FileIndex file, ResourceIds& ids, ValueArena& arena);

}  // namespace hairpin::import
