#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <tuple>

#include "reach/reachability_state.hpp"

namespace hairpin::reach {
namespace {

using model::Network;
using model::VnetIndex;
using route::RouterKind;

using Key = std::tuple<model::GatewayIndex, model::GatewayIndex, model::CircuitIndex,
                       model::CircuitIndex, Transit::How>;

Transit::How how_of(const Crossing& crossing) {
  if (crossing.customer) return Transit::How::customer_router;
  if (crossing.covering) return Transit::How::covering_route;
  if (crossing.global_reach) return Transit::How::global_reach;
  return Transit::How::hairpin;
}

class Survey {
 public:
  explicit Survey(Reachability::State& state)
      : state_(state), network_(state.network), graph_(state.routing.graph()) {
    owns_gateway_.resize(network_.vnets.size());
    for (const model::Gateway& gateway : network_.gateways) {
      if (gateway.vnet) owns_gateway_[gateway.vnet.value] = true;
    }
  }

  std::vector<Transit> run() {
    state_.compute_all();
    for (std::uint32_t number = 0; number < state_.classes.size(); ++number) add_class(number);
    std::vector<Transit> list;
    for (auto& [key, row] : rows_) {
      auto& sources = row.transit.sources;
      sources.insert(sources.end(), row.single_sources.begin(), row.single_sources.end());
      finish(row.transit);
      list.push_back(std::move(row.transit));
    }
    return list;
  }

 private:
  struct Row {
    Transit transit;
    std::uint32_t last_class = ~std::uint32_t{0};  // whose members all are among the sources
    std::set<VnetIndex> single_sources;
    std::tuple<bool, int, VnetIndex, VnetIndex> shown;  // rank of the pair to show
  };

  void add_class(std::uint32_t number) {
    const std::vector<VnetIndex>& members = state_.classes[number].members;
    const std::vector<Arrival>& arrivals = state_.behaviour(number).arrivals;
    for (auto at = arrivals.begin(); at != arrivals.end();) {
      const auto end = std::find_if(at, arrivals.end(),
                                    [&](const Arrival& other) { return other.to != at->to; });
      if (at->to != members.front()) add_all(number, members, {at, end});
      at = end;
    }
    if (members.size() < 2) return;
    // What the others do to the one that stands for the class, its second member tells.
    const std::span<const VnetIndex> others = std::span(members).subspan(1);
    add_all(number, others, state_.second_behaviour(number).find(members.front()));
  }

  /// All ways of several VNets of one class to one VNet.
  void add_all(std::uint32_t number, std::span<const VnetIndex> senders,
               std::span<const Arrival> arrivals) {
    if (arrivals.empty()) return;
    const VnetIndex to = arrivals.front().to;
    if (const auto common = arrivals.front().common;
        common && (*common != Verdict::filtered || arrivals.size() == 1)) {
      const bool among = state_.class_of[to.value] == number && to != senders.front();
      const bool is_sender =
          among && std::find(senders.begin(), senders.end(), to) != senders.end();
      Row* const row =
          add(senders.front(), {&arrivals.front(), *common}, senders.size() - (is_sender ? 1 : 0));
      if (row != nullptr && row->last_class != number) {
        const auto& all = state_.classes[number].members;
        row->transit.sources.insert(row->transit.sources.end(), all.begin(), all.end());
        row->last_class = number;
      }
      return;
    }
    for (const VnetIndex sender : senders) {
      if (sender == to) continue;
      if (Row* const row = add(sender, state_.decide(sender, arrivals), 1)) {
        row->single_sources.insert(sender);
      }
    }
  }

  /// The row that the pairs went to; null if they make no transit.
  Row* add(VnetIndex from, const Decision& decision, std::size_t count) {
    if (decision.verdict <= Verdict::filtered || count == 0) return nullptr;
    const Arrival& arrival = *decision.arrival;
    const Crossing& crossing = arrival.crossing;
    const bool known = crossing.learner && crossing.origin &&
                       graph_[crossing.learner].kind == RouterKind::gateway &&
                       graph_[crossing.origin].kind == RouterKind::gateway &&
                       graph_[crossing.entry].kind == RouterKind::circuit &&
                       graph_[crossing.exit].kind == RouterKind::circuit;
    if (!known) return nullptr;
    const Key key{graph_[crossing.learner].gateway(), graph_[crossing.origin].gateway(),
                  graph_[crossing.entry].circuit(), graph_[crossing.exit].circuit(),
                  how_of(crossing)};
    auto [at, is_new] = rows_.try_emplace(key);
    Row& row = at->second;
    Transit& transit = row.transit;
    std::tie(transit.learner, transit.origin, transit.entry, transit.exit, transit.how) = key;
    const bool proven = decision.verdict == Verdict::reachable;
    (proven ? transit.proven_pairs : transit.unproven_pairs) += count;
    transit.destinations.push_back(arrival.to);
    const auto rank = std::tuple(!proven, hubs_among(from, arrival.to), from, arrival.to);
    if (is_new || rank < row.shown) {
      row.shown = rank;
      transit.from = from;
      transit.to = arrival.to;
    }
    return &row;
  }

  /// Spokes show the surprise best: nobody connected them to anything.
  int hubs_among(VnetIndex a, VnetIndex b) const {
    return (owns_gateway_[a.value] ? 1 : 0) + (owns_gateway_[b.value] ? 1 : 0);
  }

  void finish(Transit& transit) const {
    const auto make_unique = [](auto& list) {
      std::sort(list.begin(), list.end());
      list.erase(std::unique(list.begin(), list.end()), list.end());
    };
    make_unique(transit.sources);
    make_unique(transit.destinations);
    for (const VnetIndex to : transit.destinations) {
      for (const auto& prefix : network_.vnets[to].address_space) {
        transit.prefixes.push_back(prefix.value);
      }
    }
    make_unique(transit.prefixes);
  }

  Reachability::State& state_;
  const Network& network_;
  const route::RouteGraph& graph_;
  std::vector<bool> owns_gateway_;
  std::map<Key, Row> rows_;
};

}  // namespace

std::vector<Transit> survey_transits(Reachability::State& state) { return Survey(state).run(); }

}  // namespace hairpin::reach
