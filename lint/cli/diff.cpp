#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/session.hpp"
#include "report/json.hpp"
#include "report/markdown.hpp"
#include "report/text.hpp"

namespace hairpin::cli {

ExitStatus diff(const Options& options, const Console& console) {
  // Each side is an estate of its own; a snapshot is what the later one is laid over.
  const auto side = [&](std::size_t position) {
    Options own = options;
    own.inputs = {options.inputs[position]};
    if (position == 0) own.snapshot.clear();
    return read_inputs(own, console);
  };
  const auto before = side(0), after = side(1);
  if (!before || !after) return ExitStatus::unusable;
  route::Routing routing_before(before->estate.network, before->estate.ids);
  route::Routing routing_after(after->estate.network, after->estate.ids);
  const reach::Reachability reach_before(routing_before), reach_after(routing_after);

  const reach::Difference difference = reach::compare(reach_before, reach_after);
  const report::Run run_before = describe(*before, reach_before);
  const report::Run run_after = describe(*after, reach_after);
  const report::Differences differences{difference, run_before, run_after};
  const auto failure = write_outputs(options, [&](Format format, std::ostream& out,
                                                  bool to_standard_output) {
    if (format == Format::json) return report::json::write_differences(out, differences);
    if (format == Format::markdown) {
      return report::markdown::write_differences(out, differences);
    }
    report::text::write_differences(
        out, differences, to_standard_output ? console.on_standard_output() : console.in_files());
  });
  return written(console, failure, strictly(options, console, run_after, ExitStatus::fine));
}

}  // namespace hairpin::cli
