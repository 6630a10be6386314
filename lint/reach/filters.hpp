#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "base/flow_set.hpp"
#include "reach/checkpoints.hpp"
#include "reach/machines.hpp"
#include "reach/sieve.hpp"
#include "reach/virtual_network_tags.hpp"

namespace hairpin::reach {

/// One rule of a filter as the reason for something; none: the end of the rules, where what no rule
/// matched is dropped.
struct RuleUse {
  const model::Filter* filter = nullptr;
  ResourceId owner;  // the group or the firewall
  std::uint32_t rule = none;
  static constexpr std::uint32_t none = 0xffffffffu;
  bool operator==(const RuleUse&) const = default;
};

/// What of a set of flows gets through the filters of a way.
struct Passage {
  FlowSet certain;     // in any case
  FlowSet possible;    // at most: `certain` and what depends on something that is not known
  bool routed = true;  // false: the ends share no address family
  std::vector<RuleUse> droppers;              // what dropped the last flows, if none is left
  std::vector<RuleUse> doubtful;              // rules that perhaps match
  std::vector<model::PeeringIndex> access;    // sides without access and without a group [C2]
  std::vector<model::SubnetIndex> uncovered;  // where admin rules may not count [10.18]
  std::vector<model::SubnetIndex> policies;   // of private endpoints, not known [1.11]

  bool passes_all(const FlowSet& flows) const { return certain == flows; }
};

/// The filters of a network: what they let through between two places. Groups, and before them the
/// admin rules of network managers, count at both ends, and at every appliance on the way; at a
/// firewall its rules do. [C16, 10.1, 9.6, 10.16] Filters never add a way. Only the direction in
/// which a conversation opens is looked at. [10.3]
class Filters {
 public:
  Filters(route::Routing& routing, const Checkpoints& checkpoints)
      : network_(routing.network()), checkpoints_(checkpoints), tags_(routing) {}

  /// Whether anything in the network filters at all.
  bool any() const;
  /// Whether anything filters what these machines send and receive, where they are.
  bool stand_before(const Machines& machines) const;
  Passage along(const Machines& from, const Machines& to, Ways ways);
  /// What may leave the machines of a place for anywhere, and what may come to them: the part of
  /// `along` that does not depend on the other end. `shared`: the place stands for several VNets,
  /// and is never asked about one of them and itself.
  Passage leaving(const Machines& from, bool shared);
  Passage arriving(const Machines& to, bool shared);
  /// By what content of the tag the groups before guarded machines read their rules.
  const VirtualNetworkTag& tag_before(const Machines& machines, bool shared);
  void pass(const Checkpoints::List& list, const Machines& from, const Machines& to,
            Passage& passage);

  std::vector<model::ConfigFact> facts(const std::vector<RuleUse>& uses) const;
  std::vector<model::Missing> missing(const Passage& passage) const;
  /// What of it depends on nothing but the content of service tags. [10.8, 10.14]
  std::vector<model::Missing> tag_doubts(const Passage& passage) const;

  VirtualNetworkTags& tags() { return tags_; }

 private:
  enum class Direction : std::uint8_t { inbound, outbound };
  /// The admin rules of a place: none where they do not count.
  struct Admin {
    const model::AdminRules* rules = nullptr;
    model::SubnetIndex doubtful = {};  // it is not known whether they count in this subnet
  };
  void at_end(const Machines& machines, Direction direction, bool shared, Passage& passage);
  void at_appliance(const Checkpoint& point, Passage& passage);
  void at_firewall(model::FirewallIndex firewall, Passage& passage) const;
  void at_access(const Checkpoint& point, const Machines& machines, Passage& passage) const;
  Admin admin_at(model::VnetIndex vnet, model::SubnetIndex subnet) const;
  /// Leaves in `passage` what goes on to the groups of the place; gives what passes them by.
  FlowSet by_admin_rules(const Admin& admin, Direction direction, const VirtualNetworkTag& source,
                         const VirtualNetworkTag& destination, Passage& passage) const;
  void by_group(model::SecurityGroupIndex group, Direction direction,
                const VirtualNetworkTag& source, const VirtualNetworkTag& destination,
                Passage& passage) const;
  void by_filter(const model::Filter& filter, ResourceId owner, const VirtualNetworkTag& source,
                 const VirtualNetworkTag& destination, Passage& passage) const;
  const VirtualNetworkTag& tag_at(model::SubnetIndex subnet);

  const model::Network& network_;
  const Checkpoints& checkpoints_;
  VirtualNetworkTags tags_;
  const VirtualNetworkTag everything_ = VirtualNetworkTag::everything();
  const VirtualNetworkTag unknown_ = VirtualNetworkTag::unknown();  // at a firewall
};

}  // namespace hairpin::reach
