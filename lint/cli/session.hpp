#pragma once

#include <optional>

#include "cli/console.hpp"
#include "cli/exit_status.hpp"
#include "cli/options.hpp"
#include "engine/rule.hpp"
#include "import/estate.hpp"
#include "reach/reachability.hpp"
#include "report/run.hpp"

namespace hairpin::cli {

/// What every analysis starts from: the inputs as one network, with the policy laid over it.
struct Session {
  import::Estate estate;
  engine::RuleLevels levels;  // of the policy and the command line, whose word weighs more

  /// Whether there is an estate from before a change to compare with.
  bool has_former() const { return estate.former.has_value(); }
};

/// Reads the inputs and the policy. What is wrong with them is written to standard error; nothing
/// is returned if they must not be used.
std::optional<Session> read_inputs(const Options& options, const Console& console);

/// What reports print beside the answers. To be called after the questions: what is unknown grows
/// with them.
report::Run describe(const Session& session, const reach::Reachability& reach);

/// `otherwise`, unless --strict asks for a complete analysis and this one is not; then says why.
/// That weighs more than findings: who asks for completeness must not take what was found for all
/// there is.
ExitStatus strictly(const Options& options, const Console& console, const report::Run& run,
                    ExitStatus otherwise);

/// What was written, or the error on standard error and `unusable`.
ExitStatus written(const Console& console, const std::optional<std::string>& failure,
                   ExitStatus otherwise);

}  // namespace hairpin::cli
