#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/prefix.hpp"
#include "base/setting.hpp"
#include "model/identity.hpp"

namespace hairpin::model {

using RouteServerIndex = Index<struct RouteServerTag>;
using BgpPeerIndex = Index<struct BgpPeerTag>;

/// How a Route Server, or a hub of a Virtual WAN, chooses among routes to one prefix; it decides
/// about the path, not about reachability. [8.12, 7.29]
enum class RoutingPreference : std::uint8_t { express_route, vpn_gateway, as_path, unrecognised };

/// A hub without Virtual WAN: it talks BGP with appliances and the gateways beside it, and writes
/// what it learns into the tables of the VNets. No packet passes through it. [8.1, 8.3]
struct RouteServer : Identity {
  VnetIndex vnet;                  // of its RouteServerSubnet; none if the input does not say
  Setting<bool> branch_to_branch;  // allowBranchToBranchTraffic; absent: false [8.6, 0.6]
  /// Stated, but neither true nor false.
  bool unreadable_branch_to_branch = false;
  Setting<RoutingPreference> preference;
  std::vector<BgpPeerIndex> peers;
};

/// `bgpConnections` of a Route Server: an appliance that announces routes. [8.2]
struct BgpPeer : Identity {
  RouteServerIndex server;
  std::optional<Located<Address>> address;  // peerIp; none if it cannot be read
  Setting<std::int64_t> asn;
  /// What the policy says that it announces, and to where; none: nothing is declared. [C24]
  std::optional<std::vector<Located<Prefix>>> declared;
  std::optional<Located<Address>> next_hop;  // where it is not the peer itself [8.3]
};

}  // namespace hairpin::model
