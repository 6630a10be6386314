#include "reach/walker.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"
#include "reach/packet.hpp"
#include "route/facts.hpp"

namespace hairpin::reach {

using model::NextHopType;
using model::UserRoute;
using model::VnetIndex;
using route::Candidate;
using route::FibContext;

namespace {

/// What one question may take. Alternatives multiply along a path, and inputs can be made for that.
constexpr std::size_t most_steps = 100'000;

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
    const model::Forwarder& forwarder = network_.forwarders[index];
    forwarders_.emplace(forwarder_key(forwarder.address), index);
    guarded_.try_emplace({forwarder.subnet, forwarder.security_group, forwarder.firewall}, index);
  }
}

std::vector<Outcome> Walker::walk(const FibContext& context, model::SubnetIndex subnet,
                                  const PrefixSet& destinations) {
  shortcuts_.clear();  // a question for one address wants the steps of that address
  Packet packet;
  packet.addresses = destinations;
  packet.conditions = routing_.conditions().certain();
  packet.ways = checkpoints_.straight();
  packet.source = context.vnet;
  packet.subnet = packet.sender = subnet;
  lay_tables(destinations);
  Outcomes outcomes = through_table(context, packet);
  admit_gaps(std::move(packet), outcomes);
  return outcomes;
}

std::vector<Outcome> Walker::walk_from_site(model::CircuitIndex circuit,
                                            const PrefixSet& destinations) {
  shortcuts_.clear();  // a question for one address wants the steps of that address
  Packet packet;
  packet.addresses = destinations;
  packet.conditions = routing_.conditions().certain();
  packet.ways = checkpoints_.straight();
  packet.via.insert(Via::onprem);
  lay_tables(destinations);
  push(packet, {.kind = Step::Kind::site, .router = graph_.router(circuit)});
  Outcomes outcomes = through_msee(graph_.router(circuit), packet);
  admit_gaps(std::move(packet), outcomes);
  return outcomes;
}

void Walker::clear() {
  shortcuts_.clear();
  question_tables_.clear();
  tables_ = &survey_tables_;
  steps_.clear();
  steps_for_all_ = 0;
  facts_.clear();
}

// Tables ----------------------------------------------------------------

Walker::Outcomes Walker::through_table(const FibContext& context, Packet packet) {
  if (visits(packet, place(context))) return {};
  if (packet.depth() > longest_path) gave_up_ = true;
  if (exhausted()) return {};
  doubt_unknown_table(context, packet);
  if (packet.after_appliance) check_at_appliance(packet);
  Outcomes outcomes;
  const bool from_outside = packet.after_appliance && packet.source != context.vnet;
  if (survey_ != nullptr && from_outside) outcomes = reuse(onward_from(context, packet), packet);
  if (packet.addresses.empty()) return outcomes;
  const Junction junction = junction_of(context, {}, packet);
  append(outcomes, walk_once(junction, std::move(packet), [&](Packet alone) {
           return ask_table(table(context), context, std::move(alone));
         }));
  return outcomes;
}

Walker::Outcomes Walker::ask_table(const route::MatchTable& fib, const FibContext& context,
                                   Packet packet) {
  Outcomes outcomes;
  const PlaceIndex here = place(context);
  const PrefixSet addresses = std::exchange(packet.addresses, {});  // packets are copied below
  for (Part& part : alike(fib, addresses, routing_, tables_->evidence)) {
    Packet some = packet;
    some.addresses = std::move(part.addresses);
    append(outcomes,
           follow(fib, part.match, std::move(some), [&](const Candidate& chosen, Packet taken) {
             push(taken, {.kind = Step::Kind::table,
                          .place = here,
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
    case Candidate::Kind::endpoint:
      if (chosen.vnet == context.vnet) return deliver(context.vnet, std::move(packet));
      [[fallthrough]];
    case Candidate::Kind::peering:
      if (!cross_peering(context.vnet, chosen.vnet, false, packet)) {
        return drop(std::move(packet), nullptr);
      }
      return deliver(chosen.vnet, std::move(packet));
    case Candidate::Kind::connected_group:
      return through_group(chosen, context.vnet, std::move(packet));
    case Candidate::Kind::learned:
      if (chosen.branch) return take_branch(context, chosen, std::move(packet));
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

// Ends ------------------------------------------------------------------

Walker::Outcomes Walker::deliver(VnetIndex vnet, Packet packet) {
  packet.addresses &= space(vnet);
  if (packet.addresses.empty()) return {};
  if (packet.refused) {
    packet.ways = checkpoints_.with(
        packet.ways, {.kind = Checkpoint::Kind::access_at_destination, .peering = packet.refused});
  }
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

// Small things ----------------------------------------------------------

void Walker::doubt(Packet& packet, route::ConditionSet conditions) {
  if (conditions == routing_.conditions().certain()) return;
  packet.certain = false;
  packet.conditions = both(packet.conditions, conditions);
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

PlaceIndex Walker::place(const FibContext& context) {
  const PlaceIndex next(static_cast<std::uint32_t>(places_.size()));
  return places_.try_emplace({context, {}}, next).first->second;
}

PlaceIndex Walker::place(route::RouterIndex router) {
  const PlaceIndex next(static_cast<std::uint32_t>(places_.size()));
  return places_.try_emplace({{}, router}, next).first->second;
}

bool Walker::visits(const Packet& packet, PlaceIndex place) {
  note_question(place, packet.depth());
  for (const Step* step = packet.trail; step != nullptr; step = step->previous) {
    if (step->place == place) return true;
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
  if (!gave_up_ && !lacks_ways_) return;
  gave_up_ = lacks_ways_ = false;
  doubt(packet, {{},
                 "so much is left open on the way that not all of it was followed",
                 "complete the input where it is unproven",
                 {},
                 "0.3"});
  append(outcomes, anywhere(std::move(packet)));
}

/// Whether the question has taken too much; then it is cut off here, and `admit_gaps` says so.
bool Walker::exhausted() {
  gave_up_ = gave_up_ || steps_of_question() > most_steps;
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
