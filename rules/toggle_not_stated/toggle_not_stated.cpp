#include "base/text.hpp"
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
    const bool is_known = router.kind == route::RouterKind::gateway;
    all.push_back(is_known ? router.gateway() : model::GatewayIndex());
  }
  if (hidden_attachments(context, graph[circuit].circuit()) > 0) all.emplace_back();
}

/// Other gateways on the circuit that the session learns from, or on one that Global Reach or a
/// customer router joins to it. Unknown joins count: they are what cannot be excluded.
Gateways announcers(const RuleContext& context, const route::Session& learns) {
  const route::RouteGraph& graph = context.routing.graph();
  Gateways all;
  append_announcers(context, learns.from, all);
  for (const route::SessionIndex index : graph.in(learns.from)) {
    const route::Session& join = graph[index];
    const bool joins = join.kind == route::SessionKind::global_reach ||
                       join.kind == route::SessionKind::customer_router;
    if (joins && join.state != route::SessionState::closed) {
      append_announcers(context, join.from, all);
    }
  }
  std::erase(all, graph[learns.to].gateway());
  return all;
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
  std::map<model::GatewayIndex, Gateways> open;
  for (const route::Session& session : context.routing.graph().sessions()) {
    if (session.kind != route::SessionKind::circuit_to_gateway ||
        session.state == route::SessionState::closed ||
        session.remote_vnets != route::SessionState::unknown) {
      continue;
    }
    const Gateways others = announcers(context, session);
    Gateways& all = open[context.routing.graph()[session.to].gateway()];
    all.insert(all.end(), others.begin(), others.end());
  }
  for (const auto& [gateway, others] : open) {
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
