#include <algorithm>
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

  void add(const Outcome& outcome, const PrefixSet& addresses) {
    const model::VnetIndex to(outcome.index);
    Arrival& arrival = arrivals.emplace_back();
    arrival.to = to;
    arrival.verdict = outcome.certain ? Verdict::reachable : Verdict::unproven;
    arrival.via = outcome.via;
    arrival.crossing = outcome.crossing;
    arrival.depth = outcome.depth;
    arrival.ways = outcome.ways;
    if (!universe.exact) return;
    const PrefixSet& all = universe.by_vnet[to.value];
    const bool only_one = all.ranges().size() == 1 && all.ranges()[0].first == all.ranges()[0].last;
    if (only_one) return;
    arrival.addresses = addresses & all;
    if (arrival.addresses == all) arrival.addresses = {};
  }
};

struct Walker::Onward {
  struct Entry {
    PrefixSet::Range range;
    std::uint32_t outcome;
  };
  bool complete = true;           // false: so much was open that not all of it was followed
  PrefixSet not_shared;           // addresses on whose way lies a further appliance
  std::vector<Outcome> outcomes;  // relative to the junction, without steps, by VNet
  std::vector<Entry> entries;     // the ranges of the outcomes, by first address
  std::vector<Address> reach;     // by entry: the greatest last address up to it
};

std::vector<Arrival> Walker::survey(const route::FibContext& context, model::SubnetIndex subnet,
                                    const PrefixSet& wanted, const Universe& universe) {
  begin_survey(universe);
  Survey survey{universe, {}};
  survey_ = &survey;
  Packet packet;
  packet.addresses = wanted;
  packet.conditions = routing_.conditions().certain();
  packet.ways = checkpoints_.straight();
  packet.source = context.vnet;
  packet.subnet = packet.sender = subnet;
  doubt_unknown_table(context, packet);
  // A source's table serves this one question only; a cache of all of them would not fit.
  const auto fib = fibs_.build(context, wanted, tables_->evidence);
  Outcomes outcomes = ask_table(*fib, context, packet);
  admit_gaps(std::move(packet), outcomes);
  for (const Outcome& outcome : outcomes) {
    if (outcome.end != Outcome::End::vnet) continue;
    if (!outcome.addresses.overlaps(universe.by_vnet[outcome.index])) continue;
    survey.add(outcome, outcome.addresses);
  }
  clear();
  survey_ = nullptr;
  return std::move(survey.arrivals);
}

/// Walks what many questions will share, as a question of its own: what this one knows already, and
/// how much it may still take, must not show in it.
std::shared_ptr<const Walker::Onward> Walker::walk_for_all(const std::function<Outcomes()>& walk) {
  Survey* const survey = std::exchange(survey_, nullptr);
  Shortcut* const being_made = std::exchange(being_made_, nullptr);
  const bool gave_up = std::exchange(gave_up_, false);
  const std::size_t steps_before = steps_.size();
  const std::size_t steps_for_all = std::exchange(steps_for_all_, steps_before);
  std::map<Junction, std::vector<Shortcut>> shortcuts;
  shortcuts.swap(shortcuts_);

  const std::shared_ptr<Onward> onward = make_onward(walk(), survey->universe);
  onward->complete = !gave_up_;
  kept_outcomes_ += onward->outcomes.size();

  shortcuts_.swap(shortcuts);
  steps_for_all_ = steps_for_all + steps_.size() - steps_before;
  gave_up_ = gave_up;
  being_made_ = being_made;
  survey_ = survey;
  return onward;
}

std::shared_ptr<Walker::Onward> Walker::make_onward(const Outcomes& outcomes,
                                                    const Universe& universe) const {
  auto onward = std::make_shared<Onward>();
  for (const Outcome& outcome : outcomes) {
    const bool shared = !outcome.via.contains(Via::appliance) &&
                        !outcome.via.contains(Via::firewall) && !outcome.after_unknown_appliance &&
                        // Tunnels may ask where packets come from, and cut loops of their own.
                        !outcome.via.contains(Via::vpn) && !outcome.via.contains(Via::route_server);
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
    packet.ways = checkpoints_.straight();
    packet.via.insert(Via::msee);
    packet.crossing.exit = circuit;
    onward = walk_for_all([&] { return ask_msee(circuit, std::move(packet)); });
  }
  return *onward;
}

const Walker::Onward& Walker::onward_from(const route::FibContext& context, const Packet& sender) {
  // The subnet matters too: a subnet peering may serve one and not another. [2.16] Of the appliance
  // it matters what guards it. [C2]
  const model::ForwarderIndex forwarder = guarded_like(sender.forwarder);
  std::shared_ptr<const Onward>& onward = behind_appliance_[{context, sender.subnet, forwarder}];
  if (!onward) {
    Packet packet;
    packet.addresses = survey_->universe.all;
    packet.conditions = routing_.conditions().certain();
    packet.ways = checkpoints_.straight();
    packet.after_appliance = true;
    packet.subnet = sender.subnet;
    packet.forwarder = forwarder;
    onward = walk_for_all([&] { return ask_table(table(context), context, std::move(packet)); });
  }
  return *onward;
}

namespace {

struct Meeting {
  std::uint32_t outcome;
  PrefixSet::Range range;
};

/// Where the onward ways meet the addresses, by outcome. Logarithmic for each range of the
/// addresses, plus the meetings.
template <class Onward>
std::vector<Meeting> meetings(const Onward& onward, const PrefixSet& addresses) {
  std::vector<Meeting> found;
  for (const PrefixSet::Range& range : addresses.ranges()) {
    // All entries before the first whose reach comes so far end too early.
    const auto first = std::lower_bound(onward.reach.begin(), onward.reach.end(), range.first);
    for (auto i = static_cast<std::size_t>(first - onward.reach.begin()); i < onward.entries.size();
         ++i) {
      const auto& entry = onward.entries[i];
      if (entry.range.first > range.last) break;
      if (entry.range.last < range.first) continue;
      found.push_back(
          {entry.outcome,
           {std::max(range.first, entry.range.first), std::min(range.last, entry.range.last)}});
    }
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Meeting& a, const Meeting& b) { return a.outcome < b.outcome; });
  return found;
}

}  // namespace

/// Takes from the packet what is shared; what is left in it has to be followed. Ways that are
/// settled go straight to the survey, those under a choice come back as outcomes.
Walker::Outcomes Walker::reuse(const Onward& onward, Packet& packet) {
  Outcomes outcomes;
  lacks_ways_ = lacks_ways_ || !onward.complete;
  const std::vector<Meeting> found = meetings(onward, packet.addresses);
  for (std::size_t i = 0; i < found.size();) {
    const Outcome& shared = onward.outcomes[found[i].outcome];
    std::vector<PrefixSet::Range> ranges;
    std::size_t end = i;
    while (end < found.size() && found[end].outcome == found[i].outcome) ++end;
    for (std::size_t j = i; j < end; ++j) ranges.push_back(found[j].range);
    if (packet.settled) {
      report(shared, packet, PrefixSet::of_ranges(std::move(ranges)));
    } else {
      Outcome& outcome = outcomes.emplace_back(behind(packet, shared));
      outcome.addresses = PrefixSet::of_ranges(std::move(ranges));
      outcome.depth = packet.depth() + shared.depth;
    }
    i = end;
  }
  packet.addresses &= onward.not_shared;
  return outcomes;
}

void Walker::report(const Outcome& shared, const Packet& packet, const PrefixSet& addresses) {
  Outcome outcome = behind(packet, shared);
  outcome.depth = packet.depth() + shared.depth;
  survey_->add(outcome, addresses);
}

}  // namespace hairpin::reach
