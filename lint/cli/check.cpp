#include <algorithm>
#include <sstream>
#include <vector>

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/pipeline.hpp"
#include "cli/repository.hpp"
#include "cli/session.hpp"
#include "report/json.hpp"
#include "report/sarif.hpp"
#include "report/text.hpp"
#include "rules/catalog.hpp"

namespace hairpin::cli {
namespace {

using Findings = std::vector<engine::Finding>;

/// Findings are the report; the closing lines go with them into a file, and to standard error where
/// standard output holds nothing but findings.
void write_text(const Console& console, const report::Run& run, const Findings& findings,
                std::ostream& out, bool to_standard_output) {
  const report::text::Style style =
      to_standard_output ? console.on_standard_output() : console.in_files();
  report::text::write_findings(out, run, findings, style);
  if (to_standard_output) return;
  if (!findings.empty()) out << '\n';
  report::text::write_summary(out, run, findings, style);
}

void write_summary(const Console& console, const report::Run& run, const Findings& findings) {
  if (console.quiet()) return;
  std::ostringstream text;
  if (!findings.empty()) text << '\n';
  report::text::write_summary(text, run, findings, console.on_standard_error());
  console.write(text.str());
}

report::sarif::Options sarif_options(const Options& options, const SourceMap& sources) {
  return {options.sarif_profile, repository_root(), absolute_paths(sources),
          pipeline_of_environment()};
}

ExitStatus status_of(const Options& options, const Findings& findings) {
  const bool fails = std::any_of(findings.begin(), findings.end(), [&](const auto& finding) {
    return options.fail_on && finding.level >= *options.fail_on;
  });
  return fails ? ExitStatus::findings : ExitStatus::fine;
}

}  // namespace

ExitStatus check(const Options& options, const Console& console) {
  // Bytes become resources, resources the network, and the policy settles what they leave open.
  const auto session = read_inputs(options, console);
  if (!session) return ExitStatus::unusable;
  const import::Estate& estate = session->estate;

  // Routers advertise along sessions until nothing changes; packets follow the tables.
  route::Routing routing(estate.network, estate.ids);
  const reach::Reachability reach(routing);

  // Rules read all that, and append findings.
  const engine::RuleContext context{estate.network, estate.ids, routing, reach, estate.diagnostics};
  const Findings findings =
      engine::run_rules(rules::catalog(), context, session->levels, estate.sources);

  // Reports know findings and the network, and no rule.
  const report::Run run = describe(*session, reach);
  const auto failure =
      write_outputs(options, [&](Format format, std::ostream& out, bool to_standard_output) {
        if (format == Format::json) return report::json::write_check(out, run, findings);
        if (format == Format::sarif) {
          return report::sarif::write(out, run, rules::catalog(), findings,
                                      sarif_options(options, estate.sources));
        }
        write_text(console, run, findings, out, to_standard_output);
      });
  if (!failure) write_summary(console, run, findings);
  leave(written(console, failure, strictly(options, console, run, status_of(options, findings))));
}

}  // namespace hairpin::cli
