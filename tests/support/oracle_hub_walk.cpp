#include <algorithm>
#include <tuple>

#include "base/text.hpp"
#include "tests/support/oracle_walk.hpp"

/// Packets on Virtual WAN hubs.
namespace hairpin::oracle {
namespace {

using What = Unknown::What;
using Lead = HubEntry::Lead;

bool is_private(const Prefix& prefix) {
  for (const auto block : {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"}) {
    if (Prefix::parse(block).prefix->contains(prefix)) return true;
  }
  return false;
}

Place at_table(HubIndex hub, HubTableIndex table, bool from_circuit) {
  Place place;
  place.kind = Place::Kind::hub;
  place.hub = hub;
  place.table = table;
  place.from_circuit = from_circuit;
  return place;
}

Place at_firewall(HubIndex hub, ResourceId firewall, bool from_circuit) {
  Place place;
  place.kind = Place::Kind::hub_firewall;
  place.hub = hub;
  place.firewall = firewall;
  place.from_circuit = from_circuit;
  return place;
}

}  // namespace

/// What circuits brought, to each table that their connections propagate to. [7.30] Nothing of a
/// hub's own VNets comes back, and a default route stays in its hub. [C8, 7.17]
void Walk::add_circuits(const Place& place, std::vector<HubEntry>& into) const {
  for (const HubConnection& connection : network_.virtual_wans.connections) {
    if (!connection.circuit) continue;
    const bool told = place.table ? hubs_.tells_table(connection, place.table)
                                  : hubs_.tells_firewall(connection, place.hub);
    if (!told || !hubs_.is_meshed(connection.hub, place.hub)) continue;
    const HubConnectionIndex index = network_.virtual_wans.connections.index_of(connection);
    const bool local = connection.hub == place.hub;
    for (const HubLearnedRoute& route : circuits().learned_by_hub(index)) {
      if (route.of_hub == place.hub && place.hub) continue;
      if (route.prefix.length() == 0 && !local) continue;
      HubEntry entry;
      entry.prefix = route.prefix;
      entry.rank = hubs_.rank_of_circuit(local, route.rank);
      entry.owner = (std::uint64_t{1} << 40) + connection.hub.value;
      entry.needs = route.needs;
      if (connection.inbound_route_map.value) {
        entry.needs.push_back({What::route_map, index.value, 1});  // [C26]
      }
      entry.lead = Lead::circuit;
      entry.connection = index;
      entry.circuit = connection.circuit;
      if (place.from_circuit) {  // [7.25]
        if (!hubs_.may_join_circuits(place.hub)) continue;
        entry.needs.push_back({What::branch_transit, place.hub.value});
      }
      into.push_back(entry);
    }
  }
}

std::vector<HubEntry> Walk::entries(const Place& place) const {
  const bool by_firewall = place.kind == Place::Kind::hub_firewall;
  std::vector<HubEntry> all = by_firewall ? hubs_.inside(place.hub) : hubs_.table(place.table);
  const bool replaced = !by_firewall && hubs_.is_inspected(place.hub) &&
                        network_.virtual_wans.tables[place.table].is_default;
  if (!replaced) {
    add_circuits(place, all);
  } else {
    // What the firewall knows beyond the private ranges may be known here too. [C29]
    Place inside = at_firewall(place.hub, hubs_.private_firewall(place.hub), false);
    for (HubEntry entry : entries(inside)) {
      if (is_private(entry.prefix)) continue;
      const std::uint64_t which =
          (entry.prefix.first().low << 8) | static_cast<std::uint64_t>(entry.prefix.length());
      entry.needs.push_back({What::other_range, place.hub.value, which});
      entry.rank = 0;
      entry.owner = ~std::uint64_t{0};
      entry.lead = Lead::firewall;
      entry.firewall = inside.firewall;
      all.push_back(entry);
    }
  }
  std::stable_sort(all.begin(), all.end(), [](const HubEntry& a, const HubEntry& b) {
    return std::make_tuple(-a.prefix.length(), a.rank) <
           std::make_tuple(-b.prefix.length(), b.rank);
  });
  return all;
}

Step Walk::at_hub(const Place& place, const Packet& packet, World& world) const {
  std::vector<HubEntry> best;  // equal prefix, equal rank, all there
  for (const HubEntry& entry : entries(place)) {
    if (!entry.prefix.contains(packet.destination)) continue;
    const bool worse =
        !best.empty() && (best[0].prefix != entry.prefix || best[0].rank != entry.rank);
    if (worse) break;
    if (world.holds(entry.needs)) best.push_back(entry);
  }
  if (best.empty()) return {};
  std::uint64_t chosen = best.back().owner;
  const std::uint64_t which = (std::uint64_t{1} << 62) | (std::uint64_t{place.hub.value} << 40) |
                              (std::uint64_t{place.table.value} << 8) |
                              static_cast<std::uint64_t>(best[0].prefix.length());
  for (const HubEntry& entry : best) {
    if (entry.owner != best.back().owner && world.holds({What::choice, which, entry.owner})) {
      chosen = entry.owner;
      break;
    }
  }
  Step step{best[0].prefix, {}};
  for (const HubEntry& entry : best) {
    if (entry.owner != chosen) continue;
    for (const Place& next : hand_over(place, entry, packet, world)) {
      if (std::find(step.next.begin(), step.next.end(), next) == step.next.end()) {
        step.next.push_back(next);
      }
    }
  }
  return step;
}

std::vector<Place> Walk::hand_over(const Place& place, const HubEntry& entry, const Packet& packet,
                                   World& world) const {
  if (entry.lead == Lead::firewall) {
    return {at_firewall(place.hub, entry.firewall, place.from_circuit)};
  }
  const HubIndex home = network_.virtual_wans.connections[entry.connection].hub;
  if (home == place.hub) return hand_out(entry.connection, entry.appliance, packet, world);
  if (hubs_.is_inspected(home)) {  // [7.23]
    return {at_firewall(home, hubs_.private_firewall(home), place.from_circuit)};
  }
  Place other;
  other.kind = Place::Kind::other_hub;
  other.hub = home;
  other.hub_connection = entry.connection;
  other.appliance = entry.appliance;
  return {other};
}

std::vector<Place> Walk::hand_out(HubConnectionIndex index, const HubStaticRoute* appliance,
                                  const Packet& packet, World& world) const {
  const HubConnection& connection = network_.virtual_wans.connections[index];
  if (connection.circuit) return {Place::at_msee(connection.circuit)};
  const VnetIndex vnet = connection.vnet;
  if (appliance == nullptr) {
    if (!vnets_.owns(vnet, packet.destination)) return {};
    return {Place::delivered_to(vnet)};
  }
  const Address& hop = appliance->next_hop.value;
  if (!vnets_.owns(vnet, hop)) return {};
  if (hop == packet.destination) return {Place::delivered_to(vnet)};
  return forward_at(vnet, hop, world);
}

/// By the table that the connection is associated with, or through the firewall. [7.26, 7.21]
Place Walk::enter_hub(HubConnectionIndex index) const {
  const HubConnection& connection = network_.virtual_wans.connections[index];
  if (hubs_.is_inspected(connection.hub)) {
    return at_firewall(connection.hub, hubs_.private_firewall(connection.hub), true);
  }
  const auto tables = hubs_.associations(connection);
  if (tables.empty()) return at_table(connection.hub, connection.associated, true);
  return at_table(connection.hub, tables.front(), true);
}

bool Walk::firewall_forwards(ResourceId firewall) const {
  return std::none_of(network_.assumptions.appliances.begin(),
                      network_.assumptions.appliances.end(), [&](const auto& assumed) {
                        return !assumed.forwards &&
                               matches_glob(assumed.pattern, ids_.text(firewall));
                      });
}

/// What a VNet knows by its hub: a prefix for each that its table has. A default route only where
/// internet security is on. [7.6, 7.17]
std::vector<Walk::HubRoute> Walk::hub_routes(VnetIndex vnet) const {
  std::vector<HubRoute> routes;
  for (const Hubs::Uplink& uplink : hubs_.uplinks(vnet)) {
    const HubConnection& connection = network_.virtual_wans.connections[uplink.connection];
    const Place table = at_table(connection.hub, uplink.table, false);
    for (const HubEntry& entry : entries(table)) {
      Needs needs = uplink.needs;
      if (entry.prefix.length() == 0) {
        if (connection.internet_security.is(false)) continue;
        if (!connection.internet_security_readable) {
          needs.push_back({What::internet_security, uplink.connection.value});
        }
      }
      needs.insert(needs.end(), entry.needs.begin(), entry.needs.end());
      routes.push_back({entry.prefix, table, needs});
    }
  }
  return routes;
}

}  // namespace hairpin::oracle
