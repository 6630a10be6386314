#include <string_view>

#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/session.hpp"

namespace hairpin::embedded {
extern const std::string_view report_schema;  // schemas/report.schema.json, put in by the build
}

namespace hairpin::cli {

ExitStatus schema(const Options& options, const Console& console) {
  if (options.subject != "report") {
    console.error(cat({"there is no schema \"", options.subject, "\""}), "hairpin schema report");
    return ExitStatus::unusable;
  }
  const auto failure = write_outputs(
      options, [](Format, std::ostream& out, bool) { out << embedded::report_schema; });
  return written(console, failure, ExitStatus::fine);
}

}  // namespace hairpin::cli
