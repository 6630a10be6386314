#include <map>
#include <tuple>

#include "base/text.hpp"
#include "reach/packet.hpp"
#include "reach/walker.hpp"

/// What is left of several ways of which nobody knows which one is taken.
namespace hairpin::reach {

/// What is certain in every world stays certain; what happens in some of them depends on `doubts`.
Walker::Outcomes Walker::combine(std::vector<Outcomes> worlds, route::ConditionSet doubts) {
  if (worlds.empty()) return {};
  if (worlds.size() == 1) return std::move(worlds.front());
  using Place = std::tuple<Outcome::End, std::uint32_t>;
  std::map<Place, PrefixSet> always;
  for (std::size_t i = 0; i < worlds.size(); ++i) {
    std::map<Place, PrefixSet> here;
    for (const Outcome& outcome : worlds[i]) {
      if (outcome.certain) here[{outcome.end, outcome.index}] |= outcome.addresses;
    }
    if (i == 0) {
      always = std::move(here);
    } else {
      for (auto& [place, addresses] : always) addresses &= here[place];
    }
  }
  Outcomes result;
  for (std::size_t i = 0; i < worlds.size(); ++i) {
    for (Outcome& outcome : worlds[i]) {
      const PrefixSet& sure = always[{outcome.end, outcome.index}];
      if (i == 0 && outcome.certain) {
        Outcome proven = outcome;
        proven.addresses &= sure;
        if (!proven.addresses.empty()) result.push_back(std::move(proven));
      }
      outcome.addresses -= sure;
      if (outcome.addresses.empty()) continue;
      outcome.certain = false;
      outcome.conditions = routing_.conditions().both(outcome.conditions, doubts);
      result.push_back(std::move(outcome));
    }
  }
  return result;
}

route::ConditionSet Walker::ambiguity(const route::MatchTable& table,
                                      const route::Alternative& alternative) {
  route::Conditions& conditions = routing_.conditions();
  route::ConditionSet doubts = conditions.certain();
  for (const route::CandidateIndex member : alternative.members) {
    doubts = conditions.both(doubts, table[member].conditions);
  }
  if (!alternative.ambiguous) return doubts;
  const Prefix& prefix = table[alternative.members.front()].prefix;
  return conditions.both(
      doubts, conditions.single(
                  {{},
                   cat({prefix.to_string(), " has ", count_of(alternative.members.size(), "owner"),
                        " of equal standing: which one gets the packets is not "
                        "documented"}),
                   "give the VNets address spaces that do not overlap",
                   {},
                   "C10"}));
}

}  // namespace hairpin::reach
