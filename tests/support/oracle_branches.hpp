#pragma once

#include <optional>
#include <vector>

#include "model/network.hpp"
#include "tests/support/oracle_vnets.hpp"

namespace hairpin::oracle {

class Circuits;

/// A route that leads out of a VPN gateway, or to an appliance beside a Route Server.
struct BranchRoute {
  enum class Kind : std::uint8_t { fixed, bgp, injected, circuit } kind = Kind::fixed;
  Prefix prefix;
  int hops = 0;             // tunnels that it was announced through
  std::uint64_t owner = 0;  // who brought it: of equal ones from several, one is taken [C10]
  Needs needs;
  // Where packets go by it: one of these.
  GatewayIndex far;           // through a tunnel
  VpnSiteIndex site;          // to a site
  BgpPeerIndex peer;          // to an appliance
  CircuitIndex circuit;       // to an MSEE, as a Route Server tells
  int arrived = 0;            // at the circuit: the lesser one is preferred
  ConnectionIndex out, back;  // the tunnel's ends, nearest first
  std::vector<GatewayIndex> path;
};

/// VPN gateways, tunnels and Route Servers, from the facts. [8.4-8.14, 11.1-11.5]
class Branches {
 public:
  /// `circuits` may be null: then no Route Server has anything from an ExpressRoute gateway.
  Branches(const Network& network, const Vnets& vnets, const Circuits* circuits);

  /// What a VPN gateway has from its tunnels, and from a Route Server beside it.
  const std::vector<BranchRoute>& routes(GatewayIndex gateway) const {
    return routes_[gateway.value];
  }
  /// What appliances inject by the Route Server of a VNet.
  std::vector<BranchRoute> injected(VnetIndex vnet) const;
  /// What a Route Server tells the ExpressRoute gateway beside it. [8.6]
  std::vector<BranchRoute> told(GatewayIndex express_route) const;
  /// Whether a Route Server beside the gateway exchanges with it; none: it does not. [8.6, 8.7]
  std::optional<Needs> exchange(GatewayIndex gateway) const;
  const RouteServer* server_in(VnetIndex vnet) const;
  /// Whether the connections let a packet through, the first one outward. [5.10]
  bool lets_pass(ConnectionIndex out, ConnectionIndex back, const Address& source,
                 const Address& destination, Needs& needs) const;

 private:
  struct Tunnel {
    GatewayIndex near, far;
    VpnSiteIndex site;
    ConnectionIndex out, back;
    Needs open;
    std::optional<Needs> fixed, bgp;  // none: no routes that way
  };
  void find_tunnels();
  void add_site_tunnels(ConnectionIndex index);
  void add_pair(ConnectionIndex out, GatewayIndex far, ConnectionIndex back, const Needs& identity);
  std::optional<Needs> bgp(ConnectionIndex out, ConnectionIndex back, GatewayIndex far) const;
  Needs state_of(ConnectionIndex connection) const;
  ConnectionIndex answer(GatewayIndex far, GatewayIndex near, bool& sure) const;
  bool is_at(const Address& address, GatewayIndex gateway) const;
  std::vector<BranchRoute> learn(GatewayIndex gateway, std::vector<GatewayIndex> visited) const;
  void learn_from(const Tunnel& tunnel, const std::vector<GatewayIndex>& visited,
                  std::vector<BranchRoute>& into) const;
  void add(const Tunnel& tunnel, BranchRoute route, std::vector<BranchRoute>& into) const;
  bool is_own(GatewayIndex gateway, const Prefix& prefix) const;
  std::int64_t asn(GatewayIndex gateway) const;

  const Network& network_;
  const Vnets& vnets_;
  const Circuits* circuits_;
  std::vector<Tunnel> tunnels_;
  std::vector<std::vector<BranchRoute>> routes_;
};

}  // namespace hairpin::oracle
