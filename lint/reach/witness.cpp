#include "reach/witness.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "route/facts.hpp"

namespace hairpin::reach {
namespace {

using model::ConfigFact;
using route::Candidate;
using route::RouterKind;

class WitnessWriter {
 public:
  explicit WitnessWriter(const route::Routing& routing)
      : routing_(routing), network_(routing.network()), graph_(routing.graph()) {}

  Hop hop(const Step& step) const {
    switch (step.kind) {
      case Step::Kind::table:
        return at_table(step);
      case Step::Kind::gateway_out:
        return at_gateway_out(step);
      case Step::Kind::msee:
        return at_msee(step);
      case Step::Kind::gateway_in:
        return at_gateway_in(step);
      case Step::Kind::site:
        return at_site(step.router);
      case Step::Kind::route_server:
        return at_route_server(step);
      case Step::Kind::hub:
        return at_hub(step);
      case Step::Kind::other_hub:
        return at_whole_hub(graph_.hub(step.router, network_));
      case Step::Kind::delivered:
        return step.vnet ? at_vnet(step.vnet) : at_site(step.router);
    }
    return {};
  }

 private:
  static std::string named(std::string_view name) { return std::string(name); }

  Hop at_vnet(model::VnetIndex vnet) const {
    Hop hop;
    hop.kind = HopKind::vnet;
    hop.at = network_.vnets[vnet].id;
    hop.name = named(network_.vnets[vnet].name);
    return hop;
  }

  /// The branch route that took the packet on; null if a circuit's did.
  const route::BranchRoute* branch_of(const Step& step) const {
    if (step.route) return &routing_[step.route];
    const bool chosen = step.chosen != nullptr && step.chosen->branch;
    return chosen ? &routing_[step.chosen->branch] : nullptr;
  }

  Hop at_site(route::RouterIndex circuit) const {
    Hop hop;
    hop.kind = HopKind::site;
    if (graph_[circuit].kind == RouterKind::vpn_site) {
      const model::VpnSite& site = network_.vpn_sites[graph_[circuit].vpn_site()];
      hop.at = site.id;
      hop.name = cat({"onprem:", site.name});
      return hop;
    }
    if (graph_[circuit].kind == RouterKind::vpn_clients) {
      const model::Gateway& gateway = network_.gateways[graph_[circuit].gateway()];
      hop.at = gateway.id;
      hop.name = cat({"clients of ", gateway.name});
      return hop;
    }
    const model::Circuit& before = network_.circuits[graph_[circuit].circuit()];
    hop.at = before.id;
    hop.name = cat({"onprem:", before.name});
    return hop;
  }

  /// A gateway or a circuit, or the stand-in for one that the input lacks.
  Hop at_router(route::RouterIndex index) const {
    const route::Router& router = graph_[index];
    Hop hop;
    hop.kind = router.is_circuit() ? HopKind::circuit : HopKind::er_gateway;
    if (router.kind == RouterKind::gateway) {
      hop.at = network_.gateways[router.gateway()].id;
      hop.name = named(network_.gateways[router.gateway()].name);
    } else if (router.kind == RouterKind::vpn_gateway) {
      hop = at_vpn_gateway(router.gateway());
    } else if (router.kind == RouterKind::vpn_site || router.kind == RouterKind::vpn_clients) {
      hop = at_site(index);
    } else if (router.kind == RouterKind::route_server) {
      const model::RouteServer& server = network_.route_servers[router.route_server()];
      hop.kind = HopKind::route_server;
      hop.at = server.id;
      hop.name = named(server.name);
    } else if (router.kind == RouterKind::hub_gateway) {
      hop.at = network_.virtual_wans.gateways[router.hub_gateway()].id;
      hop.name = named(network_.virtual_wans.gateways[router.hub_gateway()].name);
    } else if (router.is_hub()) {
      return at_whole_hub(graph_.hub(index, network_));
    } else if (router.kind == RouterKind::circuit) {
      hop.at = network_.circuits[router.circuit()].id;
      hop.name = cat({network_.circuits[router.circuit()].name, "/msee"});
    } else if (router.kind == RouterKind::unknown_gateway) {
      hop.at = network_.vnets[router.vnet()].id;
      hop.name = cat({"gateway of ", network_.vnets[router.vnet()].name});
    } else {
      hop.name = "a circuit outside the input";
    }
    return hop;
  }

  std::string table_name(const route::FibContext& context) const {
    if (!context.vnet) return "";
    const std::string_view vnet = network_.vnets[context.vnet].name;
    if (!context.table) return cat({"system routes of ", vnet});
    return cat({network_.route_tables[context.table].name, " in ", vnet});
  }

  Hop at_table(const Step& step) const {
    Hop hop = at_vnet(step.context.vnet);
    if (step.forwarder) {
      const model::Forwarder& forwarder = network_.forwarders[step.forwarder];
      hop.kind =
          forwarder.kind == model::ForwarderKind::firewall ? HopKind::firewall : HopKind::appliance;
      hop.at = forwarder.id;
      hop.name = named(forwarder.name);
    } else if (step.after_appliance) {
      hop.kind = HopKind::appliance;
      if (step.subnet) hop.at = network_.subnets[step.subnet].id;
      hop.name = cat({"an appliance in ", hop.name});
    }
    hop.table = table_name(step.context);
    describe_choice(hop, step);
    return hop;
  }

  void describe_choice(Hop& hop, const Step& step) const {
    if (step.chosen == nullptr) return;
    const Candidate& chosen = *step.chosen;
    hop.route = chosen.prefix;
    if (step.context.table && chosen.kind == Candidate::Kind::user) {
      const model::UserRoute& route = *chosen.user;
      hop.next_hop = route.next_hop ? route.next_hop->value.to_string() : "";
      hop.because.push_back(route::text_fact(route.id, "properties.addressPrefix",
                                             route.prefix.value.to_string(), route.prefix.where,
                                             "3.2"));
      if (route.next_hop) {
        hop.because.push_back(route::text_fact(route.id, "properties.nextHopIpAddress",
                                               hop.next_hop, route.next_hop->where, "3.10"));
      }
    } else if (chosen.kind == Candidate::Kind::endpoint) {
      hop.next_hop = "InterfaceEndpoint";
      if (chosen.session) add(hop, graph_[chosen.session].because);
    } else if (chosen.kind == Candidate::Kind::peering ||
               chosen.kind == Candidate::Kind::connected_group) {
      hop.next_hop = named(routing_.ids().text(network_.vnets[chosen.vnet].id));
      add(hop, graph_[chosen.session].because);
    } else if (chosen.kind == Candidate::Kind::learned && !chosen.session) {
      describe_onward(hop, step);
    } else if (chosen.kind == Candidate::Kind::learned) {
      hop.next_hop = at_router(graph_[chosen.session].from).name;
      add(hop, graph_[chosen.session].because);
    } else {
      hop.next_hop = "VnetLocal";
    }
  }

  /// A gateway that sends on by a route of its own: the tunnel that it came by, and what a Route
  /// Server had to do with it.
  void describe_onward(Hop& hop, const Step& step) const {
    const route::BranchRoute* route = branch_of(step);
    hop.route = route->prefix;
    add(hop, graph_[route->came_by].because);
    while (route->told && route->previous) {
      route = &routing_[route->previous];
      add(hop, graph_[route->came_by].because);
    }
    const route::Session& session = graph_[route->came_by];
    hop.next_hop = graph_[session.from].kind == RouterKind::bgp_peer ? peer_address(session.from)
                                                                     : at_router(session.from).name;
    if (!session.tunnel) return;
    const route::Tunnel& tunnel = graph_.tunnel(session);
    add(hop, (route->kind == route::BranchKind::bgp ? tunnel.bgp : tunnel.fixed).facts);
  }

  std::string peer_address(route::RouterIndex router) const {
    const model::BgpPeer& peer = network_.bgp_peers[graph_[router].bgp_peer()];
    const auto& hop = peer.next_hop ? peer.next_hop : peer.address;
    return hop ? hop->value.to_string() : "";
  }

  /// Not on the packet's way, but whose route takes it to the appliance. [8.3]
  Hop at_route_server(const Step& step) const {
    Hop hop = at_router(step.router);
    const route::BranchRoute* const route = branch_of(step);
    hop.table = cat({"injected routes of ", hop.name});
    hop.route = route->prefix;
    hop.next_hop = peer_address(route->announcer);
    add(hop, graph_[route->came_by].because);
    return hop;
  }

  Hop at_whole_hub(model::HubIndex hub) const {
    Hop hop;
    hop.kind = HopKind::vhub;
    hop.at = network_.virtual_wans.hubs[hub].id;
    hop.name = named(network_.virtual_wans.hubs[hub].name);
    return hop;
  }

  /// A hub by one of its tables, or the firewall that forwards inside it.
  Hop at_hub(const Step& step) const {
    const model::VirtualWans& wans = network_.virtual_wans;
    Hop hop = at_whole_hub(graph_.hub(step.router, network_));
    if (step.firewall != nullptr) {
      hop.kind = step.firewall->is_firewall ? HopKind::firewall : HopKind::appliance;
      hop.at = step.firewall->id;
      hop.table = cat({"all that is on ", hop.name});
      hop.name = named(routing_.ids().name(step.firewall->id));
    } else {
      hop.table = cat({wans.tables[graph_[step.router].hub_table()].name, " of ", hop.name});
    }
    const route::Session& session = graph_[step.chosen->came_by];
    hop.route = step.chosen->prefix;
    hop.next_hop = hub_next_hop(routing_[step.chosen->route], session);
    add(hop, session.because);
    return hop;
  }

  std::string hub_next_hop(const route::Route& route, const route::Session& session) const {
    if (session.kind == route::SessionKind::gateway_to_hub) return at_router(session.from).name;
    const bool inside = session.hub_hop != nullptr && session.hub_hop->is_inside_hub();
    if (inside) return named(routing_.ids().name(session.hub_hop->id));
    if (route.appliance != nullptr) return route.appliance->next_hop.value.to_string();
    return named(network_.virtual_wans.connections[route.hub_connection].name);
  }

  /// The session on which a gateway learned the route: for a hub's route the one before last.
  const route::Session& learning(const Candidate& chosen) const {
    const route::Session& session = graph_[chosen.came_by];
    if (session.kind != route::SessionKind::gateway_to_hub) return session;
    for (const route::SessionIndex index : graph_.in(session.from)) {
      const bool same = graph_[index].from == chosen.from &&
                        graph_[index].hub_connection == session.hub_connection;
      if (same) return graph_[index];
    }
    return session;
  }

  /// The gateway by whose routes the source sends: its toggle and its connection let them in.
  Hop at_gateway_out(const Step& step) const {
    Hop hop = at_router(step.router);
    if (const route::BranchRoute* const route = branch_of(step)) {
      const route::Session& session = graph_[route->came_by];
      hop.table = cat({"learned routes of ", hop.name});
      hop.route = route->prefix;
      hop.next_hop = at_router(route->circuit).name;
      if (route->origin == route::BranchOrigin::vnet) add(hop, session.toggle);
      add(hop, session.because);
      return hop;
    }
    if (step.chosen == nullptr) return hop;
    const route::Session& session = learning(*step.chosen);
    hop.table = cat({"learned routes of ", hop.name});
    hop.route = step.chosen->prefix;
    hop.next_hop = at_router(step.chosen->from).name;
    const route::OriginKind origin = routing_[step.chosen->route].origin;
    if (origin == route::OriginKind::vnet) add(hop, session.toggle);
    if (origin == route::OriginKind::virtual_wan) add(hop, session.wan_toggle);
    add(hop, session.because);
    return hop;
  }

  Hop at_msee(const Step& step) const {
    Hop hop = at_router(step.router);
    const route::Route& route = routing_[step.chosen->route];
    const route::Session& session = graph_[step.chosen->came_by];
    hop.table = cat({"MSEE of ", network_name(step.router)});
    hop.route = step.chosen->prefix;
    const bool to_site = session.kind == route::SessionKind::site_to_circuit ||
                         session.kind == route::SessionKind::customer_router;
    hop.next_hop = to_site ? at_site(step.router).name : at_router(step.chosen->from).name;
    if (session.kind == route::SessionKind::site_to_circuit) add_site_facts(hop, route);
    add(hop, session.because);
    return hop;
  }

  std::string_view network_name(route::RouterIndex circuit) const {
    const route::Router& router = graph_[circuit];
    return router.kind == RouterKind::circuit ? network_.circuits[router.circuit()].name
                                              : "a circuit outside the input";
  }

  void add_site_facts(Hop& hop, const route::Route& route) const {
    for (const model::Site& site : network_.sites) {
      for (const auto& prefix : site.advertises) {
        if (site.circuit != graph_[route.announcer].circuit() || prefix.value != route.prefix)
          continue;
        hop.because.push_back(route::text_fact(network_.circuits[site.circuit].id,
                                               "onPremises.advertises", prefix.value.to_string(),
                                               prefix.where, "6.14"));
      }
    }
  }

  Hop at_vpn_gateway(model::GatewayIndex gateway) const {
    Hop hop;
    hop.kind = HopKind::vpn_gateway;
    hop.at = network_.gateways[gateway].id;
    hop.name = network_.gateways[gateway].name;
    return hop;
  }

  Hop at_gateway_in(const Step& step) const {
    Hop hop = step.vpn_gateway ? at_vpn_gateway(step.vpn_gateway) : at_router(step.router);
    if (step.router && graph_[step.router].kind == RouterKind::hub_gateway) return hop;
    hop.table = table_name(step.context);
    describe_choice(hop, step);
    if (step.chosen == nullptr && step.route) describe_onward(hop, step);
    const bool to_peer = step.chosen != nullptr && step.chosen->session &&
                         step.chosen->kind != Candidate::Kind::learned;
    if (to_peer) {
      hop.because = transit_facts(step.chosen->vnet, step.router);
      if (hop.because.empty()) add(hop, graph_[step.chosen->session].because);
    }
    return hop;
  }

  /// Why the gateway announces and serves the spoke.
  std::vector<ConfigFact> transit_facts(model::VnetIndex spoke, route::RouterIndex gateway) const {
    if (!gateway) return {};
    for (const route::SessionIndex index : graph_.out(graph_.router(spoke))) {
      const route::Session& session = graph_[index];
      if (session.kind == route::SessionKind::vnet_to_gateway && session.to == gateway) {
        return session.because;
      }
    }
    return {};
  }

  static void add(Hop& hop, const std::vector<ConfigFact>& facts) {
    hop.because.insert(hop.because.end(), facts.begin(), facts.end());
  }

  const route::Routing& routing_;
  const model::Network& network_;
  const route::RouteGraph& graph_;
};

}  // namespace

WitnessPath witness_of(const Outcome& outcome, const route::Routing& routing) {
  std::vector<const Step*> steps;
  for (const Step* step = outcome.trail; step != nullptr; step = step->previous) {
    steps.push_back(step);
  }
  std::reverse(steps.begin(), steps.end());
  const WitnessWriter writer(routing);
  WitnessPath path;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const Step& step = *steps[i];
    // A VNet that delivers to itself is one stop; a site that hands on is named once.
    const bool repeats_vnet = step.kind == Step::Kind::delivered && step.vnet && i == 1 &&
                              steps[0]->kind == Step::Kind::table && !steps[0]->after_appliance &&
                              steps[0]->context.vnet == step.vnet;
    const bool repeats_site = step.kind == Step::Kind::delivered && !step.vnet && i > 0 &&
                              steps[i - 1]->kind == Step::Kind::site;
    if (!repeats_vnet && !repeats_site) path.push_back(writer.hop(step));
  }
  return path;
}

Confidence confidence_of(const Outcome& outcome) {
  const auto crosses = [&](Via via) { return outcome.via.contains(via); };
  // What appliances and firewalls do inside is not in any input. [3.11, A21]
  const bool forwarded = crosses(Via::appliance) || crosses(Via::firewall);
  if (forwarded || outcome.crossing.covering) return Confidence::inferred;      // [6.14]
  const bool exchanged = crosses(Via::route_server);                            // [8.8]
  if (outcome.crossing.customer || exchanged) return Confidence::lab_observed;  // [6.33]
  return Confidence::documented;
}

}  // namespace hairpin::reach
