#include <set>
#include <unordered_set>

#include "base/text.hpp"
#include "import/network_builder.hpp"

namespace hairpin::import {

using model::Forwarder;
using model::ForwarderIndex;
using model::ForwarderKind;

/// The interfaces that can be the next hop of anything. An estate has a hundred thousand others,
/// which no analysis asks for.
struct NetworkBuilder::ForwarderNeeds {
  std::set<Address> next_hops;
  std::unordered_set<ResourceId> behind_balancer;
};

NetworkBuilder::ForwarderNeeds NetworkBuilder::forwarder_needs() const {
  ForwarderNeeds needs;
  for (const model::RouteTable& table : network_.route_tables) {
    for (const model::UserRoute& route : table.routes) {
      if (route.next_hop) needs.next_hops.insert(route.next_hop->value);
    }
  }
  for (const Resource& balancer : resources_.of(ResourceRole::load_balancer)) {
    for (const Value& pool : balancer.properties["backendAddressPools"].items()) {
      for (const Value& backend : pool["backendIPConfigurations"].items()) {
        const std::string_view text = backend["id"].text();
        const std::string_view owner = text.substr(0, fold_ascii(text).rfind("/ipconfigurations/"));
        if (const ResourceId id = ids_.find(owner)) needs.behind_balancer.insert(id);
      }
    }
  }
  return needs;
}

void NetworkBuilder::build_forwarders() {
  const ForwarderNeeds needs = forwarder_needs();
  for (const Resource& resource : resources_.of(ResourceRole::network_interface)) {
    add_interface(resource, needs);
  }
  for (const Resource& resource : resources_.of(ResourceRole::firewall)) {
    add_frontends(resource, ForwarderKind::firewall);
  }
  for (const Resource& resource : resources_.of(ResourceRole::load_balancer)) {
    add_frontends(resource, ForwarderKind::load_balancer);
  }
}

void NetworkBuilder::add_interface(const Resource& resource, const ForwarderNeeds& needs) {
  const PropertyReader read = properties(resource);
  const Setting<bool> forwarding = read.boolean("enableIPForwarding");
  const bool always = forwarding.is(true) || needs.behind_balancer.contains(resource.id);
  for (const Value& configuration : read["ipConfigurations"].items()) {
    const Value& text = configuration["privateIPAddress"];
    const auto address = Address::parse(text.text());
    if (!address || (!always && !needs.next_hops.contains(*address))) continue;
    Forwarder forwarder;
    static_cast<model::Identity&>(forwarder) = identity(resource);
    forwarder.kind = ForwarderKind::network_interface;
    forwarder.address = *address;
    forwarder.address_where = text.where();
    forwarder.subnet = network_.subnet(ids_.find(configuration["subnet"]["id"].text()));
    forwarder.ip_forwarding = forwarding;
    const ForwarderIndex index = network_.forwarders.add(std::move(forwarder));
    forwarders_by_interface_[resource.id].push_back(index);
  }
}

void NetworkBuilder::add_frontends(const Resource& resource, ForwarderKind kind) {
  const bool balancer = kind == ForwarderKind::load_balancer;
  const Value& configurations =
      resource.properties[balancer ? "frontendIPConfigurations" : "ipConfigurations"];
  std::vector<ForwarderIndex> frontends;
  for (const Value& configuration : configurations.items()) {
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
  if (balancer) add_backends(resource, frontends);
}

void NetworkBuilder::add_backends(const Resource& resource,
                                  std::span<const ForwarderIndex> frontends) {
  for (const Value& pool : resource.properties["backendAddressPools"].items()) {
    for (const Value& backend : pool["backendIPConfigurations"].items()) {
      const std::string_view text = backend["id"].text();
      const std::string_view owner = text.substr(0, fold_ascii(text).rfind("/ipconfigurations/"));
      const auto interface = forwarders_by_interface_.find(ids_.find(owner));
      if (interface == forwarders_by_interface_.end()) continue;
      for (const ForwarderIndex frontend : frontends) {
        auto& behind = network_.forwarders[frontend].backends;
        behind.insert(behind.end(), interface->second.begin(), interface->second.end());
      }
    }
  }
}

}  // namespace hairpin::import
