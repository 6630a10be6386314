#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "model/network.hpp"
#include "route/circuit_state.hpp"
#include "route/conditions.hpp"

namespace hairpin::route {

/// Global Reach that nobody can rule out. A circuit whose peerings the input does not state may be
/// joined to every other one, except where both are at one place, or in two tenants. [C6, 6.23]
/// These pairs are many, so none of them is an object: the circuits meet at one junction, and this
/// says which two of them may have met there. Linear in the circuits.
class PossibleJoins {
 public:
  PossibleJoins() = default;
  /// `known`: the joins that are told, whose state decides whatever it is.
  PossibleJoins(const model::Network& network, std::span<const CircuitJoin> known,
                Conditions& conditions);

  /// Whether no two circuits may be joined but by what is told.
  bool empty() const { return members_.empty(); }
  bool between(model::CircuitIndex a, model::CircuitIndex b) const;
  /// What a join of the two depends on; they must be such that `between` holds.
  ConditionSet doubt(model::CircuitIndex a, model::CircuitIndex b, Conditions& conditions,
                     Evidence evidence) const;

  /// A circuit as far as it matters here. Places and tenants are numbered from 1; 0 is unknown.
  struct Member {
    std::uint32_t place = 0, tenant = 0;
    bool told = true;                         // its Global Reach connections are in the input
    ConditionSet lacks;                       // not told: that they are not
    Adjacency passage;                        // what the circuit itself does to all that would pass
    std::vector<model::CircuitIndex> joined;  // by what is told; sorted
  };
  /// Whether two circuits may be joined as far as what they are goes, told joins aside.
  static bool may_be_joined(const Member& one, const Member& other);
  /// By circuit; empty if there is nothing to join.
  const std::vector<Member>& members() const { return members_; }

 private:
  std::vector<Member> members_;
};

}  // namespace hairpin::route
