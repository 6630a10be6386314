#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/index.hpp"
#include "base/prefix.hpp"
#include "base/resource_id.hpp"
#include "base/setting.hpp"
#include "base/source_map.hpp"
#include "model/admin_rules.hpp"
#include "model/connected_group.hpp"
#include "model/identity.hpp"
#include "model/indices.hpp"
#include "model/private_link.hpp"
#include "model/route_server.hpp"
#include "model/security.hpp"
#include "model/virtual_wan.hpp"
#include "model/vpn.hpp"

/// The typed network: what the inputs say, without any routing. Plain values; relations are
/// indices; every property is a `Setting` or `Located`, so it knows the line that wrote it. Nothing
/// behind this header reads JSON.
namespace hairpin::model {

struct Tag {
  std::string_view key, value;
};

/// Virtual network. [1.1]
struct Vnet : Identity {
  std::string_view location;  // folded, without spaces: "japaneast"; empty if unknown
  std::string_view subscription;
  std::string_view tenant;
  std::vector<Tag> tags;
  /// For a VNet that is only mentioned: what its peers say of it. [2.3]
  std::vector<Located<Prefix>> address_space;
  /// Replaces what this VNet's own gateway announces. [1.15]
  std::vector<Located<Prefix>> summarized_gateway_prefixes;
  std::vector<SubnetIndex> subnets;
  std::vector<PeeringIndex> peerings;  // those that are children of this VNet
  AdminRulesIndex admin_rules;         // none: no network manager has any in force here [10.19]
  std::vector<PrivateEndpointIndex> private_endpoints;
  /// False if the row says nothing of its peerings, not even that there are none: then those that
  /// are not here may be there all the same. [2.1]
  bool states_peerings = true;

  /// Whether a peering that the VNet had would be among `peerings`. [13.11]
  bool shows_peerings() const { return in_input && states_peerings; }
};

/// By the reserved names of [1.5]; only `workload` subnets count as ends of a verdict.
enum class SubnetPurpose : std::uint8_t {
  workload,
  gateway,
  route_server,
  firewall,
  firewall_management,
  bastion
};

struct Subnet : Identity {
  VnetIndex vnet;
  SubnetPurpose purpose = SubnetPurpose::workload;
  std::vector<Located<Prefix>> prefixes;  // addressPrefix or addressPrefixes [1.4]
  RouteTableIndex route_table;            // none: no table is associated
  SourceSpan route_table_where;
  SecurityGroupIndex security_group = {};  // none: no NSG is associated [10.1]
  SourceSpan security_group_where = {};
  /// The interfaces of the subnet that have a group of their own, and whether all have. [C17]
  std::vector<GuardedInterface> guarded_interfaces = {};
  bool all_interfaces_guarded = false;
  AdminCoverage admin_coverage = AdminCoverage::applied;
  Setting<EndpointPolicies> endpoint_policies = {};
};

enum class PeeringState : std::uint8_t { connected, initiated, disconnected, unrecognised };
enum class PeeringSync : std::uint8_t {
  fully_in_sync,
  remote_not_in_sync,
  local_not_in_sync,
  both_not_in_sync,
  unrecognised
};

/// One of the two objects of a peering: the side of `local`. [2.1]
struct VnetPeering : Identity {
  VnetIndex local;
  VnetIndex remote;      // always set; may be a VNet that is only mentioned
  PeeringIndex reverse;  // the other side's object; none if the input does not hold it
  Setting<PeeringState> state;
  Setting<PeeringSync> sync;
  Setting<bool> allow_vnet_access;
  Setting<bool> allow_forwarded_traffic;
  Setting<bool> allow_gateway_transit;
  Setting<bool> use_remote_gateways;
  Setting<bool> complete_vnets;  // false: subnet peering [2.15]
  Setting<bool> only_ipv6;
  std::vector<Located<std::string_view>> local_subnets;  // names; for subnet peering
  std::vector<Located<std::string_view>> remote_subnets;
  /// `remoteAddressSpace`, the space as last synced, and `remoteVirtualNetworkAddressSpace`, the
  /// present one. [2.4] Empty if absent.
  std::vector<Located<Prefix>> synced_space;
  std::vector<Located<Prefix>> current_space;
  /// The platform's own peering with a hub that the network holds: no VNet is behind it. [2.18]
  bool to_hub = false;
};

enum class GatewayKind : std::uint8_t { express_route, vpn, unrecognised };

/// `Microsoft.Network/virtualNetworkGateways`. [4.1]
struct Gateway : Identity {
  GatewayKind kind = GatewayKind::unrecognised;
  VnetIndex vnet;                           // none if the input does not say
  Setting<bool> allow_remote_vnet_traffic;  // [4.10]
  Setting<bool> allow_virtual_wan_traffic;  // [4.10]
  Setting<bool> admin_enabled;              // adminState: false is Disabled [4.18]
  std::string_view sku;
  std::vector<ConnectionIndex> connections;
  VpnSettings vpn;  // of VPN gateways
};

enum class ConnectionKind : std::uint8_t { express_route, ipsec, vnet_to_vnet, unrecognised };

/// `Microsoft.Network/connections`. [5.1]
struct Connection : Identity {
  ConnectionKind kind = ConnectionKind::unrecognised;
  GatewayIndex gateway;       // virtualNetworkGateway1; may be a gateway that is only mentioned
  CircuitIndex circuit;       // ExpressRoute; may be a circuit that is only mentioned [5.2]
  GatewayIndex peer_gateway;  // Vnet2Vnet
  SourceSpan circuit_where;   // the peer id that names the circuit
  Setting<std::string_view> provisioning_state;
  Setting<std::string_view> connection_status;  // [5.6]
  Setting<std::int64_t> routing_weight;
  Setting<bool> gateway_bypass;  // FastPath [5.7]
  Setting<bool> enable_bgp;      // IPsec and Vnet2Vnet [5.5]
  TunnelSettings tunnel;         // IPsec and Vnet2Vnet
};

struct PrivatePeering {
  SourceSpan where;
  Setting<bool> enabled;  // state
  Setting<std::int64_t> peer_asn;
};

struct Authorization {
  std::string_view name;
  Setting<bool> in_use;  // authorizationUseStatus
  SourceSpan where;
};

enum class CircuitTier : std::uint8_t { local, standard, premium, basic, unrecognised };

/// `Microsoft.Network/expressRouteCircuits`. [6.1]
struct Circuit : Identity {
  Setting<CircuitTier> tier;
  Setting<std::string_view> circuit_state;     // circuitProvisioningState
  Setting<std::string_view> provider_state;    // serviceProviderProvisioningState [6.2]
  Setting<std::string_view> peering_location;  // of a provider circuit
  Setting<std::int64_t> bandwidth_mbps;
  Located<ResourceId> port;  // ExpressRoute Direct: expressRoutePort.id
  std::string_view location;
  std::string_view tenant;
  /// False if the row has no `peerings` key at all, or a Global Reach connection in it cannot be
  /// read: then Global Reach is unknown. [13.9]
  bool states_peerings = false;
  std::optional<PrivatePeering> private_peering;  // [6.3]
  std::vector<Authorization> authorizations;      // [5.3]
  std::vector<ConnectionIndex> connections;
};

enum class GlobalReachStatus : std::uint8_t { connected, connecting, disconnected, unrecognised };

/// One entry of `connections[]` or `peeredConnections[]`: Global Reach as one side tells it. The
/// link itself has no direction. [6.21, 6.22]
struct GlobalReachConnection : Identity {
  CircuitIndex circuit;  // whose object this is
  CircuitIndex peer;     // may be a circuit that is only mentioned
  bool from_peered_connections = false;
  Setting<GlobalReachStatus> status;
  std::vector<Located<Prefix>> address_prefixes;  // the /29 and /125 of the link [6.30]
};

/// The hop types that ARM has. [3.7]
enum class NextHopType : std::uint8_t {
  virtual_appliance,
  virtual_network_gateway,
  vnet_local,
  internet,
  none,
  unrecognised
};

struct UserRoute : Identity {
  Located<Prefix> prefix;
  NextHopType next_hop_type = NextHopType::unrecognised;
  SourceSpan next_hop_type_where;
  std::optional<Located<Address>> next_hop;  // virtual_appliance
};

struct RouteTable : Identity {
  Setting<bool> disable_bgp_propagation;  // [3.13]
  std::vector<UserRoute> routes;          // service-tag routes are left out [3.19]
  std::vector<SubnetIndex> subnets;       // those that name this table
  bool readable = true;                   // false: not all of its routes are known

  /// Whether what the table does is known. [13.11]
  bool is_known() const { return in_input && readable; }
};

enum class ForwarderKind : std::uint8_t { network_interface, load_balancer, firewall };

/// Something that has a private address and may forward packets that are not for it: the target of
/// a `VirtualAppliance` route. [3.11]
struct Forwarder : Identity {
  ForwarderKind kind = ForwarderKind::network_interface;
  Address address;
  SourceSpan address_where;
  SubnetIndex subnet;                    // where it sits; none if unknown
  Setting<bool> ip_forwarding;           // network interfaces
  std::vector<ForwarderIndex> backends;  // load balancers: the interfaces behind it
  bool lacks_backends = false;           // some of them are not in the input
  SecurityGroupIndex security_group;     // of the interface itself; none: it has none [10.1]
  FirewallIndex firewall;                // firewalls: its rules
};

/// The on-premises side of a circuit, as declared by the policy or learned from a circuit's route
/// table. A circuit without a site has an on-premises side whose announcements are unknown.
struct Site {
  CircuitIndex circuit;
  std::vector<Located<Prefix>> advertises;
  /// Circuits between which and this one the customer routes. [6.33, C30]
  std::vector<Located<CircuitIndex>> transit;
  SourceSpan where;
};

/// What the user settled for what the input leaves open (`assume:` of the policy).
struct Assumptions {
  std::optional<Located<bool>> allow_remote_vnet_traffic;
  std::optional<Located<bool>> allow_virtual_wan_traffic;
  struct Appliance {
    std::string pattern;  // glob over ids
    bool forwards = true;
    SourceSpan where;
  };
  std::vector<Appliance> appliances;
};

/// A reference whose target the input does not hold.
struct UnresolvedReference {
  ResourceId from;
  ResourceId to;
  std::string_view property;  // e.g. "properties.remoteVirtualNetwork.id"
  SourceSpan where;
};

/// Something in the input that can connect VNets and that this analysis does not follow (a Virtual
/// WAN hub, a site-to-site connection, ...). Two VNets that both have one are never "isolated".
///
/// If `unreadable`, the input states a connection, or a VNet, in a way that cannot be read (an
/// ExpressRoute connection without a circuit, a VNet without address space or without a word about
/// its peerings): then one end is enough, since nobody knows where the other one is. [0.3]
struct UnmodelledAttachment {
  ResourceId resource;
  std::string_view what;  // "Virtual WAN hub connection", ...
  VnetIndex vnet;         // none: may attach to any VNet
  SourceSpan where;
  bool unreadable = false;
  /// What is the matter with it, behind its name: "names no circuit"; and what would settle it.
  /// Empty where `what` says it all.
  std::string_view lack = {};
  std::string_view remedy = {};
};

/// What was read, for the closing summary. `used` are resources that entered the network.
struct Coverage {
  std::size_t resources = 0;
  std::size_t used = 0;
  /// Resources by folded type that carry connectivity but are not analysed.
  std::vector<std::pair<std::string, std::size_t>> not_analysed;
  /// The export itself is cut: every "isolated" becomes "unproven". [13.5, C28]
  bool truncated = false;
  SourceSpan truncated_where;
};

struct Network {
  Table<VnetIndex, Vnet> vnets;
  Table<SubnetIndex, Subnet> subnets;
  Table<PeeringIndex, VnetPeering> peerings;
  Table<GatewayIndex, Gateway> gateways;
  Table<ConnectionIndex, Connection> connections;
  Table<CircuitIndex, Circuit> circuits;
  Table<GlobalReachIndex, GlobalReachConnection> global_reach;
  Table<RouteTableIndex, RouteTable> route_tables;
  Table<ForwarderIndex, Forwarder> forwarders;
  Table<SiteIndex, Site> sites;
  Table<RuleSetIndex, RuleSet> rule_sets;
  Table<SecurityGroupIndex, SecurityGroup> security_groups;
  Table<FirewallIndex, Firewall> firewalls;
  Table<VpnSiteIndex, VpnSite> vpn_sites;
  Table<RouteServerIndex, RouteServer> route_servers;
  Table<BgpPeerIndex, BgpPeer> bgp_peers;
  Table<AdminRulesIndex, AdminRules> admin_rules;
  VirtualWans virtual_wans;
  Table<ConnectedGroupIndex, ConnectedGroup> connected_groups;
  Table<PrivateEndpointIndex, PrivateEndpoint> private_endpoints;
  Table<PrivateLinkServiceIndex, PrivateLinkService> private_link_services;
  Table<PrivateLinkIndex, PrivateLink> private_links;
  Assumptions assumptions;
  std::vector<UnresolvedReference> unresolved;
  std::vector<UnmodelledAttachment> unmodelled;
  Coverage coverage;
  /// Filled together with the tables; the lookups below give an empty index for other ids.
  std::unordered_map<ResourceId, VnetIndex> vnet_by_id;
  std::unordered_map<ResourceId, SubnetIndex> subnet_by_id;
  std::unordered_map<ResourceId, GatewayIndex> gateway_by_id;
  std::unordered_map<ResourceId, CircuitIndex> circuit_by_id;

  VnetIndex vnet(ResourceId id) const;
  SubnetIndex subnet(ResourceId id) const;
  GatewayIndex gateway(ResourceId id) const;
  CircuitIndex circuit(ResourceId id) const;
};

}  // namespace hairpin::model
