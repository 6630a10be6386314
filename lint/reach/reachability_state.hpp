#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "reach/behaviour.hpp"
#include "reach/end_groups.hpp"
#include "reach/ends.hpp"
#include "reach/filters.hpp"
#include "reach/guards.hpp"
#include "reach/link_cells.hpp"
#include "reach/private_links.hpp"
#include "reach/reachability.hpp"
#include "reach/translations.hpp"
#include "reach/walker.hpp"

namespace hairpin::reach {

/// What one VNet's packets do: the ways to each VNet that they get to, or may get to.
struct Behaviour {
  /// By VNet, for one VNet the deciding way first. Others follow it only where filters may stop
  /// packets on it that pass on those. The VNets that are not there are isolated.
  std::vector<Arrival> arrivals;

  /// Empty if no packet gets there. Logarithmic.
  std::span<const Arrival> find(model::VnetIndex to) const;
};

/// What holds for one pair of VNets.
struct Decision {
  const Arrival* arrival = nullptr;  // null: no packet gets there
  Verdict verdict = Verdict::isolated;
};

/// The inside of `Reachability`: the tables and what was computed with them so far.
struct Reachability::State {
  explicit State(route::Routing& routing);

  route::Routing& routing;
  const model::Network& network;
  Walker walker;
  Filters filters;
  PrivateLinks links;
  std::vector<model::VnetIndex> endpoints;       // VNets of the input by folded id
  Universe universe;                             // the destinations of the endpoints
  std::vector<std::uint32_t> component_of;       // by VNet
  std::map<std::uint32_t, PrefixSet> component;  // the destinations of its VNets, by number
  Translations translations;
  std::vector<bool> unmodelled;  // by VNet: has, or hangs on, something not analysed
  std::vector<bool> unreadable;  // by VNet: may be connected to nobody knows whom
  std::vector<BehaviourClass> classes;
  std::vector<std::uint32_t> class_of;       // by VNet
  std::vector<std::uint32_t> table_numbers;  // see `ranked_sources`
  std::unique_ptr<EndGroups> ends;
  std::unique_ptr<LinkCells> link_cells;
  std::vector<std::optional<Behaviour>> first;   // by class: of its first member
  std::vector<std::optional<Behaviour>> second;  // by class: of its second member
  std::optional<std::vector<Transit>> transits;
  std::optional<std::vector<ApplianceTransit>> appliance_transits;
  std::optional<std::vector<HubTransit>> hub_transits;
  std::optional<Inflows> inflows;
  std::unique_ptr<GuardSearch> guards;

  /// The ways of packets from one VNet to another, as the class of the first one behaves.
  std::span<const Arrival> arrivals(model::VnetIndex from, model::VnetIndex to);
  /// The strongest of them, with the filters on them.
  Decision decide(model::VnetIndex from, model::VnetIndex to);
  Decision decide(model::VnetIndex from, std::span<const Arrival> arrivals);
  void collect_destinations();
  const PrefixSet& wanted_by_first(std::uint32_t number) const;
  const PrefixSet& wanted_by_second(std::uint32_t number) const;
  const Behaviour& behaviour(std::uint32_t number);  // of the class's first member
  /// Of its second member, towards the first one only.
  const Behaviour& second_behaviour(std::uint32_t number);
  /// Computes the behaviour of all classes, on all cores. What the answers are, and which
  /// conditions are known afterwards, does not depend on the number of cores.
  void compute_all();
  Behaviour decided(std::uint32_t number, std::vector<Arrival> arrivals);
  /// What holds for all members of a class, if that can be told at once; by one arrival's way.
  std::optional<Verdict> common_verdict(std::uint32_t number, const Arrival& arrival);
  /// Leaves out ways that decide for no member of the class, and tells what holds for all members.
  void keep_deciding(std::uint32_t number, std::vector<Arrival>& arrivals);
  Verdict verdict_of(model::VnetIndex from, const Arrival& arrival);
  PrefixSet served_by(const Arrival& arrival) const;
  /// What an "isolated" is worth: "unproven" where the input is cut or not analysed wholly. [C28]
  /// An end that is none is an on-premises side.
  std::vector<model::Missing> doubts_of_isolation(model::VnetIndex from, model::VnetIndex to);
  bool doubts_isolation(model::VnetIndex from, model::VnetIndex to);
  GuardSearch& guard_search();
};

/// Of two outcomes the one that decides: the surer, then the shorter, then the lesser.
bool decides(const Outcome& a, const Outcome& b);

std::vector<Transit> survey_transits(Reachability::State& state);
std::vector<HubTransit> survey_hub_transits(Reachability::State& state);
std::vector<OneWay> survey_one_way(Reachability::State& state);
std::vector<ApplianceTransit> survey_appliance_transits(Reachability::State& state);
std::vector<AdminOverride> survey_admin_overrides(Reachability::State& state);
Inflows survey_inflows(Reachability::State& state);

}  // namespace hairpin::reach
