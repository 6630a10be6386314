#pragma once

#include <optional>
#include <string_view>

#include "model/network.hpp"

namespace hairpin::test {

/// One rule as a line of a sketch says it; what is left out means anything.
struct SketchedRule {
  std::optional<std::string_view> from, to;  // a prefix, `vnet` or `internet`
  std::optional<std::string_view> port;      // TCP
  bool allow = false;
  bool perhaps = false;  // whether it matches is not known
};

/// A group that has the default rules alone. [10.4]
model::SecurityGroup sketched_group(const model::Identity& identity, model::Network& network);
/// A filter that drops everything.
model::Filter sketched_filter(model::Network& network);
/// Puts a rule behind the first `position` rules. False if a word of it means nothing.
bool add_rule(const SketchedRule& rule, std::size_t position, model::Filter& filter,
              model::Network& network);
/// Makes filters of equal rules share them, as the importer does.
void share_rule_sets(model::Network& network);

}  // namespace hairpin::test
