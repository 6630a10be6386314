#pragma once

#include <optional>
#include <vector>

#include "base/prefix.hpp"
#include "base/resource.hpp"
#include "base/resource_id.hpp"
#include "base/setting.hpp"
#include "base/value.hpp"
#include "import/scenario_words.hpp"

namespace hairpin::import {

struct Sketch;

/// What a scenario says of VPN and Route Servers, as read: part of a `Sketch`.
struct BranchSketch {
  using Prefixes = std::vector<Located<Prefix>>;

  /// The VPN side of a gateway, beside its entry among the sketch's gateways.
  struct VpnGateway {
    Word name;
    Value type, enable_bgp, asn, active_active;
    std::vector<Located<Address>> addresses;
    Prefixes clients;
  };
  struct Site {
    Word name;
    Prefixes space;
    std::optional<Located<Address>> address;
    bool only_mentioned = false;
  };
  /// One connection object, the one of `gateway`.
  struct Tunnel {
    Word gateway, far;  // a site or a gateway
    bool to_site = false;
    SourceSpan where;
    Value enable_bgp, status, provisioning, policy_based;
    Prefixes local, remote;  // a traffic selector, if any
    Word nat_rule;
  };
  struct RouteServer {
    Word name, vnet;
    Value branch_to_branch, preference;
  };
  struct Peer {
    Word name, server;
    std::optional<Located<Address>> address, next_hop;
    Value asn;
    bool declared = false;
    Prefixes announces;
  };

  std::vector<VpnGateway> vpn_gateways;
  std::vector<Site> sites;
  std::vector<Tunnel> tunnels;
  std::vector<RouteServer> route_servers;
  std::vector<Peer> peers;
};

void read_vpn_gateway(StatementCursor& line, Sketch& sketch);
void read_vpn_site(StatementCursor& line, Sketch& sketch);
void read_tunnel(StatementCursor& line, Sketch& sketch);
void read_route_server(StatementCursor& line, Sketch& sketch);
void read_bgp_peer(StatementCursor& line, Sketch& sketch);

/// The resources of all that, but for VPN gateways, which are virtual network gateways.
void add_branch_resources(const BranchSketch& sketch, ResourceIds& ids, ValueArena& arena,
                          std::vector<Resource>& resources);

/// The properties that only VPN gateways have.
class ObjectBuilder;
void put_vpn_properties(const BranchSketch::VpnGateway& gateway, ValueArena& arena,
                        ObjectBuilder& object);
/// The public address that is named last in `ipConfigurations`; none if the gateway states none.
std::string public_address_id(std::string_view gateway, std::size_t instance);

}  // namespace hairpin::import
