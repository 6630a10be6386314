#include "base/text.hpp"
#include "rules/hub_support.hpp"

namespace hairpin::embedded {
extern const std::string_view rule_text_vwan_expressroute_transit;
}

namespace hairpin::rules {
namespace {

/// The two are not of one Virtual WAN: nobody configured that they know each other.
bool is_transit(const RuleContext& context, const HubTransit& row) {
  if (row.covering) return false;
  if (!is_hub_gateway(context, row.learner) || !is_hub_gateway(context, row.origin)) return true;
  const route::RouteGraph& graph = context.routing.graph();
  return !context.network.virtual_wans.are_meshed(graph.hub(row.learner, context.network),
                                                  graph.hub(row.origin, context.network));
}

/// Where the prefixes get in: the toggle of the gateway that learns them. [4.10, 7.32]
Location at_wan_toggle(const RuleContext& context, route::RouterIndex learner) {
  const route::Router& router = context.routing.graph()[learner];
  if (router.kind == route::RouterKind::hub_gateway) {
    const auto& gateway = context.network.virtual_wans.gateways[router.hub_gateway()];
    return at(gateway, "properties.allowNonVirtualWanTraffic",
              gateway.allow_non_virtual_wan_traffic.where);
  }
  const model::Gateway& gateway = context.network.gateways[router.gateway()];
  return at(gateway, "properties.allowVirtualWanTraffic", gateway.allow_virtual_wan_traffic.where);
}

/// What to do depends on who learns from whom: no toggle stands between two Virtual WANs. [7.34]
void add_hints(const RuleContext& context, const HubRows& rows, Findings::Builder& finding) {
  const route::RouterIndex learner = rows.front()->learner;
  const std::string name = called(context, gateway_identity(context, learner));
  const bool between_wans = std::all_of(rows.begin(), rows.end(), [&](const HubTransit* row) {
    return is_hub_gateway(context, row->learner) && is_hub_gateway(context, row->origin);
  });
  if (is_hub_gateway(context, learner) && !between_wans) {
    finding.hint(cat({"set allowNonVirtualWanTraffic to false on hub gateway ", name}));
  } else if (!is_hub_gateway(context, learner)) {
    finding.hint(cat({"set allowVirtualWanTraffic to false on gateway ", name,
                      ", and do not rely on it: hubs with the route-maps software get past it"}));
  }
  finding.hint("give the hub and the other gateways circuits of their own");
}

/// Gateways of VNets and hubs on one circuit, or hubs of two Virtual WANs, hear of each other's
/// prefixes at the MSEE. [7.31, 7.34] The toggle of a VNet's gateway, if closed, may not hold.
/// [4.15] Reported once per gateway that lets such prefixes in.
void check(const RuleContext& context, Findings& findings) {
  const auto fits = [&](const HubTransit& row) { return is_transit(context, row); };
  for (const auto& [learner, rows] : hub_transits_by_learner(context, fits)) {
    const bool hub = is_hub_gateway(context, learner);
    Findings::Builder finding = report(
        context, findings, rows, at_wan_toggle(context, learner),
        cat({hub ? "hub gateway " : "gateway ", called(context, gateway_identity(context, learner)),
             is_proven(rows) ? " learns" : " may learn", " prefixes of ", origins(context, rows),
             " from circuit ", circuits(context, rows), ": ", reaching(rows),
             " through the MSEE"}));
    add_hints(context, rows, finding);
  }
}

}  // namespace

extern const Rule vwan_expressroute_transit{
    .id = "HP107",
    .name = "vwan-expressroute-transit",
    .summary = "VNets on a Virtual WAN hub and others reach each other through a shared circuit.",
    .severity = Severity::error,
    .text = embedded::rule_text_vwan_expressroute_transit,
    .security_severity = "8.1",
    .check = check,
};

}  // namespace hairpin::rules
