#include "import/network_builder.hpp"

#include <string>

#include "base/text.hpp"
#include "tests/lint/import/network_dump.hpp"
#include "tests/support/catch.hpp"

using namespace hairpin;
using namespace hairpin::import;

namespace {

const std::string start = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/";

/// `{"id": "...type/name", "properties": {...}}`
std::string resource(std::string_view type_and_name, std::string_view properties) {
  return cat({R"({"id":")", start, type_and_name, R"(","properties":{)", properties, "}}"});
}
std::string id(std::string_view type_and_name) {
  return cat({R"({"id":")", start, type_and_name, R"("})"});
}

Estate import_all(const std::vector<std::string>& resources) {
  std::string text = "[";
  for (const std::string& item : resources) text += (text.size() > 1 ? "," : "") + item;
  const auto kept = std::make_shared<const std::string>(text + "]");
  const InputText input{"in.json", *kept, kept};
  ImportOptions options;
  options.allow_empty = true;
  Estate estate = import_texts({&input, 1}, options);
  INFO(*kept);
  CHECK(list_problems(estate) == "");
  return estate;
}

/// "what at vnet", or "what anywhere".
std::vector<std::string> attachments(const Estate& estate) {
  std::vector<std::string> found;
  for (const auto& attachment : estate.network.unmodelled) {
    found.push_back(attachment.vnet
                        ? cat({attachment.what, " at ", estate.network.vnets[attachment.vnet].name})
                        : cat({attachment.what, " anywhere"}));
  }
  return found;
}

std::string gateway(std::string_view name, std::string_view vnet, std::string_view type) {
  return resource(
      cat({"virtualNetworkGateways/", name}),
      cat({R"("gatewayType":")", type, R"(","ipConfigurations":[{"properties":{"subnet":)",
           id(cat({"virtualNetworks/", vnet, "/subnets/GatewaySubnet"})), "}}]"}));
}

std::string on_circuit(std::string_view name, std::string_view gateway, std::string_view circuit) {
  return resource(cat({"connections/", name}),
                  cat({R"("connectionType":"ExpressRoute","virtualNetworkGateway1":)",
                       id(cat({"virtualNetworkGateways/", gateway})), R"(,"peer":)",
                       id(cat({"expressRouteCircuits/", circuit}))}));
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("what is only mentioned becomes an opaque node with one unresolved reference") {
  const Estate estate = import_all(
      {on_circuit("k1", "g", "c"), on_circuit("k2", "g", "c"),
       resource("virtualNetworks/v/subnets/a",
                R"("addressPrefix":"10.0.0.0/24","routeTable":)" + id("routeTables/t"))});
  const model::Network& network = estate.network;
  REQUIRE(network.circuits.size() == 1);
  CHECK_FALSE(network.circuits[model::CircuitIndex(0)].in_input);
  CHECK(network.circuits[model::CircuitIndex(0)].connections.size() == 2);
  REQUIRE(network.gateways.size() == 1);
  const model::Gateway& gateway = network.gateways[model::GatewayIndex(0)];
  CHECK_FALSE(gateway.in_input);
  CHECK_FALSE(gateway.allow_remote_vnet_traffic.is_set());
  CHECK(gateway.allow_remote_vnet_traffic.where);
  // The parent of a child that stands alone, with the space its children show.
  REQUIRE(network.vnets.size() == 1);
  CHECK_FALSE(network.vnets[model::VnetIndex(0)].in_input);
  CHECK(network.vnets[model::VnetIndex(0)].address_space.size() == 1);
  CHECK(network.vnets[model::VnetIndex(0)].subnets.size() == 1);
  REQUIRE(network.route_tables.size() == 1);
  CHECK_FALSE(network.route_tables[model::RouteTableIndex(0)].in_input);
  CHECK(network.unresolved.size() == 4);
}

TEST_CASE("peerings of both sides are paired, also when one side has two") {
  const auto peering = [](std::string_view vnet, std::string_view name, std::string_view remote) {
    return resource(cat({"virtualNetworks/", vnet, "/virtualNetworkPeerings/", name}),
                    R"("remoteVirtualNetwork":)" + id(cat({"virtualNetworks/", remote})));
  };
  const Estate estate =
      import_all({peering("a", "p2", "b"), peering("b", "q", "a"), peering("a", "p1", "B"),
                  peering("a", "self", "a"), peering("c", "lone", "a")});
  std::vector<std::string> pairs;
  for (const auto& one : estate.network.peerings) {
    const auto reverse = one.reverse;
    pairs.push_back(cat({one.name, "-", reverse ? estate.network.peerings[reverse].name : "none"}));
  }
  CHECK(pairs == Names{"p1-q", "p2-none", "self-none", "q-p1", "lone-none"});
}

TEST_CASE("what connects VNets in ways that are not followed is recorded at the VNet") {
  SECTION("hubs without their tables, with connections also nested as old ones are") {
    const Estate estate =
        import_all({resource("virtualHubs/h/hubVirtualNetworkConnections/c",
                             R"("remoteVirtualNetwork":)" + id("virtualNetworks/v")),
                    resource("virtualHubs/h",
                             R"("virtualWan":)" + id("virtualWans/w") +
                                 R"(,"virtualNetworkConnections":[{"name":"d","properties":)" +
                                 R"({"remoteVirtualNetwork":)" + id("virtualNetworks/w") + "}}]")});
    CHECK(attachments(estate) ==
          Names{"route tables of Virtual WAN hub at v", "route tables of Virtual WAN hub at w"});
    CHECK(estate.network.virtual_wans.connections.size() == 2);
  }
  SECTION("the peering that the platform makes for a hub") {
    const Estate estate =
        import_all({resource("virtualNetworks/v/virtualNetworkPeerings/RemoteVnetToHubPeering_1",
                             R"("remoteVirtualNetwork":)" + id("virtualNetworks/x")),
                    resource("virtualNetworks/w/virtualNetworkPeerings/p",
                             R"("remoteVirtualNetwork":)" + id("virtualNetworks/HV_hub_1"))});
    CHECK(attachments(estate) ==
          Names{"Virtual WAN hub peering at v", "Virtual WAN hub peering at w"});
  }
  SECTION("tunnels whose other end is not known") {
    const Estate estate =
        import_all({gateway("g", "v", "Vpn"), gateway("f", "w", "Vpn"),
                    resource("connections/t",
                             R"("connectionType":"Vnet2Vnet","virtualNetworkGateway1":)" +
                                 id("virtualNetworkGateways/g") + R"(,"virtualNetworkGateway2":)" +
                                 id("virtualNetworkGateways/f"))});
    CHECK(attachments(estate).empty());  // it is followed
    const Estate outside =
        import_all({gateway("g", "v", "Vpn"),
                    resource("connections/t",
                             R"("connectionType":"Vnet2Vnet","virtualNetworkGateway1":)" +
                                 id("virtualNetworkGateways/g") + R"(,"virtualNetworkGateway2":)" +
                                 id("virtualNetworkGateways/f")),
                    resource("connections/u",
                             R"("connectionType":"IPsec","virtualNetworkGateway1":)" +
                                 id("virtualNetworkGateways/g") + R"(,"localNetworkGateway2":)" +
                                 id("localNetworkGateways/l"))});
    CHECK(attachments(outside) ==
          Names{"VNet-to-VNet connection at v", "site-to-site connection at v"});
  }
  SECTION("a Route Server, with and without its IP configuration") {
    const Estate placed =
        import_all({resource("virtualHubs/rs", R"("virtualWan":null)"),
                    resource("virtualHubs/rs/ipConfigurations/c",
                             R"("subnet":)" + id("virtualNetworks/v/subnets/RouteServerSubnet"))});
    CHECK(attachments(placed).empty());  // it is followed
    CHECK(placed.network.route_servers.size() == 1);
    const Estate unplaced = import_all({resource("virtualHubs/rs", "")});
    CHECK(attachments(unplaced) == Names{"Route Server anywhere"});
  }
  SECTION("a hub that only its gateway mentions may be of any Virtual WAN") {
    const Estate estate = import_all(
        {resource("expressRouteGateways/hg",
                  R"("virtualHub":)" + id("virtualHubs/h") +
                      R"(,"expressRouteConnections":[{"name":"c","properties":)" +
                      R"({"expressRouteCircuitPeering":)" +
                      id("expressRouteCircuits/c1/peerings/AzurePrivatePeering") + "}}]"),
         gateway("g1", "v1", "ExpressRoute"), on_circuit("k1", "g1", "c1")});
    CHECK(attachments(estate) == Names{"Virtual WAN hub outside the input anywhere"});
  }
  SECTION("Virtual Network Manager") {
    const Estate estate =
        import_all({resource("networkManagers/m/connectivityConfigurations/c", "")});
    CHECK(attachments(estate) == Names{"Virtual Network Manager connectivity anywhere"});
  }
}

TEST_CASE("a circuit says whether it states its peerings") {
  const auto states = [](const std::vector<std::string>& resources) {
    const Estate estate = import_all(resources);
    return estate.network.circuits[model::CircuitIndex(0)].states_peerings;
  };
  CHECK_FALSE(states({resource("expressRouteCircuits/c", "")}));
  CHECK_FALSE(states({resource("expressRouteCircuits/c", R"("peerings":null)")}));
  CHECK(states({resource("expressRouteCircuits/c", R"("peerings":[])")}));
  CHECK(states({resource("expressRouteCircuits/c", ""),
                resource("expressRouteCircuits/c/peerings/AzurePrivatePeering", "")}));
}

TEST_CASE("Global Reach is told by either side, and only by the private peering") {
  const auto peered = [](std::string_view peering) {
    return resource("expressRouteCircuits/c",
                    cat({R"("peerings":[{"name":")", peering,
                         R"(","properties":{"peeredConnections":[{"name":"l","properties":)",
                         R"({"peerExpressRouteCircuitPeering":)",
                         id("expressRouteCircuits/d/peerings/AzurePrivatePeering"), "}}]}}]"}));
  };
  const Estate estate = import_all({peered("AzurePrivatePeering")});
  REQUIRE(estate.network.global_reach.size() == 1);
  const auto& link = estate.network.global_reach[model::GlobalReachIndex(0)];
  CHECK(link.from_peered_connections);
  CHECK(estate.network.circuits[link.circuit].name == "c");
  CHECK(estate.network.circuits[link.peer].name == "d");
  CHECK(import_all({peered("MicrosoftPeering")}).network.global_reach.empty());
}

TEST_CASE("the tier and bandwidth of a circuit come from where they are stated") {
  const auto circuit_of = [](std::string_view extra, std::string_view properties) {
    const std::string text = cat({R"({"id":")", start, R"(expressRouteCircuits/c",)", extra,
                                  R"("properties":{)", properties, "}}"});
    const Estate estate = import_all({text});
    return estate.network.circuits[model::CircuitIndex(0)];
  };
  CHECK(circuit_of(R"("sku":{"tier":"local"},)", "").tier.is(model::CircuitTier::local));
  CHECK(circuit_of(R"("sku":{"name":"Premium_UnlimitedData"},)", "")
            .tier.is(model::CircuitTier::premium));
  CHECK_FALSE(circuit_of("", "").tier.is_set());
  CHECK(circuit_of("", R"("bandwidthInGbps":2.5)").bandwidth_mbps.is(2500));
  CHECK(circuit_of("", R"("serviceProviderProperties":{"bandwidthInMbps":"50"})")
            .bandwidth_mbps.is(50));
}
