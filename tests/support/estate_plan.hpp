#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hairpin::test {

/// How large a generated estate is. Every hub has an ExpressRoute gateway on circuit `hub %
/// circuits`, and a pair of appliances that forward; network security groups and route tables are
/// dealt out to the hubs' spokes in turn.
struct EstateSize {
  std::uint32_t hubs = 4;
  std::uint32_t spokes_per_hub = 9;
  std::uint32_t circuits = 2;
  std::uint32_t nics_per_vnet = 4;
  std::uint32_t network_security_groups = 8;
  std::uint32_t route_tables = 4;
  std::uint32_t global_reach_links = 1;
  std::uint32_t firewalls = 0;  // in the first hubs; route tables there lead to it
  std::uint64_t seed = 1;
  int indent = 0;  // spaces per level; `az graph query` prints 2, the REST interface 0

  std::uint32_t vnets() const { return hubs * (spokes_per_hub + 1); }
};

/// "target": 190 MB, 4,000 VNets, 87,000 resources; "tenth": the tenth part of it; "large": 2 GB,
/// 10,000 VNets, 1,000,000 resources, with firewalls in half of the hubs. Empty for any other name.
std::optional<EstateSize> estate_preset(std::string_view name);

/// What the generator cannot build, as a sentence; empty when the size is fine.
std::string_view refusal(const EstateSize& size);

/// Where everything of a generated estate is and what it is called: a function of the size alone,
/// so that two resources agree about each other without either being kept.
class EstatePlan {
 public:
  explicit EstatePlan(const EstateSize& size);

  const EstateSize& size() const { return size_; }
  std::uint64_t resources() const;

  /// A GUID that depends on the seed and `of` alone; and one in the form of an etag.
  std::string guid(std::string_view of) const;
  std::string etag(std::string_view id) const;
  /// A number in 0..99 that depends on the seed and `of` alone.
  std::uint32_t percent(std::string_view of) const;

  std::string_view tenant() const { return tenant_; }
  /// Hubs, gateways and circuits live in one subscription, the spokes of each hub in another.
  std::string_view connectivity_subscription() const { return connectivity_; }
  std::string spoke_subscription(std::uint32_t hub) const;
  std::string_view region(std::uint32_t hub) const;
  /// No two circuits stand at the same place, so that Global Reach may join any pair. [6.23]
  std::string peering_location(std::uint32_t circuit) const;

  std::string hub_group(std::uint32_t hub) const;
  std::string spoke_group(std::uint32_t hub) const;
  std::string circuit_group(std::uint32_t circuit) const;

  /// `spoke` is 0 for the hub itself and 1..spokes_per_hub for its spokes.
  std::string vnet_name(std::uint32_t hub, std::uint32_t spoke) const;
  std::string vnet_id(std::uint32_t hub, std::uint32_t spoke) const;
  std::string vnet_prefix(std::uint32_t hub, std::uint32_t spoke) const;
  /// The smallest range that holds a hub and its spokes, and perhaps some of its neighbours.
  std::string hub_prefix(std::uint32_t hub) const;
  std::string gateway_id(std::uint32_t hub) const;
  bool has_firewall(std::uint32_t hub) const { return hub < size_.firewalls; }
  std::string firewall_id(std::uint32_t hub) const;
  std::string firewall_policy_id(std::uint32_t hub) const;
  std::string firewall_address(std::uint32_t hub) const;
  std::string circuit_id(std::uint32_t circuit) const;
  std::string nic_id(std::uint32_t hub, std::uint32_t spoke, std::uint32_t nic) const;

  /// Network security groups and route tables of one hub's spokes.
  std::uint32_t groups_of(std::uint32_t hub) const {
    return share(size_.network_security_groups, hub);
  }
  std::uint32_t tables_of(std::uint32_t hub) const { return share(size_.route_tables, hub); }
  std::string security_group_id(std::uint32_t hub, std::uint32_t group) const;
  std::string route_table_id(std::uint32_t hub, std::uint32_t table) const;

  /// The subnet that a NIC sits in. Of a hub's NICs the first two are its appliances.
  std::string_view nic_subnet(std::uint32_t spoke, std::uint32_t nic) const;
  std::string nic_address(std::uint32_t hub, std::uint32_t spoke, std::uint32_t nic) const;
  /// Address `offset` of a VNet, for subnets: 10.0.4.0 for offset 0 of the second VNet.
  std::string address(std::uint32_t hub, std::uint32_t spoke, std::uint32_t offset) const;
  bool nic_is_public(std::uint32_t hub, std::uint32_t spoke, std::uint32_t nic) const;

  /// The two circuits of a Global Reach link; they stand at different peering locations.
  struct Link {
    std::uint32_t from, to;
  };
  Link link(std::uint32_t number) const;

 private:
  std::uint64_t hash(std::string_view of) const;
  std::uint32_t share(std::uint32_t total, std::uint32_t hub) const {
    return total / size_.hubs + (hub < total % size_.hubs ? 1 : 0);
  }

  EstateSize size_;
  std::string tenant_;
  std::string connectivity_;
};

/// The id of a `Microsoft.Network` resource; `type` is its last part, "virtualNetworks".
std::string network_id(std::string_view subscription, std::string_view group, std::string_view type,
                       std::string_view name);

}  // namespace hairpin::test
