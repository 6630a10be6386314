#pragma once

#include <vector>

#include "base/resource.hpp"
#include "import/scenario_sketch.hpp"

namespace hairpin::import {

/// The network managers of a scenario with their configurations, groups and snapshots, and the rows
/// that say what is in force on which VNet, as Resource Graph has them.
std::vector<Resource> sketched_managers(const Sketch& sketch, ResourceIds& ids, ValueArena& arena);

}  // namespace hairpin::import
