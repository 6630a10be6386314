#pragma once

#include "model/network.hpp"
#include "route/adjacency.hpp"

namespace hairpin::route {

/// What a connection object says of its own state, and its gateway of itself: doubts, since neither
/// is reliable enough to close anything. [4.18, 5.6]
void judge_connection(Adjacency& adjacency, const model::Network& network,
                      const model::Connection& connection, Conditions& conditions);

}  // namespace hairpin::route
