#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/session.hpp"
#include "report/json.hpp"
#include "report/text.hpp"

namespace hairpin::cli {
namespace {

/// The ends that the user named; what is wrong with a name goes to standard error.
std::optional<reach::Endpoint> end(const Console& console, const reach::Reachability& reach,
                                   std::string_view option, std::string_view text) {
  const auto found = reach.endpoint(text);
  if (found) return *found;
  console.error(cat({option, " ", text, ": ", found.error().statement}), found.error().hint);
  return std::nullopt;
}

ExitStatus status_of(const Options& options, const Console& console,
                     const report::ReachAnswer& answer) {
  const reach::PairVerdict verdict = answer.answer.verdict();
  if (!options.expect || *options.expect == verdict) return ExitStatus::fine;
  console.error(cat(
      {"the verdict is ", name_of(verdict), ", and ", name_of(*options.expect), " was expected"}));
  return ExitStatus::findings;
}

}  // namespace

ExitStatus reach(const Options& options, const Console& console) {
  const auto session = read_inputs(options, console);
  if (!session) return ExitStatus::unusable;
  route::Routing routing(session->estate.network, session->estate.ids);
  const reach::Reachability reach(routing);

  const auto from = end(console, reach, "--from", options.from);
  const auto to = end(console, reach, "--to", options.to);
  if (!from || !to) return ExitStatus::unusable;
  const report::ReachAnswer answer{*from, *to, reach.pair(*from, *to)};

  const report::Run run = describe(*session, reach);
  const auto failure = write_outputs(options, [&](Format format, std::ostream& out,
                                                  bool to_standard_output) {
    if (format == Format::json) return report::json::write_reach(out, run, answer);
    report::text::write_reach(
        out, run, answer, to_standard_output ? console.on_standard_output() : console.in_files());
  });
  return written(console, failure,
                 strictly(options, console, run, status_of(options, console, answer)));
}

}  // namespace hairpin::cli
