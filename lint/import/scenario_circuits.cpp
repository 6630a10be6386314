#include <array>
#include <string_view>
#include <utility>

#include "import/scenario_statements.hpp"

namespace hairpin::import {
namespace {

using Cursor = StatementCursor;

// As Azure spells them.
constexpr std::array<std::string_view, 3> tiers = {"Local", "Standard", "Premium"};
constexpr std::array<std::string_view, 4> circuit_states = {"Enabled", "Disabled", "Enabling",
                                                            "Disabling"};
constexpr std::array<std::string_view, 4> provider_states = {"NotProvisioned", "Provisioning",
                                                             "Provisioned", "Deprovisioning"};
constexpr std::array<std::string_view, 4> connection_states = {"Connected", "Connecting",
                                                               "NotConnected", "Unknown"};
constexpr std::array<std::string_view, 3> provisioning_states = {"Succeeded", "Updating", "Failed"};
constexpr std::array<std::string_view, 3> reach_states = {"Connected", "Connecting",
                                                          "Disconnected"};

// What a gateway can accept from a circuit.
constexpr std::string_view remote_vnets = "remote-vnets";
constexpr std::string_view virtual_wan = "virtual-wan";
constexpr std::array<std::string_view, 3> origins = {"on-premises", remote_vnets, virtual_wan};

void accepts(Cursor& line, Sketch::Gateway& gateway) {
  const SourceSpan clause = line.clause();
  gateway.remote_vnets = Value::boolean(false, clause);
  gateway.virtual_wan = Value::boolean(false, clause);
  for (const Word& origin : line.some_of(origins)) {
    if (origin.text == remote_vnets) gateway.remote_vnets = Value::boolean(true, origin.where);
    if (origin.text == virtual_wan) gateway.virtual_wan = Value::boolean(true, origin.where);
  }
}

void private_peering(Cursor& line, Sketch::Circuit& circuit) {
  using State = Sketch::PrivatePeering;
  if (line.accept("disabled")) {
    circuit.private_peering = State::disabled;
  } else if (line.accept("none")) {
    circuit.private_peering = State::none;
  } else if (line.accept("not stated")) {
    circuit.private_peering = State::not_stated;
  } else {
    line.fail();
  }
  circuit.private_peering_where = line.clause();
}

bool circuit_state(Cursor& line, Sketch::Circuit& circuit) {
  if (line.accept("tier")) {
    circuit.tier = read_setting(line, tiers);
  } else if (line.accept("circuit-state")) {
    circuit.circuit_state = read_setting(line, circuit_states);
  } else if (line.accept("provider-state")) {
    circuit.provider_state = read_setting(line, provider_states);
  } else if (line.accept("private-peering")) {
    private_peering(line, circuit);
  } else if (line.accept("peer-asn")) {
    const auto asn = line.number("an AS number", 1, 4294967295);
    circuit.peer_asn = Value::integer(asn.value, asn.where);
  } else if (line.accept("bandwidth")) {
    const auto mbps = line.number("Mbit/s", 1, 1'000'000);
    circuit.bandwidth = Value::integer(mbps.value, mbps.where);
  } else {
    return false;
  }
  return true;
}

}  // namespace

void read_gateway(Cursor& line, Sketch& sketch) {
  Sketch::Gateway gateway;
  gateway.name = line.name(a_gateway);
  if (line.accept("in")) gateway.vnet = line.name(a_vnet);
  bool says_toggles = false;
  while (!line.at_end()) {
    if (line.accept("accepts")) {
      accepts(line, gateway);
      says_toggles = true;
    } else if (line.accept("toggles not stated")) {
      says_toggles = true;
    } else if (line.accept("toggles unreadable")) {  // an export that spoiled the values
      gateway.remote_vnets = Value::string("unreadable", line.clause());
      gateway.virtual_wan = gateway.remote_vnets;
      says_toggles = true;
    } else if (line.accept("toggles unknown")) {  // a template that does not tell the values
      sketch.questions.push_back({"the toggles have no value", line.clause()});
      gateway.remote_vnets = Value::unknown("the toggles have no value", line.clause());
      gateway.virtual_wan = gateway.remote_vnets;
      says_toggles = true;
    } else if (line.accept("disabled")) {
      gateway.admin_state = Value::string("Disabled", line.clause());
    } else if (line.accept("only mentioned")) {
      gateway.only_mentioned = true;
    } else {
      line.fail();
    }
  }
  // A gateway's toggles decide about isolation and have no safe default: a sketch states them.
  if (!says_toggles && !gateway.only_mentioned) {
    line.fail(gateway.name.where, "it is not said what this gateway accepts",
              "add 'accepts on-premises, remote-vnets', 'accepts on-premises' or 'toggles not "
              "stated'");
  }
  if (gateway.vnet.empty() && !gateway.only_mentioned) {
    line.fail(gateway.name.where, "it is not said which VNet this gateway is in",
              "write 'gateway NAME in VNET', or add 'only mentioned'");
  }
  if (!line.failed()) sketch.gateways.push_back(gateway);
}

void read_circuit(Cursor& line, Sketch& sketch) {
  Sketch::Circuit circuit;
  circuit.name = line.name(a_circuit);
  const SourceSpan name = circuit.name.where;
  circuit.tier = Value::string("Standard", name);
  circuit.circuit_state = Value::string("Enabled", name);
  circuit.provider_state = Value::string("Provisioned", name);
  circuit.private_peering_where = name;
  std::vector<Word> gateways;
  while (!line.at_end()) {
    if (circuit_state(line, circuit)) continue;
    if (line.accept("connects")) {
      gateways = line.names(a_gateway);
    } else if (line.accept("at")) {
      circuit.peering_location = line.word("a peering location");
    } else if (line.accept("in")) {
      circuit.region = line.name("a region");
    } else if (line.accept("tenant")) {
      circuit.tenant = line.name("a tenant");
    } else if (line.accept("direct")) {
      circuit.port = line.name("the name of an ExpressRoute Direct port");
    } else if (line.accept("authorization")) {
      circuit.authorizations.push_back(line.name("the name of an authorization"));
    } else if (line.accept("only mentioned")) {
      circuit.only_mentioned = true;
    } else {
      line.fail();
    }
  }
  if (line.failed()) return;
  for (const Word& gateway : gateways) {
    Sketch::Connection connection;
    connection.gateway = gateway;
    connection.circuit = circuit.name;
    connection.where = gateway.where;
    connection.provisioning = Value::string("Succeeded", gateway.where);
    sketch.connections.push_back(connection);
  }
  sketch.circuits.push_back(std::move(circuit));
}

void read_connection(Cursor& line, Sketch& sketch) {
  Sketch::Connection connection;
  connection.where = line.statement();
  connection.gateway = line.name(a_gateway);
  line.expect("to");
  connection.circuit = line.name(a_circuit);
  connection.provisioning = Value::string("Succeeded", connection.where);
  while (!line.at_end()) {
    if (line.accept("fastpath")) {
      connection.fast_path = Value::boolean(true, line.clause());
    } else if (line.accept("status")) {
      connection.status = read_setting(line, connection_states);
    } else if (line.accept("provisioning")) {
      connection.provisioning = read_setting(line, provisioning_states);
    } else if (line.accept("weight")) {
      const auto weight = line.number("a routing weight", 0, 32000);
      connection.weight = Value::integer(weight.value, weight.where);
    } else {
      line.fail();
    }
  }
  if (!line.failed()) sketch.connections.push_back(connection);
}

void read_global_reach(Cursor& line, Sketch& sketch) {
  Sketch::GlobalReach link;
  link.where = line.statement();
  link.circuit = line.name(a_circuit);
  line.expect("with");
  link.peer = line.name(a_circuit);
  link.status = Value::string("Connected", link.where);
  while (!line.at_end()) {
    if (line.accept("status")) {
      link.status = read_setting(line, reach_states);
    } else if (line.accept("peered")) {
      link.peered = true;
    } else if (line.accept("over")) {
      link.over = line.prefix();
    } else {
      line.fail();
    }
  }
  if (!line.failed()) sketch.global_reach.push_back(link);
}

}  // namespace hairpin::import
