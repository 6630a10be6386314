#include "import/overlay.hpp"

#include <memory>

#include "base/text.hpp"
#include "import/estate.hpp"
#include "tests/lint/import/network_dump.hpp"
#include "tests/support/catch.hpp"

using namespace hairpin;
using namespace hairpin::import;

namespace {

const std::string start = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/";

std::string resource(std::string_view type, std::string_view name, std::string_view properties) {
  return cat({R"({"id":")", start, name, R"(","type":"Microsoft.Network/)", type,
              R"(","properties":{)", properties, "}}"});
}

std::string vnet(std::string_view name, std::string_view properties) {
  return resource("virtualNetworks", cat({"virtualNetworks/", name}), properties);
}

InputText input(const std::string& name, std::string text) {
  auto kept = std::make_shared<const std::string>(std::move(text));
  return {name, *kept, kept};
}

Estate over(const std::string& snapshot, const std::string& change) {
  const InputText before = input("snapshot.json", snapshot), after = input("change.json", change);
  ImportOptions options;
  options.allow_empty = true;
  return import_texts_over({&before, 1}, {&after, 1}, options);
}

std::string subnets(const model::Network& network) {
  std::string text;
  for (const model::Subnet& subnet : network.subnets) {
    text += cat({subnet.name, subnet.route_table ? "+table " : " "});
  }
  return text;
}

const std::string space = R"("addressSpace":{"addressPrefixes":["10.0.0.0/16"]})";
const std::string peering = R"({"name":"p","properties":{"peeringState":"Disconnected",)"
                            R"("remoteVirtualNetwork":{"id":")" +
                            start + R"(virtualNetworks/w"}}})";

std::string subnet(std::string_view name, std::string_view rest = "") {
  return cat(
      {R"({"name":")", name, R"(","properties":{"addressPrefix":"10.0.0.0/24")", rest, "}}"});
}

const std::string with_table = R"(,"routeTable":{"id":")" + start + R"(routeTables/rt"})";
const std::string exported =
    vnet("v", cat({space, R"(,"subnets":[)", subnet("a", with_table), ",", subnet("b"),
                   R"(],"virtualNetworkPeerings":[)", peering, "]"}));

}  // namespace

TEST_CASE("a VNet that is deployed again keeps the children that it does not mention") {
  const Estate estate = over(exported, vnet("v", space));
  CHECK(list_problems(estate) == "");
  CHECK(subnets(estate.network) == "a+table b ");
  CHECK(estate.network.peerings.size() == 1);
  CHECK(estate.network.unmodelled.size() == estate.former->network.unmodelled.size());
}

TEST_CASE("subnets that a VNet lists replace those that are there, with all they had") {
  const Estate estate =
      over(exported, vnet("v", cat({space, R"(,"subnets":[)", subnet("a"), "]"})));
  CHECK(subnets(estate.network) == "a ");
  CHECK(estate.network.peerings.size() == 1);
  REQUIRE(estate.former);
  CHECK(subnets(estate.former->network) == "a+table b ");
}

TEST_CASE("a subnet that is deployed by itself leaves the others alone") {
  const std::string change = resource("virtualNetworks/subnets", "virtualNetworks/v/subnets/c",
                                      R"("addressPrefix":"10.0.9.0/24")");
  const Estate estate = over(exported, change);
  CHECK(subnets(estate.network) == "a+table b c ");
}

TEST_CASE("what is deployed again loses what it leaves out, but for what Azure writes") {
  const std::string change = resource(
      "virtualNetworks/virtualNetworkPeerings", "virtualNetworks/v/virtualNetworkPeerings/p",
      cat({R"("allowForwardedTraffic":true,"remoteVirtualNetwork":{"id":")", start,
           R"(virtualNetworks/w"})"}));
  const Estate estate = over(exported, change);
  REQUIRE(estate.network.peerings.size() == 1);
  const model::VnetPeering& side = *estate.network.peerings.begin();
  CHECK(side.state.is(model::PeeringState::disconnected));
  CHECK(side.allow_forwarded_traffic.is(true));
  const model::VnetPeering& former = *estate.former->network.peerings.begin();
  CHECK_FALSE(former.allow_forwarded_traffic.is_set());
}

TEST_CASE("the estate knows what was changed, and where") {
  const Estate estate = over(exported, vnet("x", space));
  REQUIRE(estate.changes.size() == 1);
  CHECK(estate.changes[0].resource == estate.ids.find(start + "virtualNetworks/x"));
  CHECK(estate.is_change(estate.changes[0].where));
  CHECK_FALSE(estate.is_change(estate.network.vnets[model::VnetIndex(0)].where));
  CHECK(estate.network.coverage.resources == 2);
  CHECK(estate.network.coverage.used == 2);
}

TEST_CASE("without a snapshot there is nothing to compare with") {
  const InputText only = input("estate.json", exported);
  const Estate estate = import_texts({&only, 1});
  CHECK_FALSE(estate.former);
  CHECK(estate.changes.empty());
  CHECK_FALSE(estate.is_change(estate.network.vnets[model::VnetIndex(0)].where));
}

TEST_CASE("an interface that is deployed again is one") {
  const auto interface = [](std::string_view address) {
    return resource("networkInterfaces", "networkInterfaces/n",
                    cat({R"("enableIPForwarding":true,"ipConfigurations":[{"name":"i",)",
                         R"("properties":{"privateIPAddress":")", address, R"(","subnet":{"id":")",
                         start, R"(virtualNetworks/v/subnets/a"}}}])"}));
  };
  const std::string table =
      resource("routeTables", "routeTables/rt",
               R"("routes":[{"name":"r","properties":{"addressPrefix":"0.0.0.0/0",)"
               R"("nextHopType":"VirtualAppliance","nextHopIpAddress":"10.0.0.5"}}])");
  const Estate estate = over(cat({"[", exported, ",", table, ",", interface("10.0.0.4"), "]"}),
                             interface("10.0.0.5"));
  REQUIRE(estate.former->network.forwarders.size() == 1);
  CHECK(estate.former->network.forwarders.begin()->address.to_string() == "10.0.0.4");
  REQUIRE(estate.network.forwarders.size() == 1);
  CHECK(estate.network.forwarders.begin()->address.to_string() == "10.0.0.5");
  CHECK(estate.network.coverage.used == 3);
}
