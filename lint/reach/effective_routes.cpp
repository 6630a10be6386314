#include <algorithm>
#include <array>
#include <set>

#include "base/text.hpp"
#include "model/naming.hpp"
#include "reach/hub_routes.hpp"
#include "reach/reachability_state.hpp"
#include "route/facts.hpp"

namespace hairpin::reach {
namespace {

using model::Network;
using route::Candidate;
using Row = Reachability::EffectiveRoute;

class EffectiveRoutesWriter {
 public:
  explicit EffectiveRoutesWriter(Reachability::State& state)
      : state_(state),
        routing_(state.routing),
        network_(state.network),
        ids_(state.routing.ids()),
        graph_(state.routing.graph()) {}

  /// What a network interface in this context would list. Learned routes that lose to others are
  /// not shown by Azure, and neither are defaults that a learned default displaced. [1.2, 3.4]
  std::vector<Row> at_context(const route::FibContext& context) {
    const auto fib = route::Fibs(routing_).build(context, PrefixSet::everything(), kept);
    const std::set<const Candidate*> chosen = chosen_in(*fib);
    std::vector<Row> rows;
    for (const Candidate& candidate : fib->candidates()) {
      const bool active = chosen.contains(&candidate);
      if (!active && hides_when_inactive(*fib, candidate)) continue;
      if (is_somewhere(candidate)) continue;
      Row row = row_of(context, candidate);
      row.active = active;
      add_conditions(row, candidate.conditions);
      add_or_merge(rows, std::move(row));
    }
    return rows;
  }

  /// A gateway's or a circuit's RIB: all candidates, the preferred ones active.
  std::vector<Row> at_router(route::RouterIndex router) {
    std::vector<Row> rows;
    const auto rib = routing_.rib(router, PrefixSet::everything(), kept);
    const route::HeldRoute* sure = nullptr;  // the preferred one of a prefix that surely exists
    for (const route::HeldRoute& held : rib) {
      Row row = learned_row(held);
      if (sure != nullptr && sure->prefix != held.prefix) sure = nullptr;
      row.active = sure == nullptr || preference_of(routing_[sure->route], sure->arrival) ==
                                          preference_of(routing_[held.route], held.arrival);
      if (sure == nullptr && held.conditions == routing_.conditions().certain()) sure = &held;
      add_conditions(row, held.conditions);
      add_or_merge(rows, std::move(row));
    }
    const route::BranchRoute* best = nullptr;
    for (const auto& entry : routing_.branch_rib(router).entries()) {
      const route::BranchRoute& route = routing_[entry.value];
      Row row = branch_row(route);
      if (best != nullptr && best->prefix != route.prefix) best = nullptr;
      row.active = best == nullptr || standing(*best) >= standing(route);
      const bool is_sure = route.conditions == routing_.conditions().certain();
      if (is_sure && row.active) best = &route;
      add_conditions(row, route.conditions);
      add_or_merge(rows, std::move(row));
    }
    return rows;
  }

 private:
  static constexpr route::Evidence kept = route::Evidence::kept;

  /// The routes that some address is forwarded by, or may be.
  static std::set<const Candidate*> chosen_in(const route::MatchTable& fib) {
    std::set<const Candidate*> chosen;
    for (const auto& part : fib.split(PrefixSet::everything())) {
      fib.for_each_member(part.match, [&](const Candidate& member) { chosen.insert(&member); });
    }
    return chosen;
  }

  static bool hides_when_inactive(const route::MatchTable& fib, const Candidate& candidate) {
    if (candidate.kind == Candidate::Kind::learned || candidate.kind == Candidate::Kind::drop) {
      return true;
    }
    if (candidate.kind != Candidate::Kind::internet) return false;
    return std::any_of(fib.candidates().begin(), fib.candidates().end(), [&](const auto& other) {
      return other.kind == Candidate::Kind::learned && other.prefix == candidate.prefix;
    });
  }

  /// Azure lists a private endpoint by its very address, which the input may lack.
  static bool is_somewhere(const Candidate& candidate) {
    return candidate.kind == Candidate::Kind::endpoint &&
           candidate.prefix != Prefix::host(candidate.prefix.first());
  }

  Row row_of(const route::FibContext& context, const Candidate& candidate) const {
    Row row;
    row.source = "Default";
    switch (candidate.kind) {
      case Candidate::Kind::own:
        row.next_hop_type = "VnetLocal";
        row.origin = network_.vnets[candidate.vnet].id;
        break;
      case Candidate::Kind::peering:
        row = peering_row(context, candidate);
        break;
      case Candidate::Kind::connected_group:
        row.next_hop_type = "ConnectedGroup";
        row.origin = network_.vnets[candidate.vnet].id;
        row.via.insert(Via::connected_group);
        row.because = graph_[candidate.session].because;
        break;
      case Candidate::Kind::learned:
        row =
            candidate.branch ? branch_row(routing_[candidate.branch])
            : is_from_hub(candidate)
                ? hub_row(routing_, candidate, graph_.hub(graph_[candidate.session].from, network_))
                : learned_row({candidate.prefix, candidate.route, candidate.came_by, candidate.from,
                               candidate.arrival, candidate.conditions});
        if (candidate.branch && is_injected(routing_[candidate.branch])) break;
        row.next_hop_type = row.source = "VirtualNetworkGateway";
        row.next_hop = {hop_name(graph_[candidate.session].from)};
        break;
      case Candidate::Kind::user:
        row = user_row(*candidate.user);
        break;
      case Candidate::Kind::endpoint:
        if (candidate.session) row = peering_row(context, candidate);
        row.next_hop_type = "InterfaceEndpoint";  // [1.9]
        row.origin = network_.private_endpoints[candidate.endpoint].id;
        break;
      case Candidate::Kind::drop:
        row.next_hop_type = "None";
        break;
      case Candidate::Kind::internet:
        row.next_hop_type = "Internet";
        break;
    }
    row.prefix = candidate.prefix;
    return row;
  }

  bool is_from_hub(const Candidate& candidate) const {
    return graph_[candidate.session].kind == route::SessionKind::hub_to_vnet;
  }

  Row peering_row(const route::FibContext& context, const Candidate& candidate) const {
    const model::Vnet& near = network_.vnets[context.vnet];
    const model::Vnet& far = network_.vnets[candidate.vnet];
    const bool global =
        !near.location.empty() && !far.location.empty() && near.location != far.location;
    Row row;
    row.next_hop_type = global ? "VNetGlobalPeering" : "VNetPeering";  // [2.5]
    row.source = "Default";
    row.origin = far.id;
    row.via = {Via::peering};
    row.because = graph_[candidate.session].because;
    return row;
  }

  /// A route of a VPN gateway or a Route Server.
  Row branch_row(const route::BranchRoute& route) const {
    Row row;
    row.prefix = route.prefix;
    row.next_hop_type = "VirtualNetworkGateway";
    row.source = "VirtualNetworkGateway";
    const route::Session& session = graph_[route.came_by];
    row.next_hop = {hop_name(session.from)};
    row.origin = origin_of(route.vnet, route.announcer);
    row.via = edges_of(route);
    if (is_injected(route)) {
      const model::BgpPeer& peer = network_.bgp_peers[graph_[route.announcer].bgp_peer()];
      const auto& hop = peer.next_hop ? peer.next_hop : peer.address;
      if (hop) row.next_hop = {hop->value.to_string()};
    }
    row.because = session.because;
    return row;
  }

  /// Straight from an appliance, by a Route Server.
  bool is_injected(const route::BranchRoute& route) const {
    return graph_[route.came_by].kind == route::SessionKind::peer_to_server;
  }

  /// The kinds of edges that packets cross by this route, as far as the route tells.
  ViaSet edges_of(const route::BranchRoute& route) const {
    ViaSet via;
    for (const route::BranchRoute* at = &route;; at = &routing_[at->previous]) {
      switch (graph_[at->came_by].kind) {
        case route::SessionKind::tunnel:
        case route::SessionKind::site_to_gateway:
        case route::SessionKind::clients_to_gateway:
          via.insert(Via::vpn);
          break;
        case route::SessionKind::peer_to_server:
        case route::SessionKind::gateway_to_server:
        case route::SessionKind::server_to_gateway:
          via.insert(Via::route_server);
          break;
        case route::SessionKind::circuit_to_gateway:
          via.insert(Via::msee);
          break;
        default:
          break;
      }
      if (!at->previous) return via;
    }
  }

  Row learned_row(const route::HeldRoute& held) const {
    const route::Route& route = routing_[held.route];
    Row row;
    row.prefix = route.prefix;
    row.next_hop_type = "VirtualNetworkGateway";
    row.source = "VirtualNetworkGateway";
    const route::Session& session = graph_[held.came_by];
    row.next_hop = {hop_name(held.from)};
    row.origin = origin_of(route.vnet, route.announcer);
    row.via = {Via::msee};
    if (held.arrival == route::Arrival::global_reach ||
        held.arrival == route::Arrival::customer_then_global_reach) {
      row.via.insert(Via::global_reach);
    }
    const bool customer = held.arrival == route::Arrival::customer_router ||
                          held.arrival == route::Arrival::customer_then_global_reach;
    if (customer || route.origin == route::OriginKind::on_premises) row.via.insert(Via::onprem);
    if (route.origin == route::OriginKind::vnet) row.because = session.toggle;
    if (route.origin == route::OriginKind::virtual_wan) row.because = session.wan_toggle;
    row.because.insert(row.because.end(), session.because.begin(), session.because.end());
    return row;
  }

  ResourceId origin_of(model::VnetIndex vnet, route::RouterIndex announced_by) const {
    if (vnet) return network_.vnets[vnet].id;
    const route::Router& announcer = graph_[announced_by];
    switch (announcer.kind) {
      case route::RouterKind::gateway:  // a summary
      case route::RouterKind::vpn_gateway:
      case route::RouterKind::vpn_clients:
        return network_.gateways[announcer.gateway()].id;
      case route::RouterKind::site:
        return network_.circuits[announcer.circuit()].id;
      case route::RouterKind::vpn_site:
        return network_.vpn_sites[announcer.vpn_site()].id;
      case route::RouterKind::bgp_peer:
        return network_.bgp_peers[announcer.bgp_peer()].id;
      case route::RouterKind::hub_gateway:
        return network_.virtual_wans.hubs[graph_.hub(announced_by, network_)].id;
      default:
        return {};
    }
  }

  std::string hop_name(route::RouterIndex index) const {
    const route::Router& router = graph_[index];
    switch (router.kind) {
      case route::RouterKind::gateway:
      case route::RouterKind::vpn_gateway:
      case route::RouterKind::vpn_clients:
        return std::string(ids_.text(network_.gateways[router.gateway()].id));
      case route::RouterKind::vpn_site:
        return std::string(ids_.text(network_.vpn_sites[router.vpn_site()].id));
      case route::RouterKind::route_server:
        return std::string(ids_.text(network_.route_servers[router.route_server()].id));
      case route::RouterKind::bgp_peer:
        return std::string(ids_.text(network_.bgp_peers[router.bgp_peer()].id));
      case route::RouterKind::circuit:
        return std::string(ids_.text(network_.circuits[router.circuit()].id));
      case route::RouterKind::site:
        return cat({"onprem:", network_.circuits[router.circuit()].name});
      case route::RouterKind::vnet:
      case route::RouterKind::unknown_gateway:
        return std::string(ids_.text(network_.vnets[router.vnet()].id));
      case route::RouterKind::hub_gateway:
        return std::string(ids_.text(network_.virtual_wans.gateways[router.hub_gateway()].id));
      case route::RouterKind::hub_table:
      case route::RouterKind::hub_firewall:
        return std::string(ids_.text(network_.virtual_wans.hubs[graph_.hub(index, network_)].id));
      case route::RouterKind::unknown_circuit:
      case route::RouterKind::any_circuit:
      case route::RouterKind::junction:
      case route::RouterKind::connected_group:
        break;
    }
    return "a circuit outside the input";
  }

  Row user_row(const model::UserRoute& route) const {
    static constexpr std::array<std::string_view, 6> types = {
        "VirtualAppliance", "VirtualNetworkGateway", "VnetLocal", "Internet", "None", "None"};
    Row row;
    row.next_hop_type = types[static_cast<std::size_t>(route.next_hop_type)];
    row.source = "User";
    row.origin = route.id;
    if (route.next_hop) row.next_hop = {route.next_hop->value.to_string()};
    if (route.next_hop_type == model::NextHopType::virtual_appliance) row.via = {Via::appliance};
    row.because = {route::text_fact(route.id, "properties.nextHopType", row.next_hop_type,
                                    route.next_hop_type_where, "3.7")};
    return row;
  }

  void add_conditions(Row& row, route::ConditionSet set) const {
    for (const route::ConditionIndex index : routing_.conditions().members(set)) {
      row.missing.push_back(routing_.conditions()[index]);
    }
    row.unproven = !row.missing.empty();
  }

  /// Azure lists equal routes of several next hops as one row. [3.22]
  static void add_or_merge(std::vector<Row>& rows, Row row) {
    for (auto at = rows.rbegin(); at != rows.rend() && at->prefix == row.prefix; ++at) {
      Row& known = *at;
      const bool same = known.next_hop_type == row.next_hop_type && known.source == row.source &&
                        known.active == row.active && known.origin == row.origin &&
                        known.via == row.via;
      if (!same || known.next_hop_type != "VirtualNetworkGateway") continue;
      for (std::string& hop : row.next_hop) {
        const bool listed =
            std::find(known.next_hop.begin(), known.next_hop.end(), hop) != known.next_hop.end();
        if (!listed) known.next_hop.push_back(std::move(hop));
      }
      if (!row.unproven) {  // one sure way is enough
        known.unproven = false;
        known.missing.clear();
      }
      return;
    }
    rows.push_back(std::move(row));
  }

  Reachability::State& state_;
  route::Routing& routing_;
  const Network& network_;
  const ResourceIds& ids_;
  const route::RouteGraph& graph_;
};

/// The gateway with that id or name; none if there is none or several.
model::GatewayIndex gateway_named(const Network& network, const ResourceIds& ids,
                                  std::string_view text) {
  if (const auto by_id = network.gateway(ids.find(text))) return by_id;
  model::GatewayIndex found;
  for (std::uint32_t i = 0; i < network.gateways.size(); ++i) {
    if (!is_called(network.gateways[model::GatewayIndex(i)], text, ids)) continue;
    if (found) return {};
    found = model::GatewayIndex(i);
  }
  return found;
}

model::HubGatewayIndex hub_gateway_named(const Network& network, const ResourceIds& ids,
                                         std::string_view text) {
  const ResourceId id = ids.find(text);
  model::HubGatewayIndex found;
  for (const model::HubGateway& gateway : network.virtual_wans.gateways) {
    if (gateway.id != id && !is_called(gateway, text, ids)) continue;
    if (found) return {};
    found = network.virtual_wans.gateways.index_of(gateway);
  }
  return found;
}

model::CircuitIndex circuit_named(const Network& network, const ResourceIds& ids,
                                  std::string_view text) {
  if (const auto by_id = network.circuit(ids.find(text))) return by_id;
  model::CircuitIndex found;
  for (std::uint32_t i = 0; i < network.circuits.size(); ++i) {
    if (!is_called(network.circuits[model::CircuitIndex(i)], text, ids)) continue;
    if (found) return {};
    found = model::CircuitIndex(i);
  }
  return found;
}

}  // namespace

Result<Reachability::EffectiveRoutes> Reachability::routes_at(std::string_view text) const {
  const Network& network = state_->network;
  const ResourceIds& ids = state_->routing.ids();
  EffectiveRoutesWriter writer(*state_);
  const Result<Endpoint> end = endpoint(text);
  if (end && end->vnet) {
    const std::vector<Source> sources = sources_of(network, *end);
    // Several tables in one VNet: what its subnets share is the VNet's own.
    const route::FibContext context =
        sources.size() == 1 ? sources.front().context : route::FibContext{end->vnet, {}, false, {}};
    return EffectiveRoutes{end->id, writer.at_context(context)};
  }
  if (const model::GatewayIndex gateway = gateway_named(network, ids, text)) {
    const route::RouterIndex router = state_->routing.graph().router(gateway);
    return EffectiveRoutes{network.gateways[gateway].id,
                           router ? writer.at_router(router) : std::vector<EffectiveRoute>()};
  }
  for (const model::RouteServer& server : network.route_servers) {
    if (server.id != ids.find(text) && !is_called(server, text, ids)) continue;
    const auto router = state_->routing.graph().router(network.route_servers.index_of(server));
    return EffectiveRoutes{server.id,
                           router ? writer.at_router(router) : std::vector<EffectiveRoute>()};
  }
  if (const auto gateway = hub_gateway_named(network, ids, text)) {
    return EffectiveRoutes{network.virtual_wans.gateways[gateway].id,
                           writer.at_router(state_->routing.graph().router(gateway))};
  }
  if (const model::CircuitIndex circuit = circuit_named(network, ids, text)) {
    return EffectiveRoutes{network.circuits[circuit].id,
                           writer.at_router(state_->routing.graph().router(circuit))};
  }
  if (const model::HubTableIndex table = hub_table_named(network, ids, text)) {
    return EffectiveRoutes{network.virtual_wans.tables[table].id,
                           hub_table_rows(state_->routing, table)};
  }
  return end ? Result<EffectiveRoutes>(
                   Diagnostic{Diagnostic::Kind::unusable,
                              {},
                              cat({"\"", text, "\" has no routes to show"}),
                              "name a VNet, a subnet, a gateway, a circuit or a hub"})
             : Result<EffectiveRoutes>(end.error());
}

}  // namespace hairpin::reach
