#include "tests/support/oracle_guards.hpp"

#include <algorithm>

namespace hairpin::oracle {
namespace {

using What = Unknown::What;

/// Neither private nor for special use. [10.14]
bool is_public(const Address& address) {
  for (const auto text : {"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8",
                          "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/3",
                          "fc00::/7", "fe80::/10", "ff00::/8", "::/8", "64:ff9b::/96"}) {
    if (Prefix::parse(text).prefix->contains(address)) return false;
  }
  return true;
}

}  // namespace

SecurityGroupIndex Guards::group_at(SubnetIndex subnet) const {
  if (!subnet) return {};
  const SubnetPurpose purpose = network_.subnets[subnet].purpose;
  const bool supported = purpose == SubnetPurpose::workload || purpose == SubnetPurpose::bastion;
  return supported ? network_.subnets[subnet].security_group : SecurityGroupIndex();  // [1.7]
}

bool Guards::has_group(const Machine& machine) const {
  return machine.group || group_at(machine.subnet);
}

Machine Guards::machine(VnetIndex vnet, const Address& address) const {
  const SubnetIndex index = vnets_.subnet_at(vnet, address);
  if (!index || !network_.subnets[index].all_interfaces_guarded) return {index, {}, vnet};
  for (const GuardedInterface& interface : network_.subnets[index].guarded_interfaces) {
    const auto& own = interface.addresses;
    if (std::find(own.begin(), own.end(), address) != own.end()) {
      return {index, interface.group, vnet};
    }
  }
  return {index, {}, vnet};
}

Guards::Spot Guards::spot_of(const Machine& machine) const {
  return {machine.subnet ? network_.subnets[machine.subnet].vnet : machine.vnet, machine.subnet};
}

Guards::Fate Guards::managed(const Machine& machine, bool inbound, const Packet& packet,
                             World& world) const {
  if (machine.is_endpoint) return Fate::onward;
  const Spot at = spot_of(machine);
  if (!at.vnet || !network_.vnets[at.vnet].admin_rules) return Fate::onward;
  if (at.subnet) {  // not where gateways, firewalls and the like are [10.18]
    const Subnet& subnet = network_.subnets[at.subnet];
    const bool exempt =
        subnet.purpose != SubnetPurpose::workload || subnet.admin_coverage == AdminCoverage::exempt;
    if (exempt) return Fate::onward;
    const bool doubtful = subnet.admin_coverage == AdminCoverage::unknown;
    if (doubtful && world.holds({What::exempt, at.subnet.value})) return Fate::onward;
  }
  const AdminRulesIndex rules = network_.vnets[at.vnet].admin_rules;
  const std::vector<AdminStage>& stages = network_.admin_rules[rules].stages;
  for (std::size_t i = 0; i < stages.size(); ++i) {
    const std::uint64_t number = (std::uint64_t{1} << 34) + (rules.value * 64 + i) * 2;
    const Rule* const rule = inbound
                                 ? first_match(stages[i].inbound, number, at, packet, world)
                                 : first_match(stages[i].outbound, number + 1, at, packet, world);
    if (rule == nullptr) continue;
    if (!rule->allow) return Fate::dropped;
    if (rule->always) return Fate::past;  // whatever a lower manager or a group says
  }
  return Fate::onward;
}

Machine Guards::receiver(VnetIndex vnet, const Address& address, World& world) const {
  Machine machine = this->machine(vnet, address);
  for (const PrivateEndpoint& endpoint : network_.private_endpoints) {
    const auto& own = endpoint.addresses;
    const bool is_here =
        endpoint.vnet == vnet &&
        std::any_of(own.begin(), own.end(), [&](const auto& one) { return one.value == address; });
    if (!is_here) continue;
    machine.is_endpoint = true;
    machine.group = {};
    if (!endpoint.subnet) return {{}, {}, {}, true};
    const Setting<EndpointPolicies>& policies = network_.subnets[endpoint.subnet].endpoint_policies;
    const bool unknown = policies.unreadable || policies.is(EndpointPolicies::unrecognised);
    const bool applied =
        policies.is(EndpointPolicies::enabled) || policies.is(EndpointPolicies::security_groups);
    if (unknown ? world.holds({What::endpoint_policies, endpoint.subnet.value, 1}) : applied) {
      return machine;
    }
    return {{}, {}, {}, true};
  }
  return machine;
}

bool Guards::lets_out(const Machine& machine, const Packet& packet, World& world) const {
  const Fate fate = managed(machine, false, packet, world);
  if (fate != Fate::onward) return fate == Fate::past;
  for (const SecurityGroupIndex group : {machine.group, group_at(machine.subnet)}) {
    if (!group) continue;
    const Filter& filter = network_.security_groups[group].outbound;
    if (!passes(filter, group.value * 2 + 1, spot_of(machine), packet, world)) return false;
  }
  return true;
}

bool Guards::lets_in(const Machine& machine, const Packet& packet, World& world) const {
  const Fate fate = managed(machine, true, packet, world);
  if (fate != Fate::onward) return fate == Fate::past;
  for (const SecurityGroupIndex group : {group_at(machine.subnet), machine.group}) {
    if (!group) continue;
    const Filter& filter = network_.security_groups[group].inbound;
    if (!passes(filter, group.value * 2, spot_of(machine), packet, world)) return false;
  }
  return true;
}

bool Guards::passes_in_hub(ResourceId id, const Packet& packet, World& world) const {
  for (const Firewall& firewall : network_.firewalls) {
    if (firewall.id != id) continue;
    return passes_firewall(network_.firewalls.index_of(firewall), packet, world);
  }
  return world.holds({What::hub_firewall, id.value});
}

bool Guards::passes_firewall(FirewallIndex index, const Packet& packet, World& world) const {
  constexpr std::uint64_t firewalls = std::uint64_t{1} << 32;
  return passes(network_.firewalls[index].network, firewalls + index.value, {}, packet, world);
}

bool Guards::forwards(ForwarderIndex index, SubnetIndex subnet, const Packet& packet,
                      World& world) const {
  Machine machine{subnet, {}};
  if (index) {
    const Forwarder& forwarder = network_.forwarders[index];
    if (forwarder.kind == ForwarderKind::firewall) {
      if (!forwarder.firewall) return true;
      return passes_firewall(forwarder.firewall, packet, world);
    }
    if (forwarder.kind == ForwarderKind::load_balancer) return true;  // no machine by itself
    machine.group = forwarder.security_group;
  }
  return lets_in(machine, packet, world) && lets_out(machine, packet, world);
}

/// The first rule that matches decides; at the end of the rules the packet is dropped.
bool Guards::passes(const Filter& filter, std::uint64_t number, const Spot& at,
                    const Packet& packet, World& world) const {
  const Rule* const rule = first_match(filter, number, at, packet, world);
  return rule != nullptr && rule->allow;
}

const Rule* Guards::first_match(const Filter& filter, std::uint64_t number, const Spot& at,
                                const Packet& packet, World& world) const {
  const std::vector<Rule>& rules = network_.rule_sets[filter.rules].rules;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const Rule& rule = rules[i];
    const std::uint64_t which = number * 4096 + i;
    const auto says = [&](const Services& services) {
      return services.contains(packet.protocol, packet.source_port, packet.destination_port);
    };
    if (!says(rule.surely) && !says(rule.perhaps)) continue;
    if (!named(rule.source, rule.allow, at, packet.source, which, world)) continue;
    if (!named(rule.destination, rule.allow, at, packet.destination, which, world)) continue;
    const bool sure = rule.certain && says(rule.surely);
    if (!sure && !world.holds({What::rule, which})) continue;
    return &rule;
  }
  return nullptr;
}

bool Guards::named(const AddressMatch& match, bool allow, const Spot& at, const Address& address,
                   std::uint64_t which, World& world) const {
  if (match.surely.contains(address)) return true;
  if (match.virtual_network) {
    const bool inside = at.vnet ? in_virtual_network(at, allow, address, world)
                                : world.holds({What::rule, which, 1});
    if (inside) return true;
  }
  // A public address of a peer may be in the tag all the same. [10.14]
  if (match.internet && is_public(address) && world.holds({What::rule, which, 2})) return true;
  return match.perhaps.contains(address) && world.holds({What::rule, which, 3});
}

/// Own space, peers with access, user routes, the host, and what gateways learned. [10.8-10.12]
bool Guards::in_virtual_network(const Spot& at, bool allow, const Address& address,
                                World& world) const {
  if (vnets_.owns(at.vnet, address) || address == Address::parse("168.63.129.16")) return true;
  for (const Crossing& crossing : vnets_.crossings(at.vnet)) {
    if (crossing.out && network_.peerings[crossing.out].allow_vnet_access.is(false)) continue;
    for (const Conditional& route : vnets_.routes(crossing)) {
      if (route.prefix.contains(address) && world.holds(crossing.open) &&
          world.holds(route.needs)) {
        return true;
      }
    }
  }
  for (const GroupWay& way : vnets_.group_ways(at.vnet)) {
    if (vnets_.owns(way.to, address) && world.holds(way.needs)) return true;
  }
  const RouteTableIndex index =
      at.subnet ? network_.subnets[at.subnet].route_table : RouteTableIndex();
  const RouteTable* table = index ? &network_.route_tables[index] : nullptr;
  if (table != nullptr) {
    for (const UserRoute& route : table->routes) {
      if (route.prefix.value.contains(address)) return true;
    }
    if (!table->is_known() && world.holds({What::opaque_hop, table->id.value, 7})) return true;
    if (!allow && table->disable_bgp_propagation.is(true)) return false;  // [C14]
  }
  return learned(at.vnet, address, world);
}

bool Guards::learned(VnetIndex vnet, const Address& address, World& world) const {
  // Default routes are in the tag "possibly". [10.8]
  const auto counts = [&](const Prefix& prefix) {
    return prefix.length() > 0 || world.holds({What::rule, ~std::uint64_t{vnet.value}, 8});
  };
  const auto displaced = [&](const Prefix& prefix) {  // by a peer's route [3.4]
    for (const Crossing& crossing : vnets_.crossings(vnet)) {
      for (const Conditional& route : vnets_.routes(crossing)) {
        if (route.prefix.contains(prefix) && world.holds(route.needs)) return true;
      }
    }
    return false;
  };
  const auto holds = [&](const Uplink& uplink, const std::vector<LearnedRoute>& routes) {
    return std::any_of(routes.begin(), routes.end(), [&](const LearnedRoute& route) {
      return route.prefix.contains(address) && !displaced(route.prefix) &&
             world.holds(uplink.needs) && world.holds(route.needs) && counts(route.prefix);
    });
  };
  for (const Uplink& uplink : vnets_.uplinks(vnet, GatewayKind::express_route)) {
    if (holds(uplink, circuits_.learned(uplink.gateway))) return true;
  }
  for (const Uplink& uplink : vnets_.hidden_uplinks(vnet)) {
    if (holds(uplink, circuits_.learned_by_hidden(uplink.hub))) return true;
  }
  const auto branch_holds = [&](const BranchRoute& route, const Needs& needs) {
    return route.prefix.contains(address) && !displaced(route.prefix) && world.holds(needs) &&
           world.holds(route.needs) && counts(route.prefix);
  };
  for (const Uplink& uplink : vnets_.uplinks(vnet, GatewayKind::vpn)) {
    for (const BranchRoute& route : branches_.routes(uplink.gateway)) {
      const bool outside = route.far || route.site;
      if (outside && branch_holds(route, uplink.needs)) return true;
    }
  }
  for (const auto& [hub, needs] : vnets_.servers(vnet)) {
    for (const BranchRoute& route : branches_.injected(hub)) {
      if (branch_holds(route, needs)) return true;
    }
  }
  const auto& by_hub = known_by_hub_[vnet.value];
  return std::any_of(by_hub.begin(), by_hub.end(), [&](const Conditional& route) {
    return route.prefix.contains(address) && !displaced(route.prefix) && world.holds(route.needs) &&
           counts(route.prefix);
  });
}

void Guards::add_boundaries(std::set<Address>& boundaries) const {
  const auto add = [&](const PrefixSet& set) {
    for (const PrefixSet::Range& range : set.ranges()) {
      boundaries.insert(range.first);
      if (const auto behind = range.last.next()) boundaries.insert(*behind);
    }
  };
  for (const RuleSet& set : network_.rule_sets) {
    for (const Rule& rule : set.rules) {
      for (const AddressMatch* const match : {&rule.source, &rule.destination}) {
        add(match->surely);
        add(match->perhaps);
      }
    }
  }
  for (const Subnet& subnet : network_.subnets) {
    for (const GuardedInterface& interface : subnet.guarded_interfaces) {
      for (const Address& address : interface.addresses) add(Prefix::host(address));
    }
  }
}

}  // namespace hairpin::oracle
