#pragma once

#include <cstdint>
#include <vector>

#include "base/prefix_set.hpp"
#include "route/routing.hpp"

namespace hairpin::route {

/// What the connected groups of one connectivity configuration join that no peering does. Counts
/// are ordered pairs of VNets of the input.
struct GroupJoin {
  model::ConnectedGroupIndex group;  // one of them
  std::uint64_t proven_pairs = 0, unproven_pairs = 0;
  std::vector<model::VnetIndex> vnets;  // of the pairs, by id
  model::VnetIndex from, to;            // a pair to show, proven if there is one
  /// Members on which the configuration is not in force, by id. [10.28, C22]
  std::vector<model::VnetIndex> waiting;
  PrefixSet shared;  // addresses that several members have, or may have [10.25]
};

/// One for each configuration whose groups join VNets, or would join them, in the order of its id.
/// Linear in members and peerings, times the combinations of groups that VNets are in.
std::vector<GroupJoin> group_joins(const Routing& routing);

}  // namespace hairpin::route
