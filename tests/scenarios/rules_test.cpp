#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "engine/rule.hpp"
#include "import/estate.hpp"
#include "reach/reachability.hpp"
#include "route/routing.hpp"
#include "rules/catalog.hpp"
#include "tests/support/catch.hpp"

/// What rules say of exports that no scenario can sketch.
namespace hairpin {
namespace {

struct Found {
  std::string rule, message, fingerprint;
  Severity level;
  std::size_t line;
  std::string resource, property;
  std::vector<std::size_t> note_lines;
};

std::vector<Found> findings_of(std::string_view json) {
  const import::InputText input{"export.json", json};
  import::Estate estate = import::import_texts({&input, 1});
  REQUIRE(estate.usable());
  route::Routing routing(estate.network, estate.ids);
  const reach::Reachability reach(routing);
  const engine::RuleContext context{estate.network, estate.ids, routing, reach, estate.diagnostics};
  std::vector<Found> found;
  for (const engine::Finding& finding :
       engine::run_rules(rules::catalog(), context, {}, estate.sources)) {
    const auto line = [&](const engine::Location& place) {
      return place.where ? estate.sources.position(place.where).line : 0;
    };
    const ResourceId resource = finding.location.resource;
    std::vector<std::size_t> note_lines;
    for (const engine::Location& note : finding.related) note_lines.push_back(line(note));
    found.push_back({std::string(finding.rule->id), finding.message, finding.fingerprint,
                     finding.level, line(finding.location),
                     std::string(resource ? estate.ids.text(resource) : ""),
                     finding.location.property, std::move(note_lines)});
  }
  return found;
}

std::vector<Found> of_rule(std::vector<Found> found, std::string_view rule) {
  std::erase_if(found, [&](const Found& one) { return one.rule != rule; });
  return found;
}

constexpr std::string_view scope =
    "/subscriptions/s1/resourceGroups/net/providers/Microsoft.Network";

constexpr std::string_view no_peerings = R"(, "virtualNetworkPeerings": [])";

std::string vnet(std::string_view name, std::string_view prefix,
                 std::string_view more = no_peerings) {
  return cat({R"({"type": "microsoft.network/virtualnetworks", "name": ")", name, R"(", "id": ")",
              scope, "/virtualNetworks/", name, R"(", "location": "japaneast", "properties": )",
              R"({"addressSpace": {"addressPrefixes": [")", prefix, R"("]}, "subnets": [])", more,
              "}}"});
}

std::string gateway(std::string_view name, std::string_view vnet) {
  return cat(
      {R"({"type": "microsoft.network/virtualnetworkgateways", "name": ")", name, R"(", "id": ")",
       scope, "/virtualNetworkGateways/", name,
       R"(", "properties": {"gatewayType": "ExpressRoute", "allowRemoteVnetTraffic": true, )",
       R"("ipConfigurations": [{"properties": {"subnet": {"id": ")", scope, "/virtualNetworks/",
       vnet, R"(/subnets/GatewaySubnet"}}}]}})"});
}

std::string connection(std::string_view gateway) {
  return cat({R"({"type": "microsoft.network/connections", "name": "to-er1-)", gateway,
              R"(", "id": ")", scope, "/connections/to-er1-", gateway,
              R"(", "properties": {"connectionType": "ExpressRoute", "provisioningState": )",
              R"("Succeeded", "virtualNetworkGateway1": {"id": ")", scope,
              "/virtualNetworkGateways/", gateway, R"("}, "peer": {"id": ")", scope,
              R"(/expressRouteCircuits/er1"}}})"});
}

std::string circuit() {
  return cat(
      {R"({"type": "microsoft.network/expressroutecircuits", "name": "er1", "id": ")", scope,
       R"(/expressRouteCircuits/er1", "properties": {"peerings": [{"name": )",
       R"("AzurePrivatePeering", "properties": {"state": "Enabled", "connections": []}}]}})"});
}

/// A page of Resource Graph; `total` is how many rows it says there are.
std::string page(const std::vector<std::string>& rows, std::size_t total) {
  std::string text = cat({R"({"totalRecords": )", std::to_string(total), R"(, "count": )",
                          std::to_string(rows.size()), ", \"data\": [\n"});
  for (std::size_t i = 0; i < rows.size(); ++i) text += (i > 0 ? ",\n" : "") + rows[i];
  return text + "\n]}\n";
}

std::string page(const std::vector<std::string>& rows) { return page(rows, rows.size()); }

TEST_CASE("a page without its next page is one finding, at the page [13.5]") {
  const std::vector<Found> found = findings_of(page({vnet("prod", "10.1.0.0/16")}, 2400));
  REQUIRE(found.size() == 1);
  CHECK(found[0].rule == "HP905");
  CHECK(found[0].level == Severity::warning);
  CHECK(found[0].line == 1);
  CHECK(found[0].message.ends_with(": nothing is called isolated"));
}

TEST_CASE("a VNet on a hub is named by the platform's own peering [2.18, 13.8]") {
  const std::string to_hub = cat(
      {R"(, "virtualNetworkPeerings": [{"name": "RemoteVnetToHubPeering_1", "id": ")", scope,
       R"(/virtualNetworks/prod/virtualNetworkPeerings/RemoteVnetToHubPeering_1", "properties": )",
       R"({"peeringState": "Connected", "useRemoteGateways": true, "remoteVirtualNetwork": {"id": )",
       R"("/subscriptions/s9/resourceGroups/r/providers/Microsoft.Network/virtualNetworks/HV_h"}}}])"});
  const std::vector<Found> found =
      of_rule(findings_of(page({vnet("prod", "10.1.0.0/16", to_hub)})), "HP905");
  REQUIRE(found.size() == 1);
  CHECK(found[0].level == Severity::note);
  CHECK(found[0].message.find("1 Virtual WAN hub peering") != std::string::npos);
}

TEST_CASE("a gateway of a hub that nobody names may be on any hub [0.3]") {
  const std::string hub_gateway = cat(
      {R"({"type": "microsoft.network/expressroutegateways", "name": "h", "id": ")", scope,
       R"(/expressRouteGateways/h", "properties": {"expressRouteConnections": [{"name": "c", "id": )",
       R"(")", scope, R"(/expressRouteGateways/h/expressRouteConnections/c", "properties": )",
       R"({"expressRouteCircuitPeering": {"id": ")", scope,
       R"(/expressRouteCircuits/er1/peerings/AzurePrivatePeering"}}}]}})"});
  const std::vector<Found> found =
      of_rule(findings_of(page({vnet("prod", "10.1.0.0/16"), gateway("gw", "prod"),
                                connection("gw"), circuit(), hub_gateway})),
              "HP905");
  REQUIRE(found.size() == 1);
  CHECK(found[0].message.find("cannot be read or placed: 1 hub gateway") != std::string::npos);
}

TEST_CASE("a value that cannot be is reported at its line [0.3]") {
  const std::vector<Found> found =
      findings_of(page({vnet("prod", "10.1.0.0/16"), vnet("dev", "10.2.0.1/16")}));
  REQUIRE(found.size() == 1);
  CHECK(found[0].rule == "HP902");
  CHECK(found[0].line == 3);
  CHECK(found[0].message.find("10.2.0.1/16") != std::string::npos);
  CHECK(found[0].resource == cat({scope, "/virtualNetworks/dev"}));
  CHECK(found[0].property == "properties.addressSpace.addressPrefixes[0]");
}

/// A VNet with a peering, whose copies of the other side's prefix are as bad as the prefix.
std::string peered(std::string_view name, std::string_view prefix, std::string_view remote,
                   std::string_view remote_prefix) {
  const std::string copy = cat({R"({"addressPrefixes": [")", remote_prefix, R"("]})"});
  return vnet(
      name, prefix,
      cat({R"(, "virtualNetworkPeerings": [{"name": "to-)", remote, R"(", "id": ")", scope,
           "/virtualNetworks/", name, "/virtualNetworkPeerings/to-", remote,
           R"(", "properties": {"peeringState": "Connected", "remoteVirtualNetwork": {)",
           R"("id": ")", scope, "/virtualNetworks/", remote, R"("}, "remoteAddressSpace": )", copy,
           R"(, "remoteVirtualNetworkAddressSpace": )", copy, "}}]"}));
}

TEST_CASE("a bad prefix is one finding, however many peerings copy it [2.4]") {
  const std::vector<Found> found =
      of_rule(findings_of(page({peered("a", "10.1.0.0/16", "hub", "10.0.0.1/16"),
                                peered("hub", "10.0.0.1/16", "a", "10.1.0.0/16"),
                                peered("b", "10.2.0.0/16", "hub", "10.0.0.1/16")})),
              "HP902");
  REQUIRE(found.size() == 1);
  CHECK(found[0].line == 3);
  CHECK(found[0].resource == cat({scope, "/virtualNetworks/hub"}));
  CHECK(found[0].note_lines == std::vector<std::size_t>{2, 2, 4, 4});
}

TEST_CASE("copies of a bad prefix whose VNet the input lacks are one finding [2.4]") {
  const std::vector<Found> found =
      of_rule(findings_of(page({peered("a", "10.1.0.0/16", "hub", "10.0.0.1/16"),
                                peered("b", "10.2.0.0/16", "hub", "10.0.0.1/16"),
                                peered("c", "10.3.0.0/16", "other", "10.0.0.1/16")})),
              "HP902");
  REQUIRE(found.size() == 2);
  CHECK(found[0].note_lines == std::vector<std::size_t>{2, 3, 3});
  CHECK(found[1].note_lines == std::vector<std::size_t>{4});
}

TEST_CASE("findings do not depend on the order or the spelling of the input [0.5]") {
  const std::vector<std::string> rows = {
      vnet("a", "10.1.0.0/16"), vnet("b", "10.2.0.0/16"), gateway("ga", "a"), gateway("gb", "b"),
      connection("ga"),         connection("gb"),         circuit()};
  std::vector<std::string> other(rows.rbegin(), rows.rend());
  for (std::string& row : other) {
    // Ids in other letters wherever they stand; names stay as they are.
    for (std::size_t at = 0; (at = row.find("resourceGroups/net", at)) != row.npos; ++at) {
      row.replace(at, 18, "RESOURCEGROUPS/Net");
    }
  }
  const auto sorted = [](std::vector<Found> found) {
    std::vector<std::string> texts;
    for (const Found& one : found) texts.push_back(cat({one.fingerprint, " ", one.message}));
    std::sort(texts.begin(), texts.end());
    return texts;
  };
  const std::vector<std::string> first = sorted(findings_of(page(rows)));
  CHECK(of_rule(findings_of(page(rows)), "HP101").size() == 2);
  CHECK(first == sorted(findings_of(page(other))));
}

}  // namespace
}  // namespace hairpin
