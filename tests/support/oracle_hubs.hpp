#pragma once

#include <optional>
#include <vector>

#include "model/network.hpp"
#include "tests/support/oracle_vnets.hpp"

namespace hairpin::oracle {

/// What is on a Virtual WAN hub, read from the facts at each question, without any circuit: what
/// circuits bring is added where circuits are known.
struct HubEntry {
  enum class Lead : std::uint8_t { vnet, firewall, circuit };
  Prefix prefix;
  int rank = 0;             // among equal prefixes the lowest is taken [7.29]
  std::uint64_t owner = 0;  // of several owners with one rank either may be taken [C10]
  Needs needs;
  Lead lead = Lead::vnet;
  HubConnectionIndex connection;              // the VNet's, or the circuit's
  const HubStaticRoute* appliance = nullptr;  // a static route's hop inside the VNet [7.18]
  CircuitIndex circuit;
  ResourceId firewall;
};

/// Something that a hub's gateway puts on a circuit.
struct HubAnnouncement {
  Prefix prefix;
  Needs needs;
  HubIndex of_hub;       // whose VNet's it is; none: the hub's own, or a static route
  bool relayed = false;  // another hub's VNet
};

class Hubs {
 public:
  explicit Hubs(const Network& network) : network_(network), wans_(network.virtual_wans) {}

  /// Empty optional: carries nothing. [7.12]
  std::optional<Needs> open(const HubConnection& connection) const;
  bool is_inspected(HubIndex hub) const;  // private traffic goes to the firewall [7.21]
  bool has_firewall_routes(HubIndex hub) const;
  ResourceId private_firewall(HubIndex hub) const;
  bool is_meshed(HubIndex a, HubIndex b) const;

  /// The tables whose routes the VNet's connections give it, with what that needs. [7.6]
  struct Uplink {
    HubConnectionIndex connection;
    HubTableIndex table;
    Needs needs;
  };
  std::vector<Uplink> uplinks(VnetIndex vnet) const;
  std::vector<HubTableIndex> associations(const HubConnection& connection) const;
  /// Whether the connection's prefixes go to the table, or to what the hub's firewall knows.
  bool tells_table(const HubConnection& connection, HubTableIndex table) const;
  bool tells_firewall(const HubConnection& connection, HubIndex hub) const;

  /// The table without what circuits brought; and what the hub's firewall knows, likewise.
  std::vector<HubEntry> table(HubTableIndex table) const;
  std::vector<HubEntry> inside(HubIndex hub) const;
  std::vector<HubAnnouncement> announcements(const HubConnection& circuit) const;
  /// Whether a support setting may let circuits of the hub exchange routes. [7.25, A20]
  bool may_join_circuits(HubIndex hub) const;
  /// By the hub's preference: of another hub's VNet; of a circuit. [7.27-7.29]
  int rank_of_other_hub(HubIndex at) const;
  int rank_of_circuit(bool local, int rank) const { return (local ? 3 : 21) + rank; }

 private:
  void add_connection(const HubConnection& connection, HubIndex at,
                      std::vector<HubEntry>& into) const;
  void add_static(const HubTable::StaticRoute& route, std::vector<HubEntry>& into) const;
  bool overrides(const HubConnection& connection, const HubStaticRoute& route) const;

  const Network& network_;
  const VirtualWans& wans_;
};

}  // namespace hairpin::oracle
