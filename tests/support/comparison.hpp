#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "reach/verdict.hpp"

namespace hairpin::test {

/// A pair of VNets about which the product and the oracle disagree, or where the product
/// contradicts itself.
struct Difference {
  std::string kind;  // "row", "direction" or "replay": which answer of the product differs
  std::string from, to;
  reach::Verdict expected = reach::Verdict::isolated;
  reach::Verdict found = reach::Verdict::isolated;
  std::string detail;

  std::string to_string() const;
};

/// Everything that differs in the network of these lines. Rows are compared for all ordered pairs,
/// and every witness path of a reachable pair is replayed.
std::vector<Difference> differences(const std::vector<std::string>& lines);

/// Whether the lines still show what is being looked for.
using StillShows = std::function<bool(const std::vector<std::string>&)>;

/// Leaves out lines, then words of lines, as long as `still_shows` holds. Quadratic.
std::vector<std::string> shrink(std::vector<std::string> lines, const StillShows& still_shows);

/// The shrunk lines and what differs, ready to be read or pasted into a test.
std::string report(const std::vector<std::string>& lines, const Difference& difference);

}  // namespace hairpin::test
