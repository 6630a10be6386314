#pragma once

#include <vector>

#include "base/prefix_set.hpp"
#include "model/network.hpp"

namespace hairpin::reach {

/// One address for all those of a VNet that every table of the network treats alike, by VNet: what
/// holds for it holds for its fellows. The destinations of a VNet (its workload subnets) are cut
/// wherever any route, of whatever kind, begins or ends; mostly one address is left. [14.8]
/// Empty for VNets that are only mentioned. Cost: sorting all prefixes of the network.
std::vector<PrefixSet> representatives(const model::Network& network);

}  // namespace hairpin::reach
