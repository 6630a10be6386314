#pragma once

#include <string_view>
#include <vector>

#include "reach/reachability.hpp"
#include "route/fib.hpp"

namespace hairpin::reach {

/// A hub's route table that a user named: by its id, by the hub's id or name (its default table),
/// or as HUB/TABLE. None if there is no such table, or several.
model::HubTableIndex hub_table_named(const model::Network& network, const ResourceIds& ids,
                                     std::string_view text);

/// What a route of a hub says in a list of effective routes: where it leads, over what, and why.
/// `at` is the hub whose table holds it.
Reachability::EffectiveRoute hub_row(const route::Routing& routing,
                                     const route::Candidate& candidate, model::HubIndex at);

/// The routes of a hub's table, those that lose to others not active.
std::vector<Reachability::EffectiveRoute> hub_table_rows(route::Routing& routing,
                                                         model::HubTableIndex table);

}  // namespace hairpin::reach
