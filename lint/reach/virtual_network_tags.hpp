#pragma once

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "reach/sieve.hpp"
#include "route/routing.hpp"

namespace hairpin::reach {

/// The contents of the `VirtualNetwork` tag, one for each distinct pair of VNet and route table:
/// own space, peers whose access is on, what the gateways in use learned, and the prefixes of user
/// routes. [10.8-10.12, 2.7]
class VirtualNetworkTags {
 public:
  explicit VirtualNetworkTags(route::Routing& routing) : routing_(routing) {}
  VirtualNetworkTags(const VirtualNetworkTags&) = delete;
  VirtualNetworkTags& operator=(const VirtualNetworkTags&) = delete;

  /// The tag on subnets of `vnet` with that route table (none: without one). Cost: on the first
  /// call the prefixes of its gateways, shared by all VNets that use the same ones.
  const VirtualNetworkTag& at(model::VnetIndex vnet, model::RouteTableIndex table);
  /// The same without the VNet's own space, which is what VNets that are otherwise alike share.
  const VirtualNetworkTag& beyond(model::VnetIndex vnet, model::RouteTableIndex table);

 private:
  VirtualNetworkTag build(model::VnetIndex vnet, model::RouteTableIndex table);
  static VirtualNetworkTag with(const PrefixSet& own, const VirtualNetworkTag& beyond);
  /// The spaces of peers whose access is off. They leave the tag [2.7, 10.11], and displace what
  /// was learned inside them [3.4]; that the peering may not be in force leaves it there, perhaps.
  struct Refused {
    std::vector<Prefix> surely, perhaps;
    bool empty() const { return surely.empty() && perhaps.empty(); }
  };
  void add_peers(model::VnetIndex vnet, TagContent& content, Refused& refused);
  void add_user_routes(model::RouteTableIndex table, TagContent& content) const;
  TagContent learned(model::VnetIndex vnet, const Refused& refused);
  std::optional<route::ConditionSet> taking(const route::Session& session,
                                            const Prefix& prefix) const;
  TagContent learned_on(route::SessionIndex uplink, const Refused& refused);

  route::Routing& routing_;
  using Tags = std::map<std::pair<model::VnetIndex, model::RouteTableIndex>, VirtualNetworkTag>;
  Tags tags_, beyond_;
  std::map<std::pair<route::RouterIndex, route::ConditionSet>, TagContent> learned_;
};

}  // namespace hairpin::reach
