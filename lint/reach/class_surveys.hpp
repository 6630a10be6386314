#pragma once

#include <vector>

#include "reach/reachability_state.hpp"

namespace hairpin::reach {

/// The ways of packets of one VNet to those of `wanted`, by destination, and for one destination
/// the surest, then the shortest, then the least: whatever filters make of them.
std::vector<Arrival> survey_vnet(const Reachability::State& state, Walker& walker,
                                 model::VnetIndex vnet, const PrefixSet& wanted);

/// What the first and the second member of a class do, the second one towards the first only.
struct ClassSurvey {
  std::vector<Arrival> first, second;
};

/// The surveys of all classes, by class, on all cores. Each worker has routes and a walker of its
/// own. What they learned about conditions and ways is put together in the order of the classes, as
/// if one walker had surveyed one class after the other.
std::vector<ClassSurvey> survey_classes(Reachability::State& state);

}  // namespace hairpin::reach
