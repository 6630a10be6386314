#include "reach/walker.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <utility>

#include "base/text.hpp"
#include "reach/packet.hpp"
#include "route/facts.hpp"
#include "route/vpn_uplinks.hpp"

namespace hairpin::reach {

using model::NextHopType;
using model::UserRoute;
using model::VnetIndex;
using route::Candidate;
using route::FibContext;
using route::RouterIndex;
using route::SessionKind;

namespace {

constexpr int longest_path = 16 * 4;  // steps: a table, a gateway, a circuit and a gateway each
/// What one question may take. Alternatives multiply along a path, and inputs can be made for that.
constexpr std::size_t most_steps = 100'000;

/// The candidate of a choice between one uncertain route and none; null for other choices.
const Candidate* only_candidate(const route::MatchTable& table, const route::Match& match) {
  const auto& alternatives = match.choice->alternatives;
  const bool one = alternatives.size() == 1 && alternatives.front().members.size() == 1;
  return one && match.choice->may_have_no_route ? &table[alternatives.front().members.front()]
                                                : nullptr;
}

}  // namespace

Walker::Walker(route::Routing& routing)
    : routing_(routing), network_(routing.network()), graph_(routing.graph()), fibs_(routing) {
  for (const model::Vnet& vnet : network_.vnets) {
    std::vector<PrefixSet::Range> ranges;
    for (const auto& prefix : vnet.address_space) {
      ranges.push_back({prefix.value.first(), prefix.value.last()});
    }
    spaces_.push_back(PrefixSet::of_ranges(std::move(ranges)));
  }
  for (std::uint32_t i = 0; i < network_.forwarders.size(); ++i) {
    const model::ForwarderIndex index(i);
    forwarders_.emplace(forwarder_key(network_.forwarders[index].address), index);
  }
}

std::vector<Outcome> Walker::walk(const FibContext& context, model::SubnetIndex subnet,
                                  const PrefixSet& destinations) {
  Packet packet;
  packet.addresses = destinations;
  packet.conditions = routing_.conditions().certain();
  packet.source = context.vnet;
  packet.subnet = subnet;
  Outcomes outcomes = through_table(context, packet);
  admit_gaps(std::move(packet), outcomes);
  return outcomes;
}

std::vector<Outcome> Walker::walk_from_site(model::CircuitIndex circuit,
                                            const PrefixSet& destinations) {
  Packet packet;
  packet.addresses = destinations;
  packet.conditions = routing_.conditions().certain();
  packet.via.insert(Via::onprem);
  push(packet, {.kind = Step::Kind::site, .router = graph_.router(circuit)});
  Outcomes outcomes = through_msee(graph_.router(circuit), packet);
  admit_gaps(std::move(packet), outcomes);
  return outcomes;
}

void Walker::clear() {
  steps_.clear();
  facts_.clear();
}

// Tables ----------------------------------------------------------------

Walker::Outcomes Walker::through_table(const FibContext& context, Packet packet) {
  if (visits(packet, context)) return {};
  if (packet.depth() > longest_path) gave_up_ = true;
  if (exhausted()) return {};
  doubt_unknown_table(context, packet);
  Outcomes outcomes;
  const bool from_outside = packet.after_appliance && packet.source != context.vnet;
  if (survey_ != nullptr && from_outside) outcomes = reuse(onward_from(context, packet), packet);
  if (!packet.addresses.empty()) {
    append(outcomes, ask_table(fibs_.fib(context), context, std::move(packet)));
  }
  return outcomes;
}

Walker::Outcomes Walker::ask_table(const route::MatchTable& fib, const FibContext& context,
                                   Packet packet) {
  Outcomes outcomes;
  const PrefixSet addresses = std::exchange(packet.addresses, {});  // packets are copied below
  for (Part& part : alike(fib, addresses, routing_)) {
    Packet some = packet;
    some.addresses = std::move(part.addresses);
    append(outcomes,
           follow(fib, part.match, std::move(some), [&](const Candidate& chosen, Packet taken) {
             push(taken, {.kind = Step::Kind::table,
                          .context = context,
                          .subnet = packet.subnet,
                          .forwarder = packet.forwarder,
                          .after_appliance = packet.after_appliance,
                          .chosen = &chosen});
             return take_from_table(context, chosen, std::move(taken));
           }));
  }
  return outcomes;
}

Walker::Outcomes Walker::take_from_table(const FibContext& context, const Candidate& chosen,
                                         Packet packet) {
  switch (chosen.kind) {
    case Candidate::Kind::own:
      return deliver(context.vnet, std::move(packet));
    case Candidate::Kind::peering:
      if (!cross_peering(context.vnet, chosen.vnet, false, packet)) {
        return drop(std::move(packet), nullptr);
      }
      return deliver(chosen.vnet, std::move(packet));
    case Candidate::Kind::learned:
      return take_learned(chosen, std::move(packet));
    case Candidate::Kind::user:
      return take_user_route(context, chosen, std::move(packet));
    case Candidate::Kind::drop:
    case Candidate::Kind::internet:
      return drop(std::move(packet), nullptr);
  }
  return {};
}

Walker::Outcomes Walker::take_user_route(const FibContext& context, const Candidate& chosen,
                                         Packet packet) {
  const UserRoute& route = *chosen.user;
  switch (route.next_hop_type) {
    case NextHopType::virtual_appliance:
      return through_appliance(route, context.vnet, context.at_gateway, std::move(packet));
    case NextHopType::vnet_local:
      return deliver(context.vnet, std::move(packet));
    case NextHopType::virtual_network_gateway:
      if (context.at_gateway) {  // handed back to the circuits, if to anything [C3]
        doubt(packet, chosen.conditions);
        return through_circuits(context.vnet, std::move(packet));
      }
      if (chosen.conditions == routing_.conditions().certain()) {
        return through_vpn_gateways(context.vnet, std::move(packet));
      }
      // Only one of several readings of an unsupported route: never certain. [C3]
      doubt(packet, chosen.conditions);
      return through_any_gateway(context.vnet, std::move(packet));
    case NextHopType::unrecognised:
      return take_unrecognised(context, chosen, std::move(packet));
    case NextHopType::internet:
    case NextHopType::none:
      return drop_by_route(std::move(packet), route);
  }
  return {};
}

/// A hop of a type that is none we know may be any of those that we know. [3.7]
Walker::Outcomes Walker::take_unrecognised(const FibContext& context, const Candidate& chosen,
                                           Packet packet) {
  doubt(packet, chosen.conditions);
  packet.settled = false;
  Outcomes outcomes = deliver(context.vnet, packet);
  if (chosen.user->next_hop) {
    append(outcomes, through_appliance(*chosen.user, context.vnet, context.at_gateway, packet));
  }
  append(outcomes, context.at_gateway ? through_circuits(context.vnet, std::move(packet))
                                      : through_any_gateway(context.vnet, std::move(packet)));
  return outcomes;
}

Walker::Outcomes Walker::take_learned(const Candidate& chosen, Packet packet) {
  const route::Route& route = routing_[chosen.route];
  const RouterIndex gateway = graph_[chosen.session].from;
  const RouterIndex circuit = graph_[route.came_by].from;
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
    for (const route::SessionIndex index : graph_.out(gateway)) {
      const route::Session& session = graph_[index];
      if (session.kind != SessionKind::gateway_to_circuit ||
          session.state == route::SessionState::closed) {
        continue;
      }
      Packet copy = packet;
      if (!copy.crossing.learner) copy.crossing.learner = gateway;
      if (!copy.crossing.entry) copy.crossing.entry = session.to;
      doubt(copy, session.conditions);
      push(copy, {.kind = Step::Kind::gateway_out, .router = gateway});
      append(outcomes, through_msee(session.to, std::move(copy)));
    }
  }
  return outcomes;
}

Walker::Outcomes Walker::through_msee(RouterIndex circuit, Packet packet) {
  if (visits(packet, circuit)) return {};
  if (exhausted()) return {};
  packet.via.insert(Via::msee);
  packet.crossing.exit = circuit;
  Outcomes outcomes;
  if (survey_ != nullptr) outcomes = reuse(onward_from(circuit), packet);
  if (!packet.addresses.empty()) append(outcomes, ask_msee(circuit, std::move(packet)));
  return outcomes;
}

Walker::Outcomes Walker::ask_msee(RouterIndex circuit, Packet packet) {
  const route::MatchTable& msee = fibs_.msee(circuit);
  Outcomes outcomes;
  const PrefixSet addresses = std::exchange(packet.addresses, {});
  for (Part& part : alike(msee, addresses, routing_)) {
    Packet some = packet;
    some.addresses = std::move(part.addresses);
    append(outcomes,
           follow(msee, part.match, std::move(some), [&](const Candidate& chosen, Packet taken) {
             push(taken, {.kind = Step::Kind::msee, .router = circuit, .chosen = &chosen});
             return take_at_msee(chosen, std::move(taken));
           }));
  }
  return outcomes;
}

Walker::Outcomes Walker::take_at_msee(const Candidate& chosen, Packet packet) {
  const route::Route& route = routing_[chosen.route];
  const route::Session& session = graph_[route.came_by];
  switch (session.kind) {
    case SessionKind::gateway_to_circuit:
      packet.crossing.origin = session.from;
      return through_gateway(route, session.from, std::move(packet));
    case SessionKind::global_reach:
      packet.via.insert(Via::global_reach);
      packet.crossing.global_reach = true;
      return through_msee(session.from, std::move(packet));
    case SessionKind::customer_router:
      packet.via.insert(Via::onprem);
      packet.crossing.customer = true;
      // The site behind the circuit that the packet leaves, not behind the one that it comes to.
      push(packet, {.kind = Step::Kind::site, .router = session.to});
      return through_msee(session.from, std::move(packet));
    case SessionKind::site_to_circuit:
      return through_site(route, std::move(packet));
    default:
      return {};
  }
}

/// A site that routes for other circuits sends packets on to one that holds a prefix at least as
/// long as what the site announces itself; the rest is its own. [C31]
Walker::Outcomes Walker::through_site(const route::Route& route, Packet packet) {
  const RouterIndex circuit = route.entered;
  packet.via.insert(Via::onprem);
  push(packet, {.kind = Step::Kind::site, .router = circuit});
  Outcomes outcomes;
  for (const route::SessionIndex index : graph_.out(circuit)) {
    const route::Session& session = graph_[index];
    const bool joined_here = session.kind == SessionKind::customer_router &&
                             session.state != route::SessionState::closed;
    if (!joined_here) continue;
    for (const auto& [conditions, held] : held_by(session, route.prefix)) {
      Packet passed_on = packet;
      passed_on.addresses &= held;
      if (passed_on.addresses.empty()) continue;
      if (conditions == routing_.conditions().certain()) packet.addresses -= held;
      doubt(passed_on, conditions);
      passed_on.crossing.customer = true;
      append(outcomes, through_msee(session.to, std::move(passed_on)));
    }
  }
  if (!packet.addresses.empty()) {
    push(packet, {.kind = Step::Kind::delivered, .router = circuit});
    outcomes.push_back(packet.outcome(Outcome::End::site, graph_[circuit].element));
  }
  return outcomes;
}

/// What the circuit at the session's end holds in prefixes at least as long as `announced`, by what
/// that depends on; not what it has from the session itself.
std::map<route::ConditionSet, PrefixSet> Walker::held_by(const route::Session& session,
                                                         const Prefix& announced) {
  std::map<route::ConditionSet, PrefixSet> held;
  for (const auto& entry : routing_.rib(session.to).entries()) {
    if (entry.prefix.length() < announced.length() || !announced.overlaps(entry.prefix)) continue;
    const route::Route& route = routing_[entry.value];
    // What a customer router handed in is not handed out to one again. [C30]
    const bool from_customer = route.arrival == route::Arrival::customer_router ||
                               route.arrival == route::Arrival::customer_then_global_reach;
    if (from_customer || graph_[route.came_by].from == session.from) continue;
    held[routing_.conditions().both(session.conditions, route.conditions)] |= entry.prefix;
  }
  return held;
}

Walker::Outcomes Walker::through_gateway(const route::Route& route, RouterIndex gateway,
                                         Packet packet) {
  const VnetIndex hub = graph_.home(gateway, network_);
  if (!hub) return {};
  const route::Session& announced_by = graph_[route.came_by];
  const Step step{.kind = Step::Kind::gateway_in,
                  .context = route::Fibs::arrival_context(network_, hub),
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
  const FibContext context = route::Fibs::arrival_context(network_, hub);
  doubt_unknown_table(context, packet);
  const route::MatchTable& fib = fibs_.fib(context);
  Outcomes outcomes;
  const PrefixSet addresses = std::exchange(packet.addresses, {});
  for (Part& part : alike(fib, addresses, routing_)) {
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
    append(outcomes,
           arrive(uplink.hub, {.kind = Step::Kind::gateway_in, .vpn_gateway = uplink.gateway},
                  std::move(copy)));
  }
  return outcomes;
}

Walker::Outcomes Walker::take_at_gateway(const FibContext& context, const Candidate& chosen,
                                         Packet packet) {
  if (chosen.kind == Candidate::Kind::user) {
    return take_user_route(context, chosen, std::move(packet));
  }
  return deliver(chosen.vnet, std::move(packet));
}

// Ends ------------------------------------------------------------------

Walker::Outcomes Walker::deliver(VnetIndex vnet, Packet packet) {
  packet.addresses &= space(vnet);
  if (packet.addresses.empty()) return {};
  push(packet, {.kind = Step::Kind::delivered, .vnet = vnet});
  return {packet.outcome(Outcome::End::vnet, vnet.value)};
}

Walker::Outcomes Walker::drop(Packet packet, const model::ConfigFact* by) {
  if (by == nullptr) return {};
  Outcome outcome = packet.outcome(Outcome::End::dropped, 0);
  outcome.dropped_by = by;
  return {std::move(outcome)};
}

Walker::Outcomes Walker::drop_by_route(Packet packet, const UserRoute& route) {
  static constexpr std::array<std::string_view, 6> types = {
      "VirtualAppliance", "VirtualNetworkGateway", "VnetLocal", "Internet", "None", ""};
  const auto type = types[static_cast<std::size_t>(route.next_hop_type)];
  return drop(std::move(packet), keep(route::text_fact(route.id, "properties.nextHopType", type,
                                                       route.next_hop_type_where, "3.8")));
}

// Alternatives ----------------------------------------------------------

template <class Take>
Walker::Outcomes Walker::follow(const route::MatchTable& table, const route::Match& match,
                                Packet packet, Take take) {
  if (match.choice == nullptr) return take(table[match.plain], std::move(packet));
  if (const Candidate* only = only_candidate(table, match)) {
    doubt(packet, only->conditions);  // this way, if its route exists, or no way at all
    return take(*only, std::move(packet));
  }
  packet.settled = false;
  route::Conditions& conditions = routing_.conditions();
  std::vector<Outcomes> worlds;
  route::ConditionSet doubts = conditions.certain();
  for (const route::Alternative& alternative : match.choice->alternatives) {
    for (const route::CandidateIndex member : alternative.members) {
      doubts = conditions.both(doubts, table[member].conditions);
    }
    worlds.push_back(follow_alternative(table, alternative, packet, take));
  }
  if (match.choice->may_have_no_route) worlds.emplace_back();
  return combine(std::move(worlds), doubts);
}

template <class Take>
Walker::Outcomes Walker::follow_alternative(const route::MatchTable& table,
                                            const route::Alternative& alternative,
                                            const Packet& packet, Take take) {
  route::Conditions& conditions = routing_.conditions();
  const auto is_certain = [&](route::CandidateIndex member) {
    return table[member].conditions == conditions.certain();
  };
  const auto& members = alternative.members;
  if (members.size() == 1) return take(table[members.front()], packet);

  const bool any_certain = std::any_of(members.begin(), members.end(), is_certain);
  std::vector<Outcomes> worlds;
  Outcomes shared;
  for (const route::CandidateIndex member : members) {
    Packet copy = packet;
    const bool spare = !alternative.ambiguous && any_certain;
    if (spare && !is_certain(member)) doubt(copy, table[member].conditions);
    Outcomes outcomes = take(table[member], std::move(copy));
    if (spare) {
      shared.insert(shared.end(), outcomes.begin(), outcomes.end());  // ECMP: any that delivers
    } else {
      worlds.push_back(std::move(outcomes));
    }
  }
  if (worlds.empty()) return shared;
  return combine(std::move(worlds), ambiguity(table, alternative));
}

// Small things ----------------------------------------------------------

void Walker::doubt(Packet& packet, route::ConditionSet conditions) {
  if (conditions == routing_.conditions().certain()) return;
  packet.certain = false;
  packet.conditions = routing_.conditions().both(packet.conditions, conditions);
}

void Walker::doubt(Packet& packet, model::Missing missing) {
  doubt(packet, routing_.conditions().single(std::move(missing)));
}

/// A route table that the input lacks may do anything. [13.11]
void Walker::doubt_unknown_table(const FibContext& context, Packet& packet) {
  if (!context.table || network_.route_tables[context.table].is_known()) return;
  const model::RouteTable& table = network_.route_tables[context.table];
  doubt(packet,
        {table.id, cat({"route table ", table.name, " is not in the input, or not all of it"}),
         cat({"add ", routing_.ids().text(table.id), " to the export"}), table.where, "13.11"});
}

const Step* Walker::push(Packet& packet, Step step) {
  step.previous = packet.trail;
  step.depth = packet.depth() + 1;
  packet.trail = &steps_.emplace_back(step);
  return packet.trail;
}

bool Walker::visits(const Packet& packet, const FibContext& context) const {
  for (const Step* step = packet.trail; step != nullptr; step = step->previous) {
    if (step->kind == Step::Kind::table && step->context == context) return true;
  }
  return false;
}

bool Walker::visits(const Packet& packet, RouterIndex circuit) const {
  for (const Step* step = packet.trail; step != nullptr; step = step->previous) {
    if (step->kind == Step::Kind::msee && step->router == circuit) return true;
  }
  return false;
}

/// Where the packets go nobody can say: they may get to any VNet.
Walker::Outcomes Walker::anywhere(Packet packet) {
  Outcomes outcomes;
  for (std::uint32_t i = 0; i < network_.vnets.size(); ++i) {
    append(outcomes, deliver(VnetIndex(i), packet));
  }
  return outcomes;
}

/// Too much was open to follow it all: what was found stays, and everything else may be.
void Walker::admit_gaps(Packet packet, Outcomes& outcomes) {
  if (!gave_up_) return;
  gave_up_ = false;
  doubt(packet, {{},
                 "so much is left open on the way that not all of it was followed",
                 "complete the input where it is unproven",
                 {},
                 "0.3"});
  append(outcomes, anywhere(std::move(packet)));
}

/// Whether the question has taken too much; then it is cut off here, and `admit_gaps` says so.
bool Walker::exhausted() {
  gave_up_ = gave_up_ || steps_.size() > most_steps;
  return gave_up_;
}

bool Walker::uses_gateway_of(VnetIndex spoke, VnetIndex hub) const {
  const auto uplinks = routing_.uplinks(spoke);
  return std::any_of(uplinks.begin(), uplinks.end(), [&](route::SessionIndex index) {
    return graph_.home(graph_[index].from, network_) == hub;
  });
}

const model::ConfigFact* Walker::keep(model::ConfigFact fact) {
  return &facts_.emplace_back(std::move(fact));
}

}  // namespace hairpin::reach
