#include "tests/support/oracle_hubs.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"

namespace hairpin::oracle {
namespace {

using What = Unknown::What;

const std::vector<Prefix>& private_blocks() {
  static const std::vector<Prefix> blocks = {*Prefix::parse("10.0.0.0/8").prefix,
                                             *Prefix::parse("172.16.0.0/12").prefix,
                                             *Prefix::parse("192.168.0.0/16").prefix};
  return blocks;
}

bool is_v4(const Prefix& prefix) { return prefix.family() == Family::ipv4; }

}  // namespace

bool Hubs::is_meshed(HubIndex a, HubIndex b) const {
  if (a == b) return true;
  return wans_.hubs[a].wan && wans_.hubs[a].wan == wans_.hubs[b].wan;  // [7.12, 7.13]
}

bool Hubs::is_inspected(HubIndex hub) const {
  const auto& intent = wans_.hubs[hub].intent;
  return intent && std::any_of(intent->policies.begin(), intent->policies.end(),
                               [](const auto& policy) { return policy.private_traffic; });
}

ResourceId Hubs::private_firewall(HubIndex hub) const {
  for (const auto& policy : wans_.hubs[hub].intent->policies) {
    if (policy.private_traffic) return policy.next_hop.id;
  }
  return {};
}

bool Hubs::has_firewall_routes(HubIndex hub) const {
  const auto& intent = wans_.hubs[hub].intent;
  if (intent && !intent->policies.empty()) return true;
  for (const HubTable& table : wans_.tables) {
    if (table.hub != hub) continue;
    for (const auto& route : table.routes) {
      if (!route.next_hop.connection) return true;
    }
  }
  return false;
}

std::optional<Needs> Hubs::open(const HubConnection& connection) const {
  Needs needs;
  const std::uint64_t which = wans_.connections.index_of(connection).value;
  if (const VirtualWanIndex wan = wans_.hubs[connection.hub].wan) {
    const auto& type = wans_.wans[wan].type;
    if (type.is(WanType::basic)) return std::nullopt;
    if (type.is(WanType::unrecognised)) needs.push_back({What::wan_type, wan.value});
  }
  const auto& state = connection.provisioning_state;
  if (state.is_set() && !equal_folded(*state.value, "Succeeded")) {
    needs.push_back({What::hub_connected, which});
  }
  if (!connection.states_routing) needs.push_back({What::hub_routing, which});
  return needs;
}

std::vector<HubTableIndex> Hubs::associations(const HubConnection& connection) const {
  std::vector<HubTableIndex> found;
  for (const HubTable& table : wans_.tables) {
    const HubTableIndex index = wans_.tables.index_of(table);
    if (table.hub != connection.hub || table.is_none) continue;
    const bool with_intent = is_inspected(connection.hub);
    const bool open = !connection.states_routing && connection.kind == HubConnectionKind::vnet;
    const bool associated = with_intent ? table.is_default : index == connection.associated || open;
    if (associated) found.push_back(index);
  }
  return found;
}

std::vector<Hubs::Uplink> Hubs::uplinks(VnetIndex vnet) const {
  std::vector<Uplink> found;
  for (const HubConnection& connection : wans_.connections) {
    if (connection.kind != HubConnectionKind::vnet || connection.vnet != vnet) continue;
    std::optional<Needs> needs = open(connection);
    if (!needs) continue;
    const HubConnectionIndex index = wans_.connections.index_of(connection);
    if (connection.outbound_route_map.value) {
      needs->push_back({What::route_map, index.value, 0});  // [C26]
    }
    for (const HubTableIndex table : associations(connection)) {
      found.push_back({index, table, *needs});
    }
  }
  return found;
}

bool Hubs::tells_table(const HubConnection& connection, HubTableIndex index) const {
  const HubTable& table = wans_.tables[index];
  if (table.is_none || !is_meshed(connection.hub, table.hub)) return false;
  if (!connection.states_routing) return true;
  if (table.is_default && is_inspected(connection.hub)) return true;  // [7.21]
  for (const auto& target : connection.propagates_to) {
    if (target.value == index) return true;
  }
  for (const auto& wanted : connection.labels) {
    for (const auto& label : table.labels) {
      if (equal_folded(wanted.value, label.value)) return true;
    }
  }
  return false;
}

bool Hubs::tells_firewall(const HubConnection& connection, HubIndex hub) const {
  return connection.hub == hub || tells_table(connection, wans_.hubs[hub].default_table);
}

int Hubs::rank_of_other_hub(HubIndex at) const {
  const auto& preference = wans_.hubs[at].preference;
  if (preference.is(RoutingPreference::as_path)) return 2;
  return preference.is(RoutingPreference::unrecognised) ? 3 : 20;
}

/// Whether a static route takes what is for the VNet itself too. [7.18]
bool Hubs::overrides(const HubConnection& connection, const HubStaticRoute& route) const {
  if (!is_v4(route.prefix.value)) return false;
  if (connection.static_routes_override_vnet.is(true)) return true;
  const auto& space = network_.vnets[connection.vnet].address_space;
  return std::none_of(space.begin(), space.end(),
                      [&](const auto& own) { return own.value.contains(route.prefix.value); });
}

void Hubs::add_connection(const HubConnection& connection, HubIndex at,
                          std::vector<HubEntry>& into) const {
  std::optional<Needs> needs = open(connection);
  if (connection.kind != HubConnectionKind::vnet || !needs) return;
  const HubConnectionIndex index = wans_.connections.index_of(connection);
  if (connection.inbound_route_map.value) {
    needs->push_back({What::route_map, index.value, 1});  // [C26]
  }
  const bool local = connection.hub == at;
  HubEntry entry;
  entry.needs = *needs;
  entry.connection = index;
  entry.owner = connection.vnet.value;
  for (const auto& prefix : network_.vnets[connection.vnet].address_space) {
    if (!is_v4(prefix.value)) continue;  // [7.5]
    entry.prefix = prefix.value;
    entry.rank = local ? 1 : rank_of_other_hub(at);
    into.push_back(entry);
  }
  if (connection.propagate_static_routes.is(false)) return;  // [C25]
  for (const HubStaticRoute& route : connection.static_routes) {
    if (!overrides(connection, route)) continue;
    if (route.prefix.value.length() == 0 && !local) continue;  // [7.17]
    entry.prefix = route.prefix.value;
    entry.rank = local ? 0 : rank_of_other_hub(at);
    entry.appliance = &route;
    into.push_back(entry);
  }
}

void Hubs::add_static(const HubTable::StaticRoute& route, std::vector<HubEntry>& into) const {
  if (!is_v4(route.prefix.value)) return;
  HubEntry entry;
  entry.prefix = route.prefix.value;
  if (!route.next_hop.connection) {
    entry.lead = HubEntry::Lead::firewall;
    entry.owner = ~std::uint64_t{0};
    entry.firewall = route.next_hop.id;
    into.push_back(entry);
    return;
  }
  const HubConnection& connection = wans_.connections[route.next_hop.connection];
  entry.connection = route.next_hop.connection;
  entry.owner = connection.vnet.value;
  bool whole = false;
  for (const HubStaticRoute& inner : connection.static_routes) {
    if (!overrides(connection, inner) || !inner.prefix.value.overlaps(route.prefix.value)) continue;
    HubEntry onward = entry;
    onward.appliance = &inner;
    if (inner.prefix.value.length() > onward.prefix.length()) onward.prefix = inner.prefix.value;
    whole = whole || inner.prefix.value.contains(route.prefix.value);
    into.push_back(onward);
  }
  if (!whole) into.push_back(entry);
}

std::vector<HubEntry> Hubs::table(HubTableIndex index) const {
  const HubTable& table = wans_.tables[index];
  std::vector<HubEntry> entries;
  for (const auto& route : table.routes) add_static(route, entries);
  const auto& intent = wans_.hubs[table.hub].intent;
  if (table.is_default && intent) {
    for (const auto& policy : intent->policies) {  // [7.21, C29]
      std::vector<Prefix> prefixes;
      if (policy.private_traffic) prefixes = private_blocks();
      if (policy.internet) prefixes.push_back(*Prefix::parse("0.0.0.0/0").prefix);
      for (const Prefix& prefix : prefixes) add_static({{prefix, {}}, policy.next_hop}, entries);
    }
  }
  if (table.is_default && is_inspected(table.hub)) return entries;
  for (const HubConnection& connection : wans_.connections) {
    if (tells_table(connection, index)) add_connection(connection, table.hub, entries);
  }
  return entries;
}

std::vector<HubEntry> Hubs::inside(HubIndex hub) const {
  std::vector<HubEntry> entries;
  const HubTable& usual = wans_.tables[wans_.hubs[hub].default_table];
  for (const auto& route : usual.routes) {
    if (route.next_hop.connection) add_static(route, entries);
  }
  for (const HubConnection& connection : wans_.connections) {
    if (tells_firewall(connection, hub)) add_connection(connection, hub, entries);
  }
  return entries;
}

bool Hubs::may_join_circuits(HubIndex hub) const {
  std::set<CircuitIndex> circuits;
  for (const HubConnection& connection : wans_.connections) {
    if (connection.hub == hub && connection.circuit) circuits.insert(connection.circuit);
  }
  return is_inspected(hub) && circuits.size() > 1;
}

std::vector<HubAnnouncement> Hubs::announcements(const HubConnection& circuit) const {
  std::vector<HubAnnouncement> found;
  const HubIndex hub = circuit.hub;
  const auto take = [&](const std::vector<HubEntry>& entries, bool only_default) {
    for (const HubEntry& entry : entries) {
      const bool is_default = entry.prefix.length() == 0;
      if (only_default && !is_default) continue;
      // A default route only where internet security is on. [C33]
      const bool secured = circuit.internet_security.value_or(!circuit.internet_security_readable);
      if (is_default && !secured) continue;
      HubAnnouncement announced{entry.prefix, entry.needs, {}, false};
      if (entry.connection) {
        announced.of_hub = wans_.connections[entry.connection].hub;
        announced.relayed = announced.of_hub != hub;
      }
      found.push_back(announced);
    }
  };
  for (const HubTableIndex index : associations(circuit)) {
    const bool replaced = is_inspected(hub) && wans_.tables[index].is_default;
    take(table(index), replaced);
    if (replaced) take(inside(hub), false);
  }
  for (const auto& prefix : wans_.hubs[hub].address_space) {
    if (is_v4(prefix.value)) found.push_back({prefix.value, {}, {}, false});
  }
  if (may_join_circuits(hub)) {
    for (const Prefix& block : private_blocks()) {
      found.push_back({block, {{What::branch_transit, hub.value}}, {}, false});
    }
  }
  for (HubAnnouncement& announced : found) {
    if (!circuit.outbound_route_map.value) continue;
    announced.needs.push_back(
        {What::route_map, wans_.connections.index_of(circuit).value, 0});  // [C26]
  }
  return found;
}

}  // namespace hairpin::oracle
