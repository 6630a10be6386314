#pragma once

#include <vector>

#include "model/config_fact.hpp"
#include "route/routing.hpp"

namespace hairpin::reach {

/// What an isolation from one VNet to another takes for granted: that on-premises routers which
/// nobody declared announce nothing to the circuits that `from` learns from. A route of theirs that
/// covers `to` would take its packets there, if `to` is on a circuit at all. [6.14, 6.15, 6.33] One
/// entry per such circuit.
std::vector<model::Missing> undeclared_sites(const route::Routing& routing, model::VnetIndex from,
                                             model::VnetIndex to);

}  // namespace hairpin::reach
