#include "base/text.hpp"
#include "model/circuit_visibility.hpp"
#include "rules/support.hpp"

namespace hairpin::embedded {
extern const std::string_view rule_text_toggle_not_stated;
}

namespace hairpin::rules {
namespace {

using Gateways = std::vector<model::GatewayIndex>;

/// The gateways that announce to the circuit; "none" stands for those that the input lacks.
void append_announcers(const RuleContext& context, route::RouterIndex circuit, Gateways& all) {
  const route::RouteGraph& graph = context.routing.graph();
  for (const route::SessionIndex index : graph.in(circuit)) {
    const route::Session& session = graph[index];
    if (session.kind != route::SessionKind::gateway_to_circuit) continue;
    if (session.state == route::SessionState::closed) continue;
    const route::Router& router = graph[session.from];
    // What hubs announce passes another toggle. [4.10]
    if (router.kind == route::RouterKind::hub_gateway) continue;
    const bool is_known = router.kind == route::RouterKind::gateway;
    all.push_back(is_known ? router.gateway() : model::GatewayIndex());
  }
  if (model::hidden_attachments(context.network, context.ids, graph[circuit].circuit()) > 0) {
    all.emplace_back();
  }
}

/// The gateways on the circuit, and on those that Global Reach or a customer router joins to it.
/// Unknown joins count: they are what cannot be excluded.
Gateways announcers(const RuleContext& context, route::RouterIndex circuit) {
  const route::RouteGraph& graph = context.routing.graph();
  Gateways all;
  append_announcers(context, circuit, all);
  for (const route::SessionIndex index : graph.in(circuit)) {
    const route::Session& join = graph[index];
    const bool joins = join.kind == route::SessionKind::global_reach ||
                       join.kind == route::SessionKind::customer_router;
    if (joins && join.state != route::SessionState::closed && join.from != graph.junction()) {
      append_announcers(context, join.from, all);
    }
  }
  for (const route::RouterIndex other : graph.circuits()) {
    const bool known = graph[other].kind == route::RouterKind::circuit;
    if (known && graph.possible_joins().between(graph[circuit].circuit(), graph[other].circuit())) {
      append_announcers(context, other, all);
    }
  }
  return all;
}

/// The circuits from which the gateway learns as its toggle says, which is not stated.
std::vector<route::RouterIndex> open_circuits(const RuleContext& context,
                                              model::GatewayIndex gateway) {
  const route::RouteGraph& graph = context.routing.graph();
  std::vector<route::RouterIndex> circuits;
  if (!graph.router(gateway)) return circuits;
  for (const route::SessionIndex index : graph.in(graph.router(gateway))) {
    const route::Session& session = graph[index];
    if (session.kind == route::SessionKind::circuit_to_gateway &&
        session.state != route::SessionState::closed &&
        session.remote_vnets == route::SessionState::unknown) {
      circuits.push_back(session.from);
    }
  }
  return circuits;
}

void report_gateway(const RuleContext& context, Findings& findings, model::GatewayIndex gateway,
                    Gateways others) {
  const model::Identity& element = identity(context, gateway);
  Findings::Builder finding = findings.violation(
      at_toggle(context, gateway),
      cat({element.in_input ? "allowRemoteVnetTraffic of gateway " : "gateway ",
           called(context, gateway), element.in_input ? " is not stated" : " is not in the input",
           ": whether it learns the VNets of ", names_of(context, others), " is open"}));
  sort_by_id(context, others);
  for (std::size_t i = 0; i < others.size() && i < shown; ++i) {
    finding.note(at(identity(context, others[i]),
                    "gateway " + called(context, others[i]) + " announces its VNets"));
  }
  finding.hint(cat({"add the output of `az network vnet-gateway show --ids ",
                    context.text(element.id), "` to the input"}));
  finding.hint(
      "or settle it in the policy, for every gateway that does not state it: "
      "assume: { allowRemoteVnetTraffic: false }");
}

/// The input does not state a gateway's allowRemoteVnetTraffic, and other VNets' prefixes could
/// come to it. Old exports lack the property, gateways differ in what they do without it, and no
/// date of creation tells: only a stated value counts. [0.6, 4.12, 4.13]
/// Reported once per gateway, because that is what somebody has to export or to settle.
void check(const RuleContext& context, Findings& findings) {
  std::map<route::RouterIndex, Gateways> by_circuit;
  for (std::uint32_t i = 0; i < context.network.gateways.size(); ++i) {
    const model::GatewayIndex gateway(i);
    Gateways others;
    for (const route::RouterIndex circuit : open_circuits(context, gateway)) {
      const auto [at, is_new] = by_circuit.try_emplace(circuit);
      if (is_new) at->second = announcers(context, circuit);
      others.insert(others.end(), at->second.begin(), at->second.end());
    }
    std::erase(others, gateway);
    if (!others.empty()) report_gateway(context, findings, gateway, others);
  }
}

}  // namespace

extern const Rule toggle_not_stated{
    .id = "HP109",
    .name = "toggle-not-stated",
    .summary =
        "A gateway's allowRemoteVnetTraffic is not stated although other VNets could use it.",
    .severity = Severity::warning,
    .text = embedded::rule_text_toggle_not_stated,
    .security_severity = {},
    .check = check,
};

}  // namespace hairpin::rules
