#pragma once

#include <cstdint>
#include <vector>

#include "route/route_graph.hpp"

namespace hairpin::reach {

/// By VNet: the number of its connected component over sessions that are open or may be. Packets
/// move along sessions (routes came along them, and appliances sit behind peerings), so they never
/// leave their component. Linear in the sessions.
std::vector<std::uint32_t> components(const route::RouteGraph& graph, std::size_t vnets);

}  // namespace hairpin::reach
