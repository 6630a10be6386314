#pragma once

#include <span>
#include <string_view>

#include "import/scenario_sketch.hpp"
#include "import/scenario_words.hpp"

namespace hairpin::import {

// One function per statement of the notation. Each reads what follows the keyword and appends to
// the sketch, or leaves the cursor failed and the sketch as it was.

void read_vnet(StatementCursor& line, Sketch& sketch);
void read_spoke(StatementCursor& line, Sketch& sketch);
void read_subnet(StatementCursor& line, Sketch& sketch);
void read_peering(StatementCursor& line, Sketch& sketch);

void read_gateway(StatementCursor& line, Sketch& sketch);
void read_circuit(StatementCursor& line, Sketch& sketch);
void read_connection(StatementCursor& line, Sketch& sketch);
void read_global_reach(StatementCursor& line, Sketch& sketch);

void read_table(StatementCursor& line, Sketch& sketch);
void read_route(StatementCursor& line, Sketch& sketch);
void read_appliance(StatementCursor& line, Sketch& sketch);
void read_load_balancer(StatementCursor& line, Sketch& sketch);
void read_firewall(StatementCursor& line, Sketch& sketch);
void read_machine(StatementCursor& line, Sketch& sketch);

void read_nsg(StatementCursor& line, Sketch& sketch);
void read_rule(StatementCursor& line, Sketch& sketch);
void read_firewall_rule(StatementCursor& line, Sketch& sketch);

void read_admin_rules(StatementCursor& line, Sketch& sketch);
void read_admin_rule(StatementCursor& line, Sketch& sketch);
void read_connected_group(StatementCursor& line, Sketch& sketch);

void read_virtual_wan(StatementCursor& line, Sketch& sketch);
void read_hub(StatementCursor& line, Sketch& sketch);
void read_hub_table(StatementCursor& line, Sketch& sketch);
void read_hub_route(StatementCursor& line, Sketch& sketch);
void read_hub_gateway(StatementCursor& line, Sketch& sketch);
void read_hub_connection(StatementCursor& line, Sketch& sketch);
void read_hub_circuit(StatementCursor& line, Sketch& sketch);

void read_on_premises(StatementCursor& line, Sketch& sketch);
void read_assume(StatementCursor& line, Sketch& sketch);
void read_separate(StatementCursor& line, Sketch& sketch);
void read_truncated(StatementCursor& line, Sketch& sketch);

// What the statements have in common.
inline constexpr std::string_view a_vnet = "the name of a VNet";
inline constexpr std::string_view a_gateway = "the name of a gateway";
inline constexpr std::string_view a_hub = "the name of a hub";
inline constexpr std::string_view a_circuit = "the name of a circuit";

/// `not stated` (an absent value), or one of the values that Azure knows.
Value read_setting(StatementCursor& line, std::span<const std::string_view> choices);

}  // namespace hairpin::import
