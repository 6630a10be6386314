#pragma once

#include <string_view>
#include <vector>

#include "base/resource.hpp"
#include "base/resource_id.hpp"
#include "base/value.hpp"
#include "import/object_builder.hpp"
#include "import/scenario_sketch.hpp"

namespace hairpin::import {

/// The hubs of a sketch and what is on them, as an export would hold them.
std::vector<Resource> sketched_hubs(const Sketch& sketch, ResourceIds& ids, ValueArena& arena);

/// The platform's own peerings of a VNet (its folded name) whose hub connections are only implied.
/// [2.18]
std::vector<Value> implied_hub_peerings(const Sketch& sketch, std::string_view vnet,
                                        ValueArena& arena);

}  // namespace hairpin::import
