#pragma once

namespace hairpin::cli {

/// What the process ends with; scripts rely on the numbers.
enum class ExitStatus : int {
  fine = 0,        // nothing at or above --fail-on
  findings = 1,    // findings at or above it, or a verdict that was not the expected one
  unusable = 2,    // the command line, an input, the policy or an output could not be used
  incomplete = 3,  // --strict only, findings or not: something that the answer may depend on is not
                   // in the input
};

}  // namespace hairpin::cli
