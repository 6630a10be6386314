#include <set>

#include "base/text.hpp"
#include "rules/support.hpp"

namespace hairpin::embedded {
extern const std::string_view rule_text_customer_router_transit;
}

namespace hairpin::rules {
namespace {

using Circuits = std::vector<model::CircuitIndex>;

SourceSpan declaration(const RuleContext& context, CircuitPair circuits) {
  for (const model::Site& site : context.network.sites) {
    for (const Located<model::CircuitIndex>& other : site.transit) {
      if (unordered(context, site.circuit, other.value) == circuits) return other.where;
    }
  }
  return {};
}

void report_declared(const RuleContext& context, Findings& findings, CircuitPair circuits,
                     const Rows& rows) {
  const auto [a, b] = circuits;
  Findings::Builder finding =
      report(context, findings, rows,
             at(identity(context, a), "onPremises.transit", declaration(context, circuits)),
             cat({"a customer router between ", called(context, a), " and ", called(context, b),
                  " ", claim(rows, "hands", "may hand"), " VNet prefixes on: ",
                  count_of(sources(rows).size(), "VNet"), " ", claim(rows, "reach", "may reach"),
                  " ", count_of(destinations(rows).size(), "VNet"), " through it"}));
  for (const Transit* row : rows) {
    finding.detail(cat({"from VNets of ", called(context, row->learner), " to VNets of ",
                        called(context, row->origin), ": ", some_of(row->prefixes)}));
  }
  finding.hint("filter VNet prefixes between the circuits on the customer's routers");
  finding.caused_by(context.ids.folded(identity(context, b).id));
}

/// The gateways on the circuit that are not on the other one.
std::vector<model::GatewayIndex> only_on(const RuleContext& context, model::CircuitIndex circuit,
                                         model::CircuitIndex other) {
  std::vector<model::GatewayIndex> gateways;
  for (const Attachment& attachment : attachments(context, circuit)) {
    if (connection_of(context, attachment.gateway, other) == nullptr) {
      gateways.push_back(attachment.gateway);
    }
  }
  return gateways;
}

/// Whether a shared router would connect VNets that share no circuit, and the policy does not say
/// that there is no such router.
bool may_transit(const RuleContext& context, model::CircuitIndex a, model::CircuitIndex b) {
  const route::RouteGraph& graph = context.routing.graph();
  const bool declared = graph.site(a) && graph.site(b);
  return !declared && !only_on(context, a, b).empty() && !only_on(context, b, a).empty();
}

/// Circuits by peer ASN that may be joined to another one with the same ASN.
std::map<std::int64_t, Circuits> undeclared(const RuleContext& context) {
  std::map<std::int64_t, Circuits> by_asn;
  for (const model::Circuit& circuit : context.network.circuits) {
    const auto& peering = circuit.private_peering;
    if (!peering || peering->enabled.is(false) || !peering->peer_asn.is_set()) continue;
    by_asn[*peering->peer_asn.value].push_back(context.network.circuits.index_of(circuit));
  }
  for (auto& [asn, circuits] : by_asn) {
    const Circuits all = circuits;
    std::erase_if(circuits, [&](model::CircuitIndex circuit) {
      return std::none_of(all.begin(), all.end(), [&](model::CircuitIndex other) {
        return other != circuit && may_transit(context, circuit, other);
      });
    });
    sort_by_id(context, circuits);
  }
  std::erase_if(by_asn, [](const auto& entry) { return entry.second.empty(); });
  return by_asn;
}

void report_undeclared(const RuleContext& context, Findings& findings, std::int64_t asn,
                       const Circuits& circuits) {
  const auto place = [&](model::CircuitIndex circuit, std::string message) {
    const model::Circuit& element = context.network.circuits[circuit];
    return at(element, "properties.peerings[].properties.peerASN",
              element.private_peering->peer_asn.where, std::move(message));
  };
  const std::string number = std::to_string(asn);
  Findings::Builder finding = findings.unproven(
      place(circuits.front(), {}),
      cat({"circuits ", names_of(context, circuits), " end at one customer network (peer ASN ",
           number, "): unless its routers filter, they connect the VNets on the circuits"}));
  for (std::size_t i = 1; i < circuits.size() && i < shown; ++i) {
    finding.note(place(circuits[i], cat({called(context, circuits[i]), " has peer ASN ", number})));
  }
  finding.hint(
      "declare in the policy what is routed there: onPremises: [{ circuit: ..., "
      "advertises: [...], transit: [...] }]");
  finding.hint("filter VNet prefixes between the circuits on the customer's routers");
  finding.caused_by("peer ASN " + number);
}

/// A customer router that serves two circuits hands the VNet prefixes of one to the other, and the
/// MSEE takes them: neither the AS path nor missing Global Reach protects. [6.33, 6.34]
/// Declared transit is reported per pair of circuits, at its declaration. Circuits whose private
/// peerings have one peer ASN end at one customer; they are reported per ASN until the policy says
/// what is routed there.
void check(const RuleContext& context, Findings& findings) {
  const auto join = [&](const Transit& row) { return unordered(context, row.entry, row.exit); };
  for (const auto& [circuits, rows] : transits_by(context, Transit::How::customer_router, join)) {
    report_declared(context, findings, circuits, rows);
  }
  for (const auto& [asn, circuits] : undeclared(context)) {
    report_undeclared(context, findings, asn, circuits);
  }
}

}  // namespace

extern const Rule customer_router_transit{
    .id = "HP113",
    .name = "customer-router-transit",
    .summary = "A customer router between two circuits connects the VNets on them.",
    .severity = Severity::error,
    .text = embedded::rule_text_customer_router_transit,
    .security_severity = "7.1",
    .check = check,
};

}  // namespace hairpin::rules
