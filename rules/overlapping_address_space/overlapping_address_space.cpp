#include "base/text.hpp"
#include "route/overlaps.hpp"
#include "rules/support.hpp"

namespace hairpin::embedded {
extern const std::string_view rule_text_overlapping_address_space;
}

namespace hairpin::rules {
namespace {

using route::Claim;
using route::Overlap;

/// Where the VNet states the prefix, or one that it is part of.
Location at_claim(const RuleContext& context, const Claim& claim, std::string message = {}) {
  const model::Vnet& vnet = context.network.vnets[claim.vnet];
  SourceSpan where;
  for (const auto& prefix : vnet.address_space) {
    if (prefix.value.contains(claim.prefix)) where = prefix.where;
  }
  return at(vnet, "properties.addressSpace.addressPrefixes", where, std::move(message));
}

std::string consequence(const RuleContext& context, const Overlap& overlap) {
  if (!overlap.circuits.empty() && !overlap.all_announced) {
    return cat({" on circuit ", names_of(context, overlap.circuits),
                ", where not all of them are announced: packets go to the one that is"});
  }
  if (!overlap.circuits.empty()) {
    return cat({" on circuit ", names_of(context, overlap.circuits),
                ": packets for one of them may go to another"});
  }
  return cat({" around ", names_of(context, overlap.peers),
              ", which is peered with them: packets for one of them may go to another"});
}

/// The claims by the ids of their VNets, so that the first one is the same in every run.
std::vector<Claim> by_id(const RuleContext& context, std::vector<Claim> claims) {
  const auto key = [&](const Claim& claim) {
    return context.ids.folded(identity(context, claim.vnet).id);
  };
  std::stable_sort(claims.begin(), claims.end(),
                   [&](const Claim& a, const Claim& b) { return key(a) < key(b); });
  return claims;
}

void report_overlap(const RuleContext& context, Findings& findings, const Overlap& overlap) {
  const std::vector<Claim> claims = by_id(context, overlap.claims);
  const std::string message = cat({"address spaces of ", names_of(context, overlap.vnets),
                                   " overlap", consequence(context, overlap)});
  Location where = at_claim(context, claims.front());
  Findings::Builder finding = overlap.certain ? findings.violation(std::move(where), message)
                                              : findings.unproven(std::move(where), message);
  if (!overlap.all_announced && overlap.certain) finding.level(Severity::warning);
  for (std::size_t i = 1; i < claims.size() && i < shown; ++i) {
    finding.note(
        at_claim(context, claims[i],
                 cat({called(context, claims[i].vnet), " has ", claims[i].prefix.to_string()})));
  }
  for (const model::VnetIndex vnet : overlap.vnets) {
    const bool stands_here = vnet == claims.front().vnet;
    if (!stands_here) finding.caused_by(context.ids.folded(identity(context, vnet).id));
  }
  const std::size_t count = overlap.vnets.size();
  finding.hint("give one of them another address space, or keep it off the circuit and the hub")
      .affects({count * (count - 1), count, {}});
}

/// VNets that can meet, on one circuit or around one hub, have the same addresses. A circuit takes
/// the prefix of each and hands packets to any of them, or to the longer prefix; Azure refuses such
/// peerings, but does not look across a circuit. [A12, C10, 2.13]
/// Reported once per set of VNets. VNets that nothing connects may have what addresses they like.
void check(const RuleContext& context, Findings& findings) {
  for (const Overlap& overlap : route::overlaps(context.routing)) {
    report_overlap(context, findings, overlap);
  }
}

}  // namespace

extern const Rule overlapping_address_space{
    .id = "HP501",
    .name = "overlapping-address-space",
    .summary = "VNets that can meet have the same addresses.",
    .severity = Severity::error,
    .text = embedded::rule_text_overlapping_address_space,
    .security_severity = {},
    .check = check,
};

}  // namespace hairpin::rules
