#include "import/attribution.hpp"

#include "base/text.hpp"
#include "import/estate.hpp"
#include "tests/support/catch.hpp"

using namespace hairpin;
using namespace hairpin::import;

namespace {

/// "NAME property", one line per bad value; "?" where no resource holds it.
std::string owners(const std::string& text, const std::string& name = "in.json") {
  const InputText input{name, text};
  ImportOptions options;
  options.allow_empty = true;
  const Estate estate = import_texts({&input, 1}, options);
  std::string lines;
  for (const Diagnostic& entry : estate.diagnostics) {
    if (entry.kind != Diagnostic::Kind::bad_value) continue;
    const std::string_view owner = entry.resource ? estate.ids.name(entry.resource) : "?";
    lines += cat({owner, " ", entry.property, "\n"});
  }
  return lines;
}

const std::string scope = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/";

std::string vnet(const std::string& properties) {
  return R"({"id": ")" + scope +
         R"(virtualNetworks/v", "type": "Microsoft.Network/virtualNetworks", )" + properties + "}";
}

}  // namespace

TEST_CASE("the path to a value names members and counts items") {
  const std::string text = R"({"a": "x{\"[,", "b" : [1, {"c": [true, 7]}], "d": 9})";
  const auto [token, path] = GENERATE(table<std::string, std::string>({
      {"{\"a\"", ""},
      {"\"x{", ".a"},
      {"1", ".b[0]"},
      {"true", ".b[1].c[0]"},
      {"7", ".b[1].c[1]"},
      {"9", ".d"},
  }));
  CHECK(json_path(text, text.find(token)) == path);
}

TEST_CASE("the path within JSON that stands in a string is the same") {
  const std::string text = R"({\"a\": [\"one\\\"[\", \"two\"]})";
  CHECK(json_path(text, text.find("\\\"two")) == ".a[1]");
}

TEST_CASE("a path ends where the text does") {
  CHECK(json_path(R"({"a": "unfinished)", 100) == ".a");
  CHECK(json_path("]]}", 3) == "");
}

TEST_CASE("a bad value belongs to a resource and a property, in every dress [13.12]") {
  const auto [text, expected] = GENERATE(table<std::string, std::string>({
      {vnet(R"("properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16", "x"]}})"),
       "v properties.addressSpace.addressPrefixes[1]\n"},
      // As az flattens it, and as a page of rows.
      {vnet(R"("addressSpace": {"addressPrefixes": ["x"]})"),
       "v properties.addressSpace.addressPrefixes[0]\n"},
      {R"({"totalRecords": 1, "count": 1, "data": {"columns": [{"name": "id", "type": "string"},
         {"name": "type", "type": "string"}, {"name": "properties", "type": "object"}], "rows": [[")" +
           scope + R"(virtualNetworks/v", "microsoft.network/virtualnetworks",
         {"addressSpace": {"addressPrefixes": ["x"]}}]]}})",
       "v properties.addressSpace.addressPrefixes[0]\n"},
      // A child of its own is meant, not the parent that it is nested in.
      {vnet(R"("properties": {"subnets": [{"name": "a"},
         {"name": "b", "properties": {"addressPrefix": "x"}}]})"),
       "b properties.addressPrefix\n"},
      {vnet(R"("properties": {"subnets": 7})"), "v properties.subnets\n"},
      // A resource as a whole.
      {R"({"id": ")" + scope + R"(virtualNetworks/v/virtualNetworkPeerings/p",
         "type": "Microsoft.Network/virtualNetworks/virtualNetworkPeerings", "properties": {}})",
       "p \n"},
  }));
  CAPTURE(text);
  CHECK(owners(text) == expected);
}

TEST_CASE("a bad value of a resource that two rows describe belongs to it in both") {
  CHECK(owners("[" + vnet(R"("properties": {"addressSpace": {"addressPrefixes": ["x"]}})") + ",\n" +
               vnet(R"("properties": {"subnets": 7})") + "]") ==
        "v properties.addressSpace.addressPrefixes[0]\nv properties.subnets\n");
}

TEST_CASE("a word of a scenario that stands for two properties is told apart") {
  CHECK(owners("vnet hub 10.0.0.0/16\ngateway gw in hub  toggles unreadable\n"
               "circuit er1 connects gw\n",
               "in.scn") ==
        "gw properties.allowRemoteVnetTraffic\ngw properties.allowVirtualWanTraffic\n");
}
