#include <memory>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "import/estate.hpp"
#include "tests/lint/import/network_dump.hpp"
#include "tests/support/catch.hpp"

// What network managers have in force, by what an export tells of it. [10.17-10.19, 10.28]
using namespace hairpin;
using namespace hairpin::import;

namespace {

const std::string start = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/";
const std::string manager = "networkManagers/m";
const std::string configuration = manager + "/securityAdminConfigurations/c";
const std::string collection = configuration + "/ruleCollections/k";

std::string resource(const std::string& path, const std::string& properties,
                     const std::string& outside = "") {
  return cat({R"({"id":")", path.starts_with('/') ? "" : start, path, R"(",)", outside,
              R"("properties":{)", properties, "}}"});
}

std::string vnet(const std::string& name, const std::string& location = "japaneast") {
  return resource("virtualNetworks/" + name,
                  R"("addressSpace":{"addressPrefixes":["10.1.0.0/16"]},"subnets":[],)"
                  R"("virtualNetworkPeerings":[])",
                  cat({R"("location":")", location, R"(",)"}));
}

std::string rule_text(const std::string& access, int priority, const std::string& more = "") {
  return cat({R"("access":")", access, R"(","direction":"Inbound","priority":)",
              std::to_string(priority), R"(,"protocol":"Tcp",)",
              R"("sources":[{"addressPrefix":"10.9.0.0/16","addressPrefixType":"IPPrefix"}],)",
              R"("destinations":[{"addressPrefix":"*","addressPrefixType":"IPPrefix"}],)",
              R"("sourcePortRanges":["0-65535"],"destinationPortRanges":["22"])", more});
}

std::string rule(const std::string& name, const std::string& text) {
  return resource(collection + "/rules/" + name, text);
}

std::string group_of(const std::string& id) {
  return cat({R"({"networkGroupId":")", start, manager, "/networkGroups/", id, R"("})"});
}

/// A manager, its configuration, one collection for group g, and VNet v in it.
std::vector<std::string> configured(const std::vector<std::string>& more) {
  std::vector<std::string> all = {
      vnet("v"),
      vnet("w"),
      resource(manager, R"("networkManagerScopes":{"subscriptions":["/subscriptions/s"]})"),
      resource(configuration, R"("applyOnNetworkIntentPolicyBasedServices":["None"])"),
      resource(collection, cat({R"("appliesToGroups":[)", group_of("g"), "]"})),
      resource(manager + "/networkGroups/g/staticMembers/v",
               cat({R"("resourceId":")", start, R"(virtualNetworks/v")"}))};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

std::string effective(const std::string& name, const std::string& named,
                      const std::string& key = "EffectiveSecurityAdminConfigurations") {
  const std::string list = named.empty() ? "[]" : cat({R"([{"Id":")", start, named, R"("}])"});
  return resource(cat({"virtualNetworks/", name,
                       "/providers/Microsoft.Network/effectiveSecurityAdminRules/default"}),
                  cat({R"(")", key, R"(":)", list, R"(,"ProvisioningState":"Succeeded")"}));
}

Estate import_all(const std::vector<std::string>& resources) {
  std::string text = "[";
  for (const std::string& item : resources) text += (text.size() > 1 ? "," : "") + item;
  const auto kept = std::make_shared<const std::string>(text + "]");
  const InputText input{"in.json", *kept, kept};
  return import_texts({&input, 1}, {});
}

/// The inbound rules in force on a VNet: "deny-ssh", "perhaps deny-ssh"; stages with a bar between.
std::string in_force(const Estate& estate, std::string_view name = "v") {
  std::string text;
  for (const model::Vnet& vnet : estate.network.vnets) {
    if (vnet.name != name || !vnet.admin_rules) continue;
    for (const auto& stage : estate.network.admin_rules[vnet.admin_rules].stages) {
      if (!text.empty()) text += " | ";
      const auto& rules = estate.network.rule_sets[stage.inbound.rules].rules;
      for (std::size_t i = 0; i < rules.size(); ++i) {
        const bool first = text.empty() || text.ends_with(' ');
        text += cat(
            {first ? "" : ", ", rules[i].certain ? "" : "perhaps ", stage.inbound.origins[i].name});
      }
    }
  }
  return text;
}

std::string doubts(const Estate& estate) {
  for (const model::AdminRules& rules : estate.network.admin_rules) {
    for (const model::AdminStage& stage : rules.stages) {
      if (!stage.inbound.doubts.empty()) return stage.inbound.doubts.front().missing.what;
    }
  }
  return "";
}

}  // namespace

TEST_CASE(
    "the copies that a deployment left are in force where the row of a VNet says so [10.19]") {
  const Estate estate = import_all(configured(
      {rule("ssh", rule_text("Allow", 10)), rule("ssh/snapshots/3", rule_text("Deny", 10)),
       rule("later/snapshots/0", rule_text("AlwaysAllow", 5)),
       effective("v", configuration + "/snapshots/7"), effective("w", "")}));
  CHECK(list_problems(estate) == "");
  CHECK(in_force(estate) == "later, ssh");
  CHECK(in_force(estate, "w") == "");
  const auto& stage = estate.network.admin_rules[model::AdminRulesIndex(0)].stages[0];
  const auto& rules = estate.network.rule_sets[stage.inbound.rules].rules;
  CHECK((rules[0].allow && rules[0].always));
  CHECK_FALSE(rules[1].allow);
  CHECK(rules[1].surely.to_string() == "tcp/22");
  CHECK(rules[1].source.surely.to_string() == "10.9.0.0/16");
  CHECK(stage.inbound.origins[1].resource == estate.ids.find(start + collection + "/rules/ssh"));
}

TEST_CASE("a VNet without a row has nothing in force where others have one [C22, 10.19]") {
  const Estate estate =
      import_all(configured({rule("ssh/snapshots/0", rule_text("Deny", 10)), effective("w", "")}));
  CHECK(in_force(estate) == "");
  CHECK(in_force(estate, "w") == "");
}

TEST_CASE("a row without its list, or of a deployment under way, tells nothing [0.3]") {
  const std::string copy = rule("ssh/snapshots/0", rule_text("Deny", 10));
  CHECK(in_force(import_all(configured({copy, effective("v", configuration, "other")}))) ==
        "perhaps ssh");
  const std::string path = "virtualNetworks/v/providers/Microsoft.Network/";
  CHECK(in_force(import_all(configured(
            {copy, resource(path + "effectiveSecurityAdminRules/default",
                            cat({R"("effectiveSecurityAdminConfigurations":[{"id":")", start,
                                 configuration, R"("}],"provisioningState":"Updating")"}))}))) ==
        "perhaps ssh");
}

TEST_CASE("an editable rule may differ from what was deployed [10.19]") {
  const std::string edited = rule("ssh", rule_text("Deny", 10));
  const Estate copy =
      import_all(configured({edited, effective("v", configuration + "/snapshots/7")}));
  CHECK(in_force(copy) == "perhaps ssh");
  CHECK(doubts(copy).find("as they were deployed") != std::string::npos);
  CHECK(in_force(import_all(configured({edited, effective("v", configuration)}))) == "ssh");
}

TEST_CASE("copies that differ may each be in force; equal ones are one [10.19]") {
  const std::string row = effective("v", configuration + "/snapshots/7");
  const std::string old = rule("ssh/snapshots/0", rule_text("Deny", 10));
  CHECK(in_force(import_all(
            configured({old, rule("ssh/snapshots/1", rule_text("Deny", 10)), row}))) == "ssh");
  CHECK(in_force(import_all(configured({old, rule("ssh/snapshots/1", rule_text("Allow", 10)),
                                        row}))) == "perhaps ssh, perhaps ssh");
}

TEST_CASE("rules that the input lacks may do anything [13.11]") {
  const Estate estate = import_all(configured({effective("v", configuration + "/snapshots/7")}));
  CHECK(in_force(estate) == "perhaps c, perhaps c, perhaps c");
}

TEST_CASE("the last commit of a region tells which copies are in force there [10.19]") {
  const auto commit = [](const std::string& name, const std::string& time,
                         const std::string& rules) {
    return resource(manager + "/securityAdminRegionalGoalStates/" + name,
                    cat({R"("securityAdminConfigurations":[{"id":")", start, configuration,
                         R"(/snapshots/0"}],"securityAdminRules":[)", rules,
                         R"(],"status":"Succeeded","commitTimestamp":")", time, R"(")"}),
                    R"("location":"Japan East",)");
  };
  const auto named = [](const std::string& name) {
    return cat({R"({"id":")", start, collection, "/rules/", name, R"("})"});
  };
  const Estate estate = import_all(
      configured({vnet("x", "japanwest"), rule("ssh/snapshots/0", rule_text("Allow", 10)),
                  rule("ssh/snapshots/1", rule_text("Deny", 10)),
                  rule("old/snapshots/0", rule_text("Deny", 20)),
                  commit("a", "2026-02-01T00:00:00Z", named("ssh/snapshots/1")),
                  commit("b", "2026-01-01T00:00:00Z", named("old/snapshots/0"))}));
  CHECK(in_force(estate) == "ssh");
  CHECK(in_force(estate, "x") == "perhaps ssh, perhaps ssh, perhaps old");
}

TEST_CASE("a list of rules in force tells of its region [10.19]") {
  const std::string listed =
      cat({R"({"value":[{"region":"japaneast","commitTime":"2026-01-01","id":")", start, collection,
           R"(/rules/ssh","kind":"Custom","ruleCollectionAppliesToGroups":[)", group_of("g"),
           R"(],"ruleGroups":[],"properties":{)", rule_text("Deny", 10), "}}]}"});
  const Estate estate =
      import_all(configured({vnet("x", "japanwest"), rule("ssh", rule_text("Allow", 10)), listed}));
  CHECK(list_problems(estate) == "");
  CHECK(in_force(estate) == "ssh");
  CHECK(in_force(estate, "x") == "perhaps ssh");
}

TEST_CASE("a deployment status tells of its region [10.19]") {
  const std::string status = cat(
      {R"({"value":[{"commitTime":"2026-01-01","region":"japaneast","deploymentStatus":"Deployed",)",
       R"("deploymentType":"SecurityAdmin","configurationIds":[")", start, configuration,
       R"("],"errorMessage":""}]})"});
  const Estate estate =
      import_all(configured({rule("ssh/snapshots/0", rule_text("Deny", 10)), status}));
  CHECK(list_problems(estate) == "");
  CHECK(in_force(estate) == "ssh");
}

TEST_CASE("membership is static, evaluated, or not known [10.28]") {
  const std::string edited = rule("ssh/snapshots/0", rule_text("Deny", 10));
  // Nothing tells where it is deployed: what policy may put into the group is concerned, too.
  CHECK(in_force(import_all(configured({edited})), "w") == "perhaps ssh");
  const auto membership = [](const std::string& groups) {
    return resource("virtualNetworks/w/providers/Microsoft.Network/networkGroupMemberships/default",
                    cat({R"("GroupMemberships":[)", groups, "]"}));
  };
  CHECK(in_force(import_all(configured({edited, membership("")})), "w") == "");
  CHECK(in_force(
            import_all(configured({edited, membership(cat({R"({"NetworkGroupId":")", start, manager,
                                                           R"(/networkGroups/g"})"}))})),
            "w") == "perhaps ssh");
  const std::string elsewhere =
      R"({"id":"/subscriptions/other/resourceGroups/g/providers/Microsoft.Network/)"
      R"(virtualNetworks/z","location":"japaneast","properties":{"addressSpace":)"
      R"({"addressPrefixes":["10.2.0.0/16"]},"subnets":[],"virtualNetworkPeerings":[]}})";
  CHECK(in_force(import_all(configured({edited, elsewhere})), "z") == "");
}

TEST_CASE("of two collections that row and groups leave open either may be meant [10.28]") {
  const std::string row = effective("v", configuration + "/snapshots/0");
  const auto of_collection = [](const std::string& name, const std::string& group) {
    return resource(configuration + "/ruleCollections/" + name,
                    cat({R"("appliesToGroups":[)", group_of(group), "]"}));
  };
  const auto copy = [](const std::string& name) {
    return resource(
        cat({configuration, "/ruleCollections/", name, "/rules/", name, "/snapshots/0"}),
        rule_text("Deny", 10));
  };
  std::vector<std::string> resources = {vnet("v"), of_collection("a", "one"), copy("a"), row};
  CHECK(in_force(import_all(resources)) == "a");
  resources.push_back(of_collection("b", "two"));
  resources.push_back(copy("b"));
  CHECK(in_force(import_all(resources)) == "perhaps a, perhaps b");
}

TEST_CASE("equal priorities of different effect leave open which rule comes first [10.17]") {
  const std::string row = effective("v", configuration + "/snapshots/0");
  CHECK(in_force(import_all(configured({rule("a/snapshots/0", rule_text("Deny", 10)),
                                        rule("b/snapshots/0", rule_text("AlwaysAllow", 10)),
                                        rule("c/snapshots/0", rule_text("Deny", 20)), row}))) ==
        "perhaps a, perhaps b, c");
}

TEST_CASE("an application gateway keeps rules away from its subnet [10.18]") {
  const auto with = [](const std::string& delegations) {
    return import_all(
               {resource(
                    "virtualNetworks/v",
                    cat({R"("addressSpace":{"addressPrefixes":["10.1.0.0/16"]},)",
                         R"("virtualNetworkPeerings":[],"subnets":[{"name":"gw","properties":)",
                         R"({"addressPrefix":"10.1.1.0/24",)", delegations, "}}]"})),
                resource("applicationGateways/g",
                         cat({R"("gatewayIPConfigurations":[{"properties":{"subnet":{"id":")",
                              start, R"(virtualNetworks/v/subnets/gw"}}}])"})),
                resource(configuration, "")})
        .network.subnets[model::SubnetIndex(0)]
        .admin_coverage;
  };
  CHECK(with(R"("delegations":[])") == model::AdminCoverage::exempt);
  CHECK(with(R"("other":[])") == model::AdminCoverage::unknown);
  CHECK(with(R"("delegations":[{"properties":{"serviceName":"Microsoft.Network/)"
             R"(applicationGateways"}}])") == model::AdminCoverage::unknown);
}

TEST_CASE("a rule that cannot be read may do anything [0.3]") {
  const std::string row = effective("v", configuration + "/snapshots/0");
  const Estate estate =
      import_all(configured({rule("a/snapshots/0", R"("direction":"Inbound","priority":3)"), row}));
  CHECK(in_force(estate) == "perhaps a, perhaps a, perhaps a");
  CHECK(in_force(import_all(configured(
            {rule("a/snapshots/0",
                  R"("access":"Deny","direction":"Inbound","priority":3,"protocol":"Any",)"
                  R"("sources":[{"addressPrefix":"/x","addressPrefixType":"NetworkGroup"}],)"
                  R"("destinations":[{"addressPrefix":"*"}],"sourcePortRanges":["0-65535"],)"
                  R"("destinationPortRanges":["22"])"),
             row}))) == "a");
}
