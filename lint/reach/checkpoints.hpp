#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "base/index.hpp"
#include "model/network.hpp"

namespace hairpin::reach {

/// Something on the way of packets, besides the two ends, that may filter them.
struct Checkpoint {
  enum class Kind : std::uint8_t {
    appliance,         // its groups, or a firewall's rules [C16]
    hub_firewall,      // the rules of a firewall inside a hub [7.22]
    access_at_source,  // a peering whose access is off there: without a group, who knows [C2]
    access_at_destination,
  };
  Kind kind = Kind::appliance;
  model::SubnetIndex subnet = {};        // appliance: where it is; none: not known
  model::ForwarderIndex forwarder = {};  // appliance: none: nothing that the input holds
  model::PeeringIndex peering = {};      // access: the side that has it off
  model::FirewallIndex firewall = {};    // hub_firewall
  auto operator<=>(const Checkpoint&) const = default;
};

/// The checkpoints of a way, in order; several lists where it is left open which of several ways is
/// taken: what passes for certain passes all of them.
using Ways = Index<struct WaysTag>;

/// All ways that occur, each kept once, so that outcomes carry a number and equal ways compare
/// equal. Joining is memoised.
class Checkpoints {
 public:
  using List = std::vector<Checkpoint>;

  Checkpoints();
  /// No checkpoint at all.
  Ways straight() const { return straight_; }
  Ways with(Ways ways, const Checkpoint& next);
  Ways joined(Ways before, Ways after);
  /// Both: it is not known which.
  Ways either(Ways a, Ways b);
  const std::vector<List>& lists(Ways ways) const { return *all_[ways]; }
  /// Ways that others number for themselves, as they are numbered here.
  Ways same_as(const Checkpoints& others, Ways ways) { return intern(others.lists(ways)); }
  /// An order that does not depend on which ways were met with first.
  struct Order {
    const Checkpoints* all;
    bool operator()(Ways a, Ways b) const { return a != b && all->lists(a) < all->lists(b); }
  };
  Order order() const { return {this}; }

 private:
  Ways intern(std::vector<List> lists);

  std::map<std::vector<List>, Ways> known_;
  Table<Ways, const std::vector<List>*> all_;
  std::map<std::pair<Ways, Checkpoint>, Ways> extended_;
  std::map<std::pair<Ways, Ways>, Ways> joined_, either_;
  Ways straight_;
};

}  // namespace hairpin::reach
