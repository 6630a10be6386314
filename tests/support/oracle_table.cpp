#include <algorithm>
#include <array>
#include <functional>
#include <set>

#include "tests/support/oracle_walk.hpp"

namespace hairpin::oracle {
namespace {

using What = Unknown::What;

const Prefix& private_block(std::size_t i) {
  static const std::array<Prefix, 4> blocks = {
      Prefix::covering(Address::v4(0x0a000000), 8), Prefix::covering(Address::v4(0xac100000), 12),
      Prefix::covering(Address::v4(0xc0a80000), 16), Prefix::covering(Address::v4(0x64400000), 10)};
  return blocks[i];
}

bool holds_address(const std::vector<Located<Prefix>>& prefixes, const Address& address,
                   int length) {
  return std::any_of(prefixes.begin(), prefixes.end(), [&](const auto& prefix) {
    return prefix.value.length() == length && prefix.value.contains(address);
  });
}

}  // namespace

/// The lengths of all routes that might hold the destination, longest first.
std::vector<int> Walk::lengths(const Context& context) const {
  const Address& address = context.packet.destination;
  std::set<int, std::greater<>> found;
  const auto add = [&](const Prefix& prefix) {
    if (prefix.contains(address)) found.insert(prefix.length());
  };
  if (context.table != nullptr) {
    for (const UserRoute& route : context.table->routes) add(route.prefix.value);
  }
  for (const auto& prefix : network_.vnets[context.vnet].address_space) add(prefix.value);
  for (const Neighbour& neighbour : neighbours_[context.vnet.value]) {
    for (const Conditional& route : neighbour.routes) add(route.prefix);
    // What a gateway may serve beyond the subnets that are peered. [A18]
    if (!context.inbound) continue;
    for (const Prefix& prefix : vnets_.possibly_served(neighbour.crossing)) add(prefix);
  }
  for (const GroupWay& way : group_ways_[context.vnet.value]) {
    for (const auto& prefix : network_.vnets[way.to].address_space) add(prefix.value);
  }
  for (const Uplink& uplink : uplinks_[context.vnet.value]) {
    for (const LearnedRoute& route : circuits().learned(uplink.gateway)) add(route.prefix);
  }
  for (const Uplink& uplink : hidden_uplinks_[context.vnet.value]) {
    for (const LearnedRoute& route : circuits().learned_by_hidden(uplink.hub)) add(route.prefix);
  }
  for (const BranchRoute& route : branch_routes(context)) add(route.prefix);
  for (const HubRoute& route : hub_routes_[context.vnet.value]) add(route.prefix);
  for (std::size_t i = 0; i < 4; ++i) add(private_block(i));
  return {found.begin(), found.end()};
}

const UserRoute* Walk::user_route(const Context& context, int length) const {
  if (context.table == nullptr) return nullptr;
  for (const UserRoute& route : context.table->routes) {
    if (route.prefix.value.length() == length &&
        route.prefix.value.contains(context.packet.destination)) {
      return &route;
    }
  }
  return nullptr;
}

std::optional<Step> Walk::by_user_route(const Context& context, int length) const {
  const UserRoute* route = user_route(context, length);
  if (route == nullptr) return std::nullopt;
  std::optional<Step> step = Step{};  // Internet and None lead to no VNet [3.8]
  switch (hop_type(*route, context.world)) {
    case NextHopType::vnet_local:
      if (vnets_.owns(context.vnet, context.packet.destination)) {
        step->next.push_back(Place::delivered_to(context.vnet));
      }
      break;
    case NextHopType::virtual_appliance:
      step = by_appliance(context, *route);
      break;
    case NextHopType::virtual_network_gateway:
      step = by_gateway_hop(context, *route);
      break;
    case NextHopType::internet:
    case NextHopType::none:
    case NextHopType::unrecognised:
      break;
  }
  if (step) step->route = route->prefix.value;
  return step;
}

/// A type that cannot be known may be any of those that there are. [3.7, 0.3]
NextHopType Walk::hop_type(const UserRoute& route, World& world) const {
  if (route.next_hop_type != NextHopType::unrecognised) return route.next_hop_type;
  for (const NextHopType type : {NextHopType::virtual_appliance,
                                 NextHopType::virtual_network_gateway, NextHopType::vnet_local}) {
    if (type == NextHopType::virtual_appliance && !route.next_hop) continue;
    const auto which = static_cast<std::uint64_t>(type);
    if (world.holds({What::opaque_hop, route.id.value, which})) return type;
  }
  return NextHopType::none;
}

std::optional<Step> Walk::by_learned_route(const Context& context, int length) const {
  const RoutingPreference prefers = preference(context);
  const bool either =
      prefers == RoutingPreference::as_path || prefers == RoutingPreference::unrecognised;
  if (prefers == RoutingPreference::vpn_gateway || either) {
    const auto step = by_branch_route(context, length);
    if (step && !either) return step;
    const std::uint64_t vnet = context.vnet.value;
    if (step && context.world.holds({What::choice, ~vnet, static_cast<std::uint64_t>(length)})) {
      return step;
    }
  }
  Step step;
  int best = 0;
  const auto collect = [&](const Uplink& uplink, const std::vector<LearnedRoute>& routes) {
    for (const LearnedRoute& route : routes) {
      if (route.prefix.length() != length) continue;
      if (!route.prefix.contains(context.packet.destination)) continue;
      if (step.route && route.rank > best) break;  // the shorter AS path first [C10]
      const Place out = Place::at_msee(route.circuit);
      if (std::find(step.next.begin(), step.next.end(), out) != step.next.end()) continue;
      if (!context.world.holds(uplink.needs) || !context.world.holds(route.needs)) continue;
      if (step.route && route.rank < best) step.next.clear();
      best = route.rank;
      step.route = route.prefix;
      step.next.push_back(out);  // straight to the MSEE [3.18], on each that supplied it [C9]
    }
  };
  for (const Uplink& uplink : uplinks_[context.vnet.value]) {
    collect(uplink, circuits().learned(uplink.gateway));
  }
  for (const Uplink& uplink : hidden_uplinks_[context.vnet.value]) {
    collect(uplink, circuits().learned_by_hidden(uplink.hub));
  }
  for (const HubRoute& route : hub_routes_[context.vnet.value]) {  // [7.6]
    if (route.prefix.length() != length) continue;
    if (!route.prefix.contains(context.packet.destination)) continue;
    if (!context.world.holds(route.needs)) continue;
    if (step.route && best > 0) step.next.clear();
    best = 0;
    step.route = route.prefix;
    if (std::find(step.next.begin(), step.next.end(), route.table) == step.next.end()) {
      step.next.push_back(route.table);
    }
  }
  if (!step.route) return by_branch_route(context, length);  // ExpressRoute first [4.20]
  return step;
}

/// Whether an own or peered prefix of at most this length holds the destination. [3.4]
bool Walk::system_route_covers(const Context& context, int length) const {
  const Address& address = context.packet.destination;
  for (const auto& prefix : network_.vnets[context.vnet].address_space) {
    if (prefix.value.length() <= length && prefix.value.contains(address)) return true;
  }
  for (const Neighbour& neighbour : neighbours_[context.vnet.value]) {
    for (const Conditional& route : neighbour.routes) {
      if (route.prefix.length() <= length && route.prefix.contains(address) &&
          context.world.holds(route.needs)) {
        return true;
      }
    }
  }
  for (const GroupWay& way : group_ways_[context.vnet.value]) {  // as peerings do [10.29]
    for (const auto& prefix : network_.vnets[way.to].address_space) {
      if (prefix.value.length() <= length && prefix.value.contains(address) &&
          context.world.holds(way.needs) && !is_peered(context.vnet, way.to, context.world)) {
        return true;
      }
    }
  }
  return false;
}

std::optional<Step> Walk::by_system_route(const Context& context, int length) const {
  const Address& address = context.packet.destination;
  World& world = context.world;
  if (holds_address(network_.vnets[context.vnet].address_space, address, length)) {
    return Step{Prefix::covering(address, length), {Place::delivered_to(context.vnet)}};  // [1.3]
  }
  for (const Neighbour& neighbour : neighbours_[context.vnet.value]) {
    for (const Conditional& route : neighbour.routes) {
      if (route.prefix.length() != length || !route.prefix.contains(address)) continue;
      if (world.holds(route.needs)) return to_neighbour(context, neighbour, route.prefix);
    }
    const VnetIndex spoke = neighbour.crossing.to;
    if (!context.inbound || !uses_gateway(spoke, context)) continue;
    for (const Prefix& prefix : vnets_.possibly_served(neighbour.crossing)) {
      if (prefix.length() != length || !prefix.contains(address)) continue;
      if (world.holds({What::whole_space, context.vnet.value, spoke.value})) {
        return Step{prefix, {Place::delivered_to(spoke)}};
      }
    }
  }
  if (auto step = by_group(context, length)) return step;
  // A gateway goes by what it learned; nothing drops what its own routes take. [11.3]
  for (std::size_t i = 0; i < 4 && !context.inbound; ++i) {
    const Prefix& block = private_block(i);
    if (block.length() != length || !block.contains(address)) continue;
    if (!default_is_overridden(context)) return Step{block, {}};  // dropped [1.2]
  }
  return std::nullopt;
}

bool Walk::is_peered(VnetIndex from, VnetIndex to, World& world) const {
  const auto& all = neighbours_[from.value];
  return std::any_of(all.begin(), all.end(), [&](const Neighbour& neighbour) {
    const auto only_ipv6 = [&](PeeringIndex side) {  // leaves the rest to the group
      return side && network_.peerings[side].only_ipv6.is(true);
    };
    if (neighbour.crossing.to != to) return false;
    if (only_ipv6(neighbour.crossing.out) || only_ipv6(neighbour.crossing.back)) return false;
    return world.holds(neighbour.crossing.open);
  });
}

/// Through a connected group, unless several of its members have the address. [10.21, 10.25]
std::optional<Step> Walk::by_group(const Context& context, int length) const {
  const Address& address = context.packet.destination;
  World& world = context.world;
  std::optional<Step> step;
  std::vector<VnetIndex> targets;
  std::set<VnetIndex> clear;  // what some group brings them alone
  for (const GroupWay& way : group_ways_[context.vnet.value]) {
    if (!holds_address(network_.vnets[way.to].address_space, address, length)) continue;
    if (!world.holds(way.needs) || is_peered(context.vnet, way.to, world)) continue;
    if (!step) step = Step{Prefix::covering(address, length), {}};
    if (std::find(targets.begin(), targets.end(), way.to) == targets.end()) {
      targets.push_back(way.to);
    }
    if (!vnets_.conflicts(way.group, address, world)) clear.insert(way.to);
  }
  if (targets.empty()) return step;
  VnetIndex taken = targets.back();
  for (const VnetIndex target : targets) {  // of several equal routes nobody knows which
    if (target == taken) continue;
    const std::uint64_t which = ~(std::uint64_t{1} << 40) - context.vnet.value;
    if (!world.holds({What::choice, which, target.value})) continue;
    taken = target;
    break;
  }
  if (!clear.contains(taken)) return step;
  if (context.inbound && !uses_gateway(taken, context) &&
      !world.holds({What::beyond_transit, context.vnet.value, taken.value})) {
    return step;
  }
  const bool own = context.packet.sender.vnet == context.vnet;
  if (!own && !world.holds({What::group_forwarded, context.vnet.value})) return step;
  step->next.push_back(Place::delivered_to(taken));
  return step;
}

/// A default route of the user or from a gateway takes the private None blocks away. [1.2, C4, A26]
bool Walk::default_is_overridden(const Context& context) const {
  if (const UserRoute* route = user_route(context, 0)) {
    if (hop_type(*route, context.world) != NextHopType::virtual_network_gateway) return true;
    if (by_gateway_hop(context, *route)) return true;
  }
  return context.learns() && by_learned_route(context, 0).has_value();
}

Step Walk::to_neighbour(const Context& context, const Neighbour& neighbour,
                        const Prefix& route) const {
  const VnetIndex to = neighbour.crossing.to;
  const Address& address = context.packet.destination;
  const Step dropped{route, {}};
  Step there{route, {Place::delivered_to(to)}};
  if (!vnets_.owns(to, address)) return dropped;  // a range that the peer no longer has [2.4]
  if (context.inbound) {
    if (uses_gateway(to, context)) return there;  // [2.11]
    if (!context.world.holds({What::beyond_transit, context.vnet.value, to.value})) return dropped;
  }
  if (!crosses(neighbour.crossing, context, address)) return dropped;
  there.next = behind(neighbour.crossing, context, std::move(there.next));
  return there;
}

bool Walk::uses_gateway(VnetIndex spoke, const Context& context) const {
  const auto uses = [&](const std::vector<Uplink>& uplinks) {
    return std::any_of(uplinks.begin(), uplinks.end(), [&](const Uplink& uplink) {
      return uplink.gateway == context.gateway && uplink.hub == context.vnet &&
             context.world.holds(uplink.needs);
    });
  };
  return uses(uplinks_[spoke.value]) || uses(vpn_uplinks_[spoke.value]) ||
         uses(hidden_uplinks_[spoke.value]);
}

}  // namespace hairpin::oracle
