#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <tuple>

#include "reach/reachability_state.hpp"

namespace hairpin::reach {
namespace {

using model::VnetIndex;
using route::RouterKind;

using GatewayPair = std::pair<model::GatewayIndex, model::GatewayIndex>;  // learner, origin

/// The pairs of two classes of VNets that one crossing serves.
struct Cell {
  std::uint32_t from_class, to_class;
  VnetIndex from, to;  // one of them
  std::uint64_t pairs = 0;
  Crossing crossing;
};
using Classes = std::pair<std::uint32_t, std::uint32_t>;  // sender's, receiver's
using Cells = std::map<Classes, Cell>;

/// Finds the cells without a way back, and tells whether they are all of a gateway pair, of a
/// receiver, or of a sender: the less they are, the nearer to that VNet is the cause.
class OneWaySurvey {
 public:
  explicit OneWaySurvey(Reachability::State& state)
      : state_(state), graph_(state.routing.graph()) {}

  std::vector<OneWay> run() {
    for (std::uint32_t number = 0; number < state_.classes.size(); ++number) collect(number);
    // Most estates have none; then there is nothing to compare with.
    if (one_way_.empty()) return {};
    for (std::uint32_t number = 0; number < state_.classes.size(); ++number) count_served(number);
    std::vector<OneWay> list;
    for (auto& [gateways, cells] : one_way_) group(gateways, std::move(cells), list);
    return list;
  }

 private:
  /// Calls `use` for the proven ways of a class from one gateway to another.
  template <class Use>
  void each_way(std::uint32_t number, Use use) {
    const VnetIndex from = state_.classes[number].members.front();
    const std::vector<Arrival>& arrivals = state_.behaviour(number).arrivals;
    for (auto at = arrivals.begin(); at != arrivals.end();) {
      const auto end = std::find_if(at, arrivals.end(),
                                    [&](const Arrival& other) { return other.to != at->to; });
      const Decision decision = state_.decide(from, std::span<const Arrival>(at, end));
      at = end;
      if (decision.verdict != Verdict::reachable || decision.arrival->to == from) continue;
      const auto gateways = gateways_of(decision.arrival->crossing);
      if (gateways) use(*gateways, from, *decision.arrival);
    }
  }

  void collect(std::uint32_t number) {
    each_way(number, [&](const GatewayPair& gateways, VnetIndex from, const Arrival& arrival) {
      if (!state_.arrivals(arrival.to, from).empty()) return;
      if (state_.doubts_isolation(arrival.to, from)) return;
      const std::uint32_t to_class = state_.class_of[arrival.to.value];
      const Cell fresh{number, to_class, from, arrival.to, 0, arrival.crossing};
      Cell& cell = one_way_[gateways].try_emplace({number, to_class}, fresh).first->second;
      cell.pairs += members_reaching(number, arrival);
    });
  }

  /// Filters may stop some members of a class and not others.
  std::size_t members_reaching(std::uint32_t number, const Arrival& arrival) {
    const std::vector<VnetIndex>& members = state_.classes[number].members;
    if (arrival.common == Verdict::reachable) return members.size();
    return static_cast<std::size_t>(
        std::count_if(members.begin(), members.end(), [&](VnetIndex member) {
          return state_.decide(member, arrival.to).verdict == Verdict::reachable;
        }));
  }

  void count_served(std::uint32_t number) {
    each_way(number, [&](const GatewayPair& gateways, VnetIndex, const Arrival& arrival) {
      if (!one_way_.contains(gateways)) return;
      served_[gateways].insert({number, state_.class_of[arrival.to.value]});
    });
  }

  std::optional<GatewayPair> gateways_of(const Crossing& crossing) const {
    const bool known = crossing.learner && crossing.origin && crossing.learner != crossing.origin &&
                       graph_[crossing.learner].kind == RouterKind::gateway &&
                       graph_[crossing.origin].kind == RouterKind::gateway &&
                       graph_[crossing.entry].kind == RouterKind::circuit;
    if (!known) return std::nullopt;
    return GatewayPair(graph_[crossing.learner].gateway(), graph_[crossing.origin].gateway());
  }

  void group(const GatewayPair& gateways, Cells cells, std::vector<OneWay>& list) const {
    const std::set<Classes>& served = served_.at(gateways);
    if (served.size() == cells.size()) {
      list.push_back(make(gateways, OneWay::Extent::gateways, cells));
      return;
    }
    std::map<std::uint32_t, std::size_t> served_receivers, receivers;
    for (const Classes& classes : served) ++served_receivers[classes.second];
    for (const auto& [classes, cell] : cells) ++receivers[classes.second];
    for (const auto& [receiver, count] : receivers) {
      if (count != served_receivers[receiver]) continue;
      const auto is_here = [to = receiver](const Classes& classes) { return classes.second == to; };
      list.push_back(make(gateways, OneWay::Extent::receiver, extract(cells, is_here)));
    }
    while (!cells.empty()) {
      const std::uint32_t sender = cells.begin()->first.first;
      const auto is_here = [&](const Classes& classes) { return classes.first == sender; };
      list.push_back(make(gateways, OneWay::Extent::sender, extract(cells, is_here)));
    }
  }

  template <class Predicate>
  static Cells extract(Cells& cells, Predicate is_wanted) {
    Cells taken;
    for (auto at = cells.begin(); at != cells.end();) {
      const auto next = std::next(at);
      if (is_wanted(at->first)) taken.insert(cells.extract(at));
      at = next;
    }
    return taken;
  }

  OneWay make(const GatewayPair& gateways, OneWay::Extent extent, const Cells& cells) const {
    OneWay row;
    row.extent = extent;
    Transit& transit = row.transit;
    std::tie(transit.learner, transit.origin) = gateways;
    const Cell& shown = cells.begin()->second;
    transit.from = shown.from;
    transit.to = shown.to;
    transit.entry = graph_[shown.crossing.entry].circuit();
    for (const auto& [classes, cell] : cells) {
      transit.proven_pairs += cell.pairs;
      const auto& senders = state_.classes[cell.from_class].members;
      transit.sources.insert(transit.sources.end(), senders.begin(), senders.end());
      const auto& receivers = state_.classes[cell.to_class].members;
      transit.destinations.insert(transit.destinations.end(), receivers.begin(), receivers.end());
    }
    sort_unique(transit.sources);
    sort_unique(transit.destinations);
    for (const VnetIndex to : transit.destinations) {
      for (const auto& prefix : state_.network.vnets[to].address_space) {
        transit.prefixes.push_back(prefix.value);
      }
    }
    sort_unique(transit.prefixes);
    return row;
  }

  template <class T>
  static void sort_unique(std::vector<T>& list) {
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
  }

  Reachability::State& state_;
  const route::RouteGraph& graph_;
  std::map<GatewayPair, std::set<Classes>> served_;
  std::map<GatewayPair, Cells> one_way_;
};

}  // namespace

std::vector<OneWay> survey_one_way(Reachability::State& state) { return OneWaySurvey(state).run(); }

}  // namespace hairpin::reach
