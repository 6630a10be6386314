#include <array>
#include <string_view>
#include <utility>

#include "import/scenario_statements.hpp"

namespace hairpin::import {
namespace {

using Cursor = StatementCursor;

// As Azure spells them.
constexpr std::array<std::string_view, 3> preferences = {"ExpressRoute", "VpnGateway", "ASPath"};
constexpr std::array<std::string_view, 2> policies = {"private", "internet"};
constexpr std::array<std::string_view, 2> wan_types = {"Basic", "Standard"};
constexpr std::string_view remote_vnets = "remote-vnets";
constexpr std::array<std::string_view, 2> origins = {"on-premises", remote_vnets};
constexpr std::string_view a_table = "the name of a hub's table";

bool routing_clause(Cursor& line, Sketch::HubConnection& connection) {
  if (line.accept("table")) {
    connection.table = line.path(a_table);
  } else if (line.accept("propagates to nothing")) {
    connection.states_propagation = true;
  } else if (line.accept("propagates to")) {
    connection.propagates_to = line.paths(a_table);
    connection.states_propagation = true;
  } else if (line.accept("labels")) {
    connection.labels = line.names("a label");
    connection.states_propagation = true;
  } else if (line.accept("inbound-map")) {
    connection.inbound_map = line.name("the name of a route map");
  } else if (line.accept("outbound-map")) {
    connection.outbound_map = line.name("the name of a route map");
  } else if (line.accept("internet security")) {
    connection.internet_security = Value::boolean(true, line.clause());
  } else if (line.accept("no internet security")) {
    connection.internet_security = Value::boolean(false, line.clause());
  } else {
    return false;
  }
  return true;
}

bool vnet_clause(Cursor& line, Sketch::HubConnection& connection) {
  if (line.accept("static")) {
    Sketch::HubStatic route;
    route.prefix = line.prefix();
    line.expect("to");
    route.next_hop = line.address();
    connection.statics.push_back(route);
  } else if (line.accept("statics stay")) {
    connection.propagate_statics = Value::boolean(false, line.clause());
  } else if (line.accept("statics override")) {
    connection.override_vnet = Value::string("Equal", line.clause());
  } else if (line.accept("only implied")) {
    connection.only_implied = true;
  } else {
    return false;
  }
  return true;
}

Sketch::HubConnection connection_head(Cursor& line, std::string_view from, std::string_view to) {
  Sketch::HubConnection connection;
  connection.where = line.statement();
  connection.from = line.name(from);
  line.expect("to");
  connection.to = line.name(to);
  return connection;
}

}  // namespace

void read_virtual_wan(Cursor& line, Sketch& sketch) {
  Sketch::Wan wan;
  wan.name = line.name("the name of a Virtual WAN");
  wan.type = Value::string("Standard", wan.name.where);
  while (!line.at_end()) {
    line.expect("type");
    wan.type = read_setting(line, wan_types);
  }
  if (!line.failed()) sketch.wans.push_back(wan);
}

void read_hub(Cursor& line, Sketch& sketch) {
  Sketch::Hub hub;
  hub.name = line.name(a_hub);
  hub.prefix = line.prefix();
  line.expect("of");
  hub.wan = line.name("the name of a Virtual WAN");
  while (!line.at_end()) {
    if (line.accept("in")) {
      hub.region = line.name("a region");
    } else if (line.accept("prefers")) {
      hub.preference = read_setting(line, preferences);
    } else if (line.accept("route-maps")) {
      hub.route_maps = line.names("the name of a route map");
    } else if (line.accept("firewall")) {
      hub.firewall = line.name("the name of a firewall");
    } else if (line.accept("rules not stated")) {
      hub.rules_stated = false;
    } else if (line.accept("intent")) {
      hub.policies = line.some_of(policies);
    } else if (line.accept("tables not stated")) {
      hub.states_tables = false;
    } else {
      line.fail();
    }
  }
  if (!hub.policies.empty() && hub.firewall.empty()) {
    line.fail(hub.name.where, "a routing intent sends packets to a firewall",
              "add 'firewall NAME'");
  }
  if (!line.failed()) sketch.hubs.push_back(std::move(hub));
}

void read_hub_table(Cursor& line, Sketch& sketch) {
  Sketch::HubTable table;
  table.name = line.path("HUB/TABLE");
  while (!line.at_end()) {
    line.expect("labels");
    table.labels = line.names("a label");
  }
  if (!line.failed()) sketch.hub_tables.push_back(std::move(table));
}

void read_hub_route(Cursor& line, Sketch& sketch) {
  Sketch::HubRoute route;
  route.table = line.path("HUB/TABLE");
  route.prefix = line.prefix();
  line.expect("to");
  route.to = line.name("a VNet on the hub, or the hub's firewall");
  line.finish();
  if (!line.failed()) sketch.hub_routes.push_back(route);
}

void read_hub_gateway(Cursor& line, Sketch& sketch) {
  Sketch::HubGateway gateway;
  gateway.name = line.name("the name of a hub's gateway");
  line.expect("in");
  gateway.hub = line.name(a_hub);
  bool says_toggle = false;
  while (!line.at_end()) {
    if (line.accept("accepts")) {
      gateway.non_virtual_wan = Value::boolean(false, line.clause());
      for (const Word& origin : line.some_of(origins)) {
        if (origin.text != remote_vnets) continue;
        gateway.non_virtual_wan = Value::boolean(true, origin.where);
      }
      says_toggle = true;
    } else if (line.accept("toggle not stated")) {
      says_toggle = true;
    } else {
      line.fail();
    }
  }
  if (!says_toggle) {  // as for the gateways of VNets, there is no safe default
    line.fail(gateway.name.where, "it is not said what this gateway accepts",
              "add 'accepts on-premises, remote-vnets', 'accepts on-premises' or 'toggle not "
              "stated'");
  }
  if (!line.failed()) sketch.hub_gateways.push_back(gateway);
}

void read_hub_connection(Cursor& line, Sketch& sketch) {
  Sketch::HubConnection connection = connection_head(line, a_vnet, a_hub);
  while (!line.at_end()) {
    if (!routing_clause(line, connection) && !vnet_clause(line, connection)) line.fail();
  }
  if (!line.failed()) sketch.hub_connections.push_back(std::move(connection));
}

void read_hub_circuit(Cursor& line, Sketch& sketch) {
  Sketch::HubConnection connection =
      connection_head(line, "the name of a hub's gateway", a_circuit);
  connection.of_circuit = true;
  while (!line.at_end()) {
    if (!routing_clause(line, connection)) line.fail();
  }
  if (!line.failed()) sketch.hub_connections.push_back(std::move(connection));
}

}  // namespace hairpin::import
