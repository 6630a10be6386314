#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/session.hpp"
#include "report/csv.hpp"
#include "report/json.hpp"
#include "report/text.hpp"

namespace hairpin::cli {

ExitStatus routes(const Options& options, const Console& console) {
  const auto session = read_inputs(options, console);
  if (!session) return ExitStatus::unusable;
  route::Routing routing(session->estate.network, session->estate.ids);
  const reach::Reachability reach(routing);

  const auto routes = reach.routes_at(options.at);
  if (!routes) {
    console.error(cat({"--at ", options.at, ": ", routes.error().statement}), routes.error().hint);
    return ExitStatus::unusable;
  }
  const report::Run run = describe(*session, reach);
  const auto failure = write_outputs(options, [&](Format format, std::ostream& out,
                                                  bool to_standard_output) {
    if (format == Format::json) return report::json::write_routes(out, run, *routes);
    if (format == Format::csv) return report::csv::write_routes(out, run, *routes);
    report::text::write_routes(
        out, run, *routes, to_standard_output ? console.on_standard_output() : console.in_files());
  });
  return written(console, failure, strictly(options, console, run, ExitStatus::fine));
}

}  // namespace hairpin::cli
