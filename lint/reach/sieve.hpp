#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/flow_set.hpp"
#include "model/security.hpp"

namespace hairpin::reach {

/// Addresses of which some are surely, and others perhaps, in a tag.
struct TagContent {
  PrefixSet surely, perhaps;
  auto operator<=>(const TagContent&) const = default;
};

/// What `VirtualNetwork` stands for at one place. With propagation off it is not known whether
/// learned prefixes belong to it: they are counted where that lets packets pass. [10.12, C14]
struct VirtualNetworkTag {
  TagContent for_allow, for_deny;

  static VirtualNetworkTag everything();
  static VirtualNetworkTag unknown();
  auto operator<=>(const VirtualNetworkTag&) const = default;
};

/// What rules do to flows. A flow that is in both sets may pass or not: that depends on what is not
/// certain.
struct Sieved {
  FlowSet passes;                       // surely or perhaps
  FlowSet drops;                        // surely or perhaps
  std::vector<std::uint32_t> droppers;  // positions of the rules that drop some of them
  std::vector<std::uint32_t> doubtful;  // ... that perhaps match some of them
  bool unmatched = false;               // some are dropped because no rule matches them
};

/// What the admin rules of one configuration do to flows. A flow that is in several of the sets may
/// go either way.
struct AdminSieved {
  FlowSet denied;                       // surely or perhaps
  FlowSet always;                       // surely or perhaps past all other filters of the place
  FlowSet onward;                       // surely or perhaps on to what filters next
  std::vector<std::uint32_t> deniers;   // positions of the rules that deny some of them
  std::vector<std::uint32_t> doubtful;  // ... that perhaps match some of them
};

/// Flows of which some come for certain, and no others at most. `surely` is a part of `most`.
struct FlowBounds {
  FlowSet surely, most;
};

/// What one rule decides about, by its position.
struct Share {
  std::uint32_t rule = 0;
  FlowBounds flows;
};

/// Which rule decides about which flows: the rules that decide about some, in their order, and what
/// no rule decides about.
struct Shares {
  std::vector<Share> of_rules;
  FlowBounds rest;
};

/// Tries the rules in their order on all flows at once. [10.2, 9.6] The tags are what the places
/// that the two sides of the flows are seen from make of them: at an end of a path, everything that
/// is there is in its own tag.
Sieved sieve(const model::RuleSet& rules, const VirtualNetworkTag& source,
             const VirtualNetworkTag& destination, const FlowSet& flows);
/// The same for admin rules, which let through what none of them matches. [10.16]
AdminSieved sieve_admin(const model::RuleSet& rules, const VirtualNetworkTag& source,
                        const VirtualNetworkTag& destination, const FlowSet& flows);

/// Tries them in the same way and keeps apart what each of them decides about. [10.2] Costs more
/// than `sieve`: for questions about rules.
Shares shares(std::span<const model::Rule> rules, const VirtualNetworkTag& source,
              const VirtualNetworkTag& destination, FlowBounds flows);

}  // namespace hairpin::reach
