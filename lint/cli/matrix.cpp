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
  const reach::Matrix matrix = reach::matrix_of(reach, options.include_on_premises);
  std::optional<report::MatrixClasses> classes;
  if (options.by_class) classes = reach::classes_of(matrix);
  const auto failure =
      write_outputs(options, [&](Format format, std::ostream& out, bool to_standard_output) {
        const report::text::Style style =
            to_standard_output ? console.on_standard_output() : console.in_files();
        if (format == Format::json) {
          classes ? report::json::write_classes(out, run, matrix, *classes)
                  : report::json::write_matrix(out, run, matrix);
        } else if (format == Format::csv) {
          classes ? report::csv::write_classes(out, run, matrix, *classes)
                  : report::csv::write_matrix(out, run, matrix);
        } else {
          classes ? report::text::write_classes(out, run, matrix, *classes, style)
                  : report::text::write_matrix(out, run, matrix, style);
        }
      });
  return written(console, failure,
                 strictly(options, console, describe(*session, reach), ExitStatus::fine));
}

}  // namespace hairpin::cli
