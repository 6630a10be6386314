#include "reach/behaviour.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>

#include "route/announced_prefixes.hpp"

namespace hairpin::reach {
namespace {

using model::Network;
using model::VnetIndex;

/// Gives route tables of equal content one number, whatever they are called.
class TableContents {
 public:
  explicit TableContents(const Network& network) {
    for (const model::RouteTable& table : network.route_tables) {
      std::vector<Row> rows;
      for (const model::UserRoute& route : table.routes) {
        rows.push_back({route.prefix.value, route.next_hop_type,
                        route.next_hop ? route.next_hop->value : Address{}});
      }
      std::sort(rows.begin(), rows.end());
      const Key key{table.is_known(), table.disable_bgp_propagation.value_or(false),
                    std::move(rows)};
      numbers_.push_back(
          known_.try_emplace(key, static_cast<std::uint32_t>(known_.size())).first->second);
    }
  }

  std::vector<std::uint32_t> all() const {
    std::vector<std::uint32_t> numbers{0};
    for (const std::uint32_t number : numbers_) numbers.push_back(number + 1);
    return numbers;
  }

 private:
  using Row = std::tuple<Prefix, model::NextHopType, Address>;
  using Key = std::tuple<bool, bool, std::vector<Row>>;
  std::map<Key, std::uint32_t> known_;
  std::vector<std::uint32_t> numbers_;
};

/// What makes two sources send alike: the content of the route table, and the address families.
std::uint32_t source_key(const Source& source, const std::vector<std::uint32_t>& numbers) {
  const std::size_t families = source.families.ranges().size();
  const bool only_ipv6 = !source.families.contains(Address{});
  const model::RouteTableIndex table = source.context.table;
  return numbers[table ? table.value + 1 : 0] * 4 + (families > 1 ? 2 : only_ipv6 ? 1 : 0);
}

/// VNets that share an address with another VNet.
std::vector<bool> overlapped(const Network& network) {
  struct Claim {
    Address first, last;
    VnetIndex vnet;
  };
  std::vector<Claim> claims;
  for (std::uint32_t i = 0; i < network.vnets.size(); ++i) {
    for (const auto& prefix : network.vnets[VnetIndex(i)].address_space) {
      claims.push_back({prefix.value.first(), prefix.value.last(), VnetIndex(i)});
    }
  }
  std::sort(claims.begin(), claims.end(), [](const Claim& a, const Claim& b) {
    return std::tie(a.first, a.last) < std::tie(b.first, b.last);
  });
  std::vector<bool> result(network.vnets.size());
  const Claim* widest = nullptr;
  for (const Claim& claim : claims) {
    if (widest != nullptr && widest->last >= claim.first && widest->vnet != claim.vnet) {
      result[widest->vnet.value] = result[claim.vnet.value] = true;
    }
    if (widest == nullptr || claim.last > widest->last) widest = &claim;
  }
  return result;
}

class Classifier {
 public:
  explicit Classifier(route::Routing& routing)
      : routing_(routing),
        network_(routing.network()),
        numbers_(table_numbers(network_)),
        overlapped_(overlapped(network_)) {
    for (const model::Connection& connection : network_.connections) {
      for (const model::TrafficSelector& selector : connection.tunnel.selectors) {
        for (const auto* senders : {&selector.local, &selector.remote}) {
          std::vector<Prefix> prefixes;
          for (const auto& prefix : *senders) prefixes.push_back(prefix.value);
          selected_.emplace_back(prefixes);
        }
      }
    }
  }

  /// What makes a VNet behave as it does, if that is nothing of its own.
  std::optional<std::vector<std::uint32_t>> key(VnetIndex index) {
    const model::Vnet& vnet = network_.vnets[index];
    if (overlapped_[index.value] || vnet.peerings.size() > 1) return std::nullopt;
    std::vector<std::uint32_t> key;
    if (!add_hub(index, key)) return std::nullopt;
    if (!add_peering(index, key) || !add_tables(index, key)) return std::nullopt;
    add_selectors(vnet, key);
    return key;
  }

 private:
  bool certain(route::ConditionSet conditions) const {
    return conditions == routing_.conditions().certain();
  }

  /// The hub's table that the VNet has routes of. One with static routes in its connection is like
  /// no other: they lead to itself.
  bool add_hub(VnetIndex index, std::vector<std::uint32_t>& key) const {
    for (const route::SessionIndex uplink : routing_.hub_uplinks(index)) {
      const route::Session& session = routing_.graph()[uplink];
      const model::HubConnection& connection =
          network_.virtual_wans.connections[session.hub_connection];
      if (!connection.static_routes.empty() || !certain(session.conditions)) return false;
      if (!connection.internet_security_readable) return false;
      key.push_back(0x40000000u | session.from.value);
      key.push_back(connection.internet_security.value_or(true) ? 1 : 0);
    }
    return true;
  }

  /// One peering at most, plainly open, to the hub whose gateways the VNet uses or to none.
  bool add_peering(VnetIndex index, std::vector<std::uint32_t>& key) {
    const route::RouteGraph& graph = routing_.graph();
    std::size_t peers = 0;
    for (const route::SessionIndex session_index : graph.in(graph.router(index))) {
      const route::Session& session = graph[session_index];
      if (!certain(session.conditions)) return false;
      if (session.kind == route::SessionKind::gateway_to_vnet) {
        if (session.state != route::SessionState::closed) key.push_back(session.from.value);
        continue;
      }
      const bool joined = session.kind == route::SessionKind::group_to_vnet &&
                          session.state != route::SessionState::closed;
      if (joined) return false;  // members hear of each other, and not of themselves
      if (session.kind != route::SessionKind::vnet_peering) continue;
      const model::VnetPeering& side = network_.peerings[session.peering];
      const bool plain = session.state == route::SessionState::open && side.reverse &&
                         side.local == index && is_plain(side) &&
                         is_plain(network_.peerings[side.reverse]);
      if (!plain || ++peers > 1 || !is_synced(side)) return false;
      key.push_back(0x80000000u | side.remote.value);
      key.push_back(side.allow_forwarded_traffic.value_or(false) ? 1 : 0);
      key.push_back(network_.peerings[side.reverse].allow_forwarded_traffic.value_or(false) ? 1
                                                                                            : 0);
    }
    // A VNet with its own gateway is announced by it: nobody else is like that.
    return std::none_of(network_.gateways.begin(), network_.gateways.end(),
                        [&](const model::Gateway& gateway) { return gateway.vnet == index; });
  }

  static bool is_plain(const model::VnetPeering& side) {
    return !side.allow_vnet_access.is(false) && !side.complete_vnets.is(false) &&
           !side.only_ipv6.is(true);
  }

  bool is_synced(const model::VnetPeering& side) {
    const route::PeeringPair pair{side.local, side.remote, &side, &network_.peerings[side.reverse]};
    for (const route::PeeringPair& direction : {pair, pair.reversed()}) {
      for (const auto& prefix :
           route::peered_prefixes(network_, direction, routing_.conditions())) {
        if (!certain(prefix.conditions)) return false;
      }
    }
    return true;
  }

  /// Traffic selectors ask where packets come from. [5.10]
  void add_selectors(const model::Vnet& vnet, std::vector<std::uint32_t>& key) const {
    const auto add = [&](const std::vector<Located<Prefix>>& from) {
      std::vector<Prefix> prefixes;
      for (const auto& prefix : from) prefixes.push_back(prefix.value);
      const PrefixSet space(prefixes);
      for (const PrefixSet& senders : selected_) {
        key.push_back((space - senders).empty() ? 2 : senders.overlaps(space) ? 1 : 0);
      }
    };
    if (selected_.empty()) return;
    add(vnet.address_space);
    for (const model::SubnetIndex subnet : vnet.subnets) add(network_.subnets[subnet].prefixes);
  }

  bool add_tables(VnetIndex index, std::vector<std::uint32_t>& key) {
    key.push_back(0xffffffffu);
    const std::size_t start = key.size();
    for (const Source& source : sources_of(network_, index)) {
      const model::RouteTableIndex table = source.context.table;
      if (table && concerns(network_.route_tables[table], index)) return false;
      key.push_back(source_key(source, numbers_));
    }
    std::sort(key.begin() + static_cast<std::ptrdiff_t>(start), key.end());
    return true;
  }

  /// Whether a table's routes touch the VNet's own addresses: then it acts differently here.
  bool concerns(const model::RouteTable& table, VnetIndex index) const {
    for (const auto& own : network_.vnets[index].address_space) {
      for (const model::UserRoute& route : table.routes) {
        const bool inside = own.value.contains(route.prefix.value);
        if (inside || (route.next_hop && own.value.contains(route.next_hop->value))) return true;
      }
    }
    return false;
  }

  route::Routing& routing_;
  const Network& network_;
  std::vector<std::uint32_t> numbers_;
  std::vector<bool> overlapped_;
  std::vector<PrefixSet> selected_;  // whose packets a tunnel lets pass, by traffic selector
};

}  // namespace

std::vector<std::uint32_t> table_numbers(const Network& network) {
  return TableContents(network).all();
}

std::vector<Source> ranked_sources(const Network& network, VnetIndex vnet,
                                   const std::vector<std::uint32_t>& table_numbers) {
  std::vector<Source> sources = sources_of(network, vnet);
  std::stable_sort(sources.begin(), sources.end(), [&](const Source& a, const Source& b) {
    return source_key(a, table_numbers) < source_key(b, table_numbers);
  });
  return sources;
}

std::vector<BehaviourClass> behaviour_classes(route::Routing& routing) {
  Classifier classifier(routing);
  std::vector<BehaviourClass> classes;
  std::map<std::vector<std::uint32_t>, std::size_t> known;
  const Network& network = routing.network();
  for (std::uint32_t i = 0; i < network.vnets.size(); ++i) {
    const VnetIndex vnet(i);
    if (!network.vnets[vnet].in_input) continue;
    auto key = classifier.key(vnet);
    if (!key) {
      classes.push_back({{vnet}});
      continue;
    }
    const auto [at, is_new] = known.try_emplace(std::move(*key), classes.size());
    if (is_new) classes.emplace_back();
    classes[at->second].members.push_back(vnet);
  }
  return classes;
}

}  // namespace hairpin::reach
