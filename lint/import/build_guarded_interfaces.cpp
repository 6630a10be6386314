#include <algorithm>
#include <unordered_map>

#include "import/id_hash.hpp"
#include "import/network_builder.hpp"

/// The network interfaces that carry a group of their own, by subnet. [10.1, C17]
namespace hairpin::import {

void NetworkBuilder::build_guarded_interfaces() {
  const auto& interfaces = resources_.interfaces();
  const bool any = std::any_of(interfaces.begin(), interfaces.end(),
                               [](const Interface& each) { return each.guarded; });
  if (!any) return;
  // An interface may be given twice; the record that tells more counts.
  std::unordered_map<std::uint64_t, const Interface*> distinct;
  for (const Interface& each : interfaces) {
    const Interface*& kept = distinct[each.hash];
    if (kept == nullptr || !kept->guarded) kept = &each;
  }
  std::vector<bool> bare(network_.subnets.size());  // by subnet: has an interface without a group
  for (const Interface& each : interfaces) {
    if (distinct[each.hash] == &each) place_interface(each, bare);
  }
  for (std::uint32_t i = 0; i < network_.subnets.size(); ++i) {
    model::Subnet& subnet = network_.subnets[model::SubnetIndex(i)];
    auto& guarded = subnet.guarded_interfaces;
    subnet.all_interfaces_guarded = !guarded.empty() && !bare[i];
    std::sort(guarded.begin(), guarded.end(),
              [&](const auto& a, const auto& b) { return ids_.folded(a.id) < ids_.folded(b.id); });
  }
}

void NetworkBuilder::place_interface(const Interface& interface, std::vector<bool>& bare) {
  const auto configurations = as_items(interface.properties["ipConfigurations"]);
  if (configurations.empty()) return;
  // All configurations of one interface are in one subnet.
  const auto subnet = network_.subnet(ids_.find(configurations.front()["subnet"]["id"].text()));
  if (!subnet) return;
  const Value& reference = interface.properties["networkSecurityGroup"];
  if (reference.is_missing()) {
    bare[subnet.value] = true;
    return;
  }
  model::GuardedInterface guarded;
  guarded.id = ids_.intern(interface.id);
  guarded.where = interface.where;
  guarded.subnet = subnet;
  for (const Value& configuration : configurations) {
    const auto address = Address::parse(configuration["privateIPAddress"].text());
    if (address) guarded.addresses.push_back(*address);
  }
  const Located<ResourceId> group = read_id(reference["id"], ids_, log_);
  guarded.group =
      security_group(group.value, {guarded.id, "properties.networkSecurityGroup.id", group.where});
  if (!guarded.group) {
    bare[subnet.value] = true;  // which group it is cannot be read: none is relied on
    return;
  }
  network_.subnets[subnet].guarded_interfaces.push_back(std::move(guarded));
}

}  // namespace hairpin::import
