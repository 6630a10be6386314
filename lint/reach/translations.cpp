#include "reach/translations.hpp"

#include <algorithm>

#include "model/nat_rules.hpp"
#include "reach/ends.hpp"

namespace hairpin::reach {
namespace {

using model::FirewallIndex;
using model::VnetIndex;

PrefixSet space_of(const model::Vnet& vnet) {
  std::vector<Prefix> space;
  for (const auto& prefix : vnet.address_space) space.push_back(prefix.value);
  return PrefixSet(space);
}

}  // namespace

Translations::Translations(route::Routing& routing, Walker& walker,
                           const std::vector<std::uint32_t>& component_of)
    : routing_(routing), network_(routing.network()), walker_(walker), component_of_(component_of) {
  for (const model::Firewall& firewall : network_.firewalls) {
    const auto& origins = firewall.network.origins;
    for (std::uint32_t rule = 0; rule < origins.size(); ++rule) {
      if (model::is_nat_rule(origins[rule])) add(network_.firewalls.index_of(firewall), rule);
    }
  }
  if (all_.empty()) return;
  std::vector<Prefix> inside;
  for (const model::Vnet& vnet : network_.vnets) {
    for (const auto& prefix : vnet.address_space) inside.push_back(prefix.value);
  }
  inside_ = PrefixSet(inside);
}

void Translations::add(FirewallIndex index, std::uint32_t position) {
  const model::Filter& filter = network_.firewalls[index].network;
  const model::Rule& rule = network_.rule_sets[filter.rules].rules[position];
  Translation translation{index,
                          rule.source.surely | rule.source.perhaps,
                          rule.destination.surely | rule.destination.perhaps,
                          {}};
  if (rule.source.virtual_network || rule.source.internet) {
    translation.senders = PrefixSet::everything();
  }
  for (const model::RuleDoubt& doubt : filter.doubts) {
    if (doubt.rule == position) translation.missing = doubt.missing;
  }
  all_.push_back(std::move(translation));
}

std::vector<model::Missing> Translations::doubts(VnetIndex from, VnetIndex to) {
  std::vector<model::Missing> missing;
  for (const Translation& translation : all_) {
    // Another hop may have put its own address there: not only the sender's addresses count.
    if (!translation.senders.overlaps(inside_) || !leads_to(translation, to)) continue;
    if (gets_to(from, translation.firewall)) missing.push_back(translation.missing);
  }
  return missing;
}

bool Translations::leads_to(const Translation& translation, VnetIndex vnet) const {
  if (!vnet) return !(translation.targets - inside_).empty();
  return translation.targets.overlaps(space_of(network_.vnets[vnet]));
}

std::vector<std::pair<VnetIndex, PrefixSet>> Translations::places(FirewallIndex firewall) const {
  std::vector<std::pair<VnetIndex, PrefixSet>> places;
  for (const model::Forwarder& forwarder : network_.forwarders) {
    if (forwarder.firewall != firewall || !forwarder.subnet) continue;
    places.emplace_back(network_.subnets[forwarder.subnet].vnet,
                        PrefixSet(Prefix::host(forwarder.address)));
  }
  return places;
}

bool Translations::gets_to(VnetIndex from, FirewallIndex firewall) {
  const auto [known, is_new] = known_.try_emplace({from, firewall});
  if (!is_new) return known->second;
  const auto homes = places(firewall);
  known->second = homes.empty() ? shares_hubs(from, network_.firewalls[firewall].id)
                                : std::any_of(homes.begin(), homes.end(), [&](const auto& home) {
                                    return walks_to(from, home.first, home.second);
                                  });
  return known->second;
}

bool Translations::walks_to(VnetIndex from, VnetIndex home, const PrefixSet& addresses) {
  for (const Source& source : sources_of(network_, from)) {
    const auto outcomes = walker_.walk(source.context, source.subnet, addresses & source.families);
    const bool arrives = std::any_of(outcomes.begin(), outcomes.end(), [&](const Outcome& each) {
      return each.end == Outcome::End::vnet && each.index == home.value;
    });
    if (arrives) return true;
  }
  return false;
}

/// Whether a VNet hangs, in whatever way, together with one that is on a hub: tables of VNets do
/// not tell whether packets for the firewall inside get there. One that nothing places may be
/// anywhere.
bool Translations::shares_hubs(VnetIndex from, ResourceId firewall) const {
  const auto& hubs = network_.virtual_wans.hubs;
  const bool in_hub = std::any_of(hubs.begin(), hubs.end(), [&](const model::Hub& hub) {
    return hub.firewall.value == firewall;
  });
  if (!in_hub) return true;
  for (std::uint32_t i = 0; i < network_.vnets.size(); ++i) {
    const bool on_hub = !routing_.hub_uplinks(VnetIndex(i)).empty();
    if (on_hub && component_of_[i] == component_of_[from.value]) return true;
  }
  return false;
}

}  // namespace hairpin::reach
