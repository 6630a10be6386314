#include "route/group_joins.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>

#include "route/connected_groups.hpp"

namespace hairpin::route {
namespace {

using model::ConnectedGroup;
using model::VnetIndex;

/// What a member must be to count.
enum class Standing : std::uint8_t { surely, perhaps, if_deployed };

/// The pairs of VNets that are together in some group.
class Pairs {
 public:
  Pairs(const Routing& routing, const std::vector<const ConnectedGroup*>& groups, Standing standing)
      : routing_(routing) {
    std::map<VnetIndex, std::set<std::size_t>> memberships;
    for (std::size_t i = 0; i < groups.size(); ++i) {
      const ConnectedGroup& group = *groups[i];
      if (group.guard || (standing == Standing::surely && group.doubt)) continue;
      for (const ConnectedGroup::Member& member : group.members) {
        if (counts(member, standing)) memberships[member.vnet].insert(i);
      }
    }
    for (auto& [vnet, groups_of] : memberships) {
      if (!routing.network().vnets[vnet].in_input) continue;
      kind_of_[vnet] = groups_of;
      kinds_[std::move(groups_of)].push_back(vnet);
    }
    for (const auto& [vnet, kind] : kind_of_) {
      const std::uint64_t alone = mates(kind) - 1 - peered(vnet).size();
      if (alone > 0) vnets_.push_back(vnet);
      count_ += alone;
    }
    const ResourceIds& ids = routing.ids();
    std::sort(vnets_.begin(), vnets_.end(), [&](VnetIndex a, VnetIndex b) {
      return ids.folded(routing_.network().vnets[a].id) <
             ids.folded(routing_.network().vnets[b].id);
    });
  }

  std::uint64_t count() const { return count_; }
  const std::vector<VnetIndex>& vnets() const { return vnets_; }

  /// The first VNet, and the first that no peering joins with it; there must be a pair.
  std::pair<VnetIndex, VnetIndex> example() const {
    const VnetIndex from = vnets_.front();
    const std::set<VnetIndex> peers = peered(from);
    const auto to = std::find_if(vnets_.begin(), vnets_.end(), [&](VnetIndex vnet) {
      return vnet != from && !peers.contains(vnet) && meet(kind_of_.at(from), kind_of_.at(vnet));
    });
    return {from, *to};
  }

 private:
  using Kind = std::set<std::size_t>;  // the groups that a VNet is in

  static bool counts(const ConnectedGroup::Member& member, Standing standing) {
    if (standing == Standing::if_deployed) return true;
    return !member.guard && (standing == Standing::perhaps || !member.doubt);
  }

  static bool meet(const Kind& a, const Kind& b) {
    return std::any_of(a.begin(), a.end(), [&](std::size_t group) { return b.contains(group); });
  }

  /// VNets that share a group with one of this kind, itself among them.
  std::uint64_t mates(const Kind& kind) const {
    std::uint64_t count = 0;
    for (const auto& [other, vnets] : kinds_) {
      if (meet(kind, other)) count += vnets.size();
    }
    return count;
  }

  /// Those of them that a peering joins with it, or may.
  std::set<VnetIndex> peered(VnetIndex vnet) const {
    const RouteGraph& graph = routing_.graph();
    std::set<VnetIndex> peers;
    for (const SessionIndex index : graph.in(graph.router(vnet))) {
      const Session& session = graph[index];
      if (session.kind != SessionKind::vnet_peering) continue;
      if (session.state == SessionState::closed) continue;
      const auto far = kind_of_.find(graph[session.from].vnet());
      if (far == kind_of_.end() || far->first == vnet) continue;
      if (meet(kind_of_.at(vnet), far->second)) peers.insert(far->first);
    }
    return peers;
  }

  const Routing& routing_;
  std::map<VnetIndex, Kind> kind_of_;
  std::map<Kind, std::vector<VnetIndex>> kinds_;
  std::vector<VnetIndex> vnets_;
  std::uint64_t count_ = 0;
};

std::vector<VnetIndex> waiting_in(const Routing& routing,
                                  const std::vector<const ConnectedGroup*>& groups) {
  std::set<VnetIndex> waiting;
  for (const ConnectedGroup* const group : groups) {
    for (const ConnectedGroup::Member& member : group->members) {
      if (member.guard) waiting.insert(member.vnet);
    }
  }
  std::vector<VnetIndex> sorted(waiting.begin(), waiting.end());
  std::sort(sorted.begin(), sorted.end(), [&](VnetIndex a, VnetIndex b) {
    return routing.ids().folded(routing.network().vnets[a].id) <
           routing.ids().folded(routing.network().vnets[b].id);
  });
  return sorted;
}

PrefixSet shared_in(const model::Network& network,
                    const std::vector<const ConnectedGroup*>& groups) {
  PrefixSet shared;
  for (const ConnectedGroup* const group : groups) {
    std::vector<VnetIndex> members;
    for (const ConnectedGroup::Member& member : group->members) members.push_back(member.vnet);
    if (!group->guard) shared |= shared_space(network, members);
  }
  return shared;
}

}  // namespace

std::vector<GroupJoin> group_joins(const Routing& routing) {
  const model::Network& network = routing.network();
  std::map<std::string_view, std::vector<const ConnectedGroup*>> by_configuration;
  for (const ConnectedGroup& group : network.connected_groups) {
    by_configuration[routing.ids().folded(group.id)].push_back(&group);
  }
  std::vector<GroupJoin> joins;
  for (const auto& [id, groups] : by_configuration) {
    GroupJoin join;
    join.group = network.connected_groups.index_of(*groups.front());
    join.waiting = waiting_in(routing, groups);
    join.shared = shared_in(network, groups);
    const Pairs sure(routing, groups, Standing::surely);
    const Pairs possible(routing, groups, Standing::perhaps);
    join.proven_pairs = sure.count();
    join.unproven_pairs = possible.count() - sure.count();
    const bool in_force = possible.count() > 0;
    const Pairs meant(routing, groups, in_force ? Standing::perhaps : Standing::if_deployed);
    if (meant.count() == 0) continue;
    join.vnets = meant.vnets();
    const Pairs& shown = sure.count() > 0 ? sure : meant;
    std::tie(join.from, join.to) = shown.example();
    joins.push_back(std::move(join));
  }
  return joins;
}

}  // namespace hairpin::route
