#pragma once

#include <string_view>
#include <utility>

#include "model/route_server.hpp"

namespace hairpin::import {

/// The words of `hubRoutingPreference`, of Route Servers and of hubs. [8.12, 7.29]
inline constexpr std::pair<std::string_view, model::RoutingPreference> routing_preferences[] = {
    {"ExpressRoute", model::RoutingPreference::express_route},
    {"VpnGateway", model::RoutingPreference::vpn_gateway},
    {"ASPath", model::RoutingPreference::as_path}};

}  // namespace hairpin::import
