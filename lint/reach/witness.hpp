#pragma once

#include "reach/outcome.hpp"
#include "reach/verdict.hpp"
#include "route/routing.hpp"

namespace hairpin::reach {

/// The steps behind an outcome as a path that people read: every hop with the route that took the
/// packets on and the configuration that made that route. Linear in the steps.
WitnessPath witness_of(const Outcome& outcome, const route::Routing& routing);

/// What the path stands on, by its weakest fact.
Confidence confidence_of(const Outcome& outcome);

}  // namespace hairpin::reach
