#pragma once

#include <vector>

#include "model/network.hpp"

namespace hairpin::reach {

/// A security admin rule that decides against what network security groups say. [10.16]
struct AdminOverride {
  enum class How : std::uint8_t {
    opens,   // always allows what a rule of a group denies
    closes,  // denies what all groups before a machine allow, one of them by a rule of its own
  };
  How how = How::opens;
  model::RuleOrigin rule;
  bool certain = true;  // false: the input does not tell whether the rule is in force there
  /// What the flows have in common over all places: at each of them, part of the product of these.
  PrefixSet sources, destinations;
  Services services;
  std::vector<model::SubnetIndex> subnets;    // where, each once
  std::vector<model::RuleOrigin> overridden;  // rules of groups, by id and name, each once
};

}  // namespace hairpin::reach
