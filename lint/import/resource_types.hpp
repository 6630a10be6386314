#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace hairpin::import {

struct PropertyFilter;

/// The filters of one object. A view of a static table, with the lengths of its keys beside it:
/// most keys of an export are wanted by nobody, and nearly all of those are refused by length
/// alone.
class PropertyFilters {
 public:
  constexpr PropertyFilters() = default;
  template <std::size_t N>
  constexpr PropertyFilters(const PropertyFilter (&filters)[N]);  // a table is its filters

  constexpr bool empty() const { return count_ == 0; }
  constexpr const PropertyFilter* begin() const { return first_; }
  constexpr const PropertyFilter* end() const;
  /// The filter for `key`, in any case; null if nobody wants it.
  const PropertyFilter* find(std::string_view key) const {
    return lengths_ >> (key.size() % 64) & 1 ? find_likely(key) : nullptr;
  }

 private:
  const PropertyFilter* find_likely(std::string_view key) const;

  const PropertyFilter* first_ = nullptr;
  std::size_t count_ = 0;
  std::uint64_t lengths_ = 0;  // bit n: a key of n (modulo 64) bytes is among them
};

/// Which properties of a resource the model reads: everything else in the input is passed over
/// without being looked at. An object filter applies to each item of an array too.
struct PropertyFilter {
  std::string_view key;
  /// Empty: a scalar, or an array of scalars, is wanted.
  PropertyFilters members = {};
  /// An array of such objects is what ARM writes. An object alone is read all the same: PowerShell
  /// makes one of an array of one.
  bool is_list = false;
};

/// Keeps every member, whatever its key (tags), except secrets.
inline constexpr std::string_view any_key = "*";
/// Keeps only the position of child resources in a parent's `resources` array: they have filters
/// of their own.
inline constexpr std::string_view child_resources_key = "resources";

/// What the model makes of a resource type.
enum class ResourceRole : std::uint8_t {
  virtual_network,
  subnet,
  virtual_network_peering,
  gateway,
  connection,
  local_network_gateway,
  public_address,
  bgp_peer,  // of a Route Server, or of a hub
  circuit,
  circuit_peering,
  circuit_connection,         // Global Reach, as the side that set it up tells it
  circuit_peered_connection,  // ... and as the other side does
  circuit_authorization,
  route_table,
  route,
  network_interface,
  load_balancer,
  firewall,
  firewall_policy,
  rule_collection_group,
  ip_group,
  security_group,
  security_rule,
  network_manager,
  network_group,
  network_group_member,
  network_group_membership,  // of one VNet, as evaluated
  admin_configuration,       // these three also as the snapshots that were deployed
  admin_rule_collection,
  admin_rule,
  admin_goal_state,       // what a commit put into force in a region
  effective_admin_rules,  // what is in force on a VNet
  exempting_service,      // what keeps admin rules away from where it is
  virtual_wan,
  connectivity_configuration,
  connectivity_goal_state,
  effective_connectivity,
  private_endpoint,
  private_link_service,
  private_link_connection,  // of a service, as it tells its private endpoints
  virtual_hub,  // without a Virtual WAN a Route Server
  hub_connection,
  hub_table,
  hub_routing_intent,
  hub_route_map,
  hub_gateway,
  hub_gateway_connection,
  hub_ip_configuration,
  hub_vpn_gateway,
  hub_vpn_connection,
  not_analysed,  // carries or filters traffic, and the model does not read it: counted by type
  irrelevant,
};

struct ResourceType {
  std::string_view name;  // folded, "microsoft.network/virtualnetworks"
  ResourceRole role = ResourceRole::irrelevant;
  PropertyFilters properties = {};

  /// Whether resources of this type are kept.
  bool is_read() const { return role < ResourceRole::not_analysed; }
};

/// The type with that name, in any case; a nameless irrelevant one for all others. Logarithmic.
const ResourceType& resource_type(std::string_view name);

/// All types that have a meaning, ordered by name.
std::span<const ResourceType> all_resource_types();

/// What is kept of the outside of a resource of that role: id, name, type, location, tags, ...
/// Of interfaces, which are most of an export, only the id.
PropertyFilters envelope_filter(ResourceRole role);

template <std::size_t N>
constexpr PropertyFilters::PropertyFilters(const PropertyFilter (&filters)[N])
    : first_(filters), count_(N) {
  for (const PropertyFilter& filter : filters) {
    lengths_ |=
        filter.key == any_key ? ~std::uint64_t{0} : std::uint64_t{1} << (filter.key.size() % 64);
  }
}

constexpr const PropertyFilter* PropertyFilters::end() const { return first_ + count_; }

}  // namespace hairpin::import
