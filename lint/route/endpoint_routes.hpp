#pragma once

#include <string_view>
#include <vector>

#include "model/config_fact.hpp"
#include "model/network.hpp"

namespace hairpin::route {

/// The route of one address of a private endpoint: a whole-host prefix in the tables of its own
/// VNet and of those peered with it. [1.9] The input may lack the address: then it is one of
/// `prefix`, and which one is open.
struct EndpointRoute {
  /// None of the lengths that prefixes have: no user route displaces the route.
  static constexpr int never = 255;

  Prefix prefix;
  model::PrivateEndpointIndex endpoint;
  model::VnetIndex vnet;
  int space_length = 0;  // of the VNet's prefix around it
  /// User routes at least this long displace it. [1.10, C34]
  int displaced_from = never;
  bool unknown_policies = false;  // whether any displaces it cannot be read

  /// Whether the very address is known.
  bool is_located() const { return prefix.length() == prefix.first().bits(); }
  /// Whether a user route would displace it if the subnet's policies say so.
  bool may_yield_to(const Prefix& user_route) const {
    return user_route.length() >= space_length && user_route.overlaps(prefix);
  }
};

/// The routes of a VNet's endpoints, by prefix; not those outside its address space.
std::vector<EndpointRoute> endpoint_routes(const model::Network& network, model::VnetIndex vnet);

/// The routes of endpoints that some table may treat unlike their neighbours: a user route is in
/// the way that does not displace them, or another VNet has the same addresses. All others go by
/// the prefix of their VNet anyway. Logarithmic in the prefixes, for each endpoint.
std::vector<EndpointRoute> contested_endpoints(const model::Network& network);

/// The address of an endpoint is not in the input.
model::Missing endpoint_address_doubt(const model::PrivateEndpoint& endpoint);

/// The policies of a subnet cannot be read, which decide whether user routes (1.10) or security
/// groups (1.11) apply to the private endpoints in it; none: the subnet itself is not known.
model::Missing endpoint_policies_doubt(const model::Network& network, model::SubnetIndex subnet,
                                       std::string_view fact);

}  // namespace hairpin::route
