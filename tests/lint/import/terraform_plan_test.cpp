#include "import/terraform_plan.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/text.hpp"
#include "import/estate.hpp"
#include "reach/reachability.hpp"
#include "terraform/attribute_map.hpp"
#include "tests/lint/import/network_dump.hpp"
#include "tests/support/catch.hpp"

using namespace hairpin;
using namespace hairpin::import;

namespace {

using nlohmann::json;

/// A plan as Terraform prints it, put together resource by resource.
class Plan {
 public:
  Plan() {
    document_ = {{"format_version", "1.2"},
                 {"terraform_version", "1.11.0"},
                 {"planned_values", {{"root_module", {{"resources", json::array()}}}}},
                 {"resource_changes", json::array()},
                 {"configuration", {{"root_module", {{"resources", json::array()}}}}}};
  }

  struct Parts {
    json values = json::object();
    json unknown = json::object();
    json expressions = json::object();
    std::string action = "create";
    json index = nullptr;
    json sensitive = json::object();
  };

  /// A resource of the root module: "azurerm_subnet.a", or "azurerm_subnet.a[0]" with its index.
  Plan& add(const std::string& address, Parts parts) {
    const std::string plain = address.substr(0, address.find('['));
    const std::string type = plain.substr(0, plain.find('.'));
    json resource = {{"address", address},
                     {"mode", "managed"},
                     {"type", type},
                     {"name", plain.substr(plain.find('.') + 1)}};
    if (!parts.index.is_null()) resource["index"] = parts.index;
    json change = resource;
    const bool goes = parts.action == "delete" || parts.action == "forget";
    change["change"] = {{"actions", {parts.action}},
                        {"before", goes ? parts.values : json(nullptr)},
                        {"after", goes ? json(nullptr) : parts.values},
                        {"after_unknown", parts.unknown}};
    document_["resource_changes"].push_back(change);
    resource["values"] = parts.values;
    resource["sensitive_values"] = parts.sensitive;
    auto& module = document_["planned_values"]["root_module"];
    if (!goes) module["resources"].push_back(resource);
    auto& configured = document_["configuration"]["root_module"]["resources"];
    const bool known = std::any_of(configured.begin(), configured.end(),
                                   [&](const json& each) { return each["address"] == plain; });
    if (!known) {
      configured.push_back({{"address", plain},
                            {"type", type},
                            {"provider_config_key", "azurerm"},
                            {"expressions", parts.expressions}});
    }
    return *this;
  }

  Plan& vnet(const std::string& name, const std::string& prefix) {
    return add("azurerm_virtual_network." + name, {.values = {{"name", name},
                                                              {"resource_group_name", "g"},
                                                              {"location", "japaneast"},
                                                              {"address_space", {prefix}}},
                                                   .unknown = {{"id", true}, {"subnet", true}}});
  }

  /// Both sides of a peering, with the ids that the apply will tell.
  Plan& peering(const std::string& a, const std::string& b) { return side(a, b).side(b, a); }

  json& document() { return document_; }
  std::string text() const { return document_.dump(); }

 private:
  Plan& side(const std::string& local, const std::string& remote) {
    const std::string target = "azurerm_virtual_network." + remote;
    return add("azurerm_virtual_network_peering." + local + "-" + remote,
               {.values = {{"name", local + "-" + remote},
                           {"resource_group_name", "g"},
                           {"virtual_network_name", local},
                           {"allow_virtual_network_access", true},
                           {"allow_forwarded_traffic", false},
                           {"allow_gateway_transit", false},
                           {"use_remote_gateways", false}},
                .unknown = {{"id", true}, {"remote_virtual_network_id", true}},
                .expressions = {{"remote_virtual_network_id", references({target + ".id", target})},
                                {"virtual_network_name",
                                 references({"azurerm_virtual_network." + local + ".name",
                                             "azurerm_virtual_network." + local})}}});
  }

 public:
  static json references(const std::vector<std::string>& texts) { return {{"references", texts}}; }

 private:
  json document_;
};

Estate import_together(std::vector<std::string> texts) {
  std::vector<InputText> inputs;
  for (std::string& text : texts) {
    auto kept = std::make_shared<const std::string>(std::move(text));
    inputs.push_back({"in" + std::to_string(inputs.size()) + ".json", *kept, kept});
  }
  ImportOptions options;
  options.allow_empty = true;
  return import_texts(inputs, options);
}

Estate import_plan(const Plan& plan) { return import_together({plan.text()}); }

std::string verdict(Estate& estate, std::string_view from, std::string_view to) {
  route::Routing routing(estate.network, estate.ids);
  const reach::Reachability reachability(routing);
  const auto source = reachability.endpoint(from), target = reachability.endpoint(to);
  REQUIRE(source);
  REQUIRE(target);
  return std::string(name_of(reachability.direction(*source, *target).verdict));
}

bool has_line(const Estate& estate, std::string_view part) {
  std::istringstream lines(dump(estate));
  for (std::string line; std::getline(lines, line);) {
    if (line.find(part) != line.npos) return true;
  }
  return false;
}

const std::string g = "/subscriptions/azurerm/resourcegroups/g/providers/microsoft.network/";

}  // namespace

TEST_CASE("a plan is the network that it makes") {
  Plan plan;
  plan.vnet("hub", "10.0.0.0/16").vnet("spoke", "10.1.0.0/16").vnet("alone", "10.2.0.0/16");
  plan.peering("hub", "spoke");
  Estate estate = import_plan(plan);
  CHECK(list_problems(estate) == "");
  CHECK(estate.inputs.at(0).kind == "Terraform plan");
  CHECK(estate.inputs.at(0).resources == 5);
  CHECK(estate.network.coverage.used == 5);
  CHECK(estate.network.unresolved.empty());
  CHECK(verdict(estate, "hub", "spoke") == "reachable");
  CHECK(verdict(estate, "spoke", "hub") == "reachable");
  CHECK(verdict(estate, "hub", "alone") == "isolated");
}

TEST_CASE("people see addresses, and may name resources either way") {
  Plan plan;
  plan.vnet("hub", "10.0.0.0/16").vnet("spoke", "10.1.0.0/16").peering("hub", "spoke");
  Estate estate = import_plan(plan);
  CHECK(estate.network.vnets[model::VnetIndex(0)].name == "azurerm_virtual_network.hub");
  CHECK(verdict(estate, "azurerm_virtual_network.hub", "spoke") == "reachable");
  const SourceSpan where = estate.network.vnets[model::VnetIndex(0)].where;
  CHECK(estate.sources.text(where) == "\"azurerm_virtual_network.hub\"");
  const auto& prefix = estate.network.vnets[model::VnetIndex(0)].address_space.front();
  CHECK(estate.sources.text(prefix.where) == "\"10.0.0.0/16\"");
}

TEST_CASE("associations belong to what they associate") {
  Plan plan;
  plan.vnet("v", "10.0.0.0/16");
  plan.add("azurerm_subnet.GatewaySubnet", {.values = {{"name", "GatewaySubnet"},
                                                       {"resource_group_name", "g"},
                                                       {"virtual_network_name", "v"},
                                                       {"address_prefixes", {"10.0.0.0/24"}}},
                                            .unknown = {{"id", true}}});
  plan.add("azurerm_route_table.rt",
           {.values = {{"name", "rt"},
                       {"resource_group_name", "g"},
                       {"bgp_route_propagation_enabled", false},
                       {"route", json::array({{{"name", "r"},
                                               {"address_prefix", "0.0.0.0/0"},
                                               {"next_hop_type", "VirtualAppliance"},
                                               {"next_hop_in_ip_address", "10.0.0.4"}}})}},
            .unknown = {{"id", true}}});
  plan.add("azurerm_network_security_group.nsg",
           {.values = {{"name", "nsg"}, {"resource_group_name", "g"}},
            .unknown = {{"id", true}, {"security_rule", true}}});
  plan.add("azurerm_network_security_rule.rule", {.values = {{"name", "rule"},
                                                             {"resource_group_name", "g"},
                                                             {"network_security_group_name", "nsg"},
                                                             {"priority", 100},
                                                             {"direction", "Inbound"},
                                                             {"access", "Deny"},
                                                             {"protocol", "*"},
                                                             {"source_port_range", "*"},
                                                             {"destination_port_range", "*"},
                                                             {"source_address_prefix", "*"},
                                                             {"destination_address_prefix", "*"}},
                                                  .unknown = {{"id", true}}});
  const auto join = [&](const std::string& type, const std::string& attribute,
                        const std::string& target) {
    plan.add(type + ".join",
             {.unknown = {{"id", true}, {"subnet_id", true}, {attribute, true}},
              .expressions = {{"subnet_id", Plan::references({"azurerm_subnet.GatewaySubnet.id",
                                                              "azurerm_subnet.GatewaySubnet"})},
                              {attribute, Plan::references({target + ".id", target})}}});
  };
  join("azurerm_subnet_route_table_association", "route_table_id", "azurerm_route_table.rt");
  join("azurerm_subnet_network_security_group_association", "network_security_group_id",
       "azurerm_network_security_group.nsg");
  const Estate estate = import_plan(plan);
  CHECK(list_problems(estate) == "");
  INFO(dump(estate));
  // The reserved name counts, though people see the address.
  CHECK(has_line(estate, "subnets/gatewaysubnet prefixes=10.0.0.0/24, purpose=1 table=" + g +
                             "routetables/rt nsg=" + g + "networksecuritygroups/nsg"));
  CHECK(has_line(estate, "table " + g + "routetables/rt no-bgp=1 subnets=1"));
  CHECK(has_line(estate, "0.0.0.0/0 via 0 10.0.0.4"));
  CHECK(estate.network.unmodelled.empty());
}

TEST_CASE("the subnets that a VNet repeats from others do not take anything from these") {
  const std::string id =
      "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v";
  const json table = {{"id",
                       "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/"
                       "routeTables/rt"}};
  const json exported = {
      {"id", id},
      {"type", "Microsoft.Network/virtualNetworks"},
      {"properties",
       {{"addressSpace", {{"addressPrefixes", {"10.0.0.0/16"}}}},
        {"virtualNetworkPeerings", json::array()},
        {"subnets",
         json::array(
             {{{"name", "a"},
               {"properties", {{"addressPrefix", "10.0.0.0/24"}, {"routeTable", table}}}}})}}}};
  Plan plan;
  plan.add(
      "azurerm_virtual_network.v",
      {.values = {{"id", id},
                  {"name", "v"},
                  {"address_space", {"10.0.0.0/16"}},
                  {"subnet", json::array({{{"name", "a"}, {"address_prefix", "10.0.0.0/24"}}})}},
       .action = "no-op"});
  const Estate estate = import_together({exported.dump(), plan.text()});
  CHECK(has_line(estate,
                 "table=/subscriptions/s/resourcegroups/g/providers/microsoft.network/"
                 "routetables/rt"));
  // Without a configuration there is nobody else who tells.
  plan.document().erase("configuration");
  const Estate alone = import_together({plan.text()});
  CHECK(alone.network.subnets.size() == 1);
}

TEST_CASE("what only the apply tells leaves verdicts open") {
  Plan plan;
  plan.vnet("a", "10.0.0.0/16").vnet("b", "10.1.0.0/16").peering("a", "b");
  SECTION("a peering whose other side is a local value") {
    for (json& resource : plan.document()["configuration"]["root_module"]["resources"]) {
      json& expressions = resource["expressions"];
      if (expressions.contains("remote_virtual_network_id")) {
        expressions["remote_virtual_network_id"] = Plan::references({"local.remote"});
      }
    }
    Estate estate = import_plan(plan);
    CHECK(list_problems(estate).find("known after the apply: local.remote") != std::string::npos);
    CHECK(verdict(estate, "a", "b") == "unproven");
  }
  SECTION("an address space") {
    json& vnet = plan.document()["planned_values"]["root_module"]["resources"][1];
    vnet["values"].erase("address_space");
    plan.document()["resource_changes"][1]["change"]["after_unknown"]["address_space"] = true;
    plan.document()["configuration"]["root_module"]["resources"][1]["expressions"]
                   ["address_space"] = Plan::references({"random_cidr.x.result", "random_cidr.x"});
    Estate estate = import_plan(plan);
    CHECK(verdict(estate, "a", "b") == "unproven");
  }
}

TEST_CASE("references lead through modules, instances and variables") {
  Plan plan;
  plan.vnet("hub", "10.0.0.0/16");
  // module.spoke["x"] has a VNet and a peering to var.hub_id, and outputs its VNet's id.
  const std::string prefix = "module.spoke[\"x\"].";
  json module = {{"address", "module.spoke[\"x\"]"}, {"resources", json::array()}};
  const auto add = [&](const std::string& type, const json& values, const json& unknown) {
    const std::string address = prefix + type + ".this";
    module["resources"].push_back({{"address", address},
                                   {"mode", "managed"},
                                   {"type", type},
                                   {"name", "this"},
                                   {"values", values}});
    plan.document()["resource_changes"].push_back(
        {{"address", address},
         {"type", type},
         {"change", {{"actions", {"create"}}, {"after_unknown", unknown}}}});
  };
  add("azurerm_virtual_network",
      {{"name", "spoke"}, {"resource_group_name", "g"}, {"address_space", {"10.1.0.0/16"}}},
      {{"id", true}});
  add("azurerm_virtual_network_peering",
      {{"name", "to-hub"},
       {"resource_group_name", "g"},
       {"virtual_network_name", "spoke"},
       {"allow_virtual_network_access", true}},
      {{"remote_virtual_network_id", true}});
  plan.document()["planned_values"]["root_module"]["child_modules"] = json::array({module});
  const json inner = {
      {"resources",
       json::array(
           {{{"address", "azurerm_virtual_network.this"}, {"expressions", json::object()}},
            {{"address", "azurerm_virtual_network_peering.this"},
             {"expressions", {{"remote_virtual_network_id", Plan::references({"var.hub_id"})}}}}})},
      {"outputs",
       {{"id",
         {{"expression", Plan::references({"azurerm_virtual_network.this.id",
                                           "azurerm_virtual_network.this"})}}}}}};
  plan.document()["configuration"]["root_module"]["module_calls"]["spoke"] = {
      {"expressions",
       {{"hub_id",
         Plan::references({"azurerm_virtual_network.hub.id", "azurerm_virtual_network.hub"})}}},
      {"module", inner}};
  const std::string reference = GENERATE("module.spoke[\"x\"].id", "module.spoke.id");
  plan.add("azurerm_virtual_network_peering.back",
           {.values = {{"name", "to-spoke"},
                       {"resource_group_name", "g"},
                       {"virtual_network_name", "hub"},
                       {"allow_virtual_network_access", true}},
            .unknown = {{"remote_virtual_network_id", true}},
            .expressions = {
                {"remote_virtual_network_id", Plan::references({reference, "module.spoke"})}}});
  Estate estate = import_plan(plan);
  CHECK(list_problems(estate) == "");
  CHECK(verdict(estate, "hub", "spoke") == "reachable");
  CHECK(verdict(estate, "spoke", "hub") == "reachable");
}

TEST_CASE("an instance is joined with the one of its own key") {
  Plan plan;
  for (const std::string key : {"a", "b"}) {
    const std::string index = "[\"" + key + "\"]";
    plan.add("azurerm_virtual_network.v" + index,
             {.values = {{"name", "v-" + key},
                         {"resource_group_name", "g"},
                         {"address_space", {key == "a" ? "10.1.0.0/16" : "10.2.0.0/16"}}},
              .unknown = {{"id", true}},
              .index = key});
  }
  for (const std::string key : {"a", "b"}) {
    plan.add("azurerm_virtual_hub_connection.c[\"" + key + "\"]",
             {.values = {{"name", "c-" + key},
                         {"virtual_hub_id",
                          "/subscriptions/azurerm/resourceGroups/g/providers/Microsoft.Network/"
                          "virtualHubs/h"}},
              .unknown = {{"remote_virtual_network_id", true}},
              .expressions = {{"remote_virtual_network_id",
                               Plan::references({"azurerm_virtual_network.v", "each.key"})}},
              .index = key});
  }
  const Estate estate = import_plan(plan);
  CHECK(list_problems(estate) == "");
  REQUIRE(estate.network.virtual_wans.connections.size() == 2);
  for (const auto& connection : estate.network.virtual_wans.connections) {
    const std::string_view vnet = estate.network.vnets[connection.vnet].name;
    const std::string_view key = connection.name.substr(connection.name.find('-') + 1);
    CHECK(vnet == cat({"azurerm_virtual_network.v[\"", key, "\"]"}));
  }
}

TEST_CASE("a group of rules that is known later filters, nobody knows what") {
  Plan plan;
  plan.vnet("a", "10.0.0.0/16").vnet("b", "10.1.0.0/16").peering("a", "b");
  plan.add("azurerm_subnet.s",
           {.values = {{"name", "s"},
                       {"resource_group_name", "g"},
                       {"virtual_network_name", "b"},
                       {"address_prefixes", {"10.1.0.0/24"}}},
            .unknown = {{"id", true}, {"network_security_group_id", true}},
            .expressions = {{"network_security_group_id", Plan::references({"local.group"})}}});
  Estate estate = import_plan(plan);
  CHECK(verdict(estate, "a", "b") == "unproven");
}

TEST_CASE("a member of a network group that is known later leaves the estate open") {
  Plan plan;
  plan.vnet("a", "10.0.0.0/16");
  plan.add("azurerm_network_manager_static_member.m",
           {.values = {{"name", "m"},
                       {"network_group_id",
                        "/subscriptions/azurerm/resourceGroups/g/providers/Microsoft.Network/"
                        "networkManagers/n/networkGroups/g"}},
            .unknown = {{"target_virtual_network_id", true}},
            .expressions = {{"target_virtual_network_id", Plan::references({"local.vnet"})}}});
  CHECK(import_plan(plan).network.coverage.truncated);
}

TEST_CASE("which of several resources it is stays open") {
  Plan plan;
  plan.vnet("a", "10.0.0.0/16").vnet("b", "10.1.0.0/16").vnet("c", "10.2.0.0/16");
  plan.peering("a", "b");
  for (json& resource : plan.document()["configuration"]["root_module"]["resources"]) {
    json& expressions = resource["expressions"];
    if (!expressions.contains("remote_virtual_network_id")) continue;
    expressions["remote_virtual_network_id"] =
        Plan::references({"azurerm_virtual_network.b.id", "azurerm_virtual_network.b",
                          "azurerm_virtual_network.c.id", "azurerm_virtual_network.c"});
  }
  Estate estate = import_plan(plan);
  CHECK(list_problems(estate).find("which of several") != std::string::npos);
  CHECK(verdict(estate, "a", "c") == "unproven");
}

TEST_CASE("what a plan removes is taken out of the estate") {
  const std::string vnet_id =
      "/subscriptions/azurerm/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/";
  const auto exported = [&](const std::string& name, const std::string& remote) {
    const json peering = {{"name", "p"},
                          {"properties",
                           {{"peeringState", "Connected"},
                            {"allowVirtualNetworkAccess", true},
                            {"remoteVirtualNetwork", {{"id", vnet_id + remote}}}}}};
    return json{
        {"id", vnet_id + name},
        {"type", "Microsoft.Network/virtualNetworks"},
        {"properties",
         {{"addressSpace", {{"addressPrefixes", {name == "a" ? "10.0.0.0/16" : "10.1.0.0/16"}}}},
          {"subnets", json::array()},
          {"virtualNetworkPeerings", json::array({peering})}}}};
  };
  const std::string snapshot = json::array({exported("a", "b"), exported("b", "a")}).dump();
  Estate before = import_together({snapshot});
  CHECK(verdict(before, "a", "b") == "reachable");
  Plan plan;
  plan.add("azurerm_virtual_network_peering.p",
           {.values = {{"id", vnet_id + "a/virtualNetworkPeerings/p"}, {"name", "p"}},
            .action = GENERATE("delete", "forget")});
  const bool removed = plan.document()["resource_changes"][0]["change"]["actions"][0] == "delete";
  Estate after = import_together({snapshot, plan.text()});
  CHECK(verdict(after, "a", "b") == (removed ? "isolated" : "reachable"));
}

TEST_CASE("a plan that does not tell its subscription finds it by the resource group") {
  const std::string id =
      "/subscriptions/real/resourceGroups/G/providers/Microsoft.Network/virtualNetworks/";
  const auto exported = [&](const std::string& name, const std::string& prefix) {
    return json{{"id", id + name},
                {"type", "Microsoft.Network/virtualNetworks"},
                {"properties",
                 {{"addressSpace", {{"addressPrefixes", {prefix}}}},
                  {"subnets", json::array()},
                  {"virtualNetworkPeerings", json::array()}}}};
  };
  const json snapshot = json::array({exported("a", "10.0.0.0/16"), exported("b", "10.1.0.0/16")});
  Plan plan;
  for (const std::string local : {"a", "b"}) {
    plan.add("azurerm_virtual_network_peering." + local,
             {.values = {{"name", "p"},
                         {"resource_group_name", "g"},
                         {"virtual_network_name", local},
                         {"remote_virtual_network_id", id + (local == "a" ? "b" : "a")},
                         {"allow_virtual_network_access", true}},
              .unknown = {{"id", true}}});
  }
  Estate estate = import_together({snapshot.dump(), plan.text()});
  CHECK(list_problems(estate) == "");
  CHECK(verdict(estate, "a", "b") == "reachable");
  // Where nothing tells it, the peerings may be anybody's.
  Estate alone = import_together({plan.text()});
  CHECK(alone.network.coverage.truncated);
  CHECK(list_problems(alone).find("subscription") != std::string::npos);
}

TEST_CASE("what is picked by a value is not picked by the key") {
  Plan plan;
  for (const std::string key : {"x", "y"}) {
    plan.add(
        "azurerm_route_table.t[\"" + key + "\"]",
        {.values = {{"name", "t-" + key}, {"resource_group_name", "g"}, {"route", json::array()}},
         .unknown = {{"id", true}},
         .index = key});
  }
  plan.vnet("v", "10.0.0.0/16");
  plan.add("azurerm_subnet.s", {.values = {{"name", "s"},
                                           {"resource_group_name", "g"},
                                           {"virtual_network_name", "v"},
                                           {"address_prefixes", {"10.0.0.0/24"}}},
                                .unknown = {{"id", true}}});
  plan.add(
      "azurerm_subnet_route_table_association.a[\"x\"]",
      {.unknown = {{"subnet_id", true}, {"route_table_id", true}},
       .expressions = {{"subnet_id", Plan::references({"azurerm_subnet.s.id", "azurerm_subnet.s"})},
                       {"route_table_id", Plan::references({"azurerm_route_table.t",
                                                            "each.value.table", "each.value"})}},
       .index = "x"});
  const Estate estate = import_plan(plan);
  CHECK(list_problems(estate).find("which of several") != std::string::npos);
  CHECK_FALSE(estate.network.unmodelled.empty());  // the table may be either
}

TEST_CASE("bodies of azapi are those of ARM") {
  const json properties = {{"addressSpace", {{"addressPrefixes", {"10.3.0.0/16"}}}}};
  const json body = {{"properties", properties}};
  const bool as_text = GENERATE(false, true);  // version 2 of the provider, and version 1
  const json spelled = as_text ? json(body.dump()) : body;
  Plan plan;
  plan.vnet("hub", "10.0.0.0/16");
  plan.add("azapi_resource.v", {.values = {{"type", "Microsoft.Network/virtualNetworks@2024-01-01"},
                                           {"parent_id", "/subscriptions/azurerm/resourceGroups/g"},
                                           {"name", "v"},
                                           {"body", spelled}},
                                .unknown = {{"id", true}, {"output", true}}});
  plan.add(
      "azapi_resource.p",
      {.values = {{"type", "Microsoft.Network/virtualNetworks/virtualNetworkPeerings@2024-01-01"},
                  {"name", "p"},
                  {"body", {{"properties", {{"allowVirtualNetworkAccess", true}}}}}},
       .unknown = {{"id", true},
                   {"parent_id", true},
                   {"body", {{"properties", {{"remoteVirtualNetwork", {{"id", true}}}}}}}},
       .expressions = {{"parent_id", Plan::references({"azapi_resource.v.id", "azapi_resource.v"})},
                       {"body", Plan::references({"azurerm_virtual_network.hub.id",
                                                  "azurerm_virtual_network.hub"})}}});
  const Estate estate = import_plan(plan);
  INFO(dump(estate));
  CHECK(list_problems(estate) == "");
  CHECK(has_line(estate, "vnet " + g + "virtualnetworks/v at  of  space=10.3.0.0/16,"));
  REQUIRE(estate.network.peerings.size() == 1);
  const model::VnetPeering& peering = *estate.network.peerings.begin();
  CHECK(estate.network.vnets[peering.local].name == "azapi_resource.v");
  CHECK(estate.network.vnets[peering.remote].name == "azurerm_virtual_network.hub");
}

TEST_CASE("data sources are what is there already") {
  Plan plan;
  plan.vnet("v", "10.0.0.0/16");
  const std::string id =
      "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/old";
  plan.document()["prior_state"] = {
      {"values",
       {{"root_module",
         {{"resources",
           json::array(
               {{{"address", "data.azurerm_virtual_network.old"},
                 {"mode", "data"},
                 {"type", "azurerm_virtual_network"},
                 {"name", "old"},
                 {"values",
                  {{"id", id}, {"name", "old"}, {"address_space", {"10.9.0.0/16"}}}}}})}}}}}};
  Estate estate = import_plan(plan);
  CHECK(estate.network.vnets.size() == 2);
  // It may have peerings that nobody tells of.
  CHECK(verdict(estate, "old", "v") != "reachable");
  CHECK_FALSE(estate.network.unmodelled.empty());
}

TEST_CASE("sensitive values are neither used nor shown") {
  Plan plan;
  plan.add(
      "azurerm_virtual_network.v",
      {.values = {{"name", "v"}, {"resource_group_name", "g"}, {"address_space", {"10.77.0.0/16"}}},
       .unknown = {{"id", true}},
       .sensitive = {{"address_space", {true}}}});
  const std::string text = plan.document().dump(1);
  const Estate estate = import_together({text});
  CHECK(list_problems(estate).find("sensitive") != std::string::npos);
  CHECK(dump(estate).find("10.77") == std::string::npos);
  // The line of the first mention, as a report would show it.
  const auto values = text.find("10.77");
  const SourceSpan span{FileIndex(0), 4, values};
  CHECK(estate.sources.snippet(span).text.find("10.77") == std::string::npos);
}

TEST_CASE("plans of a version that nobody knows are refused") {
  Plan plan;
  plan.vnet("v", "10.0.0.0/16");
  plan.document()["format_version"] = "2.0";
  const Estate estate = import_plan(plan);
  CHECK_FALSE(estate.usable());
  CHECK(list_problems(estate).find("format version 2.0") != std::string::npos);
}

TEST_CASE("values alone are a plan, too") {
  Plan plan;
  plan.vnet("v", "10.0.0.0/16");
  const json& values = plan.document()["planned_values"];
  const std::string text = GENERATE_COPY(
      json{{"format_version", "1.0"}, {"planned_values", values}}.dump(), values.dump(),
      json{{"child_modules", json::array({values["root_module"]})}}.dump());
  const Estate estate = import_together({text});
  CHECK(list_problems(estate) == "");
  CHECK(has_line(estate, "vnet " + g + "virtualnetworks/v at japaneast"));
}

TEST_CASE("every type of the map is one that the importer knows, or deliberately none") {
  for (const terraform::TypeMap& type : terraform::all_type_maps()) {
    const std::string name = cat({"Microsoft.Network/", type.arm});
    CAPTURE(name);
    const bool known = resource_type(name).role != ResourceRole::irrelevant;
    // Others refer to these by their ids.
    const bool referred = type.attributes.empty();
    CHECK((known || referred));
  }
}
