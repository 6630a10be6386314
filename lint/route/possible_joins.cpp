#include "route/possible_joins.hpp"

#include <algorithm>
#include <map>
#include <string>

#include "base/text.hpp"

namespace hairpin::route {
namespace {

using model::CircuitIndex;

/// Numbers texts without regard to case, from 1; 0 is the empty one.
class Names {
 public:
  std::uint32_t number(std::string_view text) {
    if (text.empty()) return 0;
    const auto next = static_cast<std::uint32_t>(known_.size() + 1);
    return known_.try_emplace(fold_ascii(text), next).first->second;
  }

 private:
  std::map<std::string, std::uint32_t> known_;
};

model::Missing untold(const model::Circuit& circuit) {
  return {circuit.id,
          cat({"circuit ", circuit.name,
               circuit.in_input ? " is exported without its peerings" : " is not in the input",
               ": its Global Reach connections are not known"}),
          cat({"add the output of `az network express-route show` for circuit ", circuit.name}),
          circuit.where, "C6"};
}

}  // namespace

PossibleJoins::PossibleJoins(const model::Network& network, std::span<const CircuitJoin> known,
                             Conditions& conditions) {
  const auto& circuits = network.circuits;
  const bool all_told =
      std::all_of(circuits.begin(), circuits.end(),
                  [](const model::Circuit& circuit) { return circuit.states_peerings; });
  if (all_told || circuits.size() < 2) return;
  Names places, tenants;
  for (const model::Circuit& circuit : circuits) {
    Member& member = members_.emplace_back();
    member.place = places.number(circuit.peering_location.value.value_or(std::string_view()));
    member.tenant = tenants.number(circuit.tenant);
    member.told = circuit.states_peerings;
    member.lacks = member.told ? conditions.certain() : conditions.single(untold(circuit));
    member.passage = circuit_adjacency(network, circuits.index_of(circuit), conditions);
  }
  for (const CircuitJoin& join : known) {
    members_[join.a.value].joined.push_back(join.b);
    members_[join.b.value].joined.push_back(join.a);
  }
  for (Member& member : members_) std::sort(member.joined.begin(), member.joined.end());
}

bool PossibleJoins::between(CircuitIndex a, CircuitIndex b) const {
  if (empty() || a == b) return false;
  const Member &one = members_[a.value], &other = members_[b.value];
  const bool closed =
      one.passage.state == SessionState::closed || other.passage.state == SessionState::closed;
  return !closed && may_be_joined(one, other) &&
         !std::binary_search(one.joined.begin(), one.joined.end(), b);
}

/// Global Reach between two circuits at one place, or in two tenants, is not to be expected. [C6]
bool PossibleJoins::may_be_joined(const Member& one, const Member& other) {
  if (one.told && other.told) return false;
  const bool same_place = one.place != 0 && one.place == other.place;
  const bool other_tenant = one.tenant != 0 && other.tenant != 0 && one.tenant != other.tenant;
  return !same_place && !other_tenant;
}

ConditionSet PossibleJoins::doubt(CircuitIndex a, CircuitIndex b, Conditions& conditions,
                                  Evidence evidence) const {
  // Where both are unknown one of them has to be told, whichever: then the other one is, too.
  const Member& first = members_[std::min(a, b).value];
  const Member& second = members_[std::max(a, b).value];
  const ConditionSet lacks = first.told ? second.lacks : first.lacks;
  const ConditionSet ends =
      conditions.both(first.passage.conditions, second.passage.conditions, evidence);
  return conditions.both(lacks, ends, evidence);
}

}  // namespace hairpin::route
