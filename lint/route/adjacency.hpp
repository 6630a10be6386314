#pragma once

#include <cstdint>
#include <vector>

#include "model/config_fact.hpp"
#include "route/conditions.hpp"

namespace hairpin::route {

enum class SessionState : std::uint8_t { closed, unknown, open };

/// Whether routes and packets pass between two routers at all, and why: what becomes a session.
struct Adjacency {
  SessionState state = SessionState::open;
  std::vector<model::ConfigFact> guards;   // closed: each keeps it closed
  std::vector<model::ConfigFact> because;  // open or unknown: most decisive first
  ConditionSet conditions;                 // unknown: what the input does not hold

  static Adjacency open(const Conditions& conditions) {
    Adjacency adjacency;
    adjacency.conditions = conditions.certain();
    return adjacency;
  }
  void close(model::ConfigFact guard) {
    state = SessionState::closed;
    guards.push_back(std::move(guard));
  }
  /// A closed adjacency stays closed, whatever else is not known.
  void doubt(Conditions& all, model::Missing missing) {
    if (state == SessionState::open) state = SessionState::unknown;
    conditions = all.both(conditions, all.single(std::move(missing)));
  }
};

}  // namespace hairpin::route
