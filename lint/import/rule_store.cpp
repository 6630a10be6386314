#include "import/rule_store.hpp"

#include <algorithm>
#include <utility>

namespace hairpin::import {

RuleNumber RuleStore::add(model::Rule rule) {
  rules_.push_back(std::move(rule));
  return static_cast<RuleNumber>(rules_.size() - 1);
}

std::optional<RuleNumber> RuleStore::find(const std::string& text) const {
  const auto known = by_text_.find(text);
  return known == by_text_.end() ? std::nullopt : std::optional(known->second);
}

model::Filter RuleStore::filter(std::vector<StatedRule> rules,
                                Table<model::RuleSetIndex, model::RuleSet>& sets) {
  std::stable_sort(rules.begin(), rules.end(),
                   [](const StatedRule& a, const StatedRule& b) { return a.order < b.order; });
  model::Filter filter;
  std::vector<RuleNumber> numbers;
  for (StatedRule& rule : rules) {
    if (rule.doubt) {
      filter.doubts.push_back({static_cast<std::uint32_t>(numbers.size()), *std::move(rule.doubt)});
    }
    numbers.push_back(rule.rule);
    filter.origins.push_back(rule.origin);
  }
  const auto [known, is_new] = by_rules_.try_emplace(std::move(numbers));
  if (is_new) {
    model::RuleSet set;
    for (const RuleNumber number : known->first) set.rules.push_back(rules_[number]);
    known->second = sets.add(std::move(set));
  }
  filter.rules = known->second;
  return filter;
}

model::Rule unknown_rule(bool allow) {
  model::Rule rule;
  rule.source.perhaps = rule.destination.perhaps = PrefixSet::everything();
  rule.perhaps = Services::everything();
  rule.allow = allow;
  rule.certain = false;
  return rule;
}

}  // namespace hairpin::import
