#include <set>

#include "base/text.hpp"
#include "rules/support.hpp"

namespace hairpin::embedded {
extern const std::string_view rule_text_appliance_transit;
}

namespace hairpin::rules {
namespace {

using model::Forwarder;
using model::ForwarderKind;
using reach::ApplianceTransit;

/// All that one appliance forwards between VNets.
struct Forwarded {
  std::uint64_t proven_pairs = 0, unproven_pairs = 0;
  std::vector<model::VnetIndex> sources, destinations;
  const ApplianceTransit* example = nullptr;

  void add(const ApplianceTransit& row) {
    if (example == nullptr || (proven_pairs == 0 && row.proven_pairs > 0)) example = &row;
    proven_pairs += row.proven_pairs;
    unproven_pairs += row.unproven_pairs;
    sources.insert(sources.end(), row.sources.begin(), row.sources.end());
    destinations.insert(destinations.end(), row.destinations.begin(), row.destinations.end());
  }
};

std::string_view kind_of(const Forwarder& forwarder) {
  switch (forwarder.kind) {
    case ForwarderKind::firewall:
      return "firewall ";
    case ForwarderKind::load_balancer:
      return "the appliances behind load balancer ";
    case ForwarderKind::network_interface:
      break;
  }
  return "appliance ";
}

engine::Affected affected(const Forwarded& forwarded) {
  std::set<model::VnetIndex> vnets(forwarded.sources.begin(), forwarded.sources.end());
  vnets.insert(forwarded.destinations.begin(), forwarded.destinations.end());
  return {forwarded.proven_pairs + forwarded.unproven_pairs, vnets.size(), {}};
}

void report_appliance(const RuleContext& context, Findings& findings, const Forwarder& forwarder,
                      const Forwarded& forwarded) {
  const bool proven = forwarded.proven_pairs > 0;
  const bool firewall = forwarder.kind == ForwarderKind::firewall;
  const std::string message =
      cat({kind_of(forwarder), called(context, forwarder), proven ? " connects " : " may connect ",
           few_or_count(context, forwarded.sources), " with ",
           few_or_count(context, forwarded.destinations),
           ", which nothing else connects: its rules alone decide who reaches whom"});
  Findings::Builder finding = proven ? findings.violation(at(forwarder), message)
                                     : findings.unproven(at(forwarder), message);
  if (affected(forwarded).vnets > 3) {
    finding.detail("from " + names_of(context, forwarded.sources));
    finding.detail("to " + names_of(context, forwarded.destinations));
  }
  // A firewall is there for that, and drops what no rule allows.
  if (firewall) finding.level(Severity::note);
  const reach::Endpoint from = context.reach.endpoint(forwarded.example->from);
  const reach::Endpoint to = context.reach.endpoint(forwarded.example->to);
  reach::Direction direction = context.reach.direction(from, to);
  for (const model::Missing& missing : direction.missing) {
    if (!missing.remedy.empty()) finding.hint(missing.remedy);
  }
  finding.path({from.id, to.id, std::move(direction)}).affects(affected(forwarded));
  finding.hint(firewall ? "check that the firewall's rules allow no more than is meant"
                        : "check what the appliance lets pass, or state in the policy that it does "
                          "not forward: assume: { appliance: { \"*/NAME\": no-forwarding } }");
}

/// Peering is not passed on, but an appliance in a hub passes on what spokes send it: VNets that
/// nobody connected reach each other, and what keeps them apart is in the appliance's rules, not in
/// the network. [2.6, 3.11, A21]
/// Reported once per appliance. VNets that are peered, also with the appliance's own VNet, are
/// connected anyway, and ways that cross Microsoft's edge are the business of the HP1xx rules.
void check(const RuleContext& context, Findings& findings) {
  std::map<model::ForwarderIndex, Forwarded> by_appliance;
  for (const ApplianceTransit& row : context.reach.appliance_transits()) {
    if (row.connected || row.over_circuits) continue;
    by_appliance[row.first].add(row);
  }
  for (const auto& [index, forwarded] : by_appliance) {
    report_appliance(context, findings, context.network.forwarders[index], forwarded);
  }
}

}  // namespace

extern const Rule appliance_transit{
    .id = "HP201",
    .name = "appliance-transit",
    .summary = "VNets that nothing else connects reach each other through an appliance.",
    .severity = Severity::warning,
    .text = embedded::rule_text_appliance_transit,
    .security_severity = "5.3",
    .check = check,
};

}  // namespace hairpin::rules
