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

}  // namespace hairpin::reach
