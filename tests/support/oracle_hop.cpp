#include <algorithm>

#include "base/text.hpp"
#include "tests/support/oracle_walk.hpp"

namespace hairpin::oracle {
namespace {

using What = Unknown::What;

}  // namespace

Step Walk::by_appliance(const Context& context, const UserRoute& route) const {
  World& world = context.world;
  if (!route.next_hop) {  // the input does not say which
    if (!world.holds({What::opaque_hop, route.id.value, ~std::uint64_t{0}})) return {};
    return {std::nullopt, {Place::beyond()}};
  }
  const Address& hop = route.next_hop->value;
  VnetIndex home = context.vnet;
  const Crossing* crossed = nullptr;
  if (!vnets_.owns(context.vnet, hop)) {
    // Directly reachable means own or peered, nothing further. [3.10]
    const Neighbour* neighbour = neighbour_with(context, hop);
    if (neighbour == nullptr) {
      const auto grouped = hop_in_group(context, hop);
      return grouped ? *grouped : beyond_peers(context, route);
    }
    home = neighbour->crossing.to;
    // The way from a gateway into a VNet that uses it needs no flag. [C19]
    const bool exempt = context.inbound && uses_gateway(home, context);
    if (!exempt && !crosses(neighbour->crossing, context, hop)) return {};
    if (!exempt) crossed = &neighbour->crossing;
  }
  std::vector<Place> places;
  if (hop == context.packet.destination) {
    places = {Place::delivered_to(home)};  // [C16]
  } else {
    places = forward_at(home, hop, world);
  }
  if (crossed != nullptr) places = behind(*crossed, context, std::move(places));
  return {std::nullopt, std::move(places)};
}

/// A next hop in a VNet that a connected group joins may be in reach. [3.10]
std::optional<Step> Walk::hop_in_group(const Context& context, const Address& hop) const {
  World& world = context.world;
  for (const GroupWay& way : group_ways_[context.vnet.value]) {
    if (!vnets_.owns(way.to, hop) || is_peered(context.vnet, way.to, world)) continue;
    if (!world.holds(way.needs)) continue;
    if (!world.holds({What::group_hop, context.vnet.value, way.to.value})) return Step{};
    if (hop == context.packet.destination) {
      return Step{std::nullopt, {Place::delivered_to(way.to)}};
    }
    return Step{std::nullopt, forward_at(way.to, hop, world)};
  }
  return std::nullopt;
}

/// A peer of which nobody knows the address space may hold the hop. [2.3, 3.10]
Step Walk::beyond_peers(const Context& context, const UserRoute& route) const {
  for (const Neighbour& neighbour : neighbours_[context.vnet.value]) {
    const Vnet& peer = network_.vnets[neighbour.crossing.to];
    if (peer.in_input || !peer.address_space.empty()) continue;
    if (!context.world.holds(neighbour.crossing.open)) continue;
    if (context.world.holds({What::opaque_hop, route.id.value, ~std::uint64_t{1}})) {
      return {std::nullopt, {Place::beyond()}};
    }
  }
  return {};
}

const Walk::Neighbour* Walk::neighbour_with(const Context& context, const Address& address) const {
  const Neighbour* best = nullptr;
  int best_length = -1;
  for (const Neighbour& neighbour : neighbours_[context.vnet.value]) {
    for (const Conditional& route : neighbour.routes) {
      if (!route.prefix.contains(address) || route.prefix.length() <= best_length) continue;
      if (!context.world.holds(route.needs)) continue;
      best = &neighbour;
      best_length = route.prefix.length();
    }
  }
  return best;
}

/// Who forwards at this address of the VNet: a firewall before a load balancer before a network
/// interface. [9.1]
std::vector<Place> Walk::forward_at(VnetIndex vnet, const Address& address, World& world) const {
  for (const ForwarderKind kind :
       {ForwarderKind::firewall, ForwarderKind::load_balancer, ForwarderKind::network_interface}) {
    for (const Forwarder& forwarder : network_.forwarders) {
      if (forwarder.kind != kind || forwarder.address != address) continue;
      if (forwarder.subnet && network_.subnets[forwarder.subnet].vnet != vnet) continue;
      if (!forwarder.subnet) {
        return {Place::at_appliance(vnet, vnets_.subnet_at(vnet, address), {})};
      }
      return forward_by(forwarder, world);
    }
  }
  // Nothing in the input has the address; something outside of it may. [C21]
  const std::uint64_t where = (std::uint64_t{vnet.value} << 32) | (address.low & 0xffffffffu);
  if (!world.holds({What::appliance, where, address.high ^ (address.low >> 32)})) return {};
  return {Place::at_appliance(vnet, vnets_.subnet_at(vnet, address), {})};
}

std::vector<Place> Walk::forward_by(const Forwarder& forwarder, World& world) const {
  if (!may_forward(forwarder, world)) return {};
  if (forwarder.kind == ForwarderKind::load_balancer) return behind(forwarder, world);
  return {Place::at_appliance(network_.subnets[forwarder.subnet].vnet, forwarder.subnet,
                              network_.forwarders.index_of(forwarder))};
}

std::vector<Place> Walk::behind(const Forwarder& balancer, World& world) const {
  std::vector<Place> places;
  for (const ForwarderIndex index : balancer.backends) {
    const Forwarder& backend = network_.forwarders[index];
    if (!backend.subnet || !may_forward(backend, world)) continue;
    places.push_back(
        Place::at_appliance(network_.subnets[backend.subnet].vnet, backend.subnet, index));
  }
  if (!balancer.backends.empty() && !balancer.lacks_backends) return places;
  // Others, a scale set's maybe, whose interfaces no export holds, anywhere in the VNet. [13.7,
  // C21]
  const std::uint64_t where = network_.forwarders.index_of(balancer).value;
  if (!world.holds({What::appliance, where, ~std::uint64_t{0}})) return places;
  const VnetIndex vnet = network_.subnets[balancer.subnet].vnet;
  for (const SubnetIndex subnet : network_.vnets[vnet].subnets) {
    places.push_back(Place::at_appliance(vnet, subnet, {}));
  }
  return places;
}

bool Walk::may_forward(const Forwarder& forwarder, World& world) const {
  for (const Assumptions::Appliance& assumed : network_.assumptions.appliances) {
    if (!assumed.forwards && matches_glob(assumed.pattern, ids_.text(forwarder.id))) return false;
  }
  // Only network interfaces have the switch, and it is off where nothing is said. [3.11, 0.6]
  if (forwarder.kind != ForwarderKind::network_interface) return true;
  if (!forwarder.ip_forwarding.unreadable) return forwarder.ip_forwarding.is(true);
  const std::uint64_t which = network_.forwarders.index_of(forwarder).value;
  return world.holds({What::appliance, which, ~std::uint64_t{1}});
}

std::optional<Step> Walk::by_gateway_hop(const Context& context, const UserRoute& route) const {
  World& world = context.world;
  std::vector<const Uplink*> express_route, vpn;
  for (const Uplink& uplink : uplinks_[context.vnet.value]) {
    if (world.holds(uplink.needs)) express_route.push_back(&uplink);
  }
  for (const Uplink& uplink : vpn_uplinks_[context.vnet.value]) {
    if (world.holds(uplink.needs)) vpn.push_back(&uplink);
  }
  const Uplink* hidden = nullptr;
  for (const Uplink& uplink : hidden_uplinks_[context.vnet.value]) {
    if (world.holds(uplink.needs)) hidden = &uplink;
  }
  if (hidden != nullptr && world.holds({What::hidden_kind, hidden->hub.value})) {
    return Step{std::nullopt, {{Place::Kind::hidden_gateway, hidden->hub, {}, {}, {}, {}}}};
  }
  Step step;
  if (!vpn.empty() && express_route.empty()) {  // the hop as it is meant [3.9, 11.6]
    for (const Uplink* uplink : vpn) {
      step.next.push_back({Place::Kind::gateway, {}, {}, {}, uplink->gateway, {}});
    }
    return step;
  }
  if (world.holds({What::hop_absent, route.id.value})) return std::nullopt;
  if ((express_route.empty() && hidden == nullptr) ||
      !world.holds({What::hop_carried, route.id.value})) {
    return step;
  }
  const auto leave_on = [&](const std::vector<Circuits::Attachment>& attachments) {
    for (const Circuits::Attachment& attached : attachments) {
      if (world.holds(attached.needs)) step.next.push_back(Place::at_msee(attached.circuit));
    }
  };
  for (const Uplink* uplink : express_route) leave_on(circuits().attachments(uplink->gateway));
  if (hidden != nullptr) leave_on(circuits().hidden_attachments(hidden->hub));
  return step;
}

std::vector<Place> Walk::behind(const Crossing& crossing, const Context& context,
                                std::vector<Place> places) const {
  const auto refuses = [&](PeeringIndex side) {
    return side && network_.peerings[side].allow_vnet_access.is(false);
  };
  for (Place& place : places) {
    if (refuses(crossing.back)) place.refused = crossing.back;
    if (refuses(crossing.out) && !context.guarded) place.sender_refuses = crossing.out;
  }
  return places;
}

bool Walk::crosses(const Crossing& crossing, const Context& context, const Address& target) const {
  if (!vnets_.serves_sender(crossing, context.subnet)) return false;  // [2.16]
  if (!vnets_.serves_target(crossing, target)) return false;
  World& world = context.world;
  // What did not start in the sending VNet is forwarded, and judged where it arrives. [2.9, C19]
  if (context.packet.sender.vnet == crossing.from) return true;
  const PeeringIndex receiver = crossing.back;
  if (receiver && network_.peerings[receiver].allow_forwarded_traffic.is(true)) return true;
  return world.holds({What::forwarded, crossing.from.value, crossing.to.value});
}

}  // namespace hairpin::oracle
