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

/// Of a spoke that peers some subnets only, the gateway may announce all. [2.17, A18]
void add_unpeered_subnets(const Network& network, const PeeringPair& pair,
                          std::vector<AnnouncedPrefix>& into, Conditions& conditions) {
  const VnetPeering& object = pair.object();
  const ConditionSet possibly =
      conditions.single({object.id,
                         cat({"what a gateway announces for VNet ", network.vnets[pair.far].name,
                              ", which peers some subnets only, is not documented"}),
                         "peer the VNet completely, or compare with the gateway's learned routes",
                         object.where, "A18"});
  std::vector<AnnouncedPrefix> whole = all_of(network.vnets[pair.far].address_space, possibly);
  if (carries_only_ipv6(network, object)) keep_ipv6_only(whole);
  into.insert(into.end(), whole.begin(), whole.end());
}

}  // namespace

bool carries_only_ipv6(const Network& network, const VnetPeering& side) {
  return side.only_ipv6.is(true) ||
         (side.reverse && network.peerings[side.reverse].only_ipv6.is(true));
}

std::vector<AnnouncedPrefix> announced_prefixes(const Network& network, model::VnetIndex hub,
                                                model::PeeringIndex peering,
                                                Conditions& conditions) {
  const auto& summaries = network.vnets[hub].summarized_gateway_prefixes;
  if (!peering) {
    const bool summarized = !summaries.empty();
    std::vector<AnnouncedPrefix> own =
        all_of(summarized ? summaries : network.vnets[hub].address_space, conditions.certain());
    for (AnnouncedPrefix& entry : own) entry.summary = summarized;
    return own;
  }
  const PeeringPair pair = PeeringPair::of(network, peering, hub);
  std::vector<AnnouncedPrefix> result = peered_prefixes(network, pair, conditions);
  if (is_subnet_peering(pair.near_side) || is_subnet_peering(pair.far_side)) {
    add_unpeered_subnets(network, pair, result, conditions);
  }
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
  if (carries_only_ipv6(network, pair.object())) keep_ipv6_only(result);
  return result;
}

std::vector<AnnouncedPrefix> peered_prefixes(Routing& routing, const Session& session,
                                             model::VnetIndex near) {
  const Network& network = routing.network();
  const PeeringPair pair = PeeringPair::of(network, session.peering, near);
  return peered_prefixes(network, pair, routing.conditions());
}

}  // namespace hairpin::route
