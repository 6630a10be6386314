#pragma once

#include "route/routing.hpp"

namespace hairpin::route {

/// On what it depends that a gateway in `hub` delivers to a peered VNet: on gateway transit for the
/// spokes that use it. That it also delivers to VNets that are merely peered, when a summary or a
/// tunnel draws packets in for them, is not documented. [C11] The route is there in any case:
/// packets that are not delivered are dropped, and take no other way.
ConditionSet delivery_conditions(Routing& routing, model::VnetIndex hub, model::VnetIndex spoke);

}  // namespace hairpin::route
