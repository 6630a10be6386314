#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "reach/packet.hpp"
#include "reach/walker.hpp"

/// What a survey shares. Packets that enter one circuit, or that one appliance forwards, fare alike
/// from there on, whoever sent them, as long as no further appliance asks where they come from or
/// sees them twice. Such onward ways are computed once for all destinations and then only cut to
/// size.
namespace hairpin::reach {

/// The question that is being answered.
struct Walker::Survey {
  const Universe& universe;
  std::vector<Arrival> arrivals;
};

struct Walker::Onward {
  struct Entry {
    PrefixSet::Range range;
    std::uint32_t outcome;
  };
  PrefixSet not_shared;           // addresses on whose way lies a further appliance
  std::vector<Outcome> outcomes;  // relative to the junction, without steps, by VNet
  std::vector<Entry> entries;     // the ranges of the outcomes, by first address
  std::vector<Address> reach;     // by entry: the greatest last address up to it
};

std::vector<Arrival> Walker::survey(const route::FibContext& context, model::SubnetIndex subnet,
                                    const PrefixSet& wanted, const Universe& universe) {
  Survey survey{universe, {}};
  survey_ = &survey;
  Packet packet;
  packet.addresses = wanted;
  packet.conditions = routing_.conditions().certain();
  packet.source = context.vnet;
  packet.subnet = subnet;
  doubt_unknown_table(context, packet);
  // A source's table serves this one question only; a cache of all of them would not fit.
  const auto fib = fibs_.build(context, wanted);
  Outcomes outcomes = ask_table(*fib, context, packet);
  admit_gaps(std::move(packet), outcomes);
  for (const Outcome& outcome : outcomes) {
    if (outcome.end != Outcome::End::vnet) continue;
    if (!outcome.addresses.overlaps(universe.by_vnet[outcome.index])) continue;
    survey.arrivals.push_back({model::VnetIndex(outcome.index),
                               outcome.certain ? Verdict::reachable : Verdict::unproven,
                               outcome.via, outcome.crossing, outcome.depth});
  }
  clear();
  survey_ = nullptr;
  return std::move(survey.arrivals);
}

std::shared_ptr<const Walker::Onward> Walker::make_onward(const Outcomes& outcomes,
                                                          const Universe& universe) const {
  auto onward = std::make_shared<Onward>();
  for (const Outcome& outcome : outcomes) {
    const bool shared = !outcome.via.contains(Via::appliance) &&
                        !outcome.via.contains(Via::firewall) && !outcome.after_unknown_appliance;
    if (!shared) onward->not_shared |= outcome.addresses;
  }
  for (const Outcome& outcome : outcomes) {
    if (outcome.end != Outcome::End::vnet) continue;
    Outcome kept = outcome;
    kept.addresses &= universe.by_vnet[outcome.index];
    kept.addresses -= onward->not_shared;
    if (kept.addresses.empty()) continue;
    kept.trail = nullptr;
    onward->outcomes.push_back(std::move(kept));
  }
  std::stable_sort(onward->outcomes.begin(), onward->outcomes.end(),
                   [](const Outcome& a, const Outcome& b) { return a.index < b.index; });
  for (std::uint32_t i = 0; i < onward->outcomes.size(); ++i) {
    for (const auto& range : onward->outcomes[i].addresses.ranges()) {
      onward->entries.push_back({range, i});
    }
  }
  std::stable_sort(onward->entries.begin(), onward->entries.end(),
                   [](const auto& a, const auto& b) { return a.range.first < b.range.first; });
  for (const auto& entry : onward->entries) {
    const Address last = entry.range.last;
    onward->reach.push_back(onward->reach.empty() ? last : std::max(onward->reach.back(), last));
  }
  return onward;
}

const Walker::Onward& Walker::onward_from(route::RouterIndex circuit) {
  std::shared_ptr<const Onward>& onward = behind_circuit_[circuit];
  if (!onward) {
    Packet packet;
    packet.addresses = survey_->universe.all;
    packet.conditions = routing_.conditions().certain();
    packet.via.insert(Via::msee);
    packet.crossing.exit = circuit;
    Survey* survey = std::exchange(survey_, nullptr);
    onward = make_onward(ask_msee(circuit, std::move(packet)), survey->universe);
    survey_ = survey;
  }
  return *onward;
}

const Walker::Onward& Walker::onward_from(const route::FibContext& context, const Packet& sender) {
  // The subnet matters too: a subnet peering may serve one and not another. [2.16]
  std::shared_ptr<const Onward>& onward = behind_appliance_[{context, sender.subnet}];
  if (!onward) {
    Packet packet;
    packet.addresses = survey_->universe.all;
    packet.conditions = routing_.conditions().certain();
    packet.subnet = sender.subnet;
    Survey* survey = std::exchange(survey_, nullptr);
    onward =
        make_onward(ask_table(fibs_.fib(context), context, std::move(packet)), survey->universe);
    survey_ = survey;
  }
  return *onward;
}

namespace {
/// Calls `visit(outcome number, range)` wherever the onward ways meet the addresses. One merge.
template <class Onward, class Visit>
void for_each_meeting(const Onward& onward, const PrefixSet& addresses, Visit visit) {
  std::size_t start = 0;
  for (const PrefixSet::Range& range : addresses.ranges()) {
    // All entries before `start` end too early, for this range and for those that follow.
    while (start < onward.reach.size() && onward.reach[start] < range.first) ++start;
    for (std::size_t i = start; i < onward.entries.size(); ++i) {
      const auto& entry = onward.entries[i];
      if (entry.range.first > range.last) break;
      if (entry.range.last < range.first) continue;
      visit(entry.outcome, PrefixSet::Range{std::max(range.first, entry.range.first),
                                            std::min(range.last, entry.range.last)});
    }
  }
}
}  // namespace

/// Takes from the packet what is shared; what is left in it has to be followed. Ways that are
/// settled go straight to the survey, those under a choice come back as outcomes.
Walker::Outcomes Walker::reuse(const Onward& onward, Packet& packet) {
  Outcomes outcomes;
  if (packet.settled) {
    report(onward, packet);
  } else {
    std::vector<std::vector<PrefixSet::Range>> met(onward.outcomes.size());
    for_each_meeting(onward, packet.addresses, [&](std::uint32_t number, PrefixSet::Range range) {
      met[number].push_back(range);
    });
    for (std::size_t number = 0; number < met.size(); ++number) {
      if (met[number].empty()) continue;
      const Outcome& shared = onward.outcomes[number];
      Outcome& outcome = outcomes.emplace_back(behind(packet, shared));
      outcome.addresses = PrefixSet::of_ranges(std::move(met[number]));
      outcome.depth = packet.depth() + shared.depth;
    }
  }
  packet.addresses &= onward.not_shared;
  return outcomes;
}

void Walker::report(const Onward& onward, const Packet& packet) {
  std::vector<bool> met(onward.outcomes.size());
  for_each_meeting(onward, packet.addresses,
                   [&](std::uint32_t number, PrefixSet::Range) { met[number] = true; });
  for (std::size_t number = 0; number < met.size(); ++number) {
    if (!met[number]) continue;
    const Outcome& shared = onward.outcomes[number];
    const bool certain = packet.certain && shared.certain;
    survey_->arrivals.push_back({model::VnetIndex(shared.index),
                                 certain ? Verdict::reachable : Verdict::unproven,
                                 packet.via | shared.via, joined(packet.crossing, shared.crossing),
                                 packet.depth() + shared.depth});
  }
}

}  // namespace hairpin::reach
