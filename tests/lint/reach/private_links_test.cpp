#include <memory>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "import/estate.hpp"
#include "reach/reachability.hpp"
#include "route/routing.hpp"
#include "tests/support/catch.hpp"

// A private link joins two VNets without any route: they are never proven isolated. [1.9, 1.16]
using namespace hairpin;
using namespace hairpin::import;

namespace {

const std::string start = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/";

std::string resource(const std::string& path, const std::string& properties) {
  return cat({R"({"id":")", start, path, R"(","properties":{)", properties, "}}"});
}

std::string vnet(const std::string& name, const std::string& prefix) {
  return resource(
      "virtualNetworks/" + name,
      cat({R"("addressSpace":{"addressPrefixes":[")", prefix, R"("]},"subnets":[{"id":")", start,
           "virtualNetworks/", name, R"(/subnets/app","properties":{"addressPrefix":")", prefix,
           R"("}}],"virtualNetworkPeerings":[])"}));
}

std::string subnet_of(const std::string& vnet) {
  return cat({R"("subnet":{"id":")", start, "virtualNetworks/", vnet, R"(/subnets/app"})"});
}

/// In `a`; `list` is the property that holds the connection.
std::string endpoint(const std::string& list, const std::string& target) {
  return resource(
      "privateEndpoints/e",
      cat({subnet_of("a"), R"(,")", list,
           R"(":[{"name":"c","properties":{"privateLinkServiceId":")", target, R"("}}])"}));
}

const std::string service =
    resource("privateLinkServices/p",
             cat({R"("ipConfigurations":[{"name":"i","properties":{)", subnet_of("b"), "}}]"}));

reach::Verdict from_a_to_b(const std::vector<std::string>& resources) {
  std::string list = cat({"[", vnet("a", "10.1.0.0/16"), ",", vnet("b", "10.2.0.0/16")});
  for (const std::string& each : resources) list += "," + each;
  const auto kept = std::make_shared<const std::string>(list + "]");
  const InputText input{"in.json", *kept, kept};
  Estate estate = import_texts({&input, 1}, {});
  INFO(*kept);
  REQUIRE(estate.usable());
  route::Routing routing(estate.network, estate.ids);
  const reach::Reachability reach(routing);
  const auto end = [&](std::string_view name) {
    for (const model::Vnet& each : estate.network.vnets) {
      if (each.name == name) return reach.endpoint(estate.network.vnets.index_of(each));
    }
    FAIL("no VNet " << name);
    return reach::Endpoint();
  };
  return reach.direction(end("a"), end("b")).verdict;
}

}  // namespace

TEST_CASE("a private link between two VNets leaves open whether they are isolated [1.16]") {
  const std::string id = start + "privateLinkServices/p";
  for (const char* const list :
       {"privateLinkServiceConnections", "manualPrivateLinkServiceConnections"}) {
    CHECK(from_a_to_b({endpoint(list, id), service}) == reach::Verdict::unproven);
    CHECK(from_a_to_b({endpoint(list, "p.0f1c.japaneast.azure.privatelinkservice"), service}) ==
          reach::Verdict::unproven);
    CHECK(from_a_to_b({endpoint(list, ""), service}) == reach::Verdict::unproven);
  }
}

TEST_CASE("endpoints of the platform's services join no VNets [1.9]") {
  const std::string storage =
      "/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/x";
  CHECK(from_a_to_b({endpoint("privateLinkServiceConnections", storage), service}) ==
        reach::Verdict::isolated);
  CHECK(from_a_to_b({service}) == reach::Verdict::isolated);
}
