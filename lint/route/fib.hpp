#pragma once

#include <map>
#include <memory>
#include <vector>

#include "route/match_table.hpp"
#include "route/routing.hpp"

namespace hairpin::route {

/// What decides a forwarding table: subnets of one VNet with the same route table share it.
struct FibContext {
  model::VnetIndex vnet;
  model::RouteTableIndex table;  // none: the subnet has no route table
  bool at_gateway = false;       // GatewaySubnet: for packets that arrive at the VNet's gateway
  auto operator<=>(const FibContext&) const = default;
};

/// The forwarding tables of a network, each built when it is first asked for: a few hundred
/// distinct ones serve tens of thousands of subnets.
class Fibs {
 public:
  explicit Fibs(Routing& routing) : routing_(routing) {}

  /// The table of a context; stays valid as long as this object.
  const MatchTable& fib(const FibContext& context);
  /// The table of a context that is asked once, for these destinations: not kept, and without the
  /// learned routes that no destination needs if there is only one range of them.
  std::unique_ptr<MatchTable> build(const FibContext& context, const PrefixSet& destinations);
  /// A circuit's MSEE: its RIB by longest match, unfiltered by any toggle. [14.6]
  const MatchTable& msee(RouterIndex circuit);

  static FibContext context_of(const model::Network& network, model::SubnetIndex subnet);
  /// The context of packets that arrive at the gateways of a VNet. [3.17]
  static FibContext arrival_context(const model::Network& network, model::VnetIndex vnet);

 private:
  Routing& routing_;
  std::map<FibContext, std::unique_ptr<MatchTable>> fibs_;
  std::map<RouterIndex, std::unique_ptr<MatchTable>> msees_;
};

}  // namespace hairpin::route
