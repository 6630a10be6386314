#pragma once

#include <memory>

#include "route/match_table.hpp"
#include "route/routing.hpp"

namespace hairpin::route {

/// What decides a forwarding table: subnets of one VNet with the same route table share it.
struct FibContext {
  model::VnetIndex vnet;
  model::RouteTableIndex table;  // none: the subnet has no route table
  bool at_gateway = false;       // GatewaySubnet: for packets that arrive at the VNet's gateway
  /// at_gateway: the gateway, where it has routes of its own to go on by: a VPN gateway, or one
  /// that a Route Server tells routes to. [8.6, 11.3]
  RouterIndex gateway = {};
  auto operator<=>(const FibContext&) const = default;
};

/// Builds the forwarding tables of a network. A few hundred distinct ones serve tens of thousands
/// of subnets; who asks keeps what it asks for again.
class Fibs {
 public:
  explicit Fibs(Routing& routing) : routing_(routing) {}

  /// The table of a context for these destinations; of learned routes that none of them needs, some
  /// or all are left out. Linear in the routes, but for sorting.
  std::unique_ptr<MatchTable> build(const FibContext& context, const PrefixSet& destinations,
                                    Evidence evidence);
  /// A circuit's MSEE: its RIB by longest match, unfiltered by any toggle. [14.6]
  std::unique_ptr<MatchTable> build(RouterIndex circuit, const PrefixSet& destinations,
                                    Evidence evidence);

  /// A hub's route table, or what its firewall forwards by: its RIB by longest match, then by the
  /// hub's preference. Packets from a circuit go to no other circuit. [7.6, 7.25, 7.29]
  std::unique_ptr<MatchTable> build_hub(RouterIndex table, bool from_circuit,
                                        const PrefixSet& destinations, Evidence evidence);

  static FibContext context_of(const model::Network& network, model::SubnetIndex subnet);
  /// The context of packets that arrive at a gateway in a VNet. [3.17]
  static FibContext arrival_context(const Routing& routing, model::VnetIndex vnet,
                                    RouterIndex gateway);

 private:
  Routing& routing_;
};

}  // namespace hairpin::route
