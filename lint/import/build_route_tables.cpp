#include <algorithm>
#include <cctype>

#include "base/text.hpp"
#include "import/network_builder.hpp"

namespace hairpin::import {
namespace {

using model::NextHopType;

constexpr std::pair<std::string_view, NextHopType> next_hop_types[] = {
    {"VirtualAppliance", NextHopType::virtual_appliance},
    {"VirtualNetworkGateway", NextHopType::virtual_network_gateway},
    {"VnetLocal", NextHopType::vnet_local},
    {"Internet", NextHopType::internet},
    {"None", NextHopType::none}};

/// "AzureCloud", "Storage.WestEurope": the name of a set of public prefixes, which Azure writes
/// with a capital. [3.19]
bool is_service_tag(std::string_view text) {
  const bool capital = !text.empty() && std::isupper(static_cast<unsigned char>(text.front())) != 0;
  return capital && text.find_first_of("/: ") == text.npos;
}

}  // namespace

void NetworkBuilder::build_route_tables() {
  for (const Resource* const each : resources_.of(ResourceRole::route_table)) {
    const Resource& resource = *each;
    model::RouteTable table;
    static_cast<model::Identity&>(table) = identity(resource);
    table.disable_bgp_propagation = properties(resource).boolean("disableBgpRoutePropagation");
    const Value& routes = resource.properties["routes"];
    table.readable = !table.disable_bgp_propagation.unreadable &&
                     (routes.is_missing() || is_list_of_objects(routes));
    route_table_by_id_[resource.id] = network_.route_tables.add(std::move(table));
  }
  for (const Resource* const resource : resources_.of(ResourceRole::route)) {
    add_route(*resource);
  }
  // Azure writes the list of a table's routes even where it is empty. A row without it was cut down
  // by a query, unless the routes are rows of their own. [2.1, 13.12]
  for (const Resource* const resource : resources_.of(ResourceRole::route_table)) {
    model::RouteTable& table = network_.route_tables[route_table_by_id_.at(resource->id)];
    if (resource->properties["routes"].is_missing() && table.routes.empty()) table.readable = false;
  }
}

void NetworkBuilder::add_route(const Resource& resource) {
  const PropertyReader read = properties(resource);
  const Value& prefix = read["addressPrefix"];
  if (prefix.is_string() && is_service_tag(prefix.text())) return;
  const auto owner = route_table(parent_id(resource.id), {resource.id, "id", resource.where});
  const auto parsed = read_prefix(prefix, log_);
  if (!parsed) {
    if (owner) network_.route_tables[owner].readable = false;
    return;
  }
  model::UserRoute route;
  static_cast<model::Identity&>(route) = identity(resource);
  route.prefix = {*parsed, prefix.where()};
  const auto type = read.choice("nextHopType", next_hop_types, NextHopType::unrecognised);
  route.next_hop_type = type.value_or(NextHopType::unrecognised);
  route.next_hop_type_where = type.where;
  if (const auto hop = read.text("nextHopIpAddress"); hop.is_set()) {
    if (const auto address = Address::parse(*hop.value)) {
      route.next_hop = Located<Address>{*address, hop.where};
    } else {
      log_.add(Diagnostic::Kind::bad_value, hop.where,
               cat({printable(hop.value->substr(0, 80)), " is no IP address"}),
               "the next hop of the route is treated as unknown");
    }
  }
  if (owner) network_.route_tables[owner].routes.push_back(std::move(route));
}

}  // namespace hairpin::import
