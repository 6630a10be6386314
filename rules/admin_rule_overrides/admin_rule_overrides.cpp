#include "base/text.hpp"
#include "rules/filter_support.hpp"

namespace hairpin::embedded {
extern const std::string_view rule_text_admin_rule_overrides;
}

namespace hairpin::rules {
namespace {

using model::RuleOrigin;
using reach::AdminOverride;

std::string message_of(const RuleContext& context, const AdminOverride& found) {
  const bool opens = found.how == AdminOverride::How::opens;
  const std::string flows = flows_in_words(found.services, found.sources, found.destinations);
  const std::string_view effect = opens ? (found.certain ? " lets pass " : " may let pass ")
                                        : (found.certain ? " denies " : " may deny ");
  return cat({"security admin rule ", found.rule.name, effect, flows,
              opens ? ", which the security groups of " : ", which security groups of ",
              subnets_in_words(context, found.subnets), opens ? " deny" : " allow"});
}

void report_override(const RuleContext& context, Findings& findings, const AdminOverride& found) {
  const bool opens = found.how == AdminOverride::How::opens;
  Findings::Builder finding = found.certain
                                  ? findings.violation(at(found.rule), message_of(context, found))
                                  : findings.unproven(at(found.rule), message_of(context, found));
  if (!opens) finding.level(Severity::note);
  for (std::size_t i = 0; i < found.overridden.size() && i < shown; ++i) {
    const RuleOrigin& rule = found.overridden[i];
    finding.note(at(rule, cat({"rule ", rule.name, " of ", context.ids.name(rule.resource),
                               opens ? " denies it" : " allows it"})));
  }
  finding.hint(opens
                   ? "use Allow, which leaves the decision to the groups, or name fewer addresses "
                     "and ports in the rule"
                   : "remove what the groups allow in vain, or let an admin rule of a lower "
                     "priority number allow it");
  finding.caused_by(opens ? "opens" : "closes");
}

/// A security admin rule that decides against what network security groups say: AlwaysAllow lets in
/// past a group that denies, which nobody sees who reads the group; Deny makes a rule of a group
/// void that allows. [10.16] Allow overrides nothing: it leaves the flow to the groups.
/// Reported once per admin rule. That Deny stops what the default rules let pass is its purpose,
/// and is not reported.
void check(const RuleContext& context, Findings& findings) {
  for (const AdminOverride& found : context.reach.admin_overrides()) {
    report_override(context, findings, found);
  }
}

}  // namespace

extern const Rule admin_rule_overrides{
    .id = "HP403",
    .name = "admin-rule-overrides",
    .summary = "A security admin rule opens what security groups deny, or denies what they allow.",
    .severity = Severity::warning,
    .text = embedded::rule_text_admin_rule_overrides,
    .security_severity = "5.3",
    .check = check,
};

}  // namespace hairpin::rules
