#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace hairpin::import {

/// Which properties of a resource the model reads: everything else in the input is passed over
/// without being looked at. An object filter applies to each item of an array too.
struct PropertyFilter {
  std::string_view key;
  /// Empty: a scalar, or an array of scalars, is wanted.
  std::span<const PropertyFilter> members = {};
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
  virtual_hub,
  hub_connection,
  hub_ip_configuration,
  hub_gateway,
  hub_gateway_connection,
  connectivity_configuration,
  not_analysed,  // carries or filters traffic, and the model does not read it: counted by type
  irrelevant,
};

struct ResourceType {
  std::string_view name;  // folded, "microsoft.network/virtualnetworks"
  ResourceRole role = ResourceRole::irrelevant;
  std::span<const PropertyFilter> properties = {};

  /// Whether resources of this type are kept.
  bool is_read() const { return role < ResourceRole::not_analysed; }
};

/// The type with that name, in any case; a nameless irrelevant one for all others. Logarithmic.
const ResourceType& resource_type(std::string_view name);

/// All types that have a meaning, ordered by name.
std::span<const ResourceType> all_resource_types();

/// What is kept of the outside of a resource of that role: id, name, type, location, tags, ...
/// Of interfaces, which are most of an export, only the id.
std::span<const PropertyFilter> envelope_filter(ResourceRole role);

/// The filter for `key` among `filters`, or null.
const PropertyFilter* find_filter(std::span<const PropertyFilter> filters, std::string_view key);

}  // namespace hairpin::import
