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

using model::EndpointPolicies;
constexpr std::pair<std::string_view, EndpointPolicies> endpoint_policies[] = {
    {"Disabled", EndpointPolicies::disabled},
    {"Enabled", EndpointPolicies::enabled},
    {"RouteTableEnabled", EndpointPolicies::route_tables},
    {"NetworkSecurityGroupEnabled", EndpointPolicies::security_groups}};

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
  vnet.states_peerings = !read["virtualNetworkPeerings"].is_missing();
  const model::VnetIndex index = network_.vnets.add(std::move(vnet));
  network_.vnet_by_id[resource.id] = index;
  check_vnet(read, network_.vnets[index]);
}

/// What a VNet states in a way that cannot be read may connect it to anything. That it cannot be
/// read was said where it stands.
void NetworkBuilder::check_vnet(const PropertyReader& read, const model::Vnet& vnet) {
  const model::VnetIndex index = network_.vnets.index_of(vnet);
  if (vnet.address_space.empty() ||
      !is_whole(vnet.address_space, read["addressSpace"]["addressPrefixes"])) {
    doubt_isolation(vnet, "VNet", index, "has no readable address space");
  }
  const Value& summaries = read["summarizedGatewayPrefixes"];
  const bool readable = summaries.is_missing() || summaries.is_object();
  if (!readable || !is_whole(vnet.summarized_gateway_prefixes, summaries["addressPrefixes"])) {
    doubt_isolation(vnet, "VNet", index, "summarizes its prefixes in a way that cannot be read");
  }
  const auto is_no_list = [&](std::string_view key) {
    return !read[key].is_missing() && !is_list_of_objects(read[key]);
  };
  if (is_no_list("virtualNetworkPeerings")) {
    doubt_isolation(vnet, "VNet", index, "states its peerings as no list");
  }
  if (is_no_list("subnets")) {
    doubt_isolation(vnet, "VNet", index, "states its subnets as no list");
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
  // Without one of its prefixes a subnet is somewhere in its VNet, as one without any is.
  if (!is_whole(subnet.prefixes, read["addressPrefixes"])) subnet.prefixes.clear();
  if (subnet.prefixes.empty()) subnet.prefixes = read_prefixes(read["addressPrefix"], log_);
  const Located<ResourceId> table = read.reference("routeTable");
  subnet.route_table =
      route_table(table.value, {resource.id, "properties.routeTable.id", table.where});
  subnet.route_table_where = table.where;
  const bool lost_table = !table.value && !read["routeTable"].is_missing();
  Located<ResourceId> group = read.reference("networkSecurityGroup");
  const Value& named = read["networkSecurityGroup"];
  const bool is_later = named.kind() == Value::Kind::unknown ||
                        named["id"].kind() == Value::Kind::unknown;
  // A group that nobody can name yet filters all the same, nobody knows what.
  if (is_later) {
    const std::string id = cat({ids_.text(resource.id), "/networkSecurityGroups/known-later"});
    group = {ids_.intern(id), resource.where};
  }
  subnet.security_group =
      security_group(group.value, {resource.id, "properties.networkSecurityGroup.id", group.where});
  subnet.security_group_where = group.where;
  subnet.endpoint_policies = read.choice("privateEndpointNetworkPolicies", endpoint_policies,
                                         EndpointPolicies::unrecognised);
  const model::VnetIndex owner = subnet.vnet;
  const model::RouteTableIndex used = subnet.route_table;
  const bool lost_everything = !table.value && subnet.prefixes.empty();
  const auto index = network_.subnets.add(std::move(subnet));
  network_.subnet_by_id[resource.id] = index;
  if (owner) network_.vnets[owner].subnets.push_back(index);
  if (owner && lost_everything) {
    doubt_isolation(identity(resource), "subnet", owner, "has no readable address prefix");
  }
  if (owner && lost_table) {
    doubt_isolation(identity(resource), "subnet", owner, "names a route table that cannot be read");
  }
  if (used) network_.route_tables[used].subnets.push_back(index);
}

}  // namespace hairpin::import
