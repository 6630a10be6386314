#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "model/network.hpp"

namespace hairpin::import {

using RuleNumber = std::uint32_t;

/// A rule where it is written. Lower orders are tried first; equal ones in the order of the input.
struct StatedRule {
  std::vector<std::int64_t> order;
  RuleNumber rule = 0;
  model::RuleOrigin origin;
  std::optional<model::Missing> doubt;
};

/// Keeps every distinct rule, and every distinct sequence of rules, once: an estate has thousands
/// of groups that say the same.
class RuleStore {
 public:
  RuleNumber add(model::Rule rule);
  const model::Rule& operator[](RuleNumber number) const { return rules_[number]; }
  /// The rule that was remembered for a text; nothing if that text was not seen.
  std::optional<RuleNumber> find(const std::string& text) const;
  void remember(const std::string& text, RuleNumber rule) { by_text_.emplace(text, rule); }

  /// The rules as a filter, sorted by their order.
  model::Filter filter(std::vector<StatedRule> rules,
                       Table<model::RuleSetIndex, model::RuleSet>& sets);

 private:
  std::vector<model::Rule> rules_;
  std::unordered_map<std::string, RuleNumber> by_text_;
  std::map<std::vector<RuleNumber>, model::RuleSetIndex> by_rules_;
};

/// A rule of which nothing is known but that it may be there.
model::Rule unknown_rule(bool allow);

}  // namespace hairpin::import
