#include "tests/support/security_rules.hpp"

#include <array>

#include "tests/support/json_writer.hpp"

namespace hairpin::test {
namespace {

constexpr std::array<SecurityRule, 6> default_rules{{
    {"AllowVnetInBound", "Allow inbound traffic from all VMs in VNET", "*", "VirtualNetwork",
     "VirtualNetwork", "*", "Allow", "Inbound", 65000},
    {"AllowAzureLoadBalancerInBound", "Allow inbound traffic from azure load balancer", "*",
     "AzureLoadBalancer", "*", "*", "Allow", "Inbound", 65001},
    {"DenyAllInBound", "Deny all inbound traffic", "*", "*", "*", "*", "Deny", "Inbound", 65500},
    {"AllowVnetOutBound", "Allow outbound traffic from all VMs to all VMs in VNET", "*",
     "VirtualNetwork", "VirtualNetwork", "*", "Allow", "Outbound", 65000},
    {"AllowInternetOutBound", "Allow outbound traffic from all VMs to Internet", "*", "*",
     "Internet", "*", "Allow", "Outbound", 65001},
    {"DenyAllOutBound", "Deny all outbound traffic", "*", "*", "*", "*", "Deny", "Outbound", 65500},
}};

constexpr std::array<SecurityRule, 5> workload_rules{{
    {"allow-https-in", "HTTPS from anywhere inside", "Tcp", "VirtualNetwork", "VirtualNetwork",
     "443", "Allow", "Inbound", 100},
    {"allow-ssh-from-bastion", "Operators come through the bastion", "Tcp", "172.29.0.0/26", "*",
     "22", "Allow", "Inbound", 110},
    {"deny-rdp-from-internet", "Nobody needs remote desktop from outside", "Tcp", "Internet", "*",
     "3389", "Deny", "Inbound", 200},
    {"allow-dns-out", "Name resolution", "Udp", "VirtualNetwork", "VirtualNetwork", "53", "Allow",
     "Outbound", 100},
    {"deny-smtp-out", "Mail leaves through the relay", "Tcp", "*", "Internet", "25", "Deny",
     "Outbound", 200},
}};

}  // namespace

std::span<const SecurityRule> default_security_rules() { return default_rules; }
std::span<const SecurityRule> workload_security_rules() { return workload_rules; }

void write_security_rule(const SecurityRule& rule, JsonWriter& json) {
  json.field("description", rule.description);
  json.field("protocol", rule.protocol);
  json.field("sourcePortRange", "*");
  json.field("destinationPortRange", rule.ports);
  json.field("sourceAddressPrefix", rule.source);
  json.field("destinationAddressPrefix", rule.destination);
  json.field("access", rule.access);
  json.field("priority", rule.priority);
  json.field("direction", rule.direction);
  json.empty_array("sourcePortRanges");
  json.empty_array("destinationPortRanges");
  json.empty_array("sourceAddressPrefixes");
  json.empty_array("destinationAddressPrefixes");
}

}  // namespace hairpin::test
