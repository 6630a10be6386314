#pragma once

#include <algorithm>
#include <vector>

namespace hairpin::bench {

/// The middle one, the lower of two; there must be a sample.
inline double median(std::vector<double> samples) {
  const auto middle = samples.begin() + static_cast<std::ptrdiff_t>((samples.size() - 1) / 2);
  std::nth_element(samples.begin(), middle, samples.end());
  return *middle;
}

}  // namespace hairpin::bench
