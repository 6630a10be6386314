#include "base/resource_id.hpp"

#include <string>
#include <vector>

#include "base/text.hpp"
#include "tests/support/catch.hpp"

namespace hairpin {
namespace {

const std::string vnet =
    "/subscriptions/S1/resourceGroups/Rg/providers/Microsoft.Network/virtualNetworks/Hub";

TEST_CASE("ids are equal without regard to case and keep their first spelling") {  // [0.5]
  ResourceIds ids;
  const ResourceId first = ids.intern(vnet);
  CHECK(ids.intern(fold_ascii(vnet)) == first);
  CHECK(ids.intern(vnet + "/") == first);
  CHECK(ids.size() == 1);
  CHECK(ids.text(first) == vnet);
  CHECK(ids.folded(first) == fold_ascii(vnet));
  CHECK(ids.intern(vnet + "2") != first);
  CHECK(ids.find(fold_ascii(vnet)) == first);
  CHECK_FALSE(ids.find("/nobody"));
  CHECK(ids.size() == 2);
}

TEST_CASE("an id gives its parts") {
  const std::string peering = vnet + "/virtualNetworkPeerings/to-spoke";
  const auto parts = parse_resource_id(peering);
  REQUIRE(parts.has_value());
  CHECK(parts->subscription == "S1");
  CHECK(parts->resource_group == "Rg");
  CHECK(parts->provider == "Microsoft.Network");
  CHECK(parts->type() == "microsoft.network/virtualnetworks/virtualnetworkpeerings");
  CHECK(parts->names == std::vector<std::string_view>{"Hub", "to-spoke"});
  CHECK(parts->name() == "to-spoke");
}

TEST_CASE("the last provider of an extension resource counts") {
  const std::string text =
      std::string(vnet) + "/providers/Microsoft.Network/effectiveConnectivityConfigurations/d";
  const auto parts = parse_resource_id(text);  // views into the text
  REQUIRE(parts.has_value());
  CHECK(parts->type() == "microsoft.network/effectiveconnectivityconfigurations");
  CHECK(parts->name() == "d");
}

TEST_CASE("what is no resource id has no parts") {
  const std::string text =
      GENERATE(as<std::string>(), "", "/", "hub", "/subscriptions/s",
               "/subscriptions/s/resourceGroups/g", "/subscriptions/s/providers/Microsoft.Network",
               "/providers/Microsoft.Network/virtualNetworks",
               "/providers/Microsoft.Network/virtualNetworks//subnets/x",
               "providers/Microsoft.Network/virtualNetworks/v");
  INFO(text);
  CHECK_FALSE(parse_resource_id(text).has_value());
}

TEST_CASE("a child finds its parent, a parent has none") {
  ResourceIds ids;
  const ResourceId child = ids.intern(fold_ascii(vnet) + "/subnets/app");
  const ResourceId hub = ids.intern(vnet);
  CHECK(ids.parent(child) == hub);
  CHECK_FALSE(ids.parent(hub));
  CHECK_FALSE(ids.parent(ids.intern("hub")));
  const ResourceId grandchild = ids.intern(vnet + "/subnets/app/parts/x");
  CHECK(ids.parent(grandchild, 2) == hub);
}

TEST_CASE("an id is called by its last name") {
  ResourceIds ids;
  const ResourceId hub = ids.intern(vnet);
  CHECK(ids.name(hub) == "Hub");
  CHECK(ids.subscription(hub) == "S1");
  CHECK(ids.resource_group(hub) == "Rg");
  CHECK(ids.name(ids.intern("just-a-name")) == "just-a-name");
}

TEST_CASE("views of ids survive many more ids and being moved") {
  ResourceIds ids;
  const ResourceId first = ids.intern("/x/a");
  const std::string_view text = ids.text(first);
  for (int i = 0; i < 5000; ++i) ids.intern("/x/" + std::to_string(i));
  const ResourceIds moved = std::move(ids);
  CHECK(text == "/x/a");
  CHECK(moved.text(first).data() == text.data());
  CHECK(moved.find("/X/4999"));
}

}  // namespace
}  // namespace hairpin
