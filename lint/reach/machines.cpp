#include "reach/machines.hpp"

#include <map>
#include <optional>

namespace hairpin::reach {
namespace {

using model::Network;
using model::SecurityGroupIndex;

PrefixSet set_of(const std::vector<Located<Prefix>>& prefixes) {
  std::vector<Prefix> list;
  for (const auto& prefix : prefixes) list.push_back(prefix.value);
  return PrefixSet(list);
}

/// The addresses behind each group of interfaces; those of an interface without addresses are
/// somewhere in the subnet.
std::map<SecurityGroupIndex, PrefixSet> by_group(const model::Subnet& subnet,
                                                 const PrefixSet& addresses) {
  std::map<SecurityGroupIndex, std::vector<PrefixSet::Range>> ranges;
  for (const model::GuardedInterface& interface : subnet.guarded_interfaces) {
    auto& behind = ranges[interface.group];
    for (const Address& address : interface.addresses) behind.push_back({address, address});
    if (!interface.addresses.empty()) continue;
    behind.insert(behind.end(), addresses.ranges().begin(), addresses.ranges().end());
  }
  std::map<SecurityGroupIndex, PrefixSet> result;
  for (auto& [group, behind] : ranges) {
    PrefixSet here = PrefixSet::of_ranges(std::move(behind)) & addresses;
    if (!here.empty()) result[group] = std::move(here);
  }
  return result;
}

}  // namespace

SecurityGroupIndex group_of(const Network& network, model::SubnetIndex index) {
  if (!index) return {};
  const model::Subnet& subnet = network.subnets[index];
  const bool supported = subnet.purpose == model::SubnetPurpose::workload ||
                         subnet.purpose == model::SubnetPurpose::bastion;
  return supported ? subnet.security_group : SecurityGroupIndex();
}

model::AdminRulesIndex admin_rules_of(const Network& network, model::VnetIndex vnet,
                                      model::SubnetIndex index) {
  if (!index) return vnet ? network.vnets[vnet].admin_rules : model::AdminRulesIndex();
  const model::Subnet& subnet = network.subnets[index];
  const bool counts = subnet.purpose == model::SubnetPurpose::workload &&
                      subnet.admin_coverage != model::AdminCoverage::exempt;
  return counts && subnet.vnet ? network.vnets[subnet.vnet].admin_rules : model::AdminRulesIndex();
}

bool Machines::is_guarded(const Network& network) const {
  if (exempt == Exempt::perhaps || exempt == Exempt::yes) return false;
  return interface_group || group_of(network, subnet);
}

PrefixSet addresses_of(const Network& network, model::SubnetIndex index) {
  const model::Subnet& subnet = network.subnets[index];
  return set_of(subnet.prefixes.empty() && subnet.vnet ? network.vnets[subnet.vnet].address_space
                                                       : subnet.prefixes);
}

std::vector<Machines> machines_in(const Network& network, model::SubnetIndex index,
                                  const PrefixSet& addresses) {
  const model::Subnet& subnet = network.subnets[index];
  const Machines whole{subnet.vnet, index, {}, addresses};
  if (subnet.guarded_interfaces.empty()) return {whole};
  const auto groups = by_group(subnet, addresses);
  PrefixSet guarded;
  for (const auto& [group, behind] : groups) guarded |= behind;
  if (groups.empty()) return {whole};
  if (!subnet.all_interfaces_guarded && guarded != addresses) return {whole};
  std::vector<Machines> parts;
  for (const auto& [group, behind] : groups) parts.push_back({subnet.vnet, index, group, behind});
  return parts;
}

std::vector<Machines> machines_in(const Network& network, model::VnetIndex vnet,
                                  const PrefixSet& addresses) {
  std::vector<Machines> parts;
  PrefixSet rest = addresses;
  for (const model::SubnetIndex index : network.vnets[vnet].subnets) {
    const PrefixSet here = rest & set_of(network.subnets[index].prefixes);
    if (here.empty()) continue;
    rest -= here;
    for (Machines& machines : machines_in(network, index, here))
      parts.push_back(std::move(machines));
  }
  if (!rest.empty()) parts.push_back({vnet, {}, {}, std::move(rest)});
  return parts;
}

std::vector<Machines> exempt_endpoints(const Network& network, model::VnetIndex vnet) {
  using Exempt = Machines::Exempt;
  std::map<model::SubnetIndex, std::vector<PrefixSet::Range>> by_subnet;
  for (const model::PrivateEndpointIndex index : network.vnets[vnet].private_endpoints) {
    const model::PrivateEndpoint& endpoint = network.private_endpoints[index];
    const bool filtered =
        group_of(network, endpoint.subnet) || admin_rules_of(network, vnet, endpoint.subnet);
    if (!filtered) continue;
    for (const auto& address : endpoint.addresses) {
      by_subnet[endpoint.subnet].push_back({address.value, address.value});
    }
  }
  std::vector<Machines> parts;
  for (auto& [subnet, ranges] : by_subnet) {
    const PrefixSet addresses = PrefixSet::of_ranges(std::move(ranges));
    const auto add = [&](Exempt exempt) { parts.push_back({vnet, subnet, {}, addresses, exempt}); };
    const bool grouped = static_cast<bool>(group_of(network, subnet));
    const auto obeys = grouped
                           ? model::obeys_security_groups(network.subnets[subnet].endpoint_policies)
                           : std::optional(false);
    if (obeys.value_or(true)) add(Exempt::from_admin_rules);
    if (!obeys.has_value()) add(Exempt::perhaps);
    if (obeys.has_value() && !*obeys) add(Exempt::yes);
  }
  return parts;
}

std::vector<Machines> filtered_machines_in(const Network& network, model::SubnetIndex index) {
  PrefixSet addresses = addresses_of(network, index);
  const model::VnetIndex vnet = network.subnets[index].vnet;
  if (vnet && !network.vnets[vnet].private_endpoints.empty()) {
    for (const Machines& endpoints : exempt_endpoints(network, vnet)) {
      if (endpoints.subnet == index) addresses -= endpoints.addresses;
    }
  }
  return machines_in(network, index, addresses);
}

std::vector<Machines> receivers_in(const Network& network, model::VnetIndex vnet,
                                   const PrefixSet& addresses) {
  std::vector<Machines> parts;
  PrefixSet rest = addresses;
  for (Machines& endpoints : exempt_endpoints(network, vnet)) {
    endpoints.addresses &= addresses;
    if (endpoints.addresses.empty()) continue;
    rest -= endpoints.addresses;
    parts.push_back(std::move(endpoints));
  }
  for (Machines& machines : machines_in(network, vnet, rest)) parts.push_back(std::move(machines));
  return parts;
}

}  // namespace hairpin::reach
