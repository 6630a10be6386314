#include "reach/admin_overrides.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "reach/reachability_state.hpp"

namespace hairpin::reach {
namespace {

using How = AdminOverride::How;
using model::Filter;

/// Machines behind equal rules that read the tag alike.
struct Place {
  Machines machines;  // one of them, with the addresses of all
  std::vector<PrefixSet::Range> addresses;
  std::set<model::SubnetIndex> subnets;
};

/// Lays what admin rules do to flows beside what the groups behind them would do.
class Survey {
 public:
  explicit Survey(Reachability::State& state)
      : network_(state.network), ids_(state.routing.ids()), filters_(state.filters) {}

  std::vector<AdminOverride> run() {
    for (std::uint32_t i = 0; i < network_.subnets.size(); ++i) add(model::SubnetIndex(i));
    for (auto& [key, place] : places_) {
      place.machines.addresses = PrefixSet::of_ranges(std::move(place.addresses));
      lay_side_by_side(place, true);
      lay_side_by_side(place, false);
    }
    std::vector<AdminOverride> all;
    for (auto& [key, found] : found_) all.push_back(finished(std::move(found)));
    std::sort(all.begin(), all.end(), [&](const AdminOverride& a, const AdminOverride& b) {
      return std::tuple(ids_.folded(a.rule.resource), a.how) <
             std::tuple(ids_.folded(b.rule.resource), b.how);
    });
    return all;
  }

 private:
  using Groups = std::pair<model::SecurityGroupIndex, model::SecurityGroupIndex>;
  using Key = std::tuple<model::AdminRulesIndex, bool, Groups, const VirtualNetworkTag*>;

  struct Found {
    AdminOverride told;
    std::set<model::SubnetIndex> subnets;
    std::map<std::tuple<std::string_view, std::string_view>, model::RuleOrigin> overridden;
  };

  /// One direction at a place: the order of the groups does not matter for who denies what.
  struct View {
    const Place& place;
    bool inbound;
    const VirtualNetworkTag& source;
    const VirtualNetworkTag& destination;
    std::vector<const model::SecurityGroup*> groups;

    const Filter& filter(const model::SecurityGroup& group) const {
      return inbound ? group.inbound : group.outbound;
    }
  };

  bool counts(model::SubnetIndex subnet) const {
    return network_.subnets[subnet].admin_coverage != model::AdminCoverage::unknown;
  }

  void add(model::SubnetIndex index) {
    const model::AdminRulesIndex rules = admin_rules_of(network_, {}, index);
    if (!rules) return;
    for (Machines& machines : filtered_machines_in(network_, index)) {
      if (!machines.is_guarded(network_)) continue;
      const VirtualNetworkTag& tag = *tags_.insert(filters_.tag_before(machines, false)).first;
      const Groups groups{group_of(network_, index), machines.interface_group};
      Place& place = places_[{rules, counts(index), groups, &tag}];
      const auto& ranges = machines.addresses.ranges();
      place.addresses.insert(place.addresses.end(), ranges.begin(), ranges.end());
      place.subnets.insert(index);
      place.machines = std::move(machines);
    }
  }

  void lay_side_by_side(const Place& place, bool inbound) {
    const VirtualNetworkTag& tag = *tags_.find(filters_.tag_before(place.machines, false));
    View view{place, inbound, inbound ? tag : everything_, inbound ? everything_ : tag, {}};
    for (const auto group :
         {group_of(network_, place.machines.subnet), place.machines.interface_group}) {
      if (group) view.groups.push_back(&network_.security_groups[group]);
    }
    const PrefixSet& here = place.machines.addresses;
    const PrefixSet anywhere = PrefixSet::everything();
    const FlowSet all = FlowSet::of_packets(inbound ? anywhere : here, inbound ? here : anywhere,
                                            Services::everything());
    const model::AdminRulesIndex rules = admin_rules_of(network_, {}, place.machines.subnet);
    FlowBounds onward{counts(place.machines.subnet) ? all : FlowSet(), all};
    for (const model::AdminStage& stage : network_.admin_rules[rules].stages) {
      onward = through(view, inbound ? stage.inbound : stage.outbound, std::move(onward));
    }
  }

  /// Judges what each rule of a stage decides about; gives what it leaves to the next one.
  FlowBounds through(const View& view, const Filter& stage, FlowBounds flows) {
    const std::vector<model::Rule>& rules = network_.rule_sets[stage.rules].rules;
    Shares decided = shares(rules, view.source, view.destination, std::move(flows));
    FlowBounds onward = std::move(decided.rest);
    for (const Share& share : decided.of_rules) {
      const model::Rule& rule = rules[share.rule];
      if (!rule.allow) {
        find_closed(view, stage.origins[share.rule], share.flows);
      } else if (rule.always) {
        find_opened(view, stage.origins[share.rule], share.flows);
      } else {
        onward.surely |= share.flows.surely;
        onward.most |= share.flows.most;
      }
    }
    return onward;
  }

  /// What the rules of a group would decide about these flows, if they came to it.
  Shares in_group(const View& view, const model::SecurityGroup& group, const FlowSet& flows) const {
    const std::vector<model::Rule>& rules = network_.rule_sets[view.filter(group).rules].rules;
    return shares(rules, view.source, view.destination, {flows, flows});
  }

  const model::Rule& rule_of(const Filter& filter, const Share& share) const {
    return network_.rule_sets[filter.rules].rules[share.rule];
  }

  void find_opened(const View& view, const model::RuleOrigin& by, const FlowBounds& flows) {
    for (const model::SecurityGroup* const group : view.groups) {
      const Filter& filter = view.filter(*group);
      for (const Share& share : in_group(view, *group, flows.most).of_rules) {
        const bool denies = !rule_of(filter, share).allow && !share.flows.surely.empty();
        if (denies) record(How::opens, view, by, flows, filter.origins[share.rule], share);
      }
    }
  }

  void find_closed(const View& view, const model::RuleOrigin& by, const FlowBounds& flows) {
    FlowSet allowed = flows.most;  // by all groups, for certain
    for (const model::SecurityGroup* const group : view.groups) {
      FlowSet here;
      for (const Share& share : in_group(view, *group, allowed).of_rules) {
        if (rule_of(view.filter(*group), share).allow) here |= share.flows.surely;
      }
      allowed = std::move(here);
    }
    if (allowed.empty()) return;
    for (const model::SecurityGroup* const group : view.groups) {
      const Filter& filter = view.filter(*group);
      for (const Share& share : in_group(view, *group, allowed).of_rules) {
        const model::RuleOrigin& origin = filter.origins[share.rule];
        const bool own = !origin.property.ends_with("defaultSecurityRules");
        if (own && !share.flows.surely.empty()) record(How::closes, view, by, flows, origin, share);
      }
    }
  }

  void record(How how, const View& view, const model::RuleOrigin& by, const FlowBounds& flows,
              const model::RuleOrigin& against, const Share& share) {
    Found& found = found_[{by.resource, how}];
    AdminOverride& told = found.told;
    const bool is_new = !told.rule.resource;
    const bool certain = !(flows.surely & share.flows.surely).empty();
    // What is in force somewhere is told for there alone.
    if (!is_new && told.certain && !certain) return;
    if (is_new || (certain && !told.certain)) {
      found = {};
      told.how = how;
      told.rule = by;
      told.certain = certain;
    }
    const FlowSet here = certain ? flows.surely & share.flows.surely : share.flows.surely;
    told.sources |= here.sources();
    told.destinations |= here.destinations();
    told.services |= here.services();
    found.subnets.insert(view.place.subnets.begin(), view.place.subnets.end());
    found.overridden.try_emplace({ids_.folded(against.resource), against.name}, against);
  }

  static AdminOverride finished(Found found) {
    AdminOverride result = std::move(found.told);
    result.subnets.assign(found.subnets.begin(), found.subnets.end());
    for (auto& [key, origin] : found.overridden) result.overridden.push_back(origin);
    return result;
  }

  const model::Network& network_;
  const ResourceIds& ids_;
  Filters& filters_;
  const VirtualNetworkTag everything_ = VirtualNetworkTag::everything();
  std::set<VirtualNetworkTag> tags_;  // each content once
  std::map<Key, Place> places_;
  std::map<std::pair<ResourceId, How>, Found> found_;
};

}  // namespace

std::vector<AdminOverride> survey_admin_overrides(Reachability::State& state) {
  if (state.network.admin_rules.empty()) return {};
  return Survey(state).run();
}

}  // namespace hairpin::reach
