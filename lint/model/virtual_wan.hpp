#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/prefix.hpp"
#include "base/setting.hpp"
#include "model/indices.hpp"
#include "model/route_server.hpp"

/// Virtual WAN as the inputs state it: hubs, their route tables, and the connections that put
/// VNets and circuits on them. A Route Server is a hub without a Virtual WAN and not among these.
namespace hairpin::model {

using VirtualWanIndex = Index<struct VirtualWanTag>;
using HubIndex = Index<struct HubTag>;
using HubTableIndex = Index<struct HubTableTag>;
using HubConnectionIndex = Index<struct HubConnectionTag>;
using HubGatewayIndex = Index<struct HubGatewayTag>;

enum class WanType : std::uint8_t { standard, basic, unrecognised };

/// `Microsoft.Network/virtualWans`. [7.1]
struct VirtualWan : Identity {
  Setting<WanType> type;  // absent: Standard [0.6]
};

/// What a routing policy or a static route of a hub sends packets to.
struct HubNextHop {
  ResourceId id;
  SourceSpan where;
  HubConnectionIndex connection;  // a VNet connection of the hub
  bool is_firewall = false;       // an Azure Firewall, else another appliance inside the hub
  FirewallIndex firewall;         // its rules; none: not in the input

  bool is_inside_hub() const { return !connection; }
};

/// `virtualHubs/hubRouteTables`. [7.6-7.8] The default table is there for every hub, whether or not
/// the input holds it.
struct HubTable : Identity {
  HubIndex hub;
  bool is_default = false;
  bool is_none = false;  // noneRouteTable: has no routes, and nothing propagates to it [7.7]
  std::vector<Located<std::string_view>> labels;
  struct StaticRoute {
    Located<Prefix> prefix;
    HubNextHop next_hop;
  };
  std::vector<StaticRoute> routes;
};

/// A route of a VNet connection towards an appliance in the VNet. [7.18]
struct HubStaticRoute {
  Located<Prefix> prefix;
  Located<Address> next_hop;
  std::string_view name;
};

enum class HubConnectionKind : std::uint8_t { vnet, express_route };

/// What joins a VNet or a circuit to a hub, with its routing configuration. [7.3, 7.6, 7.7]
struct HubConnection : Identity {
  HubConnectionKind kind = HubConnectionKind::vnet;
  HubIndex hub;
  VnetIndex vnet;           // kind vnet
  HubGatewayIndex gateway;  // express_route
  CircuitIndex circuit;     // express_route
  SourceSpan end_where;     // the reference that names the VNet or the circuit
  /// False if the input only implies the connection, or its routing cannot be read: then where its
  /// prefixes go, and what it sees, is not known.
  bool states_routing = true;
  HubTableIndex associated;
  SourceSpan associated_where;
  std::vector<Located<HubTableIndex>> propagates_to;
  std::vector<Located<std::string_view>> labels;
  SourceSpan propagation_where;
  Setting<bool> internet_security;  // absent: true for VNets, false for circuits [0.6]
  bool internet_security_readable = true;
  Located<ResourceId> inbound_route_map, outbound_route_map;
  std::vector<HubStaticRoute> static_routes;
  Setting<bool> propagate_static_routes;  // absent: true [C25]
  /// Whether static routes take also what is for the VNet itself; absent: they don't. [7.18]
  Setting<bool> static_routes_override_vnet;
  Setting<std::string_view> provisioning_state;
};

/// `Microsoft.Network/expressRouteGateways`. [7.3]
struct HubGateway : Identity {
  HubIndex hub;
  Setting<bool> allow_non_virtual_wan_traffic;  // [7.32]
  std::vector<HubConnectionIndex> connections;
};

/// `virtualHubs/routingIntent`. [7.21]
struct RoutingIntent : Identity {
  struct Policy {
    std::string_view name;
    bool private_traffic = false, internet = false;
    HubNextHop next_hop;
    SourceSpan where;
  };
  std::vector<Policy> policies;

  /// The policy for private traffic, or for the Internet; null if there is none.
  const Policy* private_policy() const;
  const Policy* internet_policy() const;
};

/// `Microsoft.Network/virtualHubs` with a Virtual WAN. [7.1]
struct Hub : Identity {
  VirtualWanIndex wan;  // none: the hub is only mentioned
  Setting<RoutingPreference> preference;
  std::vector<Located<Prefix>> address_space;  // addressPrefix
  Located<ResourceId> firewall;
  /// Route maps exist on the hub: gateways of VNets then take its prefixes for what they are not.
  /// [4.15]
  bool has_route_maps = false;
  SourceSpan route_maps_where;
  std::optional<RoutingIntent> intent;
  HubTableIndex default_table;
  std::vector<HubTableIndex> tables;
  std::vector<HubConnectionIndex> connections;

  const RoutingIntent::Policy* private_policy() const {
    return intent ? intent->private_policy() : nullptr;
  }
  const RoutingIntent::Policy* internet_policy() const {
    return intent ? intent->internet_policy() : nullptr;
  }
};

/// The part of the network that is Virtual WAN.
struct VirtualWans {
  Table<VirtualWanIndex, VirtualWan> wans;
  Table<HubIndex, Hub> hubs;
  Table<HubTableIndex, HubTable> tables;
  Table<HubConnectionIndex, HubConnection> connections;
  Table<HubGatewayIndex, HubGateway> gateways;
  std::unordered_map<ResourceId, HubIndex> hub_by_id;
  std::unordered_map<ResourceId, HubTableIndex> table_by_id;

  HubIndex hub(ResourceId id) const;
  HubTableIndex table(ResourceId id) const;
  /// Whether routes pass between the two hubs: those of one Virtual WAN are a full mesh.
  /// [7.12, 7.13]
  bool are_meshed(HubIndex a, HubIndex b) const;
  /// Whether the connection's prefixes go to the table: the table is listed by id, or carries a
  /// label that the connection lists, in a hub of the same Virtual WAN. [7.8]
  bool propagates(const HubConnection& connection, HubTableIndex table) const;
};

}  // namespace hairpin::model
