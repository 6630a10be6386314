#include "reach/representatives.hpp"

#include <algorithm>
#include <array>

#include "reach/ends.hpp"
#include "route/endpoint_routes.hpp"

namespace hairpin::reach {
namespace {

/// Every address at which some table's treatment may change.
class Boundaries {
 public:
  explicit Boundaries(const model::Network& network) {
    for (const model::Vnet& vnet : network.vnets) {
      add_all(vnet.address_space);
      add_all(vnet.summarized_gateway_prefixes);
    }
    for (const model::VnetPeering& peering : network.peerings) {
      add_all(peering.synced_space);
      add_all(peering.current_space);
      if (peering.complete_vnets.is(false)) add_subnets(network, peering);
    }
    for (const model::RouteTable& table : network.route_tables) {
      for (const model::UserRoute& route : table.routes) {
        add(route.prefix.value);
        if (route.next_hop) add(Prefix::host(route.next_hop->value));  // packets for it end there
      }
    }
    for (const model::Site& site : network.sites) add_all(site.advertises);
    add_branches(network);
    add_hubs(network.virtual_wans);
    for (const model::Forwarder& forwarder : network.forwarders) {
      add(Prefix::host(forwarder.address));
    }
    for (const route::EndpointRoute& route : route::contested_endpoints(network)) {
      add(route.prefix);
    }
    for (const auto& [first, length] : std::array<std::pair<std::uint32_t, int>, 4>{
             {{0x0a000000, 8}, {0xac100000, 12}, {0xc0a80000, 16}, {0x64400000, 10}}}) {
      add(Prefix::covering(Address::v4(first), length));  // dropped by default [1.2]
    }
    std::sort(starts_.begin(), starts_.end());
    starts_.erase(std::unique(starts_.begin(), starts_.end()), starts_.end());
  }

  /// The first address of the range, and every boundary inside it.
  void cut(const PrefixSet::Range& range, std::vector<Address>& pieces) const {
    pieces.push_back(range.first);
    auto at = std::upper_bound(starts_.begin(), starts_.end(), range.first);
    for (; at != starts_.end() && *at <= range.last; ++at) pieces.push_back(*at);
  }

  /// Whether no boundary lies between the two, `b` included.
  bool alike(const Address& a, const Address& b) const {
    const auto next = std::upper_bound(starts_.begin(), starts_.end(), a);
    return next == starts_.end() || *next > b;
  }

 private:
  void add(const Prefix& prefix) {
    starts_.push_back(prefix.first());
    if (const auto next = prefix.last().next()) starts_.push_back(*next);
  }
  void add_all(const std::vector<Located<Prefix>>& prefixes) {
    for (const auto& prefix : prefixes) add(prefix.value);
  }
  /// What sites, clients and appliances bring, and what tunnels let pass.
  void add_branches(const model::Network& network) {
    for (const model::VpnSite& site : network.vpn_sites) {
      add_all(site.address_space);
      if (site.declared) add_all(*site.declared);
    }
    for (const model::Gateway& gateway : network.gateways) add_all(gateway.vpn.client_pool);
    for (const model::BgpPeer& peer : network.bgp_peers) {
      if (peer.declared) add_all(*peer.declared);
      for (const auto& hop : {peer.address, peer.next_hop}) {
        if (hop) add(Prefix::host(hop->value));
      }
    }
    for (const model::Connection& connection : network.connections) {
      for (const model::TrafficSelector& selector : connection.tunnel.selectors) {
        add_all(selector.local);
        add_all(selector.remote);
      }
    }
  }
  void add_hubs(const model::VirtualWans& wans) {
    for (const model::HubTable& table : wans.tables) {
      for (const auto& route : table.routes) add(route.prefix.value);
    }
    for (const model::HubConnection& connection : wans.connections) {
      for (const model::HubStaticRoute& route : connection.static_routes) {
        add(route.prefix.value);
        add(Prefix::host(route.next_hop.value));
      }
    }
    for (const model::Hub& hub : wans.hubs) add_all(hub.address_space);
  }
  /// A subnet peering makes routes of subnets. [2.15]
  void add_subnets(const model::Network& network, const model::VnetPeering& peering) {
    for (const model::VnetIndex vnet : {peering.local, peering.remote}) {
      for (const model::SubnetIndex subnet : network.vnets[vnet].subnets) {
        add_all(network.subnets[subnet].prefixes);
      }
    }
  }

  std::vector<Address> starts_;
};

}  // namespace

std::vector<PrefixSet> representatives(const model::Network& network) {
  const Boundaries boundaries(network);
  std::vector<PrefixSet> result(network.vnets.size());
  for (std::uint32_t i = 0; i < network.vnets.size(); ++i) {
    if (!network.vnets[model::VnetIndex(i)].in_input) continue;
    std::vector<Address> pieces;
    const PrefixSet destinations = destinations_of(network, model::VnetIndex(i));
    for (const auto& range : destinations.ranges()) boundaries.cut(range, pieces);
    std::vector<PrefixSet::Range> kept;
    for (const Address& piece : pieces) {
      if (!kept.empty() && boundaries.alike(kept.back().first, piece)) continue;
      kept.push_back({piece, piece});
    }
    result[i] = PrefixSet::of_ranges(std::move(kept));
  }
  return result;
}

}  // namespace hairpin::reach
