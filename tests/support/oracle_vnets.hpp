#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "model/network.hpp"
#include "tests/support/oracle_world.hpp"

/// The facts about single VNets, read afresh at each question: no table is kept, nothing is shared
/// with the product. Numbers in brackets are those of AZURE_FACTS.md.
namespace hairpin::oracle {

using namespace model;

/// A prefix that is there if the needs hold.
struct Conditional {
  Prefix prefix;
  Needs needs;
};

/// One direction of a peering: packets go from `from` to `to`. A side whose VNet the input lacks
/// has no object.
struct Crossing {
  VnetIndex from, to;
  PeeringIndex out, back;
  Needs open;
};

/// What a connected group may carry from one VNet: one entry for each other member. [10.21]
struct GroupWay {
  std::size_t group = 0;
  VnetIndex to;
  Needs needs;
};

/// A gateway whose learned routes a VNet has.
struct Uplink {
  GatewayIndex gateway;  // none: the unseen gateway of `hub` [C27]
  VnetIndex hub;         // where the gateway sits: the VNet itself, or its hub
  Needs needs;
  std::optional<Crossing> over;  // none for an own gateway
};

class Vnets {
 public:
  explicit Vnets(const Network& network) : network_(network) {}

  bool owns(VnetIndex vnet, const Address& address) const;
  /// The subnet of `vnet` that holds the address; none if no subnet does.
  SubnetIndex subnet_at(VnetIndex vnet, const Address& address) const;

  /// The peerings out of `from` that are not certainly closed. [2.2]
  std::vector<Crossing> crossings(VnetIndex from) const;
  /// The routes that the peering gives to `from`. [2.4, 2.5, 2.15, C18]
  std::vector<Conditional> routes(const Crossing& crossing) const;
  bool is_subnet_peering(const Crossing& crossing) const;
  /// What a gateway may announce and serve beyond the subnets of a subnet peering. [2.17, A18]
  std::vector<Prefix> possibly_served(const Crossing& crossing) const;
  std::vector<GroupWay> group_ways(VnetIndex from) const;
  /// Whether several members of the group that are there in this world have the address. [10.25]
  bool conflicts(std::size_t group, const Address& address, World& world) const;
  /// Whether the peering serves the subnet `at` of `crossing.from`. [2.15, 2.16]
  bool serves_sender(const Crossing& crossing, SubnetIndex at) const;
  bool serves_target(const Crossing& crossing, const Address& address) const;

  /// ExpressRoute or VPN gateways of the VNet, or those it uses in a hub. [2.10]
  std::vector<Uplink> uplinks(VnetIndex vnet, GatewayKind kind) const;
  /// Whether a peer uses the gateway of this VNet, and the input holds none there. [C27]
  bool is_hidden_hub(VnetIndex vnet) const;
  /// The VNets whose Route Server serves this one: its own, or its hub's. [2.10, 8.4]
  std::vector<std::pair<VnetIndex, Needs>> servers(VnetIndex vnet) const;
  /// The unseen gateways that the VNet uses. [C27]
  std::vector<Uplink> hidden_uplinks(VnetIndex vnet) const;

 private:
  std::optional<Crossing> crossing(PeeringIndex out, PeeringIndex back) const;
  bool has_gateway(VnetIndex vnet) const;
  bool has_server(VnetIndex vnet) const;
  std::optional<Needs> transit(const Crossing& crossing) const;
  bool carries(const Crossing& crossing, Family family) const;
  std::vector<Conditional> subnet_routes(const Crossing& crossing) const;

  const Network& network_;
};

}  // namespace hairpin::oracle
