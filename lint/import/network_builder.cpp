#include "import/network_builder.hpp"

#include <algorithm>
#include <string>

#include "base/text.hpp"

namespace hairpin::import {

using model::CircuitIndex;
using model::GatewayIndex;
using model::RouteTableIndex;
using model::VnetIndex;

model::Network NetworkBuilder::build(std::span<const CircuitRoutes> circuit_routes) && {
  build_route_tables();
  build_security_groups();
  build_vnets();
  build_peerings();
  build_gateways();
  build_circuits();
  build_vpn_sites();
  build_connections();
  build_route_servers();
  build_forwarders();
  build_private_links();
  build_guarded_interfaces();
  build_firewalls();
  build_admin_rules();
  build_virtual_wan();
  build_connected_groups();
  build_attachments();
  build_sites(circuit_routes);
  return std::move(network_);
}

void NetworkBuilder::unresolved(ResourceId to, const Mention& by) {
  network_.unresolved.push_back({by.from, to, by.property, by.where});
}

model::Identity NetworkBuilder::mentioned(ResourceId id, const Mention& by) {
  unresolved(id, by);
  return {id, ids_.name(id), by.where, false};
}

ResourceId NetworkBuilder::parent_id(ResourceId child, int levels) {
  std::string_view text = ids_.text(child);
  for (int segments = 2 * levels; segments > 0; --segments) {
    const std::size_t slash = text.rfind('/');
    if (slash == text.npos || slash == 0) return {};
    text = text.substr(0, slash);
  }
  return ids_.intern(text);
}

std::string_view NetworkBuilder::folded_location(std::string_view location) {
  std::string folded = fold_ascii(location);
  folded.erase(std::remove(folded.begin(), folded.end(), ' '), folded.end());
  return folded == location ? location : arena_.keep(folded);
}

VnetIndex NetworkBuilder::vnet(ResourceId id, const Mention& by) {
  if (!id) return {};
  if (const VnetIndex known = network_.vnet(id)) return known;
  model::Vnet opaque;
  static_cast<model::Identity&>(opaque) = mentioned(id, by);
  opaque.subscription = ids_.subscription(id);
  return network_.vnet_by_id[id] = network_.vnets.add(std::move(opaque));
}

VnetIndex NetworkBuilder::vnet_of_subnet(Located<ResourceId> subnet, ResourceId from,
                                         std::string_view property) {
  if (!subnet.value) return {};
  return vnet(parent_id(subnet.value), {from, property, subnet.where});
}

RouteTableIndex NetworkBuilder::route_table(ResourceId id, const Mention& by) {
  if (!id) return {};
  const auto [known, is_new] = route_table_by_id_.try_emplace(id);
  if (!is_new) return known->second;
  model::RouteTable opaque;
  static_cast<model::Identity&>(opaque) = mentioned(id, by);
  opaque.disable_bgp_propagation.where = by.where;
  return known->second = network_.route_tables.add(std::move(opaque));
}

GatewayIndex NetworkBuilder::gateway(ResourceId id, const Mention& by) {
  if (!id) return {};
  if (const GatewayIndex known = network_.gateway(id)) return known;
  model::Gateway opaque;
  static_cast<model::Identity&>(opaque) = mentioned(id, by);
  opaque.allow_remote_vnet_traffic.where = by.where;
  opaque.allow_virtual_wan_traffic.where = by.where;
  opaque.admin_enabled.where = by.where;
  for (SourceSpan* where : {&opaque.vpn.type.where, &opaque.vpn.enable_bgp.where,
                            &opaque.vpn.asn.where, &opaque.vpn.active_active.where}) {
    *where = by.where;
  }
  return network_.gateway_by_id[id] = network_.gateways.add(std::move(opaque));
}

CircuitIndex NetworkBuilder::circuit(ResourceId id, const Mention& by) {
  if (!id) return {};
  if (const CircuitIndex known = network_.circuit(id)) return known;
  model::Circuit opaque;
  static_cast<model::Identity&>(opaque) = mentioned(id, by);
  for (SourceSpan* where :
       {&opaque.tier.where, &opaque.circuit_state.where, &opaque.provider_state.where,
        &opaque.peering_location.where, &opaque.bandwidth_mbps.where}) {
    *where = by.where;
  }
  return network_.circuit_by_id[id] = network_.circuits.add(std::move(opaque));
}

ResourceId NetworkBuilder::circuit_id(ResourceId id) {
  if (!id) return {};
  const std::string_view folded = ids_.folded(id);
  const std::size_t peering = folded.rfind("/peerings/");
  if (peering == folded.npos) return id;
  return ids_.intern(std::string(ids_.text(id).substr(0, peering)));
}

}  // namespace hairpin::import
