#include "reach/gates.hpp"

namespace hairpin::reach {

GateIndex Gates::leaving(const Machines& from, bool shared) {
  return gate(from, shared, Direction::leaving);
}

GateIndex Gates::arriving(const Machines& to, bool shared) {
  return gate(to, shared, Direction::arriving);
}

GateIndex Gates::gate(const Machines& machines, bool shared, Direction direction) {
  const auto [known, is_new] = known_.try_emplace(key_of(machines, shared, direction));
  if (!is_new) return known->second;
  Machines anyone = machines;
  anyone.addresses = PrefixSet::everything();
  Passage passage = direction == Direction::leaving ? filters_.leaving(anyone, shared)
                                                    : filters_.arriving(anyone, shared);
  return known->second = gates_.add({std::move(anyone), std::move(passage)});
}

Gates::Key Gates::key_of(const Machines& machines, bool shared, Direction direction) {
  if (!filters_.stand_before(machines)) {
    return {direction, Machines::Exempt::no, {}, true, {}, {}, nullptr};
  }
  const VirtualNetworkTag& tag = *tags_.insert(filters_.tag_before(machines, shared)).first;
  const model::SubnetIndex subnet = machines.subnet;
  const bool counts =
      !subnet || network_.subnets[subnet].admin_coverage != model::AdminCoverage::unknown;
  return {direction,
          machines.exempt,
          admin_rules_of(network_, machines.vnet, subnet),
          counts,
          rules_of(machines.interface_group, direction),
          rules_of(group_of(network_, subnet), direction),
          &tag};
}

model::RuleSetIndex Gates::rules_of(model::SecurityGroupIndex index, Direction direction) const {
  if (!index) return {};
  const model::SecurityGroup& group = network_.security_groups[index];
  return direction == Direction::leaving ? group.outbound.rules : group.inbound.rules;
}

const GateFlows& Gates::between(GateIndex from, GateIndex to, Ways ways) {
  const std::uint64_t gates = std::uint64_t{from.value} << 32 | to.value;
  const auto [known, is_new] = flows_[ways.value].try_emplace(gates);
  if (is_new) known->second = meet(gates_[from], gates_[to], ways);
  return known->second;
}

GateFlows Gates::meet(const Gate& from, const Gate& to, Ways ways) {
  GateFlows flows;
  bool is_first = true;
  for (const Checkpoints::List& list : checkpoints_.lists(ways)) {
    Passage way;
    way.certain = from.passage.certain & to.passage.certain;
    way.possible = from.passage.possible & to.passage.possible;
    filters_.pass(list, from.machines, to.machines, way);
    flows.certain = is_first ? way.certain : flows.certain & way.certain;
    flows.possible |= way.possible;
    is_first = false;
  }
  flows.open = flows.certain.joins_all(PrefixSet::everything(), PrefixSet::everything());
  return flows;
}

}  // namespace hairpin::reach
