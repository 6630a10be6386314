#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "import/network_builder.hpp"

namespace hairpin::import {

/// Reads Virtual WANs, their hubs, and what is on them. What cannot be read leaves an unmodelled
/// attachment with the VNets that it may concern, so that none of them is proved isolated.
class VirtualWanBuilder {
 public:
  explicit VirtualWanBuilder(NetworkBuilder& builder)
      : b_(builder), network_(builder.network_), wans_(builder.network_.virtual_wans) {}

  void build();

 private:
  std::span<const Resource* const> of(ResourceRole role) const { return b_.resources_.of(role); }

  // build_virtual_wan.cpp
  void add_wan(const Resource& resource);
  model::VirtualWanIndex wan(ResourceId id, const Mention& by);
  void add_hub(const Resource& resource);
  model::HubIndex hub(ResourceId id, const Mention& by);
  void add_route_map(const Resource& resource);
  void make_default_table(model::HubIndex index);
  model::HubTableIndex insert_table(model::HubTable table, model::HubIndex owner);
  model::HubTableIndex table(ResourceId id, const Mention& by);
  void add_table(const Resource& resource);
  void add_routes(const Resource& resource);
  std::optional<model::HubNextHop> next_hop(const Value& value, model::HubIndex owner,
                                            const Resource& resource);
  void add_intent(const Resource& resource);
  void imply_policy(model::HubTableIndex table, const Resource& resource, const Value& route,
                    const model::HubNextHop& hop);

  // build_hub_connections.cpp
  void add_gateway(const Resource& resource);
  void add_circuit(const Resource& resource);
  void add_vnet(const Resource& resource);
  model::HubConnectionIndex finish(const Resource& resource, model::HubConnection connection);
  void read_routing(const Resource& resource, model::HubConnection& connection);
  void read_propagation(const Resource& resource, const PropertyReader& routing,
                        model::HubConnection& connection);
  static bool is_odd_list(const Value& value);
  void read_static_routes(const Resource& resource, const Value& routes,
                          model::HubConnection& connection);
  void add_implied_connections();
  void forget_managed_vnet(const model::VnetPeering& peering);
  bool connection_of(model::VnetIndex vnet) const;
  model::HubIndex hub_named_in(std::string_view managed_vnet) const;
  void imply_connection(const model::VnetPeering& peering, model::HubIndex owner);

  // build_hub_doubts.cpp
  void lose(model::HubIndex owner, ResourceId resource, std::string_view what, SourceSpan where);
  void doubt_unknown_tables();
  void attach_branches();
  void attach_far_ends();
  void attach_unseen_gateways(const Resource& resource);
  void attach_unstated_circuits(const Resource& resource);
  model::HubIndex hub_of_vpn(ResourceId gateway) const;
  bool has_appliances(model::HubIndex owner) const;
  bool has_circuits(model::HubIndex owner) const;
  void attach_circuits(const model::Hub& hub);
  void attach_hub(model::HubIndex owner, ResourceId resource, std::string_view what,
                  SourceSpan where, bool unreadable);
  void attach_mesh(model::HubIndex owner, ResourceId resource, std::string_view what,
                   SourceSpan where, bool unreadable);

  static constexpr std::string_view default_label = "default";

  struct Unreadable {
    model::HubIndex hub;
    ResourceId resource;
    std::string_view what;
    SourceSpan where;
  };

  NetworkBuilder& b_;
  model::Network& network_;
  model::VirtualWans& wans_;
  std::unordered_map<ResourceId, model::VirtualWanIndex> wan_by_id_;
  std::unordered_map<ResourceId, model::HubGatewayIndex> gateway_by_id_;
  std::vector<model::HubIndex> lost_;           // which Virtual WAN they belong to is not known
  std::vector<model::HubIndex> states_tables_;  // may hold a hub several times
  std::vector<Unreadable> unreadable_;
  bool has_sites_ = false;  // behind VPN gateways of hubs
};

}  // namespace hairpin::import
