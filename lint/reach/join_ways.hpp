#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "route/possible_joins.hpp"

namespace hairpin::reach {

/// The ways between all circuits that Global Reach may join, drawn so that their number grows with
/// the circuits and not with the pairs. Nodes are numbers: circuit i sends at i and receives at
/// `circuits + i`; what lies between are nodes from `2 * circuits` on. From i one can get to where
/// j receives exactly if `between(i, j)` holds, or i is j.
struct JoinWays {
  std::uint32_t circuits = 0;
  std::uint32_t nodes = 0;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> ways;
};

/// Closed circuits take part: what closes them is a guard.
JoinWays join_ways(const route::PossibleJoins& joins);

}  // namespace hairpin::reach
