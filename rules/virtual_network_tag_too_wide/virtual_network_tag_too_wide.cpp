#include "base/text.hpp"
#include "rules/filter_support.hpp"

namespace hairpin::embedded {
extern const std::string_view rule_text_virtual_network_tag_too_wide;
}

namespace hairpin::rules {
namespace {

using model::NextHopType;
using model::RuleOrigin;
using reach::TagInflow;

/// Where a route leads.
std::string hop_of(const model::UserRoute& route) {
  if (route.next_hop) return route.next_hop->value.to_string();
  switch (route.next_hop_type) {
    case NextHopType::internet:
      return "the Internet";
    case NextHopType::virtual_network_gateway:
      return "the gateway";
    case NextHopType::none:
      return "nowhere";
    default:
      return "other next hops";
  }
}

/// What puts the addresses into the tag.
std::string widened_by(const RuleContext& context, const TagInflow& inflow) {
  std::vector<std::string> causes;
  for (const route::RouterIndex learner : inflow.learners) {
    causes.push_back(called(context, learner) + " learned other VNets");
  }
  if (inflow.on_premises) causes.emplace_back("on-premises is learned");
  std::vector<std::string> hops;
  for (const model::UserRoute* const route : inflow.routes) {
    const std::string hop = hop_of(*route);
    if (std::find(hops.begin(), hops.end(), hop) == hops.end()) hops.push_back(hop);
  }
  if (hops.size() > 3)
    causes.push_back("user routes name it, to " + count_of(hops.size(), "next hop"));
  if (!hops.empty() && hops.size() <= 3)
    causes.push_back("user routes name it, to " + list_words(hops));
  return some_of(std::move(causes));
}

std::string message_of(const RuleContext& context, const TagInflow& inflow) {
  const RuleOrigin& first = inflow.rules.front();
  const std::string groups =
      inflow.rules.size() == 1 ? cat({"network security group ", context.ids.name(first.resource)})
                               : count_of(inflow.rules.size(), "network security group");
  return cat({inflow.by_default ? "default rule " : "rule ", first.name, " of ", groups,
              inflow.certain ? " lets in " : " may let in ",
              flows_in_words(inflow.services, inflow.senders, PrefixSet::everything()),
              ": its VirtualNetwork is more than the VNet and its peers, since ",
              widened_by(context, inflow)});
}

Severity level_of(const TagInflow& inflow) {
  const bool on_premises_alone = inflow.learners.empty() && inflow.routes.empty();
  return inflow.by_default || on_premises_alone ? Severity::note : Severity::warning;
}

void report_inflow(const RuleContext& context, Findings& findings, const TagInflow& inflow) {
  Location where = at(inflow.rules.front());
  Findings::Builder finding =
      inflow.certain ? findings.violation(std::move(where), message_of(context, inflow))
                     : findings.unproven(std::move(where), message_of(context, inflow));
  if (inflow.certain || level_of(inflow) == Severity::note) finding.level(level_of(inflow));
  // Who reads of the default rule of many groups looks at one or two of them.
  const std::size_t limit = inflow.by_default ? 3 : shown;
  for (std::size_t i = 1; i < inflow.rules.size() && i < limit; ++i) {
    const RuleOrigin& rule = inflow.rules[i];
    finding.note(at(rule, cat({"so does that of ", context.ids.name(rule.resource)})));
  }
  if (!inflow.routes.empty()) {
    const model::UserRoute& route = *inflow.routes.front();
    finding.note(at(route, "properties.addressPrefix", route.prefix.where,
                    cat({"route ", called(context, route), " puts ", route.prefix.value.to_string(),
                         " into the tag"})));
  }
  finding.detail("before " + subnets_in_words(context, inflow.subnets));
  finding.hint(inflow.by_default
                   ? "deny what is not meant before the default rules: allow the prefixes of the "
                     "VNet, then deny VirtualNetwork"
                   : "name the prefixes that are meant in place of VirtualNetwork");
  if (!inflow.by_default) return void(finding.caused_by(inflow.rules.front().name));
  for (const route::RouterIndex learner : inflow.learners) {
    finding.caused_by(id_of(context, learner));
  }
}

/// Security groups let in by `VirtualNetwork` what is neither of the VNet nor of its peers. The tag
/// holds what a gateway learned, VNets over a circuit among it, and the prefixes of user routes:
/// 0.0.0.0/0 to a firewall is everybody. [10.8-10.10]
/// Reported once per rule that groups have of their own; for the default rules, which everybody
/// has, once per gateway that learned other VNets, as a note. A rule is charged with what the
/// groups would drop without it. That default rules let on-premises in is what a gateway is for,
/// and that they let in what a table sends to a firewall is what every spoke behind one has.
void check(const RuleContext& context, Findings& findings) {
  for (const TagInflow& inflow : context.reach.inflows().by_tag) {
    report_inflow(context, findings, inflow);
  }
}

}  // namespace

extern const Rule virtual_network_tag_too_wide{
    .id = "HP401",
    .name = "virtual-network-tag-too-wide",
    .summary = "VirtualNetwork in a security rule lets in more than the VNet and its peers.",
    .severity = Severity::warning,
    .text = embedded::rule_text_virtual_network_tag_too_wide,
    .security_severity = "5.3",
    .check = check,
};

}  // namespace hairpin::rules
