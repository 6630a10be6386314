#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/session.hpp"
#include "report/csv.hpp"
#include "report/json.hpp"
#include "report/text.hpp"

namespace hairpin::cli {

ExitStatus matrix(const Options& options, const Console& console) {
  const auto session = read_inputs(options, console);
  if (!session) return ExitStatus::unusable;
  route::Routing routing(session->estate.network, session->estate.ids);
  const reach::Reachability reach(routing);

  const report::Run run = describe(*session, reach);
  const report::Matrix matrix{
      reach.endpoints(),
      [&](model::VnetIndex from, std::vector<reach::Cell>& cells) { reach.row(from, cells); }};
  const auto failure = write_outputs(options, [&](Format format, std::ostream& out,
                                                  bool to_standard_output) {
    if (format == Format::json) return report::json::write_matrix(out, run, matrix);
    if (format == Format::csv) return report::csv::write_matrix(out, run, matrix);
    report::text::write_matrix(
        out, run, matrix, to_standard_output ? console.on_standard_output() : console.in_files());
  });
  return written(console, failure,
                 strictly(options, console, describe(*session, reach), ExitStatus::fine));
}

}  // namespace hairpin::cli
