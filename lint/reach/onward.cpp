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

struct Walker::Onward {
  struct Entry {
    PrefixSet::Range range;
    std::uint32_t outcome;
  };
  PrefixSet not_shared;           // addresses on whose way lies a further appliance
  std::vector<Outcome> outcomes;  // relative to the junction, without steps
  std::vector<Entry> entries;     // the ranges of the outcomes, by first address
  std::vector<Address> reach;     // by entry: the greatest last address up to it
};

std::shared_ptr<const Walker::Onward> Walker::make_onward(const Outcomes& outcomes) const {
  auto onward = std::make_shared<Onward>();
  for (const Outcome& outcome : outcomes) {
    const bool shared = !outcome.via.contains(Via::appliance) &&
                        !outcome.via.contains(Via::firewall) && !outcome.after_unknown_appliance;
    if (!shared) onward->not_shared |= outcome.addresses;
  }
  for (const Outcome& outcome : outcomes) {
    if (outcome.end == Outcome::End::dropped) continue;
    Outcome kept = outcome;
    kept.addresses -= onward->not_shared;
    if (kept.addresses.empty()) continue;
    kept.trail = nullptr;
    const auto number = static_cast<std::uint32_t>(onward->outcomes.size());
    for (const auto& range : kept.addresses.ranges()) onward->entries.push_back({range, number});
    onward->outcomes.push_back(std::move(kept));
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
    packet.addresses = *universe_;
    packet.conditions = routing_.conditions().certain();
    packet.via.insert(Via::msee);
    packet.crossing.exit = circuit;
    const PrefixSet* universe = std::exchange(universe_, nullptr);
    onward = make_onward(ask_msee(circuit, std::move(packet)));
    universe_ = universe;
  }
  return *onward;
}

const Walker::Onward& Walker::onward_from(const route::FibContext& context, const Packet& sender) {
  std::shared_ptr<const Onward>& onward = behind_appliance_[context];
  if (!onward) {
    Packet packet;
    packet.addresses = *universe_;
    packet.conditions = routing_.conditions().certain();
    packet.subnet = sender.subnet;
    const PrefixSet* universe = std::exchange(universe_, nullptr);
    onward = make_onward(ask_table(fibs_.fib(context), context, std::move(packet)));
    universe_ = universe;
  }
  return *onward;
}

/// The shared outcomes of the packet's addresses; what is not shared is left in the packet.
Walker::Outcomes Walker::reuse(const Onward& onward, Packet& packet) {
  std::vector<std::vector<PrefixSet::Range>> met(onward.outcomes.size());
  std::size_t start = 0;
  for (const PrefixSet::Range& range : packet.addresses.ranges()) {
    // All entries before `start` end too early, for this range and for those that follow.
    while (start < onward.reach.size() && onward.reach[start] < range.first) ++start;
    for (auto at = onward.entries.begin() + static_cast<std::ptrdiff_t>(start);
         at != onward.entries.end(); ++at) {
      if (at->range.first > range.last) break;
      if (at->range.last < range.first) continue;
      met[at->outcome].push_back(
          {std::max(range.first, at->range.first), std::min(range.last, at->range.last)});
    }
  }
  Outcomes outcomes;
  for (std::size_t number = 0; number < met.size(); ++number) {
    if (met[number].empty()) continue;
    const Outcome& shared = onward.outcomes[number];
    Outcome& outcome = outcomes.emplace_back();
    outcome.end = shared.end;
    outcome.index = shared.index;
    outcome.addresses = PrefixSet::of_ranges(std::move(met[number]));
    outcome.certain = packet.certain && shared.certain;
    outcome.conditions = routing_.conditions().both(packet.conditions, shared.conditions);
    outcome.via = packet.via | shared.via;
    outcome.crossing = joined(packet.crossing, shared.crossing);
    outcome.after_unknown_appliance = packet.after_unknown_appliance;
    outcome.depth = packet.depth() + shared.depth;
  }
  packet.addresses &= onward.not_shared;
  return outcomes;
}

}  // namespace hairpin::reach
