#pragma once

#include <vector>

#include "reach/ends.hpp"
#include "reach/filters.hpp"
#include "reach/outcome.hpp"

namespace hairpin::reach {

/// An outcome once the filters on its way are counted: the strongest verdict over the places of
/// both ends, and everything that passes between them.
struct Judgement {
  Verdict verdict = Verdict::filtered;
  Passage passage;
};
Judgement judge(Filters& filters, const std::vector<Machines>& from,
                const std::vector<Machines>& to, const Outcome& outcome);

/// Where packets of a source come from.
std::vector<Machines> machines_of(const model::Network& network, const Endpoint& end,
                                  const Source& source);
/// Where an outcome's packets arrive.
std::vector<Machines> machines_of(const model::Network& network, const Outcome& outcome);

}  // namespace hairpin::reach
