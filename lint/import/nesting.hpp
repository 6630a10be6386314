#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "base/resource.hpp"
#include "import/resource_types.hpp"

namespace hairpin::import {

/// Where children stand in a parent: a subnet in the `subnets` of a VNet.
struct Nesting {
  ResourceRole parent;
  std::string_view property;  // of the parent
  ResourceRole role;          // of the child
  std::string_view segment;   // of the child's id
  std::string_view type;      // of the child
};

/// All of them, parents before their children's children.
std::span<const Nesting> nestings();

/// The children that a parent lists there, as resources of their own. A child whose id is stated
/// keeps it; else it is made of the parent's id and the child's name.
std::vector<Resource> nested_resources(const Resource& parent, const Nesting& nesting,
                                       ResourceIds& ids);

}  // namespace hairpin::import
