#pragma once

#include <cstdlib>

namespace hairpin::cli {

/// What the process ends with; scripts rely on the numbers.
enum class ExitStatus : int {
  fine = 0,        // nothing at or above --fail-on
  findings = 1,    // findings at or above it, or a verdict that was not the expected one
  unusable = 2,    // the command line, an input, the policy or an output could not be used
  incomplete = 3,  // --strict only, findings or not: something that the answer may depend on is not
                   // in the input
};

/// Ends the process at once, from wherever it is called: what large estates are made of is not
/// taken apart piece by piece, which would take as long as the rules. All that is to be written has
/// to be written before.
[[noreturn]] inline void leave(ExitStatus status) { std::quick_exit(static_cast<int>(status)); }

}  // namespace hairpin::cli
