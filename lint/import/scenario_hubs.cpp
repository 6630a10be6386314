#include <string>
#include <string_view>
#include <utility>

#include "base/text.hpp"
#include "import/scenario_objects.hpp"
#include "import/scenario_resources.hpp"

namespace hairpin::import {
namespace {

constexpr std::string_view hub_type = "virtualHubs";
constexpr std::string_view vnet_type = "virtualNetworks";

/// The id of a child of a hub.
std::string hub_child(std::string_view hub, std::string_view kind, std::string_view name) {
  return cat({scenario_id(hub_type, hub), "/", kind, "/", name});
}

std::string table_id(const StatementCursor::Path& table) {
  return hub_child(table.first.text, "hubRouteTables", table.second.text);
}

class HubWriter {
 public:
  HubWriter(const Sketch& sketch, ResourceIds& ids, ValueArena& arena)
      : sketch_(sketch), ids_(ids), arena_(arena) {}

  std::vector<Resource> write() {
    for (const auto& part : sketch_.wans) {
      ObjectBuilder object;
      object.put("type", part.type);
      add(scenario_id("virtualWans", part.name.text), "virtualWans", part.name, object);
    }
    for (const auto& part : sketch_.hubs) hub(part);
    for (const auto& part : sketch_.hub_tables) table(part.name, part.labels);
    for (const auto& part : sketch_.hub_gateways) gateway(part);
    for (const auto& part : sketch_.hub_connections) {
      if (!part.of_circuit && !part.only_implied) vnet_connection(part);
    }
    return std::move(resources_);
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
  Value words(const std::vector<Word>& names, SourceSpan where) {
    std::vector<Value> items;
    for (const Word& name : names) items.push_back(text(name.text, name.where));
    return list(items, where);
  }

  Resource& add(std::string_view id, std::string_view type, const Word& name,
                const ObjectBuilder& properties) {
    Resource resource;
    resource.id = ids_.intern(std::string(id));
    resource.type = arena_.keep(fold_ascii(cat({"Microsoft.Network/", type})));
    resource.name = arena_.keep(name.text);
    resource.where = name.where;
    resource.properties = properties.build(arena_, name.where);
    return resources_.emplace_back(resource);
  }

  std::string firewall_id(const Sketch::Hub& hub) const {
    return scenario_id("azureFirewalls", hub.firewall.text);
  }

  void hub(const Sketch::Hub& hub) {
    const SourceSpan where = hub.name.where;
    ObjectBuilder object;
    object.put("virtualWan", reference(scenario_id("virtualWans", hub.wan.text), hub.wan.where))
        .put("addressPrefix", text(hub.prefix.value.to_string(), hub.prefix.where))
        .put("hubRoutingPreference", hub.preference);
    if (!hub.firewall.empty()) {
      object.put("azureFirewall", reference(firewall_id(hub), hub.firewall.where));
    }
    std::vector<Value> maps;
    for (const Word& map : hub.route_maps) {
      maps.push_back(reference(hub_child(hub.name.text, "routeMaps", map.text), map.where));
    }
    object.put("routeMaps", list(maps, where));
    Resource& resource = add(scenario_id(hub_type, hub.name.text), hub_type, hub.name, object);
    resource.location = arena_.keep(hub.region.text);
    // An export of a hub's tables always holds the default one.
    if (hub.states_tables) table({hub.name, {"defaultRouteTable", where}, where}, {});
    if (!hub.policies.empty()) intent(hub);
  }

  void intent(const Sketch::Hub& hub) {
    std::vector<Value> policies;
    for (const Word& policy : hub.policies) {
      const bool is_private = policy.text == "private";
      const Value destination = text(is_private ? "PrivateTraffic" : "Internet", policy.where);
      policies.push_back(ObjectBuilder()
                             .put("name", text(policy.text, policy.where))
                             .put("destinations", list({destination}, policy.where))
                             .put("nextHop", text(firewall_id(hub), hub.firewall.where))
                             .build(arena_, policy.where));
    }
    const Word name{"intent", hub.policies.front().where};
    ObjectBuilder object;
    object.put("routingPolicies", list(policies, name.where));
    add(hub_child(hub.name.text, "routingIntent", name.text), "virtualHubs/routingIntent", name,
        object);
  }

  void table(const StatementCursor::Path& name, const std::vector<Word>& labels) {
    std::vector<Value> routes;
    for (const Sketch::HubRoute& route : sketch_.hub_routes) {
      const bool here = equal_folded(route.table.first.text, name.first.text) &&
                        equal_folded(route.table.second.text, name.second.text);
      if (here) routes.push_back(static_route(route));
    }
    ObjectBuilder object;
    object.put("labels", words(labels, name.where)).put("routes", list(routes, name.where));
    add(table_id(name), "virtualHubs/hubRouteTables", name.second, object);
  }

  Value static_route(const Sketch::HubRoute& route) {
    std::string hop = hub_child(route.table.first.text, "hubVirtualNetworkConnections",
                                cat({"to-", route.to.text}));
    for (const Sketch::Hub& hub : sketch_.hubs) {
      if (equal_folded(hub.firewall.text, route.to.text)) hop = firewall_id(hub);
    }
    const Value prefix = text(route.prefix.value.to_string(), route.prefix.where);
    return ObjectBuilder()
        .put("destinationType", text("CIDR", route.prefix.where))
        .put("destinations", list({prefix}, route.prefix.where))
        .put("nextHopType", text("ResourceId", route.to.where))
        .put("nextHop", text(hop, route.to.where))
        .build(arena_, route.prefix.where);
  }

  Value routing(const Sketch::HubConnection& connection, std::string_view hub) {
    const SourceSpan where = connection.where;
    ObjectBuilder object;
    if (!connection.table.first.empty()) {
      object.put("associatedRouteTable",
                 reference(table_id(connection.table), connection.table.where));
    }
    if (connection.states_propagation)
      object.put("propagatedRouteTables", propagation(connection, hub));
    if (!connection.statics.empty()) object.put("vnetRoutes", statics(connection));
    const auto put_map = [&](std::string_view key, const Word& map) {
      if (map.empty()) return;
      object.put(key, reference(hub_child(hub, "routeMaps", map.text), map.where));
    };
    put_map("inboundRouteMap", connection.inbound_map);
    put_map("outboundRouteMap", connection.outbound_map);
    return object.build(arena_, where);
  }

  Value propagation(const Sketch::HubConnection& connection, std::string_view hub) {
    const SourceSpan where = connection.where;
    std::vector<Value> tables;
    for (const StatementCursor::Path& table : connection.propagates_to) {
      tables.push_back(reference(table_id(table), table.where));
    }
    if (tables.empty() && connection.labels.empty()) {
      tables.push_back(reference(hub_child(hub, "hubRouteTables", "noneRouteTable"), where));
    }
    return ObjectBuilder()
        .put("labels", words(connection.labels, where))
        .put("ids", list(tables, where))
        .build(arena_, where);
  }

  Value statics(const Sketch::HubConnection& connection) {
    std::vector<Value> routes;
    for (const Sketch::HubStatic& route : connection.statics) {
      const std::string prefix = route.prefix.value.to_string();
      const Value item = text(prefix, route.prefix.where);
      routes.push_back(
          ObjectBuilder()
              .put("name", text(cat({"to-", prefix}), route.prefix.where))
              .put("addressPrefixes", list({item}, route.prefix.where))
              .put("nextHopIpAddress", text(route.next_hop.value.to_string(), route.next_hop.where))
              .build(arena_, route.prefix.where));
    }
    const Value config = ObjectBuilder()
                             .put("propagateStaticRoutes", connection.propagate_statics)
                             .put("vnetLocalRouteOverrideCriteria", connection.override_vnet)
                             .build(arena_, connection.where);
    return ObjectBuilder()
        .put("staticRoutesConfig", config)
        .put("staticRoutes", list(routes, connection.where))
        .build(arena_, connection.where);
  }

  void vnet_connection(const Sketch::HubConnection& connection) {
    const Word name{arena_.keep(cat({"to-", connection.from.text})), connection.where};
    ObjectBuilder object;
    object
        .put("remoteVirtualNetwork",
             reference(scenario_id(vnet_type, connection.from.text), connection.from.where))
        .put("enableInternetSecurity", connection.internet_security)
        .put("routingConfiguration", routing(connection, connection.to.text));
    add(hub_child(connection.to.text, "hubVirtualNetworkConnections", name.text),
        "virtualHubs/hubVirtualNetworkConnections", name, object);
  }

  void gateway(const Sketch::HubGateway& gateway) {
    std::vector<Value> connections;
    for (const Sketch::HubConnection& part : sketch_.hub_connections) {
      if (!part.of_circuit || !equal_folded(part.from.text, gateway.name.text)) continue;
      const std::string peering =
          cat({scenario_id("expressRouteCircuits", part.to.text), "/peerings/AzurePrivatePeering"});
      connections.push_back(
          ObjectBuilder()
              .put("name", text(cat({"to-", part.to.text}), part.where))
              .put("expressRouteCircuitPeering", reference(peering, part.to.where))
              .put("enableInternetSecurity", part.internet_security)
              .put("routingConfiguration", routing(part, gateway.hub.text))
              .build(arena_, part.where));
    }
    ObjectBuilder object;
    object.put("virtualHub", reference(scenario_id(hub_type, gateway.hub.text), gateway.hub.where))
        .put("allowNonVirtualWanTraffic", gateway.non_virtual_wan)
        .put("expressRouteConnections", list(connections, gateway.name.where));
    add(scenario_id("expressRouteGateways", gateway.name.text), "expressRouteGateways",
        gateway.name, object);
  }

  const Sketch& sketch_;
  ResourceIds& ids_;
  ValueArena& arena_;
  std::vector<Resource> resources_;
};

}  // namespace

std::vector<Resource> sketched_hubs(const Sketch& sketch, ResourceIds& ids, ValueArena& arena) {
  return HubWriter(sketch, ids, arena).write();
}

std::vector<Value> implied_hub_peerings(const Sketch& sketch, std::string_view vnet,
                                        ValueArena& arena) {
  constexpr std::string_view guid = "5f9c2c1e-3b0d-4f63-9f5e-0d6f8a1b7c42";
  std::vector<Value> peerings;
  for (const Sketch::HubConnection& connection : sketch.hub_connections) {
    if (!connection.only_implied || !equal_folded(connection.from.text, vnet)) continue;
    const SourceSpan where = connection.where;
    const auto text = [&](const std::string& content) {
      return Value::string(arena.keep(content), where);
    };
    const std::string managed = scenario_id(vnet_type, cat({"HV_", connection.to.text, "_", guid}));
    peerings.push_back(ObjectBuilder()
                           .put("name", text(cat({"RemoteVnetToHubPeering_", guid})))
                           .put("remoteVirtualNetwork",
                                ObjectBuilder().put("id", text(managed)).build(arena, where))
                           .put("peeringState", text("Connected"))
                           .put("useRemoteGateways", Value::boolean(true, where))
                           .put("allowForwardedTraffic", Value::boolean(false, where))
                           .build(arena, where));
  }
  return peerings;
}

}  // namespace hairpin::import
