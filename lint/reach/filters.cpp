#include "reach/filters.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "reach/packet.hpp"
#include "route/endpoint_routes.hpp"
#include "route/facts.hpp"

namespace hairpin::reach {
namespace {

/// Everything that machines of one side may say to those of the other one.
FlowSet all_flows(const PrefixSet& from, const PrefixSet& to) {
  return FlowSet::of_packets(from, to, Services::everything());
}

template <class T>
void add_once(std::vector<T>& list, const T& element) {
  if (std::find(list.begin(), list.end(), element) == list.end()) list.push_back(element);
}

void add_evidence(const Passage& more, Passage& passage) {
  for (const RuleUse& use : more.droppers) add_once(passage.droppers, use);
  for (const RuleUse& use : more.doubtful) add_once(passage.doubtful, use);
  for (const model::PeeringIndex side : more.access) add_once(passage.access, side);
  for (const model::SubnetIndex subnet : more.uncovered) add_once(passage.uncovered, subnet);
  for (const model::SubnetIndex subnet : more.policies) add_once(passage.policies, subnet);
}

}  // namespace

bool Filters::any() const {
  const auto off = [](const model::VnetPeering& side) { return side.allow_vnet_access.is(false); };
  return !network_.security_groups.empty() || !network_.firewalls.empty() ||
         !network_.admin_rules.empty() ||
         std::any_of(network_.peerings.begin(), network_.peerings.end(), off);
}

bool Filters::stand_before(const Machines& machines) const {
  if (machines.exempt == Machines::Exempt::perhaps) return true;
  if (machines.is_guarded(network_)) return true;
  return machines.exempt == Machines::Exempt::no &&
         admin_rules_of(network_, machines.vnet, machines.subnet);
}

Passage Filters::along(const Machines& from, const Machines& to, Ways ways) {
  Passage start;
  start.certain = start.possible = all_flows(from.addresses, to.addresses);
  start.routed = !start.possible.empty();
  at_end(from, Direction::outbound, false, start);
  Passage all;
  all.routed = start.routed;
  bool is_first = true;
  for (const Checkpoints::List& list : checkpoints_.lists(ways)) {
    Passage way = start;
    pass(list, from, to, way);
    at_end(to, Direction::inbound, false, way);
    all.certain = is_first ? way.certain : all.certain & way.certain;
    all.possible |= way.possible;
    add_evidence(way, all);
    is_first = false;
  }
  return all;
}

Passage Filters::leaving(const Machines& from, bool shared) {
  Passage passage;
  passage.certain = passage.possible = all_flows(from.addresses, PrefixSet::everything());
  at_end(from, Direction::outbound, shared, passage);
  return passage;
}

Passage Filters::arriving(const Machines& to, bool shared) {
  Passage passage;
  passage.certain = passage.possible = all_flows(PrefixSet::everything(), to.addresses);
  at_end(to, Direction::inbound, shared, passage);
  return passage;
}

void Filters::pass(const Checkpoints::List& list, const Machines& from, const Machines& to,
                   Passage& passage) {
  for (const Checkpoint& point : list) {
    switch (point.kind) {
      case Checkpoint::Kind::appliance:
        at_appliance(point, passage);
        break;
      case Checkpoint::Kind::hub_firewall:
        at_firewall(point.firewall, passage);
        break;
      case Checkpoint::Kind::access_at_source:
        at_access(point, from, passage);
        break;
      case Checkpoint::Kind::access_at_destination:
        at_access(point, to, passage);
        break;
    }
  }
}

const VirtualNetworkTag& Filters::tag_at(model::SubnetIndex index) {
  const model::Subnet& subnet = network_.subnets[index];
  return tags_.at(subnet.vnet, subnet.route_table);
}

const VirtualNetworkTag& Filters::tag_before(const Machines& machines, bool shared) {
  // What is there belongs to the VNet's own space, which is in the tag.
  const model::RouteTableIndex table =
      machines.subnet ? network_.subnets[machines.subnet].route_table : model::RouteTableIndex();
  return shared ? tags_.beyond(machines.vnet, table) : tags_.at(machines.vnet, table);
}

/// Both groups must allow: the one nearer to the machine decides first on the way out. [10.1]
void Filters::at_end(const Machines& machines, Direction direction, bool shared, Passage& passage) {
  if (machines.exempt == Machines::Exempt::perhaps) {
    passage.certain = {};
    add_once(passage.policies, machines.subnet);
  }
  const bool managed = machines.exempt == Machines::Exempt::no;  // [10.18]
  const Admin admin = managed ? admin_at(machines.vnet, machines.subnet) : Admin();
  if (admin.rules == nullptr && !machines.is_guarded(network_)) return;
  const bool out = direction == Direction::outbound;
  const VirtualNetworkTag& tag = tag_before(machines, shared);
  const VirtualNetworkTag& source = out ? everything_ : tag;
  const VirtualNetworkTag& destination = out ? tag : everything_;
  const model::SecurityGroupIndex subnet = group_of(network_, machines.subnet);
  const FlowSet past = by_admin_rules(admin, direction, source, destination, passage);
  by_group(out ? machines.interface_group : subnet, direction, source, destination, passage);
  by_group(out ? subnet : machines.interface_group, direction, source, destination, passage);
  passage.possible |= past;
}

void Filters::at_appliance(const Checkpoint& point, Passage& passage) {
  model::SecurityGroupIndex own;
  if (point.forwarder) {
    const model::Forwarder& forwarder = network_.forwarders[point.forwarder];
    if (forwarder.kind == model::ForwarderKind::firewall) {
      if (forwarder.firewall) at_firewall(forwarder.firewall, passage);
      return;
    }
    // A load balancer has no interface of its own.
    if (forwarder.kind == model::ForwarderKind::load_balancer) return;
    own = forwarder.security_group;
  }
  const model::SecurityGroupIndex subnet = group_of(network_, point.subnet);
  const Admin admin = admin_at({}, point.subnet);
  if (!own && !subnet && admin.rules == nullptr) return;
  const VirtualNetworkTag& tag = tag_at(point.subnet);
  for (const Direction direction : {Direction::inbound, Direction::outbound}) {
    const bool out = direction == Direction::outbound;
    const FlowSet past = by_admin_rules(admin, direction, tag, tag, passage);
    by_group(out ? own : subnet, direction, tag, tag, passage);
    by_group(out ? subnet : own, direction, tag, tag, passage);
    passage.possible |= past;
  }
}

void Filters::at_firewall(model::FirewallIndex index, Passage& passage) const {
  const model::Firewall& firewall = network_.firewalls[index];
  by_filter(firewall.network, firewall.id, unknown_, unknown_, passage);
}

void Filters::at_access(const Checkpoint& point, const Machines& machines, Passage& passage) const {
  if (machines.is_guarded(network_)) return;  // there the tag decides [2.8]
  passage.certain = {};
  add_once(passage.access, point.peering);
}

void Filters::by_group(model::SecurityGroupIndex index, Direction direction,
                       const VirtualNetworkTag& source, const VirtualNetworkTag& destination,
                       Passage& passage) const {
  if (!index) return;
  const model::SecurityGroup& group = network_.security_groups[index];
  by_filter(direction == Direction::inbound ? group.inbound : group.outbound, group.id, source,
            destination, passage);
}

void Filters::by_filter(const model::Filter& filter, ResourceId owner,
                        const VirtualNetworkTag& source, const VirtualNetworkTag& destination,
                        Passage& passage) const {
  if (passage.possible.empty()) return;
  const Sieved sieved =
      sieve(network_.rule_sets[filter.rules], source, destination, passage.possible);
  passage.possible = sieved.passes;
  passage.certain -= sieved.drops;
  for (const std::uint32_t rule : sieved.doubtful)
    passage.doubtful.push_back({&filter, owner, rule});
  if (!passage.possible.empty()) return;
  for (const std::uint32_t rule : sieved.droppers)
    passage.droppers.push_back({&filter, owner, rule});
  if (sieved.unmatched) passage.droppers.push_back({&filter, owner, RuleUse::none});
}

std::vector<model::ConfigFact> Filters::facts(const std::vector<RuleUse>& uses) const {
  std::vector<model::ConfigFact> facts;
  for (const RuleUse& use : uses) {
    if (use.rule == RuleUse::none) {
      // Only firewalls come to the end of their rules: groups have one that matches everything.
      facts.push_back({use.owner, "properties.networkRuleCollections", "[]", {}, "9.6"});
      for (const model::Firewall& firewall : network_.firewalls) {
        if (firewall.id == use.owner) facts.back().where = firewall.where;
      }
      continue;
    }
    const model::RuleOrigin& origin = use.filter->origins[use.rule];
    if (origin.property == model::admin_rule_access) {
      facts.push_back(
          route::text_fact(origin.resource, origin.property, "Deny", origin.where, "10.16"));
      continue;
    }
    const bool of_group = origin.property.ends_with("ecurityRules");
    facts.push_back(route::text_fact(origin.resource, origin.property, origin.name, origin.where,
                                     of_group ? "10.2" : "9.6"));
  }
  return facts;
}

std::vector<model::Missing> Filters::missing(const Passage& passage) const {
  std::vector<model::Missing> missing;
  for (const RuleUse& use : passage.doubtful) {
    for (const model::RuleDoubt& doubt : use.filter->doubts) {
      if (doubt.rule == use.rule) add_once(missing, doubt.missing);
    }
  }
  for (const model::PeeringIndex index : passage.access) {
    add_once(missing, access_doubt(network_.peerings[index]));
  }
  for (const model::SubnetIndex index : passage.uncovered) {
    const model::Subnet& subnet = network_.subnets[index];
    add_once(missing,
             {subnet.id,
              cat({"whether security admin rules count in subnet ", subnet.name,
                   " is not known: it may hold an application gateway"}),
              "export its delegations and its application gateways", subnet.where, "10.18"});
  }
  for (const model::SubnetIndex subnet : passage.policies) {
    add_once(missing, route::endpoint_policies_doubt(network_, subnet, "1.11"));
  }
  return missing;
}

std::vector<model::Missing> Filters::tag_doubts(const Passage& passage) const {
  std::vector<model::Missing> doubts;
  for (const RuleUse& use : passage.doubtful) {
    const model::Rule& rule = network_.rule_sets[use.filter->rules].rules[use.rule];
    const bool internet = rule.source.internet || rule.destination.internet;
    const bool inside = rule.source.virtual_network || rule.destination.virtual_network;
    if (!internet && !inside) continue;
    const model::RuleOrigin& origin = use.filter->origins[use.rule];
    add_once(doubts,
             {origin.resource,
              cat({"whether rule ", origin.name, " matches is not certain: the tag ",
                   internet ? "Internet" : "VirtualNetwork", " may hold these addresses"}),
              "name prefixes instead of the tag", origin.where, internet ? "10.14" : "10.8"});
  }
  return doubts;
}

}  // namespace hairpin::reach
