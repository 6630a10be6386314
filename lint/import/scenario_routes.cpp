#include <array>
#include <string_view>
#include <utility>

#include "import/scenario_statements.hpp"

namespace hairpin::import {
namespace {

using Cursor = StatementCursor;

constexpr std::string_view a_table = "the name of a route table";

void forwarder(Cursor& line, Sketch& sketch, Sketch::ForwarderKind kind) {
  const bool appliance = kind == Sketch::ForwarderKind::appliance;
  const bool machine = kind == Sketch::ForwarderKind::machine;
  const bool balancer = kind == Sketch::ForwarderKind::load_balancer;
  const bool firewall = kind == Sketch::ForwarderKind::firewall;
  Sketch::Forwarder forwarder;
  forwarder.kind = kind;
  forwarder.name = line.name("the name of the resource");
  forwarder.forwarding = Value::boolean(!machine, forwarder.name.where);
  line.expect("at");
  forwarder.address = line.address();
  line.expect("in");
  forwarder.subnet = line.path("VNET/SUBNET");
  while (!line.at_end()) {
    if (appliance && line.accept("forwarding off")) {
      forwarder.forwarding = Value::boolean(false, line.clause());
    } else if (appliance && line.accept("forwarding not stated")) {
      forwarder.forwarding = {};
    } else if ((appliance || machine) && line.accept("nsg")) {
      forwarder.security_group = line.name("the name of a network security group");
    } else if ((appliance || machine) && line.accept("asg")) {
      forwarder.application_groups = line.names("the name of an application security group");
    } else if (firewall && line.accept("rules not stated")) {
      forwarder.rules_stated = false;
    } else if (balancer && line.accept("before")) {
      forwarder.backends = line.names("the name of an appliance");
    } else {
      line.fail();
    }
  }
  if (!line.failed()) sketch.forwarders.push_back(std::move(forwarder));
}

}  // namespace

void read_table(Cursor& line, Sketch& sketch) {
  Sketch::Table table;
  table.name = line.name(a_table);
  table.propagation_disabled = Value::boolean(false, table.name.where);
  while (!line.at_end()) {
    if (line.accept("on")) {
      table.on = line.paths("VNET/SUBNET or VNET");
    } else if (line.accept("propagation off")) {
      table.propagation_disabled = Value::boolean(true, line.clause());
    } else {
      line.fail();
    }
  }
  if (!line.failed()) sketch.tables.push_back(std::move(table));
}

void read_route(Cursor& line, Sketch& sketch) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 4> hops = {{
      {"drop", "None"},
      {"internet", "Internet"},
      {"gateway", "VirtualNetworkGateway"},
      {"vnet", "VnetLocal"},
  }};
  Sketch::Route route;
  route.table = line.name(a_table);
  route.prefix = line.prefix();
  line.expect("to");
  for (const auto& [word, type] : hops) {
    if (line.accept(word)) route.next_hop_type = Value::string(type, line.clause());
  }
  if (route.next_hop_type.is_missing()) {
    route.next_hop = line.address();
    route.next_hop_type = Value::string("VirtualAppliance", route.next_hop->where);
  }
  line.finish();
  if (!line.failed()) sketch.routes.push_back(route);
}

void read_appliance(Cursor& line, Sketch& sketch) {
  forwarder(line, sketch, Sketch::ForwarderKind::appliance);
}

void read_machine(Cursor& line, Sketch& sketch) {
  forwarder(line, sketch, Sketch::ForwarderKind::machine);
}

void read_load_balancer(Cursor& line, Sketch& sketch) {
  forwarder(line, sketch, Sketch::ForwarderKind::load_balancer);
}

void read_firewall(Cursor& line, Sketch& sketch) {
  forwarder(line, sketch, Sketch::ForwarderKind::firewall);
}

}  // namespace hairpin::import
