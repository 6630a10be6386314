#pragma once

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "base/resource_id.hpp"
#include "model/network.hpp"
#include "tests/support/oracle_branches.hpp"
#include "tests/support/oracle_circuits.hpp"
#include "tests/support/oracle_guards.hpp"
#include "tests/support/oracle_vnets.hpp"
#include "tests/support/oracle_world.hpp"

namespace hairpin::oracle {

/// Where a packet is, waiting for the next decision, or where it ended.
struct Place {
  enum class Kind : std::uint8_t {
    subnet,          // leaves a network interface in this VNet and subnet
    circuit,         // at the MSEE
    site,            // at the customer's router behind the circuit
    gateway,         // arrived at a gateway, from a circuit or over VPN
    hidden_gateway,  // arrived at the unseen gateway of this VNet
    delivered,       // at a network interface of this VNet
    anywhere,        // a hop of unknown kind led to the destination
    hub_gateway,     // arrived at a hub's gateway, from a circuit
    hub,             // asks a hub's table
    hub_firewall,    // at the firewall of a hub
    other_hub,       // handed from one hub to another
  };
  Kind kind = Kind::delivered;
  VnetIndex vnet;
  SubnetIndex subnet;
  CircuitIndex circuit;
  GatewayIndex gateway;
  ConnectionIndex connection;     // by which it came to the gateway
  bool transit = false;           // subnet: an appliance forwards
  ForwarderIndex forwarder = {};  // ... this one, if it is known
  // The sides of the peering just crossed that have access off: at this place; at the place before,
  // if no group stands there. [C2]
  PeeringIndex refused = {}, sender_refuses = {};
  VpnSiteIndex branch = {};  // site: behind a VPN gateway, and no way leads on
  HubIndex hub = {};
  HubTableIndex table = {};                   // hub
  HubConnectionIndex hub_connection = {};     // hub_gateway, other_hub: by which it comes, or goes
  bool from_circuit = false;                  // hub, hub_firewall
  ResourceId firewall = {};                   // hub_firewall
  const HubStaticRoute* appliance = nullptr;  // other_hub

  static Place delivered_to(VnetIndex vnet) { return {Kind::delivered, vnet, {}, {}, {}, {}}; }
  static Place in(VnetIndex vnet, SubnetIndex subnet) {
    return {Kind::subnet, vnet, subnet, {}, {}, {}};
  }
  static Place at_appliance(VnetIndex vnet, SubnetIndex subnet, ForwarderIndex forwarder) {
    return {Kind::subnet, vnet, subnet, {}, {}, {}, true, forwarder, {}, {}};
  }
  static Place at_msee(CircuitIndex circuit) { return {Kind::circuit, {}, {}, circuit, {}, {}}; }
  static Place beyond() { return {Kind::anywhere, {}, {}, {}, {}, {}}; }
  auto operator<=>(const Place&) const = default;
};

/// What the table of one place says about one address: the route that it chooses, and where
/// packets go by it. Several places are equal-cost paths; none: the packet is dropped.
struct Step {
  std::optional<Prefix> route;
  std::vector<Place> next;
};

/// Moves one packet by one hop at a time. Each place forwards by its own table alone. [14.6]
class Walk {
 public:
  Walk(const Network& network, const ResourceIds& ids);

  Step step(const Place& place, const Packet& packet, World& world) const;
  bool is_peered(VnetIndex a, VnetIndex b) const;
  /// Whether the packet, leaving `from`, ends at a network interface of `to` in this world.
  bool delivers(const Place& from, VnetIndex to, const Packet& packet, World& world) const;
  /// The same past all filters on the way. [14.7]
  bool passes(const Place& from, VnetIndex to, const Packet& packet, World& world) const;

  const Guards& guards() const { return *guards_; }

  const Vnets& vnets() const { return vnets_; }
  const Circuits& circuits() const { return *circuits_.back(); }
  const Branches& branches() const { return *branches_.back(); }

 private:
  struct Neighbour {
    Crossing crossing;
    std::vector<Conditional> routes;
  };
  /// The table of a subnet or of a GatewaySubnet, and the packet that asks it.
  struct Context {
    VnetIndex vnet;
    SubnetIndex subnet;    // none: the VNet as a whole
    bool guarded = false;  // a security group stands where the packet is
    bool inbound = false;  // the table steers what a gateway of the VNet received
    GatewayIndex gateway;  // that gateway; none: one that the input lacks
    ConnectionIndex connection;
    const RouteTable* table = nullptr;
    const Packet& packet;
    World& world;

    bool learns() const {
      return !inbound && !(table != nullptr && table->disable_bgp_propagation.is(true));  // [3.13]
    }
  };

  bool reaches(const Place& at, VnetIndex to, const Packet& packet, World& world,
               std::vector<Place>& passed, bool filtered) const;
  bool is_guarded(const Place& place, const Packet& packet) const;
  bool stops_at(const Place& place, const Packet& packet, World& world) const;
  const RouteTable* table_of(SubnetIndex subnet) const;
  SubnetIndex gateway_subnet(VnetIndex vnet) const;
  Step from_subnet(const Context& context) const;
  Step at_circuit(CircuitIndex circuit, const Packet& packet, World& world) const;
  Step at_site(CircuitIndex circuit, const Packet& packet, World& world) const;
  std::vector<Place> by_ways_of_its_own(CircuitIndex circuit, const Address& destination,
                                        World& world) const;
  Step at_gateway(const Context& context) const;
  std::optional<Step> by_private_endpoint(const Context& context) const;
  bool may_have(const PrivateEndpoint& endpoint, const Address& address) const;

  // Virtual WAN
  std::vector<HubEntry> entries(const Place& place) const;
  void add_circuits(const Place& place, std::vector<HubEntry>& into) const;
  Step at_hub(const Place& place, const Packet& packet, World& world) const;
  std::vector<Place> hand_over(const Place& place, const HubEntry& entry, const Packet& packet,
                               World& world) const;
  std::vector<Place> hand_out(HubConnectionIndex connection, const HubStaticRoute* appliance,
                              const Packet& packet, World& world) const;
  Place enter_hub(HubConnectionIndex connection) const;
  bool firewall_forwards(ResourceId firewall) const;
  struct HubRoute {
    Prefix prefix;
    Place table;
    Needs needs;
  };
  std::vector<HubRoute> hub_routes(VnetIndex vnet) const;

  NextHopType hop_type(const UserRoute& route, World& world) const;
  std::optional<Step> by_user_route(const Context& context, int length) const;
  Step by_appliance(const Context& context, const UserRoute& route) const;
  Step beyond_peers(const Context& context, const UserRoute& route) const;
  std::optional<Step> by_gateway_hop(const Context& context, const UserRoute& route) const;
  std::optional<Step> by_learned_route(const Context& context, int length) const;
  // oracle_onward.cpp
  std::vector<BranchRoute> branch_routes(const Context& context) const;
  std::optional<Step> by_branch_route(const Context& context, int length) const;
  std::vector<Place> along(const Context& context, const BranchRoute& route) const;
  RoutingPreference preference(const Context& context) const;
  std::optional<Step> by_system_route(const Context& context, int length) const;
  std::vector<int> lengths(const Context& context) const;
  bool system_route_covers(const Context& context, int length) const;
  bool default_is_overridden(const Context& context) const;
  const UserRoute* user_route(const Context& context, int length) const;

  std::vector<Place> forward_at(VnetIndex vnet, const Address& address, World& world) const;
  std::vector<Place> forward_by(const Forwarder& forwarder, World& world) const;
  bool may_forward(const Forwarder& forwarder, World& world) const;
  std::vector<Place> behind(const Forwarder& balancer, World& world) const;
  bool crosses(const Crossing& crossing, const Context& context, const Address& target) const;
  /// The places behind a peering, if access is off there. [C2]
  std::vector<Place> behind(const Crossing& crossing, const Context& context,
                            std::vector<Place> places) const;
  /// Whether a peering leads there, so that no connected group does. [10.27]
  bool is_peered(VnetIndex from, VnetIndex to, World& world) const;
  std::optional<Step> by_group(const Context& context, int length) const;
  std::optional<Step> hop_in_group(const Context& context, const Address& hop) const;
  Step to_neighbour(const Context& context, const Neighbour& neighbour, const Prefix& route) const;
  bool uses_gateway(VnetIndex spoke, const Context& context) const;
  /// The neighbour with the longest route that holds the address, in this world.
  const Neighbour* neighbour_with(const Context& context, const Address& address) const;

  const Network& network_;
  const ResourceIds& ids_;
  Vnets vnets_;
  Hubs hubs_;
  /// What gateways tell Route Servers depends on circuits, and what circuits hold on Route Servers:
  /// computed in rounds, of which the last counts.
  std::vector<std::unique_ptr<const Branches>> branches_;
  std::vector<std::unique_ptr<const Circuits>> circuits_;
  std::optional<Guards> guards_;  // made last
  // Read once, because every packet asks for them.
  std::vector<std::vector<Neighbour>> neighbours_;
  std::vector<std::vector<GroupWay>> group_ways_;
  std::vector<std::vector<Uplink>> uplinks_, vpn_uplinks_, hidden_uplinks_;
  /// The VNets whose Route Server writes into the tables of a VNet. [8.4]
  std::vector<std::vector<std::pair<VnetIndex, Needs>>> servers_;
  std::vector<std::vector<HubRoute>> hub_routes_;
  std::vector<std::vector<Conditional>> known_by_hub_;
};

}  // namespace hairpin::oracle
