#include <algorithm>

#include "base/text.hpp"
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
  const Address address = route.next_hop->value;
  VnetIndex at = near;
  if (!space(near).contains(address)) {
    // The hop must be directly reachable: in a peered VNet, never behind a gateway. [3.10]
    const auto peered = peer_at(routing_, near, address);
    if (!peered) return drop_by_route(std::move(packet), route);
    at = peered->vnet;
    doubt(packet, peered->conditions);
    const bool exempt = from_gateway && uses_gateway_of(at, near);
    if (!cross_peering(near, at, exempt, packet)) return drop_by_route(std::move(packet), route);
  }
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
    doubt(packet,
          {vnet.id,
           cat({"what an appliance in VNet ", vnet.name, " does with packets is not in the input"}),
           cat({"add VNet ", vnet.name, " and its route tables to the export"}),
           route.next_hop->where, "13.11"});
    append(outcomes, anywhere(std::move(packet)));
    return outcomes;
  }
  packet.subnet = subnet_around(network_, at, address);
  doubt(packet, {route.id,
                 cat({"the next hop ", address.to_string(), " of route ", route.name,
                      " is nothing that the input holds; it may be an appliance that forwards"}),
                 "export network interfaces, load balancers and firewalls too",
                 route.next_hop->where, "C21"});
  const FibContext next =
      packet.subnet ? route::Fibs::context_of(network_, packet.subnet) : FibContext{at, {}, false};
  append(outcomes, through_table(next, std::move(packet)));
  return outcomes;
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
  Outcomes more;
  if (const auto* refusal = refusal_to_forward(forwarder)) {
    more = drop(std::move(packet), refusal);
  } else if (forwarder.backends.empty()) {
    if (forwarder.kind == model::ForwarderKind::load_balancer) {
      doubt(packet,
            {forwarder.id,
             cat({"the backends of load balancer ", forwarder.name, " are not in the input"}),
             "export the network interfaces behind it", forwarder.where, "9.1"});
    }
    more = through_table(route::Fibs::context_of(network_, forwarder.subnet), std::move(packet));
  } else {
    for (const model::ForwarderIndex backend : forwarder.backends) {
      append(more, through_forwarder(backend, packet));
    }
  }
  append(outcomes, std::move(more));
  return outcomes;
}

const model::ConfigFact* Walker::refusal_to_forward(const model::Forwarder& forwarder) {
  if (forwarder.kind == model::ForwarderKind::network_interface &&
      !forwarder.ip_forwarding.value_or(false)) {
    return keep(route::fact_of(forwarder.id, "properties.enableIPForwarding",
                               forwarder.ip_forwarding, "3.11"));
  }
  for (const model::Assumptions::Appliance& assumed : network_.assumptions.appliances) {
    if (assumed.forwards || !matches_glob(assumed.pattern, routing_.ids().text(forwarder.id))) {
      continue;
    }
    return keep(
        route::text_fact(forwarder.id, "assume.appliance", "no-forwarding", assumed.where, "9.1"));
  }
  return nullptr;
}

bool Walker::cross_peering(VnetIndex near, VnetIndex far, bool exempt, Packet& packet) {
  packet.via.insert(Via::peering);
  const route::SessionIndex index = graph_.peering(far, near);
  if (!index) return false;
  const PeeringSides sides = sides_of(network_, graph_[index].peering, near);
  if (!takes_part(network_, sides, packet.subnet)) return false;
  if (exempt) return true;
  for (const model::VnetPeering* side : {sides.near, sides.far}) {
    if (side == nullptr || !side->allow_vnet_access.is(false)) continue;
    doubt(packet, {side->id,
                   cat({"allowVirtualNetworkAccess is false on peering ", side->name,
                        ": what it drops depends on network security groups"}),
                   "remove the peering if the VNets are to be separated",
                   side->allow_vnet_access.where, "C2"});
  }
  const bool forwarded = packet.source != near;
  if (forwarded && (sides.far == nullptr || !sides.far->allow_forwarded_traffic.value_or(false))) {
    doubt(packet, forwarded_traffic_doubt(network_, sides, near, far));
  }
  return true;
}

}  // namespace hairpin::reach
