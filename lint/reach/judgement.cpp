#include "reach/judgement.hpp"

#include <algorithm>

namespace hairpin::reach {

Judgement judge(Filters& filters, const std::vector<Machines>& from,
                const std::vector<Machines>& to, const Outcome& outcome) {
  Judgement judgement;
  Passage& all = judgement.passage;
  std::vector<RuleUse> droppers;
  for (const Machines& source : from) {
    for (const Machines& destination : to) {
      const Passage some = filters.along(source, destination, outcome.ways);
      all.certain |= some.certain;
      all.possible |= some.possible;
      all.doubtful.insert(all.doubtful.end(), some.doubtful.begin(), some.doubtful.end());
      all.access.insert(all.access.end(), some.access.begin(), some.access.end());
      all.uncovered.insert(all.uncovered.end(), some.uncovered.begin(), some.uncovered.end());
      all.policies.insert(all.policies.end(), some.policies.begin(), some.policies.end());
      for (const RuleUse& use : some.droppers) {
        if (std::find(droppers.begin(), droppers.end(), use) == droppers.end()) {
          droppers.push_back(use);
        }
      }
    }
  }
  if (!all.certain.empty() && outcome.certain) {
    judgement.verdict = Verdict::reachable;
  } else if (!all.possible.empty()) {
    judgement.verdict = Verdict::unproven;
  } else {
    all.droppers = std::move(droppers);
  }
  return judgement;
}

std::vector<Machines> machines_of(const model::Network& network, const Endpoint& end,
                                  const Source& source) {
  if (!end.vnet) return {{{}, {}, {}, destinations_of(network, end)}};
  if (source.subnets.empty()) {
    return machines_in(network, end.vnet, destinations_of(network, end));
  }
  std::vector<Machines> parts;
  for (const model::SubnetIndex subnet : source.subnets) {
    PrefixSet addresses = addresses_of(network, subnet);
    if (end.addresses) addresses &= PrefixSet(*end.addresses);
    const std::vector<Machines> some = machines_in(network, subnet, addresses);
    parts.insert(parts.end(), some.begin(), some.end());
  }
  return parts;
}

std::vector<Machines> machines_of(const model::Network& network, const Outcome& outcome) {
  if (outcome.end != Outcome::End::vnet) return {{{}, {}, {}, outcome.addresses}};
  return receivers_in(network, model::VnetIndex(outcome.index), outcome.addresses);
}

}  // namespace hairpin::reach
