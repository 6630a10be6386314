#pragma once

#include <cstdint>
#include <vector>

#include "route/route_graph.hpp"

namespace hairpin::reach {

/// By VNet: the number of its connected component over sessions that are open or may be. Packets
/// move along sessions (routes came along them, and appliances sit behind peerings), so they never
/// leave their component; but where a route sends them to an appliance that nobody knows, they may
/// get anywhere, and then all VNets are one component. Linear in the sessions and the routes.
std::vector<std::uint32_t> components(const route::RouteGraph& graph,
                                      const model::Network& network);

}  // namespace hairpin::reach
