#include "base/text.hpp"
#include "rules/support.hpp"

namespace hairpin::embedded {
extern const std::string_view rule_text_route_server_branch_to_branch;
}

namespace hairpin::rules {
namespace {

/// Who exchanges routes through a Route Server.
struct Exchange {
  std::vector<model::GatewayIndex> circuits, tunnels;  // ExpressRoute and VPN gateways
  bool proven = true;                                  // no exchange depends on what is missing
};

Exchange exchange_at(const RuleContext& context, route::RouterIndex server) {
  const route::RouteGraph& graph = context.routing.graph();
  Exchange exchange;
  for (const route::SessionIndex index : graph.in(server)) {
    const route::Session& session = graph[index];
    if (session.kind != route::SessionKind::gateway_to_server) continue;
    if (session.state == route::SessionState::closed) continue;
    const bool vpn = graph[session.from].kind == route::RouterKind::vpn_gateway;
    (vpn ? exchange.tunnels : exchange.circuits).push_back(graph[session.from].gateway());
    if (session.state == route::SessionState::unknown) exchange.proven = false;
  }
  return exchange;
}

Fix switch_off(const model::RouteServer& server) {
  Fix fix;
  fix.description = cat({"set allowBranchToBranchTraffic to false on Route Server ", server.name});
  const bool stated = server.branch_to_branch.is_set();
  fix.changes.push_back(
      {at(server, "properties.allowBranchToBranchTraffic", server.branch_to_branch.where),
       stated ? "true" : "null", "false"});
  return fix;
}

void report_server(const RuleContext& context, Findings& findings, const model::RouteServer& server,
                   const Exchange& exchange) {
  std::vector<std::string> speakers;
  for (const auto* gateways : {&exchange.circuits, &exchange.tunnels}) {
    for (const model::GatewayIndex gateway : *gateways) {
      speakers.push_back(cat({"gateway ", called(context, gateway)}));
    }
  }
  for (const model::BgpPeerIndex peer : server.peers) {
    speakers.push_back(cat({"appliance ", called(context, context.network.bgp_peers[peer])}));
  }
  const std::string message =
      cat({"Route Server ", called(context, server), exchange.proven ? " passes" : " may pass",
           " routes on between ", some_of(std::move(speakers)),
           ": what is behind one of them reaches what is behind another"});
  Location where =
      at(server, "properties.allowBranchToBranchTraffic", server.branch_to_branch.where);
  Findings::Builder finding = exchange.proven ? findings.violation(std::move(where), message)
                                              : findings.unproven(std::move(where), message);
  for (const model::GatewayIndex gateway : exchange.circuits) {
    finding.note(at(identity(context, gateway), "", identity(context, gateway).where,
                    cat({"gateway ", called(context, gateway),
                         " announces what the Route Server tells it to its circuits"})));
  }
  Fix fix = switch_off(server);
  finding.hint(fix.description + " if the branches need not reach each other").fix(std::move(fix));
}

/// With branch-to-branch a Route Server hands what VPN gateways learned and appliances injected to
/// the ExpressRoute gateway, which announces it to every circuit, and the other way round. [8.6]
/// Reported once per Route Server, at the toggle; not where there is nobody to exchange with, nor
/// between circuits alone, which exchange nothing. [8.9]
void check(const RuleContext& context, Findings& findings) {
  for (const model::RouteServer& server : context.network.route_servers) {
    const route::RouterIndex router =
        context.routing.graph().router(context.network.route_servers.index_of(server));
    if (!router) continue;
    const Exchange exchange = exchange_at(context, router);
    const std::size_t branches = exchange.tunnels.size() + server.peers.size();
    const bool gateways = !exchange.circuits.empty() || !exchange.tunnels.empty();
    const bool meets = gateways && branches > 0 && exchange.circuits.size() + branches > 1;
    if (meets) report_server(context, findings, server, exchange);
  }
}

}  // namespace

extern const Rule route_server_branch_to_branch{
    .id = "HP203",
    .name = "route-server-branch-to-branch",
    .summary = "A Route Server passes routes on between circuits, VPN tunnels and appliances.",
    .severity = Severity::warning,
    .text = embedded::rule_text_route_server_branch_to_branch,
    .security_severity = "5.9",
    .check = check,
};

}  // namespace hairpin::rules
