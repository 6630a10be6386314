#pragma once

#include <ostream>
#include <span>

#include "base/value.hpp"

namespace hairpin::report::resources {

/// An array of resources as indented JSON. What is not known is `{"$unknown": "reason"}`.
void write(std::ostream& out, std::span<const Value> resources);

}  // namespace hairpin::report::resources
