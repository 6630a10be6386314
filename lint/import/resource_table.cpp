#include "import/resource_table.hpp"

#include <algorithm>
#include <string>
#include <tuple>

#include "base/parallel.hpp"
#include "base/text.hpp"
#include "import/property_reader.hpp"

namespace hairpin::import {
namespace {

constexpr std::uint32_t none = ResourceId::none;

/// What names a resource rather than describing it: spelled differently by every kind of export.
bool is_naming(std::string_view key) {
  static constexpr std::array<std::string_view, 8> names = {
      "id",   "resourceId",   "name",           "resourceName",
      "type", "resourceType", "subscriptionId", "resourceGroup"};
  return std::any_of(names.begin(), names.end(),
                     [&](std::string_view name) { return equal_folded(name, key); });
}

bool stands_before(const Resource& a, const Resource& b) {
  return std::tuple(a.where.file, a.where.offset) < std::tuple(b.where.file, b.where.offset);
}

/// Resource Graph writes "japaneast" where ARM writes "Japan East".
bool same_statement(std::string_view key, const Value& a, const Value& b) {
  if (same_content(a, b)) return true;
  if (!equal_folded(key, "location")) return false;
  const auto folded = [](std::string_view text) {
    std::string location = fold_ascii(text);
    location.erase(std::remove(location.begin(), location.end(), ' '), location.end());
    return location;
  };
  return folded(a.text()) == folded(b.text());
}

}  // namespace

struct ResourceTable::Nesting {
  ResourceRole parent;
  std::string_view property;  // of the parent
  ResourceRole role;          // of the child
  std::string_view segment;   // of the child's id
  std::string_view type;      // of the child
};

bool same_content(const Value& a, const Value& b) {
  if (a.is_missing() && b.is_missing()) return true;
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case Value::Kind::boolean:
      return a.as_boolean() == b.as_boolean();
    case Value::Kind::integer:
      return a.as_integer() == b.as_integer();
    case Value::Kind::number:
      return a.as_number() == b.as_number();
    case Value::Kind::string:
    case Value::Kind::unknown:
      return equal_folded(a.text(), b.text());
    case Value::Kind::array:
      return std::equal(a.items().begin(), a.items().end(), b.items().begin(), b.items().end(),
                        same_content);
    case Value::Kind::object: {
      const auto holds = [](const Value& object) {
        return [&](const Member& m) { return same_content(m.value, object[m.key]); };
      };
      return std::all_of(a.members().begin(), a.members().end(), holds(b)) &&
             std::all_of(b.members().begin(), b.members().end(), holds(a));
    }
    case Value::Kind::absent:
    case Value::Kind::null:
      break;
  }
  return true;
}

void ResourceTable::add(const Resource& resource) {
  add(resource, resource_type(resource.type).role);
}

void ResourceTable::add(const Resource& resource, ResourceRole role) {
  if (by_id_.size() <= resource.id.value) by_id_.resize(ids_->size(), none);
  std::uint32_t& known = by_id_[resource.id.value];
  if (known != none) return merge(resources_[known], resource);
  known = static_cast<std::uint32_t>(resources_.size());
  resources_.push_back(resource);
  roles_.push_back(role);
}

void ResourceTable::merge(Resource& known, const Resource& added) {
  const bool in_order = !stands_before(added, known);
  const Resource& earlier = in_order ? known : added;
  const Resource& later = in_order ? added : known;
  Resource merged = later;
  merged.properties = merge_properties(earlier, later);
  if (merged.location.empty()) merged.location = earlier.location;
  if (merged.tenant.empty()) merged.tenant = earlier.tenant;
  if (merged.tags.is_missing()) merged.tags = earlier.tags;
  if (merged.sku.is_missing()) merged.sku = earlier.sku;
  if (merged.kind.is_missing()) merged.kind = earlier.kind;
  known = merged;
}

Value ResourceTable::merge_properties(const Resource& earlier, const Resource& later) {
  if (!earlier.properties.is_object()) return later.properties;
  if (!later.properties.is_object()) return earlier.properties;
  const auto present = later.properties.members();
  std::vector<Member> members(present.begin(), present.end());
  std::vector<std::string> differing;
  for (const Member& member : earlier.properties.members()) {
    const auto same = std::find_if(members.begin(), members.end(), [&](const Member& other) {
      return equal_folded(other.key, member.key);
    });
    if (same == members.end()) {
      members.push_back(member);
    } else if (same->value.is_missing()) {
      *same = member;
    } else if (!member.value.is_missing() && !is_naming(member.key) &&
               !same_statement(member.key, member.value, same->value)) {
      differing.push_back(printable(member.key));
    }
  }
  if (!differing.empty()) {
    log_->add(Diagnostic::Kind::conflict, later.where,
              cat({printable(ids_->name(later.id)), " is given twice and differs in ",
                   list_words(differing)}),
              "the later input counts");
  }
  return Value::object(arena_->keep(std::span<const Member>(members)), later.properties.where());
}

std::size_t ResourceTable::size(bool any_repeated) const {
  return resources_.size() + (any_repeated ? interfaces_.distinct() : interfaces_.all().size());
}

std::map<std::string, std::size_t> ResourceTable::unfollowed() const {
  std::map<std::string, std::size_t> counts;
  for (std::size_t i = 0; i < resources_.size(); ++i) {
    // Of a hub, what its sites bring is not followed.
    const bool hub =
        roles_[i] >= ResourceRole::hub_vpn_gateway && roles_[i] < ResourceRole::not_analysed;
    if (hub) ++counts[std::string(resources_[i].type)];
  }
  return counts;
}

void ResourceTable::unfold() {
  using enum ResourceRole;
  // Parents stand before their children's children.
  static constexpr Nesting nestings[] = {
      {virtual_network, "subnets", subnet, "subnets", "microsoft.network/virtualnetworks/subnets"},
      {virtual_network, "virtualNetworkPeerings", virtual_network_peering, "virtualNetworkPeerings",
       "microsoft.network/virtualnetworks/virtualnetworkpeerings"},
      {route_table, "routes", route, "routes", "microsoft.network/routetables/routes"},
      {firewall_policy, "ruleCollectionGroups", rule_collection_group, "ruleCollectionGroups",
       "microsoft.network/firewallpolicies/rulecollectiongroups"},
      {circuit, "authorizations", circuit_authorization, "authorizations",
       "microsoft.network/expressroutecircuits/authorizations"},
      {circuit, "peerings", circuit_peering, "peerings",
       "microsoft.network/expressroutecircuits/peerings"},
      {circuit_peering, "connections", circuit_connection, "connections",
       "microsoft.network/expressroutecircuits/peerings/connections"},
      {circuit_peering, "peeredConnections", circuit_peered_connection, "peerConnections",
       "microsoft.network/expressroutecircuits/peerings/peerconnections"},
      {private_link_service, "privateEndpointConnections", private_link_connection,
       "privateEndpointConnections",
       "microsoft.network/privatelinkservices/privateendpointconnections"},
      {virtual_hub, "virtualNetworkConnections", hub_connection, "hubVirtualNetworkConnections",
       "microsoft.network/virtualhubs/hubvirtualnetworkconnections"},
      {virtual_hub, "ipConfigurations", hub_ip_configuration, "ipConfigurations",
       "microsoft.network/virtualhubs/ipconfigurations"},
      {virtual_hub, "bgpConnections", bgp_peer, "bgpConnections",
       "microsoft.network/virtualhubs/bgpconnections"},
      {hub_gateway, "expressRouteConnections", hub_gateway_connection, "expressRouteConnections",
       "microsoft.network/expressroutegateways/expressrouteconnections"},
      {hub_vpn_gateway, "connections", hub_vpn_connection, "vpnConnections",
       "microsoft.network/vpngateways/vpnconnections"},
  };
  for (const Nesting& nesting : nestings) {
    // Unfolding appends; children are never parents of the same nesting.
    const std::size_t count = resources_.size();
    for (std::size_t i = 0; i < count; ++i) {
      if (roles_[i] != nesting.parent) continue;
      unfold_children(Resource(resources_[i]), nesting);
    }
  }
  for (std::size_t i = 0; i < resources_.size(); ++i) {
    if (roles_[i] == ResourceRole::irrelevant) continue;
    by_role_[static_cast<std::size_t>(roles_[i])].push_back(&resources_[i]);
  }
  sort_roles();
}

void ResourceTable::sort_roles() {
  const auto sort_role = [&](std::size_t role) {
    std::sort(by_role_[role].begin(), by_role_[role].end(),
              [&](const Resource* a, const Resource* b) {
                return ids_->folded(a->id) < ids_->folded(b->id);
              });
  };
  constexpr std::size_t worth_threads = 10'000;
  if (resources_.size() >= worth_threads) return for_each_index(by_role_.size(), sort_role);
  for (std::size_t role = 0; role < by_role_.size(); ++role) sort_role(role);
}

void ResourceTable::unfold_children(const Resource& parent, const Nesting& nesting) {
  const std::string start = cat({ids_->text(parent.id), "/"});
  std::size_t position = 0;
  for (const Value& value : as_items(parent.properties[nesting.property])) {
    if (value.is_object()) add(child(start, value, nesting, position), nesting.role);
    ++position;
  }
}

Resource ResourceTable::child(const std::string& start, const Value& value, const Nesting& nesting,
                              std::size_t position) {
  const std::string_view text = value["id"].text();
  const bool own_id = starts_with_folded(text, start) && parse_resource_id(text).has_value();
  Resource resource;
  if (own_id) {
    resource.id = ids_->intern(text);
  } else {
    const std::string_view name = value["name"].text();
    resource.id = ids_->intern(cat({start, nesting.segment, "/",
                                    name.empty() ? "unnamed-" + std::to_string(position) : name}));
  }
  resource.type = nesting.type;
  resource.name = ids_->name(resource.id);
  resource.properties = value;
  resource.where = own_id ? value["id"].where() : value.where();
  return resource;
}

}  // namespace hairpin::import
