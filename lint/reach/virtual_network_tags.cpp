#include "reach/virtual_network_tags.hpp"

#include <algorithm>

#include "reach/packet.hpp"
#include "route/announced_prefixes.hpp"
#include "route/branch_fib.hpp"
#include "route/connected_groups.hpp"
#include "route/hub_state.hpp"

namespace hairpin::reach {
namespace {

/// The host's virtual address, from which health probes come. [10.8]
constexpr Address host_address = Address::v4(0xa83f8110);  // 168.63.129.16

TagContent both(const TagContent& a, const TagContent& b) {
  TagContent sum{a.surely | b.surely, a.perhaps | b.perhaps};
  sum.perhaps -= sum.surely;
  return sum;
}

bool contain(const std::vector<Prefix>& outer, const Prefix& prefix) {
  return std::any_of(outer.begin(), outer.end(),
                     [&](const Prefix& each) { return each.contains(prefix); });
}

}  // namespace

const VirtualNetworkTag& VirtualNetworkTags::at(model::VnetIndex vnet,
                                                model::RouteTableIndex table) {
  const auto [known, is_new] = tags_.try_emplace({vnet, table});
  if (!is_new) return known->second;
  PrefixSet own;
  for (const auto& prefix : routing_.network().vnets[vnet].address_space) {
    own |= PrefixSet(prefix.value);
  }
  return known->second = with(own, beyond(vnet, table));
}

const VirtualNetworkTag& VirtualNetworkTags::beyond(model::VnetIndex vnet,
                                                    model::RouteTableIndex table) {
  const auto [known, is_new] = beyond_.try_emplace({vnet, table});
  if (is_new) known->second = build(vnet, table);
  return known->second;
}

VirtualNetworkTag VirtualNetworkTags::with(const PrefixSet& own, const VirtualNetworkTag& beyond) {
  const TagContent content{own, {}};
  return {both(content, beyond.for_allow), both(content, beyond.for_deny)};
}

VirtualNetworkTag VirtualNetworkTags::build(model::VnetIndex vnet, model::RouteTableIndex table) {
  const model::Network& network = routing_.network();
  TagContent content;
  content.surely = PrefixSet(Prefix::host(host_address));
  Refused refused;
  add_peers(vnet, content, refused);
  for (const route::GroupMate& mate : route::group_members(routing_, vnet)) {
    const bool certain = mate.conditions == routing_.conditions().certain();
    for (const auto& prefix : network.vnets[mate.vnet].address_space) {
      (certain ? content.surely : content.perhaps) |= PrefixSet(prefix.value);
    }
  }
  add_user_routes(table, content);
  const TagContent all = both(content, learned(vnet, refused));
  const bool propagates =
      !table || !network.route_tables[table].disable_bgp_propagation.value_or(false);
  return {all, propagates ? all : both(content, {})};  // [C14]
}

void VirtualNetworkTags::add_peers(model::VnetIndex vnet, TagContent& content, Refused& refused) {
  const route::RouteGraph& graph = routing_.graph();
  for (const route::SessionIndex index : graph.in(graph.router(vnet))) {
    const route::Session& session = graph[index];
    if (session.kind != route::SessionKind::vnet_peering) continue;
    if (session.state == route::SessionState::closed) continue;
    const PeeringSides sides = sides_of(routing_.network(), session.peering, vnet);
    const bool access = sides.near == nullptr || !sides.near->allow_vnet_access.is(false);
    for (const route::AnnouncedPrefix& heard : route::peered_prefixes(routing_, session, vnet)) {
      const bool certain = session.conditions == routing_.conditions().certain() &&
                           heard.conditions == routing_.conditions().certain();
      if (!access) {
        (certain ? refused.surely : refused.perhaps).push_back(heard.prefix);
      } else {
        (certain ? content.surely : content.perhaps) |= PrefixSet(heard.prefix);
      }
    }
  }
}

void VirtualNetworkTags::add_user_routes(model::RouteTableIndex table, TagContent& content) const {
  if (!table) return;
  const model::RouteTable& routes = routing_.network().route_tables[table];
  for (const model::UserRoute& route : routes.routes) {
    content.surely |= PrefixSet(route.prefix.value);
  }
  // A table that is not known may hold any prefix. [13.11]
  if (!routes.is_known()) content.perhaps = PrefixSet::everything();
}

TagContent VirtualNetworkTags::learned(model::VnetIndex vnet, const Refused& refused) {
  TagContent sum;
  for (const route::SessionIndex uplink : routing_.uplinks(vnet)) {
    if (!refused.empty()) {
      sum = both(sum, learned_on(uplink, refused));
      continue;
    }
    const route::Session& session = routing_.graph()[uplink];
    const auto [known, is_new] = learned_.try_emplace({session.from, session.conditions});
    if (is_new) known->second = learned_on(uplink, {});
    sum = both(sum, known->second);
  }
  // A hub's table differs with what the connection takes of it; few VNets are asked twice.
  for (const route::SessionIndex uplink : routing_.hub_uplinks(vnet)) {
    sum = both(sum, learned_on(uplink, refused));
  }
  return sum;
}

/// What the hub's connection takes of its table; of a gateway's routes everything. [7.17]
std::optional<route::ConditionSet> VirtualNetworkTags::taking(const route::Session& session,
                                                              const Prefix& prefix) const {
  route::Conditions& conditions = routing_.conditions();
  if (!session.hub_connection) return conditions.certain();
  const auto& connections = routing_.network().virtual_wans.connections;
  return route::taking(connections[session.hub_connection], prefix, conditions);
}

/// What a gateway learned, but for routes inside a peer's space: the peer's own route displaces
/// those. [3.4]
TagContent VirtualNetworkTags::learned_on(route::SessionIndex uplink, const Refused& refused) {
  const route::Session& session = routing_.graph()[uplink];
  std::vector<PrefixSet::Range> surely, perhaps;
  const route::ConditionSet certain = routing_.conditions().certain();
  const auto add = [&](const Prefix& prefix, route::ConditionSet conditions) {
    const auto taken = taking(session, prefix);
    if (!taken || contain(refused.surely, prefix)) return;
    // Whether a default route that is learned widens the tag is not documented for sure. [10.8]
    const bool is_certain = conditions == certain && session.conditions == certain &&
                            *taken == certain && prefix.length() > 0 &&
                            !contain(refused.perhaps, prefix);
    (is_certain ? surely : perhaps).push_back({prefix.first(), prefix.last()});
  };
  for (const route::HeldRoute& held :
       routing_.rib(session.from, PrefixSet::everything(), route::Evidence::dropped)) {
    add(held.prefix, held.conditions);
  }
  for (const auto& entry : routing_.branch_rib(session.from).entries()) {
    const route::BranchRoute& route = routing_[entry.value];
    if (is_for_vnets(routing_, session.from, route)) add(route.prefix, route.conditions);
  }
  return both({PrefixSet::of_ranges(std::move(surely)), PrefixSet::of_ranges(std::move(perhaps))},
              {});
}

}  // namespace hairpin::reach
