#pragma once

#include <cstdint>
#include <vector>

#include "base/prefix_set.hpp"
#include "model/network.hpp"

namespace hairpin::reach {

/// Machines that are guarded alike: one end of flows, as filters see it.
struct Machines {
  model::VnetIndex vnet;                      // none: on-premises
  model::SubnetIndex subnet;                  // none: no subnet of the input holds the addresses
  model::SecurityGroupIndex interface_group;  // none: interfaces without, or with several of them
  PrefixSet addresses;
  /// Private endpoints are exempt from admin rules, and from groups as the policies of their subnet
  /// say. [1.11, 10.18]
  enum class Exempt : std::uint8_t { no, from_admin_rules, perhaps, yes };
  Exempt exempt = Exempt::no;

  /// Whether a group stands before the machines, at the subnet or at their interfaces.
  bool is_guarded(const model::Network& network) const;
};

/// The admin rules that count at a place, surely or perhaps; none where they do not. [10.18]
model::AdminRulesIndex admin_rules_of(const model::Network& network, model::VnetIndex vnet,
                                      model::SubnetIndex subnet);

/// The group of a subnet, but for those where groups are not supported and prove nothing. [1.7]
model::SecurityGroupIndex group_of(const model::Network& network, model::SubnetIndex subnet);

/// The machines at these addresses of a subnet, by what guards them. Groups of interfaces count if
/// every interface of the subnet has one, or if the addresses are nothing but interfaces with one.
/// [C17]
std::vector<Machines> machines_in(const model::Network& network, model::SubnetIndex subnet,
                                  const PrefixSet& addresses);
/// The same for addresses of a VNet, subnet by subnet.
std::vector<Machines> machines_in(const model::Network& network, model::VnetIndex vnet,
                                  const PrefixSet& addresses);

/// Where packets for these addresses of a VNet arrive: the same places, with private endpoints that
/// are, or may be, exempt from groups as places of their own. A private endpoint opens no
/// conversation, so they are nobody's senders. [1.11, 1.16]
std::vector<Machines> receivers_in(const model::Network& network, model::VnetIndex vnet,
                                   const PrefixSet& addresses);
/// The private endpoints of a VNet that are, or may be, exempt from what filters before them; those
/// that perhaps are once as if they were, and once as if not.
std::vector<Machines> exempt_endpoints(const model::Network& network, model::VnetIndex vnet);

/// The machines of a subnet that its filters surely stand before: without those private endpoints.
std::vector<Machines> filtered_machines_in(const model::Network& network,
                                           model::SubnetIndex subnet);

/// The addresses of a subnet: of its whole VNet where they cannot be read.
PrefixSet addresses_of(const model::Network& network, model::SubnetIndex subnet);

}  // namespace hairpin::reach
