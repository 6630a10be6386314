#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "reach/packet.hpp"
#include "reach/walker.hpp"

/// Ways that are walked once. Appliances that forward to appliances multiply the paths of a
/// question: ten of them with ten alternatives each have ten thousand million paths through a
/// hundred tables. What happens behind a table or a circuit depends on the addresses and on the
/// places that the packets passed before, as far as they would come by there again. So the second
/// path through a place takes over what the first one found.
namespace hairpin::reach {

namespace {

/// Where packets come to a place from ever new directions, looking for one that fits would cost
/// more than walking.
constexpr std::size_t most_shortcuts = 16;

/// Outcomes that differ only in the steps, and in what an unsure one depends on.
auto kind_of(const Outcome& outcome) {
  return std::tuple(outcome.end, outcome.index, outcome.certain, outcome.via, outcome.crossing,
                    outcome.after_unknown_appliance, outcome.ways, outcome.dropped_by);
}

/// Keeps for each address the shortest of the ways that are of one kind, the first of equals: no
/// other one would ever be shown.
std::vector<Outcome> shortest(std::vector<Outcome> outcomes) {
  std::vector<std::size_t> order(outcomes.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return outcomes[a].depth < outcomes[b].depth;
  });
  std::map<decltype(kind_of(outcomes.front())), PrefixSet> known;
  for (const std::size_t i : order) {
    auto [at, is_new] = known.try_emplace(kind_of(outcomes[i]), outcomes[i].addresses);
    if (is_new) continue;
    outcomes[i].addresses -= at->second;
    at->second |= outcomes[i].addresses;
  }
  std::erase_if(outcomes, [](const Outcome& outcome) { return outcome.addresses.empty(); });
  return outcomes;
}

}  // namespace

Walker::Junction Walker::junction_of(const route::FibContext& context, route::RouterIndex circuit,
                                     const Packet& packet) {
  return {context,         circuit,          packet.source,          packet.subnet,
          packet.sender,   packet.forwarder, packet.after_appliance, packet.no_transit,
          packet.no_branch};
}

/// What the shortcut that is being made depends on.
void Walker::note_question(PlaceIndex place, int depth) {
  if (being_made_ == nullptr) return;
  being_made_->asked.insert(place);
  being_made_->deepest = std::max(being_made_->deepest, depth);
}

Outcome Walker::behind(const Packet& packet, const Outcome& outcome) {
  Outcome whole = outcome;
  whole.certain = packet.certain && outcome.certain;
  whole.conditions = both(packet.conditions, outcome.conditions);
  whole.via = packet.via | outcome.via;
  whole.crossing = joined(packet.crossing, outcome.crossing);
  whole.ways = checkpoints_.joined(packet.ways, outcome.ways);
  whole.after_unknown_appliance = packet.after_unknown_appliance || outcome.after_unknown_appliance;
  return whole;
}

std::vector<Outcome> Walker::walk_once(const Junction& junction, Packet packet,
                                       const Follow& follow) {
  Outcomes outcomes;
  // By number: the walk below may find more shortcuts.
  for (std::size_t i = 0; i < shortcuts_[junction].size() && !packet.addresses.empty(); ++i) {
    const Shortcut& known = shortcuts_[junction][i];
    if (leads_on(known, packet)) append(outcomes, take_shortcut(known, packet));
  }
  if (packet.addresses.empty()) return outcomes;

  Packet alone;  // without what lies behind it, but for the steps
  alone.addresses = packet.addresses;
  alone.source = packet.source;
  alone.subnet = packet.subnet;
  alone.sender = packet.sender;
  alone.no_transit = packet.no_transit;
  alone.no_branch = packet.no_branch;
  alone.forwarder = packet.forwarder;
  alone.after_appliance = packet.after_appliance;
  alone.settled = false;  // a survey must not hear of it before the shortcut is known
  alone.conditions = routing_.conditions().certain();
  alone.ways = checkpoints_.straight();
  alone.trail = packet.trail;
  Shortcut made;
  made.addresses = packet.addresses;
  made.start = packet.trail;
  made.depth = made.deepest = packet.depth();
  Shortcut* outer = std::exchange(being_made_, &made);
  made.outcomes = shortest(follow(std::move(alone)));
  being_made_ = outer;
  if (outer != nullptr) {
    outer->asked |= made.asked;
    outer->deepest = std::max(outer->deepest, made.deepest);
  }
  for (const Step* step = packet.trail; step != nullptr; step = step->previous) {
    if (step->place && made.asked.contains(step->place)) made.passed.insert(step->place);
  }
  append(outcomes, take_shortcut(made, packet));
  auto& list = shortcuts_[junction];
  if (!gave_up_ && list.size() < most_shortcuts) list.push_back(std::move(made));
  return outcomes;
}

/// Whether the packets, coming from where they come, fare as those of the shortcut did.
bool Walker::leads_on(const Shortcut& known, const Packet& packet) const {
  if (!known.addresses.overlaps(packet.addresses)) return false;
  if (packet.depth() + known.deepest - known.depth > longest_path) return false;
  std::size_t passed = 0;
  for (const Step* step = packet.trail; step != nullptr; step = step->previous) {
    if (!step->place || !known.asked.contains(step->place)) continue;
    if (!known.passed.contains(step->place)) return false;
    ++passed;
  }
  return passed == known.passed.size();
}

/// Takes from the packet what the shortcut settles.
std::vector<Outcome> Walker::take_shortcut(const Shortcut& known, Packet& packet) {
  if (being_made_ != nullptr) {
    being_made_->asked |= known.asked;
    being_made_->deepest =
        std::max(being_made_->deepest, packet.depth() + known.deepest - known.depth);
  }
  Outcomes outcomes;
  for (const Outcome& shared : known.outcomes) {
    Outcome outcome = behind(packet, shared);
    outcome.addresses &= packet.addresses;
    if (outcome.addresses.empty()) continue;
    outcome.depth = packet.depth() + shared.depth - known.depth;
    outcome.trail = shared.trail == nullptr ? nullptr : relaid(shared.trail, known.start, packet);
    outcomes.push_back(std::move(outcome));
  }
  packet.addresses -= known.addresses;
  return outcomes;
}

/// The steps up to `last` that lie behind `start`, once more behind the packet's.
const Step* Walker::relaid(const Step* last, const Step* start, const Packet& packet) {
  if (start == packet.trail) return last;
  std::vector<const Step*> steps;
  for (const Step* step = last; step != start; step = step->previous) steps.push_back(step);
  Packet way;
  way.trail = packet.trail;
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) push(way, **step);
  return way.trail;
}

}  // namespace hairpin::reach
