#include "reach/end_groups.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "reach/ends.hpp"

namespace hairpin::reach {

using model::VnetIndex;

/// Sorts the places of every VNet into groups.
class EndGroups::Builder {
 public:
  Builder(const model::Network& network, const std::vector<BehaviourClass>& classes)
      : network_(network), numbers_(table_numbers(network)) {
    class_of_.resize(network.vnets.size());
    for (std::uint32_t number = 0; number < classes.size(); ++number) {
      for (const VnetIndex member : classes[number].members) class_of_[member.value] = number;
    }
  }

  void add(VnetIndex vnet, EndGroups& result) {
    const std::vector<Machines> endpoints = exempt_endpoints(network_, vnet);
    PrefixSet exempt;
    for (const Machines& machines : endpoints) {
      exempt |= machines.addresses;
    }
    std::uint32_t rank = 0;
    for (const Source& source : ranked_sources(network_, vnet, numbers_)) {
      for (const Machines& machines : machines_of(vnet, source)) {
        const EndGroupIndex group = join(source.context.table, machines, rank, result);
        add_ends({group, rank, machines.addresses}, exempt, result.ends_[vnet.value]);
      }
      ++rank;
    }
    for (const Machines& machines : endpoints) {
      result.ends_[vnet.value].push_back(
          {join({}, machines, 0, result), 0, machines.addresses, End::Role::receiver});
    }
  }

  void finish(EndGroups& result) {
    for (auto& [group, ranges] : addresses_) {
      result.groups_[EndGroupIndex(group)].machines.addresses =
          PrefixSet::of_ranges(std::move(ranges));
    }
  }

 private:
  using Rules = std::pair<model::RuleSetIndex, model::RuleSetIndex>;
  using Admin = std::pair<model::AdminRulesIndex, model::AdminCoverage>;
  using Key = std::tuple<std::uint32_t, std::uint32_t, Rules, Rules, Admin, Machines::Exempt>;

  Admin admin_of(const Machines& machines) const {
    const auto rules = admin_rules_of(network_, machines.vnet, machines.subnet);
    const bool counts = rules && machines.subnet;
    return {rules, counts ? network_.subnets[machines.subnet].admin_coverage
                          : model::AdminCoverage::applied};
  }

  EndGroupIndex join(model::RouteTableIndex table, const Machines& machines, std::uint32_t rank,
                     EndGroups& result) {
    const std::uint32_t number = class_of_[machines.vnet.value];
    const Key key{number,
                  numbers_[table ? table.value + 1 : 0],
                  rules_of(group_of(network_, machines.subnet)),
                  rules_of(machines.interface_group),
                  admin_of(machines),
                  machines.exempt};
    const auto [known, is_new] = known_.try_emplace(key);
    if (is_new) {
      known->second = result.groups_.add({machines, false, {}, {}});
      const bool sends = machines.exempt == Machines::Exempt::no;
      if (sends) result.groups_of_class_[number].emplace_back(rank, known->second);
    }
    EndGroups::Group& group = result.groups_[known->second];
    group.shared = group.shared || group.machines.vnet != machines.vnet;
    auto& all = addresses_[known->second.value];
    const auto& ranges = machines.addresses.ranges();
    all.insert(all.end(), ranges.begin(), ranges.end());
    return known->second;
  }

  /// Exempt endpoints receive as places of their own.
  static void add_ends(End end, const PrefixSet& exempt, std::vector<End>& ends) {
    if (!end.addresses.overlaps(exempt)) return ends.push_back(std::move(end));
    End receiver = end;
    receiver.role = End::Role::receiver;
    receiver.addresses -= exempt;
    end.role = End::Role::sender;
    ends.push_back(std::move(end));
    if (!receiver.addresses.empty()) ends.push_back(std::move(receiver));
  }

  Rules rules_of(model::SecurityGroupIndex index) const {
    if (!index) return {};
    const model::SecurityGroup& group = network_.security_groups[index];
    return {group.inbound.rules, group.outbound.rules};
  }

  std::vector<Machines> machines_of(VnetIndex vnet, const Source& source) const {
    if (source.subnets.empty()) return machines_in(network_, vnet, destinations_of(network_, vnet));
    std::vector<Machines> parts;
    for (const model::SubnetIndex subnet : source.subnets) {
      for (Machines& machines : machines_in(network_, subnet, addresses_of(network_, subnet))) {
        parts.push_back(std::move(machines));
      }
    }
    return parts;
  }

  const model::Network& network_;
  std::vector<std::uint32_t> numbers_;
  std::vector<std::uint32_t> class_of_;
  std::map<Key, EndGroupIndex> known_;
  std::map<std::uint32_t, std::vector<PrefixSet::Range>> addresses_;
};

EndGroups::EndGroups(route::Routing& routing, Filters& filters, const Checkpoints& checkpoints,
                     const std::vector<BehaviourClass>& classes)
    : network_(routing.network()),
      filters_(filters),
      gates_(network_, filters, checkpoints),
      filtering_(filters.any()) {
  ends_.resize(network_.vnets.size());
  groups_of_class_.resize(classes.size());
  if (!filtering_) return;
  Builder builder(network_, classes);
  for (const BehaviourClass& each : classes) {
    for (const VnetIndex vnet : each.members) builder.add(vnet, *this);
  }
  builder.finish(*this);
}

EndGroups::Crossing EndGroups::crossing(EndGroupIndex from, EndGroupIndex to, Ways ways) {
  Group& sender = groups_[from];
  Group& receiver = groups_[to];
  if (!sender.leaving) sender.leaving = gates_.leaving(sender.machines, sender.shared);
  if (!receiver.arriving) receiver.arriving = gates_.arriving(receiver.machines, receiver.shared);
  const GateFlows& flows = gates_.between(sender.leaving, receiver.arriving, ways);
  if (flows.open) return {&flows, true, true, true};  // there are many such pairs
  const std::uint64_t both = std::uint64_t{from.value} << 32 | to.value;
  const auto [known, is_new] = crossings_[ways.value].try_emplace(both);
  if (is_new) {
    const PrefixSet& sources = sender.machines.addresses;
    const PrefixSet& destinations = receiver.machines.addresses;
    known->second = {&flows, flows.certain.joins_all(sources, destinations),
                     flows.possible.joins_all(sources, destinations),
                     flows.possible.joins_any(sources, destinations)};
  }
  return known->second;
}

namespace {
/// Whether machines at both ends speak a common address family.
bool share_family(const PrefixSet& a, const PrefixSet& b) {
  const auto has = [](const PrefixSet& set, Family family) {
    return !set.empty() && (set.ranges().front().first.family == family ||
                            set.ranges().back().first.family == family);
  };
  return (has(a, Family::ipv4) && has(b, Family::ipv4)) ||
         (has(a, Family::ipv6) && has(b, Family::ipv6));
}
}  // namespace

Verdict EndGroups::between(const End& from, const End& to, const PrefixSet& wanted,
                           const Arrival& arrival) {
  if (!share_family(from.addresses, wanted)) return Verdict::filtered;
  const Crossing met = crossing(from.group, to.group, arrival.ways);
  const bool reaches = arrival.verdict == Verdict::reachable &&
                       (met.all_certain || met.flows->certain.joins_any(from.addresses, wanted));
  if (reaches) return Verdict::reachable;
  const bool may_reach = met.all_possible || met.flows->possible.joins_any(from.addresses, wanted);
  return may_reach ? Verdict::unproven : Verdict::filtered;
}

Verdict EndGroups::verdict(VnetIndex from, const Arrival& arrival, const PrefixSet* served) {
  if (!filtering_) return arrival.verdict;
  Verdict best = Verdict::filtered;
  bool any_machine = false;
  for (const End& destination : ends(arrival.to)) {
    if (!destination.receives()) continue;
    const PrefixSet wanted =
        served == nullptr ? destination.addresses : destination.addresses & *served;
    if (wanted.empty()) continue;
    any_machine = true;
    for (const End& source : ends(from)) {
      if (source.source != arrival.source || !source.sends()) continue;
      best = std::max(best, between(source, destination, wanted, arrival));
      if (best == arrival.verdict) return best;
    }
  }
  return any_machine || served == nullptr ? best : to_nobody(from, arrival, *served);
}

Verdict EndGroups::to_nobody(VnetIndex from, const Arrival& arrival, const PrefixSet& served) {
  Verdict best = Verdict::filtered;
  for (const Machines& destination : receivers_in(network_, arrival.to, served)) {
    for (const End& source : ends(from)) {
      if (source.source != arrival.source || !source.sends()) continue;
      Machines machines = groups_[source.group].machines;
      machines.addresses = source.addresses;
      const Passage passage = filters_.along(machines, destination, arrival.ways);
      if (!passage.possible.empty()) best = std::max(best, Verdict::unproven);
      if (!passage.certain.empty()) best = std::max(best, arrival.verdict);
    }
  }
  return best;
}

std::optional<Verdict> EndGroups::common_verdict(std::uint32_t sender_class, const Arrival& arrival,
                                                 const PrefixSet* served) {
  if (!filtering_) return arrival.verdict;
  bool all_pass = true, none_pass = true, any_sender = false;
  for (const auto& [source, group] : groups_of_class_[sender_class]) {
    if (source != arrival.source) continue;
    any_sender = true;
    bool passes = false;  // to some place, from each address of the group
    for (const End& destination : ends(arrival.to)) {
      if (!destination.receives()) continue;
      const bool concerned = served == nullptr || destination.addresses.overlaps(*served);
      if (!concerned || !share_family(groups_[group].machines.addresses, destination.addresses)) {
        return std::nullopt;
      }
      const Crossing met = crossing(group, destination.group, arrival.ways);
      passes =
          passes || (arrival.verdict == Verdict::reachable ? met.all_certain : met.all_possible);
      none_pass = none_pass && !met.any_possible;
    }
    all_pass = all_pass && passes;
  }
  if (!any_sender || ends(arrival.to).empty()) return std::nullopt;
  if (all_pass) return arrival.verdict;
  return none_pass ? std::optional(Verdict::filtered) : std::nullopt;
}

}  // namespace hairpin::reach
