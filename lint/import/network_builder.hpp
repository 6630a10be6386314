#pragma once

#include <map>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "import/circuit_routes.hpp"
#include "import/property_reader.hpp"
#include "import/resource_table.hpp"
#include "import/rule_store.hpp"
#include "model/network.hpp"

namespace hairpin::import {

class RuleWords;

/// One place where a resource names another.
struct Mention {
  ResourceId from;
  std::string_view property;  // "properties.peer.id"
  SourceSpan where;
};

/// The network under construction, and what the passes over the resource families share. A pass
/// adds all resources of its own before it looks up those of others; a resource that is looked up
/// and not there becomes an opaque node and an unresolved reference. [13.11]
class NetworkBuilder {
 public:
  NetworkBuilder(const ResourceTable& resources, ResourceIds& ids, ValueArena& arena,
                 ImportLog& log)
      : resources_(resources), ids_(ids), arena_(arena), log_(log) {}

  /// Runs every pass, in the order in which they depend on each other.
  model::Network build(std::span<const CircuitRoutes> circuit_routes) &&;

 private:
  friend class VirtualWanBuilder;

  // One file each: build_<family>.cpp.
  void build_route_tables();
  void build_security_groups();
  void build_vnets();
  void build_peerings();
  void build_gateways();
  void build_circuits();
  void build_connections();
  void build_vpn_sites();
  void build_route_servers();
  void build_forwarders();
  void build_guarded_interfaces();
  void build_private_links();
  void build_firewalls();
  void build_admin_rules();
  void build_virtual_wan();
  void build_connected_groups();
  void build_attachments();
  void build_sites(std::span<const CircuitRoutes> circuit_routes);

  // build_route_tables
  void add_route(const Resource& resource);
  // build_security_groups
  struct GroupRules;
  struct RuleReading;
  /// The addresses of the interfaces that belong to one application security group. [10.6]
  struct ApplicationGroup {
    std::vector<PrefixSet::Range> addresses;
    bool complete = true;
  };
  void collect_application_groups();
  void add_members(const Value& groups, RuleWords& words, model::AddressMatch& match) const;
  void add_security_group(const Resource& resource, const std::vector<const Resource*>& rows);
  void add_security_rule(GroupRules& rules, const Value& value, std::string_view name,
                         std::string_view property);
  RuleReading read_security_rule(const Value& value, bool allow);
  void add_default_rules(GroupRules& rules);
  void add_unknown_rules(GroupRules& rules, const std::string& why);
  void finish(GroupRules rules);
  void leave_order_open(const model::Identity& group, std::vector<StatedRule>& rules);
  // build_vnets
  void add_vnet(const Resource& resource);
  void check_vnet(const PropertyReader& read, const model::Vnet& vnet);
  void add_subnet(const Resource& resource);
  // build_peerings
  void add_peering(const Resource& resource);
  void read_flags(const PropertyReader& read, model::VnetPeering& peering);
  void pair_peerings();
  void describe_mentioned_vnets();
  // build_circuits
  void add_circuit(const Resource& resource);
  void add_private_peering(const Resource& resource);
  void add_authorization(const Resource& resource);
  void add_global_reach(const Resource& resource, bool from_peered_connections);
  // build_connections
  void add_connection(const Resource& resource);
  void place(const model::Connection& connection);
  // build_vpn
  model::VpnSettings vpn_settings(const Resource& gateway);
  void add_public_addresses(const PropertyReader& gateway, model::VpnSettings& settings);
  const Resource* public_address(ResourceId id) const;
  model::TunnelSettings tunnel_settings(const Resource& connection);
  // build_route_servers
  void add_bgp_peer(const Resource& resource);
  // build_forwarders
  struct ForwarderNeeds;
  ForwarderNeeds forwarder_needs() const;
  void add_interface(const Resource& resource);
  void add_frontends(const Resource& resource, model::ForwarderKind kind);
  void add_backends(const Resource& resource, std::span<const model::ForwarderIndex> frontends);
  // build_guarded_interfaces
  void place_interface(const Interface& interface, std::vector<bool>& bare);
  // build_firewalls
  struct FirewallRules;
  struct Policy {
    const Resource* resource = nullptr;  // null: others only mention it
    std::vector<const Resource*> groups;
  };
  void add_firewall(const Resource& resource);
  void add_policies(FirewallRules& rules, Located<ResourceId> policy);
  void add_policy(FirewallRules& rules, ResourceId id);
  void add_collection(FirewallRules& rules, const Value& collection, bool classic);
  void add_network_rule(FirewallRules& rules, const Value& value, bool allow);
  void add_nat_rule(FirewallRules& rules, const Value& value);
  void add_ip_group(const FirewallRules& rules, const Value& reference, RuleWords& words,
                    model::AddressMatch& match);
  void add_unknown(FirewallRules& rules, std::string why);
  // build_private_links
  struct LinkStatement;
  void add_private_endpoint(const Resource& resource,
                            const std::unordered_map<std::uint64_t, const Interface*>& interfaces);
  void add_private_link_service(const Resource& resource);
  void add_links_of(const Resource& endpoint);
  void add_link(const model::Identity& connection, model::PrivateEndpointIndex endpoint,
                model::PrivateLinkServiceIndex service, const LinkStatement& stated);
  model::PrivateLinkServiceIndex linked_service(const Value& target, const model::Identity& by);
  model::PrivateEndpointIndex private_endpoint(Located<ResourceId> id, ResourceId by);
  /// The VNets of a subscription and a region; of any where that is empty. [1.18]
  std::vector<model::VnetIndex> vnets_in(std::string_view subscription,
                                         std::string_view location) const;
  // build_attachments
  void attach(ResourceId resource, std::string_view what, model::VnetIndex vnet, SourceSpan where);
  /// What a resource lacks keeps nobody apart: lets no VNet that it may connect (none: any) be
  /// proved isolated.
  void doubt_isolation(const model::Identity& resource, std::string_view what,
                       model::VnetIndex vnet, std::string_view lack);
  /// The same, and logs it.
  void cannot_place(const model::Identity& resource, std::string_view what, model::VnetIndex vnet,
                    std::string_view lack);
  void attach_unstated_children();
  void attach_unconnected_gateways();
  void attach_unplaced_gateways();
  void attach_unknown_tables();
  void attach_hub_peerings();
  void attach_vpn_connections();
  void attach_route_servers();

  PropertyReader properties(const Resource& resource) const {
    return {resource.properties, resource.where, ids_, log_};
  }
  model::Identity identity(const Resource& resource) const {
    return {resource.id, resource.name, resource.where, true};
  }
  model::Identity mentioned(ResourceId id, const Mention& by);
  /// The resource that a child is part of, by its id alone.
  ResourceId parent_id(ResourceId child, int levels = 1);
  std::string_view folded_location(std::string_view location);

  // The node for an id; an opaque one if the input does not hold the resource. None for no id.
  model::VnetIndex vnet(ResourceId id, const Mention& by);
  model::VnetIndex vnet_of_subnet(Located<ResourceId> subnet, ResourceId from,
                                  std::string_view property);
  model::RouteTableIndex route_table(ResourceId id, const Mention& by);
  model::SecurityGroupIndex security_group(ResourceId id, const Mention& by);
  model::GatewayIndex gateway(ResourceId id, const Mention& by);
  model::CircuitIndex circuit(ResourceId id, const Mention& by);
  model::VpnSiteIndex vpn_site(ResourceId id, const Mention& by);
  /// A circuit's id, from the id of the circuit or of one of its peerings. [5.12]
  ResourceId circuit_id(ResourceId id);
  void unresolved(ResourceId to, const Mention& by);

  const ResourceTable& resources_;
  ResourceIds& ids_;
  ValueArena& arena_;
  ImportLog& log_;
  model::Network network_;
  std::unordered_map<ResourceId, model::RouteTableIndex> route_table_by_id_;
  std::unordered_map<ResourceId, model::VpnSiteIndex> vpn_site_by_id_;
  std::unordered_map<ResourceId, model::RouteServerIndex> route_server_by_id_;
  std::unordered_map<ResourceId, std::vector<model::ForwarderIndex>> forwarders_by_interface_;
  RuleStore rule_store_;
  std::unordered_map<ResourceId, model::SecurityGroupIndex> security_group_by_id_;
  std::unordered_map<std::uint64_t, ApplicationGroup> application_groups_;  // by `folded_hash`
  std::unordered_map<ResourceId, model::AddressMatch> ip_groups_;
  std::unordered_map<ResourceId, Policy> policies_;
  std::unordered_map<ResourceId, model::PrivateEndpointIndex> private_endpoint_by_id_;
  std::unordered_map<ResourceId, model::PrivateLinkServiceIndex> private_link_service_by_id_;
  std::unordered_map<std::string, model::PrivateLinkServiceIndex> service_by_alias_;  // folded
  std::unordered_map<ResourceId, std::vector<model::ForwarderIndex>> frontends_by_balancer_;
  std::map<std::pair<model::PrivateEndpointIndex, model::PrivateLinkServiceIndex>,
           model::PrivateLinkIndex>
      link_by_ends_;
};

}  // namespace hairpin::import
