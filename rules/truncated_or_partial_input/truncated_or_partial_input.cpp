#include "base/text.hpp"
#include "rules/support.hpp"

namespace hairpin::embedded {
extern const std::string_view rule_text_truncated_or_partial_input;
}

namespace hairpin::rules {
namespace {

constexpr std::string_view export_all =
    "export every page: repeat `az graph query` with `--skip-token` until no token comes back, and "
    "give all the files, or use `hairpin export-script`";

void report_cut(Findings& findings, SourceSpan where, std::string statement, std::string hint) {
  findings.violation({where, {}, {}, {}}, statement + ": nothing is called isolated")
      .hint(std::move(hint))
      .caused_by(statement);
}

void check_truncation(const RuleContext& context, Findings& findings) {
  bool told = false;
  for (const Diagnostic& diagnostic : context.diagnostics) {
    if (diagnostic.kind != Diagnostic::Kind::incomplete) continue;
    told = true;
    const bool has_hint = !diagnostic.hint.empty();
    report_cut(findings, diagnostic.where, diagnostic.statement,
               has_hint ? diagnostic.hint : std::string(export_all));
  }
  if (context.network.coverage.truncated && !told) {
    report_cut(findings, context.network.coverage.truncated_where, "the export is cut",
               std::string(export_all));
  }
}

/// What weakens isolation, but for what HP901 reports already: resources that are not in the input.
std::vector<model::UnmodelledAttachment> attachments(const RuleContext& context, bool unreadable) {
  const auto& unresolved = context.network.unresolved;
  std::vector<model::UnmodelledAttachment> found;
  for (const model::UnmodelledAttachment& attachment : context.network.unmodelled) {
    const bool told =
        unreadable && std::any_of(unresolved.begin(), unresolved.end(), [&](const auto& reference) {
          return reference.to == attachment.resource;
        });
    if (attachment.unreadable == unreadable && !told) found.push_back(attachment);
  }
  return found;
}

void check_unmodelled(const RuleContext& context, Findings& findings, bool unreadable) {
  const std::vector<model::UnmodelledAttachment> all = attachments(context, unreadable);
  if (all.empty()) return;
  std::map<std::string_view, std::size_t> counts;
  for (const model::UnmodelledAttachment& attachment : all) ++counts[attachment.what];
  std::vector<std::string> words;
  for (const auto& [what, count] : counts) words.push_back(count_of(count, what));
  const model::UnmodelledAttachment& first = all.front();
  Findings::Builder finding =
      findings.unproven({first.where, first.resource, {}, {}},
                        cat({unreadable ? "cannot be read or placed: " : "not followed yet: ",
                             some_of(std::move(words)),
                             unreadable ? "; VNets that it may concern are isolated from nobody"
                                        : "; VNets that have one are not called isolated from "
                                          "each other"}));
  finding.level(Severity::note);
  for (std::size_t i = 1; i < all.size() && i < shown; ++i) {
    finding.note({all[i].where, all[i].resource, {}, std::string(all[i].what)});
  }
  finding.hint(unreadable
                   ? "export these resources again, whole"
                   : "look at these by hand where two VNets with one of them must be separate");
}

/// The input is less than it says it is, or holds connectivity that this analysis does not follow.
/// No "isolated" survives the first, and none between the VNets concerned the second. [13.5, C28]
/// Reported once per cut input; one note lists what is not followed.
void check(const RuleContext& context, Findings& findings) {
  check_truncation(context, findings);
  check_unmodelled(context, findings, false);
  check_unmodelled(context, findings, true);
}

}  // namespace

extern const Rule truncated_or_partial_input{
    .id = "HP905",
    .name = "truncated-or-partial-input",
    .summary =
        "The input is cut or holds connectivity that is not followed, which weakens isolation.",
    .severity = Severity::warning,
    .text = embedded::rule_text_truncated_or_partial_input,
    .security_severity = {},
    .check = check,
};

}  // namespace hairpin::rules
