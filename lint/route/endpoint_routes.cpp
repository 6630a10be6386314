#include "route/endpoint_routes.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "base/text.hpp"

namespace hairpin::route {
namespace {

using model::VnetIndex;

/// The length of the VNet's longest prefix around all of `prefix`; -1 if there is none.
int space_length(const model::Vnet& vnet, const Prefix& prefix) {
  int length = -1;
  for (const auto& space : vnet.address_space) {
    if (space.value.contains(prefix)) length = std::max(length, space.value.length());
  }
  return length;
}

/// The address of the endpoint, or where it may be: in its subnet, or anywhere in the VNet.
std::vector<Prefix> prefixes_of(const model::Network& network,
                                const model::PrivateEndpoint& endpoint, const model::Vnet& vnet) {
  std::vector<Prefix> found;
  for (const auto& address : endpoint.addresses) found.push_back(Prefix::host(address.value));
  if (!found.empty()) return found;
  const auto& around =
      endpoint.subnet ? network.subnets[endpoint.subnet].prefixes : vnet.address_space;
  for (const auto& prefix : around) found.push_back(prefix.value);
  return found;
}

/// The VNets' prefixes, each with the VNet; and those of user routes.
class Contenders {
 public:
  explicit Contenders(const model::Network& network) {
    for (std::uint32_t i = 0; i < network.vnets.size(); ++i) {
      for (const auto& prefix : network.vnets[VnetIndex(i)].address_space) {
        spaces_.emplace(prefix.value, VnetIndex(i));
      }
    }
    for (const model::RouteTable& table : network.route_tables) {
      for (const model::UserRoute& route : table.routes) user_.insert(route.prefix.value);
    }
  }

  bool contest(const EndpointRoute& route) const {
    // Where policies are in force, it yields, and then goes as its neighbours do.
    const bool yields = route.displaced_from != EndpointRoute::never;
    for (int length = 0; length <= route.prefix.length(); ++length) {
      const Prefix around = Prefix::covering(route.prefix.first(), length);
      auto space = spaces_.lower_bound({around, VnetIndex(0)});
      for (; space != spaces_.end() && space->first == around; ++space) {
        if (space->second != route.vnet) return true;
      }
      if (!yields && length >= route.space_length && user_.contains(around)) return true;
    }
    if (yields) return false;
    const auto inside = user_.upper_bound(route.prefix);
    return inside != user_.end() && route.prefix.contains(*inside);
  }

 private:
  std::set<std::pair<Prefix, VnetIndex>> spaces_;
  std::set<Prefix> user_;
};

}  // namespace

std::vector<EndpointRoute> endpoint_routes(const model::Network& network, VnetIndex vnet) {
  std::vector<EndpointRoute> routes;
  for (const model::PrivateEndpointIndex index : network.vnets[vnet].private_endpoints) {
    const model::PrivateEndpoint& endpoint = network.private_endpoints[index];
    const auto obeys =
        endpoint.subnet
            ? model::obeys_user_routes(network.subnets[endpoint.subnet].endpoint_policies)
            : std::nullopt;
    for (const Prefix& prefix : prefixes_of(network, endpoint, network.vnets[vnet])) {
      EndpointRoute route;
      route.prefix = prefix;
      route.endpoint = index;
      route.vnet = vnet;
      route.space_length = space_length(network.vnets[vnet], prefix);
      if (route.space_length < 0) continue;
      if (obeys.value_or(false)) route.displaced_from = route.space_length;
      route.unknown_policies = !obeys.has_value();
      routes.push_back(route);
    }
  }
  std::sort(routes.begin(), routes.end(),
            [](const auto& a, const auto& b) { return a.prefix < b.prefix; });
  return routes;
}

std::vector<EndpointRoute> contested_endpoints(const model::Network& network) {
  std::vector<EndpointRoute> contested;
  if (network.private_endpoints.empty()) return contested;
  const Contenders contenders(network);
  for (std::uint32_t i = 0; i < network.vnets.size(); ++i) {
    for (const EndpointRoute& route : endpoint_routes(network, VnetIndex(i))) {
      if (contenders.contest(route)) contested.push_back(route);
    }
  }
  return contested;
}

model::Missing endpoint_address_doubt(const model::PrivateEndpoint& endpoint) {
  return {endpoint.id,
          cat({"the address of private endpoint ", endpoint.name, " is not in the input"}),
          "export its network interface too", endpoint.where, "1.9"};
}

model::Missing endpoint_policies_doubt(const model::Network& network, model::SubnetIndex index,
                                       std::string_view fact) {
  if (!index) {
    return {{},
            "the subnet of a private endpoint is not in the input",
            "export the VNet with its subnets, whole",
            {},
            fact};
  }
  const model::Subnet& subnet = network.subnets[index];
  return {subnet.id,
          cat({"privateEndpointNetworkPolicies of subnet ", network.vnets[subnet.vnet].name, "/",
               subnet.name, " cannot be read"}),
          "correct it, or export the subnet again", subnet.endpoint_policies.where, fact};
}

}  // namespace hairpin::route
