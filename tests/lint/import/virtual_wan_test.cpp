#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "import/estate.hpp"
#include "tests/support/catch.hpp"

namespace hairpin::import {
namespace {

constexpr std::string_view scope =
    "/subscriptions/0f5e1c1a-6d5b-4b1e-9d0b-3a2f4c5d6e7f/resourceGroups/rg-wan/providers/"
    "Microsoft.Network";

std::string id(std::string_view tail) { return cat({"\"", scope, "/", tail, "\""}); }

std::string resource(std::string_view type, std::string_view tail, std::string_view properties) {
  return cat({R"({"id": )", id(tail), R"(, "name": ")", tail.substr(tail.rfind('/') + 1),
              R"(", "type": "Microsoft.Network/)", type, R"(", "properties": {)", properties,
              "}}"});
}

std::string reference(std::string_view key, std::string_view tail) {
  return cat({"\"", key, R"(": {"id": )", id(tail), "}"});
}

std::string wan(std::string_view properties = R"("type": "Standard")") {
  return resource("virtualWans", "virtualWans/wan", properties);
}

std::string hub(std::string_view more = "") {
  return resource("virtualHubs", "virtualHubs/hub",
                  cat({reference("virtualWan", "virtualWans/wan"),
                       R"(, "addressPrefix": "10.250.0.0/23")", more}));
}

std::string vnet(std::string_view name, std::string_view prefix, std::string_view peerings = "") {
  return resource("virtualNetworks", cat({"virtualNetworks/", name}),
                  cat({R"("addressSpace": {"addressPrefixes": [")", prefix,
                       R"("]}, "subnets": [], "virtualNetworkPeerings": [)", peerings, "]"}));
}

std::string connection(std::string_view vnet, std::string_view more = "") {
  return resource("virtualHubs/hubVirtualNetworkConnections",
                  cat({"virtualHubs/hub/hubVirtualNetworkConnections/to-", vnet}),
                  cat({reference("remoteVirtualNetwork", cat({"virtualNetworks/", vnet})), more}));
}

std::string table(std::string_view name, std::string_view properties) {
  return resource("virtualHubs/hubRouteTables", cat({"virtualHubs/hub/hubRouteTables/", name}),
                  properties);
}

std::string list(const std::vector<std::string>& rows) {
  std::string text = R"({"value": [)";
  for (std::size_t i = 0; i < rows.size(); ++i) text += (i > 0 ? "," : "") + rows[i];
  return text + "]}";
}

/// The inputs have to outlive the estate that views them.
struct Import {
  explicit Import(const std::vector<std::string>& rows) : text(list(rows)) {
    const InputText input{"wan.json", text};
    estate = import_texts({&input, 1});
  }
  const model::VirtualWans& wans() const { return estate.network.virtual_wans; }
  std::vector<std::string> attached() const {
    std::vector<std::string> words;
    for (const auto& attachment : estate.network.unmodelled) {
      words.push_back(cat({attachment.what, " of ",
                           attachment.vnet ? estate.network.vnets[attachment.vnet].name : "any"}));
    }
    return words;
  }
  std::string text;
  Estate estate;
};

using Words = std::vector<std::string>;

TEST_CASE("a hub has its Virtual WAN, its preference and a default table [7.1]") {
  const Import import({wan(), hub(R"(, "hubRoutingPreference": "ASPath")"),
                       vnet("a", "10.1.0.0/16"),
                       table("defaultRouteTable", R"("labels": ["default"])")});
  REQUIRE(import.wans().hubs.size() == 1);
  const model::Hub& hub = *import.wans().hubs.begin();
  CHECK(import.wans().wans[hub.wan].type.is(model::WanType::standard));
  CHECK(hub.preference.is(model::RoutingPreference::as_path));
  CHECK(import.wans().tables[hub.default_table].in_input);
  CHECK(import.attached() == Words{});
  CHECK(import.estate.network.unresolved.empty());
}

TEST_CASE("a hub without a Virtual WAN is a Route Server [7.1]") {
  const Import import({resource("virtualHubs", "virtualHubs/ars", R"("virtualRouterAsn": 65515)"),
                       vnet("a", "10.1.0.0/16")});
  CHECK(import.wans().hubs.empty());
  CHECK(import.attached() == Words{"Route Server of any"});
}

TEST_CASE("the type of a Virtual WAN is found where az puts it, and is never guessed [7.1]") {
  using model::WanType;
  const auto type = [](std::string_view properties) {
    const Import import({wan(properties), vnet("a", "10.1.0.0/16")});
    return import.wans().wans.begin()->type.value;
  };
  CHECK(type(R"("type": "Basic")") == WanType::basic);
  CHECK(type(R"("type": "Premium")") == WanType::unrecognised);
  CHECK_FALSE(type(R"("allowBranchToBranchTraffic": true)"));
  CHECK(type(R"("type": "Microsoft.Network/virtualWans", "typePropertiesType": "Basic")") ==
        WanType::basic);
}

TEST_CASE("a connection without routing goes to all default tables [7.3]") {
  const Import import(
      {wan(), hub(), vnet("a", "10.1.0.0/16"), connection("a"), table("defaultRouteTable", "")});
  REQUIRE(import.wans().connections.size() == 1);
  const model::HubConnection& connection = *import.wans().connections.begin();
  const model::Hub& owner = import.wans().hubs[connection.hub];
  CHECK(connection.states_routing);
  CHECK(connection.associated == owner.default_table);
  CHECK(import.wans().propagates(connection, owner.default_table));
  CHECK(import.attached() == Words{});
}

TEST_CASE("a connection states its tables, labels and static routes [7.3]") {
  const std::string routing = cat(
      {R"(, "enableInternetSecurity": false, "routingConfiguration": {)",
       reference("associatedRouteTable", "virtualHubs/hub/hubRouteTables/rt"),
       R"(, "propagatedRouteTables": {"labels": ["lab"], "ids": [{"id": )",
       id("virtualHubs/hub/hubRouteTables/noneRouteTable"),
       R"(}]}, "vnetRoutes": {"staticRoutesConfig": {"vnetLocalRouteOverrideCriteria": "Equal"},)",
       R"("staticRoutes": [{"name": "s", "addressPrefixes": ["10.7.0.0/16", "10.8.0.0/16"],)",
       R"( "nextHopIpAddress": "10.1.0.4"}]}})"});
  const Import import({wan(), hub(), vnet("a", "10.1.0.0/16"), connection("a", routing),
                       table("rt", R"("labels": ["LAB"])"), table("defaultRouteTable", "")});
  const model::HubConnection& connection = *import.wans().connections.begin();
  const model::HubTableIndex rt = connection.associated;
  CHECK(import.wans().tables[rt].name == "rt");
  CHECK(import.wans().propagates(connection, rt));
  CHECK_FALSE(
      import.wans().propagates(connection, import.wans().hubs[connection.hub].default_table));
  CHECK(connection.internet_security.is(false));
  CHECK(connection.static_routes.size() == 2);
  CHECK(connection.static_routes_override_vnet.is(true));
  CHECK_FALSE(connection.propagate_static_routes.is_set());
}

TEST_CASE("routing that cannot be read is not known, and never none [0.3]") {
  const Import import(
      {wan(), hub(), vnet("a", "10.1.0.0/16"), table("defaultRouteTable", ""),
       connection("a", R"(, "routingConfiguration": {"propagatedRouteTables": 7})")});
  CHECK_FALSE(import.wans().connections.begin()->states_routing);
  CHECK(import.attached() == Words{"Virtual WAN hub connection of a"});
}

TEST_CASE("a hub's gateway names its circuit by the circuit's peering [5.12]") {
  const std::string nested =
      cat({reference("virtualHub", "virtualHubs/hub"),
           R"(, "allowNonVirtualWanTraffic": "true", "expressRouteConnections": [{"name": "er", )",
           R"("properties": {)",
           reference("expressRouteCircuitPeering",
                     "expressRouteCircuits/er1/peerings/AzurePrivatePeering"),
           "}}]"});
  const Import import({wan(), hub(), vnet("a", "10.1.0.0/16"), table("defaultRouteTable", ""),
                       resource("expressRouteGateways", "expressRouteGateways/gw", nested)});
  REQUIRE(import.wans().gateways.size() == 1);
  CHECK(import.wans().gateways.begin()->allow_non_virtual_wan_traffic.is(true));
  REQUIRE(import.wans().connections.size() == 1);
  const model::HubConnection& connection = *import.wans().connections.begin();
  CHECK(connection.kind == model::HubConnectionKind::express_route);
  CHECK(import.estate.network.circuits[connection.circuit].name == "er1");
}

TEST_CASE("a connection of a gateway may be a resource by itself [13.12]") {
  const std::string child =
      resource("expressRouteGateways/expressRouteConnections",
               "expressRouteGateways/gw/expressRouteConnections/er",
               reference("expressRouteCircuitPeering",
                         "expressRouteCircuits/er1/peerings/AzurePrivatePeering"));
  const Import import({wan(), hub(), vnet("a", "10.1.0.0/16"), child,
                       resource("expressRouteGateways", "expressRouteGateways/gw",
                                reference("virtualHub", "virtualHubs/hub"))});
  REQUIRE(import.wans().connections.size() == 1);
  CHECK(import.wans().connections.begin()->circuit);
}

TEST_CASE("static routes and policies name firewalls and connections [7.11, 7.21]") {
  const std::string routes = cat(
      {R"("routes": [{"destinations": ["10.7.0.0/16"], "nextHopType": "ResourceId", "nextHop": )",
       id("virtualHubs/hub/hubVirtualNetworkConnections/to-a"),
       R"(}, {"destinations": ["0.0.0.0/0"], "nextHop": )", id("azureFirewalls/fw"), "}]"});
  const std::string intent =
      cat({R"("routingPolicies": [{"name": "p", "destinations": ["PrivateTraffic"], "nextHop": )",
           id("azureFirewalls/fw"), "}]"});
  const Import import(
      {wan(), hub(), vnet("a", "10.1.0.0/16"), connection("a"), table("defaultRouteTable", routes),
       resource("virtualHubs/routingIntent", "virtualHubs/hub/routingIntent/i", intent)});
  const model::Hub& hub = *import.wans().hubs.begin();
  const auto& read = import.wans().tables[hub.default_table].routes;
  REQUIRE(read.size() == 2);
  CHECK(read[0].next_hop.connection);
  CHECK(read[1].next_hop.is_firewall);
  REQUIRE(hub.private_policy() != nullptr);
  CHECK(hub.private_policy()->next_hop.is_inside_hub());
  CHECK(hub.internet_policy() == nullptr);
}

TEST_CASE("a route whose next hop cannot be read may lead anywhere [0.3]") {
  const Import import(
      {wan(), hub(), vnet("a", "10.1.0.0/16"), connection("a"),
       table("defaultRouteTable", R"("routes": [{"destinations": ["0.0.0.0/0"]}])")});
  CHECK(import.attached() == Words{"route of a hub's table of a"});
  CHECK(import.estate.network.unmodelled.front().unreadable);
}

TEST_CASE("tables that are not in the input may hold static routes [13.8]") {
  const Import import({wan(), hub(), vnet("a", "10.1.0.0/16"), connection("a")});
  CHECK(import.attached() == Words{"route tables of Virtual WAN hub of a"});
}

TEST_CASE("sites and appliances that speak BGP announce what nobody knows [7.35]") {
  const std::string vpn =
      cat({reference("virtualHub", "virtualHubs/hub"), R"(, "connections": [{"name": "site"}])"});
  const std::vector<std::string> known = {wan(), hub(), vnet("a", "10.1.0.0/16"), connection("a"),
                                          table("defaultRouteTable", "")};
  std::vector<std::string> with_vpn = known, with_peer = known;
  with_vpn.push_back(resource("vpnGateways", "vpnGateways/vpn", vpn));
  with_peer.push_back(
      resource("virtualHubs/bgpConnections", "virtualHubs/hub/bgpConnections/nva", ""));
  CHECK(Import(known).attached() == Words{});
  CHECK(Import(with_vpn).attached() == Words{"Virtual WAN VPN connection of a"});
  CHECK(Import(with_peer).attached() == Words{"BGP peer of a hub of a"});
}

TEST_CASE("a site of a hub may be the VPN gateway of a VNet [7.36]") {
  const std::string subnet =
      cat({R"("ipConfigurations": [{"properties": {)",
           reference("subnet", "virtualNetworks/b/subnets/GatewaySubnet"), "}}]"});
  const std::vector<std::string> rows = {
      wan(),
      hub(),
      vnet("a", "10.1.0.0/16"),
      connection("a"),
      table("defaultRouteTable", ""),
      resource("vpnGateways", "vpnGateways/vpn",
               cat({reference("virtualHub", "virtualHubs/hub"),
                    R"(, "connections": [{"name": "site"}])"})),
      vnet("b", "10.2.0.0/16"),
      resource("virtualNetworkGateways", "virtualNetworkGateways/gw",
               cat({R"("gatewayType": "Vpn", )", subnet})),
      resource("localNetworkGateways", "localNetworkGateways/hub",
               R"("gatewayIpAddress": "203.0.113.7", )"
               R"("localNetworkAddressSpace": {"addressPrefixes": ["10.1.0.0/16"]})"),
      resource("connections", "connections/to-hub",
               cat({R"("connectionType": "IPsec", "enableBgp": false, )",
                    reference("virtualNetworkGateway1", "virtualNetworkGateways/gw"), ", ",
                    reference("localNetworkGateway2", "localNetworkGateways/hub")}))};
  CHECK(Import(rows).attached() ==
        Words{"Virtual WAN VPN connection of a", "site-to-site connection of b"});
}

TEST_CASE("what a hub names and the input lacks may lead anywhere [13.11]") {
  const auto attached = [](std::string_view more, std::vector<std::string> rows = {}) {
    rows.insert(rows.end(), {wan(), hub(cat({", ", more})), vnet("a", "10.1.0.0/16"),
                             connection("a"), table("defaultRouteTable", "")});
    return Import(rows).attached();
  };
  CHECK(attached(reference("expressRouteGateway", "expressRouteGateways/er")) ==
        Words{"ExpressRoute gateway of a hub of a"});
  CHECK(attached(reference("vpnGateway", "vpnGateways/vpn")) == Words{"VPN gateway of a hub of a"});
  CHECK(attached(R"("routeTable": {"routes": []}, "virtualHubRouteTableV2s": [])") == Words{});
  CHECK(attached(R"("routeTable": {"routes": [{"nextHopIpAddress": "10.1.0.4"}]})") ==
        Words{"route table of the first kind of a"});
  CHECK(attached(R"("virtualHubRouteTableV2s": [{"name": "t"}])") ==
        Words{"route table of the second kind of a"});
}

TEST_CASE("a hub's gateway that does not list its circuits may be on any [13.11]") {
  const auto attached = [](std::string_view more) {
    return Import({wan(), hub(), vnet("a", "10.1.0.0/16"), connection("a"),
                   table("defaultRouteTable", ""),
                   resource("expressRouteGateways", "expressRouteGateways/er",
                            cat({reference("virtualHub", "virtualHubs/hub"), more}))})
        .attached();
  };
  CHECK(attached("") == Words{"ExpressRoute gateway of a hub of a"});
  CHECK(attached(R"(, "expressRouteConnections": [])") == Words{});
}

TEST_CASE("the default table tells of a routing intent that is not exported [7.21]") {
  const std::string routes =
      cat({R"("routes": [{"name": "_policy_PrivateTraffic", "destinationType": "CIDR", )",
           R"("destinations": ["10.0.0.0/8"], "nextHopType": "ResourceId", "nextHop": )",
           id("azureFirewalls/fw"), "}]"});
  const Import import({wan(), hub(), vnet("a", "10.1.0.0/16"), connection("a"),
                       table("defaultRouteTable", routes)});
  const model::Hub& hub = *import.wans().hubs.begin();
  REQUIRE(hub.private_policy() != nullptr);
  CHECK(hub.private_policy()->next_hop.is_firewall);
  CHECK(hub.internet_policy() == nullptr);
}

TEST_CASE("the platform's own peering tells the hub by name [2.18]") {
  const auto peering = [](std::string_view managed) {
    return cat({R"({"name": "RemoteVnetToHubPeering_1", )",
                R"("properties": {"peeringState": "Connected", "useRemoteGateways": true, )",
                R"("remoteVirtualNetwork": {"id": "/subscriptions/s9/resourceGroups/r/providers/)",
                R"(Microsoft.Network/virtualNetworks/)", managed, R"("}}})"});
  };
  const Import known({wan(), hub(), vnet("a", "10.1.0.0/16", peering("HV_hub_5f9c2c1e"))});
  REQUIRE(known.wans().connections.size() == 1);
  CHECK_FALSE(known.wans().connections.begin()->states_routing);
  CHECK(known.estate.network.peerings.begin()->to_hub);
  const Import unknown({wan(), hub(), vnet("a", "10.1.0.0/16", peering("HV_other_5f9c2c1e"))});
  CHECK(unknown.wans().connections.empty());
  CHECK(unknown.attached() == Words{"Virtual WAN hub peering of a"});
  const Import stated(
      {wan(), hub(), vnet("a", "10.1.0.0/16", peering("HV_other_5f9c2c1e")), connection("a")});
  CHECK(stated.wans().connections.size() == 1);
  CHECK(stated.wans().connections.begin()->states_routing);
}

}  // namespace
}  // namespace hairpin::import
