#include "import/what_if.hpp"

#include <memory>

#include "base/text.hpp"
#include "import/estate.hpp"
#include "tests/lint/import/network_dump.hpp"
#include "tests/support/catch.hpp"

using namespace hairpin;
using namespace hairpin::import;

namespace {

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

const std::string start = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/";

std::string vnet(std::string_view name, std::string_view properties) {
  return cat({R"({"id":")", start, "virtualNetworks/", name,
              R"(","type":"Microsoft.Network/virtualNetworks","name":")", name,
              R"(","properties":{)", properties, "}}"});
}

std::string space(std::string_view prefix) {
  return cat({R"("addressSpace":{"addressPrefixes":[")", prefix, R"("]})"});
}

/// `sides`: members of the change beside id and type of change.
std::string change(std::string_view type, std::string_view name, std::string_view sides) {
  return cat({R"({"resourceId":")", start, "virtualNetworks/", name, R"(","changeType":")", type,
              R"(")", sides.empty() ? "" : ",", sides, "}"});
}

std::string what_if(const std::vector<std::string>& changes, std::string_view rest = "") {
  std::string text = R"({"status":"Succeeded","changes":[)";
  for (const std::string& each : changes) text += (text.back() == '[' ? "" : ",") + each;
  return cat({text, "]", rest, "}"});
}

const model::Vnet* find_vnet(const Estate& estate, std::string_view name) {
  for (const model::Vnet& each : estate.network.vnets) {
    if (each.name == name) return &each;
  }
  return nullptr;
}

std::string space_of(const Estate& estate, std::string_view name) {
  const model::Vnet* const found = find_vnet(estate, name);
  if (found == nullptr) return "absent";
  std::string text;
  for (const auto& prefix : found->address_space) text += prefix.value.to_string() + " ";
  return text;
}

std::string subnets_of(const Estate& estate, std::string_view name) {
  std::string text;
  for (const model::SubnetIndex index : find_vnet(estate, name)->subnets) {
    text += cat({estate.network.subnets[index].name, " "});
  }
  return text;
}

const std::string subnet_a = R"({"name":"a","properties":{"addressPrefix":"10.0.0.0/24"}})";
const std::string subnet_b = R"({"name":"b","properties":{"addressPrefix":"10.0.1.0/24"}})";

}  // namespace

TEST_CASE("what a what-if creates is there, and has nothing that is not stated") {
  const std::string after = cat({R"("before":null,"after":)", vnet("v", space("10.0.0.0/16"))});
  const Estate estate = import_together({what_if({change("Create", "v", after)})});
  CHECK(list_problems(estate) == "");
  CHECK(estate.inputs.at(0).kind == "what-if result");
  CHECK(space_of(estate, "v") == "10.0.0.0/16 ");
  // No doubt about subnets and peerings: what is new has those that are stated.
  CHECK(estate.network.unmodelled.empty());
  CHECK(estate.network.coverage.used == 1);
  const auto& prefix = find_vnet(estate, "v")->address_space.front();
  CHECK(estate.sources.text(prefix.where) == "\"10.0.0.0/16\"");
}

TEST_CASE("all spellings of a what-if say the same") {
  const std::string after = cat({R"("after":)", vnet("v", space("10.0.0.0/16"))});
  const std::string changes = cat({"[", change("Create", "v", after), "]"});
  const std::string text = GENERATE_COPY(
      cat({R"({"changes":)", changes, R"(,"error":null,"status":"Succeeded"})"}),
      cat({R"({"status":"Succeeded","properties":{"correlationId":"c","changes":)", changes, "}}"}),
      cat({R"({"properties":{"changes":)", changes, R"(},"status":"Succeeded"})"}),
      cat({R"({"responses":{"200":{"body":{"properties":{"changes":)", changes, "}}}}}"}),
      cat({R"({"Status":"Succeeded","Changes":[{"FullyQualifiedResourceId":")", start,
           R"(virtualNetworks/v","RelativeResourceId":"virtualNetworks/v","ChangeType":"Create",)",
           R"("After":)", vnet("v", space("10.0.0.0/16")), "}]}"}));
  INFO(text);
  const Estate estate = import_together({text});
  CHECK(list_problems(estate) == "");
  CHECK(estate.inputs.at(0).kind == "what-if result");
  CHECK(space_of(estate, "v") == "10.0.0.0/16 ");
}

TEST_CASE("a what-if without changes is one") {
  const Estate estate = import_together({R"({"status":"Succeeded","changes":[]})"});
  CHECK(list_problems(estate) == "");
  CHECK(estate.inputs.at(0).kind == "what-if result");
}

TEST_CASE("a modified resource is what is stated afterwards, laid over what it was") {
  const std::string before =
      vnet("v", cat({space("10.0.0.0/16"), R"(,"virtualNetworkPeerings":[],"subnets":[)", subnet_a,
                     ",", subnet_b, "]"}));
  const std::string after =
      vnet("v", cat({space("10.1.0.0/16"), R"(,"subnets":[)", subnet_b, "]"}));
  // The noise that Azure reports of defaults: it must not be believed.
  const std::string delta =
      R"([{"path":"properties.virtualNetworkPeerings","propertyChangeType":"Delete"}])";
  const std::string sides =
      cat({R"("before":)", before, R"(,"after":)", after, R"(,"delta":)", delta});
  SECTION("alone") {
    const Estate estate = import_together({what_if({change("Modify", "v", sides)})});
    CHECK(list_problems(estate) == "");
    CHECK(space_of(estate, "v") == "10.1.0.0/16 ");
    CHECK(subnets_of(estate, "v") == "b ");
    CHECK(estate.network.unmodelled.empty());
  }
  SECTION("over what an export says of it") {
    const std::string peering = cat({R"({"name":"p","properties":{"remoteVirtualNetwork":{"id":")",
                                     start, R"(virtualNetworks/w"}}})"});
    const std::string exported =
        vnet("v", cat({space("10.0.0.0/16"), R"(,"subnets":[)", subnet_a, ",", subnet_b,
                       R"(],"virtualNetworkPeerings":[)", peering, "]"}));
    const bool export_first = GENERATE(true, false);
    std::vector<std::string> texts = {exported, what_if({change("Modify", "v", sides)})};
    if (!export_first) std::swap(texts[0], texts[1]);
    const Estate estate = import_together(texts);
    CHECK(list_problems(estate) == "");
    CHECK(space_of(estate, "v") == "10.1.0.0/16 ");
    CHECK(subnets_of(estate, "v") == "b ");
    CHECK(find_vnet(estate, "v")->peerings.size() == 1);
  }
}

TEST_CASE("what a what-if deletes is gone with its children") {
  const std::string exported =
      vnet("v", cat({space("10.0.0.0/16"), R"(,"virtualNetworkPeerings":[],"subnets":[)", subnet_a,
                     ",", subnet_b, "]"}));
  SECTION("a VNet") {
    const Estate estate = import_together({exported, what_if({change("Delete", "v", "")})});
    CHECK(estate.network.vnets.empty());
    CHECK(estate.network.subnets.empty());
  }
  SECTION("a subnet") {
    const Estate estate =
        import_together({exported, what_if({change("Delete", "v/subnets/a", "")})});
    CHECK(subnets_of(estate, "v") == "b ");
    CHECK(list_problems(estate) == "");
  }
}

TEST_CASE("what does not change is as the export has it") {
  const std::string type = GENERATE("NoChange", "NoEffect", "Ignore");
  const std::string exported = vnet("v", cat({space("10.0.0.0/16"), R"(,"subnets":[)", subnet_a,
                                              R"(],"virtualNetworkPeerings":[])"}));
  const std::string sides = cat({R"("before":)", vnet("v", space("10.7.0.0/16")), R"(,"after":)",
                                 vnet("v", space("10.7.0.0/16"))});
  CAPTURE(type);
  const std::string stated = what_if({change(type, "v", sides)});
  CHECK(space_of(import_together({exported, stated}), "v") == "10.0.0.0/16 ");
  CHECK(space_of(import_together({stated}), "v") == "10.7.0.0/16 ");
  // It existed before, and may have peerings that the what-if does not tell of.
  CHECK_FALSE(import_together({stated}).network.unmodelled.empty());
}

TEST_CASE("what a what-if cannot tell leaves the estate open") {
  const std::string exported = vnet("v", cat({space("10.0.0.0/16"), R"(,"subnets":[)", subnet_a,
                                              R"(],"virtualNetworkPeerings":[])"}));
  const std::string create =
      change("Create", "w", cat({R"("after":)", vnet("w", space("10.9.0.0/16"))}));
  SECTION("it says so") {
    const std::string unsupported =
        change("Unsupported", "v", R"("unsupportedReason":"its id is not known yet")");
    const Estate estate = import_together({exported, what_if({create, unsupported})});
    CHECK(space_of(estate, "v") == "10.0.0.0/16 ");
    CHECK(estate.network.coverage.truncated);
    CHECK(list_problems(estate).find("its id is not known yet") != std::string::npos);
  }
  SECTION("the change may happen or not") {
    const std::string potential = cat({R"(,"potentialChanges":[)", change("Delete", "v", ""), "]"});
    const Estate estate = import_together({exported, what_if({create}, potential)});
    CHECK(space_of(estate, "v") == "10.0.0.0/16 ");
    CHECK(estate.network.coverage.truncated);
  }
  SECTION("resources that the model does not read are no matter") {
    const std::string other =
        R"({"resourceId":"/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/a",)"
        R"("changeType":"Unsupported"})";
    const Estate estate = import_together({exported, what_if({create, other})});
    CHECK_FALSE(estate.network.coverage.truncated);
    CHECK(list_problems(estate) == "");
  }
  SECTION("it failed") {
    std::string text = what_if({create});
    text.replace(text.find("Succeeded"), 9, "Failed");
    CHECK(import_together({text}).network.coverage.truncated);
  }
}

TEST_CASE("ids alone are refused, and nobody takes them for an estate") {
  const Estate estate =
      import_together({what_if({change("Deploy", "v", ""), change("Deploy", "w", "")})});
  CHECK_FALSE(estate.usable());
  CHECK(list_problems(estate).find("holds the ids of the resources") != std::string::npos);
}

TEST_CASE("an expression that nobody evaluated is an unknown value") {
  const std::string peering =
      cat({R"({"id":")", start, R"(virtualNetworks/v/virtualNetworkPeerings/p","type":)",
           R"("Microsoft.Network/virtualNetworks/virtualNetworkPeerings","properties":{)",
           R"("remoteVirtualNetwork":{"id":"[reference('hub').outputs.id.value]"}}})"});
  const std::string create = cat({R"({"resourceId":")", start,
                                  R"(virtualNetworks/v/virtualNetworkPeerings/p","changeType":)",
                                  R"("Create","after":)", peering, "}"});
  const std::string v =
      change("Create", "v", cat({R"("after":)", vnet("v", space("10.0.0.0/16"))}));
  const Estate estate = import_together({what_if({create, v})});
  CHECK(estate.usable());
  CHECK(list_problems(estate).find("reference('hub').outputs.id.value") != std::string::npos);
  CHECK_FALSE(estate.network.unmodelled.empty());  // the VNet is never proved isolated
}

TEST_CASE("a Bicep snapshot holds the resources that a deployment leaves") {
  const std::string with_id = vnet("v", space("10.0.0.0/16"));
  const std::string without_id =
      R"({"id":"[resourceId('Microsoft.Network/virtualNetworks', 'w')]",)"
      R"("type":"Microsoft.Network/virtualNetworks","name":"w","apiVersion":"2024-01-01",)"
      R"("location":"[resourceGroup().location]","properties":{)" +
      space("10.1.0.0/16") + "}}";
  const Estate estate = import_together(
      {cat({R"({"predictedResources":[)", with_id, ",", without_id, R"(],"diagnostics":[]})"})});
  CHECK(list_problems(estate) == "");
  CHECK(estate.inputs.at(0).kind == "Bicep snapshot");
  CHECK(estate.inputs.at(0).resources == 2);
  CHECK(space_of(estate, "v") == "10.0.0.0/16 ");
  CHECK(space_of(estate, "w") == "10.1.0.0/16 ");
  CHECK(estate.network.unmodelled.empty());
}

TEST_CASE("a predicted resource that cannot be named cuts the estate") {
  const Estate estate =
      import_together({R"({"predictedResources":[{"type":"Microsoft.Network/virtualNetworks",)"
                       R"("name":"[parameters('name')]","properties":{}}]})"});
  CHECK(estate.network.coverage.truncated);
}
