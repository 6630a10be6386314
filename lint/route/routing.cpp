#include "route/routing.hpp"

#include <algorithm>
#include <deque>
#include <optional>

#include "base/text.hpp"
#include "route/announced_prefixes.hpp"

namespace hairpin::route {

/// Lets routers advertise along sessions until nothing changes. Every router passes a route on at
/// most once per session and never back to where it entered, so the number of candidates is bounded
/// by (prefixes announced) x (sessions of the circuits they come to).
class Propagation {
 public:
  explicit Propagation(Routing& routing)
      : r_(routing), graph_(routing.graph_), network_(routing.network_) {}

  void run() {
    const std::size_t routers = graph_.routers().size();
    r_.ribs_.resize(routers);
    r_.announced_.resize(routers);
    r_.uplinks_.resize(network_.vnets.size());
    for (std::uint32_t i = 0; i < graph_.sessions().size(); ++i) originate(SessionIndex(i));
    while (!pending_.empty()) {
      const RouteIndex route = pending_.front();
      pending_.pop_front();
      for (const SessionIndex session : graph_.out(r_.routes_[route].at)) advertise(route, session);
    }
    for (PrefixMap<RouteIndex>& rib : r_.ribs_) rib.sort();
  }

 private:
  /// Routes that begin at this session, and the gateways that a VNet hears from.
  void originate(SessionIndex index) {
    const Session& session = graph_[index];
    if (session.state == SessionState::closed) return;
    const Router& from = graph_[session.from];
    if (session.kind == SessionKind::gateway_to_vnet) {
      r_.uplinks_[graph_[session.to].vnet().value].push_back(index);
    } else if (session.kind == SessionKind::vnet_to_gateway) {
      announce_vnet(index, from.vnet());
    } else if (session.kind == SessionKind::site_to_circuit) {
      announce_site(index, from.circuit());
    }
  }

  void announce_vnet(SessionIndex index, model::VnetIndex vnet) {
    const Session& session = graph_[index];
    const model::VnetIndex hub = graph_.home(session.to, network_);
    for (const AnnouncedPrefix& announced :
         announced_prefixes(network_, hub, session.peering, r_.conditions_)) {
      Route route;
      route.prefix = announced.prefix;
      route.summary = announced.summary;
      route.vnet = announced.summary ? model::VnetIndex() : vnet;
      route.announcer = session.to;
      route.conditions = r_.conditions_.both(announced.conditions, session.conditions);
      r_.announced_[session.to.value].push_back(add(route, session.to, index, {}));
    }
  }

  void announce_site(SessionIndex index, model::CircuitIndex circuit) {
    for (const model::Site& site : network_.sites) {
      if (site.circuit != circuit) continue;
      for (const Located<Prefix>& prefix : site.advertises) {
        Route route;
        route.prefix = prefix.value;
        route.origin = OriginKind::on_premises;
        route.announcer = graph_[index].from;
        route.entered = graph_[index].to;
        route.conditions = r_.conditions_.certain();
        add(route, graph_[index].to, index, {});
      }
    }
  }

  void advertise(RouteIndex index, SessionIndex by) {
    const Session& session = graph_[by];
    if (session.state == SessionState::closed) return;
    const std::optional<Route> accepted = accept(r_.routes_[index], session);
    if (!accepted) return;
    add(*accepted, session.to, by, index);
  }

  /// The route as the session's receiver takes it in, or nothing.
  std::optional<Route> accept(Route route, const Session& session) {
    route.conditions = r_.conditions_.both(route.conditions, session.conditions);
    switch (session.kind) {
      case SessionKind::gateway_to_circuit:
        // A gateway announces VNets, never what it learned. [4.4, 4.7]
        if (is_learned(route)) return std::nullopt;
        route.entered = session.to;
        return route;
      case SessionKind::circuit_to_gateway:
        return accept_at_gateway(route, session);
      case SessionKind::global_reach:
        return accept_over_global_reach(route, session);
      case SessionKind::customer_router:
        // Handed back are the prefixes of the gateways on the named circuit, and those only. [C30]
        if (route.origin != OriginKind::vnet || route.arrival != Arrival::local) return {};
        route.arrival = Arrival::customer_router;
        return route;
      case SessionKind::gateway_to_vnet:  // VNets share the RIB of their gateway
      case SessionKind::vnet_peering:     // never passed on [2.6]
      case SessionKind::vnet_to_gateway:
      case SessionKind::site_to_circuit:
        return std::nullopt;
    }
    return std::nullopt;
  }

  std::optional<Route> accept_at_gateway(Route route, const Session& session) {
    if (route.announcer == session.to) return std::nullopt;  // its own, reflected [14.4, C8]
    const bool known = graph_[session.to].kind == RouterKind::gateway;
    if (known && is_own_prefix(route.prefix, graph_.home(session.to, network_)))
      return {};  // [4.19]
    if (route.origin == OriginKind::on_premises) return route;
    const bool handed_back = route.arrival == Arrival::customer_router ||
                             route.arrival == Arrival::customer_then_global_reach;
    if (session.remote_vnets == SessionState::closed && handed_back) {
      // Whether the filter sees the VNet's origin behind the customer's AS is not published.
      route.conditions = r_.conditions_.both(route.conditions, undocumented_filter(session));
      return route;
    }
    if (session.remote_vnets == SessionState::closed) return std::nullopt;  // [4.9, 4.10]
    route.conditions = r_.conditions_.both(route.conditions, session.toggle_conditions);
    return route;
  }

  /// One Global Reach link at most, and never back to where the prefix came from. [6.24, 6.27]
  std::optional<Route> accept_over_global_reach(Route route, const Session& session) const {
    if (route.entered == session.to) return std::nullopt;
    if (route.arrival == Arrival::local) {
      route.arrival = Arrival::global_reach;
    } else if (route.arrival == Arrival::customer_router) {
      route.arrival = Arrival::customer_then_global_reach;
    } else {
      return std::nullopt;
    }
    return route;
  }

  ConditionSet undocumented_filter(const Session& session) {
    const model::Gateway& gateway = network_.gateways[graph_[session.to].gateway()];
    return r_.conditions_.single(
        {gateway.id,
         cat({"whether the closed toggle of gateway ", gateway.name,
              " filters VNet prefixes that a customer router hands back is not published"}),
         "filter VNet prefixes on the customer's routers", gateway.allow_remote_vnet_traffic.where,
         "C30"});
  }

  RouteIndex add(Route route, RouterIndex at, SessionIndex by, RouteIndex previous) {
    route.at = at;
    route.came_by = by;
    route.previous = previous;
    const RouteIndex index = r_.routes_.add(route);
    const bool announced_here = graph_[at].is_gateway() && !is_learned(route);
    if (!announced_here) r_.ribs_[at.value].add(route.prefix, index);
    pending_.push_back(index);
    return index;
  }

  bool is_learned(const Route& route) const {
    return graph_[route.came_by].kind == SessionKind::circuit_to_gateway;
  }

  bool is_own_prefix(const Prefix& prefix, model::VnetIndex vnet) const {
    if (!vnet) return false;
    const auto& space = network_.vnets[vnet].address_space;
    return std::any_of(space.begin(), space.end(),
                       [&](const auto& own) { return own.value == prefix; });
  }

  Routing& r_;
  const RouteGraph& graph_;
  const model::Network& network_;
  std::deque<RouteIndex> pending_;
};

Routing::Routing(const model::Network& network, const ResourceIds& ids)
    : network_(network), ids_(ids), graph_(build_route_graph(network, ids, conditions_)) {
  Propagation(*this).run();
}

const PrefixMap<RouteIndex>& Routing::learned(model::GatewayIndex gateway) const {
  static const PrefixMap<RouteIndex> nothing;
  const RouterIndex router = graph_.router(gateway);
  return router ? rib(router) : nothing;
}

}  // namespace hairpin::route
