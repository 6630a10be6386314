#include "reach/link_cells.hpp"

#include <set>

#include "reach/judgement.hpp"
#include "reach/reachability_state.hpp"

namespace hairpin::reach {

using model::PrivateLinkIndex;
using model::VnetIndex;

struct LinkCells::Best {
  Verdict verdict = Verdict::isolated;
  Outcome outcome;

  void take(Verdict other, const Outcome& by) {
    const bool better =
        other > verdict || (other == verdict && other > Verdict::isolated && decides(by, outcome));
    if (!better) return;
    verdict = other;
    outcome = by;
  }
};

LinkCells::LinkCells(Reachability::State& state, const PrivateLinks& links)
    : state_(state), links_(links), by_class_(state.classes.size()) {}

Cell LinkCells::cell(VnetIndex from, VnetIndex to) {
  if (links_.into(to).empty() || from == to) return {};
  Best best;
  const std::uint32_t number = state_.class_of[from.value];
  const VnetIndex front = state_.classes[number].members.front();
  for (const Arrival& arrival : of_class(number)) {
    if (arrival.way.host != from) consider(from, to, arrival, best);
  }
  for (const VnetIndex host : std::set<VnetIndex>{from, front}) {
    for (const PrivateLinkIndex link : links_.out_of(host)) {
      if (links_.is_closed(link) || !links_.leads_to(link, to)) continue;
      for (const LinkWay& way : links_.ways(link)) {
        if (!way.placed || way.host != host) continue;
        for (const Arrival& arrival : walk(from, way)) consider(from, to, arrival, best);
      }
    }
  }
  for (const PrivateLinkIndex link : links_.into(to)) {
    if (links_.is_closed(link)) continue;
    for (const LinkWay& way : links_.ways(link)) {
      if (!way.placed) consider_unplaced(from, to, way, best);
    }
  }
  if (best.verdict == Verdict::isolated) return {};
  best.outcome.via.insert(Via::private_link);
  return {best.verdict, best.outcome.via};
}

std::vector<LinkCells::Arrival> LinkCells::walk(VnetIndex from, const LinkWay& way) {
  std::vector<Arrival> arrivals;
  std::uint32_t rank = 0;
  for (const Source& source : ranked_sources(state_.network, from, state_.table_numbers)) {
    for (Outcome& outcome :
         state_.walker.walk(source.context, source.subnet, way.targets & source.families)) {
      if (outcome.end != Outcome::End::vnet || outcome.index != way.host.value) continue;
      outcome.trail = nullptr;
      arrivals.push_back({way, rank, std::move(outcome)});
    }
    ++rank;
  }
  state_.walker.clear();
  return arrivals;
}

const std::vector<LinkCells::Arrival>& LinkCells::of_class(std::uint32_t number) {
  auto& known = by_class_[number];
  if (known) return *known;
  known.emplace();
  const VnetIndex front = state_.classes[number].members.front();
  for (std::uint32_t i = 0; i < state_.network.private_links.size(); ++i) {
    const PrivateLinkIndex link(i);
    if (links_.is_closed(link)) continue;
    for (const LinkWay& way : links_.ways(link)) {
      if (!way.placed || way.host == front) continue;
      for (Arrival& arrival : walk(front, way)) known->push_back(std::move(arrival));
    }
  }
  return *known;
}

const ServiceSide& LinkCells::service_side(PrivateLinkIndex link, VnetIndex to) {
  const auto known = sides_.find({link, to});
  if (known != sides_.end()) return known->second;
  return sides_[{link, to}] = links_.service_side(link, to, destinations_of(state_.network, to));
}

void LinkCells::consider(VnetIndex from, VnetIndex to, const Arrival& arrival, Best& best) {
  if (!links_.leads_to(arrival.way.link, to)) return;
  const ServiceSide& side = service_side(arrival.way.link, to);
  if (side.backends.empty()) return;
  const auto sources = ranked_sources(state_.network, from, state_.table_numbers);
  const Judgement first =
      judge(state_.filters,
            machines_of(state_.network, endpoint_of(state_.network, from), sources[arrival.source]),
            machines_of(state_.network, arrival.outcome), arrival.outcome);
  const bool certain = arrival.outcome.certain && arrival.way.certain;
  best.take(PrivateLinks::join(first.passage, side, certain).verdict, arrival.outcome);
}

void LinkCells::consider_unplaced(VnetIndex from, VnetIndex to, const LinkWay& way, Best& best) {
  if (way.host == from) return;  // see PrivateLinks::doubts
  const ServiceSide& side = service_side(way.link, to);
  if (side.backends.empty()) return;
  const Decision there = state_.decide(from, way.host);
  if (there.arrival == nullptr) return;
  Outcome outcome;
  outcome.certain = false;
  outcome.via = there.arrival->via;
  outcome.depth = there.arrival->depth;
  outcome.crossing = there.arrival->crossing;
  const bool passes = there.verdict > Verdict::filtered && !side.passage.possible.empty();
  outcome.addresses = way.targets;
  best.take(passes ? Verdict::unproven : Verdict::filtered, outcome);
}

}  // namespace hairpin::reach
