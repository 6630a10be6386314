#include "base/text.hpp"
#include "rules/filter_support.hpp"

namespace hairpin::embedded {
extern const std::string_view rule_text_learned_prefix_unfiltered;
}

namespace hairpin::rules {
namespace {

using reach::UnguardedSubnets;

Location at_group(const RuleContext& context, model::SubnetIndex index, std::string message = {}) {
  const model::Subnet& subnet = context.network.subnets[index];
  return at(subnet, "properties.networkSecurityGroup.id", subnet.security_group_where,
            std::move(message));
}

std::string_view lack_of(const RuleContext& context, model::SubnetIndex index) {
  const bool has_group = static_cast<bool>(context.network.subnets[index].security_group);
  return has_group ? "the security group here lets all of it in" : "no security group stands here";
}

void report_gateway(const RuleContext& context, Findings& findings,
                    const UnguardedSubnets& behind) {
  const std::string message =
      cat({"nothing filters what comes from ", behind.senders.to_string(3), " to ",
           subnets_in_words(context, behind.open), ": ", called(context, behind.learner),
           behind.certain ? " learned" : " may have learned",
           " these prefixes of other VNets, and ", subnets_in_words(context, behind.guarded),
           behind.guarded.size() == 1 ? " is" : " are", " guarded against them"});
  Location where = at_group(context, behind.open.front());
  Findings::Builder finding = behind.certain ? findings.violation(std::move(where), message)
                                             : findings.unproven(std::move(where), message);
  for (std::size_t i = 1; i < behind.open.size() && i < shown; ++i) {
    finding.note(at_group(context, behind.open[i], std::string(lack_of(context, behind.open[i]))));
  }
  if (const model::Identity* const learner = learner_identity(context, behind.learner)) {
    finding.note(at(*learner, "it learned these prefixes"));
  }
  finding.hint(
      "put a security group before these subnets that allows what is meant, or keep the "
      "prefixes from being learned");
  finding.caused_by(id_of(context, behind.learner));
}

/// A gateway learned prefixes of other VNets, somebody guards subnets against them, and others
/// behind the same gateway were forgotten: they have no security group, or one that lets in
/// everything by rules of its own. [10.1] Reported once per gateway. Where nobody filters at all
/// the way itself is the matter, which HP101 to HP113 report; where the `VirtualNetwork` tag lets
/// it in, HP401 does.
void check(const RuleContext& context, Findings& findings) {
  for (const UnguardedSubnets& behind : context.reach.inflows().unguarded) {
    report_gateway(context, findings, behind);
  }
}

}  // namespace

extern const Rule learned_prefix_unfiltered{
    .id = "HP402",
    .name = "learned-prefix-unfiltered",
    .summary =
        "Subnets let in all of other VNets that a gateway learned, where others filter them.",
    .severity = Severity::warning,
    .text = embedded::rule_text_learned_prefix_unfiltered,
    .security_severity = "5.3",
    .check = check,
};

}  // namespace hairpin::rules
