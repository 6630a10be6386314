#include <memory>
#include <string>

#include "base/text.hpp"
#include "import/estate.hpp"
#include "tests/lint/import/network_dump.hpp"
#include "tests/support/catch.hpp"

using namespace hairpin;
using namespace hairpin::import;
using model::Rule;

namespace {

const std::string start = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/";

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
  return import_texts({&input, 1}, options);
}

std::string rule(std::string_view name, std::string_view priority, std::string_view rest) {
  return cat({R"({"name":")", name, R"(","properties":{"priority":)", priority,
              R"(,"direction":"Inbound","access":"Allow",)", rest, "}}"});
}
const std::string anything = R"("protocol":"*","sourcePortRange":"*","destinationPortRange":"*",)"
                             R"("sourceAddressPrefix":"*","destinationAddressPrefix":"*")";

std::string group(std::string_view name, std::string_view rules) {
  return resource(cat({"networkSecurityGroups/", name}), cat({R"("securityRules":[)", rules, "]"}));
}

const model::SecurityGroup& only_group(const Estate& estate) {
  REQUIRE(estate.network.security_groups.size() == 1);
  return estate.network.security_groups[model::SecurityGroupIndex(0)];
}
const std::vector<Rule>& rules_of(const Estate& estate, const model::Filter& filter) {
  return estate.network.rule_sets[filter.rules].rules;
}
std::vector<std::string> names_of(const model::Filter& filter) {
  std::vector<std::string> names;
  for (const model::RuleOrigin& origin : filter.origins) names.emplace_back(origin.name);
  return names;
}

const std::vector<std::string> no_names;

}  // namespace

TEST_CASE("a group has the default rules behind its own, in the order of priorities [10.4]") {
  const Estate estate = import_all(
      {group("n", cat({rule("late", "300", anything), ",", rule("early", "100", anything)}))});
  CHECK(list_problems(estate) == "");
  const model::SecurityGroup& found = only_group(estate);
  CHECK(names_of(found.inbound) == std::vector<std::string>{"early", "late", "AllowVnetInBound",
                                                            "AllowAzureLoadBalancerInBound",
                                                            "DenyAllInBound"});
  CHECK(names_of(found.outbound) ==
        std::vector<std::string>{"AllowVnetOutBound", "AllowInternetOutBound", "DenyAllOutBound"});
  const Rule& by_tag = rules_of(estate, found.inbound)[2];
  CHECK((by_tag.source.virtual_network && by_tag.destination.virtual_network && by_tag.allow));
  CHECK(rules_of(estate, found.outbound)[1].destination.internet);
}

TEST_CASE("default rules that are listed are not added again") {
  const Estate estate = import_all(
      {resource("networkSecurityGroups/n", cat({R"("securityRules":[],"defaultSecurityRules":[)",
                                                rule("Mine", "65000", anything), "]"}))});
  CHECK(names_of(only_group(estate).inbound) == std::vector<std::string>{"Mine"});
}

TEST_CASE("single values and lists count together [10.5, 10.7]") {
  const Estate estate = import_all({group(
      "n", rule("r", "100",
                R"("protocol":"tCP","sourcePortRanges":["*"],"destinationPortRange":"22",)"
                R"("destinationPortRanges":["80-90","443"],"sourceAddressPrefix":"10.0.0.0/24",)"
                R"("sourceAddressPrefixes":["10.0.1.4","virtualnetwork"],)"
                R"("destinationAddressPrefix":"0.0.0.0/0")"))});
  CHECK(list_problems(estate) == "");
  const Rule& read = rules_of(estate, only_group(estate).inbound)[0];
  CHECK(read.surely.to_string() == "tcp/22,80-90,443");
  CHECK(read.source.surely.to_string() == "10.0.0.0/24, 10.0.1.4/32");
  CHECK(read.source.virtual_network);
  CHECK(read.destination.surely == PrefixSet::everything());
}

TEST_CASE("rules beside their group belong into it [13.12]") {
  const Estate estate = import_all(
      {group("n", rule("r", "100", anything)),
       resource("networkSecurityGroups/n/securityRules/other",
                cat({R"("priority":50,"direction":"Inbound","access":"Deny",)", anything}))});
  CHECK(names_of(only_group(estate).inbound).front() == "other");
  CHECK_FALSE(rules_of(estate, only_group(estate).inbound).front().allow);
}

TEST_CASE("groups with equal rules share them") {
  const std::string rules = rule("r", "100", anything);
  const Estate estate = import_all({group("a", rules), group("b", rules), group("c", "")});
  const auto& groups = estate.network.security_groups;
  REQUIRE(groups.size() == 3);
  const auto at = [&](std::size_t i) { return groups[model::SecurityGroupIndex(i)]; };
  CHECK(at(0).inbound.rules == at(1).inbound.rules);
  CHECK(at(0).inbound.rules != at(2).inbound.rules);
  CHECK(at(0).outbound.rules == at(2).outbound.rules);
}

TEST_CASE("what cannot be read matches perhaps, and is reported [0.3]") {
  const auto first = [](const std::string& rest) {
    const Estate estate = import_all({group("n", rule("r", "100", rest))});
    const model::Filter& filter = only_group(estate).inbound;
    return std::tuple(rules_of(estate, filter)[0], filter.doubts.size(),
                      !list_problems(estate).empty());
  };
  const std::string ports = R"("sourcePortRange":"*","destinationPortRange":"x-9",)";
  const std::string any = R"("sourceAddressPrefix":"*","destinationAddressPrefix":"*")";
  {
    const auto [read, doubts, reported] = first(R"("protocol":"Tcp",)" + ports + any);
    CHECK(read.surely.empty());
    CHECK(read.perhaps.to_string() == "tcp");
    CHECK((doubts == 1 && reported));
  }
  {
    const auto [read, doubts, reported] =
        first(R"("protocol":"*","sourcePortRange":"*","destinationPortRange":"*",)"
              R"("sourceAddressPrefix":"10.0.0.0/33","destinationAddressPrefix":"*")");
    CHECK(read.source.surely.empty());
    CHECK(read.source.perhaps == PrefixSet::everything());
    CHECK((doubts == 1 && reported));
  }
  {
    const auto [read, doubts, reported] = first(
        R"("protocol":"*","sourcePortRange":"*","destinationPortRange":"*",)"
        R"("sourceAddressPrefix":"Storage.WestEurope","destinationAddressPrefix":"NoSuchTag")");
    CHECK_FALSE(read.source.perhaps.contains(*Address::parse("10.0.0.1")));
    CHECK(read.destination.perhaps == PrefixSet::everything());
    CHECK((doubts == 1 && !reported));
  }
}

TEST_CASE("a rule without priority, access or direction may be anywhere [0.3]") {
  const Estate estate =
      import_all({group("n", cat({R"({"name":"r","properties":{)", anything, "}}"}))});
  const model::SecurityGroup& found = only_group(estate);
  for (const model::Filter* const filter : {&found.inbound, &found.outbound}) {
    CHECK(names_of(*filter)[0] == "r");
    CHECK(names_of(*filter)[1] == "r");
    CHECK_FALSE(rules_of(estate, *filter)[0].certain);
    CHECK(rules_of(estate, *filter)[0].allow != rules_of(estate, *filter)[1].allow);
  }
}

TEST_CASE("a group that is only mentioned may do anything [13.11]") {
  const Estate estate = import_all({resource(
      "virtualNetworks/v",
      cat({R"("addressSpace":{"addressPrefixes":["10.0.0.0/16"]},"subnets":[{"name":"s",)",
           R"("properties":{"addressPrefix":"10.0.0.0/24","networkSecurityGroup":)",
           id("networkSecurityGroups/gone"), "}}]"}))});
  const model::SecurityGroup& found = only_group(estate);
  CHECK_FALSE(found.in_input);
  CHECK_FALSE(rules_of(estate, found.inbound)[0].certain);
  CHECK(found.inbound.doubts.size() == 2);
  CHECK(estate.network.unresolved.size() == 1);
}

TEST_CASE("interfaces carry groups, and make up application groups [9.2, 10.6, 13.7]") {
  const auto interface = [](std::string_view name, std::string_view address, std::string_view more,
                            std::string_view asg) {
    return resource(
        cat({"networkInterfaces/", name}),
        cat({more, R"("ipConfigurations":[{"properties":{"privateIPAddress":")", address,
             R"(","subnet":)", id("virtualNetworks/v/subnets/s"), asg, "}}]"}));
  };
  const std::string web =
      cat({R"(,"applicationSecurityGroups":[)", id("applicationSecurityGroups/web"), "]"});
  const std::string grouped =
      cat({R"("networkSecurityGroup":)", id("networkSecurityGroups/n"), ","});
  const std::string vnet =
      resource("virtualNetworks/v",
               R"("addressSpace":{"addressPrefixes":["10.0.0.0/16"]},)"
               R"("subnets":[{"name":"s","properties":{"addressPrefix":"10.0.0.0/24"}}])");
  const auto by_asg = [&](std::string_view name) {
    return group("n",
                 rule("r", "100",
                      cat({R"("protocol":"*","sourcePortRange":"*","destinationPortRange":"*",)",
                           R"("sourceAddressPrefix":"*","destinationApplicationSecurityGroups":[)",
                           id(cat({"applicationSecurityGroups/", name})), "]"})));
  };
  const Estate all = import_all({vnet, by_asg("web"), interface("a", "10.0.0.4", grouped, web),
                                 interface("b", "10.0.0.5", grouped, "")});
  const model::Subnet& subnet = all.network.subnets[model::SubnetIndex(0)];
  CHECK(subnet.all_interfaces_guarded);
  REQUIRE(subnet.guarded_interfaces.size() == 2);
  CHECK(subnet.guarded_interfaces[0].addresses.front() == Address::parse("10.0.0.4"));
  const Rule& read = rules_of(all, only_group(all).inbound)[0];
  CHECK(read.destination.surely.to_string() == "10.0.0.4/32");
  CHECK(read.destination.perhaps.empty());

  const Estate some = import_all({vnet, by_asg("other"), interface("a", "10.0.0.4", grouped, web),
                                  interface("b", "10.0.0.5", "", "")});
  CHECK_FALSE(some.network.subnets[model::SubnetIndex(0)].all_interfaces_guarded);
  CHECK(some.network.subnets[model::SubnetIndex(0)].guarded_interfaces.size() == 1);
  // Members of scale sets are in no export: a group without members may have some.
  CHECK(rules_of(some, only_group(some).inbound)[0].destination.perhaps == PrefixSet::everything());
}

namespace {

std::string network_rule(std::string_view name, std::string_view addresses) {
  return cat({R"({"ruleType":"NetworkRule","name":")", name, R"(","ipProtocols":["TCP"],)",
              R"("destinationAddresses":["*"],"destinationPorts":["443"],)", addresses, "}"});
}
std::string collection(std::string_view priority, std::string_view rules) {
  return cat(
      {R"({"ruleCollectionType":"FirewallPolicyFilterRuleCollection","name":"c","priority":)",
       priority, R"(,"action":{"type":"Allow"},"rules":[)", rules, "]}"});
}
std::string groups(std::string_view policy, std::string_view priority, std::string_view rules) {
  return resource(cat({"firewallPolicies/", policy, "/ruleCollectionGroups/g", priority}),
                  cat({R"("priority":)", priority, R"(,"ruleCollections":[)", rules, "]"}));
}
std::string firewall(std::string_view rest) {
  return resource("azureFirewalls/f", cat({R"("ipConfigurations":[])", rest}));
}
std::string with_policy(std::string_view policy) {
  return firewall(cat({R"(,"firewallPolicy":)", id(cat({"firewallPolicies/", policy}))}));
}
const model::Filter& network_rules(const Estate& estate) {
  REQUIRE(estate.network.firewalls.size() == 1);
  return estate.network.firewalls[model::FirewallIndex(0)].network;
}
const std::string from_all = R"("sourceAddresses":["*"])";

}  // namespace

TEST_CASE("inherited rules come first, then priorities decide [9.6]") {
  const Estate estate = import_all(
      {with_policy("child"),
       resource("firewallPolicies/child", cat({R"("basePolicy":)", id("firewallPolicies/parent"),
                                               R"(,"ruleCollectionGroups":[])"})),
       resource("firewallPolicies/parent", R"("ruleCollectionGroups":[])"),
       groups("child", "100", collection("100", network_rule("child", from_all))),
       groups("parent", "500",
              collection("200", network_rule("second", from_all)) + "," +
                  collection("100", network_rule("first", from_all))),
       groups("parent", "600", collection("100", network_rule("third", from_all)))});
  CHECK(list_problems(estate) == "");
  CHECK(names_of(network_rules(estate)) ==
        std::vector<std::string>{"first", "second", "third", "child"});
}

TEST_CASE("contradicting rules of one priority are noted at the second one [10.2]") {
  const auto problems = [](std::string_view priority, std::string_view access) {
    const std::string second =
        cat({R"({"name":"b","properties":{"direction":"Inbound","priority":)", priority,
             R"(,"access":")", access, R"(",)", anything, "}}"});
    const Estate estate = import_all({group("n", rule("a", "100", anything) + "," + second)});
    return list_problems(estate);
  };
  CHECK(problems("100", "Deny")
            .find("rules a and b of network security group n have the same "
                  "priority") != std::string::npos);
  CHECK(problems("100", "Allow") == "");
  CHECK(problems("101", "Deny") == "");
}

TEST_CASE("a policy that inherits from itself is read once, with a note") {
  const Estate estate =
      import_all({with_policy("p"),
                  resource("firewallPolicies/p", cat({R"("basePolicy":)", id("firewallPolicies/p"),
                                                      R"(,"ruleCollectionGroups":[])"})),
                  groups("p", "100", collection("100", network_rule("r", from_all)))});
  CHECK(names_of(network_rules(estate)) == std::vector<std::string>{"r"});
  CHECK(list_problems(estate).find("inherits from itself") != std::string::npos);
}

TEST_CASE("application rules do not concern packets between VNets, NAT rules come first [9.7]") {
  const Estate estate = import_all(
      {with_policy("p"), resource("firewallPolicies/p", R"("ruleCollectionGroups":[])"),
       groups("p", "100",
              collection("10", network_rule("plain", from_all)) + "," +
                  collection("100", R"({"ruleType":"ApplicationRule","name":"web"})") + "," +
                  R"({"ruleCollectionType":"FirewallPolicyNatRuleCollection","name":"nat",)"
                  R"("priority":50,"action":{"type":"Dnat"},"rules":[{"ruleType":"NatRule",)"
                  R"("name":"in","sourceAddresses":["10.0.0.0/8"],)"
                  R"("translatedAddress":"10.2.1.4"}]})")});
  CHECK(names_of(network_rules(estate)) == std::vector<std::string>{"in", "plain"});
  const Rule& nat = rules_of(estate, network_rules(estate))[0];
  CHECK(nat.allow);
  CHECK_FALSE(nat.certain);
  CHECK(nat.source.surely.to_string() == "10.0.0.0/8");
  CHECK(nat.destination.surely.to_string() == "10.2.1.4/32");
  REQUIRE(network_rules(estate).doubts.size() == 1);
  CHECK(network_rules(estate).doubts[0].rule == 0);
}

TEST_CASE("a firewall whose rules are not in the input may do anything [9.8]") {
  const auto unknown = [](const std::vector<std::string>& resources) {
    const Estate estate = import_all(resources);
    const model::Filter& filter = network_rules(estate);
    if (filter.origins.empty()) return false;
    const Rule& rule = rules_of(estate, filter)[0];
    return !rule.certain && !filter.doubts.empty();
  };
  CHECK(unknown({with_policy("gone")}));
  CHECK(unknown({with_policy("p"), resource("firewallPolicies/p", "")}));
  CHECK(unknown(
      {with_policy("p"), resource("firewallPolicies/p",
                                  cat({R"("ruleCollectionGroups":[)",
                                       id("firewallPolicies/p/ruleCollectionGroups/g"), "]"}))}));
  CHECK(unknown({firewall("")}));
  CHECK_FALSE(unknown({firewall(R"(,"networkRuleCollections":[])")}));
  CHECK_FALSE(
      unknown({with_policy("p"), resource("firewallPolicies/p", R"("ruleCollectionGroups":[])")}));
}

TEST_CASE("classic rules are read like those of policies") {
  const Estate estate = import_all(
      {firewall(R"(,"networkRuleCollections":[{"name":"c","properties":{"priority":100,)"
                R"("action":{"type":"Deny"},"rules":[{"name":"r","protocols":["UDP","ICMP"],)"
                R"("sourceAddresses":["10.0.0.1-10.0.0.9"],"destinationAddresses":["10.1.0.0/16"],)"
                R"("destinationPorts":["53"]}]}}])")});
  CHECK(list_problems(estate) == "");
  const Rule& read = rules_of(estate, network_rules(estate))[0];
  CHECK_FALSE(read.allow);
  CHECK(read.surely.to_string() == "udp/53 icmp");
  CHECK(read.source.surely.contains(*Address::parse("10.0.0.9")));
  CHECK_FALSE(read.source.surely.contains(*Address::parse("10.0.0.10")));
}

TEST_CASE("IP groups stand for their addresses, unknown ones for any [9.9]") {
  const auto read = [](std::string_view group_name) {
    const std::string addresses =
        cat({R"("sourceIpGroups":[")", start, "ipGroups/", group_name, R"("])"});
    const Estate estate = import_all(
        {with_policy("p"), resource("firewallPolicies/p", R"("ruleCollectionGroups":[])"),
         resource("ipGroups/known", R"("ipAddresses":["10.9.0.0/16","10.8.0.1"])"),
         groups("p", "100", collection("100", network_rule("r", addresses)))});
    return rules_of(estate, network_rules(estate))[0];
  };
  CHECK(read("known").source.surely.to_string() == "10.8.0.1/32, 10.9.0.0/16");
  CHECK(read("known").source.perhaps.empty());
  CHECK(read("gone").source.surely.empty());
  CHECK(read("gone").source.perhaps == PrefixSet::everything());
}
