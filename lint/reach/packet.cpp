#include "reach/packet.hpp"

#include <algorithm>
#include <iterator>
#include <map>

#include "base/text.hpp"
#include "route/announced_prefixes.hpp"
#include "route/connected_groups.hpp"

namespace hairpin::reach {
namespace {

/// What a match does, as far as the way of a packet depends on it.
using Effect = std::vector<std::uint32_t>;
// None of the numbers that indices have.
constexpr std::uint32_t dropped = 0xfffffffdu;
constexpr std::uint32_t to_hub = 0xfffffffcu;

/// False if the route has effects of its own.
bool add_effect(Effect& effect, const route::Candidate& candidate, const route::Routing& routing,
                route::Evidence evidence) {
  using Kind = route::Candidate::Kind;
  if (candidate.kind == Kind::drop || candidate.kind == Kind::internet) {
    effect.push_back(dropped);
    return true;
  }
  if (candidate.kind != Kind::learned) return false;
  if (candidate.branch) return false;  // tunnels and appliances ask for the prefix itself
  const route::Route& route = routing[candidate.route];
  const bool certain = candidate.conditions == routing.conditions().certain();
  const std::uint32_t conditions = evidence == route::Evidence::kept ? candidate.conditions.value
                                   : certain                         ? 0
                                                                     : 1;
  // A VNet on a hub leaves the way to the hub's table, whatever the prefix.
  if (candidate.session &&
      routing.graph()[candidate.session].kind == route::SessionKind::hub_to_vnet) {
    effect.insert(effect.end(), {to_hub, conditions, candidate.session.value});
    return true;
  }
  if (route.appliance != nullptr) return false;
  // Where a site takes packets depends on the prefix that drew them. [C31]
  if (route.origin == route::OriginKind::on_premises) return false;
  effect.insert(effect.end(), {candidate.came_by.value, candidate.from.value, conditions,
                               candidate.session.value});
  return true;
}

/// Into `effect`, which thousands of parts of a table share. False if it is not comparable.
bool tell_effect(Effect& effect, const route::MatchTable& table, const route::Match& match,
                 const route::Routing& routing, route::Evidence evidence) {
  effect.clear();
  if (match.choice == nullptr) return add_effect(effect, table[match.plain], routing, evidence);
  effect.push_back(match.choice->may_have_no_route ? 1u : 0u);
  for (const route::Alternative& alternative : match.choice->alternatives) {
    effect.push_back(alternative.ambiguous ? 0xffffffffu : 0xfffffffeu);
    for (const route::CandidateIndex member : alternative.members) {
      if (!add_effect(effect, table[member], routing, evidence)) return false;
    }
  }
  return true;
}

}  // namespace

std::vector<Part> alike(const route::MatchTable& table, const PrefixSet& addresses,
                        const route::Routing& routing, route::Evidence evidence) {
  struct Group {
    route::Match match;
    std::vector<PrefixSet::Range> ranges;
  };
  std::vector<Part> parts;
  std::map<Effect, Group> groups;
  auto same = groups.end();  // as the part before: neighbours mostly came by the same way
  Effect effect;
  for (route::MatchTable::Part& part : table.split(addresses)) {
    if (!tell_effect(effect, table, part.match, routing, evidence)) {
      parts.push_back(std::move(part));
      continue;
    }
    if (same == groups.end() || same->first != effect) {
      same = groups.try_emplace(effect, Group{part.match, {}}).first;
    }
    const auto& more = part.addresses.ranges();
    same->second.ranges.insert(same->second.ranges.end(), more.begin(), more.end());
  }
  for (auto& [common, group] : groups) {
    parts.push_back({group.match, PrefixSet::of_ranges(std::move(group.ranges))});
  }
  return parts;
}

bool bypasses_gateway(const model::Network& network, const route::Session& announced_by) {
  if (!announced_by.connection) return false;
  const model::Connection& connection = network.connections[announced_by.connection];
  const bool on_direct = static_cast<bool>(network.circuits[connection.circuit].port.value);
  return connection.gateway_bypass.may_be(true) && !on_direct;
}

model::Missing fastpath_doubt(const model::Network& network, const route::Session& announced_by) {
  const model::Connection& connection = network.connections[announced_by.connection];
  return {connection.id,
          cat({"FastPath of connection ", connection.name,
               " may carry packets past the route table of GatewaySubnet"}),
          "turn expressRouteGatewayBypass off, or use an ExpressRoute Direct circuit",
          connection.gateway_bypass.where, "C13"};
}

std::optional<PeerAt> peer_at(route::Routing& routing, model::VnetIndex near,
                              const Address& address) {
  const route::RouteGraph& graph = routing.graph();
  std::optional<PeerAt> best;
  int longest = -1;
  for (const route::SessionIndex index : graph.in(graph.router(near))) {
    const route::Session& session = graph[index];
    if (session.kind != route::SessionKind::vnet_peering) continue;
    if (session.state == route::SessionState::closed) continue;
    for (const route::AnnouncedPrefix& announced : route::peered_prefixes(routing, session, near)) {
      if (!announced.prefix.contains(address) || announced.prefix.length() <= longest) continue;
      longest = announced.prefix.length();
      best = {graph[session.from].vnet(),
              routing.conditions().both(session.conditions, announced.conditions)};
    }
  }
  return best;
}

std::vector<PeerAt> mates_at(route::Routing& routing, model::VnetIndex near,
                             const Address& address) {
  std::vector<PeerAt> mates;
  for (const route::GroupMate& mate : route::group_mates(routing, near)) {
    const model::Vnet& vnet = routing.network().vnets[mate.vnet];
    const bool holds =
        std::any_of(vnet.address_space.begin(), vnet.address_space.end(),
                    [&](const auto& prefix) { return prefix.value.contains(address); });
    if (!holds) continue;
    const route::ConditionSet undocumented = routing.conditions().single(
        {vnet.id,
         cat({"whether a next hop in VNet ", vnet.name,
              ", which a connected group joins, is in reach is not documented"}),
         "peer the VNets", vnet.where, "3.10"});
    mates.push_back({mate.vnet, routing.conditions().both(mate.conditions, undocumented)});
  }
  return mates;
}

model::SubnetIndex subnet_around(const model::Network& network, model::VnetIndex vnet,
                                 const Address& address) {
  for (const model::SubnetIndex index : network.vnets[vnet].subnets) {
    for (const auto& prefix : network.subnets[index].prefixes) {
      if (prefix.value.contains(address)) return index;
    }
  }
  return {};
}

PeeringSides sides_of(const model::Network& network, model::PeeringIndex object,
                      model::VnetIndex near) {
  const model::VnetPeering& side = network.peerings[object];
  const model::VnetPeering* other = side.reverse ? &network.peerings[side.reverse] : nullptr;
  return side.local == near ? PeeringSides{&side, other} : PeeringSides{other, &side};
}

bool takes_part(const model::Network& network, const PeeringSides& sides,
                model::SubnetIndex subnet) {
  const bool by_subnets = (sides.near != nullptr && sides.near->complete_vnets.is(false)) ||
                          (sides.far != nullptr && sides.far->complete_vnets.is(false));
  if (!by_subnets || !subnet) return true;
  const auto& names = sides.near != nullptr ? sides.near->local_subnets : sides.far->remote_subnets;
  // A peering of subnets that names none does not say which ones it serves.
  return names.empty() || std::any_of(names.begin(), names.end(), [&](const auto& name) {
           return equal_folded(name.value, network.subnets[subnet].name);
         });
}

model::Missing forwarded_traffic_doubt(const model::Network& network, const PeeringSides& sides,
                                       model::VnetIndex near, model::VnetIndex far) {
  if (sides.far == nullptr) {
    const model::Vnet& vnet = network.vnets[far];
    return {vnet.id,
            cat({"whether VNet ", vnet.name, " accepts forwarded traffic from ",
                 network.vnets[near].name, " is not in the input"}),
            cat({"add VNet ", vnet.name, " to the export"}), vnet.where, "C19"};
  }
  return {sides.far->id,
          cat({"allowForwardedTraffic is not true on peering ", sides.far->name,
               ", which often does not stop forwarded packets"}),
          "do not rely on the flag: filter, or remove the peering",
          sides.far->allow_forwarded_traffic.where, "C19"};
}

model::Missing access_doubt(const model::VnetPeering& side) {
  return {side.id,
          cat({"allowVirtualNetworkAccess is false on peering ", side.name,
               ", where no network security group is: what Azure drops then is not documented"}),
          "remove the peering if the VNets are to be separated", side.allow_vnet_access.where,
          "C2"};
}

void append(std::vector<Outcome>& all, std::vector<Outcome> more) {
  if (all.empty()) {
    all = std::move(more);
  } else {
    all.insert(all.end(), std::make_move_iterator(more.begin()),
               std::make_move_iterator(more.end()));
  }
}

}  // namespace hairpin::reach
