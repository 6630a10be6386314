#include "base/text.hpp"
#include "rules/support.hpp"

namespace hairpin::embedded {
extern const std::string_view rule_text_customer_router_transit;
}

namespace hairpin::rules {
namespace {

using Circuits = std::vector<model::CircuitIndex>;

/// Where the policy says that a router joins the two.
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
                  " ", claim(rows, "hands", "may hand"), " VNet prefixes on: ", reaching(rows),
                  " through it"}));
  list_ways(context, rows, finding);
  finding.hint("filter VNet prefixes between the circuits on the customer's routers");
  finding.caused_by(context.ids.folded(identity(context, b).id));
}

/// Whether a shared router would connect VNets that share no circuit, and the policy does not say
/// that there is no such router.
bool may_transit(const CircuitEnds& a, const CircuitEnds& b) {
  const auto &mine = a.gateways, &theirs = b.gateways;
  return !(a.declared && b.declared) &&
         !std::includes(mine.begin(), mine.end(), theirs.begin(), theirs.end()) &&
         !std::includes(theirs.begin(), theirs.end(), mine.begin(), mine.end());
}

/// Those of the circuits that a router there may join to another one.
Circuits possibly_joined(const RuleContext& context, const std::vector<CircuitEnds>& ends) {
  Circuits circuits;
  for (const CircuitEnds& end : ends) {
    const bool joined = std::any_of(ends.begin(), ends.end(), [&](const CircuitEnds& other) {
      return may_transit(end, other);
    });
    if (joined) circuits.push_back(end.circuit);
  }
  sort_by_id(context, circuits);
  return circuits;
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
  for (const auto& [asn, ends] : circuits_by_customer(context)) {
    const Circuits circuits = possibly_joined(context, ends);
    if (!circuits.empty()) report_undeclared(context, findings, asn, circuits);
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
