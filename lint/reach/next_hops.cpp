#include "reach/next_hops.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <unordered_map>

#include "reach/packet.hpp"
#include "route/connected_groups.hpp"

namespace hairpin::reach {
namespace {

using model::Forwarder;
using model::ForwarderIndex;
using model::Network;
using model::VnetIndex;
using Fault = FaultyHop::Fault;

bool holds(const std::vector<Located<Prefix>>& space, const Address& address) {
  return std::any_of(space.begin(), space.end(),
                     [&](const auto& prefix) { return prefix.value.contains(address); });
}

bool is_interface(const Forwarder& forwarder) {
  return forwarder.kind == model::ForwarderKind::network_interface;
}

FaultyHop fault(Fault what, const Address& address) {
  FaultyHop hop;
  hop.fault = what;
  hop.address = address;
  hop.certain = what != Fault::no_address;
  return hop;
}

class Search {
 public:
  explicit Search(const route::Routing& routing)
      : routing_(routing), network_(routing.network()), attached_(network_.vnets.size()) {
    for (std::uint32_t i = 0; i < network_.forwarders.size(); ++i) {
      const ForwarderIndex index(i);
      forwarders_.emplace(forwarder_key(network_.forwarders[index].address), index);
    }
    for (const model::UnmodelledAttachment& attachment : network_.unmodelled) {
      if (attachment.vnet) attached_[attachment.vnet.value] = true;
      if (!attachment.vnet) attached_.assign(attached_.size(), true);
    }
  }

  std::vector<FaultyHop> run() {
    for (const model::RouteTable& table : network_.route_tables) {
      const std::set<VnetIndex> vnets = users_of(table);
      for (const model::UserRoute& route : table.routes) {
        if (route.next_hop_type != model::NextHopType::virtual_appliance) continue;
        for (const VnetIndex vnet : vnets) judge(route, vnet);
      }
    }
    std::vector<FaultyHop> all;
    for (auto& [key, hop] : hops_) {
      finish(hop);
      all.push_back(std::move(hop));
    }
    return all;
  }

 private:
  using Key = std::tuple<Fault, Address, VnetIndex, ForwarderIndex>;
  using Found = std::optional<FaultyHop>;

  std::set<VnetIndex> users_of(const model::RouteTable& table) const {
    std::set<VnetIndex> vnets;
    for (const model::SubnetIndex subnet : table.subnets) {
      const VnetIndex vnet = network_.subnets[subnet].vnet;
      if (vnet && network_.vnets[vnet].in_input) vnets.insert(vnet);
    }
    return vnets;
  }

  void judge(const model::UserRoute& route, VnetIndex near) {
    Found found = fault(Fault::no_address, {});
    if (route.next_hop) {
      const auto [at, is_new] = judged_.try_emplace({near, route.next_hop->value});
      if (is_new) at->second = fault_at(near, route.next_hop->value);
      found = at->second;
    }
    if (!found) return;
    const Key key{found->fault, found->address, found->at, found->forwarder};
    FaultyHop& hop = hops_.try_emplace(key, *found).first->second;
    hop.certain = hop.certain && found->certain;
    hop.routes.push_back(&route);
    hop.vnets.push_back(near);
  }

  /// What is wrong with the address as one VNet sees it; nothing if it takes packets on.
  Found fault_at(VnetIndex near, const Address& address) const {
    FaultyHop hop = fault(Fault::out_of_reach, address);
    if (holds(network_.vnets[near].address_space, address)) return fault_in(near, std::move(hop));
    const route::RouteGraph& graph = routing_.graph();
    bool behind_closed_peering = false;
    hop.certain = !attached_[near.value];
    for (const route::SessionIndex index : graph.in(graph.router(near))) {
      const route::Session& session = graph[index];
      if (session.kind != route::SessionKind::vnet_peering) continue;
      const VnetIndex far = graph[session.from].vnet();
      const bool closed = session.state == route::SessionState::closed;
      const bool there = holds(network_.vnets[far].address_space, address);
      if (there && !closed) return fault_in(far, std::move(hop));
      behind_closed_peering = behind_closed_peering || there;
      // A peer that is only mentioned may have addresses that nobody states.
      if (!closed && network_.vnets[far].address_space.empty()) hop.certain = false;
    }
    if (behind_closed_peering) return {};
    for (const VnetIndex far : route::joined_by_groups(graph, near)) {
      if (holds(network_.vnets[far].address_space, address)) return fault_behind_group(far, hop);
    }
    return hop;
  }

  /// Of several members with the address one is named. [10.21, 10.25]
  Found fault_behind_group(VnetIndex far, const FaultyHop& hop) const {
    Found found = fault_in(far, hop);
    if (!found) {
      found = hop;
      found->fault = Fault::behind_group;
      found->at = far;
    }
    found->certain = false;
    return found;
  }

  /// The same once it is clear which VNet holds the address.
  Found fault_in(VnetIndex vnet, FaultyHop hop) const {
    hop.certain = true;
    const auto [first, last] = forwarders_.equal_range(forwarder_key(hop.address));
    for (auto entry = first; entry != last; ++entry) {
      const Forwarder& forwarder = network_.forwarders[entry->second];
      const bool here = forwarder.address == hop.address && forwarder.subnet &&
                        network_.subnets[forwarder.subnet].vnet == vnet;
      if (here) return fault_of(entry->second, std::move(hop));
    }
    if (!network_.vnets[vnet].in_input) return {};
    hop.fault = Fault::nothing_known;
    hop.at = vnet;
    hop.certain = false;
    return hop;
  }

  /// A load balancer forwards if one of its backends does.
  Found fault_of(ForwarderIndex index, FaultyHop hop) const {
    const Forwarder& forwarder = network_.forwarders[index];
    const auto forwards = [&](ForwarderIndex each) {
      const Forwarder& one = network_.forwarders[each];
      return !is_interface(one) || one.ip_forwarding.value_or(false);
    };
    hop.fault = Fault::refuses;
    hop.forwarder = index;
    if (forwarder.kind == model::ForwarderKind::load_balancer) {
      const auto& backends = forwarder.backends;
      if (std::any_of(backends.begin(), backends.end(), forwards)) return {};
      if (backends.empty()) hop.fault = Fault::no_backends;
      if (!backends.empty()) hop.forwarder = backends.front();
    } else if (forwards(index)) {
      return {};
    }
    hop.certain =
        hop.fault == Fault::refuses && network_.forwarders[hop.forwarder].ip_forwarding.is_set();
    return hop;
  }

  void finish(FaultyHop& hop) const {
    const auto key = [&](const model::UserRoute* route) {
      return routing_.ids().folded(route->id);
    };
    std::sort(hop.routes.begin(), hop.routes.end(),
              [&](const auto* a, const auto* b) { return key(a) < key(b); });
    hop.routes.erase(std::unique(hop.routes.begin(), hop.routes.end()), hop.routes.end());
  }

  const route::Routing& routing_;
  const Network& network_;
  std::unordered_multimap<std::uint64_t, ForwarderIndex> forwarders_;  // by address, folded
  std::vector<bool> attached_;  // by VNet: has a connection that is not analysed
  std::map<std::pair<VnetIndex, Address>, Found> judged_;
  std::map<Key, FaultyHop> hops_;
};

}  // namespace

std::vector<FaultyHop> faulty_hops(const route::Routing& routing) { return Search(routing).run(); }

}  // namespace hairpin::reach
