#pragma once

#include <vector>

#include "model/network.hpp"

namespace hairpin::reach {

/// A rule that no packet comes to: what stands before it takes all that it matches. Equal rules of
/// groups that say the same are one.
struct ShadowedRule {
  model::Rule rule;
  /// The earlier rules that take what it matches, in the order in which they are tried; one alone
  /// where it takes all of it.
  struct Cover {
    model::RuleOrigin origin;
    bool opposed = false;  // does something else to the packets than the rule would
  };
  std::vector<Cover> covers;
  /// A part of what it matches meets the opposite of what it says, and it does not merely repeat
  /// an earlier rule.
  bool contradicted = false;
  std::vector<model::RuleOrigin> places;  // where it is written, by id; at least one
};

/// The rules of security groups, of the admin rules of network managers, and of firewalls that
/// cannot match anything, wherever they are in use. [10.2, 10.17, 9.6] Exact over addresses,
/// protocols and ports; a tag is the same addresses, whichever they are, in all rules of one place.
/// What a rule matches only perhaps covers nothing and has to be covered whole. The default rules
/// of groups are not judged. Sorted by the first place.
/// Costs the square of the rules of each distinct rule set, one look at two addresses each.
std::vector<ShadowedRule> shadowed_rules(const model::Network& network, const ResourceIds& ids);

}  // namespace hairpin::reach
