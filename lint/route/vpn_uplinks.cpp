#include "route/vpn_uplinks.hpp"

#include "base/text.hpp"
#include "route/peering_state.hpp"

namespace hairpin::route {

namespace {
/// A disabled gateway may still forward. [4.18]
ConditionSet state_of(const model::Gateway& gateway, Conditions& conditions) {
  if (!gateway.admin_enabled.is(false)) return conditions.certain();
  return conditions.single(
      {gateway.id, cat({"gateway ", gateway.name, " is administratively disabled"}),
       "remove the gateway once its migration is finished", gateway.admin_enabled.where, "4.18"});
}

/// The peering objects of a spoke that name the hub; the hub's where the spoke does not show its
/// own. [2.3]
std::vector<model::PeeringIndex> sides_between(const model::Network& network,
                                               model::VnetIndex spoke, model::VnetIndex hub) {
  std::vector<model::PeeringIndex> sides;
  for (const model::PeeringIndex index : network.vnets[spoke].peerings) {
    if (network.peerings[index].remote == hub) sides.push_back(index);
  }
  if (network.vnets[spoke].shows_peerings()) return sides;
  for (const model::PeeringIndex index : network.vnets[hub].peerings) {
    const model::VnetPeering& side = network.peerings[index];
    if (side.remote == spoke && !side.reverse) sides.push_back(index);
  }
  return sides;
}

}  // namespace

std::vector<VpnUplink> vpn_uplinks(Routing& routing, model::VnetIndex vnet) {
  const model::Network& network = routing.network();
  std::vector<VpnUplink> uplinks;
  for (std::uint32_t i = 0; i < network.gateways.size(); ++i) {
    const model::GatewayIndex index(i);
    const model::Gateway& gateway = network.gateways[index];
    if (gateway.kind != model::GatewayKind::vpn || !gateway.vnet) continue;
    const ConditionSet own = state_of(gateway, routing.conditions());
    if (gateway.vnet == vnet) {
      uplinks.push_back({index, vnet, own});
      continue;
    }
    for (const model::PeeringIndex peering : sides_between(network, vnet, gateway.vnet)) {
      const Adjacency transit = gateway_transit(
          network, routing.ids(), PeeringPair::of(network, peering, vnet), routing.conditions());
      if (transit.state == SessionState::closed) continue;
      uplinks.push_back({index, gateway.vnet, routing.conditions().both(own, transit.conditions)});
    }
  }
  return uplinks;
}

}  // namespace hairpin::route
