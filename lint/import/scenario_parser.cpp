#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include "import/scenario_statements.hpp"

namespace hairpin::import {
namespace {

/// What a statement that starts with `keyword` is; null: an expectation, for the tests.
struct Statement {
  std::string_view keyword;
  void (*read)(StatementCursor&, Sketch&);
};
constexpr auto statements = std::to_array<Statement>({
    {"vnet", read_vnet},
    {"spoke", read_spoke},
    {"subnet", read_subnet},
    {"peering", read_peering},
    {"gateway", read_gateway},
    {"vpn-gateway", read_vpn_gateway},
    {"vpn-site", read_vpn_site},
    {"tunnel", read_tunnel},
    {"route-server", read_route_server},
    {"bgp-peer", read_bgp_peer},
    {"circuit", read_circuit},
    {"connection", read_connection},
    {"global-reach", read_global_reach},
    {"table", read_table},
    {"route", read_route},
    {"appliance", read_appliance},
    {"load-balancer", read_load_balancer},
    {"firewall", read_firewall},
    {"machine", read_machine},
    {"nsg", read_nsg},
    {"rule", read_rule},
    {"firewall-rule", read_firewall_rule},
    {"admin-rules", read_admin_rules},
    {"admin-rule", read_admin_rule},
    {"virtual-wan", read_virtual_wan},
    {"hub", read_hub},
    {"hub-table", read_hub_table},
    {"hub-route", read_hub_route},
    {"hub-gateway", read_hub_gateway},
    {"hub-connection", read_hub_connection},
    {"hub-circuit", read_hub_circuit},
    {"connected-group", read_connected_group},
    {"private-endpoint", read_private_endpoint},
    {"private-link-service", read_private_link_service},
    {"on-premises", read_on_premises},
    {"assume", read_assume},
    {"separate", read_separate},
    {"truncated", read_truncated},
    {"fib", nullptr},
    {"path", nullptr},
    {"reach", nullptr},
    {"finds", nullptr},
});

constexpr auto keywords = [] {
  std::array<std::string_view, statements.size()> list{};
  for (std::size_t i = 0; i < list.size(); ++i) list[i] = statements[i].keyword;
  return list;
}();

}  // namespace

Value read_setting(StatementCursor& line, std::span<const std::string_view> choices) {
  if (line.accept("not stated")) return {};
  const Word word = line.one_of(choices);
  return Value::string(word.text, word.where);
}

std::span<const std::string_view> scenario_keywords() { return keywords; }

Sketch parse_sketch(std::string_view text, FileIndex file, Diagnostics& faults) {
  Sketch sketch;
  StatementReader reader(text, file);
  std::span<const Word> words;
  while (faults.size() < most_scenario_faults && reader.next(words)) {
    StatementCursor line(words, faults);
    const Word keyword = line.one_of(keywords);
    if (line.failed()) continue;
    const auto* statement = std::find_if(statements.begin(), statements.end(),
                                         [&](const auto& s) { return s.keyword == keyword.text; });
    if (statement->read == nullptr) continue;
    statement->read(line, sketch);
    line.finish();
  }
  return sketch;
}

}  // namespace hairpin::import
