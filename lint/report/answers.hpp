#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/resource_id.hpp"
#include "model/network.hpp"
#include "reach/reachability.hpp"
#include "reach/verdict.hpp"

/// The answers that reports are written of, beside findings.
namespace hairpin::report {

struct ReachAnswer {
  reach::Endpoint from, to;
  reach::PairAnswer answer;
};

/// Verdicts between all ordered pairs. Rows are asked for one at a time: the whole matrix of a
/// large estate never exists in memory.
struct Matrix {
  std::span<const model::VnetIndex> endpoints;
  /// Fills `cells` with the verdicts from one endpoint to each of `endpoints`, in their order.
  std::function<void(model::VnetIndex from, std::vector<reach::Cell>& cells)> row;
};

/// The id of an end, as the input spells it; the name that the user gave for an end without one.
inline std::string_view id_text(const ResourceIds& ids, const reach::Endpoint& end) {
  return end.id ? ids.text(end.id) : std::string_view(end.name);
}

}  // namespace hairpin::report
