#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/prefix.hpp"
#include "import/scenario_words.hpp"

namespace hairpin::test {

/// `fib AT PREFIX via HOP [learned from CIRCUIT] [unproven]`, or `fib AT PREFIX none`.
struct FibExpectation {
  std::string at;
  Prefix prefix;
  std::string via;           // a name, an address, or a hop word such as "peering"; empty: no route
  std::string learned_from;  // empty: not asked
  bool unproven = false;
};

/// `path A -> B  HOP > HOP > ...`, or `path A -> B none[: REASON]`.
struct PathExpectation {
  std::string from, to;
  std::vector<std::string> hops;           // empty: there is no path
  std::optional<Prefix> no_route_to;       // the reason "no route to PREFIX"
  std::string guard_property, guard_name;  // the reason "PROPERTY of NAME"
};

/// `reach A, ... -> B, ... VERDICT [via EDGE, ...] [passes FLOWS]
/// [because of NAME, ...]`; `<->` is both directions.
struct ReachExpectation {
  std::vector<std::string> from, to;
  bool both = false;
  std::string verdict;
  std::vector<std::string> via;  // edges that the path crosses, among others
  std::string passes;            // the flows, as they are printed; empty: not asked
  std::vector<std::string> because;
};

/// `finds RULE [at NAME] [unproven]`, or `finds nothing`.
struct FindsExpectation {
  std::string rule;  // empty: nothing
  std::string at;    // empty: anywhere
  bool unproven = false;
};

/// One expectation line of a scenario, with its place.
struct Expectation {
  SourceSpan where;
  std::variant<FibExpectation, PathExpectation, ReachExpectation, FindsExpectation> content;
};

/// The expectation lines of a scenario, in order; the lines that describe the network are passed
/// over. Faults are appended.
std::vector<Expectation> read_expectations(std::string_view text, FileIndex file,
                                           Diagnostics& faults);

}  // namespace hairpin::test
