#include "base/text.hpp"
#include "import/object_builder.hpp"
#include "import/scenario_branches.hpp"
#include "import/scenario_resources.hpp"

namespace hairpin::import {
namespace {

/// Writes the records of VPN sites, tunnels, Route Servers and their peers.
class BranchWriter {
 public:
  BranchWriter(ResourceIds& ids, ValueArena& arena, std::vector<Resource>& resources)
      : ids_(ids), arena_(arena), resources_(resources) {}

  void public_addresses(const BranchSketch::VpnGateway& gateway) {
    for (std::size_t i = 0; i < gateway.addresses.size(); ++i) {
      const auto& address = gateway.addresses[i];
      ObjectBuilder object;
      object.put("ipAddress", text(address.value.to_string(), address.where));
      add(public_address_id(gateway.name.text, i), "publicipaddresses", address.where, object);
    }
  }

  void site(const BranchSketch::Site& site) {
    if (site.only_mentioned) return;
    ObjectBuilder object, space;
    space.put("addressPrefixes", prefixes(site.space, site.name.where));
    object.put("localNetworkAddressSpace", space.build(arena_, site.name.where));
    if (site.address) {
      object.put("gatewayIpAddress", text(site.address->value.to_string(), site.address->where));
    }
    add(scenario_id("localNetworkGateways", site.name.text), "localnetworkgateways",
        site.name.where, object);
  }

  void tunnel(const BranchSketch::Tunnel& tunnel) {
    const std::string_view far_type =
        tunnel.to_site ? "localNetworkGateways" : "virtualNetworkGateways";
    ObjectBuilder object;
    object.put("connectionType", text(tunnel.to_site ? "IPsec" : "Vnet2Vnet", tunnel.where))
        .put("virtualNetworkGateway1",
             reference(scenario_id("virtualNetworkGateways", tunnel.gateway.text),
                       tunnel.gateway.where))
        .put(tunnel.to_site ? "localNetworkGateway2" : "virtualNetworkGateway2",
             reference(scenario_id(far_type, tunnel.far.text), tunnel.far.where))
        .put("enableBgp", tunnel.enable_bgp)
        .put("provisioningState", tunnel.provisioning)
        .put("connectionStatus", tunnel.status)
        .put("usePolicyBasedTrafficSelectors", tunnel.policy_based);
    if (!tunnel.local.empty()) {
      ObjectBuilder selector;
      selector.put("localAddressRanges", prefixes(tunnel.local, tunnel.where))
          .put("remoteAddressRanges", prefixes(tunnel.remote, tunnel.where));
      object.put(
          "trafficSelectorPolicies",
          list({selector.build(arena_, tunnel.local.front().where)}, tunnel.local.front().where));
    }
    if (!tunnel.nat_rule.empty()) {
      const std::string rule = cat({scenario_id("virtualNetworkGateways", tunnel.gateway.text),
                                    "/natRules/", tunnel.nat_rule.text});
      object.put("egressNatRules",
                 list({reference(rule, tunnel.nat_rule.where)}, tunnel.nat_rule.where));
    }
    const std::string name = cat({tunnel.gateway.text, "-to-", tunnel.far.text});
    add(scenario_id("connections", name), "connections", tunnel.where, object);
  }

  void server(const BranchSketch::RouteServer& server) {
    const SourceSpan where = server.name.where;
    const std::string id = scenario_id("virtualHubs", server.name.text);
    ObjectBuilder object;
    object.put("allowBranchToBranchTraffic", server.branch_to_branch)
        .put("hubRoutingPreference", server.preference);
    add(id, "virtualhubs", where, object);
    if (server.vnet.empty()) return;
    const std::string subnet =
        cat({scenario_id("virtualNetworks", server.vnet.text), "/subnets/RouteServerSubnet"});
    ObjectBuilder configuration;
    configuration.put("subnet", reference(subnet, server.vnet.where));
    add(cat({id, "/ipConfigurations/default"}), "virtualhubs/ipconfigurations", where,
        configuration);
  }

  void peer(const BranchSketch::Peer& peer) {
    ObjectBuilder object;
    if (peer.address) {
      object.put("peerIp", text(peer.address->value.to_string(), peer.address->where));
    }
    object.put("peerAsn", peer.asn);
    add(cat({scenario_id("virtualHubs", peer.server.text), "/bgpConnections/", peer.name.text}),
        "virtualhubs/bgpconnections", peer.name.where, object);
  }

 private:
  Value text(std::string_view content, SourceSpan where) {
    return Value::string(arena_.keep(content), where);
  }
  Value list(const std::vector<Value>& items, SourceSpan where) {
    return Value::array(arena_.keep(items), where);
  }
  Value reference(std::string_view id, SourceSpan where) {
    return ObjectBuilder().put("id", text(id, where)).build(arena_, where);
  }
  Value prefixes(const BranchSketch::Prefixes& space, SourceSpan where) {
    std::vector<Value> items;
    for (const auto& prefix : space) items.push_back(text(prefix.value.to_string(), prefix.where));
    return list(items, where);
  }
  void add(std::string_view id, std::string_view type, SourceSpan where,
           const ObjectBuilder& properties) {
    Resource resource;
    resource.id = ids_.intern(id);
    resource.type = arena_.keep(cat({"microsoft.network/", type}));
    resource.name = ids_.name(resource.id);
    resource.where = where;
    resource.properties = properties.build(arena_, where);
    resources_.push_back(resource);
  }

  ResourceIds& ids_;
  ValueArena& arena_;
  std::vector<Resource>& resources_;
};

}  // namespace

std::string public_address_id(std::string_view gateway, std::size_t instance) {
  return scenario_id("publicIPAddresses", cat({gateway, "-ip", std::to_string(instance + 1)}));
}

void add_branch_resources(const BranchSketch& sketch, ResourceIds& ids, ValueArena& arena,
                          std::vector<Resource>& resources) {
  BranchWriter writer(ids, arena, resources);
  for (const auto& part : sketch.vpn_gateways) writer.public_addresses(part);
  for (const auto& part : sketch.sites) writer.site(part);
  for (const auto& part : sketch.tunnels) writer.tunnel(part);
  for (const auto& part : sketch.route_servers) writer.server(part);
  for (const auto& part : sketch.peers) writer.peer(part);
}

void put_vpn_properties(const BranchSketch::VpnGateway& gateway, ValueArena& arena,
                        ObjectBuilder& object) {
  const SourceSpan where = gateway.name.where;
  object.put("vpnType", gateway.type)
      .put("enableBgp", gateway.enable_bgp)
      .put("activeActive", gateway.active_active);
  if (!gateway.asn.is_missing()) {
    object.put("bgpSettings", ObjectBuilder().put("asn", gateway.asn).build(arena, where));
  }
  if (gateway.clients.empty()) return;
  std::vector<Value> pool;
  for (const auto& prefix : gateway.clients) {
    pool.push_back(Value::string(arena.keep(prefix.value.to_string()), prefix.where));
  }
  const SourceSpan clients = gateway.clients.front().where;
  const Value prefixes = Value::array(arena.keep(pool), clients);
  const Value addresses = ObjectBuilder().put("addressPrefixes", prefixes).build(arena, clients);
  object.put("vpnClientConfiguration",
             ObjectBuilder().put("vpnClientAddressPool", addresses).build(arena, clients));
}

}  // namespace hairpin::import
