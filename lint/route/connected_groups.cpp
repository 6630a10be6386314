#include "route/connected_groups.hpp"

#include <map>
#include <set>

#include "base/text.hpp"
#include "route/announced_prefixes.hpp"

namespace hairpin::route {
namespace {

using model::Network;

/// What the peerings of a VNet leave to its connected groups.
class Peers {
 public:
  Peers(Routing& routing, model::VnetIndex vnet) : routing_(routing) {
    const RouteGraph& graph = routing.graph();
    for (const SessionIndex index : graph.in(graph.router(vnet))) {
      const Session& session = graph[index];
      if (session.kind != SessionKind::vnet_peering) continue;
      if (session.state == SessionState::closed) continue;
      // It leaves the other family to the group; where both lead, they lead to the same VNet.
      const Network& network = routing.network();
      if (carries_only_ipv6(network, network.peerings[session.peering])) continue;
      SessionIndex& best = sessions_[graph[session.from].vnet()];
      if (!best || session.state > graph[best].state) best = index;
    }
  }

  bool surely(model::VnetIndex far) const {
    const auto known = sessions_.find(far);
    return known != sessions_.end() && routing_.graph()[known->second].state == SessionState::open;
  }

  /// A subnet peering that may be in force would cut the other subnets.
  ConditionSet doubts(model::VnetIndex far) const {
    const auto known = sessions_.find(far);
    Conditions& conditions = routing_.conditions();
    if (known == sessions_.end()) return conditions.certain();
    const model::VnetPeering& side =
        routing_.network().peerings[routing_.graph()[known->second].peering];
    if (!side.complete_vnets.is(false)) return conditions.certain();
    return conditions.single({side.id,
                              cat({"whether subnet peering ", side.name,
                                   " is in force, which takes the place of a connected group, is "
                                   "not in the input"}),
                              "export both sides of the peering", side.where, "10.27"});
  }

 private:
  Routing& routing_;
  std::map<model::VnetIndex, SessionIndex> sessions_;
};

}  // namespace

std::vector<GroupMate> group_members(Routing& routing, model::VnetIndex vnet) {
  const RouteGraph& graph = routing.graph();
  std::vector<GroupMate> members;
  for (const SessionIndex index : graph.in(graph.router(vnet))) {
    const Session& heard = graph[index];
    if (heard.kind != SessionKind::group_to_vnet || heard.state == SessionState::closed) continue;
    for (const SessionIndex other : graph.in(heard.from)) {
      const Session& told = graph[other];
      const model::VnetIndex far = graph[told.from].vnet();
      if (told.state == SessionState::closed || far == vnet) continue;
      members.push_back({far, index, routing.conditions().both(heard.conditions, told.conditions)});
    }
  }
  return members;
}

std::vector<model::VnetIndex> joined_by_groups(const RouteGraph& graph, model::VnetIndex vnet) {
  std::set<model::VnetIndex> joined;
  for (const SessionIndex index : graph.in(graph.router(vnet))) {
    const Session& heard = graph[index];
    if (heard.kind != SessionKind::group_to_vnet || heard.state == SessionState::closed) continue;
    for (const SessionIndex other : graph.in(heard.from)) {
      const Session& told = graph[other];
      if (told.state != SessionState::closed) joined.insert(graph[told.from].vnet());
    }
  }
  joined.erase(vnet);
  return {joined.begin(), joined.end()};
}

std::vector<GroupMate> group_mates(Routing& routing, model::VnetIndex vnet) {
  std::vector<GroupMate> mates = group_members(routing, vnet);
  if (mates.empty()) return mates;
  const Peers peers(routing, vnet);
  std::erase_if(mates, [&](const GroupMate& mate) { return peers.surely(mate.vnet); });
  for (GroupMate& mate : mates) {
    mate.conditions = routing.conditions().both(mate.conditions, peers.doubts(mate.vnet));
  }
  return mates;
}

PrefixSet shared_space(const model::Network& network, const std::vector<model::VnetIndex>& vnets) {
  PrefixSet once, again;
  for (const model::VnetIndex vnet : vnets) {
    std::vector<Prefix> prefixes;
    for (const auto& prefix : network.vnets[vnet].address_space) prefixes.push_back(prefix.value);
    const PrefixSet space(prefixes);
    if (once.overlaps(space)) again |= once & space;
    once |= space;
  }
  return again;
}

}  // namespace hairpin::route
