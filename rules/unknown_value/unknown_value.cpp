#include "base/text.hpp"
#include "rules/support.hpp"

namespace hairpin::embedded {
extern const std::string_view rule_text_unknown_value;
}

namespace hairpin::rules {
namespace {

/// A template leaves open what its resources are: a parameter without a value, a property that only
/// Azure sets. Whatever depends on it is unproven, and the user has to know what settles it. [0.3]
/// Reported once for each thing that is not known, however many values depend on it, at the
/// parameter or expression, because that is what somebody has to give.
void check(const RuleContext& context, Findings& findings) {
  for (const Diagnostic& diagnostic : context.diagnostics) {
    if (diagnostic.kind != Diagnostic::Kind::unknown_value) continue;
    findings
        .violation({diagnostic.where, diagnostic.resource, diagnostic.property, {}},
                   diagnostic.statement)
        .hint(diagnostic.hint)
        .caused_by(diagnostic.statement);
  }
}

}  // namespace

extern const Rule unknown_value{
    .id = "HP903",
    .name = "unknown-value",
    .summary = "A template leaves open what its resources are, so that verdicts stay unproven.",
    .severity = Severity::warning,
    .text = embedded::rule_text_unknown_value,
    .security_severity = {},
    .check = check,
};

}  // namespace hairpin::rules
