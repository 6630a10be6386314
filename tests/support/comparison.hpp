#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "reach/verdict.hpp"

namespace hairpin::test {

/// A pair of VNets about which the product and the oracle disagree, or where the product
/// contradicts itself.
struct Difference {
  /// `wrong`: the row says "reachable" or "isolated" and is mistaken, or "unproven" where nothing
  /// on the way is unknown. `imprecise`: "unproven" where the unknowns, taken together, decide.
  /// `direction`: not the verdict of the row. `replay`: the witness path cannot be walked.
  enum class Kind : std::uint8_t { wrong, imprecise, direction, replay } kind = Kind::wrong;
  std::string from, to;
  reach::Verdict expected = reach::Verdict::isolated;
  reach::Verdict found = reach::Verdict::isolated;
  std::string detail;

  std::string to_string() const;
};

/// What the comparison of one network found. Rows are compared for all ordered pairs, and every
/// witness path of a reachable pair is replayed.
struct Comparison {
  std::vector<Difference> differences;
  std::size_t pairs = 0;
  std::size_t given_up = 0;      // pairs with too many worlds for the oracle
  std::size_t verdicts[4] = {};  // of the oracle, by `Verdict`
};
Comparison compare(const std::vector<std::string>& lines);

/// Whether the lines still show what is being looked for.
using StillShows = std::function<bool(const std::vector<std::string>&)>;

/// Leaves out lines, then words of lines, as long as `still_shows` holds. Quadratic.
std::vector<std::string> shrink(std::vector<std::string> lines, const StillShows& still_shows);

/// The shrunk lines and what differs, ready to be read or pasted into a test.
std::string report(const std::vector<std::string>& lines, const Difference& difference);

}  // namespace hairpin::test
