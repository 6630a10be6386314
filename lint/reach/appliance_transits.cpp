#include <algorithm>
#include <map>
#include <span>
#include <tuple>

#include "reach/reachability_state.hpp"

namespace hairpin::reach {
namespace {

using model::ForwarderIndex;
using model::VnetIndex;
using Return = ApplianceTransit::Return;

/// What makes pairs of VNets one transit.
using Key = std::tuple<ForwarderIndex, ForwarderIndex, Return, ForwarderIndex, bool, bool>;

class Survey {
 public:
  explicit Survey(Reachability::State& state) : state_(state) {}

  std::vector<ApplianceTransit> run() {
    for (std::uint32_t number = 0; number < state_.classes.size(); ++number) add_class(number);
    std::vector<ApplianceTransit> list;
    for (auto& [key, row] : rows_) {
      make_unique(row.transit.sources);
      make_unique(row.transit.destinations);
      list.push_back(std::move(row.transit));
    }
    return list;
  }

 private:
  static void make_unique(std::vector<VnetIndex>& list) {
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
  }

  void add_class(std::uint32_t number) {
    const std::vector<VnetIndex>& members = state_.classes[number].members;
    const std::vector<Arrival>& arrivals = state_.behaviour(number).arrivals;
    for (auto at = arrivals.begin(); at != arrivals.end();) {
      const auto end = std::find_if(at, arrivals.end(),
                                    [&](const Arrival& other) { return other.to != at->to; });
      const bool among = state_.class_of[at->to.value] == number;
      if (at->to != members.front()) {
        add_all(number, members.front(), {at, end}, members.size() - (among ? 1 : 0));
      }
      at = end;
    }
    if (members.size() < 2) return;
    // What the others do to the one that stands for the class, its second member tells.
    add_all(number, members[1], state_.second_behaviour(number).find(members.front()),
            members.size() - 1);
  }

  /// The ways of a class to one VNet: all members together, unless filters tell them apart.
  void add_all(std::uint32_t number, VnetIndex from, std::span<const Arrival> arrivals,
               std::size_t count) {
    if (arrivals.empty()) return;
    const auto common = arrivals.front().common;
    if (common && *common != Verdict::filtered) {
      return add(state_.classes[number].members, from, {&arrivals.front(), *common}, count);
    }
    for (const VnetIndex& sender : state_.classes[number].members) {
      const VnetIndex to = arrivals.front().to;
      if (sender != to) add({&sender, 1}, sender, state_.decide(sender, to), 1);
    }
  }

  /// `senders` fare alike, and `from` stands for them.
  void add(std::span<const VnetIndex> senders, VnetIndex from, const Decision& decision,
           std::size_t count) {
    if (decision.verdict <= Verdict::filtered || count == 0) return;
    const Arrival& arrival = *decision.arrival;
    if (!arrival.crossing.first_appliance) return;
    const Decision way_back = state_.decide(arrival.to, from);
    const Arrival* const back = way_back.arrival;
    const Key key = key_of(from, arrival, back);
    auto [at, is_new] = rows_.try_emplace(key);
    Row& row = at->second;
    ApplianceTransit& transit = row.transit;
    std::tie(transit.first, transit.last, transit.back, transit.back_first, transit.over_circuits,
             transit.connected) = key;
    const bool proven = decision.verdict == Verdict::reachable &&
                        (back == nullptr || back->verdict == Verdict::reachable);
    (proven ? transit.proven_pairs : transit.unproven_pairs) += count;
    transit.destinations.push_back(arrival.to);
    if (row.last_senders != senders.data()) {
      transit.sources.insert(transit.sources.end(), senders.begin(), senders.end());
      row.last_senders = senders.data();
    }
    const auto rank = std::tuple(!proven, from, arrival.to);
    if (is_new || rank < row.shown) {
      row.shown = rank;
      transit.from = from;
      transit.to = arrival.to;
    }
  }

  /// The way back is the same if it passes the same appliances in the opposite order.
  Key key_of(VnetIndex from, const Arrival& arrival, const Arrival* back) const {
    const ForwarderIndex first = arrival.crossing.first_appliance;
    const ForwarderIndex last = arrival.crossing.last_appliance;
    const bool over_circuits = arrival.via.contains(Via::msee);
    const bool connected = is_at(first, from, arrival.to) || is_at(last, from, arrival.to) ||
                           are_peered(from, arrival.to);
    if (back == nullptr) return {first, last, Return::none, {}, over_circuits, connected};
    const Crossing& returning = back->crossing;
    if (alike(returning.first_appliance, last) && alike(returning.last_appliance, first)) {
      return {first, last, Return::same, {}, over_circuits, connected};
    }
    return {first, last, Return::other, returning.first_appliance, over_circuits, connected};
  }

  /// Whether the forwarder is in one of the two VNets.
  bool is_at(ForwarderIndex forwarder, VnetIndex a, VnetIndex b) const {
    const model::SubnetIndex subnet = state_.network.forwarders[forwarder].subnet;
    const VnetIndex home = state_.network.subnets[subnet].vnet;
    return home == a || home == b;
  }

  bool are_peered(VnetIndex a, VnetIndex b) const {
    const route::RouteGraph& graph = state_.routing.graph();
    const route::SessionIndex session = graph.peering(a, b);
    return session && graph[session].state != route::SessionState::closed;
  }

  /// The same, or a load balancer and one of its backends.
  bool alike(ForwarderIndex a, ForwarderIndex b) const {
    if (a == b || !a || !b) return a == b;
    const auto stands_before = [&](ForwarderIndex front, ForwarderIndex backend) {
      const auto& backends = state_.network.forwarders[front].backends;
      return std::find(backends.begin(), backends.end(), backend) != backends.end();
    };
    return stands_before(a, b) || stands_before(b, a);
  }

  Reachability::State& state_;
  struct Row {
    ApplianceTransit transit;
    const VnetIndex* last_senders = nullptr;       // whose list was appended last
    std::tuple<bool, VnetIndex, VnetIndex> shown;  // rank of the pair to show
  };
  std::map<Key, Row> rows_;
};

}  // namespace

std::vector<ApplianceTransit> survey_appliance_transits(Reachability::State& state) {
  return Survey(state).run();
}

}  // namespace hairpin::reach
