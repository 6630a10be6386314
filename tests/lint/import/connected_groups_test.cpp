#include <memory>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "import/estate.hpp"
#include "tests/lint/import/network_dump.hpp"
#include "tests/support/catch.hpp"

// What connectivity configurations of network managers join. [10.20-10.28]
using namespace hairpin;
using namespace hairpin::import;

namespace {

const std::string start = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/";
const std::string configuration = "networkManagers/m/connectivityConfigurations/c";

std::string resource(const std::string& path, const std::string& properties,
                     const std::string& outside = "") {
  return cat({R"({"id":")", start, path, R"(",)", outside, R"("properties":{)", properties, "}}"});
}

std::string vnet(const std::string& name, const std::string& location) {
  return resource("virtualNetworks/" + name,
                  R"("addressSpace":{"addressPrefixes":["10.1.0.0/16"]},"subnets":[],)"
                  R"("virtualNetworkPeerings":[])",
                  cat({R"("location":")", location, R"(",)"}));
}

std::string group_id(const std::string& name) {
  return cat({start, "networkManagers/m/networkGroups/", name});
}

std::string member(const std::string& group, const std::string& name) {
  return resource(cat({"networkManagers/m/networkGroups/", group, "/staticMembers/", name}),
                  cat({R"("resourceId":")", start, "virtualNetworks/", name, R"(")"}));
}

std::string row(const std::string& name) {
  return resource(cat({"virtualNetworks/", name,
                       "/providers/Microsoft.Network/effectiveConnectivityConfigurations/default"}),
                  cat({R"("EffectiveConnectivityConfigurations":[{"Id":")", start, configuration,
                       R"(/snapshots/1"}],"ProvisioningState":"Succeeded")"}));
}

std::string item(const std::string& group, const std::string& rest) {
  return cat({R"({"networkGroupId":")", group_id(group), R"(",)", rest, "}"});
}

std::string configured(const std::string& topology, const std::string& items,
                       const std::string& rest = "") {
  return resource(configuration, cat({R"("connectivityTopology":")", topology,
                                      R"(","appliesToGroups":[)", items, "]", rest}));
}

const std::string regional = R"("groupConnectivity":"None","isGlobal":"False")";
const std::string direct = R"("groupConnectivity":"DirectlyConnected","isGlobal":"False")";

/// VNets a and b in one region and c in another, all in group g and with rows.
Estate import_all(std::vector<std::string> more, bool rows = true) {
  std::vector<std::string> all = {vnet("a", "japaneast"), vnet("b", "Japan East"),
                                  vnet("c", "japanwest")};
  for (const std::string name : {"a", "b", "c"}) {
    all.push_back(member("g", name));
    if (rows) all.push_back(row(name));
  }
  all.insert(all.end(), more.begin(), more.end());
  std::string text = "[";
  for (const std::string& each : all) text += (text.size() > 1 ? "," : "") + each;
  const auto kept = std::make_shared<const std::string>(text + "]");
  const InputText input{"in.json", *kept, kept};
  return import_texts({&input, 1}, {});
}

/// "a b | closed a b c"; "perhaps" before what is not certain.
std::string groups(const Estate& estate) {
  std::string text;
  for (const model::ConnectedGroup& group : estate.network.connected_groups) {
    text += cat(
        {text.empty() ? "" : " | ", group.guard ? "closed " : "", group.doubt ? "perhaps " : ""});
    for (const auto& each : group.members) {
      text += cat({text.empty() || text.ends_with(' ') ? "" : " ", each.guard ? "-" : "",
                   each.doubt ? "?" : "", estate.network.vnets[each.vnet].name});
    }
  }
  return text;
}

}  // namespace

TEST_CASE("a mesh joins region by region, or all of them [10.20, 10.22]") {
  const Estate estate = import_all({configured("Mesh", item("g", regional))});
  CHECK(list_problems(estate) == "");
  CHECK(groups(estate) == "a b | closed a b c");
  CHECK(estate.network.unmodelled.empty());
  CHECK(groups(import_all({configured("Mesh", item("g", regional), R"(,"isGlobal":"True")")})) ==
        "a b c");
  CHECK(groups(import_all({configured("Mesh", item("g", R"("groupConnectivity":"None")"))})) ==
        "a b | perhaps a b c");
  CHECK(groups(import_all(
            {configured("Mesh", item("g", R"("groupConnectivity":"None","isGlobal":"Maybe")"))})) ==
        "a b | perhaps a b c");
}

TEST_CASE("spokes are joined where they are directly connected [10.23]") {
  CHECK(groups(import_all({configured("HubAndSpoke", item("g", direct))})) == "a b | closed a b c");
  CHECK(groups(import_all({configured("HubAndSpoke", item("g", regional))})) == "");
  CHECK(groups(import_all({configured("HubAndSpoke", item("g", R"("isGlobal":"True")"))})) ==
        "perhaps a b c");
}

TEST_CASE("the copy that was deployed counts, not what is edited since [10.28]") {
  const std::string copy =
      resource(configuration + "/snapshots/1",
               cat({R"("connectivityTopology":"HubAndSpoke","appliesToGroups":[)",
                    item("g", regional), "]"}));
  CHECK(groups(import_all({configured("Mesh", item("g", regional)), copy})) == "");
}

TEST_CASE("without any row a configuration is not deployed [C22]") {
  CHECK(groups(import_all({configured("Mesh", item("g", regional))}, false)) ==
        "-a -b | closed -a -b -c");
}

TEST_CASE("a row tells of a membership that policy made [10.28]") {
  const std::string d = vnet("d", "japaneast");
  CHECK(groups(import_all({configured("Mesh", item("g", regional)), d, row("d")})) ==
        "a b d | closed a b c d");
  // The hub has a row because it is the hub, and a member of another group because of that.
  const std::string hub = cat({R"(,"hubs":[{"resourceId":")", start, R"(virtualNetworks/d"}])"});
  CHECK(groups(import_all({configured("HubAndSpoke", item("g", direct), hub), d, row("d")})) ==
        "a b | closed a b c");
  CHECK(groups(import_all(
            {configured("HubAndSpoke", cat({item("g", direct), ",", item("t", regional)})), d,
             row("d"), member("t", "d")})) == "a b | closed a b c");
  // Of two groups it may be in either.
  CHECK(groups(import_all(
            {configured("HubAndSpoke", cat({item("g", direct), ",", item("t", regional)})), d,
             row("d")})) == "a b ?d | closed a b c ?d");
}

TEST_CASE("a configuration that cannot be read may connect whoever has it [0.3]") {
  const Estate estate = import_all({configured("Star", item("g", regional))});
  CHECK(groups(estate) == "");
  CHECK(estate.network.unmodelled.size() == 3);
  CHECK(import_all({}).network.unmodelled.size() == 3);
  CHECK(import_all({configured("Star", item("g", regional))}, false).network.unmodelled.size() ==
        1);
}

TEST_CASE("members with the same addresses are in doubt where that is disallowed [10.25]") {
  const auto with = [](const std::string& capabilities) {
    return groups(import_all({configured("Mesh", item("g", regional), capabilities)}));
  };
  const std::string start_of = R"(,"connectivityCapabilities":{"connectedGroupAddressOverlap":)";
  CHECK(with(start_of + R"("Disallowed"})") == "?a ?b | closed ?a ?b ?c");
  CHECK(with(start_of + R"("Allowed"})") == "a b | closed a b c");
  CHECK(with(start_of + R"("Whatever"})") == "?a ?b | closed ?a ?b ?c");
}

TEST_CASE("whether deploying takes peerings away is kept [10.24]") {
  const auto deletes = [](const std::string& stated) {
    const Estate estate = import_all({configured("Mesh", item("g", regional), stated)});
    return estate.network.connected_groups.begin()->deletes_peerings;
  };
  CHECK(deletes(R"(,"deleteExistingPeering":"True")").is(true));
  CHECK(deletes(R"(,"deleteExistingPeering":false)").is(false));
  CHECK_FALSE(deletes("").is_set());
}
