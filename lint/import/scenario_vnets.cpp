#include <array>
#include <string_view>
#include <utility>

#include "import/scenario_statements.hpp"

namespace hairpin::import {
namespace {

using Cursor = StatementCursor;

// As Azure spells them.
constexpr std::array<std::string_view, 3> peering_states = {"Connected", "Initiated",
                                                            "Disconnected"};
constexpr std::array<std::string_view, 4> peering_syncs = {
    "FullyInSync", "RemoteNotInSync", "LocalNotInSync", "LocalAndRemoteNotInSync"};

Sketch::Vnet vnet_head(Cursor& line) {
  Sketch::Vnet vnet;
  vnet.name = line.name(a_vnet);
  vnet.space = line.prefixes();
  return vnet;
}

bool vnet_clause(Cursor& line, Sketch::Vnet& vnet) {
  if (line.accept("in")) {
    vnet.location = line.name("a region");
  } else if (line.accept("tenant")) {
    vnet.tenant = line.name("a tenant");
  } else {
    return false;
  }
  return true;
}

Sketch::PeeringSide connected_side(Word local, Word remote, SourceSpan where) {
  Sketch::PeeringSide side;
  side.local = local;
  side.remote = remote;
  side.where = where;
  side.state = Value::string("Connected", where);
  side.sync = Value::string("FullyInSync", where);
  side.access = Value::boolean(true, where);
  side.forwarded_traffic = Value::boolean(false, where);
  side.gateway_transit = Value::boolean(false, where);
  side.remote_gateways = Value::boolean(false, where);
  return side;
}

void peering_clauses(Cursor& line, Sketch::PeeringSide& side, bool both) {
  while (!line.at_end()) {
    if (line.accept("state")) {
      side.state = read_setting(line, peering_states);
    } else if (line.accept("sync")) {
      side.sync = read_setting(line, peering_syncs);
    } else if (line.accept("no access")) {
      side.access = Value::boolean(false, line.clause());
    } else if (line.accept("forwarded traffic")) {
      side.forwarded_traffic = Value::boolean(true, line.clause());
    } else if (line.accept("only ipv6")) {
      side.only_ipv6 = Value::boolean(true, line.clause());
    } else if (line.accept("subnets")) {
      side.local_subnets = line.names("the name of a subnet");
      line.expect("to");
      side.remote_subnets = line.names("the name of a subnet");
    } else if (!both && line.accept("gateway transit")) {
      side.gateway_transit = Value::boolean(true, line.clause());
    } else if (!both && line.accept("remote gateways")) {
      side.remote_gateways = Value::boolean(true, line.clause());
    } else if (!both && line.accept("synced")) {
      side.synced = line.prefixes();
    } else if (!both && line.accept("current")) {
      side.current = line.prefixes();
    } else {
      line.fail();
    }
  }
}

}  // namespace

void read_vnet(Cursor& line, Sketch& sketch) {
  Sketch::Vnet vnet = vnet_head(line);
  while (!line.at_end()) {
    if (vnet_clause(line, vnet)) continue;
    if (line.accept("summarized as")) {
      vnet.summarized = line.prefixes();
    } else if (line.accept("only mentioned")) {
      vnet.only_mentioned = true;
    } else {
      line.fail();
    }
  }
  if (!line.failed()) sketch.vnets.push_back(std::move(vnet));
}

void read_spoke(Cursor& line, Sketch& sketch) {
  Sketch::Vnet vnet = vnet_head(line);
  line.expect("of");
  const Word hub = line.name("the name of the hub VNet");
  const SourceSpan transit = line.clause();
  while (!line.at_end()) {
    if (!vnet_clause(line, vnet)) line.fail();
  }
  if (line.failed()) return;
  Sketch::PeeringSide to_spoke = connected_side(hub, vnet.name, transit);
  to_spoke.gateway_transit = Value::boolean(true, transit);
  Sketch::PeeringSide to_hub = connected_side(vnet.name, hub, transit);
  to_hub.remote_gateways = Value::boolean(true, transit);
  sketch.vnets.push_back(std::move(vnet));
  sketch.peerings.push_back(std::move(to_spoke));
  sketch.peerings.push_back(std::move(to_hub));
}

void read_subnet(Cursor& line, Sketch& sketch) {
  Sketch::Subnet subnet;
  const Cursor::Path path = line.path("VNET/SUBNET");
  subnet.vnet = path.first;
  subnet.name = path.second;
  subnet.where = path.where;
  if (path.second.empty())
    line.fail(path.where, "a subnet is named VNET/SUBNET", "write NAME/NAME");
  subnet.prefixes = line.prefixes();
  while (!line.at_end()) {
    if (line.accept("nsg")) {
      subnet.security_group = line.name("the name of a network security group");
    } else if (line.accept("delegated to")) {
      subnet.delegated_to = line.words("the name of a service");
    } else if (line.accept("delegations not stated")) {
      subnet.delegations_stated = false;
    } else if (line.accept("endpoint policies")) {
      static constexpr std::array<std::string_view, 4> policies = {
          "Disabled", "Enabled", "RouteTableEnabled", "NetworkSecurityGroupEnabled"};
      subnet.endpoint_policies = line.accept("unreadable")
                                     ? Value::string("unreadable", line.clause())
                                     : read_setting(line, policies);
    } else {
      line.fail();
    }
  }
  if (!line.failed()) sketch.subnets.push_back(std::move(subnet));
}

void read_connected_group(Cursor& line, Sketch& sketch) {
  Sketch::ConnectedGroup group;
  group.name = line.name("the name of a connectivity configuration");
  group.global = Value::string("False", group.name.where);
  while (!line.at_end()) {
    if (line.accept("of")) {
      group.of = line.names(a_vnet);
    } else if (line.accept("around")) {
      group.hub = line.name("the name of the hub VNet");
    } else if (line.accept("global not stated")) {
      group.global = {};
    } else if (line.accept("global")) {
      group.global = Value::string("True", line.clause());
    } else if (line.accept("only configured")) {
      group.only_configured = true;
    } else if (line.accept("overlap disallowed")) {
      group.overlap = Value::string("Disallowed", line.clause());
    } else if (line.accept("deletes peerings")) {
      group.delete_peerings = Value::string("True", line.clause());
    } else {
      line.fail();
    }
  }
  if (!line.failed()) sketch.connected_groups.push_back(std::move(group));
}

void read_peering(Cursor& line, Sketch& sketch) {
  const Word local = line.name(a_vnet);
  const bool both = line.accept("<->");
  if (!both) line.expect("->");
  const Word remote = line.name(a_vnet);
  if (line.failed()) return;
  const SourceSpan whole{
      local.where.file,
      static_cast<std::uint32_t>(remote.where.offset + remote.where.length - local.where.offset),
      local.where.offset};
  Sketch::PeeringSide side = connected_side(local, remote, whole);
  peering_clauses(line, side, both);
  if (line.failed()) return;
  sketch.peerings.push_back(side);
  if (!both) return;
  std::swap(side.local, side.remote);
  std::swap(side.local_subnets, side.remote_subnets);
  sketch.peerings.push_back(std::move(side));
}

}  // namespace hairpin::import
