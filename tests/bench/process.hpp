#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace hairpin::bench {

/// What running a program once cost.
struct ProcessCost {
  int status = -1;  // exit status; -1 if it could not be started or was killed
  double seconds = 0;
  std::uint64_t peak_resident = 0;  // bytes; counts the touched pages of mapped files too
  /// Bytes that belong to the process alone (heap, stacks, copies): the highest of many samples,
  /// 0 if none was taken.
  std::uint64_t peak_private = 0;
  std::string standard_output;  // its beginning, 64 kB at most, if it was asked for
};

enum class Watch : std::uint8_t {
  nothing,  // wait only: for programs that run for a few milliseconds
  memory,   // sample the private memory every millisecond
  output,   // read the standard output
};

/// Runs `command` (a path, then its arguments) and waits for its end. Other outputs are thrown
/// away. Keep the caller small: Linux counts the memory of the parent at the time of the start as
/// the child's peak.
ProcessCost run_process(const std::vector<std::string>& command, Watch watch);

}  // namespace hairpin::bench
