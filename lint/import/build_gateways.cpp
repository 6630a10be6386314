#include "import/network_builder.hpp"

namespace hairpin::import {
namespace {

using model::GatewayKind;

constexpr std::pair<std::string_view, GatewayKind> kinds[] = {
    {"ExpressRoute", GatewayKind::express_route}, {"Vpn", GatewayKind::vpn}};

constexpr std::pair<std::string_view, bool> admin_states[] = {{"Enabled", true},
                                                              {"Disabled", false}};

}  // namespace

void NetworkBuilder::build_gateways() {
  for (const Resource* const each : resources_.of(ResourceRole::gateway)) {
    const Resource& resource = *each;
    const PropertyReader read = properties(resource);
    model::Gateway gateway;
    static_cast<model::Identity&>(gateway) = identity(resource);
    gateway.kind = read.choice("gatewayType", kinds, GatewayKind::unrecognised)
                       .value_or(GatewayKind::unrecognised);
    gateway.allow_remote_vnet_traffic = read.boolean("allowRemoteVnetTraffic");
    gateway.allow_virtual_wan_traffic = read.boolean("allowVirtualWanTraffic");
    gateway.admin_enabled = read.choice("adminState", admin_states, true);
    gateway.sku = read["sku"]["name"].text();
    gateway.vpn = vpn_settings(resource);
    for (const Value& configuration : as_items(read["ipConfigurations"])) {
      const auto subnet = read_id(configuration["subnet"]["id"], ids_, log_);
      if (gateway.vnet || !subnet.value) continue;
      gateway.vnet =
          vnet_of_subnet(subnet, resource.id, "properties.ipConfigurations.properties.subnet.id");
    }
    network_.gateway_by_id[resource.id] = network_.gateways.add(std::move(gateway));
  }
}

}  // namespace hairpin::import
