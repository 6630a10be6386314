#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/index.hpp"
#include "model/security.hpp"

/// What network managers put before the network security groups of whole VNets. [10.16]
namespace hairpin::model {

using AdminRulesIndex = Index<struct AdminRulesTag>;

/// Where an admin rule says what it does: the `property` of its origin.
inline constexpr std::string_view admin_rule_access = "properties.access";

/// The rules of one security admin configuration. A flow that `allow` meets, and one that no rule
/// meets, goes on: to the next stage, then to the network security groups.
struct AdminStage {
  ResourceId configuration;
  Filter inbound, outbound;
};

/// What is in force on a VNet, the manager of the highest scope first. [10.17] Rules of which it is
/// not certain that they are in force are uncertain ones. VNets with equal rules share them.
struct AdminRules {
  std::vector<AdminStage> stages;
};

/// Whether what is in force on the VNet counts in a subnet. [10.18]
enum class AdminCoverage : std::uint8_t { applied, unknown, exempt };

}  // namespace hairpin::model
