#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tests/support/resource_writer.hpp"

/// One function per kind of resource of a generated estate. `hub`, `circuit`, ... are numbers of
/// the plan; `spoke` is 0 for the hub's own VNet.
namespace hairpin::test {

void circuit(ResourceWriter& rows, std::uint32_t number);
/// The gateway with its public address.
void gateway(ResourceWriter& rows, std::uint32_t hub);
void connection(ResourceWriter& rows, std::uint32_t hub);

void vnet(ResourceWriter& rows, std::uint32_t hub, std::uint32_t spoke);
/// All interfaces of one VNet, and the public addresses that some of them have.
void network_interfaces(ResourceWriter& rows, std::uint32_t hub, std::uint32_t spoke);
/// `used_by` is the IP configuration that has the address.
void public_address(ResourceWriter& rows, const std::string& id, std::string_view location,
                    const std::string& used_by);

/// The hub's firewall with its public address, its policy and that one's rules.
void firewall(ResourceWriter& rows, std::uint32_t hub);
void route_table(ResourceWriter& rows, std::uint32_t hub, std::uint32_t number);
void security_group(ResourceWriter& rows, std::uint32_t hub, std::uint32_t number);

}  // namespace hairpin::test
