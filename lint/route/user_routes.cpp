#include "route/user_routes.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/prefix_set.hpp"
#include "route/endpoint_routes.hpp"

namespace hairpin::route {
namespace {

using model::UserRoute;
using model::VnetIndex;

bool is_inside(const Prefix& inner, const std::vector<Located<Prefix>>& space) {
  return std::any_of(space.begin(), space.end(),
                     [&](const auto& prefix) { return prefix.value.contains(inner); });
}

/// Whether the table itself decides about the whole prefix: by an equal route, by several longer
/// ones, or because another one than `route` is the longest that covers it.
bool is_taken_back(const model::RouteTable& table, const UserRoute& route, const Prefix& prefix) {
  PrefixSet left = prefix;
  for (const UserRoute& other : table.routes) {
    const Prefix& covers = other.prefix.value;
    const bool between = covers.contains(prefix) && covers.length() > route.prefix.value.length();
    if (between) return true;
    if (prefix.contains(covers)) left -= covers;
  }
  return left.empty();
}

/// Calls `visit(far, session)` for each VNet that is or may be peered.
template <class Visit>
void for_each_peer(const RouteGraph& graph, VnetIndex vnet, Visit visit) {
  for (const SessionIndex index : graph.in(graph.router(vnet))) {
    const Session& session = graph[index];
    if (session.kind != SessionKind::vnet_peering || session.state == SessionState::closed)
      continue;
    visit(graph[session.from].vnet(), index);
  }
}

class Search {
 public:
  Search(const Routing& routing, VnetIndex vnet, const model::RouteTable& table,
         const UserRoute& route)
      : routing_(routing), vnet_(vnet), table_(table), route_(route) {}

  std::vector<LongerRoute> run() {
    const model::Network& network = routing_.network();
    for_each_peer(routing_.graph(), vnet_, [&](VnetIndex far, SessionIndex session) {
      peers_.push_back(far);
      for (const auto& prefix : network.vnets[far].address_space) {
        add({prefix.value, {}, session});
      }
      add_endpoints(far, session);
    });
    if (!table_.disable_bgp_propagation.value_or(false)) add_learned();  // [3.13]
    std::stable_sort(found_.begin(), found_.end(),
                     [](const auto& a, const auto& b) { return a.prefix < b.prefix; });
    return std::move(found_);
  }

 private:
  void add_endpoints(VnetIndex far, SessionIndex session) {
    for (const EndpointRoute& each : endpoint_routes(routing_.network(), far)) {
      const bool passes = each.is_located() && each.may_yield_to(route_.prefix.value) &&
                          each.displaced_from == EndpointRoute::never;
      if (passes) add({each.prefix, {}, session, !each.unknown_policies, each.endpoint});
    }
  }

  void add_learned() {
    const Prefix& wanted = route_.prefix.value;
    for (const SessionIndex uplink : routing_.uplinks(vnet_)) {
      const RouterIndex gateway = routing_.graph()[uplink].from;
      for (const HeldRoute& held : routing_.rib(gateway, PrefixSet{wanted}, Evidence::dropped)) {
        const bool certain = held.conditions == routing_.conditions().certain();
        if (!displaced(held.prefix)) add({held.prefix, held.route, uplink, certain});
      }
    }
  }

  /// By a system route. [3.3]
  bool displaced(const Prefix& learned) const {
    const auto& vnets = routing_.network().vnets;
    return is_inside(learned, vnets[vnet_].address_space) ||
           std::any_of(peers_.begin(), peers_.end(), [&](VnetIndex peer) {
             return is_inside(learned, vnets[peer].address_space);
           });
  }

  void add(LongerRoute longer) {
    const Prefix& wanted = route_.prefix.value;
    if (longer.prefix.length() <= wanted.length() || !wanted.contains(longer.prefix)) return;
    if (!is_taken_back(table_, route_, longer.prefix)) found_.push_back(longer);
  }

  const Routing& routing_;
  VnetIndex vnet_;
  const model::RouteTable& table_;
  const UserRoute& route_;
  std::vector<VnetIndex> peers_;
  std::vector<LongerRoute> found_;
};

}  // namespace

std::vector<LongerRoute> longer_routes(const Routing& routing, VnetIndex vnet,
                                       const model::RouteTable& table, const UserRoute& route) {
  return Search(routing, vnet, table, route).run();
}

bool is_certain(const Routing& routing, const LongerRoute& route) {
  return routing.graph()[route.session].state == SessionState::open && route.held_for_certain;
}

GatewaysInReach gateways_in_reach(const Routing& routing, VnetIndex vnet) {
  const model::Network& network = routing.network();
  const RouteGraph& graph = routing.graph();
  GatewaysInReach found;
  std::set<VnetIndex> homes = {vnet};
  for (const SessionIndex uplink : routing.uplinks(vnet)) {
    const Router& gateway = graph[graph[uplink].from];
    if (gateway.kind == RouterKind::unknown_gateway) found.unknown = true;
  }
  for_each_peer(graph, vnet, [&](VnetIndex far, SessionIndex index) {
    const model::VnetPeering& object = network.peerings[graph[index].peering];
    if (object.local == vnet && object.use_remote_gateways.value_or(false)) homes.insert(far);
  });
  for (std::uint32_t i = 0; i < network.gateways.size(); ++i) {
    const model::Gateway& gateway = network.gateways[model::GatewayIndex(i)];
    if (!gateway.vnet || !homes.contains(gateway.vnet)) continue;
    const bool vpn = gateway.kind == model::GatewayKind::vpn;
    (vpn ? found.vpn : found.express_route).push_back(model::GatewayIndex(i));
  }
  return found;
}

std::vector<std::vector<VnetIndex>> users_alike(const Routing& routing,
                                                const model::RouteTable& table) {
  const model::Network& network = routing.network();
  std::set<VnetIndex> vnets;
  for (const model::SubnetIndex index : table.subnets) {
    const model::Subnet& subnet = network.subnets[index];
    const bool counts = subnet.vnet && subnet.purpose != model::SubnetPurpose::gateway;
    if (counts) vnets.insert(subnet.vnet);
  }
  if (vnets.empty()) return {};
  std::set<VnetIndex> homes;
  for (const model::Gateway& gateway : network.gateways) homes.insert(gateway.vnet);
  std::map<std::vector<std::uint32_t>, std::vector<VnetIndex>> alike;
  for (const VnetIndex vnet : vnets) {
    std::vector<std::uint32_t> key;
    if (homes.contains(vnet)) key.push_back(vnet.value);  // nobody else is like that
    for (const SessionIndex uplink : routing.uplinks(vnet)) {
      key.push_back(routing.graph()[uplink].from.value);
    }
    for_each_peer(routing.graph(), vnet,
                  [&](VnetIndex far, SessionIndex) { key.push_back(far.value); });
    alike[std::move(key)].push_back(vnet);
  }
  std::vector<std::vector<VnetIndex>> groups;
  for (auto& [key, members] : alike) groups.push_back(std::move(members));
  return groups;
}

}  // namespace hairpin::route
