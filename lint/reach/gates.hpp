#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>

#include "reach/filters.hpp"

namespace hairpin::reach {

using GateIndex = Index<struct GateTag>;

/// What filters let through on ways between two gates, whoever stands behind them.
struct GateFlows {
  FlowSet certain, possible;
  bool open = false;  // each address is surely joined to each of its family
};

/// The filters at the ends of flows, apart from who is behind them. An estate has thousands of
/// ends, but few distinct rule sets, and few contents of the `VirtualNetwork` tag by which they are
/// read: a gate is one of each, for one direction. What passes between two gates is computed once,
/// for all addresses that there are; an end then asks about its own.
class Gates {
 public:
  Gates(const model::Network& network, Filters& filters, const Checkpoints& checkpoints)
      : network_(network), filters_(filters), checkpoints_(checkpoints) {}

  /// The gate that packets of these machines pass. For `shared` see `Filters::leaving`. Costs the
  /// place's tag the first time, and a sieving for each distinct gate.
  GateIndex leaving(const Machines& from, bool shared);
  GateIndex arriving(const Machines& to, bool shared);
  /// What passes all of some ways for certain, and one of them perhaps. Stays valid.
  const GateFlows& between(GateIndex from, GateIndex to, Ways ways);

 private:
  struct Gate {
    Machines machines;  // behind it, for example: all addresses
    Passage passage;
  };
  enum class Direction : std::uint8_t { leaving, arriving };
  /// What is exempt from filters; admin rules, and whether they count for certain; the rules at the
  /// interface and at the subnet; and the tag that all are read by. None and null where nothing
  /// filters.
  using Key = std::tuple<Direction, Machines::Exempt, model::AdminRulesIndex, bool,
                         model::RuleSetIndex, model::RuleSetIndex, const VirtualNetworkTag*>;

  GateIndex gate(const Machines& machines, bool shared, Direction direction);
  Key key_of(const Machines& machines, bool shared, Direction direction);
  model::RuleSetIndex rules_of(model::SecurityGroupIndex group, Direction direction) const;
  GateFlows meet(const Gate& from, const Gate& to, Ways ways);

  const model::Network& network_;
  Filters& filters_;
  const Checkpoints& checkpoints_;
  std::set<VirtualNetworkTag> tags_;  // each content once, so that its address tells it
  std::map<Key, GateIndex> known_;
  Table<GateIndex, Gate> gates_;
  /// By ways, then by both gates.
  std::unordered_map<std::uint32_t, std::unordered_map<std::uint64_t, GateFlows>> flows_;
};

}  // namespace hairpin::reach
