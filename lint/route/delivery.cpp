#include "route/delivery.hpp"

#include "base/text.hpp"
#include "route/vpn_uplinks.hpp"

namespace hairpin::route {

ConditionSet delivery_conditions(Routing& routing, model::VnetIndex hub, model::VnetIndex spoke) {
  const RouteGraph& graph = routing.graph();
  const model::Network& network = routing.network();
  for (const SessionIndex index : graph.out(graph.router(spoke))) {
    const Session& session = graph[index];
    const bool uses = session.kind == SessionKind::vnet_to_gateway &&
                      session.state != SessionState::closed &&
                      graph.home(session.to, network) == hub;
    if (uses) return session.conditions;
  }
  for (const VpnUplink& uplink : vpn_uplinks(routing, spoke)) {
    if (uplink.hub == hub) return uplink.conditions;
  }
  const model::Vnet& vnet = network.vnets[spoke];
  return routing.conditions().single(
      {vnet.id,
       cat({"whether a gateway delivers to VNet ", vnet.name,
            ", which is peered without gateway transit, is not documented"}),
       "compare with the effective routes of a network interface in the gateway's VNet", vnet.where,
       "C11"});
}

}  // namespace hairpin::route
