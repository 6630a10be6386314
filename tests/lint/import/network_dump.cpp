#include "tests/lint/import/network_dump.hpp"

#include <algorithm>
#include <sstream>

#include "base/text.hpp"

namespace hairpin::import {
namespace {

using namespace model;

/// Prints one network; short names, since every line is a sentence of them.
class Dump {
 public:
  explicit Dump(const Estate& estate) : ids_(estate.ids), net_(estate.network) {}

  std::string text() {
    for (const Vnet& vnet : net_.vnets) print(vnet);
    for (const VnetPeering& peering : net_.peerings) print(peering);
    for (const Gateway& gateway : net_.gateways) print(gateway);
    for (const Connection& connection : net_.connections) print(connection);
    for (const Circuit& circuit : net_.circuits) print(circuit);
    for (const GlobalReachConnection& link : net_.global_reach) print(link);
    for (const VpnSite& site : net_.vpn_sites) print(site);
    for (const RouteServer& server : net_.route_servers) print(server);
    for (const BgpPeer& peer : net_.bgp_peers) print(peer);
    for (const RouteTable& table : net_.route_tables) print(table);
    for (const Forwarder& forwarder : net_.forwarders) print(forwarder);
    print_rest();
    return out_.str();
  }

 private:
  std::string name(ResourceId id) const { return id ? std::string(ids_.folded(id)) : "-"; }
  template <class I, class T>
  std::string name(const Table<I, T>& table, I index) const {
    return index ? name(table[index].id) : "-";
  }
  void head(std::string_view kind, const Identity& node) {
    out_ << kind << ' ' << name(node.id) << (node.in_input ? "" : " (mentioned)");
  }
  template <class T>
  void set(std::string_view key, const Setting<T>& setting) {
    out_ << ' ' << key << '=';
    if (!setting.is_set()) {
      out_ << '?';
    } else if constexpr (std::is_enum_v<T>) {
      out_ << static_cast<int>(*setting.value);
    } else {
      out_ << *setting.value;
    }
  }
  void prefixes(std::string_view key, const std::vector<Located<Prefix>>& list) {
    out_ << ' ' << key << '=';
    for (const auto& prefix : list) out_ << prefix.value.to_string() << ',';
  }

  void print(const Vnet& vnet) {
    head("vnet", vnet);
    out_ << " at " << vnet.location << " of " << vnet.tenant;
    prefixes("space", vnet.address_space);
    prefixes("summary", vnet.summarized_gateway_prefixes);
    for (const Tag& tag : vnet.tags) out_ << " #" << tag.key << '=' << tag.value;
    out_ << " peerings=" << vnet.peerings.size() << '\n';
    for (const SubnetIndex index : vnet.subnets) {
      const Subnet& subnet = net_.subnets[index];
      head("  subnet", subnet);
      prefixes("prefixes", subnet.prefixes);
      out_ << " purpose=" << static_cast<int>(subnet.purpose)
           << " table=" << name(net_.route_tables, subnet.route_table)
           << " nsg=" << name(net_.security_groups, subnet.security_group) << '\n';
    }
  }
  void print(const VnetPeering& peering) {
    head("peering", peering);
    out_ << ' ' << name(net_.vnets, peering.local) << " -> " << name(net_.vnets, peering.remote)
         << " reverse=" << name(net_.peerings, peering.reverse);
    set("state", peering.state);
    set("sync", peering.sync);
    set("access", peering.allow_vnet_access);
    set("forwarded", peering.allow_forwarded_traffic);
    set("transit", peering.allow_gateway_transit);
    set("remote-gateways", peering.use_remote_gateways);
    set("complete", peering.complete_vnets);
    prefixes("synced", peering.synced_space);
    prefixes("current", peering.current_space);
    out_ << '\n';
  }
  void print(const Gateway& gateway) {
    head("gateway", gateway);
    out_ << " kind=" << static_cast<int>(gateway.kind) << " in " << name(net_.vnets, gateway.vnet)
         << " sku=" << gateway.sku << " connections=" << gateway.connections.size();
    set("remote", gateway.allow_remote_vnet_traffic);
    set("wan", gateway.allow_virtual_wan_traffic);
    set("admin", gateway.admin_enabled);
    if (gateway.kind == GatewayKind::vpn) print(gateway.vpn);
    out_ << '\n';
  }
  void print(const VpnSettings& vpn) {
    set("vpn-type", vpn.type);
    set("bgp", vpn.enable_bgp);
    set("asn", vpn.asn);
    set("active-active", vpn.active_active);
    prefixes("clients", vpn.client_pool);
    out_ << " unreadable-asn=" << vpn.unreadable_asn << " knows-addresses=" << vpn.knows_addresses;
    for (const auto& address : vpn.addresses) out_ << ' ' << address.value.to_string();
  }
  void print(const TunnelSettings& tunnel) {
    set("policy-based", tunnel.policy_based_selectors);
    for (const TrafficSelector& selector : tunnel.selectors) {
      prefixes("local", selector.local);
      prefixes("remote", selector.remote);
    }
    out_ << " states-selectors=" << tunnel.states_selectors << " nat=" << tunnel.nat_rules.size()
         << " unreadable-nat=" << tunnel.unreadable_nat_rules;
  }
  void print(const VpnSite& site) {
    head("vpn-site", site);
    prefixes("space", site.address_space);
    set("asn", site.asn);
    out_ << " states-space=" << site.states_space << " at "
         << (site.address ? site.address->value.to_string() : "-") << " bgp "
         << (site.bgp_address ? site.bgp_address->to_string() : "-") << '\n';
  }
  void print(const RouteServer& server) {
    head("route-server", server);
    out_ << " in " << name(net_.vnets, server.vnet);
    set("branch-to-branch", server.branch_to_branch);
    set("preference", server.preference);
    out_ << " unreadable=" << server.unreadable_branch_to_branch << " peers=" << server.peers.size()
         << '\n';
  }
  void print(const BgpPeer& peer) {
    head("bgp-peer", peer);
    out_ << " of " << name(net_.route_servers, peer.server) << " at "
         << (peer.address ? peer.address->value.to_string() : "-");
    set("asn", peer.asn);
    out_ << '\n';
  }
  void print(const Connection& connection) {
    head("connection", connection);
    out_ << " kind=" << static_cast<int>(connection.kind) << ' '
         << name(net_.gateways, connection.gateway) << " - "
         << name(net_.circuits, connection.circuit) << " / "
         << name(net_.gateways, connection.peer_gateway) << " / "
         << name(net_.vpn_sites, connection.tunnel.site);
    set("provisioning", connection.provisioning_state);
    set("status", connection.connection_status);
    set("weight", connection.routing_weight);
    set("bypass", connection.gateway_bypass);
    set("bgp", connection.enable_bgp);
    if (connection.kind != ConnectionKind::express_route) print(connection.tunnel);
    out_ << '\n';
  }
  void print(const Circuit& circuit) {
    head("circuit", circuit);
    set("tier", circuit.tier);
    set("state", circuit.circuit_state);
    set("provider", circuit.provider_state);
    set("location", circuit.peering_location);
    set("mbps", circuit.bandwidth_mbps);
    out_ << " port=" << name(circuit.port.value) << " states-peerings=" << circuit.states_peerings
         << " connections=" << circuit.connections.size();
    if (circuit.private_peering) {
      set("private", circuit.private_peering->enabled);
      set("asn", circuit.private_peering->peer_asn);
    }
    for (const Authorization& authorization : circuit.authorizations) {
      out_ << " authorization " << fold_ascii(authorization.name);
      set("in-use", authorization.in_use);
    }
    out_ << '\n';
  }
  void print(const GlobalReachConnection& link) {
    head("global-reach", link);
    out_ << ' ' << name(net_.circuits, link.circuit) << " ~ " << name(net_.circuits, link.peer)
         << " peered=" << link.from_peered_connections;
    set("status", link.status);
    prefixes("prefixes", link.address_prefixes);
    out_ << '\n';
  }
  void print(const RouteTable& table) {
    head("table", table);
    set("no-bgp", table.disable_bgp_propagation);
    out_ << " subnets=" << table.subnets.size() << '\n';
    for (const UserRoute& route : table.routes) {
      head("  route", route);
      out_ << ' ' << route.prefix.value.to_string() << " via "
           << static_cast<int>(route.next_hop_type) << ' '
           << (route.next_hop ? route.next_hop->value.to_string() : "-") << '\n';
    }
  }
  void print(const Forwarder& forwarder) {
    head("forwarder", forwarder);
    out_ << " kind=" << static_cast<int>(forwarder.kind) << ' ' << forwarder.address.to_string()
         << " in " << name(net_.subnets, forwarder.subnet);
    set("forwards", forwarder.ip_forwarding);
    for (const ForwarderIndex backend : forwarder.backends) {
      out_ << " -> " << net_.forwarders[backend].address.to_string();
    }
    out_ << '\n';
  }
  void print_rest() {
    for (const Site& site : net_.sites) {
      out_ << "site of " << name(net_.circuits, site.circuit);
      prefixes("advertises", site.advertises);
      out_ << '\n';
    }
    for (const UnresolvedReference& reference : net_.unresolved) {
      out_ << "unresolved " << name(reference.from) << " -> " << name(reference.to) << " by "
           << reference.property << '\n';
    }
    for (const UnmodelledAttachment& attachment : net_.unmodelled) {
      out_ << "unmodelled " << name(attachment.resource) << ' ' << attachment.what << " at "
           << name(net_.vnets, attachment.vnet) << '\n';
    }
    if (net_.coverage.truncated) out_ << "truncated\n";
  }

  const ResourceIds& ids_;
  const Network& net_;
  std::ostringstream out_;
};

}  // namespace

std::string dump(const Estate& estate) { return Dump(estate).text(); }

std::string list_problems(const Estate& estate) {
  static constexpr std::string_view kinds[] = {"unusable", "bad value", "incomplete", "conflict"};
  std::string text;
  for (const Diagnostic& problem : estate.diagnostics) {
    if (problem.where) {
      const Position position = estate.sources.position(problem.where);
      text += cat({std::to_string(position.line), ":", std::to_string(position.column), ": "});
    }
    text += cat({kinds[static_cast<std::size_t>(problem.kind)], ": ", problem.statement, "\n"});
  }
  return text;
}

}  // namespace hairpin::import
