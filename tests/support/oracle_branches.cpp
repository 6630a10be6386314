#include "tests/support/oracle_branches.hpp"

#include <algorithm>

#include "tests/support/oracle_circuits.hpp"

namespace hairpin::oracle {
namespace {

using What = Unknown::What;

Needs operator+(const Needs& a, const Needs& b) {
  Needs both = a;
  both.insert(both.end(), b.begin(), b.end());
  return both;
}

bool is_tunnel(const Connection& connection) {
  return connection.kind == ConnectionKind::ipsec ||
         connection.kind == ConnectionKind::vnet_to_vnet;
}

bool holds(const std::vector<Located<Prefix>>& prefixes, const Address& address) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&](const auto& prefix) { return prefix.value.contains(address); });
}

}  // namespace

Branches::Branches(const Network& network, const Vnets& vnets, const Circuits* circuits)
    : network_(network), vnets_(vnets), circuits_(circuits) {
  find_tunnels();
  for (std::size_t i = 0; i < network.gateways.size(); ++i) {
    const GatewayIndex gateway(i);
    const bool vpn = network.gateways[gateway].kind == GatewayKind::vpn;
    routes_.push_back(vpn ? learn(gateway, {}) : std::vector<BranchRoute>());
  }
}

// Tunnels -----------------------------------------------------------------

/// Up unless it says otherwise. [5.6]
Needs Branches::state_of(ConnectionIndex index) const {
  const Connection& connection = network_.connections[index];
  const auto& provisioned = connection.provisioning_state;
  const auto& status = connection.connection_status;
  const bool failed = provisioned.is_set() && *provisioned.value != "Succeeded";
  const bool down = status.is_set() && *status.value == "NotConnected";
  Needs needs;
  if (failed || down) needs.push_back({What::connection_state, index.value});
  if (network_.gateways[connection.gateway].admin_enabled.is(false)) {
    needs.push_back({What::gateway_state, connection.gateway.value});  // [4.18]
  }
  if (connection.tunnel.translates()) needs.push_back({What::nat, index.value});  // [5.11]
  return needs;
}

void Branches::find_tunnels() {
  for (const Connection& connection : network_.connections) {
    const ConnectionIndex index = network_.connections.index_of(connection);
    if (!is_tunnel(connection) || !connection.gateway) continue;
    if (network_.gateways[connection.gateway].kind != GatewayKind::vpn) continue;
    if (connection.kind == ConnectionKind::ipsec) {
      if (connection.tunnel.site) add_site_tunnels(index);
      continue;
    }
    for (const Connection& other : network_.connections) {  // both must be there [11.4]
      if (other.kind == ConnectionKind::vnet_to_vnet && other.gateway == connection.peer_gateway &&
          other.peer_gateway == connection.gateway) {
        add_pair(index, connection.peer_gateway, network_.connections.index_of(other), {});
        break;
      }
    }
  }
}

bool Branches::is_at(const Address& address, GatewayIndex gateway) const {
  const auto& own = network_.gateways[gateway].vpn.addresses;
  return std::any_of(own.begin(), own.end(), [&](const auto& one) { return one.value == address; });
}

/// The connection of `far` that leads to `near`, and whether that is sure. [11.5]
ConnectionIndex Branches::answer(GatewayIndex far, GatewayIndex near, bool& sure) const {
  ConnectionIndex possible;
  for (const Connection& other : network_.connections) {
    if (other.kind != ConnectionKind::ipsec || other.gateway != far || !other.tunnel.site) continue;
    const VpnSite& site = network_.vpn_sites[other.tunnel.site];
    if (site.address && is_at(site.address->value, near)) {
      sure = true;
      return network_.connections.index_of(other);
    }
    bool taken = false;
    for (std::size_t i = 0; site.address && i < network_.gateways.size(); ++i) {
      taken = taken || is_at(site.address->value, GatewayIndex(i));
    }
    const bool open = !site.address || !network_.gateways[near].vpn.knows_addresses;
    if (!taken && open) possible = network_.connections.index_of(other);
  }
  sure = false;
  return possible;
}

void Branches::add_site_tunnels(ConnectionIndex index) {
  const Connection& connection = network_.connections[index];
  const VpnSite& site = network_.vpn_sites[connection.tunnel.site];
  bool known = false;
  for (const Gateway& gateway : network_.gateways) {
    const GatewayIndex far = network_.gateways.index_of(gateway);
    if (far == connection.gateway || gateway.kind != GatewayKind::vpn) continue;
    const bool is = site.address && is_at(site.address->value, far);
    known = known || is;
    bool sure = false;
    const ConnectionIndex back = answer(far, connection.gateway, sure);
    const Needs answers = {{What::site_is_gateway, connection.tunnel.site.value, far.value}};
    if (is && back) add_pair(index, far, back, sure ? Needs{} : answers);
    if (is) break;
  }
  if (known) return;
  for (const Gateway& gateway : network_.gateways) {
    const GatewayIndex far = network_.gateways.index_of(gateway);
    if (far == connection.gateway || gateway.kind != GatewayKind::vpn) continue;
    if (site.address && gateway.vpn.knows_addresses) continue;
    bool sure = false;
    const ConnectionIndex back = answer(far, connection.gateway, sure);
    const Needs may_be = {{What::site_is_gateway, connection.tunnel.site.value, far.value}};
    if (back) add_pair(index, far, back, may_be);
  }
  Tunnel tunnel;
  tunnel.near = connection.gateway;
  tunnel.site = connection.tunnel.site;
  tunnel.out = index;
  tunnel.open = state_of(index);
  tunnel.fixed = Needs{};
  tunnel.bgp = bgp(index, {}, {});
  tunnels_.push_back(tunnel);
}

void Branches::add_pair(ConnectionIndex out, GatewayIndex far, ConnectionIndex back,
                        const Needs& identity) {
  const Connection& connection = network_.connections[out];
  Tunnel tunnel;
  tunnel.near = connection.gateway;
  tunnel.far = far;
  tunnel.site = connection.tunnel.site;
  tunnel.out = out;
  tunnel.back = back;
  tunnel.open = identity + state_of(out) + state_of(back);
  tunnel.bgp = bgp(out, back, far);
  if (tunnel.site) {
    tunnel.fixed = Needs{};
  } else if (!connection.enable_bgp.is_set()) {
    tunnel.fixed = Needs{{What::speaks_bgp, out.value, 1}};
  } else if (connection.enable_bgp.is(false)) {
    tunnel.fixed = Needs{};  // [11.4]; with BGP asked for there is no fallback [C23]
  }
  const bool nat = connection.tunnel.translates() || network_.connections[back].tunnel.translates();
  if (nat && !tunnel.bgp) tunnel.bgp = Needs{};
  tunnels_.push_back(tunnel);
}

std::int64_t Branches::asn(GatewayIndex gateway) const {
  return network_.gateways[gateway].vpn.asn.value_or(65515);
}

std::optional<Needs> Branches::bgp(ConnectionIndex out, ConnectionIndex back,
                                   GatewayIndex far) const {
  Needs needs;
  bool possible = true;
  const auto require = [&](const Setting<bool>& setting, const Unknown& question) {
    possible = possible && !setting.is(false);
    if (!setting.is_set()) needs.push_back(question);
  };
  const GatewayIndex near = network_.connections[out].gateway;
  require(network_.connections[out].enable_bgp, {What::speaks_bgp, out.value, 2});
  if (back) require(network_.connections[back].enable_bgp, {What::speaks_bgp, back.value, 2});
  for (const GatewayIndex gateway : {near, far}) {
    if (!gateway) continue;
    const VpnSettings& vpn = network_.gateways[gateway].vpn;
    require(vpn.enable_bgp, {What::speaks_bgp, ~std::uint64_t{0}, gateway.value});
    possible = possible && !vpn.type.is(VpnType::policy_based);  // [4.3]
  }
  if (far && network_.gateways[far].vpn.unreadable_asn) {
    needs.push_back({What::speaks_bgp, far.value, 3});
  } else if (far && !network_.gateways[near].vpn.unreadable_asn && asn(near) == asn(far)) {
    possible = false;  // [11.10]
  }
  return possible ? std::optional(needs) : std::nullopt;
}

// Routes ------------------------------------------------------------------

bool Branches::is_own(GatewayIndex gateway, const Prefix& prefix) const {
  const VnetIndex vnet = network_.gateways[gateway].vnet;
  if (!vnet) return false;
  const auto& space = network_.vnets[vnet].address_space;
  return std::any_of(space.begin(), space.end(),
                     [&](const auto& own) { return own.value == prefix; });
}

void Branches::add(const Tunnel& tunnel, BranchRoute route, std::vector<BranchRoute>& into) const {
  if (is_own(tunnel.near, route.prefix)) return;  // [4.19]
  route.far = tunnel.far;
  route.site = tunnel.far ? VpnSiteIndex() : tunnel.site;
  route.out = tunnel.out;
  route.back = tunnel.back;
  route.circuit = CircuitIndex();
  route.peer = BgpPeerIndex();
  route.needs = route.needs + tunnel.open;
  into.push_back(std::move(route));
}

void Branches::learn_from(const Tunnel& tunnel, const std::vector<GatewayIndex>& visited,
                          std::vector<BranchRoute>& into) const {
  const std::uint64_t site_owner = (std::uint64_t{1} << 40) + tunnel.site.value;
  if (tunnel.fixed) {
    BranchRoute route;
    route.needs = *tunnel.fixed;
    route.owner = tunnel.far ? tunnel.far.value : site_owner;
    if (tunnel.far) route.path = {tunnel.far};
    std::vector<Prefix> prefixes;
    if (tunnel.site) {
      const VpnSite& site = network_.vpn_sites[tunnel.site];
      for (const auto& prefix : site.address_space) {
        if (site.bgp_address && prefix.value == Prefix::host(*site.bgp_address))
          continue;  // [11.1]
        prefixes.push_back(prefix.value);
      }
    } else if (const VnetIndex vnet = network_.gateways[tunnel.far].vnet) {
      for (const auto& prefix : network_.vnets[vnet].address_space)
        prefixes.push_back(prefix.value);
    }
    for (const Prefix& prefix : prefixes) {
      route.prefix = prefix;
      add(tunnel, route, into);
    }
  }
  if (!tunnel.bgp) return;
  if (!tunnel.far) {
    const auto& declared = network_.vpn_sites[tunnel.site].declared;
    for (std::size_t i = 0; declared && i < declared->size(); ++i) {
      BranchRoute route;
      route.kind = BranchRoute::Kind::bgp;
      route.prefix = (*declared)[i].value;
      route.hops = 1;
      route.owner = site_owner;
      route.needs = *tunnel.bgp;
      add(tunnel, route, into);
    }
    return;
  }
  // Its VNets [11.2] and all it knows itself, unless that is a default route, or meets its own
  // space, or went through here before. [11.2, 11.3, 11.10]
  for (const Conditional& one : announced_by(network_, vnets_, tunnel.far)) {
    BranchRoute route;
    route.kind = BranchRoute::Kind::bgp;
    route.prefix = one.prefix;
    route.hops = 1;
    route.owner = tunnel.far.value;
    route.needs = one.needs + *tunnel.bgp;
    route.path = {tunnel.far};
    add(tunnel, route, into);
  }
  const VnetIndex home = network_.gateways[tunnel.far].vnet;
  // What static prefixes stand for behind NAT nobody can say. [5.11]
  const bool translated = network_.connections[tunnel.out].tunnel.translates() ||
                          network_.connections[tunnel.back].tunnel.translates();
  for (BranchRoute route : learn(tunnel.far, visited)) {
    if (route.prefix.length() == 0) continue;
    const auto& space = network_.vnets[home].address_space;
    const bool meets = std::any_of(space.begin(), space.end(), [&](const auto& own) {
      return own.value.overlaps(route.prefix);
    });
    const bool loops = std::any_of(route.path.begin(), route.path.end(), [&](GatewayIndex passed) {
      return passed == tunnel.near || (!translated && asn(passed) == asn(tunnel.near));
    });
    const bool equal = !translated && asn(tunnel.far) == asn(tunnel.near);
    if (meets || loops || equal) continue;
    route.kind = BranchRoute::Kind::bgp;
    route.hops += 1;
    route.needs = route.needs + *tunnel.bgp;
    route.path.push_back(tunnel.far);
    add(tunnel, std::move(route), into);
  }
}

std::vector<BranchRoute> Branches::learn(GatewayIndex gateway,
                                         std::vector<GatewayIndex> visited) const {
  std::vector<BranchRoute> found;
  if (!network_.gateways[gateway].vnet) return found;
  visited.push_back(gateway);
  for (const Tunnel& tunnel : tunnels_) {
    if (tunnel.near != gateway) continue;
    if (std::find(visited.begin(), visited.end(), tunnel.far) != visited.end()) continue;
    learn_from(tunnel, visited, found);
  }
  const std::optional<Needs> told = exchange(gateway);
  if (!told) return found;
  for (BranchRoute route : injected(network_.gateways[gateway].vnet)) {
    route.needs = route.needs + *told;
    found.push_back(std::move(route));
  }
  for (std::size_t i = 0; circuits_ != nullptr && i < network_.gateways.size(); ++i) {
    const GatewayIndex other(i);
    const Gateway& express_route = network_.gateways[other];
    if (express_route.kind != GatewayKind::express_route ||
        express_route.vnet != network_.gateways[gateway].vnet) {
      continue;
    }
    const std::optional<Needs> tells = exchange(other);
    if (!tells) continue;
    for (const LearnedRoute& learned : circuits_->learned(other)) {
      BranchRoute route;
      route.kind = BranchRoute::Kind::circuit;
      route.prefix = learned.prefix;
      route.circuit = learned.circuit;
      route.arrived = learned.rank;
      route.needs = learned.needs + *told + *tells;
      found.push_back(std::move(route));
    }
  }
  return found;
}

// Route Servers -----------------------------------------------------------

const RouteServer* Branches::server_in(VnetIndex vnet) const {
  for (const RouteServer& server : network_.route_servers) {
    if (vnet && server.vnet == vnet) return &server;
  }
  return nullptr;
}

std::optional<Needs> Branches::exchange(GatewayIndex index) const {
  const Gateway& gateway = network_.gateways[index];
  const RouteServer* const server = server_in(gateway.vnet);
  if (server == nullptr) return std::nullopt;
  Needs needs;
  const std::uint64_t which = network_.route_servers.index_of(*server).value;
  if (server->unreadable_branch_to_branch) {
    needs.push_back({What::branch_to_branch, which});
  } else if (!server->branch_to_branch.is(true)) {
    return std::nullopt;
  }
  if (gateway.kind == GatewayKind::vpn) {
    if (gateway.vpn.active_active.is(false)) return std::nullopt;
    if (!gateway.vpn.active_active.is_set()) {
      needs.push_back({What::branch_to_branch, which, index.value + 1});
    }
  }
  if (gateway.admin_enabled.is(false)) needs.push_back({What::gateway_state, index.value});
  return needs;
}

std::vector<BranchRoute> Branches::injected(VnetIndex vnet) const {
  std::vector<BranchRoute> found;
  const RouteServer* const server = server_in(vnet);
  if (server == nullptr) return found;
  for (const BgpPeerIndex index : server->peers) {
    const BgpPeer& peer = network_.bgp_peers[index];
    BranchRoute route;
    route.kind = BranchRoute::Kind::injected;
    route.owner = (std::uint64_t{1} << 41) + index.value;
    route.peer = index;
    if (peer.declared) {
      for (const auto& prefix : *peer.declared) {
        route.prefix = prefix.value;
        found.push_back(route);
      }
      continue;
    }
    route.needs = {{What::default_route, index.value}};  // [C24]
    for (const Family family : {Family::ipv4, Family::ipv6}) {
      route.prefix = Prefix::everything(family);
      found.push_back(route);
    }
  }
  return found;
}

std::vector<BranchRoute> Branches::told(GatewayIndex express_route) const {
  std::vector<BranchRoute> found;
  const std::optional<Needs> listens = exchange(express_route);
  const VnetIndex vnet = network_.gateways[express_route].vnet;
  if (!listens) return found;
  for (BranchRoute route : injected(vnet)) {
    route.needs = route.needs + *listens;
    found.push_back(std::move(route));
  }
  for (const Gateway& gateway : network_.gateways) {
    if (gateway.vnet != vnet || gateway.kind != GatewayKind::vpn) continue;
    const GatewayIndex index = network_.gateways.index_of(gateway);
    const std::optional<Needs> tells = exchange(index);
    if (!tells) continue;
    for (BranchRoute route : routes(index)) {
      const bool outside = route.far || route.site;
      if (!outside || is_own(express_route, route.prefix)) continue;
      route.needs = route.needs + *tells + *listens;
      found.push_back(std::move(route));
    }
  }
  return found;
}

bool Branches::lets_pass(ConnectionIndex out, ConnectionIndex back, const Address& source,
                         const Address& destination, Needs& needs) const {
  const auto passes = [&](ConnectionIndex index, const Address& near, const Address& far) {
    if (!index) return true;
    const TunnelSettings& tunnel = network_.connections[index].tunnel;
    if (!tunnel.states_selectors) {
      needs.push_back({What::selector, index.value});
      return true;
    }
    if (tunnel.selectors.empty()) {
      if (tunnel.policy_based_selectors.is(true)) needs.push_back({What::selector, index.value});
      return true;
    }
    return std::any_of(tunnel.selectors.begin(), tunnel.selectors.end(), [&](const auto& selector) {
      return holds(selector.local, near) && holds(selector.remote, far);
    });
  };
  return passes(out, source, destination) && passes(back, destination, source);
}

}  // namespace hairpin::oracle
