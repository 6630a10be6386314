#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/prefix_set.hpp"
#include "base/result.hpp"
#include "reach/verdict.hpp"
#include "route/fib.hpp"

namespace hairpin::reach {

/// One place that packets of an end start from: subnets that share a table are one source.
struct Source {
  route::FibContext context;
  model::SubnetIndex subnet;  // one of them; none: the VNet has no workload subnet
  /// The address families that machines there have: both, or the whole space of one. A machine
  /// without IPv6 sends no IPv6 packet.
  PrefixSet families;
  std::vector<model::SubnetIndex> subnets = {};  // all of them
};

/// The sources of a VNet: its workload subnets, one for each distinct table; each subnet by itself
/// where a subnet peering, or a traffic selector, tells them apart. A VNet without workload subnets
/// is one subnet, its whole address space, without route table.
std::vector<Source> sources_of(const model::Network& network, model::VnetIndex vnet);
std::vector<Source> sources_of(const model::Network& network, const Endpoint& end);

/// The addresses of an end that count as destinations.
PrefixSet destinations_of(const model::Network& network, model::VnetIndex vnet);
PrefixSet destinations_of(const model::Network& network, const Endpoint& end);

Endpoint endpoint_of(const model::Network& network, model::VnetIndex vnet);
/// See `Reachability::endpoint`. Linear in the network for names and addresses.
Result<Endpoint> find_endpoint(const model::Network& network, const ResourceIds& ids,
                               std::string_view text);

}  // namespace hairpin::reach
