#include <algorithm>

#include "base/text.hpp"
#include "import/id_hash.hpp"
#include "import/network_builder.hpp"

/// Private endpoints, private link services, and the connections between them, which each side
/// tells by itself. [1.9, 1.16, 1.17]
namespace hairpin::import {

using model::LinkState;
using model::PrivateEndpointIndex;
using model::PrivateLinkServiceIndex;

/// The status of a connection as one side tells it.
struct NetworkBuilder::LinkStatement {
  Setting<LinkState> state;
  ResourceId by;
  std::string_view property;
};

namespace {

constexpr std::pair<std::string_view, LinkState> states[] = {
    {"Approved", LinkState::approved},
    {"Pending", LinkState::pending},
    {"Rejected", LinkState::rejected},
    {"Disconnected", LinkState::disconnected}};

/// How much passes by what is stated: nothing, perhaps something, everything.
int openness(const Setting<LinkState>& state) {
  if (state.is(LinkState::approved)) return 2;
  const bool closed = state.is(LinkState::pending) || state.is(LinkState::rejected) ||
                      state.is(LinkState::disconnected);
  return closed && !state.unreadable ? 0 : 1;
}

/// `PREFIX.GUID.REGION.azure.privatelinkservice`; empty if the alias is not like that.
std::string region_of(std::string_view alias) {
  std::string folded = fold_ascii(alias);
  constexpr std::string_view end = ".azure.privatelinkservice";
  if (!folded.ends_with(end)) return {};
  folded.resize(folded.size() - end.size());
  const std::size_t dot = folded.rfind('.');
  return dot == folded.npos ? std::string() : folded.substr(dot + 1);
}

void add_address(const Value& text, std::vector<Located<Address>>& addresses) {
  const auto address = Address::parse(text.text());
  if (!address) return;
  const bool known = std::any_of(addresses.begin(), addresses.end(),
                                 [&](const auto& one) { return one.value == *address; });
  if (!known) addresses.push_back({*address, text.where()});
}

/// Whether a connection leads to a service of the platform, which is in no VNet.
bool is_platform_service(const Value& target) {
  const auto parts = parse_resource_id(target.text());
  return parts && parts->type() != "microsoft.network/privatelinkservices";
}

}  // namespace

void NetworkBuilder::build_private_links() {
  std::unordered_map<std::uint64_t, const Interface*> interfaces;
  if (!resources_.of(ResourceRole::private_endpoint).empty()) {
    for (const Interface& interface : resources_.interfaces()) {
      interfaces.try_emplace(interface.hash, &interface);
    }
  }
  for (const Resource* const each : resources_.of(ResourceRole::private_endpoint)) {
    add_private_endpoint(*each, interfaces);
  }
  for (const Resource* const each : resources_.of(ResourceRole::private_link_service)) {
    add_private_link_service(*each);
  }
  for (const Resource* const each : resources_.of(ResourceRole::private_endpoint)) {
    add_links_of(*each);
  }
  for (const Resource* const each : resources_.of(ResourceRole::private_link_connection)) {
    const auto owner = private_link_service_by_id_.find(parent_id(each->id));
    const PropertyReader read = properties(*each);
    const Located<ResourceId> named = read.reference("privateEndpoint");
    if (owner == private_link_service_by_id_.end()) continue;
    const PropertyReader state(read["privateLinkServiceConnectionState"], each->where, ids_, log_);
    add_link(identity(*each), private_endpoint({named.value, each->where}, each->id), owner->second,
             {state.choice("status", states, LinkState::unrecognised), each->id,
              "properties.privateLinkServiceConnectionState.status"});
  }
}

void NetworkBuilder::add_private_endpoint(
    const Resource& resource,
    const std::unordered_map<std::uint64_t, const Interface*>& interfaces) {
  const PropertyReader read = properties(resource);
  model::PrivateEndpoint endpoint;
  static_cast<model::Identity&>(endpoint) = identity(resource);
  const Located<ResourceId> subnet = read.reference("subnet");
  endpoint.subnet = network_.subnet(subnet.value);
  endpoint.vnet = vnet_of_subnet(subnet, resource.id, "properties.subnet.id");
  if (!endpoint.vnet) {
    endpoint.possible_vnets =
        vnets_in(ids_.subscription(resource.id), folded_location(resource.location));
    log_.add(Diagnostic::Kind::bad_value, resource.where,
             cat({"private endpoint ", printable(resource.name), " names no subnet"}),
             "export it again, whole");
  }
  for (const Value& reference : as_items(read["networkInterfaces"])) {
    const std::string_view id = reference["id"].text();
    const auto interface = interfaces.find(folded_hash(id));
    if (interface == interfaces.end() || !equal_folded(interface->second->id, id)) continue;
    for (const Value& each : as_items(interface->second->properties["ipConfigurations"])) {
      add_address(each["privateIPAddress"], endpoint.addresses);
    }
  }
  for (const Value& each : as_items(read["ipConfigurations"])) {
    add_address(each["privateIPAddress"], endpoint.addresses);
  }
  for (const Value& config : as_items(read["customDnsConfigs"])) {
    for (const Value& text : config["ipAddresses"].items()) add_address(text, endpoint.addresses);
  }
  const model::VnetIndex home = endpoint.vnet;
  const PrivateEndpointIndex index = network_.private_endpoints.add(std::move(endpoint));
  private_endpoint_by_id_[resource.id] = index;
  if (home) network_.vnets[home].private_endpoints.push_back(index);
}

void NetworkBuilder::add_private_link_service(const Resource& resource) {
  const PropertyReader read = properties(resource);
  model::PrivateLinkService service;
  static_cast<model::Identity&>(service) = identity(resource);
  for (const Value& frontend : as_items(read["loadBalancerFrontendIpConfigurations"])) {
    const ResourceId balancer = parent_id(read_id(frontend["id"], ids_, log_).value);
    const auto known = frontends_by_balancer_.find(balancer);
    if (known == frontends_by_balancer_.end()) {
      service.lacks_frontends = true;
      continue;
    }
    service.frontends.insert(service.frontends.end(), known->second.begin(), known->second.end());
  }
  // One without either is not told whole. [1.16]
  service.lacks_frontends = service.lacks_frontends || (service.frontends.empty() &&
                                                        read["destinationIPAddress"].is_missing());
  const Value& destination = read["destinationIPAddress"];
  if (const auto address = Address::parse(destination.text())) {
    service.destination = Located<Address>{*address, destination.where()};
  }
  for (const model::ForwarderIndex frontend : service.frontends) {
    const model::SubnetIndex subnet = network_.forwarders[frontend].subnet;
    if (subnet && !service.vnet) service.vnet = network_.subnets[subnet].vnet;
  }
  for (const Value& configuration : as_items(read["ipConfigurations"])) {
    const Located<ResourceId> subnet = read_id(configuration["subnet"]["id"], ids_, log_);
    if (!service.vnet) {
      service.vnet = vnet_of_subnet(subnet, resource.id, "properties.ipConfigurations.subnet.id");
    }
    const auto address = Address::parse(configuration["privateIPAddress"].text());
    const model::SubnetIndex home = network_.subnet(subnet.value);
    if (address) service.nat_addresses.push_back(Prefix::host(*address));
    if (address || !home) continue;
    for (const auto& prefix : network_.subnets[home].prefixes) {
      service.nat_addresses.push_back(prefix.value);
    }
  }
  if (!service.vnet) {
    service.possible_vnets =
        vnets_in(ids_.subscription(resource.id), folded_location(resource.location));
    log_.add(Diagnostic::Kind::bad_value, resource.where,
             cat({"private link service ", printable(resource.name),
                  " names no load balancer and no subnet"}),
             "export it again, whole");
  }
  const PropertyReader approval(read["autoApproval"], resource.where, ids_, log_);
  service.auto_approval = approval.texts("subscriptions");
  const PrivateLinkServiceIndex index = network_.private_link_services.add(std::move(service));
  private_link_service_by_id_[resource.id] = index;
  const std::string_view alias = read["alias"].text();
  if (!alias.empty()) service_by_alias_.try_emplace(fold_ascii(alias), index);
}

/// An endpoint has a connection: where none can be read, it may lead anywhere. [0.3]
void NetworkBuilder::add_links_of(const Resource& resource) {
  const PrivateEndpointIndex endpoint = private_endpoint_by_id_.at(resource.id);
  const PropertyReader read = properties(resource);
  bool any = false;
  for (const auto& [list, property] :
       {std::pair<std::string_view, std::string_view>{
            "privateLinkServiceConnections",
            "properties.privateLinkServiceConnections[].properties."
            "privateLinkServiceConnectionState.status"},
        {"manualPrivateLinkServiceConnections",
         "properties.manualPrivateLinkServiceConnections[].properties."
         "privateLinkServiceConnectionState.status"}}) {
    for (const Value& connection : as_items(read[list])) {
      any = true;
      const Value& target = connection["privateLinkServiceId"];
      if (is_platform_service(target)) continue;
      const SourceSpan where = connection.where();
      const model::Identity name{resource.id, resource.name, where, true};
      const PropertyReader state(connection["privateLinkServiceConnectionState"], where, ids_,
                                 log_);
      add_link(name, endpoint, linked_service(target, name),
               {state.choice("status", states, LinkState::unrecognised), resource.id, property});
    }
  }
  if (any) return;
  const model::Identity name{resource.id, resource.name, resource.where, true};
  add_link(name, endpoint, linked_service({}, name), {{std::nullopt, resource.where}, {}, {}});
}

void NetworkBuilder::add_link(const model::Identity& connection, PrivateEndpointIndex endpoint,
                              PrivateLinkServiceIndex service, const LinkStatement& stated) {
  if (!endpoint || !service) return;
  const auto settle = [&](model::PrivateLink& link) {
    link.state = stated.state;
    link.state_of = stated.by;
    link.state_property = stated.property;
  };
  const auto [at, is_new] = link_by_ends_.try_emplace({endpoint, service});
  if (!is_new) {
    model::PrivateLink& known = network_.private_links[at->second];
    if (openness(stated.state) > openness(known.state)) settle(known);
    return;
  }
  model::PrivateLink link;
  static_cast<model::Identity&>(link) = connection;
  link.endpoint = endpoint;
  link.service = service;
  settle(link);
  at->second = network_.private_links.add(std::move(link));
}

/// By id or by alias. A service that the input lacks is somewhere in its subscription, or in the
/// region that its alias names; one that is not named readably is anywhere. [1.18]
PrivateLinkServiceIndex NetworkBuilder::linked_service(const Value& target,
                                                       const model::Identity& by) {
  const std::string_view text = target.text();
  const bool is_alias = !text.empty() && text.front() != '/';
  if (is_alias) {
    const auto known = service_by_alias_.find(fold_ascii(text));
    if (known != service_by_alias_.end()) return known->second;
  }
  const ResourceId id = is_alias       ? ids_.intern(text)
                        : text.empty() ? by.id
                                       : read_id(target, ids_, log_).value;
  const bool named = id && id != by.id;
  if (named) {
    const auto known = private_link_service_by_id_.find(id);
    if (known != private_link_service_by_id_.end()) return known->second;
  } else {
    log_.add(Diagnostic::Kind::bad_value, by.where,
             cat({"private endpoint ", printable(by.name), " does not say what it leads to"}),
             "export it again, whole");
  }
  model::PrivateLinkService opaque;
  static_cast<model::Identity&>(opaque) = {named ? id : by.id, named ? ids_.name(id) : by.name,
                                           by.where, false};
  opaque.lacks_frontends = true;
  const std::string_view subscription =
      named && !is_alias ? ids_.subscription(id) : std::string_view();
  opaque.possible_vnets = vnets_in(subscription, is_alias ? region_of(text) : std::string());
  // Of another owner's service nothing in the input needs to be known.
  if (named && !opaque.possible_vnets.empty()) {
    unresolved(id, {by.id, "properties.privateLinkServiceId", target.where()});
  }
  const PrivateLinkServiceIndex index = network_.private_link_services.add(std::move(opaque));
  if (named) private_link_service_by_id_[id] = index;
  return index;
}

PrivateEndpointIndex NetworkBuilder::private_endpoint(Located<ResourceId> id, ResourceId by) {
  if (id.value) {
    const auto known = private_endpoint_by_id_.find(id.value);
    if (known != private_endpoint_by_id_.end()) return known->second;
  }
  model::PrivateEndpoint opaque;
  const ResourceId named = id.value ? id.value : by;
  static_cast<model::Identity&>(opaque) = {named, ids_.name(named), id.where, false};
  opaque.possible_vnets = vnets_in(id.value ? ids_.subscription(id.value) : std::string_view(), {});
  if (id.value && !opaque.possible_vnets.empty()) {
    unresolved(id.value, {by, "properties.privateEndpoint.id", id.where});
  }
  const PrivateEndpointIndex index = network_.private_endpoints.add(std::move(opaque));
  if (id.value) private_endpoint_by_id_[id.value] = index;
  return index;
}

std::vector<model::VnetIndex> NetworkBuilder::vnets_in(std::string_view subscription,
                                                       std::string_view location) const {
  std::vector<model::VnetIndex> found;
  for (std::uint32_t i = 0; i < network_.vnets.size(); ++i) {
    const model::Vnet& vnet = network_.vnets[model::VnetIndex(i)];
    const bool elsewhere = !location.empty() && !vnet.location.empty() && vnet.location != location;
    const bool others = !subscription.empty() && !vnet.subscription.empty() &&
                        !equal_folded(vnet.subscription, subscription);
    if (!elsewhere && !others) found.emplace_back(i);
  }
  return found;
}

}  // namespace hairpin::import
