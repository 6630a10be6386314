#include <algorithm>
#include <map>
#include <sstream>
#include <utility>
#include <vector>

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/pipeline.hpp"
#include "cli/repository.hpp"
#include "cli/session.hpp"
#include "engine/comparison.hpp"
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
                const Findings& fixed, std::ostream& out, bool to_standard_output) {
  const report::text::Style style =
      to_standard_output ? console.on_standard_output() : console.in_files();
  report::text::write_findings(out, run, findings, style);
  if (to_standard_output) return;
  if (!findings.empty()) out << '\n';
  report::text::write_summary(out, run, findings, style, fixed);
}

void write_summary(const Console& console, const report::Run& run, const Findings& findings,
                   const Findings& fixed) {
  if (console.quiet()) return;
  std::ostringstream text;
  if (!findings.empty()) text << '\n';
  report::text::write_summary(text, run, findings, console.on_standard_error(), fixed);
  console.write(text.str());
}

report::sarif::Options sarif_options(const Options& options, const SourceMap& sources) {
  return {options.sarif_profile, repository_root(), absolute_paths(sources),
          pipeline_of_environment()};
}

/// What was there before the change is nothing that the change is to blame for.
ExitStatus status_of(const Options& options, const Findings& findings) {
  const bool fails = std::any_of(findings.begin(), findings.end(), [&](const auto& finding) {
    return options.fail_on && !finding.unchanged && finding.level >= *options.fail_on;
  });
  return fails ? ExitStatus::findings : ExitStatus::fine;
}

engine::ChangedPlaces changed_places(const import::Estate& estate) {
  std::map<ResourceId, SourceSpan> places;
  SourceSpan removal;
  for (const import::ChangedPlace& change : estate.changes) {
    places.try_emplace(change.resource, change.where);
    if (change.removed && !removal) removal = change.where;
  }
  const auto holds = [&estate](SourceSpan where) { return estate.is_change(where); };
  const auto of = [places = std::move(places)](ResourceId id) {
    const auto found = places.find(id);
    return found == places.end() ? SourceSpan() : found->second;
  };
  return {holds, of, removal};
}

/// Runs the rules on the estate before the change, marks what it has already, and lets the rest
/// stand where the change is. Returns what the change mends.
Findings compare_with_former(const Session& session, Findings& findings) {
  const import::Estate& estate = session.estate;
  const import::FormerEstate& former = *estate.former;
  route::Routing routing(former.network, estate.ids);
  const reach::Reachability reach(routing);
  const engine::RuleContext context{former.network, estate.ids, routing, reach, former.diagnostics};
  Findings fixed = engine::compare(
      findings, engine::run_rules(rules::catalog(), context, session.levels, estate.sources));
  const engine::ChangedPlaces changes = changed_places(estate);
  for (engine::Finding& finding : findings) {
    if (!finding.unchanged) engine::stand_at_change(finding, changes);
  }
  engine::sort_findings(findings, estate.sources);
  return fixed;
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
  Findings findings = engine::run_rules(rules::catalog(), context, session->levels, estate.sources);

  // Laid over a snapshot, a change answers for what it brings about, and may show what it mends.
  const Findings fixed =
      session->has_former() ? compare_with_former(*session, findings) : Findings();
  if (options.only_new) std::erase_if(findings, [](const auto& each) { return each.unchanged; });

  // Reports know findings and the network, and no rule.
  const report::Run run = describe(*session, reach);
  const auto failure =
      write_outputs(options, [&](Format format, std::ostream& out, bool to_standard_output) {
        if (format == Format::json) return report::json::write_check(out, run, findings, fixed);
        if (format == Format::sarif) {
          return report::sarif::write(out, run, rules::catalog(), findings,
                                      sarif_options(options, estate.sources));
        }
        write_text(console, run, findings, fixed, out, to_standard_output);
      });
  if (!failure) write_summary(console, run, findings, fixed);
  leave(written(console, failure, strictly(options, console, run, status_of(options, findings))));
}

}  // namespace hairpin::cli
