#include "tests/lint/cli/program.hpp"
#include "tests/support/catch.hpp"

namespace hairpin::test {
namespace {

constexpr std::string_view small_template = R"({
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "contentVersion": "1.0.0.0",
  "parameters": {"name": {"type": "string"}, "count": {"type": "int", "defaultValue": 1}},
  "resources": [
    {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-01-01",
     "name": "[parameters('name')]", "location": "[resourceGroup().location]",
     "properties": {"n": "[parameters('count')]", "half": 0.5, "none": null, "list": []}}
  ]
})";

struct TemplatePlace : Workplace {
  TemplatePlace() { write("main.json", small_template); }
};

TEST_CASE("expand writes the resources of a template") {
  const TemplatePlace place;
  const Outcome run = place.run(
      "expand main.json --params name=hub --params count=2 --subscription s1 --resource-group g1");
  CHECK(run.status == 0);
  CHECK(run.error == "");
  CHECK(run.out == R"([
  {
    "id": "/subscriptions/s1/resourceGroups/g1/providers/Microsoft.Network/virtualNetworks/hub",
    "name": "hub",
    "type": "Microsoft.Network/virtualNetworks",
    "apiVersion": "2023-01-01",
    "location": {"$unknown": "the location of the resource group is not known"},
    "properties": {
      "n": 2,
      "half": 0.5,
      "list": []
    }
  }
]
)");
}

TEST_CASE("parameters may stand behind the template, and come from files") {
  const TemplatePlace place;
  place.write("p.json",
              R"({"parameters": {"name": {"value": "from-file"}, "count": {"value": 3}}})");
  const auto [arguments, name, count] = GENERATE(table<std::string, std::string, std::string>({
      {"main.json name=x", "\"x\"", "\"n\": 1"},
      {"main.json --params p.json", "\"from-file\"", "\"n\": 3"},
      {"main.json p.json", "\"from-file\"", "\"n\": 3"},
      {"main.json --params count=4 --params p.json", "\"from-file\"", "\"n\": 4"},
      {"main.json --params @p.json name=y", "\"y\"", "\"n\": 3"},
      {"--params name=@p.txt main.json", "\"read\"", "\"n\": 1"},
  }));
  place.write("p.txt", "read");
  CAPTURE(arguments);
  const Outcome run = place.run("expand " + arguments);
  CHECK(run.status == 0);
  CHECK(run.out.find("\"name\": " + name) != std::string::npos);
  CHECK(run.out.find(count) != std::string::npos);
}

TEST_CASE("a parameter without value is told once, and is no error") {
  const TemplatePlace place;
  const Outcome run = place.run("expand main.json");
  CHECK(run.status == 0);
  CHECK(run.error.find("note: 1 parameter without a value: name") != std::string::npos);
  CHECK(run.error.find("--params NAME=VALUE") != std::string::npos);
  CHECK(run.out.find("virtualNetworks/{name}") != std::string::npos);
  CHECK(place.run("expand main.json --quiet").error == "");
  CHECK(place.run("expand main.json --strict").status == 3);
  CHECK(place.run("expand main.json --output out.json").out == "");
  CHECK(place.read("out.json") == run.out);
}

TEST_CASE("an error in an expression has a place, and leaves the rest") {
  const TemplatePlace place;
  place.write("wrong.json", R"({"resources": [
  {"type": "A.B/c", "name": "n", "properties": {"x": "[concat('a', 7).y]", "z": 1}}]})");
  const Outcome run = place.run("expand wrong.json");
  CHECK(run.status == 1);
  CHECK(run.out.find("\"z\": 1") != std::string::npos);
  CHECK(run.error ==
        "wrong.json:2:71: error: The language expression property 'y' can't be evaluated.\n"
        "    2 |   {\"type\": \"A.B/c\", \"name\": \"n\", \"properties\": {\"x\": \"[concat('a', "
        "7).y]\", \"z\": 1}}]}\n"
        "      |                                                                       ^\n"
        "  hint: it is asked of a string, and only objects have any\n");
}

TEST_CASE("what cannot be expanded ends with 2 and writes nothing") {
  const TemplatePlace place;
  place.write("broken.json", "{\"resources\": [");
  place.write("other.json", "{\"a\": 1}");
  place.write("p.json", "[]");
  const auto arguments = GENERATE(as<std::string>{}, "broken.json", "other.json", "absent.json",
                                  "main.json --params p.json", "main.json --params absent.json",
                                  "main.json --params name=@absent.txt", "");
  CAPTURE(arguments);
  const Outcome run = place.run("expand " + arguments);
  CHECK(run.status == 2);
  CHECK(run.out == "");
  CHECK(run.error.find("hairpin: error: ") + run.error.find(": error: ") != std::string::npos);
}

}  // namespace
}  // namespace hairpin::test
