#include "model/virtual_wan.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace hairpin::model {

const RoutingIntent::Policy* RoutingIntent::private_policy() const {
  const auto found = std::find_if(policies.begin(), policies.end(),
                                  [](const Policy& policy) { return policy.private_traffic; });
  return found == policies.end() ? nullptr : &*found;
}

const RoutingIntent::Policy* RoutingIntent::internet_policy() const {
  const auto found = std::find_if(policies.begin(), policies.end(),
                                  [](const Policy& policy) { return policy.internet; });
  return found == policies.end() ? nullptr : &*found;
}

HubIndex VirtualWans::hub(ResourceId id) const {
  const auto found = hub_by_id.find(id);
  return found == hub_by_id.end() ? HubIndex() : found->second;
}

HubTableIndex VirtualWans::table(ResourceId id) const {
  const auto found = table_by_id.find(id);
  return found == table_by_id.end() ? HubTableIndex() : found->second;
}

bool VirtualWans::are_meshed(HubIndex a, HubIndex b) const {
  return a == b || (hubs[a].wan && hubs[a].wan == hubs[b].wan);
}

bool VirtualWans::propagates(const HubConnection& connection, HubTableIndex index) const {
  const HubTable& table = tables[index];
  if (table.is_none || !are_meshed(connection.hub, table.hub)) return false;
  const bool listed = std::any_of(connection.propagates_to.begin(), connection.propagates_to.end(),
                                  [&](const auto& target) { return target.value == index; });
  if (listed) return true;
  return std::any_of(connection.labels.begin(), connection.labels.end(), [&](const auto& wanted) {
    return std::any_of(table.labels.begin(), table.labels.end(),
                       [&](const auto& label) { return equal_folded(label.value, wanted.value); });
  });
}

}  // namespace hairpin::model
