#pragma once

#include <string>
#include <vector>

#include "base/resource_id.hpp"
#include "reach/matrix.hpp"
#include "reach/reachability.hpp"
#include "reach/verdict.hpp"

/// The answers that reports are written of, beside findings.
namespace hairpin::report {

struct ReachAnswer {
  reach::Endpoint from, to;
  reach::PairAnswer answer;
};

using reach::Matrix;
/// The classes whose verdicts are wanted in place of all pairs.
using MatrixClasses = std::vector<reach::MatrixClass>;

/// The id of an end, as the input spells it; the name that the user gave for an end without one.
inline std::string_view id_text(const ResourceIds& ids, const reach::Endpoint& end) {
  return end.id ? ids.text(end.id) : std::string_view(end.name);
}

}  // namespace hairpin::report
