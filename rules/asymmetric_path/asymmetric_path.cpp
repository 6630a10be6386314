#include <set>

#include "base/text.hpp"
#include "rules/support.hpp"

namespace hairpin::embedded {
extern const std::string_view rule_text_asymmetric_path;
}

namespace hairpin::rules {
namespace {

using model::ForwarderIndex;
using reach::ApplianceTransit;

/// The appliance that packets pass one way, and what they pass instead of it the other way (none:
/// nothing). With two appliances the lesser one comes first: both directions are one finding.
using Ways = std::pair<ForwarderIndex, ForwarderIndex>;

struct Asymmetry {
  std::uint64_t proven_pairs = 0, unproven_pairs = 0;
  std::vector<model::VnetIndex> sources, destinations;  // of the direction that is shown
  const ApplianceTransit* example = nullptr;
};

Ways ways_of(const ApplianceTransit& row) {
  const bool turn = row.back_first && row.back_first < row.first;
  return turn ? Ways(row.back_first, row.first) : Ways(row.first, row.back_first);
}

void add(Asymmetry& asymmetry, const ApplianceTransit& row) {
  const auto& example = asymmetry.example;
  if (example == nullptr || (example->proven_pairs == 0 && row.proven_pairs > 0)) {
    asymmetry.example = &row;
  }
  asymmetry.proven_pairs += row.proven_pairs;
  asymmetry.unproven_pairs += row.unproven_pairs;
  asymmetry.sources.insert(asymmetry.sources.end(), row.sources.begin(), row.sources.end());
  asymmetry.destinations.insert(asymmetry.destinations.end(), row.destinations.begin(),
                                row.destinations.end());
}

void report(const RuleContext& context, Findings& findings, const Ways& ways,
            const Asymmetry& asymmetry) {
  const model::Forwarder& appliance = context.network.forwarders[ways.first];
  const bool proven = asymmetry.proven_pairs > 0;
  const std::string instead =
      ways.second ? cat({"through ", called(context, context.network.forwarders[ways.second])})
                  : std::string("past it");
  const std::string message =
      cat({"packets that ", few_or_count(context, asymmetry.sources), " exchange with ",
           few_or_count(context, asymmetry.destinations), proven ? " pass " : " may pass ",
           called(context, appliance), " in one direction and come back ", instead,
           ": what keeps state drops the replies"});
  Findings::Builder finding = proven ? findings.violation(at(appliance), message)
                                     : findings.unproven(at(appliance), message);
  const reach::Endpoint from = context.reach.endpoint(asymmetry.example->from);
  const reach::Endpoint to = context.reach.endpoint(asymmetry.example->to);
  finding.path({from.id, to.id, context.reach.direction(from, to)})
      .path({to.id, from.id, context.reach.direction(to, from)});
  std::set<model::VnetIndex> vnets(asymmetry.sources.begin(), asymmetry.sources.end());
  vnets.insert(asymmetry.destinations.begin(), asymmetry.destinations.end());
  finding.affects({asymmetry.proven_pairs + asymmetry.unproven_pairs, vnets.size(), {}});
  if (ways.second) {
    finding.caused_by(context.ids.folded(context.network.forwarders[ways.second].id));
  }
  finding.hint(
      "route both directions through the same appliance: on the subnets of both ends, and "
      "on GatewaySubnet for what arrives from circuits");
}

/// Packets pass a firewall on their way there and not on their way back, or another one. Each
/// direction is forwarded, so both count as reachable [C20]; a firewall that keeps state never sees
/// the beginning of the replies and drops them. [9.12]
/// Reported once per appliance and what stands in its place on the way back. Where nothing comes
/// back at all, that is another matter.
void check(const RuleContext& context, Findings& findings) {
  std::map<Ways, Asymmetry> asymmetries;
  for (const ApplianceTransit& row : context.reach.appliance_transits()) {
    if (row.back == ApplianceTransit::Return::other) add(asymmetries[ways_of(row)], row);
  }
  for (const auto& [ways, asymmetry] : asymmetries) report(context, findings, ways, asymmetry);
}

}  // namespace

extern const Rule asymmetric_path{
    .id = "HP302",
    .name = "asymmetric-path",
    .summary = "Packets pass a firewall in one direction only, so that it drops the replies.",
    .severity = Severity::warning,
    .text = embedded::rule_text_asymmetric_path,
    .security_severity = {},
    .check = check,
};

}  // namespace hairpin::rules
