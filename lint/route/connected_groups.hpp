#pragma once

#include <vector>

#include "base/prefix_set.hpp"
#include "model/network.hpp"
#include "route/routing.hpp"

namespace hairpin::route {

/// A VNet that a connected group joins with another one.
struct GroupMate {
  model::VnetIndex vnet;
  SessionIndex session;  // group_to_vnet, of the one that asks
  ConditionSet conditions;
};

/// The VNets that connected groups join with this one, a VNet once for each group. Linear in the
/// members of its groups.
std::vector<GroupMate> group_members(Routing& routing, model::VnetIndex vnet);
/// The same without what that depends on, by index; a VNet once.
std::vector<model::VnetIndex> joined_by_groups(const RouteGraph& graph, model::VnetIndex vnet);
/// Those of them to which the groups give it routes: a peering that surely leads there comes first,
/// and where it serves some subnets only, the group does not serve the others. [10.27]
std::vector<GroupMate> group_mates(Routing& routing, model::VnetIndex vnet);

/// The addresses that more than one of the VNets has.
PrefixSet shared_space(const model::Network& network, const std::vector<model::VnetIndex>& vnets);

}  // namespace hairpin::route
