#pragma once

#include <set>
#include <vector>

#include "model/network.hpp"
#include "reach/verdict.hpp"
#include "tests/support/oracle_walk.hpp"

namespace hairpin::oracle {

/// The second implementation of reachability: slow, and obvious enough to be trusted. It moves one
/// packet from hop to hop, in every world that what the input leaves open allows. It shares nothing
/// with the product but the typed network, and it is written from the numbered facts alone.
///
/// Costs grow with the number of worlds, exponential in what is unknown along a path: for networks
/// of a few VNets.
class PacketOracle {
 public:
  PacketOracle(const Network& network, const ResourceIds& ids);

  /// Reachable: delivered past all filters in every world; unproven: in some; filtered: in none,
  /// but carried by routes in one; isolated: not even that.
  reach::Verdict packet(const Place& from, VnetIndex to, const Packet& packet) const;
  /// The strongest verdict over the workload subnets of the source and the addresses of the
  /// destination's workload subnets. [0.2, 14.8] A VNet without any is one subnet, its whole
  /// address space.
  reach::Verdict vnet(VnetIndex from, VnetIndex to) const;

  /// What a packet can come from, and one address per range that no prefix divides.
  struct Source {
    Place place;
    // One per family, or as many as filters tell apart.
    std::vector<Address> addresses;
  };
  std::vector<Source> sources(VnetIndex vnet) const;
  std::vector<Address> destinations(VnetIndex vnet) const;

  const Walk& walk() const { return walk_; }
  /// Packets whose worlds were too many to visit; their verdict counts as isolated.
  std::size_t given_up() const { return given_up_; }
  /// Packets whose way depended on anything that is unknown, so far.
  std::size_t doubtful() const { return doubtful_; }

 private:
  std::vector<Prefix> ends(VnetIndex vnet) const;
  std::vector<Address> cut(const std::vector<Prefix>& prefixes) const;
  std::vector<Address> cut(const std::vector<Located<Prefix>>& prefixes) const;
  std::vector<Packet> services(const Address& from, const Address& to) const;
  // oracle_links.cpp
  reach::Verdict over_links(VnetIndex from, VnetIndex to) const;
  reach::Verdict over_link(const PrivateLink& link, VnetIndex host, VnetIndex from,
                           VnetIndex to) const;
  /// Of packets behind an endpoint; by service, in the order of `services`.
  struct Behind;
  Behind behind(const PrivateLinkService& service, VnetIndex to) const;
  bool routes_into(VnetIndex vnet, VnetIndex other) const;
  bool attached_elsewhere(VnetIndex vnet) const;
  bool may_be_anywhere(VnetIndex vnet) const;
  bool reaches_address(VnetIndex from, VnetIndex home, const Address& address) const;
  bool is_translated(VnetIndex from, VnetIndex to) const;
  reach::Verdict weaken(VnetIndex from, VnetIndex to, reach::Verdict verdict) const;

  const Network& network_;
  Walk walk_;
  std::set<Address> boundaries_;  // where some prefix starts, or has just ended
  mutable std::size_t given_up_ = 0, doubtful_ = 0;
};

}  // namespace hairpin::oracle
