#include "import/scenario.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "import/estate.hpp"
#include "tests/support/catch.hpp"

namespace hairpin::import {
namespace {

struct Read {
  explicit Read(std::string content)
      : text(std::make_shared<std::string>(std::move(content))),
        file(sources.add("a.scn", *text, text)),
        scenario(read_scenario(*text, file, ids, arena)) {}

  std::vector<std::string> errors() const {
    std::vector<std::string> lines;
    for (const Diagnostic& fault : scenario.faults) {
      CHECK(fault.kind == Diagnostic::Kind::unusable);
      CHECK_FALSE(fault.hint.empty());
      const Position at = sources.position(fault.where);
      lines.push_back(cat({std::to_string(at.line), ":", std::to_string(at.column), " ",
                           fault.statement, " | ", fault.hint}));
    }
    return lines;
  }
  /// The resource with that type ("virtualNetworks") and name.
  const Resource& resource(std::string_view type, std::string_view name) const {
    const std::string folded = fold_ascii(cat({"microsoft.network/", type}));
    for (const Resource& known : scenario.resources) {
      if (known.type == folded && known.name == name) return known;
    }
    FAIL("no resource " << type << "/" << name);
    return scenario.resources.front();
  }
  std::string written(const Value& value) const { return std::string(sources.text(value.where())); }

  std::shared_ptr<std::string> text;
  SourceMap sources;
  ResourceIds ids;
  ValueArena arena;
  FileIndex file;
  Scenario scenario;
};

constexpr const char* two_hubs = R"(
# gw-dev accepts what the MSEE learned from gw-prod; gw-prod does not return the favour.
vnet     prod     10.10.0.0/16
vnet     dev      10.20.0.0/16
gateway  gw-prod  in prod   accepts on-premises
gateway  gw-dev   in dev    accepts on-premises, remote-vnets
circuit  er1      connects gw-prod, gw-dev
separate prod | dev

fib   dev   10.10.0.0/16  via gw-dev  learned from er1
path  dev -> prod         dev > gw-dev > er1/msee > gw-prod > prod
path  prod -> dev         none: no route to 10.20.0.0/16
finds HP101 at gw-dev
)";

TEST_CASE("a scenario becomes the resources of an export, with positions in its text") {
  const Read read(two_hubs);
  REQUIRE(read.errors() == std::vector<std::string>{});
  CHECK(read.scenario.resources.size() == 7);  // two connections come of `connects`

  const Resource& prod = read.resource("virtualNetworks", "prod");
  CHECK(read.ids.text(prod.id) ==
        "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/scenario/providers/"
        "Microsoft.Network/virtualNetworks/prod");
  CHECK(to_json(prod.properties) ==
        R"({"addressSpace":{"addressPrefixes":["10.10.0.0/16"]},"subnets":[],)"
        R"("virtualNetworkPeerings":[]})");
  CHECK(read.sources.position(prod.where).line == 3);

  const Value& closed = read.resource("virtualNetworkGateways", "gw-prod").properties;
  CHECK_FALSE(closed["allowRemoteVnetTraffic"].as_boolean());
  CHECK(closed["allowRemoteVnetTraffic"].kind() == Value::Kind::boolean);
  CHECK(read.written(closed["allowRemoteVnetTraffic"]) == "accepts");
  const Value& open = read.resource("virtualNetworkGateways", "gw-dev").properties;
  CHECK(open["allowRemoteVnetTraffic"].as_boolean());
  CHECK(read.written(open["allowRemoteVnetTraffic"]) == "remote-vnets");
  CHECK(open["allowVirtualWanTraffic"].kind() == Value::Kind::boolean);

  const Value& connection = read.resource("connections", "gw-dev-to-er1").properties;
  CHECK(connection["peer"]["id"].text().ends_with("/expressRouteCircuits/er1"));
  CHECK(read.written(connection["peer"]["id"]) == "er1");
  const Resource& circuit = read.resource("expressRouteCircuits", "er1");
  CHECK(circuit.sku["tier"].text() == "Standard");
  CHECK(circuit.properties["peerings"].items()[0]["connections"].is_array());
}

TEST_CASE("a spoke is a VNet with both sides of a peering and gateway transit") {
  const Read read("vnet H1 10.0.0.0/16\nspoke S1 10.10.0.0/16, fd00:10::/48 of H1 in japaneast\n");
  REQUIRE(read.errors() == std::vector<std::string>{});
  const Resource& hub = read.resource("virtualNetworks", "H1");
  const Value& to_spoke = hub.properties["virtualNetworkPeerings"].items()[0];
  CHECK(to_spoke["allowGatewayTransit"].as_boolean());
  CHECK_FALSE(to_spoke["useRemoteGateways"].as_boolean());
  CHECK(to_spoke["peeringState"].text() == "Connected");
  CHECK(to_spoke["remoteAddressSpace"]["addressPrefixes"].items().size() == 2);
  const Resource& spoke = read.resource("virtualNetworks", "S1");
  CHECK(spoke.location == "japaneast");
  const Value& to_hub = spoke.properties["virtualNetworkPeerings"].items()[0];
  CHECK(to_hub["useRemoteGateways"].as_boolean());
  CHECK(read.written(to_hub["useRemoteGateways"]) == "of H1");
}

TEST_CASE("what a scenario does not state is absent, not false") {
  const Read read(
      "vnet A 10.1.0.0/16\nvnet B 10.2.0.0/16\ngateway g in A toggles not stated\n"
      "peering A -> B state not stated\n"
      "circuit c private-peering not stated tier not stated connects g\n");
  REQUIRE(read.errors() == std::vector<std::string>{});
  const Value& gateway = read.resource("virtualNetworkGateways", "g").properties;
  CHECK(gateway["allowRemoteVnetTraffic"].kind() == Value::Kind::absent);
  CHECK(gateway["allowVirtualWanTraffic"].kind() == Value::Kind::absent);
  const Value& vnet = read.resource("virtualNetworks", "A").properties;
  CHECK(vnet["virtualNetworkPeerings"].items()[0]["peeringState"].is_missing());
  const Resource& circuit = read.resource("expressRouteCircuits", "c");
  CHECK(circuit.properties["peerings"].is_missing());
  CHECK(circuit.sku.is_missing());
}

TEST_CASE("a scenario can hold a value that no property can hold") {
  const Read read("vnet A 10.1.0.0/16\ngateway g in A toggles unreadable\n");
  REQUIRE(read.errors() == std::vector<std::string>{});
  const Value& gateway = read.resource("virtualNetworkGateways", "g").properties;
  CHECK(gateway["allowRemoteVnetTraffic"].is_string());
  CHECK(read.written(gateway["allowRemoteVnetTraffic"]) == "toggles unreadable");
}

TEST_CASE("what is only mentioned has no resource but keeps its references") {
  const Read read(
      "vnet hub 10.0.0.0/16 only mentioned\nvnet S 10.1.0.0/16\npeering S <-> hub\n"
      "gateway g in S accepts on-premises\ngateway far only mentioned\n"
      "circuit c only mentioned connects g, far\n");
  REQUIRE(read.errors() == std::vector<std::string>{});
  CHECK(read.scenario.resources.size() == 4);  // S, g and two connections
  const Value& peering =
      read.resource("virtualNetworks", "S").properties["virtualNetworkPeerings"].items()[0];
  CHECK(peering["remoteVirtualNetworkAddressSpace"]["addressPrefixes"].items()[0].text() ==
        "10.0.0.0/16");
}

TEST_CASE("route tables stand on subnets, or on all workload subnets of a VNet") {
  const Read read(
      "vnet V 10.0.0.0/16\nsubnet V/app 10.0.1.0/24\nsubnet V/GatewaySubnet 10.0.255.0/27\n"
      "vnet W 10.1.0.0/16\n"
      "table t on V, W  propagation off\nroute t 0.0.0.0/0 to 10.0.1.4\nroute t 10.9.0.0/16 to "
      "drop\n"
      "table u on V/GatewaySubnet\n"
      "appliance nva at 10.0.1.4 in V forwarding not stated\n"
      "load-balancer lb at 10.0.1.5 in V/app before nva\n");
  REQUIRE(read.errors() == std::vector<std::string>{});
  const auto table_of = [&](std::string_view vnet, std::size_t subnet) {
    const Value& value = read.resource("virtualNetworks", vnet).properties["subnets"];
    return std::string(value.items()[subnet]["routeTable"]["id"].text());
  };
  CHECK(table_of("V", 0).ends_with("/routeTables/t"));
  CHECK(table_of("V", 1).ends_with("/routeTables/u"));
  CHECK(table_of("W", 0).ends_with("/routeTables/t"));
  const Value& table = read.resource("routeTables", "t").properties;
  CHECK(table["disableBgpRoutePropagation"].as_boolean());
  CHECK(table["routes"].items()[0]["nextHopIpAddress"].text() == "10.0.1.4");
  CHECK(table["routes"].items()[1]["nextHopType"].text() == "None");
  const Value& interface = read.resource("networkInterfaces", "nva").properties;
  CHECK(interface["enableIPForwarding"].is_missing());
  CHECK(interface["ipConfigurations"].items()[0]["subnet"]["id"].text().ends_with("/subnets/app"));
  const Value& pool = read.resource("loadBalancers", "lb").properties["backendAddressPools"];
  CHECK(pool.items()[0]["backendIPConfigurations"].items()[0]["id"].text().ends_with(
      "/networkInterfaces/nva/ipConfigurations/default"));
}

TEST_CASE("Global Reach is told by the circuit that is named first") {
  const Read read(
      "circuit c1\ncircuit c2\nglobal-reach c2 with c1 status Connecting\n"
      "global-reach c1 with c2 peered status not stated\n");
  REQUIRE(read.errors() == std::vector<std::string>{});
  const auto peering = [&](std::string_view circuit) {
    return read.resource("expressRouteCircuits", circuit).properties["peerings"].items()[0];
  };
  const Value told = peering("c2")["connections"].items()[0];
  CHECK(told["circuitConnectionStatus"].text() == "Connecting");
  CHECK(told["peerExpressRouteCircuitPeering"]["id"].text().ends_with(
      "/expressRouteCircuits/c1/peerings/AzurePrivatePeering"));
  CHECK(peering("c1")["connections"].items().empty());
  CHECK(peering("c1")["peeredConnections"].items()[0]["circuitConnectionStatus"].is_missing());
}

TEST_CASE("on-premises sides and assumptions of a scenario enter the network") {
  const Read read(
      "circuit c1\ncircuit c2\non-premises c1 advertises 10.0.0.0/8, 0.0.0.0/0 transit to c2\n"
      "assume remote-vnets refused\nassume appliance */nva* no-forwarding\ntruncated\n");
  REQUIRE(read.errors() == std::vector<std::string>{});
  model::Network network;
  for (const char* name : {"c1", "c2"}) {
    model::Circuit circuit;
    circuit.id = read.resource("expressRouteCircuits", name).id;
    network.circuit_by_id.emplace(circuit.id, network.circuits.add(circuit));
  }
  read.scenario.facts.apply(network);
  read.scenario.facts.apply(network);  // a second time changes nothing about sites
  REQUIRE(network.sites.size() == 1);
  const model::Site& site = network.sites[model::SiteIndex(0)];
  CHECK(site.circuit == model::CircuitIndex(0));
  CHECK(site.advertises.size() == 2);
  CHECK(site.transit.at(0).value == model::CircuitIndex(1));
  CHECK(read.sources.text(site.transit[0].where) == "c2");
  REQUIRE(network.assumptions.allow_remote_vnet_traffic);
  CHECK_FALSE(network.assumptions.allow_remote_vnet_traffic->value);
  CHECK_FALSE(network.assumptions.appliances.at(0).forwards);
  CHECK(network.coverage.truncated);
}

TEST_CASE("a mistake in a scenario is named with position, expectation and remedy") {
  const auto [text, error] = GENERATE(table<std::string, std::string>({
      {"vnet A 10.0.0.1/16",
       "1:8 '10.0.0.1/16' has host bits set, so it is no prefix | did you mean "
       "10.0.0.0/16?"},
      {"vnet A",
       "1:7 expected a prefix, not the end of the line | tests/README.md explains the "
       "notation"},
      {"vnet a/b 10.0.0.0/16",
       "1:6 expected the name of a VNet, not 'a/b' | names have letters, "
       "digits and . _ - ( ), at most 80 of them"},
      {"vnet A 10.0.0.0/16 mentioned",
       "1:20 expected 'in', 'tenant', 'summarized as' or 'only mentioned', not 'mentioned' | "
       "tests/README.md explains the notation"},
      {"vnet A 10.0.0.0/16\ngateway g in A",
       "2:9 it is not said what this gateway accepts | add 'accepts on-premises, remote-vnets', "
       "'accepts on-premises' or 'toggles not stated'"},
      {"vnet A 10.0.0.0/16\ngateway g in A accepts remote-vnet",
       "2:24 expected on-premises, remote-vnets or virtual-wan, not 'remote-vnet' | did you mean "
       "'remote-vnets'?"},
      {"vnet prod 10.0.0.0/16\ngateway g in prd accepts on-premises",
       "2:14 no VNet is named 'prd' | did you mean 'prod'?"},
      {"circuit c connects g",
       "1:20 no gateway is named 'g' | add a line that describes this "
       "gateway"},
      {"vnet A 10.0.0.0/16\nvnet a 10.1.0.0/16",
       "2:6 the VNet 'a' is described a second time | give it another name, or put both into one "
       "line"},
      {"vnet A 10.0.0.0/16\nsubnet A/x 10.1.0.0/24",
       "2:12 10.1.0.0/24 is not in the address space of A | correct it, or add the prefix to the "
       "VNet"},
      {"vnet A 10.0.0.0/16\nappliance n at 10.0.0.4 in A/x",
       "2:16 no subnet 'A/x' holds the address 10.0.0.4 | add the subnet, or correct the address"},
      {"vnet A 10.0.0.0/16\nvnet B 10.1.0.0/16\npeering A <-> B gateway transit",
       "3:17 expected 'state', 'sync', 'no access', 'forwarded traffic', 'only ipv6' or 'subnets', "
       "not 'gateway' | tests/README.md explains the notation"},
      {"vnet A 10.0.0.0/16\npeering A -> A",
       "2:9 a VNet has no peering with itself | name two "
       "VNets"},
      {"circuit c\non-premises c transit to c",
       "2:1 it is not said what on-premises advertises | add 'advertises PREFIX, ...' or "
       "'advertises nothing'"},
      {"table t\nroute t 10.0.0.0/8 to dorp",
       "2:23 expected an IP address, not 'dorp' | write one such as 10.1.0.4"},
      {"vnet A 10.0.0.0/16\ntable t on A\ntable u on A",
       "3:12 the subnet 'default' has a route table already | a subnet has one route table, or "
       "none"},
      {"virtual-wan w\nhub h 10.0.0.0/23 of v",
       "2:22 no Virtual WAN is named 'v' | add a line that describes this Virtual WAN"},
      {"virtual-wan w\nhub h 10.0.0.0/23 of w\nhub-gateway g in h",
       "3:13 it is not said what this gateway accepts | add 'accepts on-premises, remote-vnets', "
       "'accepts on-premises' or 'toggle not stated'"},
      {"virtual-wan w\nhub h 10.0.0.0/23 of w\nvnet a 10.1.0.0/16\nhub-connection a to h table x",
       "4:29 hub 'h' has no table 'x' | add 'hub-table h/x'"},
      {"virtual-wan w\nhub h 10.0.0.0/23 of w intent private",
       "2:5 a routing intent sends packets to a firewall | add 'firewall NAME'"},
      {"truncated export", "1:11 expected the end of the line, not 'export' | start a new line"},
      {"vnett A 10.0.0.0/16",
       "1:1 expected vnet, spoke, subnet, peering, gateway, vpn-gateway, vpn-site, tunnel, "
       "route-server, bgp-peer, circuit, connection, global-reach, table, route, appliance, "
       "load-balancer, firewall, machine, nsg, rule, firewall-rule, admin-rules, "
       "admin-rule, virtual-wan, hub, hub-table, hub-route, hub-gateway, hub-connection, "
       "hub-circuit, connected-group, private-endpoint, private-link-service, on-premises, assume, "
       "separate, truncated, fib, path, reach or finds, not 'vnett' | did you mean 'vnet'?"},
  }));
  CAPTURE(text);
  CHECK(Read(text).errors() == std::vector<std::string>{error});
}

TEST_CASE("one run names all mistakes of a scenario, up to a hundred") {
  CHECK(Read("vnet A\nvnet B\nvnet C\n").errors().size() == 3);
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "vnet\n";
  CHECK(Read(text).scenario.faults.size() == 100);
}

TEST_CASE(
    "lines that end with a comma go on; comments, tabs, CRLF and a byte order mark are fine") {
  const Read read("\xef\xbb\xbfvnet\tA 10.0.0.0/16,  # first\r\n  10.1.0.0/16\r\n#end");
  REQUIRE(read.errors() == std::vector<std::string>{});
  const Value& space = read.resource("virtualNetworks", "A").properties["addressSpace"];
  CHECK(space["addressPrefixes"].items().size() == 2);
  CHECK(read.written(space["addressPrefixes"].items()[1]) == "10.1.0.0/16");
}

TEST_CASE("a scenario is told from other texts by its first word") {
  const auto [text, is_scenario] = GENERATE(table<std::string, bool>({
      {"# a comment\n\nvnet A 10.0.0.0/16", true},
      {"vnett A 10.0.0.0/16", true},
      {"reach A -> B isolated", true},
      {"", false},
      {"# only a comment", false},
      {"{\"vnet\": 1}", false},
      {"version: 1", false},
      {"name,type,properties\nvnet,x,y", false},
      {std::string(200'000, 'v'), false},
  }));
  CAPTURE(text.substr(0, 40));
  CHECK(looks_like_scenario(text) == is_scenario);
}

TEST_CASE("an estate can hold scenarios beside exports, with what they declare") {
  const InputText inputs[] = {
      {"a.scn",
       "vnet A 10.1.0.0/16\ngateway g in A toggles not stated\ncircuit c connects g\n"
       "appliance n at 10.1.0.4 in A/x\nsubnet A/x 10.1.0.0/24\n"
       "on-premises c advertises 10.0.0.0/8\nassume remote-vnets refused\ntruncated\n"},
      {"b.json",
       R"({"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/B",
           "type": "Microsoft.Network/virtualNetworks", "properties":
           {"addressSpace": {"addressPrefixes": ["10.2.0.0/16"]}}})"}};
  const Estate estate = import_texts(inputs);
  CHECK(estate.usable());
  CHECK(estate.inputs.at(0).kind == "scenario");
  CHECK(estate.inputs[0].resources == 5);
  const model::Network& network = estate.network;
  CHECK(network.vnets.size() == 2);
  CHECK(network.forwarders.size() == 1);
  REQUIRE(network.sites.size() == 1);
  CHECK(network.sites[model::SiteIndex(0)].circuit == model::CircuitIndex(0));
  CHECK(network.assumptions.allow_remote_vnet_traffic);
  CHECK(network.coverage.truncated);
  CHECK(network.coverage.resources == 6);
}

TEST_CASE("a faulty scenario makes an estate unusable") {
  const InputText input{"a.scn", "vnet A 10.1.0.0/16\nvnet B\n"};
  CHECK_FALSE(import_texts({&input, 1}).usable());
}

TEST_CASE("names in messages are escaped") {
  const std::vector<std::string> errors = Read("vnet \x1b[31mred 10.0.0.0/16\n").errors();
  REQUIRE(errors.size() == 1);
  CHECK(errors[0].find('\x1b') == std::string::npos);
}

}  // namespace
}  // namespace hairpin::import
