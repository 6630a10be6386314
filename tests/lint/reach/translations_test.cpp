#include <memory>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "import/estate.hpp"
#include "reach/reachability.hpp"
#include "route/routing.hpp"
#include "tests/support/catch.hpp"

// A NAT rule of a firewall joins VNets without any route between them. [9.6, 9.7]
using namespace hairpin;
using namespace hairpin::import;

namespace {

const std::string start = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/";

std::string resource(const std::string& path, const std::string& properties) {
  return cat({R"({"id":")", start, path, R"(","properties":{)", properties, "}}"});
}

std::string vnet(const std::string& name, const std::string& prefix, const std::string& subnet,
                 const std::vector<std::string>& peers) {
  std::string peerings;
  for (const std::string& peer : peers) {
    peerings += cat({peerings.empty() ? "" : ",", R"({"id":")", start, "virtualNetworks/", name,
                     "/virtualNetworkPeerings/", peer,
                     R"(","properties":{"peeringState":"Connected","allowForwardedTraffic":true,)"
                     R"("remoteVirtualNetwork":{"id":")",
                     start, "virtualNetworks/", peer, R"("}}})"});
  }
  return resource(
      "virtualNetworks/" + name,
      cat({R"("addressSpace":{"addressPrefixes":[")", prefix, R"("]},"subnets":[{"id":")", start,
           "virtualNetworks/", name, "/subnets/", subnet, R"(","properties":{"addressPrefix":")",
           prefix, R"("}}],"virtualNetworkPeerings":[)", peerings, "]"}));
}

/// In `hub`, with the rules that are handed in.
std::string firewall(const std::string& rest) {
  return resource(
      "azureFirewalls/f",
      cat({R"("ipConfigurations":[{"name":"c","properties":{"privateIPAddress":"10.0.0.4",)"
           R"("subnet":{"id":")",
           start, R"(virtualNetworks/hub/subnets/AzureFirewallSubnet"}}}])", rest}));
}

std::string nat_rule(const std::string& senders, const std::string& target) {
  return cat({R"({"ruleType":"NatRule","name":"d","ipProtocols":["TCP"],"sourceAddresses":[")",
              senders, R"("],"destinationAddresses":["10.0.0.4"],"destinationPorts":["443"],)",
              target, R"("translatedPort":"443"})"});
}

std::string classic(const std::string& rule) {
  return firewall(cat({R"(,"networkRuleCollections":[],"natRuleCollections":[{"name":"n",)"
                       R"("properties":{"priority":100,"action":{"type":"Dnat"},"rules":[)",
                       rule, "]}}]"}));
}

/// `a`, `b` and `c` hang on `hub`, no route leads from one to the other; `far` hangs on nothing.
reach::Direction direction(const std::string& from, const std::string& to,
                           const std::vector<std::string>& resources) {
  std::string list = cat(
      {"[", vnet("hub", "10.0.0.0/16", "AzureFirewallSubnet", {"a", "b", "c"}), ",",
       vnet("a", "10.1.0.0/16", "app", {"hub"}), ",", vnet("b", "10.2.0.0/16", "app", {"hub"}), ",",
       vnet("c", "10.3.0.0/16", "app", {"hub"}), ",", vnet("far", "10.4.0.0/16", "app", {})});
  for (const std::string& each : resources) list += "," + each;
  const auto kept = std::make_shared<const std::string>(list + "]");
  const InputText input{"in.json", *kept, kept};
  Estate estate = import_texts({&input, 1}, {});
  INFO(*kept);
  REQUIRE(estate.usable());
  route::Routing routing(estate.network, estate.ids);
  const reach::Reachability reach(routing);
  const auto start_of = reach.endpoint(from), end_of = reach.endpoint(to);
  REQUIRE(start_of);
  REQUIRE(end_of);
  const reach::Direction answer = reach.direction(start_of.value(), end_of.value());
  CHECK(reach.cell(start_of.value().vnet, end_of.value().vnet).verdict == answer.verdict);
  return answer;
}

using reach::Verdict;
const std::string to_b = R"("translatedAddress":"10.2.1.4",)";

}  // namespace

TEST_CASE("what a firewall translates leaves open whether VNets are isolated [9.6]") {
  const reach::Direction answer = direction("a", "b", {classic(nat_rule("*", to_b))});
  CHECK(answer.verdict == Verdict::unproven);
  REQUIRE(answer.missing.size() == 1);
  CHECK(answer.missing[0].what ==
        "NAT rule d of firewall f sends packets for the firewall on to 10.2.1.4");
  // Only from where the firewall is reached, and only to where it translates.
  CHECK(direction("b", "a", {classic(nat_rule("*", to_b))}).verdict == Verdict::isolated);
  CHECK(direction("a", "c", {classic(nat_rule("*", to_b))}).verdict == Verdict::isolated);
  CHECK(direction("far", "b", {classic(nat_rule("*", to_b))}).verdict == Verdict::isolated);
  CHECK(direction("a", "b", {classic("")}).verdict == Verdict::isolated);
}

TEST_CASE("NAT rules of policies count like classic ones [9.6]") {
  const std::string policy = start + "firewallPolicies/p";
  const std::vector<std::string> resources = {
      firewall(cat({R"(,"firewallPolicy":{"id":")", policy, R"("})"})),
      resource("firewallPolicies/p", R"("ruleCollectionGroups":[])"),
      resource("firewallPolicies/p/ruleCollectionGroups/g",
               cat({R"("priority":100,"ruleCollections":[{"ruleCollectionType":)"
                    R"("FirewallPolicyNatRuleCollection","name":"n","priority":90,)"
                    R"("action":{"type":"DNAT"},"rules":[)",
                    nat_rule("*", to_b), "]}]"}))};
  CHECK(direction("a", "b", resources).verdict == Verdict::unproven);
  CHECK(direction("a", "c", resources).verdict == Verdict::isolated);
}

TEST_CASE("a translated name may have any address, senders outside matter to nobody inside") {
  const std::string name = R"("translatedFqdn":"web.example.com",)";
  CHECK(direction("a", "c", {classic(nat_rule("*", name))}).verdict == Verdict::unproven);
  CHECK(direction("a", "b", {classic(nat_rule("203.0.113.7", to_b))}).verdict == Verdict::isolated);
  CHECK(direction("a", "b", {classic(nat_rule("10.1.0.0/16", to_b))}).verdict == Verdict::unproven);
}

TEST_CASE("what a NAT rule lets pass needs no network rule of the firewall [9.6]") {
  const std::string routes = cat({R"("routes":[{"name":"r","properties":{"addressPrefix":)"
                                  R"("10.2.0.0/16","nextHopType":"VirtualAppliance",)"
                                  R"("nextHopIpAddress":"10.0.0.4"}}],"subnets":[{"id":")",
                                  start, R"(virtualNetworks/a/subnets/app"}])"});
  const std::string table = resource("routeTables/t", routes);
  CHECK(direction("a", "b", {table, classic("")}).verdict <= Verdict::filtered);
  CHECK(direction("a", "b", {table, classic(nat_rule("*", to_b))}).verdict == Verdict::unproven);
}
