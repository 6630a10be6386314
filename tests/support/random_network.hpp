#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace hairpin::test {

/// The lines (see sketch.hpp) of a small network: hubs with gateways on shared circuits, spokes,
/// appliances, sites. Most of it is configured as an engineer would, with a few deviations of every
/// kind the model knows. The same seed gives the same lines on every machine.
std::vector<std::string> random_network(std::uint64_t seed);

}  // namespace hairpin::test
