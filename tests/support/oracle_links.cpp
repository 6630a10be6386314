#include <algorithm>
#include <array>

#include "tests/support/packet_oracle.hpp"

/// Private endpoints and what lies behind them, from the facts. [1.9-1.11, 1.16-1.18]
namespace hairpin::oracle {
namespace {

using reach::Verdict;
using What = Unknown::What;

template <class Placed>
bool may_be_in(const Placed& placed, VnetIndex vnet) {
  if (placed.vnet) return placed.vnet == vnet;
  const auto& possible = placed.possible_vnets;
  return std::find(possible.begin(), possible.end(), vnet) != possible.end();
}

bool is_closed(const PrivateLink& link) {
  return !link.state.unreadable &&
         (link.state.is(LinkState::pending) || link.state.is(LinkState::rejected) ||
          link.state.is(LinkState::disconnected));
}

}  // namespace

bool Walk::is_peered(VnetIndex a, VnetIndex b) const {
  const auto& all = neighbours_[a.value];
  return std::any_of(all.begin(), all.end(),
                     [&](const Neighbour& neighbour) { return neighbour.crossing.to == b; });
}

/// Whether an endpoint whose address the input lacks may have this one.
bool Walk::may_have(const PrivateEndpoint& endpoint, const Address& address) const {
  if (!endpoint.subnet) return endpoint.vnet && vnets_.owns(endpoint.vnet, address);
  const auto& prefixes = network_.subnets[endpoint.subnet].prefixes;
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&](const auto& prefix) { return prefix.value.contains(address); });
}

/// A whole-host route in the endpoint's VNet and in its peers. It yields only where the policies of
/// its subnet let user routes apply, and only to those at least as long as the prefix of its VNet
/// around it. [1.9, 1.10, C34]
std::optional<Step> Walk::by_private_endpoint(const Context& context) const {
  const Address& address = context.packet.destination;
  const Prefix host = Prefix::host(address);
  const auto routed = [&](VnetIndex vnet) -> std::optional<Step> {
    if (vnet == context.vnet) return Step{host, {Place::delivered_to(vnet)}};
    for (const Neighbour& neighbour : neighbours_[context.vnet.value]) {
      if (neighbour.crossing.to != vnet) continue;
      const Conditional* longest = nullptr;
      for (const Conditional& route : neighbour.routes) {
        if (!route.prefix.contains(address)) continue;
        if (longest == nullptr || route.prefix.length() > longest->prefix.length()) {
          longest = &route;
        }
      }
      if (longest == nullptr || !context.world.holds(longest->needs)) continue;
      return to_neighbour(context, neighbour, host);
    }
    return std::nullopt;
  };
  std::vector<const PrivateEndpoint*> here;
  for (const PrivateEndpoint& endpoint : network_.private_endpoints) {
    const auto& own = endpoint.addresses;
    const bool known =
        std::any_of(own.begin(), own.end(), [&](const auto& one) { return one.value == address; });
    const bool holds = known || (own.empty() && may_have(endpoint, address));
    if (endpoint.vnet && holds && vnets_.owns(endpoint.vnet, address)) here.push_back(&endpoint);
  }
  // One of the VNet's own before one of a peer's.
  std::stable_partition(here.begin(), here.end(),
                        [&](const auto* endpoint) { return endpoint->vnet == context.vnet; });
  for (const PrivateEndpoint* endpoint : here) {
    const std::uint32_t number = network_.private_endpoints.index_of(*endpoint).value;
    const auto step = routed(endpoint->vnet);
    if (!step) continue;
    if (endpoint->addresses.empty() && !context.world.holds({What::endpoint_address, number})) {
      continue;  // its address is another one
    }
    int space = 0;
    for (const auto& prefix : network_.vnets[endpoint->vnet].address_space) {
      if (prefix.value.contains(address)) space = std::max(space, prefix.value.length());
    }
    const Setting<EndpointPolicies> none = {std::nullopt, {}, true};
    const auto& policies =
        endpoint->subnet ? network_.subnets[endpoint->subnet].endpoint_policies : none;
    const bool unknown = policies.unreadable || policies.is(EndpointPolicies::unrecognised);
    for (const int length : lengths(context)) {
      if (length < space || user_route(context, length) == nullptr) continue;
      if (context.inbound && length == 0) continue;  // [C12]
      const bool applied =
          unknown ? context.world.holds({What::endpoint_policies, endpoint->subnet.value})
                  : policies.is(EndpointPolicies::enabled) ||
                        policies.is(EndpointPolicies::route_tables);
      if (!applied) break;
      // Displaced: the longest of the others decides, which need not be that one. [3.1]
      if (by_user_route(context, length)) return std::nullopt;
    }
    return step;
  }
  return std::nullopt;
}

struct PacketOracle::Behind {
  struct Fate {
    bool sure = false, possible = false;
  };
  std::vector<Fate> services;  // in the order of `services`
  bool sure = true;            // where it ends is known
  bool any_backend = false;
};

/// Packets leave for the machines behind the load balancer from some address of the service, and
/// which one nobody says: it is sure what passes from each. [1.16]
PacketOracle::Behind PacketOracle::behind(const PrivateLinkService& service, VnetIndex to) const {
  Behind found;
  std::vector<Address> backends;
  if (service.destination) backends.push_back(service.destination->value);
  bool complete = !service.lacks_frontends;
  for (const ForwarderIndex index : service.frontends) {
    const Forwarder& frontend = network_.forwarders[index];
    if (frontend.lacks_backends || frontend.backends.empty()) complete = false;
    for (const ForwarderIndex backend : frontend.backends) {
      backends.push_back(network_.forwarders[backend].address);
    }
  }
  const std::vector<Prefix> wanted = ends(to);
  std::erase_if(backends, [&](const Address& address) {
    return std::none_of(wanted.begin(), wanted.end(),
                        [&](const Prefix& prefix) { return prefix.contains(address); });
  });
  found.sure = service.vnet && (complete || !backends.empty());
  if (!found.sure && backends.empty()) backends = cut(wanted);
  found.any_backend = !backends.empty();
  std::vector<Address> senders = cut(service.nat_addresses);
  if (service.nat_addresses.empty()) senders = cut(network_.vnets[to].address_space);
  for (const Address& backend : backends) {
    for (std::size_t s = 0; s < services(backend, backend).size(); ++s) {
      found.services.resize(std::max(found.services.size(), s + 1));
      bool some = false, each = true;
      for (const Address& sender : senders) {
        if (sender.family != backend.family) continue;
        const Packet packet = services(sender, backend)[s];
        bool passes_some = false, passes_all = true;
        World world;
        do {
          const Machine machine = walk_.guards().receiver(to, backend, world);
          const bool passes = walk_.guards().lets_in(machine, packet, world);
          passes_some |= passes;
          passes_all &= passes;
        } while (world.next());
        some |= passes_some;
        each &= passes_all;
      }
      found.services[s].possible |= some;
      found.services[s].sure |= some && each;
    }
  }
  return found;
}

/// Packets for the endpoint come out behind it; nothing comes the other way. [1.16, 1.17]
Verdict PacketOracle::over_link(const PrivateLink& link, VnetIndex host, VnetIndex from,
                                VnetIndex to) const {
  const PrivateEndpoint& endpoint = network_.private_endpoints[link.endpoint];
  const Behind beyond = behind(network_.private_link_services[link.service], to);
  if (!beyond.any_backend) return Verdict::isolated;
  std::vector<Address> targets;
  for (const auto& address : endpoint.addresses) targets.push_back(address.value);
  if (targets.empty()) {
    targets =
        endpoint.subnet ? cut(network_.subnets[endpoint.subnet].prefixes) : destinations(host);
  }
  const bool sure = link.state.is(LinkState::approved) && endpoint.vnet &&
                    !endpoint.addresses.empty() && beyond.sure;
  const bool possible = std::any_of(beyond.services.begin(), beyond.services.end(),
                                    [](const auto& fate) { return fate.possible; });
  Verdict strongest = Verdict::isolated;
  // Where nobody knows its VNet, its route may be in tables here. [1.9, 1.18]
  if (!endpoint.vnet && (host == from || walk_.is_peered(from, host))) {
    strongest = Verdict::unproven;
  }
  for (const Source& source : sources(from)) {
    for (const Address& sender : source.addresses) {
      for (const Address& target : targets) {
        if (sender.family != target.family) continue;
        const std::vector<Packet> packets = services(sender, target);
        for (std::size_t s = 0; s < packets.size(); ++s) {
          Packet one = packets[s];
          one.sender = walk_.guards().machine(from, sender);
          Verdict verdict = packet(source.place, host, one);
          const bool proven = sure && s < beyond.services.size() && beyond.services[s].sure;
          if (verdict == Verdict::reachable && !proven) verdict = Verdict::unproven;
          // On other ports than those that pass behind it may still pass: ports are mapped.
          if (verdict == Verdict::unproven && !possible) verdict = Verdict::filtered;
          strongest = std::max(strongest, verdict);
          if (strongest == Verdict::reachable) return strongest;
        }
      }
    }
  }
  return strongest;
}

Verdict PacketOracle::over_links(VnetIndex from, VnetIndex to) const {
  Verdict strongest = Verdict::isolated;
  for (const PrivateLink& link : network_.private_links) {
    if (is_closed(link)) continue;
    if (!may_be_in(network_.private_link_services[link.service], to)) continue;
    for (std::uint32_t i = 0; i < network_.vnets.size(); ++i) {
      const VnetIndex host(i);
      if (!may_be_in(network_.private_endpoints[link.endpoint], host)) continue;
      strongest = std::max(strongest, over_link(link, host, from, to));
    }
  }
  return strongest;
}

}  // namespace hairpin::oracle
