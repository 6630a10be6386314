#pragma once

#include <set>
#include <vector>

#include "base/flow_set.hpp"
#include "tests/support/oracle_circuits.hpp"
#include "tests/support/oracle_vnets.hpp"
#include "tests/support/oracle_world.hpp"

namespace hairpin::oracle {

/// A network interface, or what stands at a place of which no interface is known.
struct Machine {
  SubnetIndex subnet = {};
  SecurityGroupIndex group = {};  // its own
  VnetIndex vnet = {};            // where it stands; none: outside all of them, or not asked
  bool is_endpoint = false;       // a private endpoint, before which no admin rules count [10.18]
};

struct Packet {
  Address source, destination;
  Protocol protocol = Protocol::tcp;
  std::uint16_t source_port = 40000, destination_port = 443;
  Machine sender = {};
};

/// What admin rules, security groups and firewalls do to one packet: the rules one after the other,
/// as they are written. [10.1-10.19, 9.6]
class Guards {
 public:
  /// `known_by_hub`: by VNet, what it knows by its Virtual WAN hub, which only the walk can tell;
  /// read when a packet is tried.
  Guards(const Network& network, const Vnets& vnets, const Circuits& circuits,
         const Branches& branches, const std::vector<std::vector<Conditional>>& known_by_hub)
      : network_(network),
        vnets_(vnets),
        circuits_(circuits),
        branches_(branches),
        known_by_hub_(known_by_hub) {}

  bool any() const {
    return !network_.security_groups.empty() || !network_.firewalls.empty() ||
           !network_.admin_rules.empty();
  }
  /// Whether a group stands before the machine.
  bool has_group(const Machine& machine) const;
  bool lets_out(const Machine& machine, const Packet& packet, World& world) const;
  bool lets_in(const Machine& machine, const Packet& packet, World& world) const;
  /// The rules of a firewall inside a hub; without them it may do anything. [7.22, 7.24]
  bool passes_in_hub(ResourceId firewall, const Packet& packet, World& world) const;
  /// In and out again; for a firewall, by its rules. [C16]
  bool forwards(ForwarderIndex forwarder, SubnetIndex subnet, const Packet& packet,
                World& world) const;
  /// The machine with that address at the end of a path. [C17]
  Machine machine(VnetIndex vnet, const Address& address) const;
  /// The same where packets arrive: groups may not apply to private endpoints. [1.11]
  Machine receiver(VnetIndex vnet, const Address& address, World& world) const;
  /// Adds every address that some rule tells from its neighbour.
  void add_boundaries(std::set<Address>& boundaries) const;

 private:
  /// Where rules stand; no VNet: at a firewall.
  struct Spot {
    VnetIndex vnet;
    SubnetIndex subnet;
  };
  enum class Fate : std::uint8_t { onward, past, dropped };

  Spot spot_of(const Machine& machine) const;
  /// What the rules of network managers do, before any group sees the packet. [10.16]
  Fate managed(const Machine& machine, bool inbound, const Packet& packet, World& world) const;
  const Rule* first_match(const Filter& filter, std::uint64_t number, const Spot& at,
                          const Packet& packet, World& world) const;
  bool passes_firewall(FirewallIndex firewall, const Packet& packet, World& world) const;
  bool passes(const Filter& filter, std::uint64_t number, const Spot& at, const Packet& packet,
              World& world) const;
  bool named(const AddressMatch& match, bool allow, const Spot& at, const Address& address,
             std::uint64_t which, World& world) const;
  bool in_virtual_network(const Spot& at, bool allow, const Address& address, World& world) const;
  bool learned(VnetIndex vnet, const Address& address, World& world) const;
  SecurityGroupIndex group_at(SubnetIndex subnet) const;

  const Network& network_;
  const Vnets& vnets_;
  const Circuits& circuits_;
  const Branches& branches_;
  const std::vector<std::vector<Conditional>>& known_by_hub_;
};

}  // namespace hairpin::oracle
