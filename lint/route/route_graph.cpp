#include "route/route_graph.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/text.hpp"
#include "route/branch_sessions.hpp"
#include "route/circuit_state.hpp"
#include "route/connected_groups.hpp"
#include "route/hub_graph.hpp"
#include "route/hub_state.hpp"
#include "route/peering_state.hpp"

namespace hairpin::route {

using model::Network;

class RouteGraphBuilder {
 public:
  RouteGraphBuilder(const Network& network, const ResourceIds& ids, Conditions& conditions)
      : network_(network), ids_(ids), conditions_(conditions) {
    collect_gateways();
    add_routers();
  }

  RouteGraph build() {
    for (const PeeringPair& pair : peering_pairs()) add_peering(pair);
    for (const model::ConnectedGroup& group : network_.connected_groups) add_group(group);
    for (std::uint32_t i = 0; i < network_.vnets.size(); ++i) add_own_gateways(model::VnetIndex(i));
    for (const model::Connection& connection : network_.connections) add_connection(connection);
    add_hubs(graph_, network_, ids_, conditions_);
    add_unknown_attachments();
    const std::vector<CircuitJoin> told = global_reach_joins(network_, conditions_);
    add_possible_joins(told);
    for (const CircuitJoin& join : told) add_join(join);
    for (const CircuitJoin& join : customer_joins(network_, conditions_)) add_join(join);
    for (const model::Site& site : network_.sites) add_site(site);
    BranchSessions(network_, graph_, conditions_).add();
    return std::move(graph_);
  }

 private:
  // Routers -------------------------------------------------------------------------------------

  void collect_gateways() {
    gateways_of_.resize(network_.vnets.size());
    speaks_.resize(network_.gateways.size());
    for (std::uint32_t i = 0; i < network_.gateways.size(); ++i) {
      const model::GatewayIndex index(i);
      const bool express_route = is_express_route(network_, index);
      speaks_[i] = express_route || is_vpn(network_, index);
      kinds_.push_back(express_route ? RouterKind::gateway : RouterKind::vpn_gateway);
      const model::VnetIndex vnet = network_.gateways[index].vnet;
      if (vnet && speaks_[i]) gateways_of_[vnet.value].push_back(index);
      if (vnet) vnets_with_gateway_.insert(vnet);
    }
    for (const model::RouteServer& server : network_.route_servers) {
      if (server.vnet) vnets_with_gateway_.insert(server.vnet);  // serves spokes as well [2.10]
    }
  }

  RouterIndex add_router(RouterKind kind, std::uint32_t element) {
    return graph_.add_router(kind, element);
  }

  void add_routers() {
    const auto add_all = [&](RouterKind kind, std::size_t count, std::vector<RouterIndex>& list) {
      for (std::uint32_t i = 0; i < count; ++i) list.push_back(add_router(kind, i));
    };
    add_all(RouterKind::vnet, network_.vnets.size(), graph_.vnets_);
    add_all(RouterKind::circuit, network_.circuits.size(), graph_.circuits_);
    for (std::uint32_t i = 0; i < network_.gateways.size(); ++i) {
      graph_.gateways_.push_back(speaks_[i] ? add_router(kinds_[i], i) : RouterIndex());
    }
    graph_.server_in_.resize(network_.vnets.size());
    for (std::uint32_t i = 0; i < network_.route_servers.size(); ++i) {
      const model::VnetIndex vnet = network_.route_servers[model::RouteServerIndex(i)].vnet;
      const RouterIndex router = vnet ? add_router(RouterKind::route_server, i) : RouterIndex();
      graph_.route_servers_.push_back(router);
      if (vnet) graph_.server_in_[vnet.value] = router;
    }
    graph_.sites_.resize(network_.circuits.size());
    for (const model::Site& site : network_.sites) {
      RouterIndex& router = graph_.sites_[site.circuit.value];
      if (!router) router = add_router(RouterKind::site, site.circuit.value);
    }
  }

  SessionIndex add_session(Session session) { return graph_.add_session(std::move(session)); }

  Session session(SessionKind kind, RouterIndex from, RouterIndex to, const Adjacency& adjacency) {
    return session_of(kind, from, to, adjacency, conditions_);
  }

  // VNets ---------------------------------------------------------------------------------------

  /// Each peering once, whichever of its objects the input holds.
  std::vector<PeeringPair> peering_pairs() const {
    std::vector<PeeringPair> pairs;
    for (std::uint32_t i = 0; i < network_.peerings.size(); ++i) {
      const model::VnetPeering& side = network_.peerings[model::PeeringIndex(i)];
      if (side.to_hub) continue;  // the hub's own sessions stand for it [2.18]
      if (side.reverse && side.reverse.value < i) continue;  // the pair came with its other side
      const model::VnetPeering* far = side.reverse ? &network_.peerings[side.reverse] : nullptr;
      pairs.push_back({side.local, side.remote, &side, far});
    }
    return pairs;
  }

  void add_peering(const PeeringPair& pair) {
    const Adjacency adjacency = peering_adjacency(network_, pair, conditions_);
    add_peering_session(pair, adjacency);
    add_peering_session(pair.reversed(), adjacency);
    add_transit(pair);
    add_transit(pair.reversed());
  }

  void add_group(const model::ConnectedGroup& group) {
    const RouterIndex router =
        add_router(RouterKind::connected_group, network_.connected_groups.index_of(group).value);
    std::vector<model::VnetIndex> sure, possible;
    for (const model::ConnectedGroup::Member& member : group.members) {
      Adjacency adjacency = Adjacency::open(conditions_);
      adjacency.because.push_back(group.because);
      if (member.guard) adjacency.close(*member.guard);
      if (member.doubt) adjacency.doubt(conditions_, *member.doubt);
      if (adjacency.state == SessionState::open) sure.push_back(member.vnet);
      if (adjacency.state != SessionState::closed) possible.push_back(member.vnet);
      const RouterIndex vnet = graph_.router(member.vnet);
      add_session(session(SessionKind::vnet_to_group, vnet, router, adjacency));
      if (group.guard) adjacency.close(*group.guard);
      if (group.doubt) adjacency.doubt(conditions_, *group.doubt);
      add_session(session(SessionKind::group_to_vnet, router, vnet, adjacency));
    }
    RouteGraph::Conflicts& conflicts = graph_.conflicts_.emplace_back();
    conflicts.surely = shared_space(network_, sure);
    conflicts.perhaps = shared_space(network_, possible) - conflicts.surely;
  }

  /// `near` hears of the address space of `far`.
  void add_peering_session(const PeeringPair& pair, const Adjacency& adjacency) {
    Session result = session(SessionKind::vnet_peering, graph_.router(pair.far),
                             graph_.router(pair.near), adjacency);
    result.peering = network_.peerings.index_of(pair.object());
    add_session(std::move(result));
  }

  /// Sessions between `spoke.near` and the gateways in `spoke.far`.
  void add_transit(const PeeringPair& spoke) {
    std::vector<RouterIndex> gateways;
    for (const model::GatewayIndex gateway : gateways_of_[spoke.far.value]) {
      gateways.push_back(graph_.router(gateway));
    }
    const RouterIndex server = graph_.server_in(spoke.far);
    const bool lacks_gateway = !vnets_with_gateway_.contains(spoke.far);
    const bool uses_gateway =
        spoke.near_side != nullptr && spoke.near_side->use_remote_gateways.may_be(true);
    if (gateways.empty() && !server && !(lacks_gateway && uses_gateway)) return;
    const Adjacency adjacency = gateway_transit(network_, ids_, spoke, conditions_);
    if (server) serve_vnet(spoke.near, server, adjacency);
    if (gateways.empty() && server) return;
    if (gateways.empty() && adjacency.state == SessionState::closed) return;
    if (gateways.empty()) gateways.push_back(unknown_gateway(spoke.far));
    const model::PeeringIndex object = network_.peerings.index_of(spoke.object());
    for (const RouterIndex gateway : gateways) connect_vnet(spoke.near, gateway, adjacency, object);
  }

  void connect_vnet(model::VnetIndex vnet, RouterIndex gateway, const Adjacency& adjacency,
                    model::PeeringIndex over = {}) {
    const RouterIndex router = graph_.router(vnet);
    Session outbound = session(SessionKind::vnet_to_gateway, router, gateway, adjacency);
    Session inbound = session(SessionKind::gateway_to_vnet, gateway, router, adjacency);
    outbound.peering = inbound.peering = over;
    add_session(std::move(outbound));
    add_session(std::move(inbound));
  }

  /// A Route Server writes into the tables of its VNet and of the spokes that use it. [8.4]
  void serve_vnet(model::VnetIndex vnet, RouterIndex server, const Adjacency& adjacency) {
    add_session(session(SessionKind::gateway_to_vnet, server, graph_.router(vnet), adjacency));
  }

  void add_own_gateways(model::VnetIndex vnet) {
    if (const RouterIndex server = graph_.server_in(vnet)) {
      serve_vnet(vnet, server, Adjacency::open(conditions_));
    }
    for (const model::GatewayIndex index : gateways_of_[vnet.value]) {
      Adjacency adjacency = Adjacency::open(conditions_);
      adjacency.because.push_back(own_gateway_fact(network_, ids_, index));
      connect_vnet(vnet, graph_.router(index), adjacency);
    }
  }

  // Gateways and circuits -----------------------------------------------------------------------

  void add_connection(const model::Connection& connection) {
    if (connection.kind != model::ConnectionKind::express_route) return;
    if (!connection.gateway || !connection.circuit) return;
    const RouterIndex gateway = graph_.router(connection.gateway);
    // A VPN gateway cannot hold an ExpressRoute connection.
    if (!gateway || graph_[gateway].kind != RouterKind::gateway) return;
    const RouterIndex circuit = graph_.router(connection.circuit);
    const Adjacency adjacency = connection_adjacency(network_, ids_, connection, conditions_);
    const model::ConnectionIndex index = network_.connections.index_of(connection);

    Session outbound = session(SessionKind::gateway_to_circuit, gateway, circuit, adjacency);
    outbound.connection = index;
    add_session(std::move(outbound));

    Session inbound = session(SessionKind::circuit_to_gateway, circuit, gateway, adjacency);
    inbound.connection = index;
    const Toggle toggle = remote_vnet_toggle(network_, connection.gateway, conditions_);
    inbound.remote_vnets = toggle.state;
    inbound.toggle = toggle.facts;
    inbound.toggle_conditions = toggle.conditions;
    const Toggle wan = virtual_wan_toggle(network_, connection.gateway, conditions_);
    inbound.virtual_wan = wan.state;
    inbound.wan_toggle = wan.facts;
    add_session(std::move(inbound));
  }

  /// The gateway that a VNet outside the export, or one whose gateway the export lacks, must have.
  RouterIndex unknown_gateway(model::VnetIndex hub) {
    const auto [at, is_new] = unknown_gateways_.try_emplace(hub);
    if (!is_new) return at->second;
    at->second = add_router(RouterKind::unknown_gateway, hub.value);
    Adjacency own = Adjacency::open(conditions_);
    connect_vnet(hub, at->second, own);
    return at->second;
  }

  /// A gateway that is not in the input may be on any circuit, also on one that nothing else
  /// mentions. [C27]
  void add_unknown_attachments() {
    graph_.all_circuits_ = graph_.circuits_;
    if (unknown_gateways_.empty()) return;
    if (unknown_gateways_.size() > 1) {
      graph_.all_circuits_.push_back(add_router(RouterKind::unknown_circuit, 0));
    }
    const RouterIndex any = graph_.any_circuit_ = add_router(RouterKind::any_circuit, 0);
    for (const auto& [hub, gateway] : unknown_gateways_) {
      const Adjacency maybe = unknown_gateway_adjacency(network_, ids_, hub, conditions_);
      add_session(session(SessionKind::gateway_to_circuit, gateway, any, maybe));
      add_session(session(SessionKind::circuit_to_gateway, any, gateway, maybe));
    }
    for (const RouterIndex circuit : graph_.all_circuits_) {
      const Adjacency passage =
          graph_[circuit].kind == RouterKind::circuit
              ? circuit_adjacency(network_, graph_[circuit].circuit(), conditions_)
              : Adjacency::open(conditions_);
      add_meeting(SessionKind::gateway_to_circuit, any, circuit, passage);
      add_meeting(SessionKind::circuit_to_gateway, circuit, any, passage);
    }
  }

  void add_possible_joins(const std::vector<CircuitJoin>& told) {
    graph_.possible_joins_ = PossibleJoins(network_, told, conditions_);
    if (graph_.possible_joins_.empty()) return;
    graph_.junction_ = add_router(RouterKind::junction, 0);
    const auto& members = graph_.possible_joins_.members();
    for (std::uint32_t i = 0; i < members.size(); ++i) {
      Adjacency passage = members[i].passage;
      if (passage.state == SessionState::open) passage.state = SessionState::unknown;
      add_meeting(SessionKind::global_reach, graph_.circuits_[i], graph_.junction_, passage);
      add_meeting(SessionKind::global_reach, graph_.junction_, graph_.circuits_[i], passage);
    }
  }

  void add_meeting(SessionKind kind, RouterIndex from, RouterIndex to, const Adjacency& passage) {
    graph_.meetings_[{from, to}] = add_session(session(kind, from, to, passage));
  }

  void add_join(const CircuitJoin& join) {
    const SessionKind kind =
        join.by_customer ? SessionKind::customer_router : SessionKind::global_reach;
    const RouterIndex a = graph_.router(join.a), b = graph_.router(join.b);
    add_session(session(kind, a, b, join.adjacency));
    add_session(session(kind, b, a, join.adjacency));
  }

  void add_site(const model::Site& site) {
    const RouterIndex router = graph_.site(site.circuit);
    if (!graph_.out(router).empty()) return;  // one site may be declared in several entries
    Adjacency declared = Adjacency::open(conditions_);
    add_session(
        session(SessionKind::site_to_circuit, router, graph_.router(site.circuit), declared));
  }

  const Network& network_;
  const ResourceIds& ids_;
  Conditions& conditions_;
  RouteGraph graph_;
  std::vector<std::vector<model::GatewayIndex>> gateways_of_;  // by VNet, those that are routers
  std::vector<bool> speaks_;                                   // by gateway: is a router here
  std::vector<RouterKind> kinds_;                              // by gateway
  std::set<model::VnetIndex> vnets_with_gateway_;
  std::map<model::VnetIndex, RouterIndex> unknown_gateways_;  // by the VNet that holds it
};

RouterIndex RouteGraph::add_router(RouterKind kind, std::uint32_t element) {
  out_.emplace_back();
  in_.emplace_back();
  return routers_.add({kind, element});
}

SessionIndex RouteGraph::add_session(Session session) {
  const RouterIndex from = session.from, to = session.to;
  const SessionIndex index = sessions_.add(std::move(session));
  out_[from.value].push_back(index);
  in_[to.value].push_back(index);
  return index;
}

model::VnetIndex RouteGraph::home(RouterIndex gateway, const Network& network) const {
  const Router& router = routers_[gateway];
  if (router.kind == RouterKind::route_server) {
    return network.route_servers[router.route_server()].vnet;
  }
  if (router.kind == RouterKind::unknown_gateway) return router.vnet();
  if (router.kind == RouterKind::hub_gateway) return {};
  return network.gateways[router.gateway()].vnet;
}

std::vector<Attachment> RouteGraph::attachments(RouterIndex gateway) const {
  const auto announces = [&](SessionIndex index) {
    return sessions_[index].kind == SessionKind::gateway_to_circuit &&
           sessions_[index].state != SessionState::closed;
  };
  std::vector<Attachment> list;
  for (const SessionIndex index : out(gateway)) {
    if (!announces(index)) continue;
    const RouterIndex to = sessions_[index].to;
    if (to != any_circuit_) {
      list.push_back({to, {index}});
      continue;
    }
    for (const SessionIndex on : out(any_circuit_)) {
      if (announces(on)) list.push_back({sessions_[on].to, {index, on}});
    }
  }
  return list;
}

SessionIndex RouteGraph::meeting(RouterIndex from, RouterIndex to) const {
  const auto at = meetings_.find({from, to});
  return at == meetings_.end() ? SessionIndex() : at->second;
}

model::HubIndex RouteGraph::hub(RouterIndex index, const Network& network) const {
  const Router& router = routers_[index];
  const model::VirtualWans& wans = network.virtual_wans;
  if (router.kind == RouterKind::hub_table) return wans.tables[router.hub_table()].hub;
  if (router.kind == RouterKind::hub_gateway) return wans.gateways[router.hub_gateway()].hub;
  return router.kind == RouterKind::hub_firewall ? router.hub() : model::HubIndex();
}

Session session_of(SessionKind kind, RouterIndex from, RouterIndex to, const Adjacency& adjacency,
                   const Conditions& conditions) {
  Session result;
  result.kind = kind;
  result.state = adjacency.state;
  result.from = from;
  result.to = to;
  result.guards = adjacency.guards;
  result.because = adjacency.because;
  result.conditions = adjacency.conditions;
  result.toggle_conditions = conditions.certain();
  return result;
}

SessionIndex RouteGraph::peering(model::VnetIndex from, model::VnetIndex to) const {
  const RouterIndex sender = router(from);
  SessionIndex best;
  for (const SessionIndex index : in(router(to))) {
    const Session& session = sessions_[index];
    if (session.kind != SessionKind::vnet_peering || session.from != sender) continue;
    if (!best || session.state > sessions_[best].state) best = index;
  }
  return best;
}

RouteGraph build_route_graph(const Network& network, const ResourceIds& ids,
                             Conditions& conditions) {
  return RouteGraphBuilder(network, ids, conditions).build();
}

}  // namespace hairpin::route
