#pragma once

#include <span>
#include <string_view>

namespace hairpin::test {

class JsonWriter;

/// One rule of a network security group, as generated estates use it.
struct SecurityRule {
  std::string_view name, description, protocol, source, destination, ports, access, direction;
  int priority;
};

/// The six rules that Azure puts at the end of every group. [10.4]
std::span<const SecurityRule> default_security_rules();

/// What a landing zone's group usually adds; none of them closes what the default rules leave open
/// between virtual networks.
std::span<const SecurityRule> workload_security_rules();

/// The members of `properties` behind `provisioningState`.
void write_security_rule(const SecurityRule& rule, JsonWriter& json);

}  // namespace hairpin::test
