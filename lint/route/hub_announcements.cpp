#include "route/hub_announcements.hpp"

#include <algorithm>

#include "route/hub_state.hpp"

namespace hairpin::route {

void HubAnnouncements::run(const Place& place) {
  for (std::uint32_t i = 0; i < graph_.sessions().size(); ++i) {
    const SessionIndex index(i);
    if (graph_[index].state == SessionState::closed) continue;
    if (graph_[index].kind == SessionKind::vnet_to_hub) propagate_connection(index);
    if (graph_[index].kind == SessionKind::hub_static) add_hub_routes(index);
  }
  for (std::uint32_t i = 0; i < graph_.routers().size(); ++i) {
    if (graph_[RouterIndex(i)].is_hub()) r_.local_[i].sort();
  }
  for (std::uint32_t i = 0; i < graph_.sessions().size(); ++i) {
    const SessionIndex index(i);
    if (graph_[index].kind == SessionKind::hub_to_gateway) announce(index, place);
  }
}

void HubAnnouncements::hold(RouteIndex route, SessionIndex by) {
  r_.local_[graph_[by].to.value].add(r_.routes_[route].prefix, {route, by, {}});
}

Route HubAnnouncements::hub_route(const Session& session, const Prefix& prefix) const {
  Route route;
  route.prefix = prefix;
  route.origin = OriginKind::virtual_wan;
  route.hub_connection = session.hub_connection;
  if (session.hub_connection) route.vnet = connection_of(session).vnet;
  route.conditions = r_.conditions_.certain();  // those of the session are asked where it ends
  return route;
}

/// A VNet's prefixes, and its static routes with them unless it says otherwise. Hubs carry IPv4
/// only. [7.5, 7.18, C25]
const std::vector<RouteIndex>& HubAnnouncements::routes_of(const Session& session) {
  const auto [at, is_new] = by_connection_.try_emplace(session.hub_connection);
  if (!is_new) return at->second;
  const model::HubConnection& connection = connection_of(session);
  for (const auto& prefix : network_.vnets[connection.vnet].address_space) {
    if (prefix.value.family() != Family::ipv4) continue;
    at->second.push_back(r_.routes_.add(hub_route(session, prefix.value)));
  }
  if (!connection.propagate_static_routes.value_or(true)) return at->second;
  for (const model::HubStaticRoute& stated : connection.static_routes) {
    if (!takes_effect(stated, connection)) continue;
    Route route = hub_route(session, stated.prefix.value);
    route.appliance = &stated;
    at->second.push_back(r_.routes_.add(route));
  }
  return at->second;
}

void HubAnnouncements::propagate_connection(SessionIndex index) {
  const Session& session = graph_[index];
  for (const RouteIndex route : routes_of(session)) {
    const bool is_static = r_.routes_[route].appliance != nullptr;
    const Prefix& prefix = r_.routes_[route].prefix;
    if (is_static && !crosses(prefix, connection_of(session).hub, session.to)) continue;
    hold(route, index);
  }
}

/// A default route stays in its hub. [7.17]
bool HubAnnouncements::crosses(const Prefix& prefix, model::HubIndex from, RouterIndex to) const {
  return !prefix.is_default() || graph_.hub(to, network_) == from;
}

/// What is for the VNet itself passes its appliance by, unless the connection says otherwise.
/// [7.18]
bool HubAnnouncements::takes_effect(const model::HubStaticRoute& stated,
                                    const model::HubConnection& connection) const {
  if (stated.prefix.value.family() != Family::ipv4) return false;
  if (connection.static_routes_override_vnet.value_or(false)) return true;
  const auto& space = network_.vnets[connection.vnet].address_space;
  return std::none_of(space.begin(), space.end(),
                      [&](const auto& own) { return own.value.contains(stated.prefix.value); });
}

/// The routes of a hub's table, or of its routing intent. Those to a connection go on by the
/// connection's own static routes, where it has some. [7.11, 7.18]
void HubAnnouncements::add_hub_routes(SessionIndex index) {
  const Session& session = graph_[index];
  for (const Prefix& prefix : session.hub_prefixes) {
    if (prefix.family() != Family::ipv4) continue;
    bool covered = false;
    if (session.hub_connection) {
      for (const model::HubStaticRoute& stated : connection_of(session).static_routes) {
        if (!stated.prefix.value.overlaps(prefix)) continue;
        if (!takes_effect(stated, connection_of(session))) continue;
        covered = covered || stated.prefix.value.contains(prefix);
        const bool longer = stated.prefix.value.length() > prefix.length();
        Route route = hub_route(session, longer ? stated.prefix.value : prefix);
        route.appliance = &stated;
        hold(r_.routes_.add(route), index);
      }
    }
    if (!covered) hold(r_.routes_.add(hub_route(session, prefix)), index);
  }
}

/// A hub's gateway announces what is in the table of its connection, but for what came from
/// circuits: they exchange nothing through a hub. [7.25, 7.26]
void HubAnnouncements::announce(SessionIndex index, const Place& place) {
  const Session& session = graph_[index];
  std::vector<RouteIndex> announced;
  announce_own(session, announced);
  for (const auto& entry : r_.local_[session.from.value].entries()) {
    const Route& own = r_.routes_[entry.value.route];
    if (!is_announced(own, entry.value.came_by, session)) continue;
    const Session& came_by = graph_[entry.value.came_by];
    Route route = own;
    route.announcer = session.to;
    route.hub_table = session.from;
    route.appliance = nullptr;  // the hub's own business: others send to the hub
    route.relayed = came_by.kind == SessionKind::vnet_to_hub &&
                    connection_of(came_by).hub != graph_.hub(session.to, network_);
    route.conditions = r_.conditions_.both(own.conditions, came_by.conditions);
    announced.push_back(r_.routes_.add(route));
  }
  for (const SessionIndex out : graph_.out(session.to)) {
    if (graph_[out].kind != SessionKind::gateway_to_circuit) continue;
    if (graph_[out].hub_connection != session.hub_connection) continue;
    for (const RouteIndex route : announced) {
      if (may_announce_default(r_.routes_[route], graph_[out])) place(route, out);
    }
  }
}

/// The hub's own prefix, and where support may have joined its circuits the private ranges.
/// [7.26, 7.25, A20]
void HubAnnouncements::announce_own(const Session& session, std::vector<RouteIndex>& announced) {
  const model::HubIndex at = graph_.hub(session.to, network_);
  const auto add = [&](const Prefix& prefix, ConditionSet conditions) {
    Route route;
    route.prefix = prefix;
    route.origin = OriginKind::virtual_wan;
    route.announcer = session.to;
    route.hub_table = session.from;
    route.conditions = conditions;
    announced.push_back(r_.routes_.add(route));
  };
  if (graph_[session.from].kind == RouterKind::hub_firewall) {
    const auto transit = branch_transit_doubt(network_, at);
    if (!transit) return;
    for (const Prefix& range : private_ranges()) add(range, r_.conditions_.single(*transit));
    return;
  }
  for (const auto& own : network_.virtual_wans.hubs[at].address_space) {
    if (own.value.family() == Family::ipv4) add(own.value, r_.conditions_.certain());
  }
}

/// With a routing intent the firewall's routes are announced, and of the table its default. [7.26]
bool HubAnnouncements::is_announced(const Route& route, SessionIndex came_by,
                                    const Session& session) const {
  const SessionKind kind = graph_[came_by].kind;
  if (kind != SessionKind::vnet_to_hub && kind != SessionKind::hub_static) return false;
  const model::HubIndex at = graph_.hub(session.to, network_);
  const bool inspected = network_.virtual_wans.hubs[at].private_policy() != nullptr;
  const bool from_table = graph_[session.from].kind == RouterKind::hub_table;
  return !inspected || !from_table || route.prefix.is_default();
}

/// A hub's default route goes to circuits whose connection has internet security on. [C33]
bool HubAnnouncements::may_announce_default(const Route& route, const Session& session) const {
  if (!route.prefix.is_default()) return true;
  const model::HubConnection& connection = connection_of(session);
  return connection.internet_security.value_or(!connection.internet_security_readable);
}

}  // namespace hairpin::route
