#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/prefix.hpp"
#include "base/setting.hpp"
#include "base/value.hpp"
#include "import/scenario_branches.hpp"
#include "import/scenario_private_links.hpp"
#include "import/scenario_words.hpp"

namespace hairpin::import {

/// The statements of a scenario by kind, as read and before names are looked up. A `Value` is the
/// property that the exported resource will have; an absent one is "not stated".
struct Sketch {
  using Prefixes = std::vector<Located<Prefix>>;

  struct Vnet {
    Word name;
    Prefixes space, summarized;
    Word location, tenant;
    bool only_mentioned = false;
  };
  struct Subnet {
    Word vnet, name;
    Prefixes prefixes;
    Word security_group;
    Value endpoint_policies;
    Word table;  // from `table ... on`, once names are looked up
    std::vector<Word> delegated_to;
    bool delegations_stated = true;
    SourceSpan where;
  };
  /// One of the two objects of a peering, the child of `local`.
  struct PeeringSide {
    Word local, remote;
    SourceSpan where;
    Value state, sync, access, forwarded_traffic, gateway_transit, remote_gateways;
    Value only_ipv6;                                  // absent: not a matter
    std::vector<Word> local_subnets, remote_subnets;  // both empty: whole VNets
    Prefixes synced, current;                         // empty: the present space of `remote`
  };
  struct Gateway {
    Word name, vnet;
    bool vpn = false;
    bool only_mentioned = false;
    Value remote_vnets, virtual_wan;  // the toggles
    Value admin_state;
  };
  enum class PrivatePeering : std::uint8_t { enabled, disabled, none, not_stated };
  struct Circuit {
    Word name;
    Value tier, circuit_state, provider_state;
    Word peering_location, region, tenant, port;
    Value bandwidth, peer_asn;
    PrivatePeering private_peering = PrivatePeering::enabled;
    SourceSpan private_peering_where;
    std::vector<Word> authorizations;  // in use
    bool only_mentioned = false;
  };
  struct Connection {
    Word gateway, circuit;
    SourceSpan where;
    Value fast_path, status, provisioning, weight;
  };
  /// One entry of `connections[]` or, if `peered`, `peeredConnections[]` of `circuit`.
  struct GlobalReach {
    Word circuit, peer;
    SourceSpan where;
    Value status;
    bool peered = false;
    std::optional<Located<Prefix>> over;  // the transfer prefix
  };
  struct Table {
    Word name;
    std::vector<StatementCursor::Path> on;  // without a subnet: all of the VNet
    Value propagation_disabled;
  };
  struct Route {
    Word table;
    Located<Prefix> prefix;
    Value next_hop_type;
    std::optional<Located<Address>> next_hop;
  };
  struct SecurityGroup {
    Word name;
    std::vector<StatementCursor::Path> on;  // without a subnet: all of the VNet
    bool only_mentioned = false;
  };
  /// Of a network security group, or (without a direction) of a firewall.
  struct SecurityRule {
    Word owner;
    Value priority, direction, access, protocol;
    std::vector<Word> from, to;             // empty: anything
    std::vector<Word> ports, source_ports;  // empty: all
  };
  /// A security admin configuration with a manager of its own.
  struct AdminRules {
    Word name;
    std::vector<Word> on;  // VNets
    bool of_management_group = false;
    bool only_configured = false;  // nothing says that it is deployed
    Value services;                // applyOnNetworkIntentPolicyBasedServices
  };
  /// A connectivity configuration with a manager of its own.
  struct ConnectedGroup {
    Word name;
    std::vector<Word> of;  // VNets
    Word hub;              // of a hub-and-spoke topology with direct connectivity; none: a mesh
    Value global;
    Value overlap, delete_peerings;
    bool only_configured = false;
  };
  enum class ForwarderKind : std::uint8_t { appliance, machine, load_balancer, firewall };
  struct Forwarder {
    ForwarderKind kind = ForwarderKind::appliance;
    Word name;
    Located<Address> address;
    StatementCursor::Path subnet;
    Value forwarding;            // appliances
    std::vector<Word> backends;  // load balancers
    Word security_group;         // of the interface of an appliance or a machine
    std::vector<Word> application_groups;
    bool rules_stated = true;  // firewalls
  };
  struct OnPremises {
    Word circuit;  // or a VPN site
    bool vpn_site = false;
    Prefixes advertises;
    std::vector<Word> transit;
    SourceSpan where;
  };
  struct ApplianceAssumption {
    Word pattern;
    bool forwards = true;
  };

  // Virtual WAN
  struct Wan {
    Word name;
    Value type;
  };
  struct Hub {
    Word name, wan, region, firewall;
    Located<Prefix> prefix;
    Value preference;
    std::vector<Word> route_maps;
    std::vector<Word> policies;  // of the routing intent: private, internet
    bool rules_stated = true;    // of the firewall
    bool states_tables = true;
  };
  struct HubTable {
    StatementCursor::Path name;  // HUB/TABLE
    std::vector<Word> labels;
  };
  struct HubRoute {
    StatementCursor::Path table;
    Located<Prefix> prefix;
    Word to;  // a VNet, or the firewall of the hub
  };
  struct HubGateway {
    Word name, hub;
    Value non_virtual_wan;  // the toggle
  };
  struct HubStatic {
    Located<Prefix> prefix;
    Located<Address> next_hop;
  };
  /// Of a VNet to a hub, or of a hub's gateway to a circuit.
  struct HubConnection {
    Word from, to;
    bool of_circuit = false;
    bool only_implied = false;  // the export lacks it; the VNet's own peering shows it
    SourceSpan where;
    StatementCursor::Path table;  // association; TABLE or HUB/TABLE, empty: not stated
    std::vector<StatementCursor::Path> propagates_to;
    std::vector<Word> labels;
    bool states_propagation = false;
    std::vector<HubStatic> statics;
    Value propagate_statics, override_vnet, internet_security;
    Word inbound_map, outbound_map;
  };

  std::vector<Wan> wans;
  std::vector<Hub> hubs;
  std::vector<HubTable> hub_tables;
  std::vector<HubRoute> hub_routes;
  std::vector<HubGateway> hub_gateways;
  std::vector<HubConnection> hub_connections;
  std::vector<Vnet> vnets;
  std::vector<Subnet> subnets;
  std::vector<PeeringSide> peerings;
  std::vector<Gateway> gateways;
  std::vector<Circuit> circuits;
  std::vector<Connection> connections;
  std::vector<GlobalReach> global_reach;
  std::vector<Table> tables;
  std::vector<Route> routes;
  std::vector<Forwarder> forwarders;
  std::vector<SecurityGroup> security_groups;
  std::vector<SecurityRule> security_rules, firewall_rules, admin_rules;
  std::vector<AdminRules> admin_configurations;
  std::vector<ConnectedGroup> connected_groups;
  std::vector<OnPremises> on_premises;
  BranchSketch branches;
  PrivateLinkSketch private_links;
  std::vector<Word> separated;  // VNets that `separate` names; no effect by itself
  std::optional<Located<bool>> assumed_remote_vnets, assumed_virtual_wan;
  std::vector<ApplianceAssumption> assumed_appliances;
  std::optional<SourceSpan> truncated;
  std::vector<Located<std::string>> questions;  // values that a template would not tell
};

/// Reads the statements. Faults are appended to `faults`; a faulty statement leaves nothing.
Sketch parse_sketch(std::string_view text, FileIndex file, Diagnostics& faults);

/// Looks up every name, hands the tables to their subnets, and reports what cannot be: unknown
/// names (with the nearest one), names given twice, subnets outside their VNet.
void resolve_sketch(Sketch& sketch, Diagnostics& faults);

/// The same for what is part of a Virtual WAN. A hub's gateway may stand where a circuit `connects`
/// gateways: such connections become hub connections here, so this comes first.
void resolve_hubs(Sketch& sketch, Diagnostics& faults);

/// More errors than this and the rest of the scenario is not read.
inline constexpr std::size_t most_scenario_faults = 100;

/// The keywords that a statement can start with, expectations included.
std::span<const std::string_view> scenario_keywords();

}  // namespace hairpin::import
