#pragma once

#include <string>
#include <vector>

#include "base/resource_id.hpp"
#include "reach/difference.hpp"
#include "reach/matrix.hpp"
#include "reach/reachability.hpp"
#include "reach/verdict.hpp"
#include "report/run.hpp"

/// The answers that reports are written of, beside findings.
namespace hairpin::report {

struct ReachAnswer {
  reach::Endpoint from, to;
  reach::PairAnswer answer;
};

using reach::Matrix;
/// The classes whose verdicts are wanted in place of all pairs.
using MatrixClasses = std::vector<reach::MatrixClass>;

/// What two estates differ in, with what is printed beside the answers of each.
struct Differences {
  const reach::Difference& difference;
  const Run& before;
  const Run& after;

  /// The estate that has the ways that the cause is about.
  const Run& run_of(const reach::DifferenceCause& cause) const {
    return cause.added ? after : before;
  }
  /// ... and the other one.
  const Run& other_of(const reach::DifferenceCause& cause) const {
    return cause.added ? before : after;
  }
  const reach::ChangedPair& example_of(const reach::DifferenceCause& cause) const {
    return (cause.added ? difference.added : difference.removed)[cause.example];
  }
};

/// The id of an end, as the input spells it; the name that the user gave for an end without one.
inline std::string_view id_text(const ResourceIds& ids, const reach::Endpoint& end) {
  return end.id ? ids.text(end.id) : std::string_view(end.name);
}

}  // namespace hairpin::report
