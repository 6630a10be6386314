#include <array>

#include "base/text.hpp"
#include "import/network_builder.hpp"

namespace hairpin::import {
namespace {

using model::SubnetPurpose;

/// The reserved names. [1.5]
SubnetPurpose purpose_of(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, SubnetPurpose>, 5> reserved = {{
      {"GatewaySubnet", SubnetPurpose::gateway},
      {"RouteServerSubnet", SubnetPurpose::route_server},
      {"AzureFirewallSubnet", SubnetPurpose::firewall},
      {"AzureFirewallManagementSubnet", SubnetPurpose::firewall_management},
      {"AzureBastionSubnet", SubnetPurpose::bastion},
  }};
  for (const auto& [reserved_name, purpose] : reserved) {
    if (equal_folded(reserved_name, name)) return purpose;
  }
  return SubnetPurpose::workload;
}

std::vector<model::Tag> read_tags(const Value& tags, ValueArena& arena) {
  std::vector<model::Tag> read;
  for (const Member& member : tags.members()) {
    const Value& value = member.value;
    if (value.is_missing()) {
      read.push_back({member.key, {}});
    } else {
      read.push_back({member.key, value.is_string() ? value.text() : arena.keep(to_json(value))});
    }
  }
  return read;
}

}  // namespace

void NetworkBuilder::build_vnets() {
  for (const Resource* const resource : resources_.of(ResourceRole::virtual_network)) {
    add_vnet(*resource);
  }
  for (const Resource* const resource : resources_.of(ResourceRole::subnet)) {
    add_subnet(*resource);
  }
}

void NetworkBuilder::add_vnet(const Resource& resource) {
  model::Vnet vnet;
  static_cast<model::Identity&>(vnet) = identity(resource);
  vnet.location = folded_location(resource.location);
  vnet.subscription = ids_.subscription(resource.id);
  vnet.tenant = resource.tenant;
  vnet.tags = read_tags(resource.tags, arena_);
  const PropertyReader read = properties(resource);
  vnet.address_space = read_prefixes(read["addressSpace"]["addressPrefixes"], log_);
  vnet.summarized_gateway_prefixes =
      read_prefixes(read["summarizedGatewayPrefixes"]["addressPrefixes"], log_);
  const model::VnetIndex index = network_.vnets.add(std::move(vnet));
  network_.vnet_by_id[resource.id] = index;
  // What is wrong with a prefix was said where it stands; that one is missing has consequences.
  const std::size_t stated = read["addressSpace"]["addressPrefixes"].items().size();
  const std::size_t known = network_.vnets[index].address_space.size();
  if (known == 0 || known < stated) {
    network_.unmodelled.push_back(
        {resource.id, "VNet without readable address space", index, resource.where, true});
  }
  const Value& peerings = read["virtualNetworkPeerings"];
  if (!peerings.is_missing() && !peerings.is_array() && !peerings.is_object()) {
    cannot_place(network_.vnets[index], "VNet", index, "states its peerings as no list");
  }
}

void NetworkBuilder::add_subnet(const Resource& resource) {
  const PropertyReader read = properties(resource);
  model::Subnet subnet;
  static_cast<model::Identity&>(subnet) = identity(resource);
  subnet.vnet = vnet(parent_id(resource.id), {resource.id, "id", resource.where});
  subnet.purpose = purpose_of(resource.name);
  // Both may be given; then they say the same. [1.4]
  subnet.prefixes = read_prefixes(read["addressPrefixes"], log_);
  if (subnet.prefixes.empty()) subnet.prefixes = read_prefixes(read["addressPrefix"], log_);
  const Located<ResourceId> table = read.reference("routeTable");
  subnet.route_table =
      route_table(table.value, {resource.id, "properties.routeTable.id", table.where});
  subnet.route_table_where = table.where;
  const bool lost_table = !table.value && !read["routeTable"].is_missing();
  subnet.network_security_group = read.reference("networkSecurityGroup");
  const model::VnetIndex owner = subnet.vnet;
  const model::RouteTableIndex used = subnet.route_table;
  const auto index = network_.subnets.add(std::move(subnet));
  network_.subnet_by_id[resource.id] = index;
  if (owner) network_.vnets[owner].subnets.push_back(index);
  if (owner && lost_table) {
    network_.unmodelled.push_back({resource.id, "route table of subnet", owner, table.where, true});
  }
  if (used) network_.route_tables[used].subnets.push_back(index);
}

}  // namespace hairpin::import
