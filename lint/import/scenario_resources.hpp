#pragma once

#include <vector>

#include "base/resource.hpp"
#include "base/resource_id.hpp"
#include "base/value.hpp"
#include "import/scenario_sketch.hpp"

namespace hairpin::import {

/// Where all resources of scenarios live; only their types and names differ.
inline constexpr std::string_view scenario_group =
    "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/scenario";

/// The id of the scenario's resource of that type (`virtualNetworks`) and name.
std::string scenario_id(std::string_view type, std::string_view name);

/// The resources that an export of the sketched network would hold: the same properties as in ARM,
/// children nested in their parents. What is only mentioned gets no record. Every name of the
/// sketch must be resolved.
std::vector<Resource> sketched_resources(const Sketch& sketch, ResourceIds& ids, ValueArena& arena);

}  // namespace hairpin::import
