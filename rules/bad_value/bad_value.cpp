#include "base/text.hpp"
#include "rules/support.hpp"

namespace hairpin::embedded {
extern const std::string_view rule_text_bad_value;
}

namespace hairpin::rules {
namespace {

/// A value of the input cannot be what it says it is: a prefix with host bits, a state that Azure
/// does not have. The resource is kept without it, and the user has to know, because the analysis
/// then stands on less than the file holds. [0.3]
void check(const RuleContext& context, Findings& findings) {
  for (const Diagnostic& diagnostic : context.diagnostics) {
    if (diagnostic.kind != Diagnostic::Kind::bad_value) continue;
    Findings::Builder finding =
        findings.violation({diagnostic.where, {}, {}, {}}, diagnostic.statement);
    if (!diagnostic.hint.empty()) finding.hint(diagnostic.hint);
    finding.caused_by(diagnostic.statement);
  }
}

}  // namespace

extern const Rule bad_value{
    .id = "HP902",
    .name = "bad-value",
    .summary = "A value of the input is not what its property can hold, and was left out.",
    .severity = Severity::warning,
    .text = embedded::rule_text_bad_value,
    .security_severity = {},
    .check = check,
};

}  // namespace hairpin::rules
