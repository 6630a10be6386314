#pragma once

#include <vector>

#include "route/adjacency.hpp"
#include "route/tunnel.hpp"

namespace hairpin::route {

/// What one end of a VPN tunnel hears of the other end.
struct TunnelWay {
  model::GatewayIndex near;  // listens
  model::GatewayIndex far;   // announces; none: a site
  Adjacency adjacency;       // whether packets pass at all
  Tunnel tunnel;
};

/// All tunnels of the network, each way by itself: Vnet2Vnet connections, which need an object on
/// either side [11.4]; IPsec connections to a site [11.1]; and IPsec connections whose site is a
/// gateway of the network, known by its public address, which need one back as well [11.5].
std::vector<TunnelWay> tunnel_ways(const model::Network& network, Conditions& conditions);

}  // namespace hairpin::route
