
#include "base/text.hpp"
#include "rules/support.hpp"

namespace hairpin::embedded {
extern const std::string_view rule_text_msee_hairpin_covering_route;
}

namespace hairpin::rules {
namespace {

using Advertised = Located<Prefix>;

/// The declared announcements that cover one of the prefixes: those on the circuit itself, else
/// those that reach it from the on-premises side of another one.
std::vector<Advertised> covering(const RuleContext& context, model::CircuitIndex circuit,
                                 const std::vector<Prefix>& drawn) {
  std::vector<Advertised> own, foreign;
  for (const model::Site& site : context.network.sites) {
    for (const Advertised& advertised : site.advertises) {
      const bool covers = std::any_of(drawn.begin(), drawn.end(), [&](const Prefix& prefix) {
        return advertised.value.contains(prefix);
      });
      if (covers) (site.circuit == circuit ? own : foreign).push_back(advertised);
    }
  }
  return own.empty() ? foreign : own;
}

void report_circuit(const RuleContext& context, Findings& findings, model::CircuitIndex circuit,
                    const Rows& rows) {
  const model::Identity& element = identity(context, circuit);
  const std::vector<Advertised> announcements = covering(context, circuit, prefixes(rows));
  std::vector<Prefix> covers;
  for (const Advertised& advertised : announcements) covers.push_back(advertised.value);
  const SourceSpan where = announcements.empty() ? element.where : announcements.front().where;
  Findings::Builder finding = report(
      context, findings, rows, at(element, "onPremises.advertises", where),
      cat({"on-premises advertises ", covers.empty() ? "a covering route" : some_of(covers),
           " to circuit ", called(context, circuit), ": ", claim(rows, "it draws", "it may draw"),
           " packets of ", count_of(sources(rows).size(), "VNet"), " to the MSEE, which delivers ",
           "them to ", count_of(destinations(rows).size(), "VNet")}));
  for (std::size_t i = 1; i < announcements.size() && i < shown; ++i) {
    finding.note(at(element, "onPremises.advertises", announcements[i].where,
                    announcements[i].value.to_string() + " covers VNet prefixes too"));
  }
  list_ways(context, rows, finding);
  finding.hint(cat({"advertise the on-premises prefixes themselves on circuit ",
                    called(context, circuit), " instead of a route that covers VNets"}));
  finding.hint("or drop the other VNets' prefixes with user routes to None on the sending subnets");
}

/// Two of the VNets of which the first does not reach the second for certain; none if there are no
/// two. Stops at the first such pair.
std::pair<model::VnetIndex, model::VnetIndex> separated_pair(
    const RuleContext& context, const std::vector<model::VnetIndex>& vnets) {
  for (const model::VnetIndex from : vnets) {
    for (const model::VnetIndex to : vnets) {
      const reach::Verdict verdict = context.reach.cell(from, to).verdict;
      const bool separated =
          verdict == reach::Verdict::isolated || verdict == reach::Verdict::unproven;
      if (separated) return {from, to};
    }
  }
  return {};
}

void note_undeclared(const RuleContext& context, Findings& findings, model::CircuitIndex circuit,
                     const std::vector<model::VnetIndex>& vnets) {
  const auto [from, to] = separated_pair(context, vnets);
  if (!from) return;
  findings
      .unproven(
          at(identity(context, circuit)),
          cat({"what on-premises advertises to circuit ", called(context, circuit),
               " is not declared: a summary or a default route would take packets between ", "the ",
               count_of(vnets.size(), "VNet"), " on it through the MSEE, such as from ",
               called(context, from), " to ", called(context, to)}))
      .level(Severity::note)
      .detail("VNets on the circuit: " + names_of(context, vnets))
      .hint(cat({"declare what on-premises advertises in the policy: onPremises: [{ circuit: ",
                 called(context, circuit), ", advertises: [...] }]"}))
      .caused_by("undeclared on-premises");
}

/// A summary or default route that on-premises advertises on a circuit draws packets to the MSEE,
/// which holds the specific prefix of the other VNet and delivers them: closed toggles and missing
/// peerings do not help. [4.16, 6.14]
/// Reported once per circuit, at the advertised prefix, which is what somebody has to narrow. For
/// a circuit whose on-premises side is not declared, one note says what such a route would open.
/// [6.15]
void check(const RuleContext& context, Findings& findings) {
  const auto entry = [](const Transit& row) { return row.entry; };
  for (const auto& [circuit, rows] : transits_by(context, Transit::How::covering_route, entry)) {
    if (circuit) report_circuit(context, findings, circuit, rows);
  }
  for (std::uint32_t i = 0; i < context.network.circuits.size(); ++i) {
    const model::CircuitIndex circuit(i);
    if (context.routing.graph().site(circuit)) continue;
    const std::vector<model::VnetIndex> vnets = vnets_on(context, circuit);
    if (vnets.size() > 1) note_undeclared(context, findings, circuit, vnets);
  }
}

}  // namespace

extern const Rule msee_hairpin_covering_route{
    .id = "HP102",
    .name = "msee-hairpin-covering-route",
    .summary = "An on-premises summary or default route draws packets between VNets to the MSEE.",
    .severity = Severity::error,
    .text = embedded::rule_text_msee_hairpin_covering_route,
    .security_severity = "8.1",
    .check = check,
};

}  // namespace hairpin::rules
