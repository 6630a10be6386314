#include <fmt/format.h>

#include <span>

#include "tests/support/estate_resources.hpp"
#include "tests/support/security_rules.hpp"

namespace hairpin::test {
namespace {

void route(ResourceWriter& rows, const std::string& table, std::string_view name,
           std::string_view prefix, std::string_view next_hop_type, const std::string& next_hop) {
  JsonWriter& json = rows.json;
  rows.child(table, "routes", name, [&] {
    json.field("addressPrefix", prefix);
    json.field("nextHopType", next_hop_type);
    if (!next_hop.empty()) json.field("nextHopIpAddress", next_hop);
    json.field("hasBgpOverride", false);
  });
}

/// The subnets that table or group `number` of `count` is dealt to.
void workload_subnets(ResourceWriter& rows, std::uint32_t hub, std::uint32_t number,
                      std::uint32_t count) {
  rows.json.array("subnets", [&] {
    for (std::uint32_t spoke = 1; spoke <= rows.plan.size().spokes_per_hub; ++spoke) {
      if (spoke % count != number) continue;
      for (const std::string_view name : {"snet-app", "snet-data"}) {
        rows.reference(fmt::format("{}/subnets/{}", rows.plan.vnet_id(hub, spoke), name));
      }
    }
  });
}

}  // namespace

void route_table(ResourceWriter& rows, std::uint32_t hub, std::uint32_t number) {
  JsonWriter& json = rows.json;
  const std::string id = rows.plan.route_table_id(hub, number);
  rows.row(id, rows.plan.region(hub), "", [&] {
    json.field("disableBgpRoutePropagation", false);
    json.array("routes", [&] {
      route(rows, id, "default-to-appliance", "0.0.0.0/0", "VirtualAppliance",
            rows.plan.has_firewall(hub) ? rows.plan.firewall_address(hub)
                                        : rows.plan.nic_address(hub, 0, number % 2));
      route(rows, id, "branches-by-gateway", "192.168.0.0/16", "VirtualNetworkGateway", "");
      route(rows, id, "quarantine", fmt::format("192.168.{}.0/24", number % 256), "None", "");
    });
    workload_subnets(rows, hub, number, rows.plan.tables_of(hub));
  });
}

void security_group(ResourceWriter& rows, std::uint32_t hub, std::uint32_t number) {
  JsonWriter& json = rows.json;
  const std::string id = rows.plan.security_group_id(hub, number);
  const auto rules = [&](std::string_view list, std::span<const SecurityRule> all) {
    json.array(list, [&] {
      for (const SecurityRule& rule : all) {
        rows.child(id, list, rule.name, [&] { write_security_rule(rule, json); });
      }
    });
  };
  rows.row(id, rows.plan.region(hub), "", [&] {
    rules("securityRules", workload_security_rules());
    rules("defaultSecurityRules", default_security_rules());
    workload_subnets(rows, hub, number, rows.plan.groups_of(hub));
  });
}

}  // namespace hairpin::test
