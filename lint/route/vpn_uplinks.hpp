#pragma once

#include <vector>

#include "model/network.hpp"
#include "route/routing.hpp"

namespace hairpin::route {

/// A VPN gateway that a VNet's packets may be sent to by a user route: its own, or one in a hub
/// whose gateways it uses. Such a gateway forwards by the tables of its own VNet, also from one
/// spoke to another. [3.9, 2.10]
struct VpnUplink {
  model::GatewayIndex gateway;
  model::VnetIndex hub;
  ConditionSet conditions;  // of gateway transit
};

/// Linear in the gateways and in the VNet's peerings.
std::vector<VpnUplink> vpn_uplinks(Routing& routing, model::VnetIndex vnet);

}  // namespace hairpin::route
