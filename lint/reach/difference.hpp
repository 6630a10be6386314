#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "reach/reachability.hpp"

namespace hairpin::reach {

/// A pair of VNets that became reachable, or ceased to be. Ids are texts: the two estates number
/// theirs each for itself.
struct ChangedPair {
  std::string from, to;
  Cell before, after;     // isolated without ways, where one of the VNets is not there
  std::size_t cause = 0;  // position among the causes
};

/// What brought some changes about. The facts are those of the estate that has the way: the later
/// one for pairs that became reachable, the earlier for those that ceased to be.
struct DifferenceCause {
  bool added = false;
  /// Configuration that the other estate lacks, or has in another form.
  std::vector<model::ConfigFact> facts;
  /// What the other estate has in its place; empty where it has nothing.
  std::vector<model::ConfigFact> instead;
  std::size_t pairs = 0;
  std::size_t example = 0;  // position of its first pair in the list
  Direction way;            // of that pair, in the estate that has it
};

struct Difference {
  std::vector<ChangedPair> added, removed;  // sorted by ids without case
  std::vector<DifferenceCause> causes;      // those with most pairs first
};

/// Compares two estates. Asks both matrices row by row, and once more for the classes of VNets if
/// there are changes (rows of VNets that behave alike are computed once in all); then one walk for
/// each two classes between which something changed. Memory grows with the pairs that changed.
Difference compare(const Reachability& before, const Reachability& after);

}  // namespace hairpin::reach
