#pragma once

#include <string_view>
#include <vector>

#include "base/resource_id.hpp"
#include "model/config_fact.hpp"
#include "model/network.hpp"
#include "route/adjacency.hpp"

namespace hairpin::route {

/// Both objects of one peering, seen from one side; either may be missing from the input.
struct PeeringPair {
  model::VnetIndex near, far;
  const model::VnetPeering* near_side = nullptr;  // the object that is a child of `near`
  const model::VnetPeering* far_side = nullptr;

  PeeringPair reversed() const { return {far, near, far_side, near_side}; }
  /// The one that the input holds; the near one if it holds both.
  const model::VnetPeering& object() const { return near_side != nullptr ? *near_side : *far_side; }
  /// The pair that `object` is a side of, seen from `near`.
  static PeeringPair of(const model::Network& network, model::PeeringIndex object,
                        model::VnetIndex near);
};

/// The peering as a whole: open if both objects are Connected; where one VNet is not in the input,
/// the visible object's state decides. A state that is absent counts as Connected. [2.2, 0.6]
Adjacency peering_adjacency(const model::Network& network, const PeeringPair& pair,
                            Conditions& conditions);

/// Gateway transit: `spoke.near` uses the gateways in `spoke.far`. [2.10]
Adjacency gateway_transit(const model::Network& network, const ResourceIds& ids,
                          const PeeringPair& spoke, Conditions& conditions);

}  // namespace hairpin::route
