#include <set>
#include <unordered_set>

#include "base/text.hpp"
#include "import/id_hash.hpp"
#include "import/network_builder.hpp"

namespace hairpin::import {

using model::Forwarder;
using model::ForwarderIndex;
using model::ForwarderKind;

/// Which interfaces can be the next hop of anything. An estate has a hundred thousand others, which
/// no analysis asks for.
struct NetworkBuilder::ForwarderNeeds {
  std::unordered_set<std::uint64_t> ids;  // by `folded_hash`
  std::set<Address> addresses;
};

namespace {

/// The interface of `.../networkInterfaces/n/ipConfigurations/c`.
std::string_view interface_of(std::string_view ip_configuration) {
  return ip_configuration.substr(0, fold_ascii(ip_configuration).rfind("/ipconfigurations/"));
}

template <class F>
void each_backend(const Resource& balancer, F&& take) {
  for (const Value& pool : as_items(balancer.properties["backendAddressPools"])) {
    for (const Value& backend : as_items(pool["backendIPConfigurations"])) {
      take(interface_of(backend["id"].text()));
    }
    const bool repeats = !as_items(pool["backendIPConfigurations"]).empty();
    for (const Value& address : as_items(pool["loadBalancerBackendAddresses"])) {
      const Value& configuration = address["networkInterfaceIPConfiguration"];
      // A pool of addresses names no interface: then who has them is not known.
      if (!configuration.is_missing() || !repeats) take(interface_of(configuration["id"].text()));
    }
  }
}

}  // namespace

NetworkBuilder::ForwarderNeeds NetworkBuilder::forwarder_needs() const {
  ForwarderNeeds needs;
  for (const model::RouteTable& table : network_.route_tables) {
    for (const model::UserRoute& route : table.routes) {
      if (route.next_hop) needs.addresses.insert(route.next_hop->value);
    }
  }
  for (const Resource* const balancer : resources_.of(ResourceRole::load_balancer)) {
    each_backend(*balancer, [&](std::string_view id) { needs.ids.insert(folded_hash(id)); });
  }
  // By id, so that every copy of an interface is taken when one of them is.
  for (const Interface& interface : resources_.interfaces()) {
    if (interface.forwards) needs.ids.insert(interface.hash);
  }
  for (const InterfaceAddress& owned : resources_.interface_addresses()) {
    if (!needs.addresses.contains(owned.address)) continue;
    needs.ids.insert(resources_.interfaces()[owned.interface].hash);
  }
  return needs;
}

void NetworkBuilder::build_forwarders() {
  const ForwarderNeeds needs = forwarder_needs();
  ResourceTable interfaces(ids_, arena_, log_);
  for (const Interface& interface : resources_.interfaces()) {
    if (!needs.ids.contains(interface.hash)) continue;
    Resource resource;
    resource.id = ids_.intern(interface.id);
    resource.type = "microsoft.network/networkinterfaces";
    resource.name = ids_.name(resource.id);
    resource.properties = interface.properties;
    resource.where = interface.where;
    interfaces.add(resource);
  }
  interfaces.sort_by_role();
  for (const Resource* const resource : interfaces.of(ResourceRole::network_interface)) {
    add_interface(*resource);
  }
  for (const Resource* const resource : resources_.of(ResourceRole::firewall)) {
    add_frontends(*resource, ForwarderKind::firewall);
  }
  for (const Resource* const resource : resources_.of(ResourceRole::load_balancer)) {
    add_frontends(*resource, ForwarderKind::load_balancer);
  }
}

void NetworkBuilder::add_interface(const Resource& resource) {
  const PropertyReader read = properties(resource);
  const Located<ResourceId> stated = read.reference("networkSecurityGroup");
  const auto group = security_group(
      stated.value, {resource.id, "properties.networkSecurityGroup.id", stated.where});
  for (const Value& configuration : as_items(read["ipConfigurations"])) {
    const Value& text = configuration["privateIPAddress"];
    const auto address = Address::parse(text.text());
    if (!address) continue;
    Forwarder forwarder;
    static_cast<model::Identity&>(forwarder) = identity(resource);
    forwarder.kind = ForwarderKind::network_interface;
    forwarder.address = *address;
    forwarder.address_where = text.where();
    forwarder.subnet = network_.subnet(ids_.find(configuration["subnet"]["id"].text()));
    forwarder.ip_forwarding = read.opening_flag("enableIPForwarding");
    forwarder.security_group = group;
    const ForwarderIndex index = network_.forwarders.add(std::move(forwarder));
    forwarders_by_interface_[resource.id].push_back(index);
  }
}

void NetworkBuilder::add_frontends(const Resource& resource, ForwarderKind kind) {
  const bool balancer = kind == ForwarderKind::load_balancer;
  const Value& configurations =
      resource.properties[balancer ? "frontendIPConfigurations" : "ipConfigurations"];
  std::vector<ForwarderIndex> frontends;
  for (const Value& configuration : as_items(configurations)) {
    const Value& text = configuration["privateIPAddress"];
    const auto address = Address::parse(text.text());
    if (!address) continue;  // a public frontend
    Forwarder forwarder;
    static_cast<model::Identity&>(forwarder) = identity(resource);
    forwarder.kind = kind;
    forwarder.address = *address;
    forwarder.address_where = text.where();
    forwarder.subnet = network_.subnet(ids_.find(configuration["subnet"]["id"].text()));
    forwarder.ip_forwarding.where = resource.where;
    frontends.push_back(network_.forwarders.add(std::move(forwarder)));
  }
  if (balancer) {
    add_backends(resource, frontends);
    frontends_by_balancer_[resource.id] = std::move(frontends);
  }
}

void NetworkBuilder::add_backends(const Resource& resource,
                                  std::span<const ForwarderIndex> frontends) {
  each_backend(resource, [&](std::string_view id) {
    const auto interface = forwarders_by_interface_.find(ids_.find(id));
    std::vector<ForwarderIndex> placed;
    if (interface != forwarders_by_interface_.end()) placed = interface->second;
    std::erase_if(placed, [&](ForwarderIndex one) { return !network_.forwarders[one].subnet; });
    for (const ForwarderIndex index : frontends) {
      model::Forwarder& frontend = network_.forwarders[index];
      frontend.lacks_backends = frontend.lacks_backends || placed.empty();
      frontend.backends.insert(frontend.backends.end(), placed.begin(), placed.end());
    }
  });
}

}  // namespace hairpin::import
