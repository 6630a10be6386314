#include "route/branch_routes.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "route/announced_prefixes.hpp"

namespace hairpin::route {
namespace {

constexpr std::int64_t default_asn = 65515;  // [11.10]

}  // namespace

// Beginnings ------------------------------------------------------------------------------------

BranchRoute BranchRoutes::route_from(const Session& session, const Prefix& prefix,
                                     BranchOrigin origin, BranchKind kind,
                                     ConditionSet conditions) {
  BranchRoute route;
  route.prefix = prefix;
  route.origin = origin;
  route.kind = kind;
  route.announcer = session.from;
  route.conditions = conditions_.both(session.conditions, conditions);
  return route;
}

std::vector<BranchRoute> BranchRoutes::originated(const Session& session) {
  std::vector<BranchRoute> routes;
  switch (session.kind) {
    case SessionKind::tunnel:
    case SessionKind::site_to_gateway:
      add_fixed(session, graph_.tunnel(session), routes);
      add_declared(session, graph_.tunnel(session), routes);
      break;
    case SessionKind::clients_to_gateway:
      add_pool(session, routes);
      break;
    case SessionKind::peer_to_server:
      add_injected(session, routes);
      break;
    default:
      break;
  }
  std::erase_if(routes, [&](const BranchRoute& route) {
    return session.kind != SessionKind::peer_to_server && is_own_prefix(route.prefix, session.to);
  });
  return routes;
}

/// Static prefixes: the site's, but for the /32 of its BGP peer [11.1]; or the other VNet's own
/// space, and none of its spokes [11.4, A22].
void BranchRoutes::add_fixed(const Session& session, const Tunnel& tunnel,
                             std::vector<BranchRoute>& routes) {
  if (tunnel.fixed.state == SessionState::closed) return;
  const bool to_vnet = graph_[session.from].kind == RouterKind::vpn_gateway;
  if (!tunnel.site) {
    const model::VnetIndex vnet = graph_.home(session.from, network_);
    if (!vnet) return;
    for (const auto& prefix : network_.vnets[vnet].address_space) {
      routes.push_back(route_from(session, prefix.value, BranchOrigin::vnet, BranchKind::fixed,
                                  tunnel.fixed.conditions));
      routes.back().vnet = vnet;
    }
    return;
  }
  const model::VpnSite& site = network_.vpn_sites[tunnel.site];
  for (const auto& prefix : site.address_space) {
    if (site.bgp_address && prefix.value == Prefix::host(*site.bgp_address)) continue;
    routes.push_back(route_from(session, prefix.value,
                                to_vnet ? BranchOrigin::vnet : BranchOrigin::on_premises,
                                BranchKind::fixed, tunnel.fixed.conditions));
    routes.back().summary = to_vnet;
  }
}

void BranchRoutes::add_declared(const Session& session, const Tunnel& tunnel,
                                std::vector<BranchRoute>& routes) {
  const bool from_site = session.kind == SessionKind::site_to_gateway;
  if (!from_site || tunnel.bgp.state == SessionState::closed) return;
  const model::VpnSite& site = network_.vpn_sites[tunnel.site];
  if (!site.declared) return;
  for (const auto& prefix : *site.declared) {
    routes.push_back(route_from(session, prefix.value, BranchOrigin::on_premises, BranchKind::bgp,
                                tunnel.bgp.conditions));
    routes.back().hops = 1;
  }
}

void BranchRoutes::add_pool(const Session& session, std::vector<BranchRoute>& routes) {
  const model::Gateway& gateway = network_.gateways[graph_[session.from].gateway()];
  for (const auto& prefix : gateway.vpn.client_pool) {
    routes.push_back(route_from(session, prefix.value, BranchOrigin::on_premises, BranchKind::fixed,
                                conditions_.certain()));
  }
}

/// Nobody can see in an export what an appliance announces; undeclared, it may draw everything.
/// [C24]
void BranchRoutes::add_injected(const Session& session, std::vector<BranchRoute>& routes) {
  const model::BgpPeer& peer = network_.bgp_peers[graph_[session.from].bgp_peer()];
  if (peer.declared) {
    for (const auto& prefix : *peer.declared) {
      routes.push_back(route_from(session, prefix.value, BranchOrigin::appliance,
                                  BranchKind::injected, conditions_.certain()));
    }
    return;
  }
  const ConditionSet unknown = conditions_.single(
      {peer.id,
       cat({"what BGP peer ", peer.name, " announces to Route Server ",
            network_.route_servers[peer.server].name,
            " is not declared: it may be a default route"}),
       "declare it in the policy: onPremises, with bgpPeer and advertises", peer.where, "C24"});
  for (const Family family : {Family::ipv4, Family::ipv6}) {
    routes.push_back(route_from(session, Prefix::everything(family), BranchOrigin::appliance,
                                BranchKind::injected, unknown));
  }
}

// Tunnels ---------------------------------------------------------------------------------------

bool BranchRoutes::is_own_prefix(const Prefix& prefix, RouterIndex gateway) const {
  const model::VnetIndex vnet = graph_.home(gateway, network_);
  if (!vnet) return false;
  const auto& space = network_.vnets[vnet].address_space;
  return std::any_of(space.begin(), space.end(),
                     [&](const auto& own) { return own.value == prefix; });
}

bool BranchRoutes::overlaps_own(const Prefix& prefix, RouterIndex gateway) const {
  const model::VnetIndex vnet = graph_.home(gateway, network_);
  if (!vnet) return false;
  const auto& space = network_.vnets[vnet].address_space;
  return std::any_of(space.begin(), space.end(),
                     [&](const auto& own) { return own.value.overlaps(prefix); });
}

std::optional<std::int64_t> BranchRoutes::asn(RouterIndex index) const {
  if (graph_[index].kind != RouterKind::vpn_gateway) return std::nullopt;
  const model::Gateway& gateway = network_.gateways[graph_[index].gateway()];
  if (!gateway.in_input || gateway.vpn.unreadable_asn) return std::nullopt;
  return gateway.vpn.asn.value_or(default_asn);
}

bool BranchRoutes::came_through(const BranchRoute& route, RouterIndex router) const {
  for (const BranchRoute* at = &route;; at = &routes_[at->previous]) {
    if (at->at == router || graph_[at->came_by].from == router) return true;
    if (!at->previous) return false;
  }
}

/// A gateway refuses what its own ASN is in the path of. [11.10]
bool BranchRoutes::loops(const BranchRoute& route, RouterIndex receiver) const {
  const auto own = asn(receiver);
  if (came_through(route, receiver)) return true;
  if (!own) return false;
  for (const BranchRoute* at = &route;; at = &routes_[at->previous]) {
    if (asn(at->at) == own) return true;
    if (!at->previous) return asn(graph_[at->came_by].from) == own;
  }
}

/// BGP passes on the best path only; candidates come in the order of their paths' lengths. Of those
/// that are not sure the first is passed on too, unless a sure one came before it.
bool BranchRoutes::passes_on(BranchIndex index) {
  const BranchRoute& route = routes_[index];
  const bool sure = route.conditions == conditions_.certain();
  if (!sure && passed_on_.contains({route.at, route.prefix, route.announcer, true})) return false;
  const auto [at, is_new] =
      passed_on_.try_emplace({route.at, route.prefix, route.announcer, sure}, index);
  return is_new || at->second == index;
}

std::optional<BranchRoute> BranchRoutes::over_tunnel(BranchIndex index, const Session& session) {
  const Tunnel& tunnel = graph_.tunnel(session);
  if (tunnel.bgp.state == SessionState::closed) return std::nullopt;  // [11.3]
  BranchRoute route = routes_[index];
  const SessionKind came_by = graph_[route.came_by].kind;
  const bool learned = came_by != SessionKind::vnet_to_gateway;
  if (came_by == SessionKind::clients_to_gateway) return std::nullopt;
  const bool kept_back = route.prefix.is_default() || overlaps_own(route.prefix, session.from);
  if (learned && kept_back) return std::nullopt;                     // [11.2]
  if (is_own_prefix(route.prefix, session.to)) return std::nullopt;  // [4.19]
  if (tunnel.translated ? came_through(route, session.to) : loops(route, session.to)) {
    return std::nullopt;
  }
  if (learned && !passes_on(index)) return std::nullopt;
  route.kind = BranchKind::bgp;
  route.hops = static_cast<std::uint8_t>(std::min<int>(route.hops + 1, 200));
  route.conditions = conditions_.both(route.conditions,
                                      conditions_.both(session.conditions, tunnel.bgp.conditions));
  return route;
}

// Route Servers ---------------------------------------------------------------------------------

/// A gateway tells what it learned from outside: not what a Route Server told it, and no
/// point-to-site clients. [8.6, 8.10]
std::optional<BranchRoute> BranchRoutes::to_server(const BranchRoute& route) const {
  const SessionKind came_by = graph_[route.came_by].kind;
  const bool outside = came_by == SessionKind::circuit_to_gateway ||
                       came_by == SessionKind::tunnel || came_by == SessionKind::site_to_gateway;
  return outside ? std::optional(route) : std::nullopt;
}

/// Never from one ExpressRoute gateway to itself or another one: two circuits need an appliance or
/// Global Reach between them. [8.9]
std::optional<BranchRoute> BranchRoutes::from_server(BranchIndex index,
                                                     const Session& session) const {
  BranchRoute route = routes_[index];
  const RouterIndex source = graph_[route.came_by].from;
  if (source == session.to) return std::nullopt;
  const bool both_circuits =
      graph_[source].kind == RouterKind::gateway && graph_[session.to].kind == RouterKind::gateway;
  // An appliance's prefix is passed on even if it is the VNet's own. [8.5, 4.19]
  const bool refused =
      route.origin != BranchOrigin::appliance && is_own_prefix(route.prefix, session.to);
  if (both_circuits || refused) return std::nullopt;
  route.told = true;
  return route;
}

// Propagation -----------------------------------------------------------------------------------

/// What circuits hold depends on what Route Servers told gateways, and what they told on what
/// circuits hold: repeated until no circuit gets anything new. Every round takes the news one Route
/// Server further.
void BranchRoutes::run() {
  constexpr int most_rounds = 8;
  const bool exchanges = !network_.route_servers.empty();
  for (int round = 0; round < most_rounds; ++round) {
    routing_.branches_ = {};
    routing_.branch_ribs_.assign(graph_.routers().size(), {});
    passed_on_.clear();
    originate_all();
    propagate();
    for (auto& rib : routing_.branch_ribs_) rib.sort();
    if (!exchanges || !announce_to_circuits()) return;
  }
}

void BranchRoutes::originate_all() {
  for (std::uint32_t i = 0; i < graph_.sessions().size(); ++i) {
    const SessionIndex index(i);
    const Session& session = graph_[index];
    if (session.state == SessionState::closed) continue;
    for (const BranchRoute& route : originated(session)) add(route, session.to, index, {});
    if (session.kind == SessionKind::vnet_to_gateway) announce_vnet(session, index);
    if (session.kind == SessionKind::gateway_to_server) tell_of_circuits(session, index);
  }
}

void BranchRoutes::announce_vnet(const Session& session, SessionIndex index) {
  if (graph_[session.to].kind != RouterKind::vpn_gateway) return;
  const model::VnetIndex hub = graph_.home(session.to, network_);
  for (const AnnouncedPrefix& announced :
       announced_prefixes(network_, hub, session.peering, conditions_)) {
    BranchRoute route;
    route.prefix = announced.prefix;
    route.summary = announced.summary;
    route.vnet = announced.summary ? model::VnetIndex() : graph_[session.from].vnet();
    route.announcer = session.to;
    route.conditions = conditions_.both(announced.conditions, session.conditions);
    add(route, session.to, index, {});
  }
}

/// What an ExpressRoute gateway learned from its circuits. [8.6]
void BranchRoutes::tell_of_circuits(const Session& session, SessionIndex index) {
  if (graph_[session.from].kind != RouterKind::gateway) return;
  for (const HeldRoute& held :
       routing_.rib(session.from, PrefixSet::everything(), Evidence::kept)) {
    const Route& announced = routing_[held.route];
    BranchRoute route;
    route.prefix = held.prefix;
    route.kind = BranchKind::circuit;
    route.origin = announced.branch                              ? announced.branch_origin
                   : announced.origin == OriginKind::on_premises ? BranchOrigin::on_premises
                                                                 : BranchOrigin::vnet;
    route.vnet = announced.vnet;
    route.summary = announced.summary;
    route.announcer = announced.announcer;
    route.circuit = held.from;
    route.conditions = held.conditions;
    route.at = session.from;
    route.came_by = held.came_by;
    const BranchIndex learned = routing_.branches_.add(route);
    route.conditions = conditions_.both(route.conditions, session.conditions);
    add(route, session.to, index, learned);
  }
}

void BranchRoutes::propagate() {
  while (!pending_.empty()) {
    const BranchIndex index = pending_.front();
    pending_.pop_front();
    for (const SessionIndex by : graph_.out(routes_[index].at)) {
      const Session& session = graph_[by];
      if (session.state == SessionState::closed) continue;
      if (const auto accepted = accept(index, session)) add(*accepted, session.to, by, index);
    }
  }
}

std::optional<BranchRoute> BranchRoutes::accept(BranchIndex index, const Session& session) {
  if (session.kind == SessionKind::tunnel) return over_tunnel(index, session);
  std::optional<BranchRoute> route;
  if (session.kind == SessionKind::gateway_to_server) route = to_server(routes_[index]);
  if (session.kind == SessionKind::server_to_gateway) route = from_server(index, session);
  if (route) route->conditions = conditions_.both(route->conditions, session.conditions);
  return route;
}

void BranchRoutes::add(BranchRoute route, RouterIndex at, SessionIndex by, BranchIndex previous) {
  route.at = at;
  route.came_by = by;
  route.previous = previous;
  const BranchIndex index = routing_.branches_.add(route);
  const bool announced_here = graph_[by].kind == SessionKind::vnet_to_gateway;
  if (!announced_here) routing_.branch_ribs_[at.value].add(route.prefix, index);
  pending_.push_back(index);
}

/// What Route Servers told ExpressRoute gateways goes to their circuits. [4.6] Whether any of it is
/// new there.
bool BranchRoutes::announce_to_circuits() {
  bool news = false;
  for (const BranchRoute& told : routes_) {
    const bool at_circuit_gateway = graph_[told.came_by].kind == SessionKind::server_to_gateway &&
                                    graph_[told.at].kind == RouterKind::gateway;
    if (!at_circuit_gateway) continue;
    Route route;
    route.prefix = told.prefix;
    route.origin =
        told.origin == BranchOrigin::on_premises ? OriginKind::on_premises : OriginKind::vnet;
    route.branch = true;
    route.branch_origin = told.origin;
    route.vnet = told.vnet;
    route.summary = told.summary;
    route.announcer = told.at;
    route.conditions = told.conditions;
    const auto key = std::tuple(told.at, told.prefix, told.origin, told.conditions);
    if (announced_.insert(key).second) {
      routing_.announce(route);
      news = true;
    }
  }
  if (news) routing_.sort_announcements();
  return news;
}

}  // namespace hairpin::route
