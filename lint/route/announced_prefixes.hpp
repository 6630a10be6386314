#pragma once

#include <vector>

#include "base/prefix.hpp"
#include "base/resource_id.hpp"
#include "model/network.hpp"
#include "route/conditions.hpp"
#include "route/peering_state.hpp"
#include "route/routing.hpp"

namespace hairpin::route {

/// A prefix that a VNet brings into routing, with what must hold for that.
struct AnnouncedPrefix {
  Prefix prefix;
  bool summary = false;
  ConditionSet conditions;
  SourceSpan where;
};

/// What a gateway in `hub` announces for the hub itself or for a spoke with gateway transit: whole
/// address-space prefixes [4.4], of a spoke as far as the hub has them [2.4]; for the hub its
/// summaries instead, if it has any; nothing for what a summary of the hub covers [1.15]; for a
/// spoke that peers some subnets only, these for certain and the rest possibly [2.17, A18].
/// `peering` is the one between the two; none for the hub itself.
std::vector<AnnouncedPrefix> announced_prefixes(const model::Network& network, model::VnetIndex hub,
                                                model::PeeringIndex peering,
                                                Conditions& conditions);

/// Whether either side of the peering keeps IPv4 out of it. [2.15]
bool carries_only_ipv6(const model::Network& network, const model::VnetPeering& side);

/// What `pair.near` hears over the peering: the synced space of the other side, and possibly what
/// it has added since. [2.4, 2.5, C18] For subnet peering the participating subnets. [2.15]
std::vector<AnnouncedPrefix> peered_prefixes(const model::Network& network, const PeeringPair& pair,
                                             Conditions& conditions);

/// The same by the peering session on which `near` hears of the other side.
std::vector<AnnouncedPrefix> peered_prefixes(Routing& routing, const Session& session,
                                             model::VnetIndex near);

}  // namespace hairpin::route
