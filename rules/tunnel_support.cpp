#include "rules/tunnel_support.hpp"

#include <map>
#include <utility>

#include "base/text.hpp"

namespace hairpin::rules {
namespace {

/// The VNets of the input that have, or may have, the gateway's routes.
std::vector<model::VnetIndex> vnets_behind(const RuleContext& context,
                                           model::GatewayIndex gateway) {
  const route::RouteGraph& graph = context.routing.graph();
  std::vector<model::VnetIndex> vnets;
  for (const route::SessionIndex index : graph.out(graph.router(gateway))) {
    const route::Session& session = graph[index];
    const bool serves = session.kind == route::SessionKind::gateway_to_vnet &&
                        session.state != route::SessionState::closed;
    if (!serves) continue;
    const model::VnetIndex vnet = graph[session.to].vnet();
    if (context.network.vnets[vnet].in_input) vnets.push_back(vnet);
  }
  sort_by_id(context, vnets);
  return vnets;
}

void count(const RuleContext& context, const std::vector<model::VnetIndex>& from,
           const std::vector<model::VnetIndex>& to, TunnelTraffic& traffic) {
  for (const model::VnetIndex sender : from) {
    for (const model::VnetIndex receiver : to) {
      const reach::Cell cell = context.reach.cell(sender, receiver);
      const bool proven = cell.verdict == reach::Verdict::reachable;
      const bool possible = proven || cell.verdict == reach::Verdict::unproven;
      if (!possible || !cell.via.contains(reach::Via::vpn)) continue;
      ++traffic.affected.pairs;
      traffic.proven = traffic.proven || proven;
    }
  }
}

void add_path(const RuleContext& context, model::VnetIndex from, model::VnetIndex to,
              TunnelTraffic& traffic) {
  const reach::Endpoint sender = context.reach.endpoint(from);
  const reach::Endpoint receiver = context.reach.endpoint(to);
  reach::Direction direction = context.reach.direction(sender, receiver);
  if (!direction.via.contains(reach::Via::vpn)) return;
  traffic.paths.push_back({sender.id, receiver.id, std::move(direction)});
}

}  // namespace

std::vector<TunnelPair> tunnel_pairs(const RuleContext& context) {
  const route::RouteGraph& graph = context.routing.graph();
  const model::Network& network = context.network;
  std::map<std::pair<std::string_view, std::string_view>, TunnelPair> pairs;
  for (const route::Session& session : graph.sessions()) {
    if (session.kind != route::SessionKind::tunnel) continue;
    const route::Tunnel& tunnel = graph.tunnel(session);
    const bool open = session.state != route::SessionState::closed && tunnel.out && tunnel.back;
    if (!open) continue;
    TunnelPair pair{graph[session.to].gateway(), graph[session.from].gateway(),
                    &network.connections[tunnel.out], &network.connections[tunnel.back],
                    tunnel.disguised()};
    const auto id = [&](model::GatewayIndex gateway) {
      return context.ids.folded(network.gateways[gateway].id);
    };
    if (id(pair.b) < id(pair.a)) {
      std::swap(pair.a, pair.b);
      std::swap(pair.from_a, pair.from_b);
    }
    pairs.try_emplace({id(pair.a), id(pair.b)}, pair);
  }
  std::vector<TunnelPair> list;
  for (const auto& [ids, pair] : pairs) list.push_back(pair);
  return list;
}

TunnelTraffic traffic_through(const RuleContext& context, const TunnelPair& pair) {
  TunnelTraffic traffic;
  const auto behind_a = vnets_behind(context, pair.a), behind_b = vnets_behind(context, pair.b);
  count(context, behind_a, behind_b, traffic);
  count(context, behind_b, behind_a, traffic);
  traffic.affected.vnets = behind_a.size() + behind_b.size();
  const model::VnetIndex home_a = context.network.gateways[pair.a].vnet;
  const model::VnetIndex home_b = context.network.gateways[pair.b].vnet;
  if (traffic.affected.pairs > 0 && home_a && home_b) {
    add_path(context, home_a, home_b, traffic);
    add_path(context, home_b, home_a, traffic);
  }
  return traffic;
}

void report_tunnel(const RuleContext& context, Findings& findings, const TunnelPair& pair,
                   std::string_view property, std::string message) {
  TunnelTraffic traffic = traffic_through(context, pair);
  if (traffic.affected.pairs == 0) return;
  Location where = at(*pair.from_a, property, pair.from_a->where);
  Findings::Builder finding = traffic.proven
                                  ? findings.violation(std::move(where), std::move(message))
                                  : findings.unproven(std::move(where), std::move(message));
  finding.note(at(*pair.from_b, property, pair.from_b->where,
                  cat({"the connection of ", called(context, pair.b), " makes the other end"})));
  for (FindingPath& path : traffic.paths) {
    for (const model::Missing& missing : path.direction.missing) {
      if (!missing.remedy.empty()) finding.hint(missing.remedy);
    }
    finding.path(std::move(path));
  }
  finding.affects(std::move(traffic.affected));
  finding.hint(cat({"delete connections ", called(context, *pair.from_a), " and ",
                    called(context, *pair.from_b), " if the VNets must stay apart"}));
  finding.caused_by(context.ids.folded(identity(context, pair.a).id));
  finding.caused_by(context.ids.folded(identity(context, pair.b).id));
}

}  // namespace hairpin::rules
