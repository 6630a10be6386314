#pragma once

#include <functional>
#include <vector>

#include "engine/finding.hpp"

namespace hairpin::engine {

/// What a change does, as far as findings need to know it.
struct ChangedPlaces {
  /// Whether a place is in an input that makes the change.
  std::function<bool(SourceSpan)> holds;
  /// Where the change of a resource, or of one that it is a part of, stands; nowhere if it is not
  /// changed.
  std::function<SourceSpan(ResourceId)> of;
  /// Where something is removed; nowhere if nothing is.
  SourceSpan removal;
};

/// Marks the findings that the estate had before, and returns those that it has no more. Findings
/// are the same if their fingerprints are. n log n.
std::vector<Finding> compare(std::vector<Finding>& after, std::vector<Finding> before);

/// Lets a finding that the change brought about stand where the change is: at the first
/// configuration on its paths that is new, else at a changed resource on them, else at a removal.
/// Its former place, where the deciding property stands, becomes a note. Without any such place it
/// stays where it is.
void stand_at_change(Finding& finding, const ChangedPlaces& changes);

}  // namespace hairpin::engine
