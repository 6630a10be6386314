#include <algorithm>
#include <map>
#include <tuple>

#include "reach/reachability_state.hpp"

namespace hairpin::reach {
namespace {

using model::VnetIndex;
using route::RouterIndex;
using route::RouterKind;

using Key =
    std::tuple<RouterIndex, RouterIndex, model::CircuitIndex, model::CircuitIndex, bool, bool>;

class Survey {
 public:
  explicit Survey(Reachability::State& state)
      : state_(state),
        network_(state.network),
        wans_(state.network.virtual_wans),
        graph_(state.routing.graph()) {}

  std::vector<HubTransit> run() {
    for (std::uint32_t number = 0; number < state_.classes.size(); ++number) add_class(number);
    std::vector<HubTransit> list;
    for (auto& [key, transit] : rows_) {
      finish(transit);
      list.push_back(std::move(transit));
    }
    return list;
  }

 private:
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

  /// The ways of several VNets of one class to one VNet: all together, unless filters tell them
  /// apart.
  void add_all(std::uint32_t number, std::span<const VnetIndex> senders,
               std::span<const Arrival> arrivals) {
    if (arrivals.empty()) return;
    const VnetIndex to = arrivals.front().to;
    std::vector<VnetIndex> apart(senders.begin(), senders.end());
    std::erase(apart, to);
    if (apart.empty()) return;
    const auto common = state_.common_verdict(number, arrivals.front());
    if (common && *common != Verdict::filtered) {
      return add(apart, {&arrivals.front(), *common});
    }
    for (const VnetIndex& sender : apart) add({&sender, 1}, state_.decide(sender, arrivals));
  }

  bool is_known(RouterIndex gateway) const {
    const RouterKind kind = graph_[gateway].kind;
    return kind == RouterKind::gateway || kind == RouterKind::hub_gateway;
  }

  bool concerns(const Crossing& crossing) const {
    if (!crossing.learner || !crossing.origin || !crossing.entry || !crossing.exit) return false;
    const bool by_hub = graph_[crossing.learner].kind == RouterKind::hub_gateway ||
                        graph_[crossing.origin].kind == RouterKind::hub_gateway;
    return by_hub && is_known(crossing.learner) && is_known(crossing.origin) &&
           graph_[crossing.entry].kind == RouterKind::circuit &&
           graph_[crossing.exit].kind == RouterKind::circuit;
  }

  void add(std::span<const VnetIndex> senders, const Decision& decision) {
    if (decision.verdict <= Verdict::filtered || !concerns(decision.arrival->crossing)) return;
    const VnetIndex from = senders.front(), to = decision.arrival->to;
    const Crossing& crossing = decision.arrival->crossing;
    const Key key{crossing.learner,
                  crossing.origin,
                  graph_[crossing.entry].circuit(),
                  graph_[crossing.exit].circuit(),
                  crossing.covering,
                  are_kept_apart(from, to)};
    auto [at, is_new] = rows_.try_emplace(key);
    HubTransit& transit = at->second;
    std::tie(transit.learner, transit.origin, transit.entry, transit.exit, transit.covering,
             transit.kept_apart) = key;
    const bool proven = decision.verdict == Verdict::reachable;
    if (is_new || (proven && transit.proven_pairs == 0)) {
      transit.from = from;
      transit.to = to;
    }
    (proven ? transit.proven_pairs : transit.unproven_pairs) += senders.size();
    transit.destinations.push_back(to);
    transit.sources.insert(transit.sources.end(), senders.begin(), senders.end());
  }

  const model::HubConnection* connection(VnetIndex vnet) const {
    const auto uplinks = state_.routing.hub_uplinks(vnet);
    if (uplinks.empty()) return nullptr;
    return &wans_.connections[graph_[uplinks.front()].hub_connection];
  }

  /// Whether the tables of their Virtual WAN give the one VNet no way to the other. [7.10]
  bool are_kept_apart(VnetIndex from, VnetIndex to) const {
    const model::HubConnection* sender = connection(from);
    if (sender == nullptr) return false;
    const auto& connections = wans_.connections;
    const auto receiver =
        std::find_if(connections.begin(), connections.end(),
                     [&](const model::HubConnection& each) { return each.vnet == to; });
    if (receiver == connections.end() || !wans_.are_meshed(sender->hub, receiver->hub)) {
      return false;
    }
    const bool inspected = wans_.hubs[sender->hub].private_policy() != nullptr ||
                           wans_.hubs[receiver->hub].private_policy() != nullptr;
    return !inspected && !wans_.propagates(*receiver, sender->associated);
  }

  void finish(HubTransit& transit) const {
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
  const model::Network& network_;
  const model::VirtualWans& wans_;
  const route::RouteGraph& graph_;
  std::map<Key, HubTransit> rows_;
};

}  // namespace

std::vector<HubTransit> survey_hub_transits(Reachability::State& state) {
  return Survey(state).run();
}

}  // namespace hairpin::reach
