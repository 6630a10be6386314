#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "base/text.hpp"
#include "import/estate.hpp"
#include "reach/reachability.hpp"
#include "tests/support/catch.hpp"

// Inputs that say less than they seem to: each takes a sample apart in one way, and asks about one
// pair of VNets. "isolated" is right only where the rest of the input shows it. [0.3]
namespace hairpin {
namespace {

using nlohmann::json;

/// samples/toggles-off: hub001 with spoke001 and hub002 with spoke002 on one circuit, whose toggles
/// keep the two sides apart.
json sample() {
  std::ifstream file(HAIRPIN_SOURCE_DIR "/samples/toggles-off/resources.json");
  return json::parse(file);
}

json& resource(json& estate, std::string_view name) {
  for (json& row : estate.at("data")) {
    if (row.at("name") == name) return row;
  }
  FAIL("the sample has no " << name);
  return estate;
}

/// The only peering of a spoke, or the first one of a hub.
json& peering(json& estate, std::string_view vnet) {
  return resource(estate, vnet).at("properties").at("virtualNetworkPeerings").at(0);
}

reach::Direction direction(const json& input, std::string_view from, std::string_view to) {
  const std::string bytes = input.dump();
  const import::InputText text{"estate.json", bytes, {}};
  const import::Estate estate = import::import_texts({&text, 1});
  REQUIRE(estate.usable());
  route::Routing routing(estate.network, estate.ids);
  const reach::Reachability reachability(routing);
  const auto source = reachability.endpoint(from), target = reachability.endpoint(to);
  REQUIRE(source);
  REQUIRE(target);
  return reachability.direction(*source, *target);
}

std::string verdict(const json& input, std::string_view from, std::string_view to) {
  return std::string(name_of(direction(input, from, to).verdict));
}

TEST_CASE("the sample shows what is isolated and what is not") {
  const json whole = sample();
  CHECK(verdict(whole, "spoke001", "spoke002") == "isolated");
  CHECK(verdict(whole, "spoke001", "hub001") == "reachable");
}

TEST_CASE("a left-over peering object does not hide the one that is connected") {
  // Sorts before the connected one, and after it.
  const std::string name = GENERATE("a-stale", "z-stale");
  const std::string vnet = GENERATE("hub001", "spoke001");
  json estate = sample();
  json stale = peering(estate, vnet);
  const std::string id = stale.at("id");
  stale["id"] = id.substr(0, id.rfind('/') + 1) + name;
  stale["name"] = name;
  stale["properties"]["peeringState"] = "Disconnected";
  stale["properties"]["useRemoteGateways"] = false;
  stale["properties"]["allowGatewayTransit"] = false;
  json& list = resource(estate, vnet)["properties"]["virtualNetworkPeerings"];
  SECTION("behind it in the list") { list.push_back(stale); }
  SECTION("before it in the list") { list.insert(list.begin(), stale); }
  INFO(name << " in " << vnet);
  CHECK(verdict(estate, "spoke001", "hub001") == "reachable");
  CHECK(verdict(estate, "hub001", "spoke001") == "reachable");
  // The gateway goes on announcing the spoke.
  resource(estate, "ergw-hub002")["properties"]["allowRemoteVnetTraffic"] = true;
  CHECK(verdict(estate, "hub002", "spoke001") == "reachable");
}

TEST_CASE("a flag of a peering that cannot be read may have either value") {
  const std::string key = GENERATE("useRemoteGateways", "allowGatewayTransit");
  json estate = sample();
  resource(estate, "ergw-hub002")["properties"]["allowRemoteVnetTraffic"] = true;
  const std::string vnet = key == "useRemoteGateways" ? "spoke001" : "hub001";
  CHECK(verdict(estate, "hub002", "spoke001") == "reachable");
  const json value = GENERATE(json(nullptr), json(1), json("yes"), json::object());
  peering(estate, vnet)["properties"][key] = value;
  INFO(key << " is " << value.dump());
  CHECK(verdict(estate, "hub002", "spoke001") == "unproven");
}

TEST_CASE("a row that was cut down does not say that there is nothing") {
  json estate = sample();
  SECTION("a VNet without its peerings") {
    resource(estate, "spoke001")["properties"].erase("virtualNetworkPeerings");
    CHECK(verdict(estate, "spoke001", "hub001") == "reachable");  // the hub's side shows it
  }
  SECTION("a VNet without its subnets") {
    resource(estate, "spoke001")["properties"].erase("subnets");
  }
  SECTION("a route table without its routes") {
    resource(estate, "rt-spoke001-app")["properties"].erase("routes");
  }
  const reach::Direction answer = direction(estate, "spoke001", "spoke002");
  CHECK(name_of(answer.verdict) == "unproven");
  CHECK(!answer.missing.empty());
}

TEST_CASE("gateways are apart only if their connections were exported") {
  json estate = sample();
  json& rows = estate.at("data");
  const auto count = [&] { estate["count"] = estate["total_records"] = rows.size(); };
  const auto is_connection = [](const json& row) {
    return row.at("type") == "microsoft.network/connections";
  };
  rows.erase(std::find_if(rows.begin(), rows.end(), is_connection));
  count();
  // One is left: gateways without any are not connected.
  CHECK(verdict(estate, "hub001", "hub002") == "isolated");
  rows.erase(std::remove_if(rows.begin(), rows.end(), is_connection), rows.end());
  count();
  const reach::Direction answer = direction(estate, "spoke001", "hub002");
  CHECK(name_of(answer.verdict) == "unproven");
  REQUIRE(!answer.missing.empty());
  CHECK(answer.missing.front().remedy.find("connections") != std::string::npos);
}

TEST_CASE("rows that cannot be told what they are cut the export") {
  json estate = sample();
  SECTION("no id, and nothing that makes one") {
    for (const auto* key : {"id", "subscriptionId"}) resource(estate, "ergw-hub001").erase(key);
  }
  SECTION("neither id nor type") { resource(estate, "ergw-hub001") = {{"name", "something"}}; }
  SECTION("no resource at all") { resource(estate, "ergw-hub001") = 7; }
  SECTION("no type, but an id that tells it") {
    resource(estate, "hub001").erase("type");
    CHECK(verdict(estate, "spoke001", "hub001") == "reachable");
    return;
  }
  SECTION("a type that the id contradicts") {
    resource(estate, "hub001")["type"] = "nonsense";
    CHECK(verdict(estate, "spoke001", "hub001") != "isolated");
    return;
  }
  CHECK(verdict(estate, "spoke001", "spoke002") == "unproven");
}

TEST_CASE("a next hop may be in a peer whose address space nobody states") {
  json estate = sample();
  json& spoke = resource(estate, "spoke001")["properties"];
  json outside = spoke["virtualNetworkPeerings"][0];
  outside["name"] = "to-elsewhere";
  outside["id"] = outside["id"].get<std::string>() + "-elsewhere";
  json& properties = outside["properties"];
  properties["remoteVirtualNetwork"]["id"] =
      "/subscriptions/other/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/"
      "elsewhere";
  properties["useRemoteGateways"] = false;
  properties.erase("remoteAddressSpace");
  properties.erase("remoteVirtualNetworkAddressSpace");
  spoke["virtualNetworkPeerings"].push_back(outside);
  resource(estate, "rt-spoke001-app")["properties"]["routes"] =
      json::array({{{"name", "to-nva"},
                    {"properties",
                     {{"addressPrefix", "10.60.0.0/16"},
                      {"nextHopType", "VirtualAppliance"},
                      {"nextHopIpAddress", "10.99.0.4"}}}}});
  CHECK(verdict(estate, "spoke001", "spoke002") == "unproven");
}

}  // namespace
}  // namespace hairpin
