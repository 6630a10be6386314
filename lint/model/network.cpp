#include "model/network.hpp"

namespace hairpin::model {
namespace {
template <class I>
I find(const std::unordered_map<ResourceId, I>& map, ResourceId id) {
  const auto known = map.find(id);
  return known == map.end() ? I() : known->second;
}
}  // namespace

VnetIndex Network::vnet(ResourceId id) const { return find(vnet_by_id, id); }
SubnetIndex Network::subnet(ResourceId id) const { return find(subnet_by_id, id); }
GatewayIndex Network::gateway(ResourceId id) const { return find(gateway_by_id, id); }
CircuitIndex Network::circuit(ResourceId id) const { return find(circuit_by_id, id); }

}  // namespace hairpin::model
