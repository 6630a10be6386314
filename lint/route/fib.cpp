#include "route/fib.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>

#include "base/text.hpp"
#include "route/announced_prefixes.hpp"
#include "route/branch_fib.hpp"
#include "route/connected_groups.hpp"
#include "route/endpoint_routes.hpp"
#include "route/hub_state.hpp"
#include "route/vpn_uplinks.hpp"

namespace hairpin::route {
namespace {

using Kind = Candidate::Kind;
using model::NextHopType;
using model::VnetIndex;

/// Collects the candidates of one context.
class FibBuilder {
 public:
  FibBuilder(Routing& routing, const FibContext& context, const PrefixSet& destinations,
             Evidence evidence)
      : routing_(routing),
        network_(routing.network()),
        context_(context),
        destinations_(destinations),
        evidence_(evidence) {}

  std::vector<Candidate> candidates() {
    add_own();
    add_peerings();
    add_connected_groups();
    add_user_routes();
    if (!context_.at_gateway) add_defaults();
    std::stable_sort(candidates_.begin(), candidates_.end(), by_prefix);
    if (!context_.at_gateway) add_learned();
    if (context_.gateway) {
      add_onward_routes(routing_, context_.vnet, context_.gateway, candidates_);
      std::stable_sort(candidates_.begin(), candidates_.end(), by_prefix);
    }
    return std::move(candidates_);
  }

 private:
  Candidate& add(const Prefix& prefix, Kind kind, ConditionSet conditions) {
    Candidate candidate;
    candidate.prefix = prefix;
    candidate.kind = kind;
    candidate.conditions = conditions;
    return candidates_.emplace_back(candidate);
  }

  static bool by_prefix(const Candidate& a, const Candidate& b) { return a.prefix < b.prefix; }

  ConditionSet certain() const { return routing_.conditions().certain(); }
  ConditionSet both(ConditionSet a, ConditionSet b) {
    return routing_.conditions().both(a, b, evidence_);
  }

  void add_own() {
    for (const auto& prefix : network_.vnets[context_.vnet].address_space) {
      add(prefix.value, Kind::own, certain()).vnet = context_.vnet;
    }
    for (const EndpointRoute& route : endpoint_routes(network_, context_.vnet)) {
      if (concerns(route)) add_endpoint(route, certain());
    }
  }

  /// One whose address nobody knows matters only where its neighbours go another way.
  bool concerns(const EndpointRoute& route) const {
    if (!destinations_.overlaps(PrefixSet(route.prefix))) return false;
    return route.is_located() || is_in_doubt(route);
  }

  /// Where the policies of its subnet cannot be read, a user route may displace it.
  void add_endpoint(const EndpointRoute& route, ConditionSet conditions) {
    if (route.unknown_policies && is_in_doubt(route)) {
      const model::SubnetIndex subnet = network_.private_endpoints[route.endpoint].subnet;
      conditions =
          both(conditions,
               routing_.conditions().single(endpoint_policies_doubt(network_, subnet, "1.10")));
    }
    if (!route.is_located()) {
      conditions = both(conditions, routing_.conditions().single(endpoint_address_doubt(
                                        network_.private_endpoints[route.endpoint])));
    }
    Candidate& candidate = add(route.prefix, Kind::endpoint, conditions);
    candidate.vnet = route.vnet;
    candidate.owner = route.vnet.value;
    candidate.endpoint = route.endpoint;
    candidate.displaced_from = route.displaced_from;
  }

  bool is_in_doubt(const EndpointRoute& endpoint) const {
    if (!context_.table) return false;
    const auto& routes = network_.route_tables[context_.table].routes;
    return std::any_of(routes.begin(), routes.end(), [&](const model::UserRoute& route) {
      return endpoint.may_yield_to(route.prefix.value);
    });
  }

  /// Of a peer, as far as this VNet has heard of its space. [1.9]
  void add_endpoints(VnetIndex far, SessionIndex session,
                     const std::vector<AnnouncedPrefix>& heard) {
    for (const EndpointRoute& route : endpoint_routes(network_, far)) {
      if (!concerns(route)) continue;
      const AnnouncedPrefix* around = nullptr;
      for (const AnnouncedPrefix& each : heard) {
        if (!each.prefix.contains(route.prefix)) continue;
        if (around == nullptr || each.prefix.length() > around->prefix.length()) around = &each;
      }
      if (around == nullptr) continue;
      add_endpoint(route, both(routing_.graph()[session].conditions, around->conditions));
      candidates_.back().session = session;
      candidates_.back().rank = 1;  // behind one of the VNet's own
    }
  }

  void add_peerings() {
    const RouteGraph& graph = routing_.graph();
    for (const SessionIndex index : graph.in(graph.router(context_.vnet))) {
      const Session& session = graph[index];
      if (session.kind != SessionKind::vnet_peering) continue;
      if (session.state == SessionState::closed) continue;
      const model::VnetIndex far = graph[session.from].vnet();
      const ConditionSet conditions = session.conditions;
      std::vector<AnnouncedPrefix> heard = peered_prefixes(routing_, session, context_.vnet);
      add_endpoints(far, index, heard);
      if (context_.at_gateway) add_unpeered_subnets(session, far, heard);
      for (const AnnouncedPrefix& announced : heard) {
        Candidate& candidate =
            add(announced.prefix, Kind::peering, both(conditions, announced.conditions));
        candidate.vnet = far;
        candidate.owner = far.value;
        candidate.session = index;
      }
    }
  }

  void add_connected_groups() {
    for (const GroupMate& mate : group_mates(routing_, context_.vnet)) {
      for (const auto& prefix : network_.vnets[mate.vnet].address_space) {
        Candidate& candidate = add(prefix.value, Kind::connected_group, mate.conditions);
        candidate.vnet = mate.vnet;
        candidate.owner = mate.vnet.value;
        candidate.session = mate.session;
      }
    }
  }

  /// Of a spoke that peers some subnets only, the gateway may announce, and then serve, all. [A18]
  void add_unpeered_subnets(const Session& session, model::VnetIndex far,
                            std::vector<AnnouncedPrefix>& heard) {
    const model::VnetPeering& object = network_.peerings[session.peering];
    if (!object.complete_vnets.is(false) || carries_only_ipv6(network_, object)) return;
    const ConditionSet possibly = routing_.conditions().single(
        {object.id,
         cat({"what a gateway serves of VNet ", network_.vnets[far].name,
              ", which peers some subnets only, is not documented"}),
         "peer the VNet completely", object.where, "A18"});
    for (const auto& prefix : network_.vnets[far].address_space) {
      heard.push_back({prefix.value, false, possibly, prefix.where});
    }
  }

  void add_user_routes() {
    if (!context_.table) return;
    for (const model::UserRoute& route : network_.route_tables[context_.table].routes) {
      // A default route on GatewaySubnet is not supported; it proves nothing. [1.7, C12]
      if (context_.at_gateway && route.prefix.value.is_default()) continue;
      add(route.prefix.value, Kind::user, conditions_of(route)).user = &route;
    }
  }

  ConditionSet conditions_of(const model::UserRoute& route) {
    if (route.next_hop_type == NextHopType::unrecognised) {
      return routing_.conditions().single(
          {route.id, cat({"the next hop type of route ", route.name, " is none that is known"}),
           "correct the route, or export it again", route.next_hop_type_where, "3.7"});
    }
    if (route.next_hop_type != NextHopType::virtual_network_gateway || only_vpn_gateway()) {
      return certain();
    }
    return routing_.conditions().single(
        {route.id,
         cat({"route ", route.name,
              " sends packets to a virtual network gateway, which needs a VPN gateway and no "
              "ExpressRoute gateway beside it: what Azure does otherwise is not documented"}),
         "remove the route, or use a VPN gateway", route.next_hop_type_where, "C3"});
  }

  /// Among the gateways of this VNet and of the hub that it uses. [3.9]
  bool only_vpn_gateway() const {
    const auto uplinks_here = routing_.uplinks(context_.vnet);
    const bool on_circuits =
        std::any_of(uplinks_here.begin(), uplinks_here.end(), [&](SessionIndex index) {
          return routing_.graph()[routing_.graph()[index].from].is_gateway();
        });
    if (on_circuits) return false;
    const std::vector<VpnUplink> uplinks = vpn_uplinks(routing_, context_.vnet);
    return std::any_of(uplinks.begin(), uplinks.end(),
                       [&](const VpnUplink& uplink) { return uplink.conditions == certain(); });
  }

  void add_learned() {
    if (context_.table &&
        network_.route_tables[context_.table].disable_bgp_propagation.value_or(false)) {
      return;  // [3.13]
    }
    for (const SessionIndex uplink : routing_.uplinks(context_.vnet)) {
      const Session& session = routing_.graph()[uplink];
      const auto own_routes = static_cast<std::ptrdiff_t>(candidates_.size());
      for (const HeldRoute& held : routing_.rib(session.from, destinations_, evidence_)) {
        Candidate& candidate =
            add(held.prefix, Kind::learned, both(held.conditions, session.conditions));
        candidate.rank = preference_rank(routing_, held, session.from);
        candidate.route = held.route;
        candidate.session = uplink;
        candidate.came_by = held.came_by;
        candidate.arrival = held.arrival;
        candidate.from = held.from;
      }
      const std::size_t first_branch = candidates_.size();
      if (!routing_.graph()[session.from].is_gateway()) {
        add_branch_routes(routing_, uplink, destinations_, candidates_);
      }
      for (std::size_t i = first_branch; i < candidates_.size(); ++i) {
        candidates_[i].conditions = both(candidates_[i].conditions, session.conditions);
      }
      // A RIB is long and sorted; merging beats sorting.
      std::inplace_merge(candidates_.begin(), candidates_.begin() + own_routes, candidates_.end(),
                         by_prefix);
    }
    add_hub_routes();
  }

  /// What the hub's table has, once per prefix: which of its candidates carries the packets the
  /// table decides itself. [7.6]
  void add_hub_routes() {
    for (const SessionIndex uplink : routing_.hub_uplinks(context_.vnet)) {
      const Session& session = routing_.graph()[uplink];
      const auto own_routes = static_cast<std::ptrdiff_t>(candidates_.size());
      std::set<std::pair<Prefix, ConditionSet>> found;
      for (const HeldRoute& held : routing_.rib(session.from, destinations_, evidence_)) {
        const std::optional<ConditionSet> taken =
            taking(network_.virtual_wans.connections[session.hub_connection], held.prefix,
                   routing_.conditions());
        if (!taken) continue;
        const ConditionSet conditions = both(*taken, both(held.conditions, session.conditions));
        if (!found.insert({held.prefix, conditions}).second) continue;
        Candidate& candidate = add(held.prefix, Kind::learned, conditions);
        candidate.route = held.route;
        candidate.session = uplink;
        candidate.came_by = held.came_by;
        candidate.arrival = held.arrival;
        candidate.from = held.from;
      }
      std::inplace_merge(candidates_.begin(), candidates_.begin() + own_routes, candidates_.end(),
                         by_prefix);
    }
  }

  void add_defaults() {
    static const std::array<Prefix, 4> private_blocks = {
        Prefix::covering(Address::v4(0x0a000000), 8), Prefix::covering(Address::v4(0xac100000), 12),
        Prefix::covering(Address::v4(0xc0a80000), 16),
        Prefix::covering(Address::v4(0x64400000), 10)};
    for (const Prefix& block : private_blocks) add(block, Kind::drop, certain());
    add(Prefix::everything(Family::ipv4), Kind::internet, certain());
    add(Prefix::everything(Family::ipv6), Kind::internet, certain());
  }

  Routing& routing_;
  const model::Network& network_;
  const FibContext& context_;
  const PrefixSet& destinations_;
  Evidence evidence_;
  std::vector<Candidate> candidates_;
};

}  // namespace

std::unique_ptr<MatchTable> Fibs::build(const FibContext& context, const PrefixSet& destinations,
                                        Evidence evidence) {
  return std::make_unique<MatchTable>(
      FibBuilder(routing_, context, destinations, evidence).candidates(), routing_.conditions());
}

std::unique_ptr<MatchTable> Fibs::build(RouterIndex circuit, const PrefixSet& destinations,
                                        Evidence evidence) {
  std::vector<Candidate> candidates;
  for (const HeldRoute& held : routing_.rib(circuit, destinations, evidence)) {
    Candidate& candidate = candidates.emplace_back();
    candidate.prefix = held.prefix;
    candidate.kind = Kind::learned;
    candidate.rank = circuit_rank(routing_, held);
    candidate.owner = routing_[held.route].announcer.value;  // [C10]
    candidate.conditions = held.conditions;
    candidate.route = held.route;
    candidate.came_by = held.came_by;
    candidate.arrival = held.arrival;
    candidate.from = held.from;
  }
  return std::make_unique<MatchTable>(std::move(candidates), routing_.conditions());
}

namespace {

/// How a hub chooses among equal prefixes: its own routes, then its own VNets; then by the routing
/// preference circuits or other hubs; a shorter AS path last. [7.11, 7.27-7.29]
std::uint8_t hub_rank(const Routing& routing, model::HubIndex at, const HeldRoute& held) {
  const model::VirtualWans& wans = routing.network().virtual_wans;
  const Route& route = routing[held.route];
  const Session& session = routing.graph()[held.came_by];
  if (session.kind == SessionKind::hub_static) return 0;
  const bool local = wans.connections[session.hub_connection].hub == at;
  constexpr std::uint8_t near_hub = 2, circuit = 3, other_hub = 20, other_circuit = 21;
  if (session.kind == SessionKind::gateway_to_hub) {
    return static_cast<std::uint8_t>((local ? circuit : other_circuit) +
                                     circuit_rank(routing, held));
  }
  if (local) return route.appliance != nullptr ? 0 : 1;
  // By AS path another hub's VNet is nearer than a circuit. [7.27]
  const auto preference =
      wans.hubs[at].preference.value_or(model::RoutingPreference::express_route);
  if (preference == model::RoutingPreference::as_path) return near_hub;
  return preference == model::RoutingPreference::unrecognised ? circuit : other_hub;
}

/// Equal routes of one owner share the packets; which of several owners gets them nobody knows.
std::uint32_t hub_owner(const Routing& routing, const HeldRoute& held) {
  const Session& session = routing.graph()[held.came_by];
  if (session.kind != SessionKind::gateway_to_hub) return session.from.value;
  return routing.graph().hub(session.from, routing.network()).value | 0x80000000u;
}

}  // namespace

std::unique_ptr<MatchTable> Fibs::build_hub(RouterIndex table, bool from_circuit,
                                            const PrefixSet& destinations, Evidence evidence) {
  const model::HubIndex at = routing_.graph().hub(table, routing_.network());
  Conditions& conditions = routing_.conditions();
  const auto transit = branch_transit_doubt(routing_.network(), at);
  std::vector<Candidate> candidates;
  for (const HeldRoute& held : routing_.rib(table, destinations, evidence)) {
    const bool to_circuit = routing_.graph()[held.came_by].kind == SessionKind::gateway_to_hub;
    if (to_circuit && from_circuit && !transit) continue;  // [7.25]
    Candidate& candidate = candidates.emplace_back();
    candidate.prefix = held.prefix;
    candidate.kind = Kind::learned;
    candidate.rank = hub_rank(routing_, at, held);
    candidate.owner = hub_owner(routing_, held);
    candidate.conditions = held.conditions;
    if (to_circuit && from_circuit) {
      candidate.conditions =
          conditions.both(held.conditions, conditions.single(*transit), evidence);
    }
    candidate.route = held.route;
    candidate.came_by = held.came_by;
    candidate.arrival = held.arrival;
    candidate.from = held.from;
  }
  return std::make_unique<MatchTable>(std::move(candidates), conditions);
}

FibContext Fibs::context_of(const model::Network& network, model::SubnetIndex index) {
  const model::Subnet& subnet = network.subnets[index];
  return {subnet.vnet, subnet.route_table, false, {}};
}

FibContext Fibs::arrival_context(const Routing& routing, model::VnetIndex vnet,
                                 RouterIndex gateway) {
  const model::Network& network = routing.network();
  FibContext context{vnet, {}, true, {}};
  for (const model::SubnetIndex index : network.vnets[vnet].subnets) {
    const model::Subnet& subnet = network.subnets[index];
    if (subnet.purpose == model::SubnetPurpose::gateway) context.table = subnet.route_table;
  }
  const RouteGraph& graph = routing.graph();
  const bool goes_on = gateway && (graph[gateway].kind == RouterKind::vpn_gateway ||
                                   static_cast<bool>(graph.server_in(vnet)));
  if (goes_on) context.gateway = gateway;
  return context;
}

}  // namespace hairpin::route
