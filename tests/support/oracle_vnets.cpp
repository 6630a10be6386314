#include "tests/support/oracle_vnets.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace hairpin::oracle {
namespace {

using What = Unknown::What;

bool lists(const std::vector<Located<std::string_view>>& names, std::string_view name) {
  return std::any_of(names.begin(), names.end(),
                     [&](const auto& listed) { return equal_folded(listed.value, name); });
}

bool lists(const std::vector<Located<Prefix>>& prefixes, const Prefix& prefix) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&](const auto& listed) { return listed.value == prefix; });
}

/// Whether this side says connected; what the other side says is asked separately. [2.2, 0.6]
bool may_be_connected(const VnetPeering& side, PeeringIndex index, Needs& needs) {
  // What cannot be read may say that the packet at hand is none for this peering. [0.3]
  const bool unread = side.state.unreadable || side.allow_vnet_access.unreadable ||
                      side.complete_vnets.unreadable || side.only_ipv6.unreadable;
  if (unread || side.state.is(PeeringState::unrecognised)) {
    needs.push_back({What::peering_state, index.value});
  }
  return side.state.value_or(PeeringState::connected) == PeeringState::connected ||
         side.state.is(PeeringState::unrecognised);
}

}  // namespace

bool Vnets::owns(VnetIndex vnet, const Address& address) const {
  const auto& space = network_.vnets[vnet].address_space;
  return std::any_of(space.begin(), space.end(),
                     [&](const auto& prefix) { return prefix.value.contains(address); });
}

SubnetIndex Vnets::subnet_at(VnetIndex vnet, const Address& address) const {
  for (const SubnetIndex subnet : network_.vnets[vnet].subnets) {
    for (const auto& prefix : network_.subnets[subnet].prefixes) {
      if (prefix.value.contains(address)) return subnet;
    }
  }
  return {};
}

std::optional<Crossing> Vnets::crossing(PeeringIndex out, PeeringIndex back) const {
  const VnetPeering* ours = out ? &network_.peerings[out] : nullptr;
  const VnetPeering* theirs = back ? &network_.peerings[back] : nullptr;
  if ((ours && ours->to_hub) || (theirs && theirs->to_hub)) return std::nullopt;  // [2.18]
  Crossing crossing;
  crossing.from = ours ? ours->local : theirs->remote;
  crossing.to = ours ? ours->remote : theirs->local;
  crossing.out = out;
  crossing.back = back;
  // A side that is gone although its VNet shows its peerings carries nothing [2.2]; a side that the
  // input cannot show is as this side says.
  if (!ours && network_.vnets[crossing.from].shows_peerings()) return std::nullopt;
  if (!theirs && network_.vnets[crossing.to].shows_peerings()) return std::nullopt;
  if (ours && !may_be_connected(*ours, out, crossing.open)) return std::nullopt;
  if (theirs && !may_be_connected(*theirs, back, crossing.open)) return std::nullopt;
  return crossing;
}

std::vector<Crossing> Vnets::crossings(VnetIndex from) const {
  std::vector<Crossing> found;
  for (const VnetPeering& peering : network_.peerings) {
    const PeeringIndex index = network_.peerings.index_of(peering);
    std::optional<Crossing> crossing;
    if (peering.local == from) crossing = this->crossing(index, peering.reverse);
    if (peering.remote == from && !peering.reverse && !network_.vnets[from].shows_peerings()) {
      crossing = this->crossing({}, index);
    }
    if (crossing) found.push_back(*crossing);
  }
  return found;
}

bool Vnets::is_subnet_peering(const Crossing& crossing) const {
  return (crossing.out && network_.peerings[crossing.out].complete_vnets.is(false)) ||
         (crossing.back && network_.peerings[crossing.back].complete_vnets.is(false));
}

bool Vnets::serves_sender(const Crossing& crossing, SubnetIndex at) const {
  if (!is_subnet_peering(crossing)) return true;
  if (!at) return false;
  const std::string_view name = network_.subnets[at].name;
  return (!crossing.out || lists(network_.peerings[crossing.out].local_subnets, name)) &&
         (!crossing.back || lists(network_.peerings[crossing.back].remote_subnets, name));
}

std::vector<GroupWay> Vnets::group_ways(VnetIndex from) const {
  std::vector<GroupWay> ways;
  for (std::size_t i = 0; i < network_.connected_groups.size(); ++i) {
    const ConnectedGroup& group = network_.connected_groups[ConnectedGroupIndex(i)];
    if (group.guard) continue;
    const auto needs_of = [&](const ConnectedGroup::Member& member) {
      Needs needs;
      if (member.doubt) needs.push_back({What::member, i, member.vnet.value});
      return needs;
    };
    for (const ConnectedGroup::Member& self : group.members) {
      if (self.vnet != from || self.guard) continue;
      for (const ConnectedGroup::Member& other : group.members) {
        if (other.vnet == from || other.guard) continue;
        GroupWay way{i, other.vnet, needs_of(self)};
        for (const Unknown& need : needs_of(other)) way.needs.push_back(need);
        if (group.doubt) way.needs.push_back({What::member, i, ~std::uint64_t{0}});
        ways.push_back(way);
      }
    }
  }
  return ways;
}

bool Vnets::conflicts(std::size_t index, const Address& address, World& world) const {
  const ConnectedGroup& group = network_.connected_groups[ConnectedGroupIndex(index)];
  int owners = 0;
  for (const ConnectedGroup::Member& member : group.members) {
    if (member.guard || !owns(member.vnet, address)) continue;
    if (member.doubt && !world.holds({What::member, index, member.vnet.value})) continue;
    ++owners;
  }
  return owners > 1;
}

bool Vnets::serves_target(const Crossing& crossing, const Address& address) const {
  if (!is_subnet_peering(crossing)) return true;
  const SubnetIndex at = subnet_at(crossing.to, address);
  if (!at) return false;
  const std::string_view name = network_.subnets[at].name;
  return (!crossing.out || lists(network_.peerings[crossing.out].remote_subnets, name)) &&
         (!crossing.back || lists(network_.peerings[crossing.back].local_subnets, name));
}

std::vector<Conditional> Vnets::subnet_routes(const Crossing& crossing) const {
  std::vector<Conditional> routes;
  for (const SubnetIndex subnet : network_.vnets[crossing.to].subnets) {
    for (const auto& prefix : network_.subnets[subnet].prefixes) {
      if (serves_target(crossing, prefix.value.first())) {
        routes.push_back({prefix.value, crossing.open});
      }
    }
  }
  return routes;
}

std::vector<Conditional> Vnets::routes(const Crossing& crossing) const {
  std::vector<Conditional> routes;
  if (is_subnet_peering(crossing)) {
    routes = subnet_routes(crossing);  // [2.15]
  } else {
    static const std::vector<Located<Prefix>> nothing;
    const auto& present = network_.vnets[crossing.to].address_space;
    const VnetPeering* ours = crossing.out ? &network_.peerings[crossing.out] : nullptr;
    // Routes follow the space as last synced; what was added since may have come. [2.4, C18]
    const bool knows_synced =
        ours && !ours->synced_space.empty() && !ours->sync.is(PeeringSync::fully_in_sync);
    const auto& synced = knows_synced ? ours->synced_space : nothing;
    for (const auto& prefix : synced) routes.push_back({prefix.value, crossing.open});
    for (const auto& prefix : present) {
      if (lists(synced, prefix.value)) continue;
      Needs needs = crossing.open;
      if (knows_synced) needs.push_back({What::synced, crossing.out.value});
      routes.push_back({prefix.value, needs});
    }
  }
  std::erase_if(routes,
                [&](const auto& route) { return !carries(crossing, route.prefix.family()); });
  return routes;
}

bool Vnets::carries(const Crossing& crossing, Family family) const {
  const auto only_ipv6 = [&](PeeringIndex side) {
    return side && network_.peerings[side].only_ipv6.is(true);
  };
  return family == Family::ipv6 || !(only_ipv6(crossing.out) || only_ipv6(crossing.back));
}

std::vector<Prefix> Vnets::possibly_served(const Crossing& crossing) const {
  std::vector<Prefix> prefixes;
  if (!is_subnet_peering(crossing)) return prefixes;
  for (const auto& prefix : network_.vnets[crossing.to].address_space) {
    if (carries(crossing, prefix.value.family())) prefixes.push_back(prefix.value);
  }
  return prefixes;
}

bool Vnets::has_gateway(VnetIndex vnet) const {
  return std::any_of(network_.gateways.begin(), network_.gateways.end(),
                     [&](const Gateway& gateway) { return gateway.vnet == vnet; });
}

bool Vnets::has_server(VnetIndex vnet) const {
  return std::any_of(network_.route_servers.begin(), network_.route_servers.end(),
                     [&](const RouteServer& server) { return server.vnet == vnet; });
}

std::vector<std::pair<VnetIndex, Needs>> Vnets::servers(VnetIndex vnet) const {
  std::vector<std::pair<VnetIndex, Needs>> found;
  if (has_server(vnet)) found.emplace_back(vnet, Needs{});
  if (has_gateway(vnet)) return found;
  for (const Crossing& crossing : crossings(vnet)) {
    if (!has_server(crossing.to)) continue;
    if (const auto needs = transit(crossing)) found.emplace_back(crossing.to, *needs);
  }
  return found;
}

std::vector<Uplink> Vnets::uplinks(VnetIndex vnet, GatewayKind kind) const {
  std::vector<Uplink> found;
  const auto add_gateways_of = [&](VnetIndex hub, const Needs& needs,
                                   const std::optional<Crossing>& over) {
    for (const Gateway& gateway : network_.gateways) {
      if (gateway.vnet != hub || gateway.kind != kind) continue;
      const GatewayIndex index = network_.gateways.index_of(gateway);
      Uplink uplink{index, hub, needs, over};
      if (gateway.admin_enabled.is(false))
        uplink.needs.push_back({What::gateway_state, index.value});
      found.push_back(uplink);
    }
  };
  add_gateways_of(vnet, {}, std::nullopt);
  if (has_gateway(vnet)) return found;  // a spoke with a gateway of its own uses no other [2.10]
  for (const Crossing& crossing : crossings(vnet)) {
    if (const auto needs = transit(crossing)) add_gateways_of(crossing.to, *needs, crossing);
  }
  return found;
}

/// Gateway transit as far as the two sides of the peering decide it; `crossing` leads from the
/// spoke to the hub. [2.10]
std::optional<Needs> Vnets::transit(const Crossing& crossing) const {
  Needs needs = crossing.open;
  if (!crossing.out) {
    needs.push_back({What::spoke_side, crossing.back.value});
  } else if (!network_.peerings[crossing.out].use_remote_gateways.may_be(true)) {
    return std::nullopt;
  } else if (!network_.peerings[crossing.out].use_remote_gateways.is_set()) {
    needs.push_back({What::spoke_side, crossing.out.value});
  }
  // A hub that cannot be seen allows it, or Azure would have refused the spoke's side.
  if (!crossing.back) return needs;
  const Setting<bool>& allowed = network_.peerings[crossing.back].allow_gateway_transit;
  if (!allowed.may_be(true)) return std::nullopt;
  if (!allowed.is_set()) needs.push_back({What::hub_side, crossing.back.value});
  return needs;
}

bool Vnets::is_hidden_hub(VnetIndex vnet) const {
  if (has_gateway(vnet) || has_server(vnet)) return false;
  return std::any_of(network_.peerings.begin(), network_.peerings.end(), [&](const auto& side) {
    if (side.remote != vnet || has_gateway(side.local)) return false;
    const auto crossing = this->crossing(network_.peerings.index_of(side), side.reverse);
    return crossing && transit(*crossing);
  });
}

std::vector<Uplink> Vnets::hidden_uplinks(VnetIndex vnet) const {
  std::vector<Uplink> found;
  if (is_hidden_hub(vnet)) found.push_back({{}, vnet, {}, std::nullopt});
  if (has_gateway(vnet)) return found;
  for (const Crossing& crossing : crossings(vnet)) {
    if (!crossing.out || !is_hidden_hub(crossing.to)) continue;
    if (const auto needs = transit(crossing)) found.push_back({{}, crossing.to, *needs, crossing});
  }
  return found;
}

}  // namespace hairpin::oracle
