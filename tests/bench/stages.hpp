#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hairpin::bench {

/// Seconds of one stage of a check.
struct StageCost {
  std::string_view stage;
  double seconds = 0;
};

/// Runs a check of `file` once in this process, as `hairpin check --format json` does but without
/// the start of a program, and gives the cost of every stage in order. Empty if the file cannot be
/// used.
std::vector<StageCost> time_stages(const std::string& file);

}  // namespace hairpin::bench
