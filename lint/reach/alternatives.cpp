#include <algorithm>
#include <map>
#include <tuple>

#include "base/text.hpp"
#include "reach/packet.hpp"
#include "reach/walker.hpp"

/// Follows the several ways that one match may take, and what is left of those of which nobody
/// knows which one is taken.
namespace hairpin::reach {

using route::Candidate;

namespace {
/// The candidate of a choice between one uncertain route and none; null for other choices.
const Candidate* only_candidate(const route::MatchTable& table, const route::Match& match) {
  const auto& alternatives = match.choice->alternatives;
  const bool one = alternatives.size() == 1 && alternatives.front().members.size() == 1;
  return one && match.choice->may_have_no_route ? &table[alternatives.front().members.front()]
                                                : nullptr;
}
}  // namespace

Walker::Outcomes Walker::follow(const route::MatchTable& table, const route::Match& match,
                                Packet packet, const Take& take) {
  if (match.choice == nullptr) return take(table[match.plain], std::move(packet));
  if (const Candidate* only = only_candidate(table, match)) {
    doubt(packet, only->conditions);  // this way, if its route exists, or no way at all
    return take(*only, std::move(packet));
  }
  packet.settled = false;
  std::vector<Outcomes> worlds;
  route::ConditionSet doubts = routing_.conditions().certain();
  for (const route::Alternative& alternative : match.choice->alternatives) {
    for (const route::CandidateIndex member : alternative.members) {
      doubts = both(doubts, table[member].conditions);
    }
    worlds.push_back(follow_alternative(table, alternative, packet, take));
  }
  if (match.choice->may_have_no_route) worlds.emplace_back();
  return combine(std::move(worlds), doubts);
}

Walker::Outcomes Walker::follow_alternative(const route::MatchTable& table,
                                            const route::Alternative& alternative,
                                            const Packet& packet, const Take& take) {
  route::Conditions& conditions = routing_.conditions();
  const auto is_certain = [&](route::CandidateIndex member) {
    return table[member].conditions == conditions.certain();
  };
  const auto& members = alternative.members;
  if (members.size() == 1) return take(table[members.front()], packet);

  const bool any_certain = std::any_of(members.begin(), members.end(), is_certain);
  std::vector<Outcomes> worlds;
  Outcomes shared;
  for (const route::CandidateIndex member : members) {
    Packet copy = packet;
    const bool spare = !alternative.ambiguous && any_certain;
    if (spare && !is_certain(member)) doubt(copy, table[member].conditions);
    Outcomes outcomes = take(table[member], std::move(copy));
    if (spare) {
      shared.insert(shared.end(), outcomes.begin(), outcomes.end());  // ECMP: any that delivers
    } else {
      worlds.push_back(std::move(outcomes));
    }
  }
  if (worlds.empty()) return shared;
  return combine(std::move(worlds), ambiguity(table, alternative));
}

/// An outcome that every world has, in pieces by the ways that it takes in them: each of those may
/// be filtered.
Walker::Outcomes Walker::in_all_worlds(Outcome proven, const std::vector<Outcomes>& worlds) {
  using Pieces = std::map<Ways, PrefixSet, Checkpoints::Order>;
  Pieces pieces({{proven.ways, std::move(proven.addresses)}}, checkpoints_.order());
  for (std::size_t i = 1; i < worlds.size(); ++i) {
    Pieces next(checkpoints_.order());
    for (auto& [ways, addresses] : pieces) {
      for (const Outcome& other : worlds[i]) {
        const bool same_place =
            other.certain && other.end == proven.end && other.index == proven.index;
        if (!same_place) continue;
        const PrefixSet here = addresses & other.addresses;
        if (here.empty()) continue;
        next[checkpoints_.either(ways, other.ways)] |= here;
        addresses -= here;
      }
    }
    pieces = std::move(next);
  }
  Outcomes outcomes;
  for (auto& [ways, addresses] : pieces) {
    if (addresses.empty()) continue;
    proven.ways = ways;
    proven.addresses = std::move(addresses);
    outcomes.push_back(proven);
  }
  return outcomes;
}

/// What is certain in every world stays certain; what happens in some of them depends on `doubts`.
Walker::Outcomes Walker::combine(std::vector<Outcomes> worlds, route::ConditionSet doubts) {
  if (worlds.empty()) return {};
  if (worlds.size() == 1) return std::move(worlds.front());
  using Destination = std::tuple<Outcome::End, std::uint32_t>;
  std::map<Destination, PrefixSet> always;
  for (std::size_t i = 0; i < worlds.size(); ++i) {
    std::map<Destination, PrefixSet> here;
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
        append(result, in_all_worlds(std::move(proven), worlds));
      }
      outcome.addresses -= sure;
      if (outcome.addresses.empty()) continue;
      outcome.certain = false;
      outcome.conditions = both(outcome.conditions, doubts);
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
    doubts = both(doubts, table[member].conditions);
  }
  if (!alternative.ambiguous) return doubts;
  const Prefix& prefix = table[alternative.members.front()].prefix;
  return both(doubts,
              conditions.single(
                  {{},
                   cat({prefix.to_string(), " has ", count_of(alternative.members.size(), "owner"),
                        " of equal standing: which one gets the packets is not "
                        "documented"}),
                   "give the VNets address spaces that do not overlap",
                   {},
                   "C10"}));
}

}  // namespace hairpin::reach
