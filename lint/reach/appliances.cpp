#include <algorithm>

#include "base/text.hpp"
#include "reach/machines.hpp"
#include "reach/packet.hpp"
#include "reach/walker.hpp"
#include "route/facts.hpp"

/// The walker's way through appliances: finding what a route's next hop address is, whether it
/// forwards, and the peering that may lie before it.
namespace hairpin::reach {

using model::UserRoute;
using model::VnetIndex;
using route::FibContext;

Walker::Outcomes Walker::through_appliance(const UserRoute& route, VnetIndex near,
                                           bool from_gateway, Packet packet) {
  if (!route.next_hop) {  // [3.10]
    doubt(packet, {route.id, cat({"the next hop of route ", route.name, " cannot be read"}),
                   "correct nextHopIpAddress, or export the route again", route.next_hop_type_where,
                   "C21"});
    return anywhere(std::move(packet));
  }
  const NextHop hop{route.next_hop->value, route.id, cat({"route ", route.name}),
                    route.next_hop->where, &route,   false};
  return through_hop(hop, near, from_gateway, std::move(packet));
}

Walker::Outcomes Walker::through_hop(const NextHop& hop, VnetIndex near, bool from_gateway,
                                     Packet packet) {
  const Address& address = hop.address;
  VnetIndex at = near;
  packet.at_gateway = from_gateway;
  if (!space(near).contains(address)) {
    // The hop must be directly reachable: in a peered VNet, never behind a gateway. [3.10]
    const auto peered = peer_at(routing_, near, address);
    if (!peered) return through_mates(hop, near, std::move(packet));
    at = peered->vnet;
    doubt(packet, peered->conditions);
    const bool exempt = from_gateway && uses_gateway_of(at, near);
    if (!cross_peering(near, at, exempt, packet)) {
      if (hop.user != nullptr) return drop_by_route(std::move(packet), *hop.user);
      return drop(std::move(packet), nullptr);
    }
  }
  return through_address(hop, at, std::move(packet));
}

/// Where no peer has the hop, members of connected groups may; each of them is in doubt.
Walker::Outcomes Walker::through_mates(const NextHop& hop, VnetIndex near, Packet packet) {
  const std::vector<PeerAt> mates = mates_at(routing_, near, hop.address);
  if (mates.empty() && may_be_at_peer(near, packet)) return anywhere(std::move(packet));
  if (mates.empty()) return out_of_reach(hop, std::move(packet));
  Outcomes outcomes;
  for (const PeerAt& mate : mates) {
    Packet there = packet;
    doubt(there, mate.conditions);
    there.via.insert(Via::connected_group);
    append(outcomes, through_address(hop, mate.vnet, std::move(there)));
  }
  return outcomes;
}

/// What has the address in the VNet, if the input holds it, forwards by the table of its subnet.
Walker::Outcomes Walker::through_address(const NextHop& hop, VnetIndex at, Packet packet) {
  const Address& address = hop.address;
  packet.after_appliance = true;
  packet.forwarder = {};
  for (auto [entry, end] = forwarders_.equal_range(forwarder_key(address)); entry != end; ++entry) {
    const model::Forwarder& forwarder = network_.forwarders[entry->second];
    if (forwarder.address != address || !forwarder.subnet) continue;
    if (network_.subnets[forwarder.subnet].vnet != at) continue;
    Crossing& crossing = packet.crossing;
    if (!crossing.first_appliance) crossing.first_appliance = entry->second;
    crossing.last_appliance = entry->second;
    return through_forwarder(entry->second, std::move(packet));
  }
  Outcomes outcomes = take_out(address, at, packet);
  if (packet.addresses.empty()) return outcomes;
  packet.after_unknown_appliance = true;
  if (!network_.vnets[at].in_input) {
    const model::Vnet& vnet = network_.vnets[at];
    doubt(
        packet,
        {vnet.id,
         cat({"what an appliance in VNet ", vnet.name, " does with packets is not in the input"}),
         cat({"add VNet ", vnet.name, " and its route tables to the export"}), hop.where, "13.11"});
    append(outcomes, anywhere(std::move(packet)));
    return outcomes;
  }
  packet.subnet = subnet_around(network_, at, address);
  doubt(packet, {hop.by,
                 cat({"the next hop ", address.to_string(), " of ", hop.name,
                      " is nothing that the input holds; it may be an appliance that forwards"}),
                 "export network interfaces, load balancers and firewalls too", hop.where, "C21"});
  const FibContext next = packet.subnet ? route::Fibs::context_of(network_, packet.subnet)
                                        : FibContext{at, {}, false, {}};
  append(outcomes, through_table(next, std::move(packet)));
  return outcomes;
}

/// A user route to a hop that is not directly reachable drops [3.10]; for a learned route nobody
/// documents it, unless the hop is in the VNet that the sender has the route from.
Walker::Outcomes Walker::out_of_reach(const NextHop& hop, Packet packet) {
  if (hop.user != nullptr) return drop_by_route(std::move(packet), *hop.user);
  if (hop.beside_server) return drop(std::move(packet), nullptr);
  doubt(packet, {hop.by,
                 cat({"the next hop ", hop.address.to_string(), " of ", hop.name,
                      " is in no VNet that the sender is peered with: whether packets get to it is "
                      "not documented"}),
                 "peer the VNets, or put the appliance beside the Route Server", hop.where, "8.3"});
  return anywhere(std::move(packet));
}

/// A peer whose address space the input does not tell may hold any next hop. [2.3, 3.10]
bool Walker::may_be_at_peer(VnetIndex near, Packet& packet) {
  for (const route::SessionIndex index : graph_.in(graph_.router(near))) {
    const route::Session& session = graph_[index];
    if (session.kind != route::SessionKind::vnet_peering ||
        session.state == route::SessionState::closed) {
      continue;
    }
    const model::Vnet& peer = network_.vnets[graph_[session.from].vnet()];
    if (peer.in_input || !peer.address_space.empty()) continue;
    doubt(packet, {peer.id, cat({"the address space of VNet ", peer.name, " is not in the input"}),
                   cat({"add VNet ", peer.name, " to the export"}), peer.where, "13.11"});
    return true;
  }
  return false;
}

/// A packet for the next hop's own address ends there.
Walker::Outcomes Walker::take_out(const Address& address, VnetIndex vnet, Packet& packet) {
  if (!packet.addresses.contains(address)) return {};
  Packet arrived = packet;
  arrived.addresses = Prefix::host(address);
  packet.addresses -= arrived.addresses;
  return deliver(vnet, std::move(arrived));
}

Walker::Outcomes Walker::through_forwarder(model::ForwarderIndex index, Packet packet) {
  const model::Forwarder& forwarder = network_.forwarders[index];
  const bool is_firewall = forwarder.kind == model::ForwarderKind::firewall;
  packet.via.insert(is_firewall ? Via::firewall : Via::appliance);
  packet.forwarder = index;
  packet.subnet = forwarder.subnet;

  Outcomes outcomes = take_out(forwarder.address, network_.subnets[forwarder.subnet].vnet, packet);
  if (packet.addresses.empty()) return outcomes;
  if (const auto* refusal = refusal_to_forward(forwarder)) {
    append(outcomes, drop(std::move(packet), refusal));
  } else if (forwarder.kind == model::ForwarderKind::load_balancer) {
    append(outcomes, through_balancer(forwarder, std::move(packet)));
  } else {
    if (forwarder.ip_forwarding.unreadable) {
      doubt(packet,
            {forwarder.id, cat({"enableIPForwarding of ", forwarder.name, " cannot be read"}),
             "correct it, or export the network interface again", forwarder.ip_forwarding.where,
             "0.3"});
    }
    append(outcomes,
           through_table(route::Fibs::context_of(network_, forwarder.subnet), std::move(packet)));
  }
  return outcomes;
}

/// To the interfaces behind it. Those that the input lacks may be in any subnet of its VNet. [9.1]
Walker::Outcomes Walker::through_balancer(const model::Forwarder& balancer, Packet packet) {
  Outcomes outcomes;
  for (const model::ForwarderIndex backend : balancer.backends) {
    append(outcomes, through_forwarder(backend, packet));
  }
  if (!balancer.backends.empty() && !balancer.lacks_backends) return outcomes;
  doubt(packet, {balancer.id,
                 cat({balancer.backends.empty() ? "the" : "some", " backends of load balancer ",
                      balancer.name, " are not in the input"}),
                 "export the network interfaces behind it", balancer.where, "9.1"});
  const VnetIndex home = network_.subnets[balancer.subnet].vnet;
  for (const model::SubnetIndex subnet : network_.vnets[home].subnets) {
    Packet forwarded = packet;
    forwarded.subnet = subnet;
    append(outcomes,
           through_table(route::Fibs::context_of(network_, subnet), std::move(forwarded)));
  }
  return outcomes;
}

const model::ConfigFact* Walker::refusal_to_forward(const model::Forwarder& forwarder) {
  if (forwarder.kind == model::ForwarderKind::network_interface &&
      !forwarder.ip_forwarding.may_be(true)) {
    return keep(route::fact_of(forwarder.id, "properties.enableIPForwarding",
                               forwarder.ip_forwarding, "3.11"));
  }
  return assumed_not_to_forward(forwarder.id);
}

const model::ConfigFact* Walker::assumed_not_to_forward(ResourceId forwarder) {
  for (const model::Assumptions::Appliance& assumed : network_.assumptions.appliances) {
    if (assumed.forwards || !matches_glob(assumed.pattern, routing_.ids().text(forwarder))) {
      continue;
    }
    return keep(
        route::text_fact(forwarder, "assume.appliance", "no-forwarding", assumed.where, "9.1"));
  }
  return nullptr;
}

bool Walker::is_guarded(const Packet& packet) const {
  return group_of(network_, packet.subnet) ||
         (packet.forwarder && network_.forwarders[packet.forwarder].security_group);
}

void Walker::refuse_at_sender(model::PeeringIndex side, Packet& packet) {
  if (packet.at_gateway || (packet.after_appliance && !is_guarded(packet))) {
    doubt(packet, access_doubt(network_.peerings[side]));
  } else if (!packet.after_appliance) {
    packet.ways = checkpoints_.with(packet.ways,
                                    {.kind = Checkpoint::Kind::access_at_source, .peering = side});
  }
}

/// The first of the appliances that the same filters guard: ways through any of them are one way.
model::ForwarderIndex Walker::guarded_like(model::ForwarderIndex index) const {
  if (!index) return {};
  const model::Forwarder& forwarder = network_.forwarders[index];
  if (!forwarder.security_group && !forwarder.firewall) return {};
  return guarded_.at({forwarder.subnet, forwarder.security_group, forwarder.firewall});
}

void Walker::check_at_appliance(Packet& packet) {
  const bool guarded = is_guarded(packet);
  if (packet.refused && !guarded) doubt(packet, access_doubt(network_.peerings[packet.refused]));
  packet.refused = {};
  packet.at_gateway = false;
  const bool is_firewall = packet.forwarder && network_.forwarders[packet.forwarder].kind ==
                                                   model::ForwarderKind::firewall;
  const bool at_interface =
      guarded || (packet.subnet && admin_rules_of(network_, {}, packet.subnet));
  const bool filters = (at_interface && !is_firewall) ||
                       (packet.forwarder && network_.forwarders[packet.forwarder].firewall);
  if (!filters) return;
  packet.ways = checkpoints_.with(packet.ways, {.kind = Checkpoint::Kind::appliance,
                                                .subnet = packet.subnet,
                                                .forwarder = guarded_like(packet.forwarder)});
}

Walker::Outcomes Walker::through_group(const route::Candidate& chosen, VnetIndex near,
                                       Packet packet) {
  packet.via.insert(Via::connected_group);
  if (packet.source != near) {
    const model::Vnet& vnet = network_.vnets[near];
    doubt(packet, {vnet.id,
                   cat({"whether a connected group takes packets from VNet ", vnet.name,
                        " that come from elsewhere is not documented"}),
                   "check this connection by other means", vnet.where, "10.21"});
  }
  const route::RouterIndex router = graph_[chosen.session].from;
  const route::RouteGraph::Conflicts& conflicts = graph_.conflicts(router);
  packet.addresses -= conflicts.surely;
  Packet contested = packet;
  contested.addresses &= conflicts.perhaps;
  packet.addresses -= contested.addresses;
  Outcomes outcomes = deliver(chosen.vnet, std::move(packet));
  if (contested.addresses.empty()) return outcomes;
  const model::ConnectedGroup& group =
      network_.connected_groups[model::ConnectedGroupIndex(graph_[router].element)];
  doubt(contested,
        {group.id,
         cat({"whether another VNet with addresses of VNet ", network_.vnets[chosen.vnet].name,
              " is in connected group ", group.name, " is not in the input"}),
         "add the rows of type microsoft.network/networkgroupmemberships from Resource "
         "Graph (networkresources)",
         group.where, "10.25"});
  append(outcomes, deliver(chosen.vnet, std::move(contested)));
  return outcomes;
}

bool Walker::cross_peering(VnetIndex near, VnetIndex far, bool exempt, Packet& packet) {
  packet.via.insert(Via::peering);
  const route::SessionIndex index = graph_.peering(far, near);
  if (!index) return false;
  const PeeringSides sides = sides_of(network_, graph_[index].peering, near);
  if (!takes_part(network_, sides, packet.subnet)) return false;
  if (exempt) return true;
  const auto refuses = [](const model::VnetPeering* side) {
    return side != nullptr && side->allow_vnet_access.is(false);
  };
  if (refuses(sides.near)) refuse_at_sender(network_.peerings.index_of(*sides.near), packet);
  if (refuses(sides.far)) packet.refused = network_.peerings.index_of(*sides.far);
  const bool forwarded = packet.source != near;
  if (forwarded && (sides.far == nullptr || !sides.far->allow_forwarded_traffic.value_or(false))) {
    doubt(packet, forwarded_traffic_doubt(network_, sides, near, far));
  }
  return true;
}

}  // namespace hairpin::reach
