#pragma once

#include "model/network.hpp"
#include "route/adjacency.hpp"

namespace hairpin::route {

/// Whether a Route Server exchanges routes with a gateway of its VNet: branch-to-branch is on, and
/// a VPN gateway is active-active. [8.6, 8.7] The toggle has a documented default, false; only what
/// is stated and cannot be read is unknown. [0.6]
Adjacency branch_to_branch(const model::RouteServer& server, const model::Gateway& gateway,
                           bool is_vpn, Conditions& conditions);

}  // namespace hairpin::route
