#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/prefix.hpp"
#include "base/setting.hpp"
#include "model/identity.hpp"

/// Private endpoints and private link services: an address in one VNet that stands for a service,
/// which may be a load balancer in another VNet.
namespace hairpin::model {

using PrivateEndpointIndex = Index<struct PrivateEndpointTag>;
using PrivateLinkServiceIndex = Index<struct PrivateLinkServiceTag>;
using PrivateLinkIndex = Index<struct PrivateLinkTag>;

/// `privateEndpointNetworkPolicies` of a subnet: what of its configuration applies to the private
/// endpoints in it. [1.10, 1.11]
enum class EndpointPolicies : std::uint8_t {
  disabled,
  enabled,
  route_tables,
  security_groups,
  unrecognised
};

/// Whether user routes may displace the routes of private endpoints in a subnet; unset if that
/// cannot be read. Absent is `Disabled`. [0.6]
inline std::optional<bool> obeys_user_routes(const Setting<EndpointPolicies>& policies) {
  if (policies.unreadable || policies.is(EndpointPolicies::unrecognised)) return std::nullopt;
  return policies.is(EndpointPolicies::enabled) || policies.is(EndpointPolicies::route_tables);
}

/// The same for the rules of network security groups.
inline std::optional<bool> obeys_security_groups(const Setting<EndpointPolicies>& policies) {
  if (policies.unreadable || policies.is(EndpointPolicies::unrecognised)) return std::nullopt;
  return policies.is(EndpointPolicies::enabled) || policies.is(EndpointPolicies::security_groups);
}

/// `Microsoft.Network/privateEndpoints`. [1.9]
struct PrivateEndpoint : Identity {
  SubnetIndex subnet;  // none if not known
  VnetIndex vnet;      // of the subnet; none if not known
  /// Where the VNet is not known: those that it may be in. [1.18]
  std::vector<VnetIndex> possible_vnets;
  /// Of its interface. Empty if the input does not tell: then somewhere in the subnet.
  std::vector<Located<Address>> addresses;
};

/// `Microsoft.Network/privateLinkServices`. [1.16]
struct PrivateLinkService : Identity {
  VnetIndex vnet;                               // of its load balancer; none if not known
  std::vector<VnetIndex> possible_vnets;        // where the VNet is not known [1.18]
  std::vector<ForwarderIndex> frontends;        // of the load balancer
  bool lacks_frontends = false;                 // the input does not hold them, or not all of them
  std::optional<Located<Address>> destination;  // a machine instead of a load balancer
  /// What packets come from in the service's VNet: its NAT addresses, or the subnets of those that
  /// are not stated. Empty if not known.
  std::vector<Prefix> nat_addresses;
  /// Subscriptions whose requests are approved at once; `*` is all of them.
  std::vector<Located<std::string_view>> auto_approval;
};

enum class LinkState : std::uint8_t { approved, pending, rejected, disconnected, unrecognised };

/// A connection of a private endpoint to a private link service, as both tell it. [1.17]
struct PrivateLink : Identity {
  PrivateEndpointIndex endpoint;  // both always set; may be only mentioned
  PrivateLinkServiceIndex service;
  /// Of the two statements the one that lets more pass, and whose property it is.
  Setting<LinkState> state;
  ResourceId state_of;
  std::string_view state_property;
};

}  // namespace hairpin::model
