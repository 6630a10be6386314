#include "route/routing.hpp"

#include "route/announced_prefixes.hpp"
#include "route/branch_routes.hpp"
#include "route/hub_announcements.hpp"

namespace hairpin::route {

/// Lets gateways and sites announce to their circuits. Everything beyond that is the same routes
/// seen from further away, which `RibReader` does when somebody asks.
class Announcements {
 public:
  explicit Announcements(Routing& routing)
      : r_(routing), graph_(routing.graph_), network_(routing.network_) {}

  void run() {
    r_.announced_.resize(graph_.routers().size());
    r_.local_.resize(graph_.routers().size());
    r_.uplinks_.resize(network_.vnets.size());
    r_.hub_uplinks_.resize(network_.vnets.size());
    for (std::uint32_t i = 0; i < graph_.sessions().size(); ++i) read(SessionIndex(i));
    HubAnnouncements(r_).run([&](RouteIndex route, SessionIndex by) { place(route, by); });
    r_.sort_announcements();
  }

  /// To all circuits of the gateway that announces it.
  void announce(const Route& route) {
    const RouteIndex added = r_.routes_.add(route);
    r_.announced_[route.announcer.value].push_back(added);
    for (const SessionIndex out : graph_.out(route.announcer)) place(added, out);
  }

 private:
  void read(SessionIndex index) {
    const Session& session = graph_[index];
    if (session.state == SessionState::closed) return;
    const Router& from = graph_[session.from];
    if (session.kind == SessionKind::gateway_to_vnet) {
      r_.uplinks_[graph_[session.to].vnet().value].push_back(index);
    } else if (session.kind == SessionKind::vnet_to_gateway) {
      announce_vnet(session, from.vnet());
    } else if (session.kind == SessionKind::site_to_circuit) {
      announce_site(index, from.circuit());
    } else if (session.kind == SessionKind::customer_router) {
      r_.customers_.push_back(index);
    } else if (session.kind == SessionKind::hub_to_vnet) {
      r_.hub_uplinks_[graph_[session.to].vnet().value].push_back(index);
    }
  }

  void announce_vnet(const Session& session, model::VnetIndex vnet) {
    const RouterIndex gateway = session.to;
    if (!graph_[gateway].is_gateway()) return;  // VPN gateways have no circuits
    const model::VnetIndex hub = graph_.home(gateway, network_);
    for (const AnnouncedPrefix& announced :
         announced_prefixes(network_, hub, session.peering, r_.conditions_)) {
      Route route;
      route.prefix = announced.prefix;
      route.summary = announced.summary;
      route.vnet = announced.summary ? model::VnetIndex() : vnet;
      route.announcer = gateway;
      route.conditions = r_.conditions_.both(announced.conditions, session.conditions);
      announce(route);
    }
  }

  /// A gateway announces VNets to its circuits, never what it learned. [4.4, 4.7]
  void place(RouteIndex route, SessionIndex by) {
    const Session& session = graph_[by];
    if (session.kind != SessionKind::gateway_to_circuit) return;
    if (session.state == SessionState::closed) return;
    if (session.to == graph_.any_circuit()) {
      r_.anywhere_.add(r_.routes_[route].prefix, {route, by, {}});
    } else {
      hold(route, by, session.to);
    }
  }

  void hold(RouteIndex route, SessionIndex by, RouterIndex circuit) {
    const Prefix& prefix = r_.routes_[route].prefix;
    r_.local_[circuit.value].add(prefix, {route, by, circuit});
    const SessionIndex meeting = graph_.meeting(circuit, graph_.junction());
    if (!meeting || graph_[meeting].state == SessionState::closed) return;
    r_.at_junction_.add(prefix, {route, by, circuit});
  }

  void announce_site(SessionIndex index, model::CircuitIndex circuit) {
    for (const model::Site& site : network_.sites) {
      if (site.circuit != circuit) continue;
      for (const Located<Prefix>& prefix : site.advertises) {
        Route route;
        route.prefix = prefix.value;
        route.origin = OriginKind::on_premises;
        route.announcer = graph_[index].from;
        route.conditions = r_.conditions_.certain();
        hold(r_.routes_.add(route), index, graph_[index].to);
      }
    }
  }

  Routing& r_;
  const RouteGraph& graph_;
  const model::Network& network_;
};

std::uint8_t preference_of(const Route& route, Arrival arrival) {
  const bool by_customer =
      arrival == Arrival::customer_router || arrival == Arrival::customer_then_global_reach;
  return static_cast<std::uint8_t>(static_cast<int>(arrival) + (by_customer ? 2 : 0) +
                                   (route.relayed ? 2 : 0));
}

Routing::Routing(const model::Network& network, const ResourceIds& ids)
    : network_(network), ids_(ids), graph_(build_route_graph(network, ids, conditions_)) {
  Announcements(*this).run();
  BranchRoutes(*this).run();
}

void Routing::announce(const Route& route) { Announcements(*this).announce(route); }

void Routing::sort_announcements() {
  for (const RouterIndex circuit : graph_.circuits()) local_[circuit.value].sort();
  anywhere_.sort();
  at_junction_.sort();
}

}  // namespace hairpin::route
