#include <algorithm>
#include <map>
#include <utility>

#include "base/text.hpp"
#include "reach/packet.hpp"
#include "reach/walker.hpp"
#include "route/delivery.hpp"
#include "route/vpn_uplinks.hpp"

/// The walker's way over Microsoft's edge: out through a gateway, from circuit to circuit, through
/// on-premises sites, and in through another gateway by the table of its subnet.
namespace hairpin::reach {

using model::VnetIndex;
using route::Candidate;
using route::FibContext;
using route::RouterIndex;
using route::SessionKind;

Walker::Outcomes Walker::take_learned(const Candidate& chosen, Packet packet) {
  if (graph_[chosen.session].kind == SessionKind::hub_to_vnet) {
    return through_hub({graph_[chosen.session].from}, std::move(packet));
  }
  const route::Route& route = routing_[chosen.route];
  const RouterIndex gateway = graph_[chosen.session].from;
  const RouterIndex circuit = chosen.from;
  if (!packet.crossing.learner) {
    packet.crossing.learner = gateway;
    packet.crossing.entry = circuit;
    packet.crossing.covering = route.origin == route::OriginKind::on_premises;
  }
  push(packet, {.kind = Step::Kind::gateway_out, .router = gateway, .chosen = &chosen});
  // The packet leaves on the circuit that supplied the route. [C9]
  return through_msee(circuit, std::move(packet));
}

/// Into every circuit of the gateways that the VNet uses, and through those that are, or may be,
/// VPN gateways. For readings of a route that are never certain. [C3]
Walker::Outcomes Walker::through_any_gateway(VnetIndex vnet, Packet packet) {
  Outcomes outcomes = through_vpn_gateways(vnet, packet);
  for (const route::SessionIndex uplink : routing_.uplinks(vnet)) {
    const RouterIndex gateway = graph_[uplink].from;
    if (graph_[gateway].kind != route::RouterKind::unknown_gateway) continue;
    append(outcomes, arrive(graph_[gateway].vnet(),
                            {.kind = Step::Kind::gateway_in, .router = gateway}, packet));
  }
  append(outcomes, through_circuits(vnet, std::move(packet)));
  return outcomes;
}

/// Into every circuit of the gateways that the VNet uses.
Walker::Outcomes Walker::through_circuits(VnetIndex vnet, Packet packet) {
  Outcomes outcomes;
  for (const route::SessionIndex uplink : routing_.uplinks(vnet)) {
    const RouterIndex gateway = graph_[uplink].from;
    for (const route::Attachment& attachment : graph_.attachments(gateway)) {
      Packet copy = packet;
      if (!copy.crossing.learner) copy.crossing.learner = gateway;
      if (!copy.crossing.entry) copy.crossing.entry = attachment.circuit;
      for (const route::SessionIndex session : attachment.sessions) {
        doubt(copy, graph_[session].conditions);
      }
      push(copy, {.kind = Step::Kind::gateway_out, .router = gateway});
      append(outcomes, through_msee(attachment.circuit, std::move(copy)));
    }
  }
  return outcomes;
}

Walker::Outcomes Walker::through_msee(RouterIndex circuit, Packet packet) {
  if (visits(packet, place(circuit))) return {};
  if (exhausted()) return {};
  packet.via.insert(Via::msee);
  packet.crossing.exit = circuit;
  Outcomes outcomes;
  if (survey_ != nullptr) outcomes = reuse(onward_from(circuit), packet);
  if (packet.addresses.empty()) return outcomes;
  const Junction junction = junction_of({}, circuit, packet);
  append(outcomes, walk_once(junction, std::move(packet),
                             [&](Packet alone) { return ask_msee(circuit, std::move(alone)); }));
  return outcomes;
}

Walker::Outcomes Walker::ask_msee(RouterIndex circuit, Packet packet) {
  const route::MatchTable& msee = table(circuit);
  const PlaceIndex here = place(circuit);
  Outcomes outcomes;
  const PrefixSet addresses = std::exchange(packet.addresses, {});
  for (Part& part : alike(msee, addresses, routing_, tables_->evidence)) {
    Packet some = packet;
    some.addresses = std::move(part.addresses);
    append(outcomes,
           follow(msee, part.match, std::move(some), [&](const Candidate& chosen, Packet taken) {
             push(taken,
                  {.kind = Step::Kind::msee, .place = here, .router = circuit, .chosen = &chosen});
             return take_at_msee(chosen, std::move(taken));
           }));
  }
  return outcomes;
}

Walker::Outcomes Walker::take_at_msee(const Candidate& chosen, Packet packet) {
  const route::Session& session = graph_[chosen.came_by];
  switch (session.kind) {
    case SessionKind::gateway_to_circuit:
      packet.crossing.origin = chosen.from;
      if (session.hub_connection) return enter_hub(chosen, std::move(packet));
      return through_gateway(session, chosen.from, std::move(packet));
    case SessionKind::global_reach:
      packet.via.insert(Via::global_reach);
      packet.crossing.global_reach = true;
      return through_msee(chosen.from, std::move(packet));
    case SessionKind::customer_router:
      packet.via.insert(Via::onprem);
      packet.crossing.customer = true;
      // The site behind the circuit that the packet leaves, not behind the one that it comes to.
      push(packet, {.kind = Step::Kind::site, .router = session.to});
      return through_msee(session.from, std::move(packet));
    case SessionKind::site_to_circuit:
      return through_site(chosen.prefix, session.to, std::move(packet));
    default:
      return {};
  }
}

/// A site that routes for other circuits sends packets on to one that holds a prefix at least as
/// long as what the site announces itself; the rest is its own. [C31]
Walker::Outcomes Walker::through_site(const Prefix& announced, RouterIndex circuit, Packet packet) {
  packet.via.insert(Via::onprem);
  push(packet, {.kind = Step::Kind::site, .router = circuit});
  Outcomes outcomes;
  std::multimap<Preference, std::pair<RouterIndex, PrefixSet>> choices;
  for (const route::SessionIndex index : graph_.out(circuit)) {
    const route::Session& session = graph_[index];
    const bool joined_here = session.kind == SessionKind::customer_router &&
                             session.state != route::SessionState::closed;
    if (!joined_here) continue;
    for (auto& [preference, held] : held_by(session, announced)) {
      choices.emplace(preference, std::pair(session.to, std::move(held)));
    }
  }
  for (const auto& [preference, choice] : choices) {
    const auto& [next, held] = choice;
    const route::ConditionSet conditions = std::get<route::ConditionSet>(preference);
    Packet passed_on = packet;
    passed_on.addresses &= held;
    if (passed_on.addresses.empty()) continue;
    if (conditions == routing_.conditions().certain()) packet.addresses -= held;
    doubt(passed_on, conditions);
    passed_on.crossing.customer = true;
    append(outcomes, through_msee(next, std::move(passed_on)));
  }
  if (packet.addresses.empty()) return outcomes;
  append(outcomes, hand_on_to_owners(announced, circuit, packet));
  push(packet, {.kind = Step::Kind::delivered, .router = circuit});
  outcomes.push_back(packet.outcome(Outcome::End::site, graph_[circuit].element));
  return outcomes;
}

/// A site that announces nothing but addresses of a VNet may have a way there of its own, another
/// circuit or a tunnel of the customer's: where a prefix is announced and where it is are two
/// things. A summary says no such thing. [4.23, 6.34]
Walker::Outcomes Walker::hand_on_to_owners(const Prefix& announced, RouterIndex circuit,
                                           const Packet& packet) {
  Outcomes outcomes;
  for (const model::Vnet& vnet : network_.vnets) {
    const VnetIndex index = network_.vnets.index_of(vnet);
    if (!vnet.in_input || !(PrefixSet{announced} - space(index)).empty()) continue;
    const model::Circuit& entry = network_.circuits[graph_[circuit].circuit()];
    Packet handed_on = packet;
    doubt(handed_on, {entry.id,
                      cat({"on-premises announces ", announced.to_string(), " of VNet ", vnet.name,
                           " on circuit ", entry.name, ": it may hand packets on to that VNet"}),
                      "announce on the circuit what is behind it only", entry.where, "6.34"});
    append(outcomes, deliver(index, std::move(handed_on)));
  }
  return outcomes;
}

/// What the circuit at the session's end holds of its gateways in prefixes at least as long as
/// `announced`; not what it has from the session itself. A circuit tells a customer's router
/// nothing that another one told it. [C30]
std::map<Walker::Preference, PrefixSet> Walker::held_by(const route::Session& session,
                                                        const Prefix& announced) {
  std::map<Preference, PrefixSet> held;
  for (const route::HeldRoute& route :
       routing_.rib(session.to, PrefixSet{announced}, tables_->evidence)) {
    if (route.prefix.length() < announced.length()) continue;
    // What a customer router handed in is not handed out to one again. [C30]
    const bool from_customer = route.arrival == route::Arrival::customer_router ||
                               route.arrival == route::Arrival::customer_then_global_reach;
    const bool of_site = routing_[route.route].origin == route::OriginKind::on_premises;
    if (from_customer || of_site || route.from == session.from) continue;
    const route::ConditionSet conditions = both(session.conditions, route.conditions);
    held[{-route.prefix.length(), route.arrival, conditions}] |= route.prefix;
  }
  return held;
}

Walker::Outcomes Walker::through_gateway(const route::Session& announced_by, RouterIndex gateway,
                                         Packet packet) {
  const VnetIndex hub = graph_.home(gateway, network_);
  if (!hub) return {};
  const Step step{.kind = Step::Kind::gateway_in,
                  .context = route::Fibs::arrival_context(routing_, hub, gateway),
                  .router = gateway};
  if (!bypasses_gateway(network_, announced_by)) return arrive(hub, step, std::move(packet));

  // FastPath hands packets for the hub's own prefixes straight to the machines. [C13]
  Packet direct = packet;
  direct.settled = packet.settled = false;
  direct.addresses &= space(hub);
  packet.addresses -= space(hub);
  Outcomes outcomes = arrive(hub, step, std::move(packet));
  if (direct.addresses.empty()) return outcomes;
  Outcomes steered = arrive(hub, step, direct);
  push(direct, step);
  append(outcomes, combine({std::move(steered), deliver(hub, std::move(direct))},
                           routing_.conditions().single(fastpath_doubt(network_, announced_by))));
  return outcomes;
}

/// From a gateway on, by the table of its subnet. [3.17, C12]
Walker::Outcomes Walker::arrive(VnetIndex hub, const Step& step, Packet packet) {
  const FibContext context = route::Fibs::arrival_context(routing_, hub, step.router);
  doubt_unknown_table(context, packet);
  const route::MatchTable& fib = table(context);
  Outcomes outcomes;
  const PrefixSet addresses = std::exchange(packet.addresses, {});
  for (Part& part : alike(fib, addresses, routing_, tables_->evidence)) {
    Packet some = packet;
    some.addresses = std::move(part.addresses);
    append(outcomes,
           follow(fib, part.match, std::move(some), [&](const Candidate& chosen, Packet taken) {
             Step here = step;
             here.context = context;
             here.chosen = &chosen;
             push(taken, here);
             return take_at_gateway(context, chosen, std::move(taken));
           }));
  }
  return outcomes;
}

/// A VPN gateway takes what a user route sends it, and forwards by its own subnet's table. [3.9]
Walker::Outcomes Walker::through_vpn_gateways(VnetIndex vnet, Packet packet) {
  Outcomes outcomes;
  packet.via.insert(Via::vpn);
  for (const route::VpnUplink& uplink : route::vpn_uplinks(routing_, vnet)) {
    Packet copy = packet;
    doubt(copy, uplink.conditions);
    append(outcomes, into_vpn_gateway(graph_.router(uplink.gateway), std::move(copy)));
  }
  return outcomes;
}

Walker::Outcomes Walker::take_at_gateway(const FibContext& context, const Candidate& chosen,
                                         Packet packet) {
  if (chosen.kind == Candidate::Kind::user) {
    return take_user_route(context, chosen, std::move(packet));
  }
  if (chosen.kind == Candidate::Kind::learned) {
    return go_on(chosen.branch, context.vnet, std::move(packet));
  }
  if (chosen.session) {  // in a peer
    doubt(packet, route::delivery_conditions(routing_, context.vnet, chosen.vnet));
  }
  if (chosen.kind == Candidate::Kind::connected_group) {
    return through_group(chosen, context.vnet, std::move(packet));
  }
  return deliver(chosen.vnet, std::move(packet));
}

}  // namespace hairpin::reach
