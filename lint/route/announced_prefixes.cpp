#include "route/announced_prefixes.hpp"

#include <algorithm>

#include "base/prefix_set.hpp"
#include "base/text.hpp"

namespace hairpin::route {
namespace {

using model::Network;
using model::VnetPeering;

std::vector<AnnouncedPrefix> all_of(const std::vector<Located<Prefix>>& prefixes,
                                    ConditionSet conditions) {
  std::vector<AnnouncedPrefix> result;
  for (const auto& prefix : prefixes) {
    result.push_back({prefix.value, false, conditions, prefix.where});
  }
  return result;
}

bool is_subnet_peering(const VnetPeering* side) {
  return side != nullptr && side->complete_vnets.is(false);
}

/// The prefixes of the named subnets of a VNet.
std::vector<Located<Prefix>> subnet_prefixes(const Network& network, model::VnetIndex vnet,
                                             const std::vector<Located<std::string_view>>& names) {
  std::vector<Located<Prefix>> prefixes;
  for (const model::SubnetIndex index : network.vnets[vnet].subnets) {
    const model::Subnet& subnet = network.subnets[index];
    const bool named = std::any_of(names.begin(), names.end(), [&](const auto& name) {
      return equal_folded(name.value, subnet.name);
    });
    if (named) prefixes.insert(prefixes.end(), subnet.prefixes.begin(), subnet.prefixes.end());
  }
  return prefixes;
}

bool is_in(const Prefix& prefix, const std::vector<Located<Prefix>>& list) {
  return std::any_of(list.begin(), list.end(),
                     [&](const auto& other) { return other.value == prefix; });
}

void keep_ipv6_only(std::vector<AnnouncedPrefix>& prefixes) {
  std::erase_if(prefixes, [](const auto& entry) { return entry.prefix.family() == Family::ipv4; });
}

std::vector<AnnouncedPrefix> peered_subnets(const Network& network, const PeeringPair& pair,
                                            Conditions& conditions) {
  const VnetPeering& side = pair.near_side != nullptr ? *pair.near_side : *pair.far_side;
  const auto& names = pair.near_side != nullptr ? side.remote_subnets : side.local_subnets;
  std::vector<AnnouncedPrefix> result =
      all_of(subnet_prefixes(network, pair.far, names), conditions.certain());
  if (network.vnets[pair.far].in_input && !names.empty()) return result;
  // The subnets of a VNet outside the input have no prefixes to read, and unnamed ones may be any.
  const ConditionSet unknown =
      conditions.single({network.vnets[pair.far].id,
                         cat({"the subnets of VNet ", network.vnets[pair.far].name,
                              " that take part in peering ", side.name, " are not in the input"}),
                         "add the VNet to the export", side.where, "2.15"});
  return all_of(network.vnets[pair.far].address_space, unknown);
}

}  // namespace

bool carries_only_ipv6(const Network& network, const VnetPeering& side) {
  return side.only_ipv6.is(true) ||
         (side.reverse && network.peerings[side.reverse].only_ipv6.is(true));
}

std::vector<AnnouncedPrefix> announced_prefixes(const Network& network, model::VnetIndex hub,
                                                model::VnetIndex vnet, const VnetPeering* spoke,
                                                Conditions& conditions) {
  const auto& summaries = network.vnets[hub].summarized_gateway_prefixes;
  if (vnet == hub && !summaries.empty()) {
    std::vector<AnnouncedPrefix> result = all_of(summaries, conditions.certain());
    for (AnnouncedPrefix& entry : result) entry.summary = true;
    return result;
  }
  std::vector<AnnouncedPrefix> result =
      all_of(network.vnets[vnet].address_space, conditions.certain());
  if (is_subnet_peering(spoke)) {
    const ConditionSet possibly =
        conditions.single({spoke->id,
                           cat({"what a gateway announces for VNet ", network.vnets[vnet].name,
                                ", which peers some subnets only, is not documented"}),
                           "peer the VNet completely, or compare with the gateway's learned routes",
                           spoke->where, "A18"});
    for (AnnouncedPrefix& entry : result) entry.conditions = possibly;
    for (const auto& subnet : subnet_prefixes(network, vnet, spoke->local_subnets)) {
      result.push_back({subnet.value, false, conditions.certain(), subnet.where});
    }
  }
  if (spoke != nullptr && carries_only_ipv6(network, *spoke)) keep_ipv6_only(result);
  std::erase_if(result, [&](const AnnouncedPrefix& entry) {
    return std::any_of(summaries.begin(), summaries.end(),
                       [&](const auto& summary) { return summary.value.contains(entry.prefix); });
  });
  return result;
}

std::vector<AnnouncedPrefix> peered_prefixes(const Network& network, const PeeringPair& pair,
                                             Conditions& conditions) {
  const VnetPeering* side = pair.near_side;
  const model::Vnet& far = network.vnets[pair.far];
  std::vector<AnnouncedPrefix> result;
  if (is_subnet_peering(pair.near_side) || is_subnet_peering(pair.far_side)) {
    result = peered_subnets(network, pair, conditions);
  } else {
    // For a VNet outside the input its address space is what this side says of it. [2.3]
    const auto& present = far.in_input || side == nullptr || side->current_space.empty()
                              ? far.address_space
                              : side->current_space;
    const bool states_synced = side != nullptr && !side->synced_space.empty();
    const auto& synced = states_synced ? side->synced_space : present;
    result = all_of(synced, conditions.certain());
    for (const auto& prefix : present) {
      if (is_in(prefix.value, synced)) continue;
      const ConditionSet unsynced = conditions.single(
          {side->id,
           cat({"peering ", side->name, " is not synced: ", prefix.value.to_string(), " of VNet ",
                far.name, " may have no route yet"}),
           "sync the peering and export it again", side->where, "2.4"});
      result.push_back({prefix.value, false, unsynced, prefix.where});
    }
  }
  const VnetPeering& object = pair.near_side != nullptr ? *pair.near_side : *pair.far_side;
  if (carries_only_ipv6(network, object)) keep_ipv6_only(result);
  return result;
}

std::vector<AnnouncedPrefix> peered_prefixes(Routing& routing, const Session& session,
                                             model::VnetIndex near) {
  const Network& network = routing.network();
  const VnetPeering& object = network.peerings[session.peering];
  const VnetPeering* reverse = object.reverse ? &network.peerings[object.reverse] : nullptr;
  const bool ours = object.local == near;
  const PeeringPair pair{near, ours ? object.remote : object.local, ours ? &object : reverse,
                         ours ? reverse : &object};
  return peered_prefixes(network, pair, routing.conditions());
}

}  // namespace hairpin::route
