#include "tests/support/oracle_walk.hpp"

#include <algorithm>

namespace hairpin::oracle {
namespace {

using What = Unknown::What;

}  // namespace

Walk::Walk(const Network& network, const ResourceIds& ids)
    : network_(network), ids_(ids), vnets_(network), hubs_(network) {
  constexpr int rounds = 4;  // more Route Servers in a row are in no network of the tests
  for (int i = 0; i < rounds; ++i) {
    const Circuits* const before = circuits_.empty() ? nullptr : circuits_.back().get();
    branches_.push_back(std::make_unique<Branches>(network, vnets_, before));
    circuits_.push_back(std::make_unique<Circuits>(network, vnets_, hubs_, branches_.back().get()));
    if (network.route_servers.empty()) break;
  }
  guards_.emplace(network, vnets_, *circuits_.back(), *branches_.back(), known_by_hub_);
  for (std::size_t i = 0; i < network.vnets.size(); ++i) {
    const VnetIndex vnet(i);
    auto& neighbours = neighbours_.emplace_back();
    for (const Crossing& crossing : vnets_.crossings(vnet)) {
      neighbours.push_back({crossing, vnets_.routes(crossing)});
    }
    group_ways_.push_back(vnets_.group_ways(vnet));
    uplinks_.push_back(vnets_.uplinks(vnet, GatewayKind::express_route));
    vpn_uplinks_.push_back(vnets_.uplinks(vnet, GatewayKind::vpn));
    hidden_uplinks_.push_back(vnets_.hidden_uplinks(vnet));
    servers_.push_back(vnets_.servers(vnet));
    hub_routes_.push_back(hub_routes(vnet));
    auto& known = known_by_hub_.emplace_back();
    for (const HubRoute& route : hub_routes_.back()) known.push_back({route.prefix, route.needs});
  }
}

bool Walk::delivers(const Place& from, VnetIndex to, const Packet& packet, World& world) const {
  std::vector<Place> passed;
  return reaches(from, to, packet, world, passed, false);
}

bool Walk::passes(const Place& from, VnetIndex to, const Packet& packet, World& world) const {
  if (!guards_->lets_out(packet.sender, packet, world)) return false;
  std::vector<Place> passed;
  return reaches(from, to, packet, world, passed, true);
}

/// Whether a filter drops the packet where it is. [C16, C2]
bool Walk::stops_at(const Place& place, const Packet& packet, World& world) const {
  if (place.kind == Place::Kind::hub_firewall) {
    // Of other appliances inside hubs no rules are known: they pass all. [A21]
    const bool has_rules =
        ids_.folded(place.firewall).find("/azurefirewalls/") != std::string::npos;
    return has_rules && !guards_->passes_in_hub(place.firewall, packet, world);
  }
  const bool arrived = place.kind == Place::Kind::delivered;
  Machine machine{place.subnet, {}};
  if (arrived) machine = guards_->receiver(place.vnet, packet.destination, world);
  if (place.forwarder) machine.group = network_.forwarders[place.forwarder].security_group;
  if (place.refused && !guards_->has_group(machine) &&
      !world.holds({What::access, place.refused.value})) {
    return true;
  }
  if (arrived) return !guards_->lets_in(machine, packet, world);
  return place.transit && !guards_->forwards(place.forwarder, place.subnet, packet, world);
}

bool Walk::reaches(const Place& at, VnetIndex to, const Packet& packet, World& world,
                   std::vector<Place>& passed, bool filtered) const {
  if (at.kind == Place::Kind::anywhere) return true;
  if (filtered && stops_at(at, packet, world)) return false;
  if (at.kind == Place::Kind::delivered) return at.vnet == to;
  // The same table decides the same way again: a loop. [3.12]
  if (std::find(passed.begin(), passed.end(), at) != passed.end()) return false;
  passed.push_back(at);
  const Step step = this->step(at, packet, world);
  const bool found = std::any_of(step.next.begin(), step.next.end(), [&](const Place& next) {
    if (filtered && next.sender_refuses &&
        !world.holds({What::access, next.sender_refuses.value})) {
      return false;
    }
    return reaches(next, to, packet, world, passed, filtered);
  });
  passed.pop_back();
  return found;
}

Step Walk::step(const Place& place, const Packet& packet, World& world) const {
  switch (place.kind) {
    case Place::Kind::subnet:
      return from_subnet({place.vnet,
                          place.subnet,
                          is_guarded(place, packet),
                          false,
                          {},
                          {},
                          table_of(place.subnet),
                          packet,
                          world});
    case Place::Kind::gateway:
    case Place::Kind::hidden_gateway: {
      const VnetIndex hub = place.gateway ? network_.gateways[place.gateway].vnet : place.vnet;
      const SubnetIndex home = gateway_subnet(hub);
      return at_gateway(
          {hub, home, false, true, place.gateway, place.connection, table_of(home), packet, world});
    }
    case Place::Kind::circuit:
      return at_circuit(place.circuit, packet, world);
    case Place::Kind::site:
      if (place.branch) return {};
      return at_site(place.circuit, packet, world);
    case Place::Kind::hub_gateway:
      return {std::nullopt, {enter_hub(place.hub_connection)}};
    case Place::Kind::hub:
      return at_hub(place, packet, world);
    case Place::Kind::hub_firewall:
      return firewall_forwards(place.firewall) ? at_hub(place, packet, world) : Step{};
    case Place::Kind::other_hub:
      return {std::nullopt, hand_out(place.hub_connection, place.appliance, packet, world)};
    case Place::Kind::delivered:
    case Place::Kind::anywhere:
      break;
  }
  return {};
}

bool Walk::is_guarded(const Place& place, const Packet& packet) const {
  if (!place.transit) return guards_->has_group(packet.sender);
  Machine machine{place.subnet, {}};
  if (place.forwarder) machine.group = network_.forwarders[place.forwarder].security_group;
  return guards_->has_group(machine);
}

const RouteTable* Walk::table_of(SubnetIndex subnet) const {
  if (!subnet || !network_.subnets[subnet].route_table) return nullptr;
  return &network_.route_tables[network_.subnets[subnet].route_table];
}

SubnetIndex Walk::gateway_subnet(VnetIndex vnet) const {
  for (const SubnetIndex subnet : network_.vnets[vnet].subnets) {
    if (network_.subnets[subnet].purpose == SubnetPurpose::gateway) return subnet;
  }
  return {};
}

Step Walk::from_subnet(const Context& context) const {
  if (const auto step = by_private_endpoint(context)) return *step;
  for (const int length : lengths(context)) {
    // Longest first [3.1]; of equal ones the user's, then learned, then the system's [3.2].
    if (auto step = by_user_route(context, length)) return *step;
    // System routes of own and peered space are preferred to learned ones inside them. [3.3, 3.4]
    if (context.learns() && !system_route_covers(context, length)) {
      if (auto step = by_learned_route(context, length)) return *step;
    }
    if (auto step = by_system_route(context, length)) return *step;
  }
  return {};  // at best the Internet, where no VNet is [1.2]
}

Step Walk::at_gateway(const Context& context) const {
  const Address& address = context.packet.destination;
  const bool to_own = vnets_.owns(context.vnet, address);
  if (to_own && context.connection) {
    const Connection& connection = network_.connections[context.connection];
    const bool direct = connection.circuit && network_.circuits[connection.circuit].port.value;
    if (connection.gateway_bypass.may_be(true) && !direct &&
        context.world.holds({What::fast_path, context.connection.value})) {
      return {std::nullopt, {Place::delivered_to(context.vnet)}};  // [5.8, C13]
    }
  }
  if (const auto step = by_private_endpoint(context)) return *step;
  for (const int length : lengths(context)) {
    if (length > 0) {  // a default route is not honoured here [1.7, C12]
      if (auto step = by_user_route(context, length)) return *step;
    }
    if (!system_route_covers(context, length)) {  // tunnels, and what a Route Server tells [8.6]
      if (auto step = by_branch_route(context, length)) return *step;
    }
    if (auto step = by_system_route(context, length)) return *step;
  }
  return {};  // a gateway passes nothing else on to circuits [8.9, O-61]
}

Step Walk::at_circuit(CircuitIndex circuit, const Packet& packet, World& world) const {
  const std::vector<CircuitRoute>& rib = circuits().routes_at(circuit);
  std::vector<const CircuitRoute*> best;  // equal prefix, equal arrival, all there
  for (const CircuitRoute& route : rib) {
    if (!route.prefix.contains(packet.destination)) continue;
    const bool worse =
        !best.empty() && (best[0]->prefix != route.prefix || best[0]->rank() != route.rank());
    if (worse) break;
    if (world.holds(route.needs)) best.push_back(&route);
  }
  if (best.empty()) return {};
  // Of several announcers either may be taken. [C10, A12]
  Announcer chosen = best.back()->announcer;
  for (const CircuitRoute* route : best) {
    const Announcer& one = route->announcer;
    const std::uint64_t which =
        (std::uint64_t{circuit.value} << 32) | static_cast<std::uint64_t>(route->prefix.length());
    const std::uint64_t who = (static_cast<std::uint64_t>(one.kind) << 32) | one.element;
    if (one == best.back()->announcer) continue;
    if (world.holds({What::choice, which, who})) {
      chosen = one;
      break;
    }
  }
  Step step{best[0]->prefix, {}};
  const auto add = [&](const Place& place) {
    if (std::find(step.next.begin(), step.next.end(), place) == step.next.end()) {
      step.next.push_back(place);
    }
  };
  for (const CircuitRoute* route : best) {
    if (route->announcer != chosen) continue;
    if (route->through) {
      add(Place::at_msee(route->through));
    } else if (route->arrived == Arrived::customer || chosen.kind == Announcer::Kind::site) {
      add({Place::Kind::site, {}, {}, circuit, {}, {}});
    } else if (chosen.kind == Announcer::Kind::hidden) {
      add({Place::Kind::hidden_gateway, VnetIndex(chosen.element), {}, {}, {}, {}});
    } else if (chosen.kind == Announcer::Kind::hub) {
      Place gateway;
      gateway.kind = Place::Kind::hub_gateway;
      gateway.hub_connection = route->hub_connection;
      add(gateway);
    } else {
      add({Place::Kind::gateway, {}, {}, {}, GatewayIndex(chosen.element), route->connection});
    }
  }
  return step;
}

Step Walk::at_site(CircuitIndex circuit, const Packet& packet, World& world) const {
  // On to the circuit that holds at least as long a prefix as the site itself announces. [C31]
  int longest = circuits().advertised_length(circuit, packet.destination);
  std::vector<CircuitIndex> best;
  int nearest = 0;  // the rank of the routes of `best` on their circuits
  Step step;
  for (const CircuitIndex other : circuits().transit(circuit)) {
    for (const CircuitRoute& route : circuits().routes_at(other)) {
      if (route.prefix.length() < std::max(longest, 0)) break;
      if (route.announcer.kind == Announcer::Kind::site) continue;  // only gateways' [C30]
      if (route.arrived >= Arrived::customer) continue;             // not chained [C30]
      if (!route.prefix.contains(packet.destination) || !world.holds(route.needs)) continue;
      // The customer's router hears the AS paths of all its circuits, and the shorter counts. [C10]
      const bool equal = !best.empty() && route.prefix.length() == longest;
      if (equal && route.rank() > nearest) break;
      if (!equal || route.rank() < nearest) best.clear();
      longest = route.prefix.length();
      nearest = route.rank();
      best.push_back(other);
      step.route = route.prefix;
      break;
    }
  }
  // Of several circuits with equal prefixes the router takes one, nobody knows which.
  for (const CircuitIndex other : best) {
    if (other != best.back() &&
        !world.holds({What::choice, ~std::uint64_t{circuit.value}, other.value}))
      continue;
    step.next.push_back(Place::at_msee(other));
    break;
  }
  if (step.next.empty()) step.next = by_ways_of_its_own(circuit, packet.destination, world);
  return step;
}

/// Where the prefix that a site announces lies whole in a VNet, the customer may have another way
/// there: nobody announces for nothing what is not there. [4.23, 6.34]
std::vector<Place> Walk::by_ways_of_its_own(CircuitIndex circuit, const Address& destination,
                                            World& world) const {
  const int length = circuits().advertised_length(circuit, destination);
  if (length < 0) return {};
  const Prefix announced = Prefix::covering(destination, length);
  for (const Vnet& vnet : network_.vnets) {
    const VnetIndex index = network_.vnets.index_of(vnet);
    if (!vnet.in_input || !vnets_.owns(index, destination)) continue;
    PrefixSet elsewhere{announced};
    for (const auto& own : vnet.address_space) elsewhere -= PrefixSet{own.value};
    if (!elsewhere.empty()) continue;
    if (world.holds({What::site_is_vnet, ~std::uint64_t{circuit.value}, index.value})) {
      return {Place::delivered_to(index)};
    }
  }
  return {};
}

}  // namespace hairpin::oracle
