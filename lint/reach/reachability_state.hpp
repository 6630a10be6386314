#pragma once

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "reach/behaviour.hpp"
#include "reach/ends.hpp"
#include "reach/guards.hpp"
#include "reach/reachability.hpp"
#include "reach/walker.hpp"

namespace hairpin::reach {

/// What one VNet's packets do: the deciding way to each VNet that they get to, or may get to.
struct Behaviour {
  std::vector<Arrival> arrivals;  // by VNet, one for each; the other VNets are isolated

  /// Null if no packet gets there. Logarithmic.
  const Arrival* find(model::VnetIndex to) const;
};

/// The inside of `Reachability`: the tables and what was computed with them so far.
struct Reachability::State {
  explicit State(route::Routing& routing);

  route::Routing& routing;
  const model::Network& network;
  Walker walker;
  std::vector<model::VnetIndex> endpoints;       // VNets of the input by folded id
  Universe universe;                             // the destinations of the endpoints
  std::vector<std::uint32_t> component_of;       // by VNet
  std::map<std::uint32_t, PrefixSet> component;  // the destinations of its VNets, by number
  std::vector<bool> unmodelled;  // by VNet: has, or hangs on, something not analysed
  std::vector<bool> unreadable;  // by VNet: may be connected to nobody knows whom
  std::vector<BehaviourClass> classes;
  std::vector<std::uint32_t> class_of;           // by VNet
  std::vector<std::optional<Behaviour>> first;   // by class: of its first member
  std::vector<std::optional<Behaviour>> second;  // by class: of its second member
  std::optional<std::vector<Transit>> transits;
  std::optional<std::vector<ApplianceTransit>> appliance_transits;
  std::unique_ptr<GuardSearch> guards;

  /// The way of packets from one VNet to another, as the class of the first one behaves; null
  /// if no packet gets there.
  const Arrival* arrival(model::VnetIndex from, model::VnetIndex to);
  void collect_destinations();
  const Behaviour& behaviour(std::uint32_t number);  // of the class's first member
  /// Of its second member, towards the first one only.
  const Behaviour& second_behaviour(std::uint32_t number);
  Behaviour compute(model::VnetIndex vnet, const PrefixSet& wanted);
  /// What an "isolated" is worth: "unproven" where the input is cut or not analysed wholly. [C28]
  /// An end that is none is an on-premises side.
  std::vector<model::Missing> doubts_of_isolation(model::VnetIndex from, model::VnetIndex to) const;
  bool doubts_isolation(model::VnetIndex from, model::VnetIndex to) const;
  GuardSearch& guard_search();
};

/// Of two outcomes the one that decides: the surer, then the shorter, then the lesser.
bool decides(const Outcome& a, const Outcome& b);

std::vector<Transit> survey_transits(Reachability::State& state);
std::vector<OneWay> survey_one_way(Reachability::State& state);
std::vector<ApplianceTransit> survey_appliance_transits(Reachability::State& state);

}  // namespace hairpin::reach
