#include "reach/tag_inflows.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "reach/reachability_state.hpp"

namespace hairpin::reach {
namespace {

using model::Filter;
using model::RuleOrigin;
using model::SecurityGroupIndex;

bool is_default(const RuleOrigin& origin) {
  return origin.property.ends_with("defaultSecurityRules");
}

void add(const FlowBounds& more, FlowBounds& flows) {
  flows.surely |= more.surely;
  flows.most |= more.most;
}

/// What is left if some flows are taken away.
FlowBounds without(const FlowBounds& flows, const FlowBounds& taken) {
  return {flows.surely - taken.most, flows.most - taken.surely};
}

FlowBounds both(const FlowBounds& a, const FlowBounds& b) {
  return {a.surely & b.surely, a.most & b.most};
}

/// Flows from one source of the tag at the inbound rules of one group.
class GroupSieve {
 public:
  GroupSieve(const std::vector<model::Rule>& rules, const std::vector<RuleOrigin>& origins,
             const VirtualNetworkTag& tag)
      : rules_(rules), origins_(origins), tag_(tag) {}

  void run(const FlowBounds& flows) {
    const Shares all = tried(0, flows);
    for (const Share& share : all.of_rules) {
      if (rules_[share.rule].allow) add(share.flows, passes_);
    }
    attribute(0, all);
  }

  const FlowBounds& passes() const { return passes_; }
  /// What passes by rules that allow the tag, by their positions.
  const std::map<std::uint32_t, FlowBounds>& by_tag() const { return by_tag_; }

 private:
  Shares tried(std::uint32_t start, const FlowBounds& flows) const {
    return shares(std::span(rules_).subspan(start), tag_, everything_, flows);
  }

  /// Where a rule lets in what rules behind it would let in as well, it is those that matter:
  /// whoever takes the rule away changes nothing. `all` are the shares of the rules from `start`
  /// on.
  void attribute(std::uint32_t start, const Shares& all) {
    for (const Share& share : all.of_rules) {
      const std::uint32_t position = start + share.rule;
      const model::Rule& rule = rules_[position];
      if (!rule.allow || !rule.source.virtual_network) continue;
      FlowBounds taken = share.flows;
      if (!rule.source.surely.empty()) {
        const FlowSet named(rule.source.surely, PrefixSet::everything(), Services::everything());
        taken = without(taken, {named, named});
      }
      if (taken.most.empty()) continue;
      if (is_default(origins_[position])) {
        add(taken, by_tag_[position]);
        continue;
      }
      const FlowBounds alone = denied_behind(position, taken);
      if (!alone.most.empty()) add(alone, by_tag_[position]);
      attribute(position + 1, tried(position + 1, without(taken, alone)));
    }
  }

  FlowBounds denied_behind(std::uint32_t position, const FlowBounds& flows) const {
    Shares behind = tried(position + 1, flows);
    FlowBounds denied = std::move(behind.rest);
    for (const Share& share : behind.of_rules) {
      if (!rules_[position + 1 + share.rule].allow) add(share.flows, denied);
    }
    return denied;
  }

  const std::vector<model::Rule>& rules_;
  const std::vector<RuleOrigin>& origins_;
  const VirtualNetworkTag& tag_;
  const VirtualNetworkTag everything_ = VirtualNetworkTag::everything();
  FlowBounds passes_;
  std::map<std::uint32_t, FlowBounds> by_tag_;
};

/// Asks for each source of the tag once what equal rules make of it, wherever they stand.
class Survey {
 public:
  explicit Survey(Reachability::State& state)
      : network_(state.network), ids_(state.routing.ids()), sources_(state.routing) {
    for (const model::Forwarder& forwarder : network_.forwarders) {
      const bool forwards = forwarder.ip_forwarding.value_or(false);
      if (forwarder.subnet && forwards) forwarding_.insert(forwarder.subnet);
    }
  }

  Inflows run() {
    for (std::uint32_t i = 0; i < network_.subnets.size(); ++i) collect(model::SubnetIndex(i));
    for (auto& [key, place] : places_) judge(key, place);
    return finished();
  }

 private:
  struct Member {
    model::SubnetIndex subnet;
    PrefixSet addresses;
  };
  /// Machines behind equal rules that one source of the tag is in force for.
  struct Place {
    SecurityGroupIndex at_subnet, at_interface;  // of one of them; none: no group
    std::set<SecurityGroupIndex> all_at_subnet, all_at_interface;
    std::vector<Member> members;
  };
  struct Key {
    TagSourceIndex source;
    model::AdminRulesIndex admin;
    bool admin_counts = true;
    model::RuleSetIndex at_subnet, at_interface;
    auto operator<=>(const Key&) const = default;
  };
  /// A default rule and the gateway that widens its tag, or a rule of groups.
  using Cause = std::tuple<route::RouterIndex, model::RuleSetIndex, std::uint32_t>;
  struct Found {
    TagInflow inflow;
    std::set<model::SubnetIndex> subnets;
    std::set<SecurityGroupIndex> groups;
    std::set<const model::UserRoute*> routes;
    std::uint32_t position = 0;
  };
  struct Behind {
    UnguardedSubnets subnets;
    std::set<model::SubnetIndex> open, guarded;
  };

  void collect(model::SubnetIndex index) {
    const model::Subnet& subnet = network_.subnets[index];
    if (subnet.purpose != model::SubnetPurpose::workload || !subnet.vnet) return;
    if (!network_.vnets[subnet.vnet].in_input) return;
    const auto& sources = sources_.at(subnet.vnet, subnet.route_table);
    if (sources.empty()) return;
    for (const Machines& machines : filtered_machines_in(network_, index)) {
      for (const TagSourceIndex source : sources) collect(source, machines);
    }
  }

  void collect(TagSourceIndex source, const Machines& machines) {
    const SecurityGroupIndex at_subnet = group_of(network_, machines.subnet);
    // What is learned from elsewhere, and what routes name, matters to rules alone.
    const bool guarded = at_subnet || machines.interface_group;
    if (!guarded && sources_[source].kind != TagSource::Kind::vnets) return;
    const model::Subnet& subnet = network_.subnets[machines.subnet];
    const Key key{source, admin_rules_of(network_, {}, machines.subnet),
                  subnet.admin_coverage != model::AdminCoverage::unknown, rules_of(at_subnet),
                  rules_of(machines.interface_group)};
    Place& place = places_[key];
    place.at_subnet = at_subnet;
    place.at_interface = machines.interface_group;
    if (at_subnet) place.all_at_subnet.insert(at_subnet);
    if (machines.interface_group) place.all_at_interface.insert(machines.interface_group);
    place.members.push_back({machines.subnet, machines.addresses});
  }

  model::RuleSetIndex rules_of(SecurityGroupIndex group) const {
    return group ? network_.security_groups[group].inbound.rules : model::RuleSetIndex();
  }

  void judge(const Key& key, const Place& place) {
    const TagSource& source = sources_[key.source];
    if (source.kind != TagSource::Kind::vnets && !names_the_tag(place)) return;
    std::vector<PrefixSet::Range> ranges;
    for (const Member& member : place.members) {
      const auto& more = member.addresses.ranges();
      ranges.insert(ranges.end(), more.begin(), more.end());
    }
    const PrefixSet here = PrefixSet::of_ranges(std::move(ranges));
    // Whether they are learned is one question, and what rules do to them another.
    const FlowSet coming = FlowSet::of_packets(source.all(), here, Services::everything());
    const FlowBounds all{coming, coming};
    FlowBounds always;
    const FlowBounds flows = behind_admin_rules(key, source.tag(), all, always);
    std::map<SecurityGroupIndex, GroupSieve> sieves;
    FlowBounds passes = flows;
    const VirtualNetworkTag tag = source.tag();
    for (const SecurityGroupIndex group : {place.at_subnet, place.at_interface}) {
      if (!group) continue;
      const Filter& filter = network_.security_groups[group].inbound;
      GroupSieve sieve(network_.rule_sets[filter.rules].rules, filter.origins, tag);
      sieve.run(flows);
      passes = both(passes, sieve.passes());
      sieves.emplace(group, std::move(sieve));
    }
    FlowBounds by_tag;
    for (const auto& [group, sieve] : sieves) {
      const bool at_subnet = group == place.at_subnet;
      const auto& groups = at_subnet ? place.all_at_subnet : place.all_at_interface;
      for (const auto& [position, taken] : sieve.by_tag()) {
        const FlowBounds let_in = both(taken, passes);
        add(let_in, by_tag);
        record(source, place, group, groups, position, let_in);
      }
    }
    add(always, passes);
    if (source.kind == TagSource::Kind::vnets) sort_by_guard(source, place, all, passes, by_tag);
  }

  /// Whether a rule of the groups' own allows the tag.
  bool names_the_tag(const Place& place) const {
    const auto names = [&](SecurityGroupIndex group) {
      if (!group) return false;
      const Filter& filter = network_.security_groups[group].inbound;
      const auto& rules = network_.rule_sets[filter.rules].rules;
      for (std::size_t i = 0; i < rules.size(); ++i) {
        const bool by_tag = rules[i].allow && rules[i].source.virtual_network;
        if (by_tag && !is_default(filter.origins[i])) return true;
      }
      return false;
    };
    return names(place.at_subnet) || names(place.at_interface);
  }

  /// What comes to the groups; `always`: what passes them by. [10.16]
  FlowBounds behind_admin_rules(const Key& key, const VirtualNetworkTag& tag,
                                const FlowBounds& flows, FlowBounds& always) const {
    if (!key.admin) return flows;
    FlowBounds onward = flows;
    for (const model::AdminStage& stage : network_.admin_rules[key.admin].stages) {
      const auto& rules = network_.rule_sets[stage.inbound.rules].rules;
      Shares decided = shares(rules, tag, everything_, std::move(onward));
      onward = std::move(decided.rest);
      for (const Share& share : decided.of_rules) {
        const model::Rule& rule = rules[share.rule];
        if (rule.allow) add(share.flows, rule.always ? always : onward);
      }
    }
    if (!key.admin_counts) {
      onward.most = flows.most;
      always.surely = {};
    }
    return onward;
  }

  void record(const TagSource& source, const Place& place, SecurityGroupIndex group,
              const std::set<SecurityGroupIndex>& groups, std::uint32_t position,
              const FlowBounds& let_in) {
    const Filter& filter = network_.security_groups[group].inbound;
    const bool by_default = is_default(filter.origins[position]);
    if (by_default && source.kind != TagSource::Kind::vnets) return;
    std::vector<model::SubnetIndex> subnets;
    bool certain = false;
    for (const Member& member : place.members) {
      const PrefixSet& outside = sources_.outside(network_.subnets[member.subnet].vnet);
      if (!let_in.most.joins_any(outside, member.addresses)) continue;
      subnets.push_back(member.subnet);
      certain =
          certain || let_in.surely.joins_any(outside & source.addresses.surely, member.addresses);
    }
    if (subnets.empty()) return;
    const Cause cause =
        by_default ? Cause(source.router, {}, 0) : Cause({}, filter.rules, position);
    Found& found = found_[cause];
    found.inflow.by_default = by_default;
    found.inflow.certain = found.inflow.certain || certain;
    found.inflow.senders |=
        source.kind == TagSource::Kind::routes ? source.all() : let_in.most.sources();
    found.inflow.services |= let_in.most.services();
    if (source.kind == TagSource::Kind::vnets) found.inflow.learners.insert(source.router);
    if (source.kind == TagSource::Kind::elsewhere) found.inflow.on_premises = true;
    found.subnets.insert(subnets.begin(), subnets.end());
    found.groups.insert(groups.begin(), groups.end());
    found.routes.insert(source.routes.begin(), source.routes.end());
    found.position = position;
  }

  /// Which of the subnets let in all that the gateway learned, and which drop some of it.
  void sort_by_guard(const TagSource& source, const Place& place, const FlowBounds& all,
                     const FlowBounds& passes, const FlowBounds& by_tag) {
    const PrefixSet anyone = PrefixSet::everything();
    const FlowBounds dropped = without(all, passes);
    Behind& behind = behind_[source.router];
    behind.subnets.learner = source.router;
    for (const Member& member : place.members) {
      if (dropped.surely.joins_any(anyone, member.addresses)) behind.guarded.insert(member.subnet);
      // An appliance filters what it forwards by rules that are in no export. [A21]
      const bool open = !dropped.most.joins_any(anyone, member.addresses) &&
                        !by_tag.most.joins_any(anyone, member.addresses) &&
                        !forwarding_.contains(member.subnet);
      if (!open) continue;
      behind.open.insert(member.subnet);
      behind.subnets.senders |= source.all();
      behind.subnets.certain = behind.subnets.certain || !source.addresses.surely.empty();
    }
  }

  Inflows finished() {
    Inflows inflows;
    for (auto& [cause, found] : found_) {
      TagInflow& inflow = found.inflow;
      inflow.subnets.assign(found.subnets.begin(), found.subnets.end());
      inflow.routes.assign(found.routes.begin(), found.routes.end());
      sort_by_id(inflow.routes, [](const model::UserRoute* route) { return route->id; });
      for (const SecurityGroupIndex group : found.groups) {
        inflow.rules.push_back(network_.security_groups[group].inbound.origins[found.position]);
      }
      sort_by_id(inflow.rules, [](const RuleOrigin& rule) { return rule.resource; });
      inflows.by_tag.push_back(std::move(inflow));
    }
    for (auto& [router, behind] : behind_) {
      UnguardedSubnets& subnets = behind.subnets;
      if (behind.open.empty() || behind.guarded.empty()) continue;
      subnets.open.assign(behind.open.begin(), behind.open.end());
      subnets.guarded.assign(behind.guarded.begin(), behind.guarded.end());
      const auto id = [&](model::SubnetIndex subnet) { return network_.subnets[subnet].id; };
      sort_by_id(subnets.open, id);
      sort_by_id(subnets.guarded, id);
      inflows.unguarded.push_back(std::move(subnets));
    }
    return inflows;
  }

  template <class T, class IdOf>
  void sort_by_id(std::vector<T>& list, IdOf id_of) const {
    std::sort(list.begin(), list.end(), [&](const T& a, const T& b) {
      return ids_.folded(id_of(a)) < ids_.folded(id_of(b));
    });
  }

  const model::Network& network_;
  const ResourceIds& ids_;
  TagSources sources_;
  const VirtualNetworkTag everything_ = VirtualNetworkTag::everything();
  std::set<model::SubnetIndex> forwarding_;  // hold an appliance
  std::map<Key, Place> places_;
  std::map<Cause, Found> found_;
  std::map<route::RouterIndex, Behind> behind_;
};

}  // namespace

Inflows survey_inflows(Reachability::State& state) { return Survey(state).run(); }

}  // namespace hairpin::reach
