#include "reach/tag_sources.hpp"

#include <algorithm>

#include "route/branch_fib.hpp"
#include "route/connected_groups.hpp"
#include "route/hub_state.hpp"

namespace hairpin::reach {
namespace {

using Ranges = std::vector<PrefixSet::Range>;

TagContent content_of(Ranges surely, Ranges perhaps) {
  TagContent content{PrefixSet::of_ranges(std::move(surely)),
                     PrefixSet::of_ranges(std::move(perhaps))};
  content.perhaps -= content.surely;
  return content;
}

void add_space(const model::Vnet& vnet, Ranges& ranges) {
  for (const auto& prefix : vnet.address_space) {
    ranges.push_back({prefix.value.first(), prefix.value.last()});
  }
}

/// Whether packets may come from where the route leads: not from where it drops them, and single
/// public addresses that it sends straight to the Internet are services that the VNet asks.
bool may_send(const model::UserRoute& route) {
  if (route.next_hop_type == model::NextHopType::none) return false;
  return route.next_hop_type != model::NextHopType::internet || route.prefix.value.length() == 0;
}

}  // namespace

VirtualNetworkTag TagSource::tag() const {
  if (propagates) return {{all(), {}}, {all(), {}}};
  return {{{}, all()}, {}};
}

const std::vector<TagSourceIndex>& TagSources::at(model::VnetIndex vnet,
                                                  model::RouteTableIndex table) {
  const auto [known, is_new] = known_.try_emplace({vnet, table});
  if (is_new) known->second = build(vnet, table);
  return known->second;
}

std::vector<TagSourceIndex> TagSources::build(model::VnetIndex vnet, model::RouteTableIndex table) {
  const model::Network& network = routing_.network();
  std::vector<TagSourceIndex> sources;
  const bool propagates =
      !table || !network.route_tables[table].disable_bgp_propagation.value_or(false);
  each_uplink(vnet, [&](route::SessionIndex uplink) {
    const std::vector<TagSourceIndex>& more = learned(uplink, propagates);
    sources.insert(sources.end(), more.begin(), more.end());
  });
  if (table) add_user_routes(network.route_tables[table], vnet, sources);
  std::sort(sources.begin(), sources.end());
  sources.erase(std::unique(sources.begin(), sources.end()), sources.end());
  return sources;
}

bool TagSources::is_learned(model::VnetIndex vnet, const PrefixSet& prefix) {
  bool found = false;
  each_uplink(vnet, [&](route::SessionIndex uplink) {
    const Learned& from = learned(uplink);
    found = found || from.vnets.surely.contains(prefix) || from.elsewhere.surely.contains(prefix);
  });
  return found;
}

/// Prefixes that the VNet has or learns anyway put nothing new into the tag.
void TagSources::add_user_routes(const model::RouteTable& table, model::VnetIndex vnet,
                                 std::vector<TagSourceIndex>& sources) {
  PrefixSet widening;
  std::vector<const model::UserRoute*> routes;
  for (const model::UserRoute& route : table.routes) {
    if (!may_send(route)) continue;
    const PrefixSet prefix(route.prefix.value);
    if (!prefix.overlaps(outside(vnet)) || is_learned(vnet, prefix)) continue;
    widening |= prefix;
    routes.push_back(&route);
  }
  if (routes.empty()) return;
  const auto [known, is_new] = by_routes_.try_emplace(widening);
  if (is_new) {
    TagSource source;
    source.kind = TagSource::Kind::routes;
    source.addresses.surely = std::move(widening);
    known->second = sources_.add(std::move(source));
  }
  sources_[known->second].routes.insert(routes.begin(), routes.end());
  sources.push_back(known->second);
}

/// Of gateways alike for all VNets on the same terms; what a hub's connection takes is its own.
TagSources::Learned& TagSources::learned(route::SessionIndex uplink) {
  const route::Session& session = routing_.graph()[uplink];
  const bool certain = session.conditions == routing_.conditions().certain();
  const bool shared = certain && !session.hub_connection;
  const auto [known, is_new] =
      learned_.try_emplace({session.from, shared ? route::SessionIndex() : uplink});
  if (is_new) known->second = learned_on(session);
  return known->second;
}

const std::vector<TagSourceIndex>& TagSources::learned(route::SessionIndex uplink,
                                                       bool propagates) {
  Learned& from = learned(uplink);
  auto& sources = from.sources[propagates ? 1 : 0];
  if (sources) return *sources;
  sources.emplace();
  for (const auto kind : {TagSource::Kind::vnets, TagSource::Kind::elsewhere}) {
    TagSource source;
    source.kind = kind;
    source.router = routing_.graph()[uplink].from;
    source.addresses = kind == TagSource::Kind::vnets ? from.vnets : from.elsewhere;
    source.propagates = propagates;
    if (!source.all().empty()) sources->push_back(sources_.add(std::move(source)));
  }
  return *sources;
}

TagSources::Learned TagSources::learned_on(const route::Session& session) const {
  route::Conditions& conditions = routing_.conditions();
  const route::ConditionSet certain = conditions.certain();
  Ranges vnets, maybe_vnets, elsewhere, maybe_elsewhere;
  const auto add = [&](const Prefix& prefix, route::ConditionSet depends, bool of_vnet) {
    std::optional<route::ConditionSet> taken = certain;
    if (session.hub_connection) {
      const auto& all = routing_.network().virtual_wans.connections;
      taken = route::taking(all[session.hub_connection], prefix, conditions);
    }
    if (!taken) return;
    const bool sure = depends == certain && session.conditions == certain && *taken == certain;
    Ranges& list = of_vnet ? (sure ? vnets : maybe_vnets) : (sure ? elsewhere : maybe_elsewhere);
    list.push_back({prefix.first(), prefix.last()});
  };
  for (const route::HeldRoute& held :
       routing_.rib(session.from, PrefixSet::everything(), route::Evidence::dropped)) {
    const route::Route& route = routing_[held.route];
    // To join the VNets on it is what a hub of a Virtual WAN is for. [7.6]
    const bool on_hub = session.hub_connection && route.hub_connection;
    if (!on_hub) add(held.prefix, held.conditions, route.origin == route::OriginKind::vnet);
  }
  for (const auto& entry : routing_.branch_rib(session.from).entries()) {
    const route::BranchRoute& route = routing_[entry.value];
    if (!route::is_for_vnets(routing_, session.from, route)) continue;
    add(route.prefix, route.conditions, route.origin == route::BranchOrigin::vnet);
  }
  return {content_of(std::move(vnets), std::move(maybe_vnets)),
          content_of(std::move(elsewhere), std::move(maybe_elsewhere)),
          {}};
}

/// A peering that may not be in force, or whose access is off, counts as well: whoever made it
/// knows of the VNet.
const PrefixSet& TagSources::outside(model::VnetIndex vnet) {
  const auto [known, is_new] = outside_.try_emplace(vnet);
  if (!is_new) return known->second;
  const model::Network& network = routing_.network();
  const route::RouteGraph& graph = routing_.graph();
  Ranges near;
  add_space(network.vnets[vnet], near);
  for (const route::SessionIndex index : graph.in(graph.router(vnet))) {
    const route::Session& session = graph[index];
    if (session.kind != route::SessionKind::vnet_peering) continue;
    if (session.state == route::SessionState::closed) continue;
    add_space(network.vnets[graph[session.from].vnet()], near);
  }
  for (const route::GroupMate& mate : route::group_members(routing_, vnet)) {
    add_space(network.vnets[mate.vnet], near);
  }
  return known->second = PrefixSet::everything() - PrefixSet::of_ranges(std::move(near));
}

}  // namespace hairpin::reach
