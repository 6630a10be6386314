#pragma once

#include <optional>
#include <set>
#include <vector>

#include "model/network.hpp"
#include "reach/tag_sources.hpp"

namespace hairpin::reach {

/// Packets that security groups let in because `VirtualNetwork` stands for more than the VNet, its
/// peers and its connected groups. [10.8-10.10]
struct TagInflow {
  /// A rule of their own that groups have, in all groups that say the same, or their default rule,
  /// and then of learned VNets alone: on-premises is what a gateway is for, and what routes name is
  /// in the tag of every spoke behind a firewall. Of a rule only what the groups would drop without
  /// it, so that the default rule counts first.
  bool by_default = true;
  std::vector<model::RuleOrigin> rules;     // by id; at least one
  std::vector<model::SubnetIndex> subnets;  // where, each once
  bool certain = false;
  PrefixSet senders;  // addresses that get in
  Services services;  // of what they say
  /// Of the default rule one gateway; of other rules all that there are.
  std::set<route::RouterIndex> learners;        // that learned other VNets
  bool on_premises = false;                     // only of rules of their own
  std::vector<const model::UserRoute*> routes;  // by id
};

/// Subnets behind a gateway that nothing guards against other VNets which it learned, while others
/// behind it are guarded. [10.1]
struct UnguardedSubnets {
  route::RouterIndex learner;
  PrefixSet senders;
  bool certain = false;
  std::vector<model::SubnetIndex> open;     // where all of it passes, and not by the tag
  std::vector<model::SubnetIndex> guarded;  // where some of it is dropped
};

struct Inflows {
  std::vector<TagInflow> by_tag;
  std::vector<UnguardedSubnets> unguarded;
};

}  // namespace hairpin::reach
