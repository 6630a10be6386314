#include <fmt/format.h>

#include <initializer_list>

#include "tests/support/estate_resources.hpp"

namespace hairpin::test {
namespace {

struct NetworkRule {
  std::string_view name, protocol, from, to, port;
};

void collection(ResourceWriter& rows, std::string_view name, int priority, std::string_view action,
                std::initializer_list<NetworkRule> rules) {
  JsonWriter& json = rows.json;
  const auto one = [&](std::string_view key, std::string_view word) {
    json.array(key, [&] { json.value(word); });
  };
  json.object([&] {
    json.field("ruleCollectionType", "FirewallPolicyFilterRuleCollection");
    json.field("name", name);
    json.field("priority", static_cast<std::int64_t>(priority));
    json.object("action", [&] { json.field("type", action); });
    json.array("rules", [&] {
      for (const NetworkRule& rule : rules) {
        json.object([&] {
          json.field("ruleType", "NetworkRule");
          json.field("name", rule.name);
          one("ipProtocols", rule.protocol);
          one("sourceAddresses", rule.from);
          one("destinationAddresses", rule.to);
          one("destinationPorts", rule.port);
        });
      }
    });
  });
}

/// Machines of the hub's own spokes get to web servers and name servers anywhere; the first spoke
/// gets to none of the second.
void rule_collection_group(ResourceWriter& rows, std::uint32_t hub, const std::string& policy) {
  JsonWriter& json = rows.json;
  const std::string own = rows.plan.hub_prefix(hub);
  const std::string spokes = rows.plan.size().spokes_per_hub > 1 ? rows.plan.vnet_prefix(hub, 2)
                                                                 : rows.plan.vnet_prefix(hub, 0);
  rows.row(policy + "/ruleCollectionGroups/workloads", rows.plan.region(hub), "", [&] {
    json.field("priority", 200);
    json.array("ruleCollections", [&] {
      collection(rows, "quarantine", 100, "Deny",
                 {{"first-spoke", "Any", rows.plan.vnet_prefix(hub, 1), spokes, "*"}});
      collection(rows, "allowed", 200, "Allow",
                 {{"web", "TCP", own, "10.0.0.0/8", "443"},
                  {"names", "UDP", own, "10.0.0.0/8", "53"},
                  {"from-elsewhere", "TCP", "10.0.0.0/8", own, "443"}});
    });
  });
}

}  // namespace

void firewall(ResourceWriter& rows, std::uint32_t hub) {
  JsonWriter& json = rows.json;
  const std::string id = rows.plan.firewall_id(hub), policy = rows.plan.firewall_policy_id(hub);
  const std::string address =
      network_id(rows.plan.connectivity_subscription(), rows.plan.hub_group(hub),
                 "publicIPAddresses", fmt::format("pip-afw{:04}", hub));
  rows.row(id, rows.plan.region(hub), "", [&] {
    json.object("sku", [&] {
      json.field("name", "AZFW_VNet");
      json.field("tier", "Standard");
    });
    json.array("ipConfigurations", [&] {
      rows.child(id, "azureFirewallIpConfigurations", "default", [&] {
        json.field("privateIPAddress", rows.plan.firewall_address(hub));
        json.field("privateIPAllocationMethod", "Dynamic");
        rows.reference("publicIPAddress", address);
        rows.reference("subnet", rows.plan.vnet_id(hub, 0) + "/subnets/AzureFirewallSubnet");
      });
    });
    json.field("threatIntelMode", "Alert");
    json.empty_array("networkRuleCollections");
    json.empty_array("applicationRuleCollections");
    json.empty_array("natRuleCollections");
    rows.reference("firewallPolicy", policy);
  });
  public_address(rows, address, rows.plan.region(hub),
                 id + "/azureFirewallIpConfigurations/default");
  rows.row(policy, rows.plan.region(hub), "", [&] {
    json.array("ruleCollectionGroups",
               [&] { rows.reference(policy + "/ruleCollectionGroups/workloads"); });
    json.array("firewalls", [&] { rows.reference(id); });
    json.field("threatIntelMode", "Alert");
  });
  rule_collection_group(rows, hub, policy);
}

}  // namespace hairpin::test
