#pragma once

#include <ostream>
#include <string>

#include "tests/support/estate_plan.hpp"

namespace hairpin::test {

/// Writes the estate as `az graph query` would export it: hubs with ExpressRoute gateways on shared
/// circuits, peered spokes, network interfaces, network security groups, route tables, public
/// addresses. Same size, same bytes. Memory does not grow with the estate. `refusal(size)` must be
/// empty.
void write_estate(const EstateSize& size, std::ostream& out);

/// The same, for tests of small estates.
std::string estate_text(const EstateSize& size);

}  // namespace hairpin::test
