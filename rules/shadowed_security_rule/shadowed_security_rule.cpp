#include "base/text.hpp"
#include "reach/shadowed_rules.hpp"
#include "rules/support.hpp"

namespace hairpin::embedded {
extern const std::string_view rule_text_shadowed_security_rule;
}

namespace hairpin::rules {
namespace {

using model::RuleOrigin;
using reach::ShadowedRule;

/// What the list is called in which the rule stands, with the name of what it belongs to.
std::string owner_of(const RuleContext& context, const RuleOrigin& origin) {
  if (origin.property == model::admin_rule_access) return "";
  const bool of_group = origin.property.ends_with("ecurityRules");
  return cat(
      {of_group ? " of network security group " : " of ", context.ids.name(origin.resource)});
}

std::string named(const RuleOrigin& origin) {
  const bool admin = origin.property == model::admin_rule_access;
  return cat({admin ? "security admin rule " : "rule ", origin.name});
}

std::string effect_of(const model::Rule& rule) {
  if (!rule.allow) return "denies";
  return rule.always ? "always allows" : "allows";
}

std::string message_of(const RuleContext& context, const ShadowedRule& shadowed) {
  std::vector<std::string> covers;
  for (const ShadowedRule::Cover& cover : shadowed.covers) covers.emplace_back(cover.origin.name);
  const RuleOrigin& origin = shadowed.places.front();
  const std::string subject = named(origin) + owner_of(context, origin);
  const std::string takers = some_of(std::move(covers));
  if (!shadowed.contradicted) {
    return cat({subject, " changes nothing: ", takers, " before it ",
                shadowed.covers.size() == 1 ? "takes" : "take", " all that it matches"});
  }
  return cat({subject, ", which ", effect_of(shadowed.rule), ", is never reached: ", takers,
              " before it ", shadowed.covers.size() == 1 ? "takes" : "take",
              " all that it matches, and not to the same end"});
}

void report_rule(const RuleContext& context, Findings& findings, const ShadowedRule& shadowed) {
  Findings::Builder finding =
      findings.violation(at(shadowed.places.front()), message_of(context, shadowed));
  if (!shadowed.contradicted) finding.level(Severity::note);
  for (std::size_t i = 0; i < shadowed.covers.size() && i < shown; ++i) {
    const ShadowedRule::Cover& cover = shadowed.covers[i];
    finding.note(at(cover.origin, cat({"rule ", cover.origin.name, " takes ",
                                       cover.opposed ? "packets of it first, to the opposite end"
                                                     : "packets of it first"})));
  }
  for (std::size_t i = 1; i < shadowed.places.size() && i < shown; ++i) {
    const RuleOrigin& place = shadowed.places[i];
    finding.note(at(place, cat({"the same in ", context.ids.name(place.resource)})));
  }
  if (shadowed.places.size() > shown) {
    finding.detail(cat({"written in ", std::to_string(shadowed.places.size()), " places"}));
  }
  finding.hint(shadowed.contradicted
                   ? "give the rule a lower priority number than those before it, or remove it"
                   : "remove the rule");
  finding.caused_by(shadowed.places.front().name);
}

/// A rule that no packet reaches, because rules before it take all that it matches. [10.2, 9.6]
/// Where these do the opposite, whoever wrote it believes in a filter that is not there, or waits
/// for packets that never come; where they do the same, it is only a leftover.
/// Reported once per rule, and once for all groups that say the same. Exact, and only what is
/// certain: what a service tag stands for is not known, so that such a rule covers no prefix.
void check(const RuleContext& context, Findings& findings) {
  for (const ShadowedRule& shadowed : reach::shadowed_rules(context.network, context.ids)) {
    report_rule(context, findings, shadowed);
  }
}

}  // namespace

extern const Rule shadowed_security_rule{
    .id = "HP404",
    .name = "shadowed-security-rule",
    .summary = "A security rule is never reached: earlier rules take all that it matches.",
    .severity = Severity::warning,
    .text = embedded::rule_text_shadowed_security_rule,
    .security_severity = "4.3",
    .check = check,
};

}  // namespace hairpin::rules
