#include "import/resource_types.hpp"

#include <string>

#include "base/source_map.hpp"
#include "tests/support/catch.hpp"

using namespace hairpin;
using namespace hairpin::import;

namespace {

void check_no_secret(PropertyFilters filters) {
  for (const PropertyFilter& filter : filters) {
    INFO(filter.key);
    CHECK_FALSE(is_secret_key(filter.key));
    check_no_secret(filter.members);
  }
}

}  // namespace

TEST_CASE("a type is known in any case") {
  const auto [name, role] = GENERATE(table<std::string, ResourceRole>({
      {"Microsoft.Network/virtualNetworks", ResourceRole::virtual_network},
      {"microsoft.network/virtualnetworks", ResourceRole::virtual_network},
      {"MICROSOFT.NETWORK/VIRTUALNETWORKS/SUBNETS", ResourceRole::subnet},
      {"Microsoft.AVS/privateClouds", ResourceRole::not_analysed},
      {"microsoft.network/connections", ResourceRole::connection},
      {"microsoft.network/expressroutecircuits/peerings/connections",
       ResourceRole::circuit_connection},
      {"microsoft.network/virtualhubs/hubvirtualnetworkconnections", ResourceRole::hub_connection},
      {"Microsoft.Network/virtualHubs/virtualHubVnetConnections", ResourceRole::hub_connection},
      {"microsoft.network/vpnsites", ResourceRole::not_analysed},
      {"microsoft.compute/virtualmachines", ResourceRole::irrelevant},
      {"", ResourceRole::irrelevant},
  }));
  INFO(name);
  CHECK(resource_type(name).role == role);
}

TEST_CASE("each role that is read can be reached, and no filter lets a secret in") {
  // Every type of the table must be found by its own name: a table out of order hides entries.
  for (const ResourceType& type : all_resource_types()) {
    INFO(type.name);
    CHECK(&resource_type(type.name) == &type);
    check_no_secret(type.properties);
    check_no_secret(envelope_filter(type.role));
  }
}

TEST_CASE("filters match keys in any case, and tags match every key") {
  const ResourceType& vnet = resource_type("microsoft.network/virtualnetworks");
  const PropertyFilter* const space = vnet.properties.find("ADDRESSSPACE");
  REQUIRE(space != nullptr);
  CHECK(space->members.find("addressPrefixes") != nullptr);
  CHECK(vnet.properties.find("enableDdosProtection") == nullptr);
  CHECK(vnet.properties.find("") == nullptr);
  const PropertyFilter* const tags = envelope_filter(vnet.role).find("tags");
  REQUIRE(tags != nullptr);
  CHECK(tags->members.find("anything") != nullptr);
  CHECK(tags->members.find("") != nullptr);
}
