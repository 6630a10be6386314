#include <algorithm>
#include <tuple>
#include <utility>

#include "base/text.hpp"
#include "route/hub_state.hpp"
#include "route/routing.hpp"

/// RIBs as their routers see them. A route crosses at most one session between circuits, or a
/// customer router and then one Global Reach link, before a gateway learns it [6.24, C30]; so what
/// a router holds is what is announced to circuits nearby, and the way from there is short enough
/// to be worked out for every question.
namespace hairpin::route {
namespace {

bool is_handed_back(Arrival arrival) {
  return arrival == Arrival::customer_router || arrival == Arrival::customer_then_global_reach;
}

/// More ranges than that are not searched for one by one.
constexpr std::size_t few_ranges = 16;

}  // namespace

class RibReader {
 public:
  RibReader(const Routing& routing, const PrefixSet& within, Evidence evidence)
      : r_(routing),
        graph_(routing.graph_),
        network_(routing.network_),
        within_(within),
        evidence_(evidence) {}

  std::vector<HeldRoute> read(RouterIndex router) {
    if (graph_[router].is_circuit()) {
      read_circuit(router);
    } else if (graph_[router].kind == RouterKind::gateway) {
      read_gateway(router);
    } else if (graph_[router].kind == RouterKind::unknown_gateway) {
      read_unknown_gateway(router);
    } else if (graph_[router].kind == RouterKind::hub_gateway) {
      read_hub_gateway(router);
    } else if (graph_[router].is_hub()) {
      read_hub(router);
    }
    finish();
    return std::move(held_);
  }

 private:
  ConditionSet both(ConditionSet a, ConditionSet b) { return r_.conditions_.both(a, b, evidence_); }

  /// Calls `visit(entry)` for the entries that `within` wants.
  template <class Visit>
  void for_each_wanted(const Routing::Entries& entries, Visit visit) const {
    if (within_.ranges().size() > few_ranges) {
      for (const auto& entry : entries.entries()) visit(entry.value);
      return;
    }
    const auto visit_value = [&](const auto& entry) { visit(entry.value); };
    for (const PrefixSet::Range& range : within_.ranges()) {
      entries.for_each_overlapping(range, visit_value);
    }
  }

  // Circuits ------------------------------------------------------------------------------------

  void read_circuit(RouterIndex circuit) {
    add_local(circuit);
    add_anywhere(circuit);
    add_from_circuits(circuit);
  }

  /// What came to a circuit from another one.
  void add_from_circuits(RouterIndex circuit) {
    for (const SessionIndex index : graph_.in(circuit)) {
      const Session& session = graph_[index];
      if (session.state == SessionState::closed || session.from == graph_.junction()) continue;
      if (session.kind == SessionKind::global_reach) add_over_global_reach(index);
      if (session.kind == SessionKind::customer_router) {
        add_from_customer(index, Arrival::customer_router, index, session.from,
                          r_.conditions_.certain());
      }
    }
    if (graph_[circuit].kind == RouterKind::circuit) add_from_junction(circuit);
  }

  void add(const Routing::Entry& entry, SessionIndex came_by, RouterIndex from, Arrival arrival,
           ConditionSet conditions) {
    const Route& route = r_.routes_[entry.route];
    held_.push_back(
        {route.prefix, entry.route, came_by, from, arrival, both(route.conditions, conditions)});
  }

  /// What the session on which the entry came to its circuit depends on.
  ConditionSet way_in(const Routing::Entry& entry) { return graph_[entry.came_by].conditions; }

  void add_local(RouterIndex circuit) {
    for_each_wanted(r_.local_[circuit.value], [&](const Routing::Entry& entry) {
      add(entry, entry.came_by, graph_[entry.came_by].from, Arrival::local, way_in(entry));
    });
  }

  /// The session on which unknown gateways would announce to the circuit; none if they cannot.
  SessionIndex open_to_unknown(RouterIndex circuit) const {
    const SessionIndex meeting = graph_.meeting(graph_.any_circuit(), circuit);
    return meeting && graph_[meeting].state != SessionState::closed ? meeting : SessionIndex();
  }

  void add_anywhere(RouterIndex circuit) {
    const SessionIndex meeting = open_to_unknown(circuit);
    if (!meeting) return;
    for_each_wanted(r_.anywhere_, [&](const Routing::Entry& entry) {
      add(entry, meeting, graph_[entry.came_by].from, Arrival::local,
          both(way_in(entry), graph_[meeting].conditions));
    });
  }

  /// One Global Reach link at most. What unknown gateways announce needs none: they may be on the
  /// circuit itself. [6.24, 6.27]
  void add_over_global_reach(SessionIndex index) {
    const Session& session = graph_[index];
    for_each_wanted(r_.local_[session.from.value], [&](const Routing::Entry& entry) {
      add(entry, index, session.from, Arrival::global_reach,
          both(way_in(entry), session.conditions));
    });
    add_customers_of(session.from, session.to, index, session.conditions);
  }

  void add_from_junction(RouterIndex circuit) {
    const SessionIndex meeting = graph_.meeting(graph_.junction(), circuit);
    if (!meeting || graph_[meeting].state == SessionState::closed) return;
    const PossibleJoins& joins = graph_.possible_joins();
    const model::CircuitIndex here = graph_[circuit].circuit();
    for_each_wanted(r_.at_junction_, [&](const Routing::Entry& entry) {
      const model::CircuitIndex there = graph_[entry.circuit].circuit();
      if (!joins.between(here, there)) return;
      add(entry, meeting, entry.circuit, Arrival::global_reach,
          both(way_in(entry), doubt_of_join(here, there)));
    });
    for (const SessionIndex customer : r_.customers_) {
      const RouterIndex there = graph_[customer].to;
      if (!joins.between(here, graph_[there].circuit())) continue;
      add_handed_on(customer, circuit, meeting, doubt_of_join(here, graph_[there].circuit()));
    }
  }

  ConditionSet doubt_of_join(model::CircuitIndex here, model::CircuitIndex there) {
    return graph_.possible_joins().doubt(here, there, r_.conditions_, evidence_);
  }

  /// What customer routers hand to a circuit, and Global Reach carries on to another one. [C30]
  void add_customers_of(RouterIndex circuit, RouterIndex beyond, SessionIndex came_by,
                        ConditionSet conditions) {
    for (const SessionIndex index : graph_.in(circuit)) {
      const Session& session = graph_[index];
      if (session.kind != SessionKind::customer_router) continue;
      if (session.state == SessionState::closed) continue;
      add_handed_on(index, beyond, came_by, conditions);
    }
  }

  void add_handed_on(SessionIndex customer, RouterIndex beyond, SessionIndex came_by,
                     ConditionSet conditions) {
    const Session& session = graph_[customer];
    if (session.from == beyond) return;  // never back to where the prefix came from [6.27]
    add_from_customer(customer, Arrival::customer_then_global_reach, came_by, session.to,
                      conditions);
  }

  /// Handed back are the prefixes of the gateways on the customer's other circuit, and those only.
  /// [C30]
  void add_from_customer(SessionIndex customer, Arrival arrival, SessionIndex came_by,
                         RouterIndex from, ConditionSet conditions) {
    const Session& session = graph_[customer];
    conditions = both(conditions, session.conditions);
    for_each_wanted(r_.local_[session.from.value], [&](const Routing::Entry& entry) {
      const Route& route = r_.routes_[entry.route];
      if (route.origin == OriginKind::on_premises && !route.branch) return;
      add(entry, came_by, from, arrival, both(way_in(entry), conditions));
    });
    const SessionIndex meeting = open_to_unknown(session.from);
    if (!meeting) return;
    conditions = both(conditions, graph_[meeting].conditions);
    for_each_wanted(r_.anywhere_, [&](const Routing::Entry& entry) {
      add(entry, came_by, from, arrival, both(way_in(entry), conditions));
    });
  }

  // Gateways ------------------------------------------------------------------------------------

  void read_gateway(RouterIndex gateway) {
    std::vector<HeldRoute> learned;
    for (const SessionIndex index : graph_.in(gateway)) {
      const Session& session = graph_[index];
      if (session.kind != SessionKind::circuit_to_gateway) continue;
      if (session.state == SessionState::closed) continue;
      held_.clear();
      read_circuit(session.from);
      for (HeldRoute& route : held_) {
        if (accept(route, index)) learned.push_back(route);
      }
    }
    held_ = std::move(learned);
  }

  /// Turns what the circuit holds into what the gateway learns; false if it does not.
  bool accept(HeldRoute& held, SessionIndex index) {
    const Session& session = graph_[index];
    const Route& route = r_.routes_[held.route];
    if (route.announcer == session.to) return false;  // its own, reflected [14.4, C8]
    if (is_own_prefix(route.prefix, graph_.home(session.to, network_))) return false;  // [4.19]
    held.came_by = index;
    held.from = session.from;
    held.conditions = both(held.conditions, session.conditions);
    if (route.branch) return accept_branch(held, route, session);
    if (route.origin == OriginKind::on_premises) return true;
    if (route.origin == OriginKind::virtual_wan) return accept_from_hub(held, route, session);
    return passes_toggle(held, session);
  }

  /// What other VNets' gateways announced, through the toggle of the one that learns.
  bool passes_toggle(HeldRoute& held, const Session& session) {
    if (session.remote_vnets == SessionState::closed) {
      if (!is_handed_back(held.arrival)) return false;  // [4.9, 4.10]
      // Whether the filter sees the VNet's origin behind the customer's AS is not published.
      held.conditions = both(held.conditions, undocumented_filter(session));
      return true;
    }
    held.conditions = both(held.conditions, session.toggle_conditions);
    return true;
  }

  /// What another gateway announces for a Route Server. Beside branch-to-branch of its own a
  /// gateway refuses what appliances injected, and what it does with another VPN gateway's is open.
  /// [8.14, C32]
  bool accept_branch(HeldRoute& held, const Route& route, const Session& session) {
    const SessionState own = exchange_beside(session.to);
    if (own != SessionState::closed) {
      const bool injected = route.branch_origin == BranchOrigin::appliance;
      if (injected && own == SessionState::open) return false;
      held.conditions =
          both(held.conditions,
               undocumented(session, "what another Route Server's branches announce", "C32"));
    }
    const ConditionSet toggle =
        session.remote_vnets == SessionState::closed
            ? undocumented(session,
                           "what another gateway announces for a Route Server, although its "
                           "toggle is closed,",
                           "8.14")
            : session.toggle_conditions;
    held.conditions = both(held.conditions, toggle);
    return true;
  }

  SessionState exchange_beside(RouterIndex gateway) const {
    const model::VnetIndex home = graph_.home(gateway, network_);
    const RouterIndex server = home ? graph_.server_in(home) : RouterIndex();
    if (!server) return SessionState::closed;
    for (const SessionIndex index : graph_.in(gateway)) {
      if (graph_[index].from == server) return graph_[index].state;
    }
    return SessionState::closed;
  }

  ConditionSet undocumented(const Session& session, std::string_view what, std::string_view fact) {
    const model::Identity& gateway = identity_of(graph_[session.to]);
    return r_.conditions_.single(
        {gateway.id, cat({"whether gateway ", gateway.name, " takes ", what, " is not documented"}),
         "compare with the gateway's learned routes", gateway.where, fact});
  }

  /// It may be on any circuit, and on one alone: what came there from another circuit counts too,
  /// since on that one a longer prefix may draw the packets away. Other gateways of its kind it
  /// meets on the circuit that nobody knows: there nothing else does.
  void read_unknown_gateway(RouterIndex gateway) {
    const SessionIndex learns = graph_.in(gateway).empty() ? SessionIndex() : entry_of(gateway);
    if (!learns) return;
    for (const RouterIndex circuit : graph_.circuits()) {
      const SessionIndex meeting = graph_.meeting(circuit, graph_.any_circuit());
      if (graph_[meeting].state == SessionState::closed) continue;
      const std::size_t before = held_.size();
      add_local(circuit);
      add_from_circuits(circuit);
      if (graph_[circuit].kind == RouterKind::unknown_circuit) add_anywhere(circuit);
      const ConditionSet way = both(graph_[meeting].conditions, graph_[learns].conditions);
      for (std::size_t i = before; i < held_.size(); ++i) {
        held_[i].came_by = learns;
        held_[i].from = circuit;
        held_[i].conditions = both(held_[i].conditions, way);
      }
    }
    std::erase_if(
        held_, [&](const HeldRoute& held) { return r_.routes_[held.route].announcer == gateway; });
  }

  SessionIndex entry_of(RouterIndex gateway) const {
    for (const SessionIndex index : graph_.in(gateway)) {
      if (graph_[index].kind == SessionKind::circuit_to_gateway) return index;
    }
    return {};
  }

  ConditionSet undocumented_filter(const Session& session) {
    const model::Identity& gateway = identity_of(graph_[session.to]);
    return r_.conditions_.single(
        {gateway.id,
         cat({"whether the closed toggle of gateway ", gateway.name,
              " filters VNet prefixes that a customer router hands back is not published"}),
         "filter VNet prefixes on the customer's routers", session.toggle.front().where, "C30"});
  }

  const model::Identity& identity_of(const Router& gateway) const {
    if (gateway.kind == RouterKind::hub_gateway) {
      return network_.virtual_wans.gateways[gateway.hub_gateway()];
    }
    return network_.gateways[gateway.gateway()];
  }

  // Virtual WAN ---------------------------------------------------------------------------------

  /// Beside branch-to-branch a gateway refuses VNets of other hubs than the one that announces
  /// them. [8.14, C32]
  bool accept_from_hub(HeldRoute& held, const Route& route, const Session& session) {
    const SessionState exchange =
        route.relayed ? exchange_beside(session.to) : SessionState::closed;
    if (exchange == SessionState::open) return false;
    if (exchange == SessionState::unknown) {
      held.conditions = both(
          held.conditions, undocumented(session, "what hubs relay beside branch-to-branch", "C32"));
    }
    held.conditions = both(held.conditions, doubt_of_wan_toggle(route, session));
    return true;
  }

  /// The toggle for what hubs announced. Off, it is not to be relied on: hubs that got the software
  /// for route maps are not recognised as Virtual WAN. [4.10, 4.15, A5]
  ConditionSet doubt_of_wan_toggle(const Route& route, const Session& session) {
    const model::HubIndex from = graph_.hub(route.announcer, network_);
    const bool passes = session.virtual_wan == SessionState::open ||
                        network_.virtual_wans.hubs[from].has_route_maps;
    if (passes) return r_.conditions_.certain();
    return r_.conditions_.single(
        virtual_wan_doubt(network_.gateways[graph_[session.to].gateway()]));
  }

  void read_hub_gateway(RouterIndex gateway) {
    std::vector<HeldRoute> learned;
    for (const SessionIndex index : graph_.in(gateway)) {
      if (graph_[index].kind == SessionKind::circuit_to_gateway) learn_at_hub(index, learned);
    }
    held_ = std::move(learned);
  }

  void learn_at_hub(SessionIndex index, std::vector<HeldRoute>& learned) {
    if (graph_[index].state == SessionState::closed) return;
    held_.clear();
    read_circuit(graph_[index].from);
    for (HeldRoute& route : held_) {
      if (accept_at_hub(route, index)) learned.push_back(route);
    }
    held_.clear();
  }

  /// What a hub's gateway lets in. Prefixes of hubs are never filtered, but a hub takes back
  /// neither those of its own VNets nor another hub's default route. [7.27, 7.32, 7.34, C8, C33]
  /// Hubs carry no IPv6. [7.5]
  bool accept_at_hub(HeldRoute& held, SessionIndex index) {
    const Session& session = graph_[index];
    const Route& route = r_.routes_[held.route];
    if (route.announcer == session.to || route.prefix.family() != Family::ipv4) return false;
    held.came_by = index;
    held.from = session.from;
    held.conditions = both(held.conditions, session.conditions);
    if (route.branch) return accept_branch(held, route, session);
    if (route.origin == OriginKind::on_premises) return true;
    if (route.origin == OriginKind::vnet) return passes_toggle(held, session);
    return !route.prefix.is_default() && !is_of_hub(route, graph_.hub(session.to, network_));
  }

  bool is_of_hub(const Route& route, model::HubIndex hub) const {
    return route.hub_connection &&
           network_.virtual_wans.connections[route.hub_connection].hub == hub;
  }

  /// A hub's table: what it has itself, and what circuits brought, each to where its connection
  /// propagates. [7.6, 7.30]
  void read_hub(RouterIndex table) {
    std::vector<HeldRoute> all;
    for (const SessionIndex index : graph_.in(table)) {
      const Session& session = graph_[index];
      if (session.state == SessionState::closed) continue;
      if (session.kind == SessionKind::gateway_to_hub) bring_from_circuit(index, all);
      if (is_private_policy(session)) know_other_ranges(index, all);
    }
    held_ = std::move(all);
    for_each_wanted(r_.local_[table.value], [&](const Routing::Entry& entry) {
      add(entry, entry.came_by, graph_[entry.came_by].from, Arrival::local, way_in(entry));
    });
  }

  /// A default route stays in its hub, and no hub gets prefixes of its own VNets. [7.17, C8]
  void bring_from_circuit(SessionIndex index, std::vector<HeldRoute>& all) {
    const Session& session = graph_[index];
    const model::HubIndex at = graph_.hub(session.to, network_);
    const model::HubIndex home = graph_.hub(session.from, network_);
    std::vector<HeldRoute> learned;
    for (const SessionIndex in : graph_.in(session.from)) {
      const bool same = graph_[in].kind == SessionKind::circuit_to_gateway &&
                        graph_[in].hub_connection == session.hub_connection;
      if (same) learn_at_hub(in, learned);
    }
    for (HeldRoute& held : learned) {
      const Route& route = r_.routes_[held.route];
      if ((route.prefix.is_default() && at != home) || is_of_hub(route, at)) continue;
      held.came_by = index;
      held.conditions = both(held.conditions, session.conditions);
      all.push_back(held);
    }
  }

  bool is_private_policy(const Session& session) const {
    if (session.kind != SessionKind::hub_static || session.hub_connection) return false;
    const model::HubIndex at = graph_.hub(session.to, network_);
    const auto* policy = network_.virtual_wans.hubs[at].private_policy();
    return policy != nullptr && session.hub_hop == &policy->next_hop;
  }

  /// What the firewall of a routing intent knows beyond the private ranges. [C29]
  void know_other_ranges(SessionIndex index, std::vector<HeldRoute>& all) {
    const Session& session = graph_[index];
    const model::Hub& hub = network_.virtual_wans.hubs[graph_.hub(session.to, network_)];
    held_.clear();
    read_hub(session.from);
    for (HeldRoute& held : std::exchange(held_, {})) {
      if (is_private_range(held.prefix)) continue;
      const ConditionSet doubt = r_.conditions_.single(other_range_doubt(hub, held.prefix));
      held.conditions = both(both(held.conditions, session.conditions), doubt);
      held.came_by = index;
      held.from = session.from;
      all.push_back(held);
    }
  }

  bool is_own_prefix(const Prefix& prefix, model::VnetIndex vnet) const {
    if (!vnet) return false;
    const auto& space = network_.vnets[vnet].address_space;
    return std::any_of(space.begin(), space.end(),
                       [&](const auto& own) { return own.value == prefix; });
  }

  /// By prefix, and Azure's preferences first. A route that several ranges want is held once.
  void finish() {
    if (!std::is_sorted(held_.begin(), held_.end(), before)) {
      std::sort(held_.begin(), held_.end(), before);
    }
    held_.erase(std::unique(held_.begin(), held_.end()), held_.end());
  }
  static bool before(const HeldRoute& a, const HeldRoute& b) {
    return std::tie(a.prefix, a.arrival, a.came_by, a.route, a.from, a.conditions) <
           std::tie(b.prefix, b.arrival, b.came_by, b.route, b.from, b.conditions);
  }

  const Routing& r_;
  const RouteGraph& graph_;
  const model::Network& network_;
  const PrefixSet& within_;
  Evidence evidence_;
  std::vector<HeldRoute> held_;
};

std::vector<HeldRoute> Routing::rib(RouterIndex router, const PrefixSet& within,
                                    Evidence evidence) const {
  return RibReader(*this, within, evidence).read(router);
}

}  // namespace hairpin::route
