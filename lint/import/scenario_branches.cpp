#include "import/scenario_branches.hpp"

#include <array>
#include <utility>

#include "import/scenario_statements.hpp"

namespace hairpin::import {
namespace {

using Cursor = StatementCursor;

// As Azure spells them.
constexpr std::array<std::string_view, 4> states = {"Connected", "Connecting", "NotConnected",
                                                    "Unknown"};
constexpr std::array<std::string_view, 3> provisioning_states = {"Succeeded", "Updating", "Failed"};
constexpr std::array<std::string_view, 3> preferences = {"ExpressRoute", "VpnGateway", "ASPath"};
constexpr std::int64_t azure_asn = 65515;
constexpr std::int64_t greatest_asn = 4294967295;

Value asn_of(Cursor& line) {
  const auto asn = line.number("an AS number", 1, greatest_asn);
  return Value::integer(asn.value, asn.where);
}

/// `bgp ASN`: it is on, with that number.
void gateway_bgp(Cursor& line, BranchSketch::VpnGateway& vpn) {
  const SourceSpan clause = line.clause();
  if (line.accept("not stated")) {
    vpn.enable_bgp = vpn.asn = Value();
    return;
  }
  vpn.enable_bgp = Value::boolean(true, clause);
  vpn.asn = asn_of(line);
}

bool tunnel_clause(Cursor& line, BranchSketch::Tunnel& tunnel) {
  if (line.accept("bgp")) {
    const SourceSpan clause = line.clause();
    tunnel.enable_bgp = line.accept("not stated") ? Value() : Value::boolean(true, clause);
  } else if (line.accept("selects")) {
    tunnel.local = line.prefixes();
    line.expect("to");
    tunnel.remote = line.prefixes();
  } else if (line.accept("policy-based")) {
    tunnel.policy_based = Value::boolean(true, line.clause());
  } else if (line.accept("nat")) {
    tunnel.nat_rule = line.name("the name of a NAT rule");
  } else if (line.accept("status")) {
    tunnel.status = read_setting(line, states);
  } else if (line.accept("provisioning")) {
    tunnel.provisioning = read_setting(line, provisioning_states);
  } else {
    return false;
  }
  return true;
}

}  // namespace

void read_vpn_gateway(Cursor& line, Sketch& sketch) {
  Sketch::Gateway gateway;
  BranchSketch::VpnGateway vpn;
  gateway.vpn = true;
  gateway.name = vpn.name = line.name(a_gateway);
  const SourceSpan name = gateway.name.where;
  vpn.type = Value::string("RouteBased", name);
  vpn.enable_bgp = Value::boolean(false, name);
  vpn.asn = Value::integer(azure_asn, name);
  vpn.active_active = Value::boolean(false, name);
  if (line.accept("in")) gateway.vnet = line.name(a_vnet);
  while (!line.at_end()) {
    if (line.accept("bgp")) {
      gateway_bgp(line, vpn);
    } else if (line.accept("active-active")) {
      const SourceSpan clause = line.clause();
      vpn.active_active = line.accept("not stated") ? Value() : Value::boolean(true, clause);
    } else if (line.accept("policy-based")) {
      vpn.type = Value::string("PolicyBased", line.clause());
    } else if (line.accept("at")) {
      vpn.addresses.push_back(line.address());
    } else if (line.accept("clients")) {
      vpn.clients = line.prefixes();
    } else if (line.accept("only mentioned")) {
      gateway.only_mentioned = true;
    } else {
      line.fail();
    }
  }
  if (gateway.vnet.empty() && !gateway.only_mentioned) {
    line.fail(name, "it is not said which VNet this gateway is in",
              "write 'vpn-gateway NAME in VNET', or add 'only mentioned'");
  }
  if (line.failed()) return;
  sketch.gateways.push_back(gateway);
  sketch.branches.vpn_gateways.push_back(std::move(vpn));
}

void read_vpn_site(Cursor& line, Sketch& sketch) {
  BranchSketch::Site site;
  site.name = line.name("the name of a VPN site");
  while (!line.at_end()) {
    if (line.accept("serves")) {
      site.space = line.prefixes();
    } else if (line.accept("at")) {
      site.address = line.address();
    } else if (line.accept("only mentioned")) {
      site.only_mentioned = true;
    } else {
      line.fail();
    }
  }
  if (!line.failed()) sketch.branches.sites.push_back(std::move(site));
}

void read_tunnel(Cursor& line, Sketch& sketch) {
  BranchSketch::Tunnel tunnel;
  tunnel.where = line.statement();
  tunnel.gateway = line.name(a_gateway);
  const bool both = line.accept("<->");
  if (!both) line.expect("to");
  tunnel.far = line.name("the name of a VPN site or of a gateway");
  tunnel.enable_bgp = Value::boolean(false, tunnel.where);
  tunnel.provisioning = Value::string("Succeeded", tunnel.where);
  while (!line.at_end()) {
    if (!tunnel_clause(line, tunnel)) line.fail();
  }
  if (line.failed()) return;
  sketch.branches.tunnels.push_back(tunnel);
  if (!both) return;
  std::swap(tunnel.gateway, tunnel.far);
  std::swap(tunnel.local, tunnel.remote);
  sketch.branches.tunnels.push_back(std::move(tunnel));
}

void read_route_server(Cursor& line, Sketch& sketch) {
  BranchSketch::RouteServer server;
  server.name = line.name("the name of a Route Server");
  server.branch_to_branch = Value::boolean(false, server.name.where);
  if (line.accept("in")) server.vnet = line.name(a_vnet);
  while (!line.at_end()) {
    if (line.accept("branch-to-branch")) {
      const SourceSpan clause = line.clause();
      if (line.accept("not stated")) {
        server.branch_to_branch = Value();
      } else if (line.accept("unreadable")) {  // an export that spoiled the value
        server.branch_to_branch = Value::string("unreadable", line.clause());
      } else {
        server.branch_to_branch = Value::boolean(true, clause);
      }
    } else if (line.accept("prefers")) {
      server.preference = read_setting(line, preferences);
    } else {
      line.fail();
    }
  }
  if (!line.failed()) sketch.branches.route_servers.push_back(server);
}

void read_bgp_peer(Cursor& line, Sketch& sketch) {
  BranchSketch::Peer peer;
  peer.name = line.name("the name of a BGP peer");
  line.expect("of");
  peer.server = line.name("the name of a Route Server");
  while (!line.at_end()) {
    if (line.accept("at")) {
      peer.address = line.address();
    } else if (line.accept("asn")) {
      peer.asn = asn_of(line);
    } else if (line.accept("announces nothing")) {
      peer.declared = true;
    } else if (line.accept("announces")) {
      peer.declared = true;
      peer.announces = line.prefixes();
    } else if (line.accept("next-hop")) {
      peer.next_hop = line.address();
    } else {
      line.fail();
    }
  }
  if (!line.failed()) sketch.branches.peers.push_back(std::move(peer));
}

}  // namespace hairpin::import
