#include "tests/support/oracle_circuits.hpp"

#include <algorithm>
#include <tuple>

#include "base/text.hpp"

namespace hairpin::oracle {
namespace {

using What = Unknown::What;

Needs operator+(const Needs& a, const Needs& b) {
  Needs both = a;
  both.insert(both.end(), b.begin(), b.end());
  return both;
}

bool is_azure(const CircuitRoute& route) { return route.announcer.kind != Announcer::Kind::site; }

/// The ways in which a gateway with this toggle can accept another VNet's route: in each, all needs
/// hold. No way at all: it is filtered. [4.9, 4.10, 6.28, A1, C30]
std::vector<Needs> ways_to_accept(const CircuitRoute& route, std::optional<bool> toggle,
                                  std::uint64_t gateway) {
  if (!is_azure(route) || toggle == true) return {{}};
  std::vector<Needs> ways;
  if (!toggle) ways.push_back({{What::toggle, gateway}});
  if (route.arrived >= Arrived::customer) ways.push_back({{What::customer_toggle, gateway}});
  return ways;
}

void sort_by_arrival(std::vector<LearnedRoute>& routes) {
  std::stable_sort(routes.begin(), routes.end(),
                   [](const auto& a, const auto& b) { return a.rank < b.rank; });
}

/// Identifies the unseen gateway of a hub among gateways.
std::uint64_t hidden(VnetIndex hub) { return (std::uint64_t{1} << 32) + hub.value; }

}  // namespace

Circuits::Circuits(const Network& network, const Vnets& vnets, const Hubs& hubs,
                   const Branches* branches)
    : network_(network), vnets_(vnets), hubs_(hubs), branches_(branches) {
  for (std::size_t i = 0; i < size(); ++i) local_.push_back(put_on(CircuitIndex(i)));
  for (std::size_t i = 0; i < size(); ++i) ribs_.push_back(rib(CircuitIndex(i)));
  for (std::size_t i = 0; i < network.gateways.size(); ++i) {
    learned_.push_back(learn(GatewayIndex(i)));
  }
  for (std::size_t i = 0; i < network.vnets.size(); ++i) {
    learned_by_hidden_.push_back(learn_hidden(VnetIndex(i)));
  }
  for (std::size_t i = 0; i < network.virtual_wans.connections.size(); ++i) {
    learned_by_hubs_.push_back(learn_at_hub(HubConnectionIndex(i)));
  }
}

void Circuits::put_hubs_on(CircuitIndex circuit, const Needs& open,
                           std::vector<CircuitRoute>& into) const {
  for (const HubConnection& connection : network_.virtual_wans.connections) {
    const std::optional<Needs> joined = hubs_.open(connection);
    if (connection.circuit != circuit || !joined) continue;
    for (const HubAnnouncement& announced : hubs_.announcements(connection)) {
      CircuitRoute route;
      route.prefix = announced.prefix;
      route.announcer = {Announcer::Kind::hub, connection.gateway.value};
      route.needs = open + *joined + announced.needs;
      route.hub_connection = network_.virtual_wans.connections.index_of(connection);
      route.of_hub = announced.of_hub;
      route.relayed = announced.relayed;
      into.push_back(route);
    }
  }
}

/// What a hub lets in: never its own VNets' prefixes, nor another hub's default route [C8, C33];
/// what gateways of VNets announced, if its toggle says so [7.32]; everything else [7.27, 7.34].
std::vector<HubLearnedRoute> Circuits::learn_at_hub(HubConnectionIndex index) const {
  std::vector<HubLearnedRoute> found;
  const HubConnection& connection = network_.virtual_wans.connections[index];
  if (!connection.circuit) return found;
  const std::optional<Needs> joined = hubs_.open(connection);
  const std::optional<Needs> circuit_open = open(connection.circuit);
  if (!joined || !circuit_open) return found;
  const std::uint64_t gateway = connection.gateway.value;
  const auto toggle =
      network_.virtual_wans.gateways[connection.gateway].allow_non_virtual_wan_traffic.value;
  for (const CircuitRoute& route : routes_at(connection.circuit)) {
    if (route.prefix.family() != Family::ipv4) continue;  // [7.5]
    std::vector<Needs> ways;
    if (route.announcer.kind == Announcer::Kind::hub) {
      const bool own = route.announcer.element == gateway || route.of_hub == connection.hub;
      if (!own && route.prefix.length() > 0) ways.push_back({});
    } else if (!is_azure(route) || toggle == true) {
      ways.push_back({});
    } else if (route.branch != CircuitRoute::Branch::none) {
      ways.push_back({{What::hub_toggle, gateway, toggle ? 2u : 0u}});  // [8.14]
    } else {
      if (!toggle) ways.push_back({{What::hub_toggle, gateway}});
      if (route.arrived >= Arrived::customer) {
        ways.push_back({{What::hub_toggle, gateway, 1}});  // [C30]
      }
    }
    for (const Needs& way : ways) {
      found.push_back(
          {route.prefix, route.rank(), route.of_hub, *joined + *circuit_open + route.needs + way});
    }
  }
  return found;
}

/// Off or not stated, the toggle of a VNet's gateway may be got past. [4.10, 4.15, A5]
std::vector<Needs> Circuits::ways_past_wan_toggle(const CircuitRoute& route,
                                                  GatewayIndex gateway) const {
  Needs needs;
  if (const auto exchange = branches_->exchange(gateway); exchange && route.relayed) {
    if (exchange->empty()) return {};  // [C32]
    needs.push_back({What::branch_filter, gateway.value, 3});
  }
  std::optional<bool> toggle = network_.gateways[gateway].allow_virtual_wan_traffic.value;
  const auto& assumed = network_.assumptions.allow_virtual_wan_traffic;
  if (!toggle && assumed) toggle = assumed->value;
  const HubIndex hub = network_.virtual_wans.gateways[HubGatewayIndex(route.announcer.element)].hub;
  if (toggle == true || network_.virtual_wans.hubs[hub].has_route_maps) return {needs};
  if (!toggle) {
    needs.push_back({What::wan_toggle, gateway.value});
  } else {
    needs.push_back({What::map_software, gateway.value, hub.value});
  }
  return {needs};
}

std::optional<Needs> Circuits::open(CircuitIndex index) const {
  if (index == unseen()) return Needs{};
  const Circuit& circuit = network_.circuits[index];
  Needs needs;
  // Live if provisioned, or if nothing is said of it. [6.2, C1]
  const auto& provider = circuit.provider_state;
  if (provider.is_set() && !equal_folded(*provider.value, "Provisioned")) {
    needs.push_back({What::circuit_state, index.value});
  }
  if (!circuit.in_input || !circuit.states_peerings) return needs;  // gateways share it [C6]
  // A private peering that is there carries prefixes unless it says that it is disabled. [6.3]
  if (!circuit.private_peering) return std::nullopt;
  if (circuit.private_peering->enabled.is(false)) return std::nullopt;
  return needs;
}

std::optional<Needs> Circuits::open(const Connection& connection) const {
  if (connection.kind != ConnectionKind::express_route) return std::nullopt;
  if (!connection.gateway || !connection.circuit) return std::nullopt;
  if (network_.gateways[connection.gateway].kind != GatewayKind::express_route) return std::nullopt;
  std::optional<Needs> needs = open(connection.circuit);
  if (!needs) return std::nullopt;
  // Up if it was provisioned; only "NotConnected" casts doubt. [5.6, A17]
  const auto& provisioned = connection.provisioning_state;
  const bool failed = provisioned.is_set() && !equal_folded(*provisioned.value, "Succeeded");
  const auto& status = connection.connection_status;
  const bool down = status.is_set() && equal_folded(*status.value, "NotConnected");
  if (failed || down) {
    needs->push_back({What::connection_state, network_.connections.index_of(connection).value});
  }
  return needs;
}

std::vector<Circuits::Attachment> Circuits::attachments(GatewayIndex gateway) const {
  std::vector<Attachment> found;
  for (const Connection& connection : network_.connections) {
    const std::optional<Needs> needs = open(connection);
    if (needs && connection.gateway == gateway) found.push_back({connection.circuit, *needs});
  }
  return found;
}

std::vector<Circuits::Attachment> Circuits::hidden_attachments(VnetIndex hub) const {
  std::vector<Attachment> found;
  for (std::size_t i = 0; i < size(); ++i) {
    const std::optional<Needs> needs = open(CircuitIndex(i));
    if (!needs) continue;
    found.push_back({CircuitIndex(i), *needs + Needs{{What::hidden_attachment, hub.value, i}}});
  }
  return found;
}

namespace {

void announce_spokes(const Vnets& vnets, VnetIndex hub, GatewayIndex gateway, GatewayKind kind,
                     std::vector<Conditional>& into) {
  for (const Crossing& crossing : vnets.crossings(hub)) {
    const auto uplinks =
        gateway ? vnets.uplinks(crossing.to, kind) : vnets.hidden_uplinks(crossing.to);
    for (const Uplink& uplink : uplinks) {
      if (uplink.gateway != gateway || uplink.hub != hub || !uplink.over) continue;
      for (const Conditional& route : vnets.routes(crossing)) {
        into.push_back({route.prefix, uplink.needs + route.needs});  // [2.11, 4.4]
      }
      for (const Prefix& prefix : vnets.possibly_served(crossing)) {
        into.push_back(
            {prefix, uplink.needs + Needs{{What::whole_space, hub.value, crossing.to.value}}});
      }
    }
  }
}

std::vector<Conditional> announcements_of(const Network& network, const Vnets& vnets, VnetIndex hub,
                                          GatewayIndex gateway, GatewayKind kind,
                                          const Needs& own) {
  std::vector<Conditional> found;
  announce_spokes(vnets, hub, gateway, kind, found);
  // Summaries replace the hub's own space and what they cover. [1.15]
  const Vnet& vnet = network.vnets[hub];
  const auto& summaries = vnet.summarized_gateway_prefixes;
  std::erase_if(found, [&](const Conditional& announcement) {
    return std::any_of(summaries.begin(), summaries.end(), [&](const auto& summary) {
      return summary.value.contains(announcement.prefix);
    });
  });
  for (const auto& prefix : summaries.empty() ? vnet.address_space : summaries) {
    found.push_back({prefix.value, own});
  }
  return found;
}

}  // namespace

std::vector<Conditional> announced_by(const Network& network, const Vnets& vnets,
                                      GatewayIndex index) {
  const Gateway& gateway = network.gateways[index];
  if (!gateway.vnet) return {};
  Needs own;
  if (gateway.admin_enabled.is(false)) own.push_back({What::gateway_state, index.value});
  return announcements_of(network, vnets, gateway.vnet, index, gateway.kind, own);
}

std::vector<Conditional> Circuits::hidden_announcements(VnetIndex hub) const {
  if (!vnets_.is_hidden_hub(hub)) return {};
  return announcements_of(network_, vnets_, hub, {}, GatewayKind::express_route, {});
}

/// What a Route Server tells the gateway goes to its circuits too. [4.6, 8.6]
void Circuits::put_branches(const Connection& connection, const Needs& open,
                            std::vector<CircuitRoute>& routes) const {
  if (branches_ == nullptr) return;
  for (const BranchRoute& told : branches_->told(connection.gateway)) {
    CircuitRoute route{told.prefix,
                       Arrived::here,
                       {Announcer::Kind::gateway, connection.gateway.value},
                       network_.connections.index_of(connection),
                       {},
                       open + told.needs};
    route.branch = told.peer ? CircuitRoute::Branch::appliance : CircuitRoute::Branch::vpn;
    routes.push_back(std::move(route));
  }
}

/// Beside branch-to-branch of its own a gateway learns nothing that appliances injected elsewhere,
/// and nobody knows about other VPN gateways; what a closed toggle does is not known either.
/// [8.14, C32]
std::vector<Needs> Circuits::ways_to_accept_branch(const CircuitRoute& route,
                                                   std::optional<bool> toggle,
                                                   GatewayIndex gateway) const {
  Needs needs;
  if (!toggle) needs.push_back({What::toggle, gateway.value});
  if (toggle == false) needs.push_back({What::branch_filter, gateway.value, 1});
  const auto own = branches_->exchange(gateway);
  if (!own) return {needs};
  const bool injected = route.branch == CircuitRoute::Branch::appliance;
  if (injected && own->empty()) return {};
  needs.push_back({What::branch_filter, gateway.value, 2});
  return {needs};
}

std::vector<CircuitRoute> Circuits::put_on(CircuitIndex circuit) const {
  std::vector<CircuitRoute> routes;
  const std::optional<Needs> circuit_open = open(circuit);
  if (!circuit_open) return routes;
  for (const Connection& connection : network_.connections) {
    const std::optional<Needs> needs = open(connection);
    if (!needs || connection.circuit != circuit) continue;
    for (const Conditional& announced : announced_by(network_, vnets_, connection.gateway)) {
      routes.push_back({announced.prefix,
                        Arrived::here,
                        {Announcer::Kind::gateway, connection.gateway.value},
                        network_.connections.index_of(connection),
                        {},
                        *needs + announced.needs,
                        CircuitRoute::Branch::none});
    }
    put_branches(connection, *needs, routes);
  }
  for (const Vnet& hub : network_.vnets) {
    const VnetIndex index = network_.vnets.index_of(hub);
    for (const Conditional& announced : hidden_announcements(index)) {
      routes.push_back({announced.prefix,
                        Arrived::here,
                        {Announcer::Kind::hidden, index.value},
                        {},
                        {},
                        *circuit_open + announced.needs +
                            Needs{{What::hidden_attachment, index.value, circuit.value}},
                        CircuitRoute::Branch::none});
    }
  }
  put_hubs_on(circuit, *circuit_open, routes);
  for (const Site& site : network_.sites) {
    if (site.circuit != circuit) continue;
    for (const auto& prefix : site.advertises) {
      routes.push_back({prefix.value,
                        Arrived::here,
                        {Announcer::Kind::site, circuit.value},
                        {},
                        {},
                        *circuit_open,
                        CircuitRoute::Branch::none});
    }
  }
  return routes;
}

bool Circuits::reach_is_unknown(CircuitIndex one, CircuitIndex other) const {
  const Circuit &a = network_.circuits[one], &b = network_.circuits[other];
  if (a.states_peerings && b.states_peerings) return false;
  const auto same = [](const Setting<std::string_view>& x, const Setting<std::string_view>& y) {
    return x.is_set() && y.is_set() && equal_folded(*x.value, *y.value);
  };
  const bool other_tenant =
      !a.tenant.empty() && !b.tenant.empty() && !equal_folded(a.tenant, b.tenant);
  return !same(a.peering_location, b.peering_location) && !other_tenant;
}

std::optional<Needs> Circuits::joined(CircuitIndex one, CircuitIndex other) const {
  if (one == other || one == unseen() || other == unseen()) return std::nullopt;
  bool told = false, connected = false, doubtful = false;
  for (const GlobalReachConnection& link : network_.global_reach) {
    const bool between =
        (link.circuit == one && link.peer == other) || (link.circuit == other && link.peer == one);
    if (!between) continue;  // the link has no direction [6.22]
    told = true;
    connected |= link.status.is(GlobalReachStatus::connected);
    doubtful |= !link.status.is(GlobalReachStatus::disconnected);
  }
  if (connected) return Needs{};  // the better side counts [C5]
  if (!told) doubtful = reach_is_unknown(one, other);
  if (!doubtful) return std::nullopt;
  return Needs{{What::global_reach, std::min(one, other).value, std::max(one, other).value}};
}

std::vector<CircuitIndex> Circuits::transit(CircuitIndex circuit) const {
  std::vector<CircuitIndex> others;
  for (const Site& site : network_.sites) {
    for (const auto& to : site.transit) {
      if (site.circuit == circuit && to.value != circuit) others.push_back(to.value);
      if (to.value == circuit && site.circuit != circuit) others.push_back(site.circuit);
    }
  }
  std::sort(others.begin(), others.end());
  others.erase(std::unique(others.begin(), others.end()), others.end());
  return others;
}

int Circuits::advertised_length(CircuitIndex circuit, const Address& address) const {
  int longest = -1;
  for (const Site& site : network_.sites) {
    if (site.circuit != circuit) continue;
    for (const auto& prefix : site.advertises) {
      if (prefix.value.contains(address)) longest = std::max(longest, prefix.value.length());
    }
  }
  return longest;
}

std::vector<CircuitRoute> Circuits::rib(CircuitIndex circuit) const {
  std::vector<CircuitRoute> routes = local_[circuit.value];
  const std::optional<Needs> circuit_open = open(circuit);
  if (!circuit_open) return {};
  const auto hand_over = [&](CircuitIndex from, Arrived arrived, CircuitIndex through,
                             const Needs& needs) {
    for (const CircuitRoute& route : local_[from.value]) {
      if (arrived >= Arrived::customer && !is_azure(route)) continue;  // [C30]
      CircuitRoute handed = route;
      handed.arrived = arrived;
      handed.connection = {};
      handed.through = through;
      handed.needs = needs + route.needs;
      routes.push_back(handed);
    }
  };
  for (const CircuitIndex other : transit(circuit)) {
    hand_over(other, Arrived::customer, {}, *circuit_open);
  }
  for (std::size_t i = 0; i < network_.circuits.size(); ++i) {
    const CircuitIndex neighbour(i);
    const std::optional<Needs> link = joined(circuit, neighbour);
    const std::optional<Needs> neighbour_open = open(neighbour);
    if (!link || !neighbour_open) continue;
    const Needs needs = *circuit_open + *neighbour_open + *link;
    hand_over(neighbour, Arrived::global_reach, neighbour, needs);  // one hop only [6.24, 14.3]
    for (const CircuitIndex other : transit(neighbour)) {
      if (other == circuit) continue;  // never back to where it entered
      hand_over(other, Arrived::customer_and_global_reach, neighbour, needs);
    }
  }
  std::stable_sort(routes.begin(), routes.end(), [](const auto& a, const auto& b) {
    return std::make_tuple(-a.prefix.length(), a.rank()) <
           std::make_tuple(-b.prefix.length(), b.rank());
  });
  return routes;
}

std::vector<LearnedRoute> Circuits::learn(GatewayIndex index) const {
  std::vector<LearnedRoute> found;
  const Gateway& gateway = network_.gateways[index];
  if (!gateway.vnet) return found;
  std::optional<bool> toggle = gateway.allow_remote_vnet_traffic.value;
  const auto& assumed = network_.assumptions.allow_remote_vnet_traffic;
  if (!toggle && assumed) toggle = assumed->value;
  for (const Attachment& attached : attachments(index)) {
    for (const CircuitRoute& route : routes_at(attached.circuit)) {
      // What it announced itself does not come back, whatever way. [14.4, C8]
      if (route.announcer == Announcer{Announcer::Kind::gateway, index.value}) continue;
      const auto& own = network_.vnets[gateway.vnet].address_space;
      const bool is_own = std::any_of(own.begin(), own.end(), [&](const auto& prefix) {
        return prefix.value == route.prefix;  // [4.19]
      });
      if (is_own) continue;
      const bool branch = route.branch != CircuitRoute::Branch::none;
      const bool by_hub = route.announcer.kind == Announcer::Kind::hub;
      for (const Needs& way : branch   ? ways_to_accept_branch(route, toggle, index)
                              : by_hub ? ways_past_wan_toggle(route, index)
                                       : ways_to_accept(route, toggle, index.value)) {
        found.push_back(
            {route.prefix, attached.circuit, route.rank(), attached.needs + route.needs + way});
      }
    }
  }
  sort_by_arrival(found);
  return found;
}

/// What is assumed for gateways that do not state their toggle is not assumed for one that nobody
/// has seen.
std::vector<LearnedRoute> Circuits::learn_hidden(VnetIndex hub) const {
  std::vector<LearnedRoute> found;
  for (const Attachment& attached : hidden_attachments(hub)) {
    for (const CircuitRoute& route : routes_at(attached.circuit)) {
      if (route.announcer == Announcer{Announcer::Kind::hidden, hub.value}) continue;
      for (const Needs& way : ways_to_accept(route, std::nullopt, hidden(hub))) {
        found.push_back(
            {route.prefix, attached.circuit, route.rank(), attached.needs + route.needs + way});
      }
    }
  }
  sort_by_arrival(found);
  return found;
}

}  // namespace hairpin::oracle
