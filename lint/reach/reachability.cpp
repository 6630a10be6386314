#include "reach/reachability.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "reach/judgement.hpp"
#include "reach/reachability_state.hpp"
#include "reach/undeclared_sites.hpp"
#include "reach/witness.hpp"
#include "route/facts.hpp"

namespace hairpin::reach {
namespace {

using model::ConfigFact;
using model::Network;

/// An outcome at the wanted end, with what filters leave of it, together with the source that it
/// came from, so that a witness for one of its addresses can be walked again.
struct Found {
  Outcome outcome;
  Source source;
  Judgement judgement;
  std::optional<LinkWay> link = {};  // over this private link: the outcome is what lies behind it
  PrefixSet at_endpoint = {};        // ... and these are the endpoint's addresses
};

/// Of two the one that decides: the stronger verdict, then as for routes alone.
bool decides(const Found& a, const Found& b) {
  if (a.judgement.verdict != b.judgement.verdict) {
    return a.judgement.verdict > b.judgement.verdict;
  }
  if (a.link.has_value() != b.link.has_value()) return b.link.has_value();
  return decides(a.outcome, b.outcome);
}

/// Whether a site talks BGP, or may, and nobody declared what it says. [11.1]
bool may_announce(const route::Routing& routing, model::VpnSiteIndex index) {
  const route::RouteGraph& graph = routing.graph();
  const auto& sessions = graph.out(graph.router(index));
  return !routing.network().vpn_sites[index].declared &&
         std::any_of(sessions.begin(), sessions.end(), [&](route::SessionIndex session) {
           return graph.tunnel(graph[session]).bgp.state != route::SessionState::closed;
         });
}

class DirectionFinder {
 public:
  DirectionFinder(Reachability::State& state, const Endpoint& from, const Endpoint& to)
      : state_(state), network_(state.network), from_(from), to_(to) {}

  Direction find() {
    const PrefixSet wanted = reach::destinations_of(network_, to_);
    walk_all(wanted);
    if (to_.vnet) walk_links(wanted);
    Direction direction;
    if (found_.empty()) {
      explain_isolation(direction);
    } else {
      explain_path(direction);
    }
    state_.walker.clear();
    return direction;
  }

  Cell cell() {
    const PrefixSet wanted = reach::destinations_of(network_, to_);
    walk_all(wanted);
    if (to_.vnet) walk_links(wanted);
    Cell cell;
    if (!found_.empty()) {
      const Found& best = strongest();
      cell = {best.judgement.verdict, best.outcome.via};
    }
    state_.walker.clear();
    if (cell.verdict <= Verdict::filtered && !doubts().empty()) cell.verdict = Verdict::unproven;
    return cell;
  }

 private:
  bool is_wanted(const Outcome& outcome) const {
    if (to_.site_of) {
      return outcome.end == Outcome::End::site && outcome.index == to_.site_of.value;
    }
    if (to_.vpn_site) {
      return outcome.end == Outcome::End::vpn_site && outcome.index == to_.vpn_site.value;
    }
    if (to_.clients_of) {
      return outcome.end == Outcome::End::vpn_clients && outcome.index == to_.clients_of.value;
    }
    return is_at(outcome, to_.vnet);
  }

  /// The walk from outside the VNets; empty for an end that is a VNet.
  std::vector<Outcome> walk_from_outside(const PrefixSet& wanted) {
    if (from_.site_of) return state_.walker.walk_from_site(from_.site_of, wanted);
    if (from_.vpn_site) return state_.walker.walk_from_site(from_.vpn_site, wanted);
    return state_.walker.walk_from_clients(from_.clients_of, wanted);
  }

  void walk_all(const PrefixSet& wanted) {
    if (!from_.vnet) return collect(walk_from_outside(wanted), {});
    for (const Source& source : sources_of(network_, from_)) {
      collect(state_.walker.walk(source.context, source.subnet, wanted & source.families), source);
    }
  }

  void collect(std::vector<Outcome> outcomes, const Source& source) {
    const std::vector<Machines> places = machines_of(network_, from_, source);
    for (Outcome& outcome : outcomes) {
      if (is_wanted(outcome)) {
        Judgement judgement =
            judge(state_.filters, places, machines_of(network_, outcome), outcome);
        found_.push_back({std::move(outcome), source, std::move(judgement)});
      } else if (outcome.dropped_by != nullptr) {
        add_guard(*outcome.dropped_by);
      }
    }
  }

  /// To the endpoints of private links that lead to the end. [1.16]
  void walk_links(const PrefixSet& wanted) {
    for (const model::PrivateLinkIndex link : state_.links.into(to_.vnet)) {
      const ServiceSide side = state_.links.service_side(link, to_.vnet, wanted);
      if (side.backends.empty()) continue;
      for (const LinkWay& way : state_.links.ways(link)) walk_link(way, side);
    }
  }

  void walk_link(const LinkWay& way, const ServiceSide& side) {
    if (!from_.vnet) return collect_link(way, side, walk_from_outside(way.targets), {});
    for (const Source& source : sources_of(network_, from_)) {
      collect_link(way, side,
                   state_.walker.walk(source.context, source.subnet, way.targets & source.families),
                   source);
    }
  }

  void collect_link(const LinkWay& way, const ServiceSide& side, std::vector<Outcome> outcomes,
                    const Source& source) {
    const std::vector<Machines> places = machines_of(network_, from_, source);
    for (Outcome& outcome : outcomes) {
      if (!is_at(outcome, way.host)) continue;
      if (state_.links.is_closed(way.link)) {
        add_closed_link(state_.links.state_fact(way.link));
        continue;
      }
      Found found{outcome, source,
                  judge(state_.filters, places, machines_of(network_, outcome), outcome), way,
                  outcome.addresses};
      found.judgement.verdict =
          state_.links.go_behind(way, side, to_.vnet, found.outcome, found.judgement.passage);
      found_.push_back(std::move(found));
    }
  }

  static bool is_at(const Outcome& outcome, model::VnetIndex vnet) {
    return outcome.end == Outcome::End::vnet && outcome.index == vnet.value;
  }

  void add_closed_link(const ConfigFact& guard) {
    if (std::find(closed_links_.begin(), closed_links_.end(), guard) == closed_links_.end()) {
      closed_links_.push_back(guard);
    }
  }

  void add_guard(const ConfigFact& guard) {
    if (std::find(guards_.begin(), guards_.end(), guard) == guards_.end()) guards_.push_back(guard);
  }

  const Found& strongest() const {
    return *std::min_element(found_.begin(), found_.end(),
                             [](const Found& a, const Found& b) { return decides(a, b); });
  }

  /// Why an "isolated" or a "filtered" is not proven.
  std::vector<model::Missing> doubts() {
    std::vector<model::Missing> doubts = doubts_of_sites();
    if (!from_.vnet) doubt_translations(doubts);
    const auto others = state_.doubts_of_isolation(from_.vnet, to_.vnet);
    doubts.insert(doubts.end(), others.begin(), others.end());
    return doubts;
  }

  /// NAT rules of firewalls that packets from outside get to; of those in hubs that is not told.
  void doubt_translations(std::vector<model::Missing>& doubts) {
    const Translations& translations = state_.translations;
    for (const Translations::Translation& each : translations.all()) {
      if (!translations.leads_to(each, to_.vnet)) continue;
      const auto homes = translations.places(each.firewall);
      const bool arrives =
          homes.empty() || std::any_of(homes.begin(), homes.end(), [&](const auto& home) {
            const auto outcomes = walk_from_outside(home.second);
            return std::any_of(outcomes.begin(), outcomes.end(),
                               [&](const Outcome& outcome) { return is_at(outcome, home.first); });
          });
      if (arrives) doubts.push_back(each.missing);
    }
  }

  void explain_path(Direction& direction) {
    const Found* const best = &strongest();
    direction.verdict = best->judgement.verdict;
    direction.via = best->outcome.via;
    direction.confidence = confidence_of(best->outcome);
    for (const Found& found : found_) {
      if (found.judgement.verdict != direction.verdict) continue;
      direction.flows |= flows_of(found);
      direction.destinations |= destinations_of(found);
    }
    if (direction.verdict == Verdict::filtered) {
      explain_filtering(*best, direction);
    } else {
      for (const route::ConditionIndex index :
           state_.routing.conditions().members(best->outcome.conditions)) {
        direction.missing.push_back(state_.routing.conditions()[index]);
      }
    }
    if (direction.verdict == Verdict::unproven) {
      for (model::Missing& missing : state_.filters.missing(best->judgement.passage)) {
        direction.missing.push_back(std::move(missing));
      }
      if (direction.missing.empty()) {
        direction.missing = state_.filters.tag_doubts(best->judgement.passage);
      }
    }
    direction.path = witness_of(witness_for_one_address(*best), state_.routing);
    if (best->link) state_.links.add_hops(best->link->link, to_.vnet, direction.path);
    name_ends(direction);
  }

  static const FlowSet& flows_of(const Found& found) {
    const Passage& passage = found.judgement.passage;
    return found.judgement.verdict == Verdict::reachable ? passage.certain : passage.possible;
  }

  /// What packets get to; what they would get to, if nothing filtered them.
  static PrefixSet destinations_of(const Found& found) {
    if (found.judgement.verdict == Verdict::filtered) return found.outcome.addresses;
    return flows_of(found).destinations();
  }

  /// Where ways may be missing from the input, filters on the known ones prove nothing. [C28]
  void explain_filtering(const Found& best, Direction& direction) {
    direction.drops = state_.filters.facts(best.judgement.passage.droppers);
    direction.missing = doubts();
    if (!direction.missing.empty()) direction.verdict = Verdict::unproven;
  }

  /// The steps of one address show the very routes that take it; those of a set, one of several.
  Outcome witness_for_one_address(const Found& found) {
    const PrefixSet at = found.link ? found.at_endpoint : destinations_of(found);
    const PrefixSet one{Prefix::host(at.first())};
    const std::vector<Outcome> outcomes =
        !from_.vnet ? walk_from_outside(one)
                    : state_.walker.walk(found.source.context, found.source.subnet, one);
    const Outcome* best = nullptr;
    for (const Outcome& outcome : outcomes) {
      if (found.link ? !is_at(outcome, found.link->host) : !is_wanted(outcome)) continue;
      if (outcome.ways != found.outcome.ways) continue;  // another way may be filtered
      if (best == nullptr || decides(outcome, *best)) best = &outcome;
    }
    return best == nullptr ? found.outcome : *best;
  }

  /// A question about a subnet is answered with that subnet at the path's end.
  void name_ends(Direction& direction) const {
    const auto rename = [&](Hop& hop, model::SubnetIndex subnet) {
      if (!subnet || hop.kind != HopKind::vnet) return;
      hop.kind = HopKind::subnet;
      hop.at = network_.subnets[subnet].id;
      hop.name = cat({hop.name, "/", network_.subnets[subnet].name});
    };
    if (direction.path.empty()) return;
    rename(direction.path.front(), from_.subnet);
    if (direction.path.size() > 1) rename(direction.path.back(), to_.subnet);
  }

  void explain_isolation(Direction& direction) {
    if (!from_.vnet || !to_.vnet) {
      direction.missing = doubts();
      if (!direction.missing.empty()) direction.verdict = Verdict::unproven;
      direction.guards = guards_;
      return;
    }
    add_propagation_guards();
    if (guards_.empty()) add_session_guards();
    for (const ConfigFact& guard : closed_links_) add_guard(guard);
    direction.missing = doubts();
    if (direction.missing.empty()) {
      // Not a doubt, by [13.13], but what the verdict rests on.
      direction.missing = undeclared_sites(state_.routing, from_.vnet, to_.vnet);
    } else {
      direction.verdict = Verdict::unproven;
    }
    direction.guards = guards_;
  }

  /// An on-premises side that nobody declared may announce, and accept, anything.
  std::vector<model::Missing> doubts_of_sites() const {
    std::vector<model::Missing> doubts;
    for (const model::CircuitIndex circuit : {from_.site_of, to_.site_of}) {
      if (!circuit || state_.routing.graph().site(circuit)) continue;
      const model::Circuit& before = network_.circuits[circuit];
      doubts.push_back(
          {before.id,
           cat({"what on-premises announces on circuit ", before.name, " is not declared"}),
           "declare it in the policy under onPremises", before.where, "6.15"});
    }
    for (const model::VpnSiteIndex site : {from_.vpn_site, to_.vpn_site}) {
      if (!site || !may_announce(state_.routing, site)) continue;
      const model::VpnSite& place = network_.vpn_sites[site];
      doubts.push_back({place.id,
                        cat({"what site ", place.name, " announces over BGP is not declared"}),
                        "declare it in the policy under onPremises", place.where, "11.1"});
    }
    return doubts;
  }

  /// A subnet that takes no learned routes, although there are some that would lead there.
  void add_propagation_guards() {
    for (const Source& source : sources_of(network_, from_)) {
      const model::RouteTableIndex table = source.context.table;
      if (!table || !network_.route_tables[table].disable_bgp_propagation.value_or(false)) continue;
      const route::FibContext without{source.context.vnet, {}, false, {}};
      const auto outcomes = state_.walker.walk(
          without, source.subnet, reach::destinations_of(network_, to_) & source.families);
      const bool opens = std::any_of(outcomes.begin(), outcomes.end(),
                                     [&](const Outcome& outcome) { return is_wanted(outcome); });
      if (!opens) continue;
      add_guard(route::fact_of(network_.route_tables[table].id,
                               "properties.disableBgpRoutePropagation",
                               network_.route_tables[table].disable_bgp_propagation, "3.13"));
    }
  }

  void add_session_guards() {
    const auto guards = state_.guard_search().between(to_.vnet, from_.vnet);
    if (guards && !guards->empty()) {
      for (const ConfigFact& guard : *guards) add_guard(guard);
      return;
    }
    // Nothing known leads there: what is missing is a connection of any kind.
    const model::Vnet& vnet = network_.vnets[from_.vnet];
    std::string peered;
    for (const model::VnetPeering& peering : network_.peerings) {
      if (peering.local != from_.vnet) continue;
      if (peering.remote == to_.vnet) return;  // something else is in the way
      peered += (peered.empty() ? "" : ",") + json_string(peering.name);
    }
    add_guard(
        {vnet.id, "properties.virtualNetworkPeerings", cat({"[", peered, "]"}), vnet.where, "2.6"});
  }

  Reachability::State& state_;
  const Network& network_;
  const Endpoint& from_;
  const Endpoint& to_;
  std::vector<Found> found_;
  std::vector<ConfigFact> guards_;
  std::vector<ConfigFact> closed_links_;  // that would lead there if they were approved
};

}  // namespace

Reachability::Reachability(route::Routing& routing) : state_(std::make_unique<State>(routing)) {}
Reachability::~Reachability() = default;

Direction Reachability::direction(const Endpoint& from, const Endpoint& to) const {
  return DirectionFinder(*state_, from, to).find();
}

PairAnswer Reachability::pair(const Endpoint& from, const Endpoint& to) const {
  return {direction(from, to), direction(to, from)};
}

const std::vector<model::VnetIndex>& Reachability::endpoints() const { return state_->endpoints; }

void Reachability::row(model::VnetIndex from, std::vector<Cell>& cells) const {
  cells.clear();
  for (const model::VnetIndex to : state_->endpoints) cells.push_back(cell(from, to));
}

Cell Reachability::cell(model::VnetIndex from, model::VnetIndex to) const {
  if (to == from) return {Verdict::reachable, {}};
  const Decision decision = state_->decide(from, to);
  Cell cell{decision.verdict, decision.arrival == nullptr ? ViaSet() : decision.arrival->via};
  if (cell.verdict != Verdict::reachable) {
    const Cell over_links = state_->link_cells->cell(from, to);
    if (over_links.verdict > cell.verdict) cell = over_links;
  }
  const bool open = cell.verdict > Verdict::filtered;
  if (!open && state_->doubts_isolation(from, to)) cell.verdict = Verdict::unproven;
  return cell;
}

Cell Reachability::cell(const Endpoint& from, const Endpoint& to) const {
  return DirectionFinder(*state_, from, to).cell();
}

const std::vector<Transit>& Reachability::transits() const {
  if (!state_->transits) state_->transits = survey_transits(*state_);
  return *state_->transits;
}

std::vector<OneWay> Reachability::one_way() const { return survey_one_way(*state_); }

const std::vector<ApplianceTransit>& Reachability::appliance_transits() const {
  if (!state_->appliance_transits) {
    state_->appliance_transits = survey_appliance_transits(*state_);
  }
  return *state_->appliance_transits;
}

const std::vector<HubTransit>& Reachability::hub_transits() const {
  if (!state_->hub_transits) state_->hub_transits = survey_hub_transits(*state_);
  return *state_->hub_transits;
}

std::vector<AdminOverride> Reachability::admin_overrides() const {
  return survey_admin_overrides(*state_);
}

const Inflows& Reachability::inflows() const {
  if (!state_->inflows) state_->inflows = survey_inflows(*state_);
  return *state_->inflows;
}

Result<Endpoint> Reachability::endpoint(std::string_view text) const {
  return find_endpoint(state_->network, state_->routing.ids(), text);
}

Endpoint Reachability::endpoint(model::VnetIndex vnet) const {
  return endpoint_of(state_->network, vnet);
}

const route::Routing& Reachability::routing() const { return state_->routing; }

std::vector<std::string> Reachability::assumptions() const {
  const Network& network = state_->network;
  std::vector<std::string> lines;
  std::vector<std::string> undeclared;
  for (std::uint32_t i = 0; i < network.circuits.size(); ++i) {
    const model::CircuitIndex circuit(i);
    const auto& hub_connections = network.virtual_wans.connections;
    const bool in_use = !network.circuits[circuit].connections.empty() ||
                        std::any_of(hub_connections.begin(), hub_connections.end(),
                                    [&](const auto& each) { return each.circuit == circuit; });
    if (in_use && !state_->routing.graph().site(circuit)) {
      undeclared.emplace_back(network.circuits[circuit].name);
    }
  }
  for (const model::VpnSite& site : network.vpn_sites) {
    if (may_announce(state_->routing, network.vpn_sites.index_of(site))) {
      undeclared.emplace_back(site.name);
    }
  }
  std::sort(undeclared.begin(), undeclared.end());
  if (!undeclared.empty()) {
    lines.push_back(cat({"on-premises is not declared behind ", list_words(undeclared),
                         " and is taken to announce nothing"}));
  }
  if (const auto& toggle = network.assumptions.allow_remote_vnet_traffic) {
    lines.push_back(cat({"allowRemoteVnetTraffic is assumed to be ",
                         toggle->value ? "true" : "false", " where the input does not state it"}));
  }
  for (const auto& appliance : network.assumptions.appliances) {
    lines.push_back(cat({"appliances ", appliance.pattern, " are assumed ",
                         appliance.forwards ? "to forward" : "not to forward"}));
  }
  if (!network.forwarders.empty() && network.assumptions.appliances.empty()) {
    lines.emplace_back("appliances and firewalls are taken to forward what routes send to them");
  }
  return lines;
}

}  // namespace hairpin::reach
