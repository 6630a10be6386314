#include <utility>

#include "base/text.hpp"
#include "reach/packet.hpp"
#include "reach/walker.hpp"
#include "route/facts.hpp"

/// The walker's way through Virtual WAN hubs: route tables, firewalls inside hubs, other hubs, and
/// the ExpressRoute gateways between a hub and its circuits.
namespace hairpin::reach {

using model::HubIndex;
using route::Candidate;
using route::RouterIndex;
using route::SessionKind;

Walker::Outcomes Walker::through_hub(const HubVisit& visit, Packet packet) {
  if (visits(packet, place(visit))) return {};
  if (packet.depth() > longest_path) gave_up_ = true;
  if (exhausted()) return {};
  packet.via.insert(Via::vhub);
  const Junction junction = junction_of(visit.asked(), visit.table, packet);
  return walk_once(junction, std::move(packet),
                   [&](Packet alone) { return ask_hub(visit, std::move(alone)); });
}

Walker::Outcomes Walker::ask_hub(const HubVisit& visit, Packet packet) {
  const route::MatchTable& table = this->table(visit);
  const PlaceIndex here = place(visit);
  Outcomes outcomes;
  const PrefixSet addresses = std::exchange(packet.addresses, {});
  for (Part& part : alike(table, addresses, routing_, tables_->evidence)) {
    Packet some = packet;
    some.addresses = std::move(part.addresses);
    append(outcomes,
           follow(table, part.match, std::move(some), [&](const Candidate& chosen, Packet taken) {
             push(taken, {.kind = Step::Kind::hub,
                          .place = here,
                          .router = visit.table,
                          .from_circuit = visit.from_circuit,
                          .firewall = visit.firewall,
                          .chosen = &chosen});
             return take_at_hub(visit, chosen, std::move(taken));
           }));
  }
  return outcomes;
}

/// The firewall of a hub, or another appliance inside it, knows all that is on the hub. [7.21]
/// Its rules narrow the flows that pass; without them nobody knows whether any does. [7.22, 7.24]
Walker::Outcomes Walker::through_hub_firewall(HubIndex hub, const model::HubNextHop& firewall,
                                              bool from_circuit, Packet packet) {
  packet.via.insert(firewall.is_firewall ? Via::firewall : Via::appliance);
  if (const auto* refusal = assumed_not_to_forward(firewall.id)) {
    return drop(std::move(packet), refusal);
  }
  if (firewall.firewall) {
    packet.ways = checkpoints_.with(
        packet.ways, {.kind = Checkpoint::Kind::hub_firewall, .firewall = firewall.firewall});
  } else if (firewall.is_firewall) {
    doubt(packet, {firewall.id,
                   cat({"firewall ", routing_.ids().name(firewall.id),
                        " and its rules are not in the input"}),
                   "export the firewall, its policies and their rule collection groups",
                   firewall.where, "7.22"});
  }
  return through_hub({graph_.firewall(hub), from_circuit, &firewall}, std::move(packet));
}

Walker::Outcomes Walker::take_at_hub(const HubVisit& visit, const Candidate& chosen,
                                     Packet packet) {
  const route::Route& route = routing_[chosen.route];
  const route::Session& session = graph_[chosen.came_by];
  const model::VirtualWans& wans = network_.virtual_wans;
  const HubIndex here = graph_.hub(visit.table, network_);
  if (session.kind == SessionKind::hub_static) {
    if (session.hub_connection) return leave_hub(route, std::move(packet));
    return through_hub_firewall(here, *session.hub_hop, visit.from_circuit, std::move(packet));
  }
  const HubIndex home = wans.connections[session.hub_connection].hub;
  if (home != here) {
    packet.via.insert(Via::hub_to_hub);
    // Between hubs the packets pass the firewalls of those that have a routing intent. [7.23]
    if (const auto* policy = wans.hubs[home].private_policy()) {
      return through_hub_firewall(home, policy->next_hop, visit.from_circuit, std::move(packet));
    }
    push(packet,
         {.kind = Step::Kind::other_hub, .router = graph_.router(wans.hubs[home].default_table)});
  }
  if (session.kind == SessionKind::gateway_to_hub) {
    return leave_on_circuit(chosen, std::move(packet));
  }
  return leave_hub(route, std::move(packet));
}

/// To the VNet of the route's connection: to its owner, or to the appliance that a static route
/// names. [7.18]
Walker::Outcomes Walker::leave_hub(const route::Route& route, Packet packet) {
  if (route.appliance == nullptr) return deliver(route.vnet, std::move(packet));
  const model::HubStaticRoute& stated = *route.appliance;
  const model::HubConnection& connection = network_.virtual_wans.connections[route.hub_connection];
  if (!space(route.vnet).contains(stated.next_hop.value)) {
    return drop(std::move(packet),
                keep(route::text_fact(
                    connection.id, "properties.routingConfiguration.vnetRoutes.staticRoutes",
                    stated.next_hop.value.to_string(), stated.next_hop.where, "7.18")));
  }
  const NextHop hop{stated.next_hop.value,
                    connection.id,
                    cat({"static route ", stated.name, " of hub connection ", connection.name}),
                    stated.next_hop.where,
                    nullptr,
                    true};
  return through_address(hop, route.vnet, std::move(packet));
}

Walker::Outcomes Walker::leave_on_circuit(const Candidate& chosen, Packet packet) {
  const route::Route& route = routing_[chosen.route];
  const RouterIndex gateway = graph_[chosen.came_by].from;
  const RouterIndex circuit = chosen.from;
  if (!packet.crossing.learner) {
    packet.crossing.learner = gateway;
    packet.crossing.entry = circuit;
    packet.crossing.covering = route.origin == route::OriginKind::on_premises;
  }
  push(packet, {.kind = Step::Kind::gateway_out, .router = gateway, .chosen = &chosen});
  return through_msee(circuit, std::move(packet));
}

/// A packet that a circuit hands to a hub's gateway is forwarded by the table that the gateway
/// announced from. [7.26]
Walker::Outcomes Walker::enter_hub(const Candidate& announced, Packet packet) {
  const RouterIndex gateway = announced.from;
  push(packet, {.kind = Step::Kind::gateway_in, .router = gateway});
  const HubIndex hub = graph_.hub(gateway, network_);
  if (const auto* policy = network_.virtual_wans.hubs[hub].private_policy()) {
    return through_hub_firewall(hub, policy->next_hop, true, std::move(packet));
  }
  return through_hub({routing_[announced.route].hub_table, true}, std::move(packet));
}

const route::MatchTable& Walker::table(const HubVisit& visit) {
  auto& table = tables_->hubs[{visit.table, visit.from_circuit}];
  if (!table) {
    table =
        fibs_.build_hub(visit.table, visit.from_circuit, tables_->destinations, tables_->evidence);
    tables_->size += table->candidates().size();
  }
  return *table;
}

/// A table is another place for packets from a circuit: it hands them to no other circuit.
PlaceIndex Walker::place(const HubVisit& visit) {
  const PlaceIndex next(static_cast<std::uint32_t>(places_.size()));
  return places_.try_emplace({visit.asked(), visit.table}, next).first->second;
}

}  // namespace hairpin::reach
