#include "import/scenario_resources.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "base/text.hpp"
#include "import/object_builder.hpp"
#include "import/scenario_managers.hpp"
#include "import/scenario_objects.hpp"

namespace hairpin::import {
namespace {

constexpr std::string_view vnet_type = "virtualNetworks";
constexpr std::string_view gateway_type = "virtualNetworkGateways";
constexpr std::string_view circuit_type = "expressRouteCircuits";
constexpr std::string_view table_type = "routeTables";
constexpr std::string_view security_group_type = "networkSecurityGroups";
constexpr std::string_view interface_type = "networkInterfaces";

class ResourceWriter {
 public:
  ResourceWriter(const Sketch& sketch, ResourceIds& ids, ValueArena& arena);
  std::vector<Resource> write();

 private:
  Value text(std::string_view content, SourceSpan where) {
    return Value::string(arena_.keep(content), where);
  }
  Value word(const Word& name) { return name.empty() ? Value() : text(name.text, name.where); }
  Value list(const std::vector<Value>& items, SourceSpan where) {
    return Value::array(arena_.keep(items), where);
  }
  /// {"id": ...}
  Value reference(std::string_view id, SourceSpan where);
  Value reference(std::string_view type, const Word& name) {
    return reference(scenario_id(type, name.text), name.where);
  }
  Value names(const std::vector<Word>& words);
  std::vector<Value> prefixes(const Sketch::Prefixes& space);
  /// {"addressPrefixes": [...]}; absent if there are none.
  Value address_space(const Sketch::Prefixes& space);

  Resource& add(std::string_view type, const Word& name, const ObjectBuilder& properties);
  void vnet(const Sketch::Vnet& vnet);
  Value subnet(const Sketch::Subnet& subnet);
  Value delegations(const Sketch::Subnet& subnet);
  Value peering(const Sketch::PeeringSide& side);
  const BranchSketch::VpnGateway* vpn_side(const Sketch::Gateway& gateway) const;
  void gateway(const Sketch::Gateway& gateway);
  void circuit(const Sketch::Circuit& circuit);
  Value private_peering(const Sketch::Circuit& circuit);
  Value global_reach(const Sketch::GlobalReach& link);
  void connection(const Sketch::Connection& connection);
  void table(const Sketch::Table& table);
  void forwarder(const Sketch::Forwarder& forwarder);
  void firewall(const Word& name, bool rules_stated, ObjectBuilder& object);
  void hub_firewall(const Sketch::Hub& hub);
  Value ip_configuration(const Sketch::Forwarder& forwarder);
  Value backend_pool(const Sketch::Forwarder& forwarder);
  void security_groups();
  Value security_rule(const Sketch::SecurityRule& rule);
  Value firewall_collection(const Sketch::SecurityRule& rule);
  Value words(const std::vector<Word>& words, SourceSpan where);

  const Sketch& sketch_;
  ResourceIds& ids_;
  ValueArena& arena_;
  std::vector<Resource> resources_;
  // What belongs to each VNet, circuit and table, by folded name.
  std::unordered_map<std::string, const Sketch::Vnet*> vnets_;
  std::unordered_map<std::string, std::vector<const Sketch::Subnet*>> subnets_;
  std::unordered_map<std::string, std::vector<const Sketch::PeeringSide*>> peerings_;
  std::unordered_map<std::string, std::vector<const Sketch::GlobalReach*>> links_;
  std::unordered_map<std::string, std::vector<const Sketch::Route*>> routes_;
};

ResourceWriter::ResourceWriter(const Sketch& sketch, ResourceIds& ids, ValueArena& arena)
    : sketch_(sketch), ids_(ids), arena_(arena) {
  for (const auto& vnet : sketch.vnets) vnets_[fold_ascii(vnet.name.text)] = &vnet;
  for (const auto& part : sketch.subnets) subnets_[fold_ascii(part.vnet.text)].push_back(&part);
  for (const auto& part : sketch.peerings) peerings_[fold_ascii(part.local.text)].push_back(&part);
  for (const auto& part : sketch.global_reach) {
    links_[fold_ascii(part.circuit.text)].push_back(&part);
  }
  for (const auto& part : sketch.routes) routes_[fold_ascii(part.table.text)].push_back(&part);
}

Value ResourceWriter::reference(std::string_view id, SourceSpan where) {
  return ObjectBuilder().put("id", text(id, where)).build(arena_, where);
}

Value ResourceWriter::names(const std::vector<Word>& words) {
  if (words.empty()) return {};
  std::vector<Value> items;
  for (const Word& name : words) items.push_back(word(name));
  return list(items, words.front().where);
}

std::vector<Value> ResourceWriter::prefixes(const Sketch::Prefixes& space) {
  std::vector<Value> items;
  for (const auto& prefix : space) items.push_back(text(prefix.value.to_string(), prefix.where));
  return items;
}

Value ResourceWriter::address_space(const Sketch::Prefixes& space) {
  if (space.empty()) return {};
  const SourceSpan where = space.front().where;
  return ObjectBuilder().put("addressPrefixes", list(prefixes(space), where)).build(arena_, where);
}

Resource& ResourceWriter::add(std::string_view type, const Word& name,
                              const ObjectBuilder& properties) {
  Resource resource;
  resource.id = ids_.intern(scenario_id(type, name.text));
  resource.type = arena_.keep(fold_ascii(cat({"Microsoft.Network/", type})));
  resource.name = arena_.keep(name.text);
  resource.where = name.where;
  resource.properties = properties.build(arena_, name.where);
  return resources_.emplace_back(resource);
}

Value ResourceWriter::subnet(const Sketch::Subnet& subnet) {
  ObjectBuilder object;
  object.put("name", word(subnet.name));
  const std::vector<Value> parts = prefixes(subnet.prefixes);
  if (parts.size() == 1) {
    object.put("addressPrefix", parts.front());
  } else {
    object.put("addressPrefixes", list(parts, subnet.where));
  }
  if (!subnet.table.empty()) object.put("routeTable", reference(table_type, subnet.table));
  if (!subnet.security_group.empty()) {
    object.put("networkSecurityGroup", reference(security_group_type, subnet.security_group));
  }
  if (subnet.delegations_stated) object.put("delegations", delegations(subnet));
  object.put("privateEndpointNetworkPolicies", subnet.endpoint_policies);
  return object.build(arena_, subnet.where);
}

Value ResourceWriter::delegations(const Sketch::Subnet& subnet) {
  std::vector<Value> items;
  for (const Word& service : subnet.delegated_to) {
    items.push_back(ObjectBuilder()
                        .put("name", word(service))
                        .put("serviceName", word(service))
                        .build(arena_, service.where));
  }
  return list(items, subnet.where);
}

Value ResourceWriter::peering(const Sketch::PeeringSide& side) {
  const Sketch::Prefixes& space = vnets_.at(fold_ascii(side.remote.text))->space;
  const bool whole = side.local_subnets.empty();
  return ObjectBuilder()
      .put("name", text(cat({"to-", side.remote.text}), side.remote.where))
      .put("remoteVirtualNetwork", reference(vnet_type, side.remote))
      .put("peeringState", side.state)
      .put("peeringSyncLevel", side.sync)
      .put("allowVirtualNetworkAccess", side.access)
      .put("allowForwardedTraffic", side.forwarded_traffic)
      .put("allowGatewayTransit", side.gateway_transit)
      .put("useRemoteGateways", side.remote_gateways)
      .put("peerCompleteVnets", Value::boolean(whole, side.where))
      .put("enableOnlyIPv6Peering", side.only_ipv6)
      .put("localSubnetNames", names(side.local_subnets))
      .put("remoteSubnetNames", names(side.remote_subnets))
      .put("remoteAddressSpace", address_space(side.synced.empty() ? space : side.synced))
      .put("remoteVirtualNetworkAddressSpace",
           address_space(side.current.empty() ? space : side.current))
      .build(arena_, side.where);
}

void ResourceWriter::vnet(const Sketch::Vnet& vnet) {
  if (vnet.only_mentioned) return;
  const std::string key = fold_ascii(vnet.name.text);
  std::vector<Value> subnets, peerings;
  for (const Sketch::Subnet* part : subnets_[key]) subnets.push_back(subnet(*part));
  for (const Sketch::PeeringSide* part : peerings_[key]) peerings.push_back(peering(*part));
  for (const Value& part : implied_hub_peerings(sketch_, key, arena_)) peerings.push_back(part);
  ObjectBuilder object;
  object.put("addressSpace", address_space(vnet.space))
      .put("summarizedGatewayPrefixes", address_space(vnet.summarized))
      .put("subnets", list(subnets, vnet.name.where))
      .put("virtualNetworkPeerings", list(peerings, vnet.name.where));
  Resource& resource = add(vnet_type, vnet.name, object);
  resource.location = arena_.keep(vnet.location.text);
  resource.tenant = arena_.keep(vnet.tenant.text);
}

const BranchSketch::VpnGateway* ResourceWriter::vpn_side(const Sketch::Gateway& gateway) const {
  for (const BranchSketch::VpnGateway& vpn : sketch_.branches.vpn_gateways) {
    if (equal_folded(vpn.name.text, gateway.name.text)) return &vpn;
  }
  return nullptr;
}

void ResourceWriter::gateway(const Sketch::Gateway& gateway) {
  if (gateway.only_mentioned) return;
  const SourceSpan where = gateway.vnet.where;
  const std::string subnet =
      cat({scenario_id(vnet_type, gateway.vnet.text), "/subnets/GatewaySubnet"});
  const BranchSketch::VpnGateway* const vpn = vpn_side(gateway);
  const std::size_t instances = vpn == nullptr ? 0 : vpn->addresses.size();
  std::vector<Value> configurations;
  for (std::size_t i = 0; i == 0 || i < instances; ++i) {
    ObjectBuilder configuration;
    configuration.put("name", text(i == 0 ? "default" : "second", where))
        .put("subnet", reference(subnet, where));
    if (i < instances) {
      configuration.put("publicIPAddress", reference(public_address_id(gateway.name.text, i),
                                                     vpn->addresses[i].where));
    }
    configurations.push_back(configuration.build(arena_, where));
  }
  ObjectBuilder object;
  if (vpn != nullptr) put_vpn_properties(*vpn, arena_, object);
  object.put("gatewayType", text(gateway.vpn ? "Vpn" : "ExpressRoute", gateway.name.where))
      .put("ipConfigurations", list(configurations, where))
      .put("allowRemoteVnetTraffic", gateway.remote_vnets)
      .put("allowVirtualWanTraffic", gateway.virtual_wan)
      .put("adminState", gateway.admin_state);
  add(gateway_type, gateway.name, object);
}

Value ResourceWriter::global_reach(const Sketch::GlobalReach& link) {
  const std::string peer =
      cat({scenario_id(circuit_type, link.peer.text), "/peerings/AzurePrivatePeering"});
  ObjectBuilder object;
  object.put("name", text(cat({"to-", link.peer.text}), link.where))
      .put("peerExpressRouteCircuitPeering", reference(peer, link.peer.where))
      .put("circuitConnectionStatus", link.status);
  if (link.over) {
    const Value prefix = text(link.over->value.to_string(), link.over->where);
    const bool ipv4 = link.over->value.family() == Family::ipv4;
    const ObjectBuilder ipv6 = ObjectBuilder().put("addressPrefix", prefix);
    object.put(ipv4 ? "addressPrefix" : "ipv6CircuitConnectionConfig",
               ipv4 ? prefix : ipv6.build(arena_, link.over->where));
  }
  return object.build(arena_, link.where);
}

Value ResourceWriter::private_peering(const Sketch::Circuit& circuit) {
  const SourceSpan where = circuit.private_peering_where;
  const bool disabled = circuit.private_peering == Sketch::PrivatePeering::disabled;
  std::vector<Value> links, peered;
  for (const Sketch::GlobalReach* link : links_[fold_ascii(circuit.name.text)]) {
    (link->peered ? peered : links).push_back(global_reach(*link));
  }
  return ObjectBuilder()
      .put("name", text("AzurePrivatePeering", where))
      .put("peeringType", text("AzurePrivatePeering", where))
      .put("state", text(disabled ? "Disabled" : "Enabled", where))
      .put("azureASN", Value::integer(12076, where))
      .put("peerASN", circuit.peer_asn)
      .put("connections", list(links, where))
      .put("peeredConnections", list(peered, where))
      .build(arena_, where);
}

void ResourceWriter::circuit(const Sketch::Circuit& circuit) {
  if (circuit.only_mentioned) return;
  using State = Sketch::PrivatePeering;
  const SourceSpan name = circuit.name.where;
  ObjectBuilder object;
  object.put("circuitProvisioningState", circuit.circuit_state)
      .put("serviceProviderProvisioningState", circuit.provider_state);
  if (!circuit.port.empty()) {
    object.put("expressRoutePort", reference("expressRoutePorts", circuit.port));
  }
  const ObjectBuilder provider = ObjectBuilder()
                                     .put("peeringLocation", word(circuit.peering_location))
                                     .put("bandwidthInMbps", circuit.bandwidth);
  object.put("serviceProviderProperties", provider.build(arena_, name));
  std::vector<Value> authorizations;
  for (const Word& authorization : circuit.authorizations) {
    const Value in_use = text("InUse", authorization.where);
    authorizations.push_back(ObjectBuilder()
                                 .put("name", word(authorization))
                                 .put("authorizationUseStatus", in_use)
                                 .build(arena_, authorization.where));
  }
  object.put("authorizations", list(authorizations, name));
  std::vector<Value> peerings;
  if (circuit.private_peering != State::none) peerings.push_back(private_peering(circuit));
  if (circuit.private_peering != State::not_stated) {
    object.put("peerings", list(peerings, circuit.private_peering_where));
  }
  Resource& resource = add(circuit_type, circuit.name, object);
  resource.location = arena_.keep(circuit.region.text);
  resource.tenant = arena_.keep(circuit.tenant.text);
  if (circuit.tier.is_missing()) return;
  const std::string sku = cat({circuit.tier.text(), "_MeteredData"});
  resource.sku = ObjectBuilder()
                     .put("name", text(sku, circuit.tier.where()))
                     .put("tier", circuit.tier)
                     .build(arena_, circuit.tier.where());
}

void ResourceWriter::connection(const Sketch::Connection& connection) {
  const std::string name = cat({connection.gateway.text, "-to-", connection.circuit.text});
  ObjectBuilder object;
  object.put("connectionType", text("ExpressRoute", connection.where))
      .put("virtualNetworkGateway1", reference(gateway_type, connection.gateway))
      .put("peer", reference(circuit_type, connection.circuit))
      .put("provisioningState", connection.provisioning)
      .put("connectionStatus", connection.status)
      .put("routingWeight", connection.weight)
      .put("expressRouteGatewayBypass", connection.fast_path);
  add("connections", {arena_.keep(name), connection.where}, object);
}

void ResourceWriter::table(const Sketch::Table& table) {
  std::vector<Value> routes;
  for (const Sketch::Route* route : routes_[fold_ascii(table.name.text)]) {
    const std::string prefix = route->prefix.value.to_string();
    std::string name = cat({"to-", prefix});
    std::replace(name.begin(), name.end(), '/', '-');
    std::replace(name.begin(), name.end(), ':', '_');
    ObjectBuilder object;
    object.put("name", text(name, route->prefix.where))
        .put("addressPrefix", text(prefix, route->prefix.where))
        .put("nextHopType", route->next_hop_type);
    if (route->next_hop) {
      object.put("nextHopIpAddress",
                 text(route->next_hop->value.to_string(), route->next_hop->where));
    }
    routes.push_back(object.build(arena_, route->prefix.where));
  }
  ObjectBuilder object;
  object.put("disableBgpRoutePropagation", table.propagation_disabled)
      .put("routes", list(routes, table.name.where));
  add(table_type, table.name, object);
}

Value ResourceWriter::ip_configuration(const Sketch::Forwarder& forwarder) {
  const StatementCursor::Path& at = forwarder.subnet;
  const std::string subnet =
      cat({scenario_id(vnet_type, at.first.text), "/subnets/", at.second.text});
  const Located<Address>& address = forwarder.address;
  std::vector<Value> groups;
  for (const Word& group : forwarder.application_groups) {
    groups.push_back(reference("applicationSecurityGroups", group));
  }
  ObjectBuilder object;
  object.put("name", text("default", address.where))
      .put("privateIPAddress", text(address.value.to_string(), address.where))
      .put("subnet", reference(subnet, at.where));
  if (!groups.empty()) object.put("applicationSecurityGroups", list(groups, address.where));
  return object.build(arena_, address.where);
}

Value ResourceWriter::backend_pool(const Sketch::Forwarder& forwarder) {
  std::vector<Value> configurations;
  for (const Word& backend : forwarder.backends) {
    const std::string id =
        cat({scenario_id(interface_type, backend.text), "/ipConfigurations/default"});
    configurations.push_back(reference(id, backend.where));
  }
  const SourceSpan where = forwarder.name.where;
  return ObjectBuilder()
      .put("name", text("pool", where))
      .put("backendIPConfigurations", list(configurations, where))
      .build(arena_, where);
}

void ResourceWriter::forwarder(const Sketch::Forwarder& forwarder) {
  using Kind = Sketch::ForwarderKind;
  const Value addresses = list({ip_configuration(forwarder)}, forwarder.address.where);
  ObjectBuilder object;
  if (forwarder.kind == Kind::appliance || forwarder.kind == Kind::machine) {
    object.put("enableIPForwarding", forwarder.forwarding).put("ipConfigurations", addresses);
    if (!forwarder.security_group.empty()) {
      object.put("networkSecurityGroup", reference(security_group_type, forwarder.security_group));
    }
    add(interface_type, forwarder.name, object);
  } else if (forwarder.kind == Kind::firewall) {
    object.put("ipConfigurations", addresses);
    firewall(forwarder.name, forwarder.rules_stated, object);
  } else {
    const Value pools = list({backend_pool(forwarder)}, forwarder.name.where);
    object.put("frontendIPConfigurations", addresses).put("backendAddressPools", pools);
    add("loadBalancers", forwarder.name, object);
  }
}

void ResourceWriter::firewall(const Word& name, bool rules_stated, ObjectBuilder& object) {
  std::vector<Value> collections;
  for (const Sketch::SecurityRule& rule : sketch_.firewall_rules) {
    if (equal_folded(rule.owner.text, name.text)) collections.push_back(firewall_collection(rule));
  }
  if (rules_stated) object.put("networkRuleCollections", list(collections, name.where));
  add("azureFirewalls", name, object);
}

/// Inside a hub a firewall has no subnet.
void ResourceWriter::hub_firewall(const Sketch::Hub& hub) {
  if (hub.firewall.empty()) return;
  ObjectBuilder object;
  object.put("virtualHub", reference("virtualHubs", hub.name));
  firewall(hub.firewall, hub.rules_stated, object);
}

/// `*` where the scenario names nothing.
Value ResourceWriter::words(const std::vector<Word>& words, SourceSpan where) {
  std::vector<Value> items;
  for (const Word& each : words)
    items.push_back(equal_folded(each.text, "any") ? text("*", each.where) : word(each));
  if (items.empty()) items.push_back(text("*", where));
  return list(items, where);
}

Value ResourceWriter::security_rule(const Sketch::SecurityRule& rule) {
  const SourceSpan where = rule.owner.where;
  const std::string name = cat({rule.direction.text(), "-", to_json(rule.priority)});
  return ObjectBuilder()
      .put("name", text(name, rule.priority.where()))
      .put("priority", rule.priority)
      .put("direction", rule.direction)
      .put("access", rule.access)
      .put("protocol", rule.protocol.is_missing() ? text("*", where) : rule.protocol)
      .put("sourceAddressPrefixes", words(rule.from, where))
      .put("sourcePortRanges", words(rule.source_ports, where))
      .put("destinationAddressPrefixes", words(rule.to, where))
      .put("destinationPortRanges", words(rule.ports, where))
      .build(arena_, rule.priority.where());
}

/// Classic rules: a collection for each.
Value ResourceWriter::firewall_collection(const Sketch::SecurityRule& rule) {
  const SourceSpan where = rule.owner.where;
  const Value name = text(cat({"rule-", to_json(rule.priority)}), rule.priority.where());
  const Value protocol = rule.protocol.is_missing() ? text("Any", where) : rule.protocol;
  const Value one = ObjectBuilder()
                        .put("name", name)
                        .put("protocols", list({protocol}, where))
                        .put("sourceAddresses", words(rule.from, where))
                        .put("destinationAddresses", words(rule.to, where))
                        .put("destinationPorts", words(rule.ports, where))
                        .build(arena_, rule.priority.where());
  return ObjectBuilder()
      .put("name", name)
      .put("priority", rule.priority)
      .put("action", ObjectBuilder().put("type", rule.access).build(arena_, rule.access.where()))
      .put("rules", list({one}, where))
      .build(arena_, rule.priority.where());
}

void ResourceWriter::security_groups() {
  std::unordered_map<std::string, std::vector<Value>> rules;
  for (const Sketch::SecurityRule& rule : sketch_.security_rules) {
    rules[fold_ascii(rule.owner.text)].push_back(security_rule(rule));
  }
  // One record per name: several subnets may share a group, and the first mention describes it.
  std::unordered_map<std::string, Word> groups;
  const auto describe = [&](const Word& group, bool only_mentioned) {
    if (group.empty() || !groups.emplace(fold_ascii(group.text), group).second) return;
    if (only_mentioned) return;
    ObjectBuilder object;
    object.put("securityRules", list(rules[fold_ascii(group.text)], group.where));
    add(security_group_type, group, object);
  };
  for (const auto& group : sketch_.security_groups) describe(group.name, group.only_mentioned);
  for (const auto& subnet : sketch_.subnets) describe(subnet.security_group, false);
  for (const auto& forwarder : sketch_.forwarders) describe(forwarder.security_group, false);
}

std::vector<Resource> ResourceWriter::write() {
  for (const auto& part : sketch_.vnets) vnet(part);
  for (const auto& part : sketch_.gateways) gateway(part);
  for (const auto& part : sketch_.circuits) circuit(part);
  for (const auto& part : sketch_.connections) connection(part);
  for (const auto& part : sketch_.tables) table(part);
  for (const auto& part : sketch_.forwarders) forwarder(part);
  add_branch_resources(sketch_.branches, ids_, arena_, resources_);
  for (const auto& part : sketch_.hubs) hub_firewall(part);
  add_private_link_resources(sketch_.private_links, ids_, arena_, resources_);
  security_groups();
  for (Resource& each : sketched_managers(sketch_, ids_, arena_)) resources_.push_back(each);
  for (const Resource& part : sketched_hubs(sketch_, ids_, arena_)) resources_.push_back(part);
  return std::move(resources_);
}

}  // namespace

std::string scenario_id(std::string_view type, std::string_view name) {
  return cat({scenario_group, "/providers/Microsoft.Network/", type, "/", name});
}

std::vector<Resource> sketched_resources(const Sketch& sketch, ResourceIds& ids,
                                         ValueArena& arena) {
  return ResourceWriter(sketch, ids, arena).write();
}

}  // namespace hairpin::import
