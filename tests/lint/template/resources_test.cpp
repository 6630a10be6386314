#include <chrono>
#include <string>

#include "tests/lint/template/expansion.hpp"
#include "tests/support/catch.hpp"

namespace hairpin::arm {
namespace {

Setup usual() {
  Setup setup;
  setup.surroundings = usual_surroundings();
  return setup;
}

constexpr std::string_view group =
    "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/examplegroup";

std::string id_of(std::string_view rest) { return std::string(group) + std::string(rest); }

TEST_CASE("children stand inside of their parents or beside them") {
  const Expanded expanded = expand_text(template_with(R"("resources": [
      {"type": "Microsoft.Network/virtualNetworks", "name": "v", "resources": [
        {"type": "subnets", "name": "a", "properties": {"addressPrefix": "10.0.0.0/24"}},
        {"type": "Microsoft.Network/virtualNetworks/subnets", "name": "v/b"}]},
      {"type": "Microsoft.Network/virtualNetworks/subnets", "name": "v/c"}])"),
                                        usual());
  CHECK(expanded.names() == "v, v/a, v/b, v/c");
  CHECK(expanded.problems() == "");
  for (const char* name : {"v/a", "v/b", "v/c"}) {
    const std::string rest =
        std::string("/providers/Microsoft.Network/virtualNetworks/v/subnets/") + name[2];
    CHECK(expanded.resource(name).id == id_of(rest));
  }
}

TEST_CASE("a child of a loop sees the turn of its parent") {
  const Expanded expanded = expand_text(template_with(R"("resources": [
      {"type": "Microsoft.Network/virtualNetworks", "name": "[concat('v', copyIndex())]",
       "copy": {"name": "vnets", "count": "2"}, "resources": [
        {"type": "subnets", "name": "[concat('s', copyIndex('vnets', 5))]"}]}])"));
  CHECK(expanded.names() == "v0, v0/s5, v1, v1/s6");
}

TEST_CASE("a condition keeps a resource out, and doubt keeps it in") {
  const Expanded expanded = expand_text(template_with(R"(
    "parameters": {"deploy": {"type": "bool"}, "no": {"type": "bool", "defaultValue": false}},
    "resources": [
      {"type": "A.B/c", "name": "yes", "condition": true},
      {"type": "A.B/c", "name": "no", "condition": "[parameters('no')]"},
      {"type": "A.B/c", "name": "perhaps", "condition": "[parameters('deploy')]"}])"));
  CHECK(expanded.names() == "yes, perhaps");
  CHECK(expanded.resource("yes").presence == "");
  CHECK(expanded.resource("perhaps").presence == "the parameter deploy has no value");
}

TEST_CASE("a loop of unknown length is one resource that perhaps is none") {
  const Expanded expanded = expand_text(template_with(R"("parameters": {"names": {"type": "array"}},
    "resources": [{"type": "A.B/c", "name": "[parameters('names')[copyIndex()]]",
      "copy": {"name": "loop", "count": "[length(parameters('names'))]"}}])"));
  REQUIRE(expanded.expansion.resources.size() == 1);
  CHECK(expanded.expansion.resources[0].presence == "the parameter names has no value");
}

TEST_CASE("loops of properties are unrolled, also in one another") {
  const Expanded expanded = expand_text(template_with(R"("resources": [
    {"type": "A.B/c", "name": "[concat('n', copyIndex())]", "copy": {"name": "r", "count": 1},
     "properties": {"keep": 1, "copy": [{"name": "outer", "count": 2, "input": {
        "o": "[copyIndex('outer')]", "r": "[copyIndex()]",
        "copy": [{"name": "inner", "count": 2, "input": "[copyIndex('inner', 10)]"}]}}]}}])"));
  CHECK(to_json(expanded.resource("n0").body["properties"]) ==
        R"({"keep":1,"outer":[{"o":0,"r":0,"inner":[10,11]},{"o":1,"r":0,"inner":[10,11]}]})");
}

TEST_CASE("symbolic names, existing resources and collections") {
  const Expanded expanded = expand_text(template_with(R"("languageVersion": "2.0", "resources": {
      "hub": {"type": "Microsoft.Network/virtualNetworks", "name": "hub", "existing": true,
              "resourceGroup": "other"},
      "vnets": {"type": "Microsoft.Network/virtualNetworks", "name": "[concat('v', copyIndex())]",
                "copy": {"name": "vnets", "count": 2}, "properties": {"n": "[copyIndex()]"}},
      "shown": {"type": "A.B/c", "name": "shown", "properties": {
        "second": "[reference('vnets[1]').n]",
        "all": "[map(references('vnets'), lambda('v', lambdaVariables('v').n))]",
        "hub": "[reference('hub', '1', 'full').id]",
        "range": "[reference('hub').addressSpace]"}}})"),
                                        usual());
  CHECK(expanded.names() == "v0, v1, shown");
  const Value& properties = expanded.resource("shown").body["properties"];
  CHECK(to_json(properties["second"]) == "1");
  CHECK(to_json(properties["all"]) == "[0,1]");
  CHECK(properties["hub"].text() ==
        "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/other/providers/"
        "Microsoft.Network/virtualNetworks/hub");
  CHECK(properties["range"].kind() == Value::Kind::unknown);
}

TEST_CASE("a reference shows what is declared, and asks Azure for the rest") {
  const Expanded expanded = expand_text(template_with(R"("resources": [
    {"type": "Microsoft.Network/virtualNetworks", "name": "v", "properties": {
       "subnets": [{"name": "a", "properties": {"addressPrefix": "10.0.0.0/24"}}]}},
    {"type": "Microsoft.Network/virtualNetworks/subnets", "name": "v/b",
     "properties": {"addressPrefix": "10.0.1.0/24"}},
    {"type": "A.B/c", "name": "shown", "properties": {
      "id": "[reference('v').subnets[0].id]",
      "beside": "[reference(resourceId('Microsoft.Network/virtualNetworks','v')).subnets[1].id]",
      "inside": "[reference(resourceId('Microsoft.Network/virtualNetworks/subnets','v','a')).addressPrefix]",
      "state": "[reference('v').provisioningState]",
      "unknown": "[reference('v').subnets[0].properties.purpose]"}}])"),
                                        usual());
  const Value& properties = expanded.resource("shown").body["properties"];
  const std::string vnet = id_of("/providers/Microsoft.Network/virtualNetworks/v");
  CHECK(expanded.problems() == "");
  CHECK(properties["id"].text() == vnet + "/subnets/a");
  CHECK(properties["beside"].text() == vnet + "/subnets/b");
  CHECK(properties["inside"].text() == "10.0.0.0/24");
  CHECK(properties["state"].text() == "Succeeded");
  CHECK(properties["unknown"].kind() == Value::Kind::unknown);
}

TEST_CASE("a name with a gap is the same name wherever it stands") {
  const Expanded expanded = expand_text(template_with(R"("parameters": {"vnet": {"type": "string"}},
    "resources": [
      {"type": "Microsoft.Network/virtualNetworks", "name": "[parameters('vnet')]"},
      {"type": "A.B/c", "name": "n", "properties": {
        "declared": "[resourceId('Microsoft.Network/virtualNetworks/subnets', parameters('vnet'), 's')]",
        "other": "[resourceId(parameters('vnet'), 'Microsoft.Network/virtualNetworks', 'x')]"}}])"));
  const std::string id =
      "/subscriptions/{subscription}/resourceGroups/{resourceGroup}/providers/Microsoft.Network/"
      "virtualNetworks/{vnet}";
  CHECK(expanded.expansion.resources[0].id == id);
  const Value& properties = expanded.resource("n").body["properties"];
  CHECK(properties["declared"].text() == id + "/subnets/s");
  // What it names may be any VNet of the estate.
  CHECK(properties["other"].kind() == Value::Kind::unknown);
}

TEST_CASE("nested deployments go where they say, each into its scope") {
  const auto [target, prefix] = GENERATE(table<std::string, std::string>({
      {R"("resourceGroup": "rg2",)",
       "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg2"},
      {R"("subscriptionId": "s2", "resourceGroup": "rg2",)",
       "/subscriptions/s2/resourceGroups/rg2"},
      {R"("subscriptionId": "s2",)", "/subscriptions/s2"},
      {R"("scope": "/",)", ""},
      {R"("scope": "Microsoft.Management/managementGroups/mg",)",
       "/providers/Microsoft.Management/managementGroups/mg"},
      {"", std::string(group)},
  }));
  const Expanded expanded = expand_text(
      template_with(R"("resources": [{"type": "Microsoft.Resources/deployments", "name": "d", )" +
                    target + R"("properties": {"template": {"resources": [
                      {"type": "A.B/c", "name": "n"}]}}}])"),
      usual());
  REQUIRE(expanded.expansion.resources.size() == 1);
  CHECK(expanded.expansion.resources[0].id == prefix + "/providers/A.B/c/n");
}

TEST_CASE("linked templates are read from the folder of the main one only") {
  Setup setup = usual();
  setup.linked["nested/a.json"] = R"({"parameters": {"n": {"type": "string"}}, "resources": [
      {"type": "A.B/c", "name": "[parameters('n')]"},
      {"type": "Microsoft.Resources/deployments", "name": "inner", "properties": {
        "templateLink": {"relativePath": "b.json"}}}]})";
  setup.linked["nested/b.json"] = R"({"resources": [{"type": "A.B/c", "name": "deep"}]})";
  const Expanded expanded = expand_text(template_with(R"("resources": [
      {"type": "Microsoft.Resources/deployments", "name": "one", "properties": {
        "templateLink": {"relativePath": "./nested/a.json"}, "parameters": {"n": {"value": "x"}}}},
      {"type": "Microsoft.Resources/deployments", "name": "two", "properties": {
        "templateLink": {"uri": "[uri(deployment().properties.templateLink.uri, 'nested/b.json')]"}}},
      {"type": "Microsoft.Resources/deployments", "name": "out", "properties": {
        "templateLink": {"relativePath": "../secret.json"}}},
      {"type": "Microsoft.Resources/deployments", "name": "web", "properties": {
        "templateLink": {"uri": "https://example.com/x.json"}}}])"),
                                        setup);
  CHECK(expanded.names() == "x, deep, deep, out, web");
  const std::string problems = expanded.problems();
  CHECK(problems.find("out is not expanded: its template is outside") != std::string::npos);
  CHECK(problems.find("web is not expanded: hairpin opens no network addresses") !=
        std::string::npos);
}

TEST_CASE("parameters come from files, and the command line overrides them") {
  Setup setup = usual();
  setup.parameter_file = R"({"parameters": {"a": {"value": "[file]"}, "b": {"value": 1},
      "c": {"reference": {"keyVault": {"id": "x"}, "secretName": "s"}}, "typo": {"value": 2}}})";
  setup.parameters = {{"b", "2"}, {"list", "[1, 2]"}, {"text", "5"}};
  const Expanded expanded =
      expand_text(template_with(R"("parameters": {"a": {"type": "string"}, "b": {"type": "int"},
        "c": {"type": "securestring"}, "list": {"type": "array"}, "text": {"type": "string"},
        "type": {"type": "int", "defaultValue": 7}},
      "resources": [{"type": "A.B/c", "name": "n", "properties": {
        "a": "[parameters('a')]", "b": "[parameters('b')]", "c": "[parameters('c')]",
        "list": "[parameters('list')[1]]", "text": "[parameters('text')]",
        "type": "[parameters('type')]"}}])"),
                  setup);
  CHECK(to_json(expanded.resource("n").body["properties"]) ==
        R"({"a":"[file]","b":2,"c":{"$unknown":"the parameter c is a secret"},"list":2,)"
        R"("text":"5","type":7})");
  CHECK(expanded.problems() == "2:73: the template has no parameter typo\n");
}

TEST_CASE("a value of the wrong type, or none that is allowed, is an error") {
  Setup setup = usual();
  setup.parameters = {{"n", "x"}, {"c", "z"}};
  const Expanded expanded = expand_text(template_with(R"("parameters": {"n": {"type": "int"},
        "c": {"type": "string", "allowedValues": ["a", "b"]}},
      "resources": [{"type": "A.B/c", "name": "n", "properties": {
        "n": "[parameters('n')]", "c": "[parameters('c')]"}}])"),
                                        setup);
  const std::string problems = expanded.problems();
  CHECK(problems.find("'n' is declared as int, and its value is a string") != std::string::npos);
  CHECK(problems.find("The provided value 'z' for the template parameter 'c' is not valid") !=
        std::string::npos);
}

TEST_CASE("what is not used may be wrong") {
  const Expanded expanded = expand_text(template_with(R"("variables": {"v": "[broken(]"},
      "parameters": {"p": {"type": "string", "defaultValue": "[nothing()]"}},
      "resources": [{"type": "A.B/c", "name": "n"}])"));
  CHECK(expanded.problems() == "");
}

TEST_CASE("one wrong resource leaves the others") {
  const Expanded expanded = expand_text(template_with(R"("resources": [
      {"type": "A.B/c/d", "name": "alone"}, {"type": "A.B/c"}, 7, {"name": "x"},
      {"type": "A.B/c", "name": "loop", "copy": {"name": "l", "count": -1}},
      {"type": "A.B/c", "name": "good"}])"));
  CHECK(expanded.names() == "good");
  CHECK(expanded.expansion.diagnostics.size() == 5);
  CHECK(expanded.expansion.is_usable());
}

TEST_CASE("what is no template cannot be used") {
  const auto text =
      GENERATE(as<std::string>{}, "{", "[]", "{}", R"({"resources": 1})", "\"x\"", "");
  CHECK_FALSE(expand_text(text).expansion.is_usable());
}

TEST_CASE("a circle of resources is told") {
  const Expanded expanded = expand_text(template_with(R"("resources": [
      {"type": "A.B/c", "name": "a", "properties": {"x": "[reference('b').x]"}},
      {"type": "A.B/c", "name": "b", "properties": {"x": "[reference('a').x]"}}])"));
  CHECK(expanded.problems().find("Circular dependency detected on resource: '") !=
        std::string::npos);
}

TEST_CASE("a template that multiplies itself ends in an error within a second") {
  const auto value = GENERATE(
      as<std::string>{},
      "reduce(range(0,100),'abc',lambda('c','n',concat(lambdaVariables('c'),"
      "lambdaVariables('c'))))",
      "reduce(range(0,1000),createArray(1),lambda('c','n',createArray(lambdaVariables('c'),"
      "lambdaVariables('c'))))",
      "reduce(range(0,1000),range(0,10000),lambda('c','n',concat(lambdaVariables('c'),"
      "lambdaVariables('c'))))",
      "reduce(range(0,10000),1,lambda('c','n',createArray(lambdaVariables('c'))))",
      "map(range(0,10000),lambda('a',map(range(0,10000),lambda('b',map(range(0,10000),lambda('c',"
      "1))))))",
      "a.f(1)", "a.g(range(0,10000))", "replace(variables('long'),'a',variables('long'))",
      "sort(range(0,10000),lambda('x','y',equals(variables('long'),concat(variables('long'),'b')))"
      ")",
      "union(range(0,10000),map(range(0,10000),lambda('x',string(lambdaVariables('x')))))",
      "padLeft('x',1000000000)", "variables('loops')");
  const std::string long_text(50'000, 'a');
  const std::string text = template_with(
      R"("functions": [{"namespace": "a", "members": {
        "f": {"parameters": [{"name": "x", "type": "int"}],
              "output": {"type": "int", "value": "[a.f(parameters('x'))]"}},
        "g": {"parameters": [{"name": "x", "type": "array"}], "output": {"type": "int", "value":
          "[concat(a.g(concat(parameters('x'),parameters('x'))), a.g(parameters('x')))]"}}}}],
      "variables": {"long": ")" +
      long_text + R"(", "copy": [{"name": "loops", "count": 10000, "input": {"copy": [
        {"name": "b", "count": 10000, "input": "x"}]}}]},
      "resources": [{"type": "A.B/c", "name": "n", "properties": {"x": "[)" +
      value + R"(]"}}])");
  CAPTURE(value);
  const auto start = std::chrono::steady_clock::now();
  const Expanded expanded = expand_text(text);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  CHECK_FALSE(expanded.expansion.diagnostics.empty());
  CHECK(seconds.count() < 5);  // a second, where nothing else runs and nothing is instrumented
}

TEST_CASE("loops of resources and deployments of themselves are bounded") {
  const Expanded loops = expand_text(template_with(R"("resources": [
    {"type": "A.B/c", "name": "[concat('n', copyIndex())]", "copy": {"name": "l", "count": 10000},
     "resources": [{"type": "d", "name": "[concat('n', copyIndex('m'))]",
       "copy": {"name": "m", "count": 10000}}]}])"));
  CHECK_FALSE(loops.expansion.is_usable());
  Setup setup;
  setup.linked["a.json"] = R"({"resources": [
    {"type": "Microsoft.Resources/deployments", "name": "d", "properties": {
      "templateLink": {"relativePath": "a.json"}}},
    {"type": "Microsoft.Resources/deployments", "name": "e", "properties": {
      "templateLink": {"relativePath": "a.json"}}}]})";
  const Expanded itself = expand_text(template_with(R"("resources": [
    {"type": "Microsoft.Resources/deployments", "name": "d", "properties": {
      "templateLink": {"relativePath": "a.json"}}}])"),
                                      setup);
  CHECK_FALSE(itself.expansion.is_usable());
}

TEST_CASE("resources of other providers are counted and left out") {
  const Expanded expanded = expand_text(template_with(R"(
    "extensions": {"k8s": {"name": "Kubernetes"}, "az": {"name": "AzureResourceManager"}},
    "resources": {"a": {"extension": "k8s", "type": "apps/Deployment@v1", "properties": {}},
                  "b": {"extension": "az", "type": "A.B/c", "name": "n"}})"));
  CHECK(expanded.names() == "n");
  CHECK(expanded.expansion.skipped_extensible == 1);
}

TEST_CASE("every value stands where it was written") {
  const Expanded expanded = expand_text(template_with(R"("variables": {"list": [{"x": 17}]},
    "resources": [{"type": "A.B/c", "name": "n", "properties": {
      "text": "[concat('a', 'b')]", "list": "[variables('list')]"}}])"));
  const Value& properties = expanded.resource("n").body["properties"];
  const auto written = [&](const Value& value) {
    return std::string(expanded.sources->text(value.where()));
  };
  CHECK(written(properties["text"]) == "\"[concat('a', 'b')]\"");
  CHECK(written(properties["list"]) == "\"[variables('list')]\"");
  CHECK(written(properties["list"].items()[0]["x"]) == "17");
}

}  // namespace
}  // namespace hairpin::arm
