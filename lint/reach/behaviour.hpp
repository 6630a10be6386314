#pragma once

#include <cstdint>
#include <vector>

#include "reach/ends.hpp"
#include "route/routing.hpp"

namespace hairpin::reach {

/// VNets whose packets are treated alike: spokes of one hub that have nothing of their own (one
/// plain peering, equal route tables, an address space that nobody else has). Everything else is a
/// class by itself.
struct BehaviourClass {
  std::vector<model::VnetIndex> members;  // sorted; the first stands for all
};

/// All VNets of the input in classes. Linear in VNets, subnets and peerings, but for sorting.
std::vector<BehaviourClass> behaviour_classes(route::Routing& routing);

/// Equal numbers for route tables of equal content, whatever they are called; by index plus one,
/// and zero for no table.
std::vector<std::uint32_t> table_numbers(const model::Network& network);

/// The sources of a VNet, in the order in which those of its fellows stand too: sources of equal
/// rank have equal routes.
std::vector<Source> ranked_sources(const model::Network& network, model::VnetIndex vnet,
                                   const std::vector<std::uint32_t>& table_numbers);

}  // namespace hairpin::reach
