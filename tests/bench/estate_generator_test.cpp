#include "tests/support/estate_generator.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "base/prefix_set.hpp"
#include "base/text.hpp"
#include "tests/support/catch.hpp"

namespace hairpin::test {
namespace {

using nlohmann::json;

EstateSize small_estate() {
  return {.hubs = 3,
          .spokes_per_hub = 5,
          .circuits = 3,
          .nics_per_vnet = 7,
          .network_security_groups = 4,
          .route_tables = 5,
          .global_reach_links = 2,
          .firewalls = 2,
          .seed = 7};
}

const json& parsed() {
  static const json document = json::parse(estate_text(small_estate()));
  return document;
}

/// All values of member `id` anywhere below, but for those of the resource or child itself.
void collect_references(const json& value, bool is_definition, std::set<std::string>& ids) {
  if (value.is_object()) {
    const bool defines = is_definition || value.contains("properties");
    for (const auto& [key, member] : value.items()) {
      if (key == "id" && !defines) ids.insert(fold_ascii(member.get<std::string>()));
      if (key != "id") collect_references(member, false, ids);
    }
  } else if (value.is_array()) {
    for (const json& item : value) collect_references(item, false, ids);
  }
}

void collect_definitions(const json& value, std::set<std::string>& ids) {
  if (value.is_object() && value.contains("id") && value.contains("properties")) {
    ids.insert(fold_ascii(value["id"].get<std::string>()));
  }
  if (!value.is_structured()) return;
  for (const json& member : value) collect_definitions(member, ids);
}

}  // namespace

TEST_CASE("the same size gives the same bytes, another seed gives others") {
  EstateSize other = small_estate();
  CHECK(estate_text(other) == estate_text(small_estate()));
  other.seed = 8;
  CHECK(estate_text(other) != estate_text(small_estate()));
}

TEST_CASE("the announced number of resources is the number of rows, each with an id of its own") {
  const json& rows = parsed()["data"];
  std::set<std::string> ids;
  for (const json& row : rows) ids.insert(fold_ascii(row["id"].get<std::string>()));
  CHECK(parsed()["count"] == rows.size());
  CHECK(parsed()["total_records"] == rows.size());
  CHECK(ids.size() == rows.size());
}

TEST_CASE("every network resource that a generated one refers to is in the export") {
  std::set<std::string> defined, referenced;
  collect_definitions(parsed(), defined);
  collect_references(parsed(), false, referenced);
  REQUIRE(referenced.size() > 50);
  for (const std::string& id : referenced) {
    if (id.find("/microsoft.network/") == id.npos) continue;  // virtual machines
    CAPTURE(id);
    CHECK(defined.count(id) == 1);
  }
}

TEST_CASE("no two generated VNets share an address, and no two NICs") {
  PrefixSet taken;
  std::set<std::string> addresses;
  std::size_t nics = 0;
  for (const json& row : parsed()["data"]) {
    const json& properties = row["properties"];
    if (row["type"] == "microsoft.network/virtualnetworks") {
      const auto text = properties["addressSpace"]["addressPrefixes"][0].get<std::string>();
      const auto prefix = Prefix::parse(text).prefix;
      REQUIRE(prefix);
      CHECK_FALSE(taken.overlaps(*prefix));
      taken |= *prefix;
    } else if (row["type"] == "microsoft.network/networkinterfaces") {
      addresses.insert(properties["ipConfigurations"][0]["properties"]["privateIPAddress"]);
      ++nics;
    }
  }
  CHECK(nics == std::size_t{18} * 7);
  CHECK(addresses.size() == nics);
}

TEST_CASE("route tables lead to the firewall of a hub that has one") {
  std::map<std::string, std::string> firewalls;  // address by resource group
  std::size_t led = 0, tables = 0;
  for (const json& row : parsed()["data"]) {
    if (row["type"] != "microsoft.network/azurefirewalls") continue;
    const json& configuration = row["properties"]["ipConfigurations"][0];
    firewalls[row["resourceGroup"]] = configuration["properties"]["privateIPAddress"];
  }
  CHECK(firewalls.size() == 2);
  for (const json& row : parsed()["data"]) {
    if (row["type"] != "microsoft.network/routetables") continue;
    ++tables;
    const json& hop = row["properties"]["routes"][0]["properties"]["nextHopIpAddress"];
    led += std::count_if(firewalls.begin(), firewalls.end(),
                         [&](const auto& firewall) { return firewall.second == hop; });
  }
  CHECK(tables == 5);
  CHECK(led == 4);  // of the hubs 0, 1, 2 the first two have two tables each
}

TEST_CASE("both sides of a generated peering exist, and only the hub's allows gateway transit") {
  std::map<std::pair<std::string, std::string>, json> sides;
  for (const json& row : parsed()["data"]) {
    for (const json& peering : row["properties"].value("virtualNetworkPeerings", json::array())) {
      const json& properties = peering["properties"];
      sides[{row["id"], properties["remoteVirtualNetwork"]["id"]}] = properties;
    }
  }
  CHECK(sides.size() == std::size_t{2} * 3 * 5);
  for (const auto& [ends, side] : sides) {
    const auto other = sides.find({ends.second, ends.first});
    REQUIRE(other != sides.end());
    CHECK(side["allowGatewayTransit"] == other->second["useRemoteGateways"]);
    CHECK(side["allowGatewayTransit"] != other->second["allowGatewayTransit"]);
  }
}

TEST_CASE("sizes that the address plan cannot hold are refused with a reason") {
  CHECK(refusal(small_estate()).empty());
  EstateSize size = small_estate();
  size.nics_per_vnet = 1;
  CHECK_FALSE(refusal(size).empty());
  size = small_estate();
  size.global_reach_links = 4;  // three circuits make three pairs
  CHECK_FALSE(refusal(size).empty());
  size = small_estate();
  size.hubs = 0;
  CHECK_FALSE(refusal(size).empty());
}

TEST_CASE("indenting changes no value") {
  EstateSize size = small_estate();
  size.indent = 2;
  CHECK(json::parse(estate_text(size)) == parsed());
}

}  // namespace hairpin::test
