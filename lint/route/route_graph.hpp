#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "base/prefix_set.hpp"
#include "model/config_fact.hpp"
#include "model/network.hpp"
#include "route/adjacency.hpp"
#include "route/conditions.hpp"
#include "route/possible_joins.hpp"
#include "route/tunnel.hpp"

namespace hairpin::route {

/// Everything that holds routes is a router. The two unknown kinds stand for what the input lacks
/// but implies: the gateway that a VNet uses although no gateway is exported for its hub, and a
/// circuit that such gateways may share. [C27] `any_circuit` and `junction` hold no routes: they
/// are where many meet of whom any two may be adjacent, so that n of them need n sessions and not
/// n².
enum class RouterKind : std::uint8_t {
  vnet,
  gateway,
  circuit,
  site,
  unknown_gateway,
  unknown_circuit,
  any_circuit,   // between the unknown gateways and all circuits [C27]
  junction,      // between circuits that Global Reach may join, as `PossibleJoins` says [C6]
  hub_table,     // a route table of a Virtual WAN hub [7.6]
  hub_firewall,  // what a hub's firewall forwards by: all that is on the hub [7.21]
  hub_gateway,   // the ExpressRoute gateway of a hub [7.26]
  vpn_gateway,
  vpn_site,        // a local network gateway [11.1]
  vpn_clients,     // of the gateway with the same index [11.8]
  route_server,    // [8.1]
  bgp_peer,        // an appliance that talks to a Route Server [8.2]
  connected_group  // holds no routes: where VNets meet that a network manager joins [10.21]
};
using RouterIndex = Index<struct RouterTag>;

struct Router {
  RouterKind kind = RouterKind::vnet;
  /// The index in its table of the network; for a site its circuit, for an unknown gateway its
  /// VNet, for a hub's firewall its hub, for the other stand-ins nothing.
  std::uint32_t element = 0;

  /// An ExpressRoute gateway, or the stand-in for one.
  bool is_gateway() const {
    return kind == RouterKind::gateway || kind == RouterKind::unknown_gateway ||
           kind == RouterKind::hub_gateway;
  }
  bool is_hub() const { return kind == RouterKind::hub_table || kind == RouterKind::hub_firewall; }
  bool is_circuit() const {
    return kind == RouterKind::circuit || kind == RouterKind::unknown_circuit;
  }

  model::VnetIndex vnet() const { return model::VnetIndex(element); }
  model::GatewayIndex gateway() const { return model::GatewayIndex(element); }
  model::CircuitIndex circuit() const { return model::CircuitIndex(element); }
  model::VpnSiteIndex vpn_site() const { return model::VpnSiteIndex(element); }
  model::RouteServerIndex route_server() const { return model::RouteServerIndex(element); }
  model::BgpPeerIndex bgp_peer() const { return model::BgpPeerIndex(element); }
  model::HubTableIndex hub_table() const { return model::HubTableIndex(element); }
  model::HubIndex hub() const { return model::HubIndex(element); }
  model::HubGatewayIndex hub_gateway() const { return model::HubGatewayIndex(element); }
  auto operator<=>(const Router&) const = default;
};

/// What kind of adjacency a session is; propagation and the search for guards both go by it.
enum class SessionKind : std::uint8_t {
  vnet_peering,        // VNet to VNet: its own address space, never passed on [2.6]
  vnet_to_gateway,     // a VNet, or a spoke with gateway transit, to the gateway [4.4]
  gateway_to_vnet,     // what the gateway learned, to its VNet and its spokes [2.11]
  gateway_to_circuit,  // an ExpressRoute connection, outbound [4.4]
  circuit_to_gateway,  // the same connection inbound, through the toggles [4.8-4.10]
  global_reach,        // between two circuits, or a circuit and the junction [6.25]
  customer_router,     // between two circuits, by an on-premises router [6.33]
  site_to_circuit,     // what on-premises advertises [4.8]
  tunnel,              // VPN gateway to VPN gateway [11.4, 11.5]
  site_to_gateway,     // a site's static and BGP routes, to the VPN gateway [11.1]
  clients_to_gateway,  // the address pool of point-to-site clients [11.8]
  peer_to_server,      // what an appliance injects by way of a Route Server [8.4]
  gateway_to_server,   // branch-to-branch, what a gateway learned [8.6]
  server_to_gateway,   // branch-to-branch, what the others learned or injected
  vnet_to_hub,         // a hub connection's prefixes, to each table they propagate to [7.8]
  hub_to_vnet,         // the table that a hub connection is associated with, to its VNet [7.6]
  hub_static,          // a hub's own routes: towards a VNet connection, or its firewall [7.11]
  hub_to_gateway,      // what a hub's ExpressRoute gateway announces [7.26]
  gateway_to_hub,      // what it learned, to each table its connection propagates to [7.30]
  vnet_to_group,       // a member of a connected group, its own address space [10.21]
  group_to_vnet,       // what the other members announced to the group
};

using SessionIndex = Index<struct SessionTag>;

/// A directed adjacency on which `from` advertises to `to`. A session that configuration blocks is
/// in the graph all the same: closed, with the guards that close it.
struct Session {
  SessionKind kind = SessionKind::vnet_peering;
  SessionState state = SessionState::open;
  RouterIndex from, to;
  /// closed: each of these, as it is, keeps the session closed.
  std::vector<model::ConfigFact> guards;
  /// open or unknown: what makes the session, most decisive first.
  std::vector<model::ConfigFact> because;
  /// unknown: what the input does not hold; `certain` otherwise.
  ConditionSet conditions;
  /// The object behind the session, where there is one. For a spoke and its hub's gateway, the
  /// peering whose gateway transit it is.
  model::ConnectionIndex connection;
  model::PeeringIndex peering;
  /// circuit_to_gateway: what the gateway's toggle does to prefixes that other VNets' gateways
  /// announced, whereas `state` is the connection's own. [4.9, 4.10]
  SessionState remote_vnets = SessionState::open;
  std::vector<model::ConfigFact> toggle;  // the toggle as it is, for both outcomes
  ConditionSet toggle_conditions;
  /// The same for prefixes that Virtual WAN hubs announced; closed only in name. [4.10, 4.15]
  SessionState virtual_wan = SessionState::open;
  std::vector<model::ConfigFact> wan_toggle;
  TunnelIndex tunnel;  // tunnel, site_to_gateway: what it stands on
  /// Of a hub: the connection that the session belongs to, and for its own routes the next hop
  /// and the prefixes.
  model::HubConnectionIndex hub_connection;
  const model::HubNextHop* hub_hop = nullptr;
  std::vector<Prefix> hub_prefixes;
};

/// A circuit that a gateway is connected to, or may be, with the sessions on which it announces.
struct Attachment {
  RouterIndex circuit;
  std::vector<SessionIndex> sessions;
};

/// The routers of a network and the sessions between them. Built once; cost linear in the
/// resources. The Boost.Graph form for searches is made in guards.cpp from these tables.
class RouteGraph {
 public:
  const Router& operator[](RouterIndex router) const { return routers_[router]; }
  const Session& operator[](SessionIndex session) const { return sessions_[session]; }
  RouterIndex router(model::VnetIndex vnet) const { return vnets_[vnet.value]; }
  /// An ExpressRoute or a VPN gateway; none for what is neither.
  RouterIndex router(model::GatewayIndex gateway) const { return gateways_[gateway.value]; }
  RouterIndex router(model::CircuitIndex circuit) const { return circuits_[circuit.value]; }
  RouterIndex router(model::HubTableIndex table) const { return hub_tables_[table.value]; }
  RouterIndex router(model::HubGatewayIndex gateway) const { return hub_gateways_[gateway.value]; }
  /// None for a hub to whose firewall no route leads.
  RouterIndex firewall(model::HubIndex hub) const { return hub_firewalls_[hub.value]; }
  /// The hub that a table, a firewall or a hub gateway belongs to; none for other routers.
  model::HubIndex hub(RouterIndex router, const model::Network& network) const;
  /// None for a circuit whose on-premises side is not declared.
  RouterIndex site(model::CircuitIndex circuit) const { return sites_[circuit.value]; }
  RouterIndex router(model::VpnSiteIndex site) const { return vpn_sites_[site.value]; }
  /// None for a Route Server whose VNet is not known.
  RouterIndex router(model::RouteServerIndex server) const { return route_servers_[server.value]; }
  /// The router of the gateway's point-to-site clients; none if it has none.
  RouterIndex clients(model::GatewayIndex gateway) const { return clients_[gateway.value]; }
  const Tunnel& tunnel(const Session& session) const { return tunnels_[session.tunnel]; }
  std::span<const SessionIndex> out(RouterIndex router) const { return out_[router.value]; }
  std::span<const SessionIndex> in(RouterIndex router) const { return in_[router.value]; }
  /// All circuits of the network, and the unknown one if there is one.
  std::span<const RouterIndex> circuits() const { return all_circuits_; }
  /// None if all gateways are known.
  RouterIndex any_circuit() const { return any_circuit_; }
  /// Where circuits meet of which `possible_joins` says which pairs; none if there are none.
  RouterIndex junction() const { return junction_; }
  const PossibleJoins& possible_joins() const { return possible_joins_; }
  /// The circuits of a gateway, all of them for an unknown one; closed connections are left out.
  std::vector<Attachment> attachments(RouterIndex gateway) const;
  /// The session from a circuit to `any_circuit` or the junction, or the other way; none for
  /// others.
  SessionIndex meeting(RouterIndex from, RouterIndex to) const;

  /// The addresses that several VNets in the connected group have. [10.25]
  struct Conflicts {
    PrefixSet surely;
    PrefixSet perhaps;  // ... or may have: it is not known whether they are in the group
  };
  const Conflicts& conflicts(RouterIndex group) const {
    return conflicts_[routers_[group].element];
  }
  /// The VNet that a gateway, known or not, or a Route Server stands in; none if the input does not
  /// say, or if it stands in a hub of a Virtual WAN.
  model::VnetIndex home(RouterIndex gateway, const model::Network& network) const;
  /// The Route Server in a VNet; none if there is none.
  RouterIndex server_in(model::VnetIndex vnet) const { return server_in_[vnet.value]; }
  /// The peering session on which `to` hears of `from`; none if the two are not peered. Where
  /// several objects tell of one peering, the one that is in force.
  SessionIndex peering(model::VnetIndex from, model::VnetIndex to) const;
  const Table<RouterIndex, Router>& routers() const { return routers_; }
  const Table<SessionIndex, Session>& sessions() const { return sessions_; }

 private:
  friend class RouteGraphBuilder;
  friend class BranchSessions;
  friend class HubGraphBuilder;
  RouterIndex add_router(RouterKind kind, std::uint32_t element);
  SessionIndex add_session(Session session);

  Table<RouterIndex, Router> routers_;
  Table<SessionIndex, Session> sessions_;
  Table<TunnelIndex, Tunnel> tunnels_;
  std::vector<RouterIndex> vnets_, gateways_, circuits_, sites_;
  std::vector<RouterIndex> all_circuits_;
  RouterIndex any_circuit_, junction_;
  PossibleJoins possible_joins_;
  std::map<std::pair<RouterIndex, RouterIndex>, SessionIndex> meetings_;
  std::vector<RouterIndex> vpn_sites_, route_servers_;  // by element
  std::vector<RouterIndex> clients_;                    // by gateway
  std::vector<RouterIndex> server_in_;                  // by VNet
  std::vector<RouterIndex> hub_tables_, hub_firewalls_, hub_gateways_;
  std::vector<Conflicts> conflicts_;  // by connected group
  std::vector<std::vector<SessionIndex>> out_, in_;
};

/// Reads the network into routers and sessions.
RouteGraph build_route_graph(const model::Network& network, const ResourceIds& ids,
                             Conditions& conditions);

}  // namespace hairpin::route
