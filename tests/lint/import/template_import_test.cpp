#include <algorithm>
#include <string>

#include "import/estate.hpp"
#include "reach/reachability.hpp"
#include "tests/support/catch.hpp"

namespace hairpin::import {
namespace {

constexpr std::string_view head =
    R"({"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
"contentVersion": "1.0.0.0", )";

/// VNets a and b with a peering between them, whose properties are `peering`; c stands alone.
std::string peered(std::string_view parameters, std::string_view peering,
                   std::string_view around = "") {
  const auto vnet = [](const std::string& name, const std::string& prefix) {
    return R"({"type": "Microsoft.Network/virtualNetworks", "name": ")" + name +
           R"(", "properties": {"addressSpace": {"addressPrefixes": [")" + prefix +
           R"("]}, "subnets": [{"name": "s", "properties": {"addressPrefix": ")" + prefix +
           R"("}}]}},)";
  };
  const auto side = [&](const std::string& from, const std::string& to) {
    return R"({"type": "Microsoft.Network/virtualNetworks/virtualNetworkPeerings", "name": ")" +
           from + "/to-" + to + "\"" + std::string(around) + R"(, "properties": {)" +
           std::string(peering) +
           R"("remoteVirtualNetwork": {"id": "[resourceId('Microsoft.Network/virtualNetworks', ')" +
           to + R"(')]"}}})";
  };
  return std::string(head) + "\"parameters\": {" + std::string(parameters) + "}, \"resources\": [" +
         vnet("a", "10.0.0.0/16") + vnet("b", "10.1.0.0/16") + vnet("c", "10.2.0.0/16") +
         side("a", "b") + "," + side("b", "a") + "]}";
}

Estate import_template(const std::string& text, const std::vector<std::string>& parameters = {}) {
  ImportOptions options;
  options.templates.parameters = parameters;
  const InputText input{"main.json", text};
  return import_texts({&input, 1}, options);
}

std::string verdict(const Estate& estate, std::string_view from, std::string_view to) {
  for (const Diagnostic& problem : estate.diagnostics) UNSCOPED_INFO(problem.statement);
  REQUIRE(estate.usable());
  route::Routing routing(estate.network, estate.ids);
  const reach::Reachability reachability(routing);
  const auto source = reachability.endpoint(from), target = reachability.endpoint(to);
  REQUIRE(source);
  REQUIRE(target);
  return std::string(name_of(reachability.direction(*source, *target).verdict));
}

std::vector<std::string> unknown_values(const Estate& estate) {
  std::vector<std::string> statements;
  for (const Diagnostic& problem : estate.diagnostics) {
    if (problem.kind == Diagnostic::Kind::unknown_value) statements.push_back(problem.statement);
  }
  return statements;
}

TEST_CASE("a template is an input like an export of what it deploys") {
  const std::string text = peered("", R"("allowVirtualNetworkAccess": true, )");
  const Estate estate = import_template(text);
  CHECK(estate.diagnostics.empty());
  REQUIRE(estate.inputs.size() == 1);
  CHECK(estate.inputs[0].kind == "ARM template");
  CHECK(verdict(estate, "a", "b") == "reachable");
  CHECK(verdict(estate, "a", "c") == "isolated");
}

TEST_CASE("what is kept stands at the expression that wrote it") {
  const std::string text = peered("", R"("allowVirtualNetworkAccess": "[true()]", )");
  const Estate estate = import_template(text);
  REQUIRE(estate.network.peerings.size() == 2);
  const model::VnetPeering& peering = *estate.network.peerings.begin();
  CHECK(estate.sources.text(peering.allow_vnet_access.where) == "\"[true()]\"");
}

TEST_CASE("what a parameter decides is unproven until it has a value") {
  const auto [parameter, peering, around] = GENERATE(table<std::string, std::string, std::string>({
      {R"("p": {"type": "bool"})", R"("allowVirtualNetworkAccess": "[parameters('p')]", )", ""},
      {R"("p": {"type": "bool"})", "", R"(, "condition": "[parameters('p')]")"},
      {R"("p": {"type": "bool"})",
       R"("peeringState": "[if(parameters('p'), 'Connected', 'Disconnected')]", )", ""},
  }));
  CAPTURE(peering, around);
  const std::string text = peered(parameter, peering, around);
  const Estate open = import_template(text);
  CHECK(verdict(open, "a", "b") == "unproven");
  CHECK(unknown_values(open) == std::vector<std::string>{"the parameter p has no value"});
  const auto bad = [](const Diagnostic& problem) {
    return problem.kind == Diagnostic::Kind::bad_value;
  };
  CHECK(std::none_of(open.diagnostics.begin(), open.diagnostics.end(), bad));
  CHECK(verdict(import_template(text, {"p=true"}), "a", "b") == "reachable");
  CHECK(unknown_values(import_template(text, {"p=false"})).empty());
  if (!around.empty()) CHECK(verdict(import_template(text, {"p=false"}), "a", "b") == "isolated");
}

TEST_CASE("a list, an object or a reference that is not known may connect anything") {
  const auto [peering, parameter] = GENERATE(table<std::string, std::string>({
      {R"("properties": "[parameters('p')]")", "object"},
      {R"("properties": {"remoteVirtualNetwork": {"id": "[parameters('p')]"}})", "string"},
      {R"("properties": {"remoteVirtualNetwork": "[parameters('p')]"})", "object"},
  }));
  const std::string text = std::string(head) + R"("parameters": {"p": {"type": ")" + parameter +
                           R"("}}, "resources": [
    {"type": "Microsoft.Network/virtualNetworks", "name": "a",
     "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}},
    {"type": "Microsoft.Network/virtualNetworks", "name": "b",
     "properties": {"addressSpace": {"addressPrefixes": ["10.1.0.0/16"]}}},
    {"type": "Microsoft.Network/virtualNetworks/virtualNetworkPeerings", "name": "a/x", )" +
                           peering + "}]}";
  CAPTURE(peering);
  const Estate estate = import_template(text);
  CHECK(verdict(estate, "a", "b") == "unproven");
  CHECK(unknown_values(estate) == std::vector<std::string>{"the parameter p has no value"});
}

TEST_CASE("the peerings and subnets of a VNet may be a parameter") {
  const auto key = GENERATE(as<std::string>{}, "virtualNetworkPeerings", "subnets");
  const std::string text = std::string(head) +
                           R"("parameters": {"p": {"type": "array"}}, "resources": [
    {"type": "Microsoft.Network/virtualNetworks", "name": "a", "properties": {
      "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}, ")" +
                           key + R"(": "[parameters('p')]"}},
    {"type": "Microsoft.Network/virtualNetworks", "name": "b",
     "properties": {"addressSpace": {"addressPrefixes": ["10.1.0.0/16"]}}}]})";
  CAPTURE(key);
  CHECK(verdict(import_template(text), "a", "b") == "unproven");
}

TEST_CASE("a VNet without known prefixes is isolated from nobody") {
  const std::string text =
      std::string(head) + R"("parameters": {"p": {"type": "string"}}, "resources": [
    {"type": "Microsoft.Network/virtualNetworks", "name": "a", "properties": {
      "addressSpace": {"addressPrefixes": ["[parameters('p')]"]}}},
    {"type": "Microsoft.Network/virtualNetworks", "name": "b",
     "properties": {"addressSpace": {"addressPrefixes": ["10.1.0.0/16"]}}}]})";
  CHECK(verdict(import_template(text), "b", "a") == "unproven");
  CHECK(verdict(import_template(text, {"p=10.0.0.0/16"}), "b", "a") == "isolated");
}

TEST_CASE("a parameter file among the inputs belongs to the template") {
  const std::string text =
      peered(R"("p": {"type": "bool"})", R"("allowVirtualNetworkAccess": "[parameters('p')]", )");
  const std::string values =
      R"({"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#",
          "parameters": {"p": {"value": true}}})";
  const InputText both[] = {{"main.json", text}, {"main.parameters.json", values}};
  CHECK(verdict(import_texts(both), "a", "b") == "reachable");
  const InputText three[] = {
      {"main.json", text}, {"main.parameters.json", values}, {"main.parameters-prod.json", values}};
  const Estate several = import_texts(three);
  CHECK(verdict(several, "a", "b") == "unproven");
  const auto told = [](const Diagnostic& problem) {
    return problem.statement.starts_with("several parameter files fit the template");
  };
  CHECK(std::any_of(several.diagnostics.begin(), several.diagnostics.end(), told));
}

/// A VNet of that name, peered with a VNet that the template does not declare.
std::string spoke(const std::string& name, const std::string& prefix) {
  return std::string(head) +
         R"("resources": [{"type": "Microsoft.Network/virtualNetworks", "name": ")" + name +
         R"(", "properties": {"addressSpace": {"addressPrefixes": [")" + prefix +
         R"("]}, "virtualNetworkPeerings": [{"name": "p", "properties": {"remoteVirtualNetwork":
         {"id": "[resourceId('hub-group', 'Microsoft.Network/virtualNetworks', 'hub')]"}}}]}}]})";
}

TEST_CASE("an id with a gap may be that of a resource in another input") {
  const std::string text = spoke("spoke", "10.1.0.0/16");
  const std::string hub =
      R"([{"id": "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/hub-group/)"
      R"(providers/Microsoft.Network/virtualNetworks/hub", "type": "Microsoft.Network/)"
      R"(virtualNetworks", "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
      "subnets": [], "virtualNetworkPeerings": []}}])";
  const InputText inputs[] = {{"spoke.json", text}, {"hub.json", hub}};
  CHECK(verdict(import_texts(inputs), "spoke", "hub") == "unproven");
  ImportOptions options;
  options.templates.surroundings.subscription = "22222222-2222-2222-2222-222222222222";
  CHECK(import_texts(inputs, options).usable());
}

TEST_CASE("two templates without a place do not deploy to one place") {
  const std::string one = spoke("same", "10.1.0.0/16"), two = spoke("same", "10.2.0.0/16");
  const InputText inputs[] = {{"one.json", one}, {"two.json", two}};
  const Estate estate = import_texts(inputs);
  const auto in_input = std::count_if(estate.network.vnets.begin(), estate.network.vnets.end(),
                                      [](const model::Vnet& vnet) { return vnet.in_input; });
  CHECK(in_input == 2);
}

TEST_CASE("a template that cannot be expanded is unusable") {
  const Estate estate = import_template(std::string(head) + "\"resources\": [");
  CHECK_FALSE(estate.usable());
}

}  // namespace
}  // namespace hairpin::import
