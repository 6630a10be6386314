#include "route/inspection.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/prefix_set.hpp"

namespace hairpin::route {
namespace {

using model::RouteTable;
using model::UserRoute;
using model::VnetIndex;

bool is_inside(const Prefix& inner, const std::vector<Located<Prefix>>& space) {
  return std::any_of(space.begin(), space.end(),
                     [&](const auto& prefix) { return prefix.value.contains(inner); });
}

/// An appliance with the tables that send to it.
struct Use {
  std::vector<Prefix> prefixes;
  std::set<model::RouteTableIndex> tables;
  std::set<VnetIndex> vnets;
  std::vector<Passed> passed;
};

class Search {
 public:
  explicit Search(const Routing& routing) : routing_(routing), network_(routing.network()) {}

  std::vector<Inspection> run() {
    for (const RouteTable& table : network_.route_tables) {
      if (!table.subnets.empty() && table.is_known()) add(table);
    }
    std::vector<Inspection> all;
    for (auto& [key, use] : uses_) {
      Inspection inspection{key.second, key.first, std::move(use.passed), {}};
      if (network_.vnets[key.first].in_input) use.vnets.insert(key.first);
      for (const VnetIndex vnet : use.vnets) add_beside(vnet, use, inspection.beside);
      if (!inspection.passed.empty() || !inspection.beside.empty()) {
        all.push_back(std::move(inspection));
      }
    }
    return all;
  }

 private:
  using Key = std::pair<VnetIndex, Address>;

  static bool is_meant(const RouteTable& table, const UserRoute& route) {
    const bool to_appliance =
        route.next_hop_type == model::NextHopType::virtual_appliance && route.next_hop;
    return to_appliance &&
           (!route.prefix.value.is_default() || table.disable_bgp_propagation.value_or(false));
  }

  void add(const RouteTable& table) {
    const auto users = users_alike(routing_, table);
    for (const UserRoute& route : table.routes) {
      if (!is_meant(table, route)) continue;
      for (const std::vector<VnetIndex>& vnets : users) add(table, route, vnets);
    }
  }

  void add(const RouteTable& table, const UserRoute& route, const std::vector<VnetIndex>& vnets) {
    const VnetIndex at = home_of(vnets.front(), route.next_hop->value);
    if (!at) return;  // out of reach: nothing is inspected there
    Use& use = uses_[{at, route.next_hop->value}];
    use.prefixes.push_back(route.prefix.value);
    use.tables.insert(network_.route_tables.index_of(table));
    use.vnets.insert(vnets.begin(), vnets.end());
    std::vector<LongerRoute> longer = longer_routes(routing_, vnets.front(), table, route);
    std::erase_if(longer, [](const LongerRoute& each) { return !each.learned && !each.endpoint; });
    if (!longer.empty()) use.passed.push_back({&route, vnets, std::move(longer)});
  }

  /// The VNet itself or the peer that holds the address; VNets alike have the same peers.
  VnetIndex home_of(VnetIndex near, const Address& address) const {
    const auto holds = [&](VnetIndex vnet) {
      const auto& space = network_.vnets[vnet].address_space;
      return std::any_of(space.begin(), space.end(),
                         [&](const auto& prefix) { return prefix.value.contains(address); });
    };
    if (holds(near)) return near;
    const RouteGraph& graph = routing_.graph();
    for (const SessionIndex index : graph.in(graph.router(near))) {
      const Session& session = graph[index];
      const bool peered =
          session.kind == SessionKind::vnet_peering && session.state != SessionState::closed;
      if (peered && holds(graph[session.from].vnet())) return graph[session.from].vnet();
    }
    return {};
  }

  /// The VNet's workload subnets whose packets go straight, each table once.
  void add_beside(VnetIndex vnet, const Use& use, std::vector<Beside>& all) const {
    std::map<model::RouteTableIndex, std::vector<LongerRoute>> by_table;
    for (const model::SubnetIndex index : network_.vnets[vnet].subnets) {
      const model::Subnet& subnet = network_.subnets[index];
      if (subnet.purpose != model::SubnetPurpose::workload || holds_appliance(index)) continue;
      if (subnet.route_table && use.tables.contains(subnet.route_table)) continue;
      const auto [at, is_new] = by_table.try_emplace(subnet.route_table);
      if (is_new) at->second = straight(vnet, subnet.route_table, use);
      if (!at->second.empty()) all.push_back({index, at->second});
    }
  }

  /// An appliance's own subnet is where inspected packets go on from.
  bool holds_appliance(model::SubnetIndex subnet) const {
    return std::any_of(network_.forwarders.begin(), network_.forwarders.end(),
                       [&](const model::Forwarder& forwarder) {
                         const bool forwards =
                             forwarder.kind != model::ForwarderKind::network_interface ||
                             forwarder.ip_forwarding.value_or(false);
                         return forwards && forwarder.subnet == subnet;
                       });
  }

  std::vector<LongerRoute> straight(VnetIndex vnet, model::RouteTableIndex index,
                                    const Use& use) const {
    const RouteTable* table = index ? &network_.route_tables[index] : nullptr;
    std::vector<LongerRoute> found;
    if (table != nullptr &&
        (!table->is_known() || table->disable_bgp_propagation.value_or(false))) {
      return found;
    }
    PrefixSet within;
    for (const Prefix& prefix : use.prefixes) within |= prefix;
    for (const SessionIndex uplink : routing_.uplinks(vnet)) {
      const RouterIndex gateway = routing_.graph()[uplink].from;
      for (const HeldRoute& held : routing_.rib(gateway, within, Evidence::dropped)) {
        const bool inspected =
            std::any_of(use.prefixes.begin(), use.prefixes.end(),
                        [&](const Prefix& prefix) { return prefix.contains(held.prefix); });
        if (!inspected || is_displaced(vnet, held.prefix)) continue;
        if (table != nullptr && is_overridden(*table, held.prefix)) continue;
        const bool certain = held.conditions == routing_.conditions().certain();
        found.push_back({held.prefix, held.route, uplink, certain});
      }
    }
    return found;
  }

  /// By the VNet's own prefix or a peer's. [3.3]
  bool is_displaced(VnetIndex vnet, const Prefix& learned) const {
    if (is_inside(learned, network_.vnets[vnet].address_space)) return true;
    const RouteGraph& graph = routing_.graph();
    const auto& sessions = graph.in(graph.router(vnet));
    return std::any_of(sessions.begin(), sessions.end(), [&](SessionIndex index) {
      const Session& session = graph[index];
      return session.kind == SessionKind::vnet_peering && session.state != SessionState::closed &&
             is_inside(learned, network_.vnets[graph[session.from].vnet()].address_space);
    });
  }

  /// By an equal user route, or wholly by longer ones. [3.2]
  static bool is_overridden(const RouteTable& table, const Prefix& learned) {
    PrefixSet left = learned;
    for (const UserRoute& route : table.routes) {
      if (learned.contains(route.prefix.value)) left -= route.prefix.value;
    }
    return left.empty();
  }

  const Routing& routing_;
  const model::Network& network_;
  std::map<Key, Use> uses_;
};

}  // namespace

std::vector<Inspection> inspections(const Routing& routing) { return Search(routing).run(); }

}  // namespace hairpin::route
