#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "reach/behaviour.hpp"
#include "reach/gates.hpp"
#include "reach/outcome.hpp"

namespace hairpin::reach {

using EndGroupIndex = Index<struct EndGroupTag>;

/// One place of a VNet, as the end of flows.
struct End {
  EndGroupIndex group;
  std::uint32_t source = 0;  // which of the VNet's sources it belongs to
  PrefixSet addresses;
  enum class Role : std::uint8_t { both, sender, receiver };
  Role role = Role::both;  // private endpoints only receive [1.16]

  bool sends() const { return role != Role::receiver; }
  bool receives() const { return role != Role::sender; }
};

/// The ends of all VNets, in groups that filters treat alike but for their addresses: same class of
/// VNets, same routes, same groups before the machines. What may pass between two groups is that
/// between their gates; a pair of VNets then asks whether some of its own addresses are joined. So
/// cost grows with classes and distinct rule sets, not with pairs.
class EndGroups {
 public:
  EndGroups(route::Routing& routing, Filters& filters, const Checkpoints& checkpoints,
            const std::vector<BehaviourClass>& classes);

  /// Whether anything filters at all; if not, every arrival counts as it is.
  bool filtering() const { return filtering_; }
  const std::vector<End>& ends(model::VnetIndex vnet) const { return ends_[vnet.value]; }

  /// The strongest verdict for packets between two VNets that come by this arrival. `served`: the
  /// addresses of the destination that it gets to; null: all.
  Verdict verdict(model::VnetIndex from, const Arrival& arrival, const PrefixSet* served);
  /// The verdict of all VNets of a class, if it can be told for all at once.
  std::optional<Verdict> common_verdict(std::uint32_t sender_class, const Arrival& arrival,
                                        const PrefixSet* served);

 private:
  struct Group {
    Machines machines;            // of one member, with the addresses of all
    bool shared = false;          // by several VNets
    GateIndex leaving, arriving;  // none: nobody asked yet
  };
  /// What passes from the addresses of one group to those of another one.
  struct Crossing {
    const GateFlows* flows = nullptr;
    bool all_certain = false, all_possible = false;  // each address is joined to each
    bool any_possible = false;
  };
  class Builder;

  Crossing crossing(EndGroupIndex from, EndGroupIndex to, Ways ways);
  Verdict between(const End& from, const End& to, const PrefixSet& wanted, const Arrival& arrival);
  /// For addresses at which the input knows no machine. [C17]
  Verdict to_nobody(model::VnetIndex from, const Arrival& arrival, const PrefixSet& served);

  const model::Network& network_;
  Filters& filters_;
  Gates gates_;
  bool filtering_;
  Table<EndGroupIndex, Group> groups_;
  std::vector<std::vector<End>> ends_;  // by VNet
  /// By class: the groups of its members, each with the source that it belongs to.
  std::vector<std::vector<std::pair<std::uint32_t, EndGroupIndex>>> groups_of_class_;
  /// By ways, then by both groups; not for open gates.
  std::unordered_map<std::uint32_t, std::unordered_map<std::uint64_t, Crossing>> crossings_;
};

}  // namespace hairpin::reach
