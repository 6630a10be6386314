#include "reach/reachability_state.hpp"

#include <algorithm>
#include <tuple>

#include "base/text.hpp"
#include "reach/class_surveys.hpp"
#include "reach/components.hpp"
#include "reach/representatives.hpp"

namespace hairpin::reach {
namespace {

using model::Network;
using model::VnetIndex;

/// Whether a route table of one VNet sends packets to an appliance in another one.
bool uses_appliance_in(const Network& network, VnetIndex vnet, VnetIndex other) {
  const auto& subnets = network.vnets[vnet].subnets;
  const auto& space = network.vnets[other].address_space;
  const auto leads_there = [&](const model::UserRoute& route) {
    return route.next_hop_type == model::NextHopType::virtual_appliance && route.next_hop &&
           std::any_of(space.begin(), space.end(), [&](const auto& prefix) {
             return prefix.value.contains(route.next_hop->value);
           });
  };
  return std::any_of(subnets.begin(), subnets.end(), [&](model::SubnetIndex subnet) {
    const model::RouteTableIndex table = network.subnets[subnet].route_table;
    if (!table) return false;
    const auto& routes = network.route_tables[table].routes;
    return std::any_of(routes.begin(), routes.end(), leads_there);
  });
}

/// A VNet that has a connection which is not analysed (or cannot be read), or uses the gateway of
/// one that has.
std::vector<bool> attached_vnets(const Network& network, bool unreadable) {
  std::vector<bool> direct(network.vnets.size());
  for (const model::UnmodelledAttachment& attachment : network.unmodelled) {
    if (attachment.unreadable != unreadable) continue;
    if (!attachment.vnet) return std::vector<bool>(network.vnets.size(), true);
    direct[attachment.vnet.value] = true;
  }
  std::vector<bool> all = direct;
  for (const model::VnetPeering& side : network.peerings) {
    if (!direct[side.remote.value]) continue;
    // An appliance in the peer may be used, too; and what is unreadable may be anything.
    const bool uses = side.use_remote_gateways.may_be(true) || unreadable ||
                      uses_appliance_in(network, side.local, side.remote);
    if (uses) all[side.local.value] = true;
  }
  return all;
}

}  // namespace

bool decides(const Outcome& a, const Outcome& b) {
  const auto rank = [](const Outcome& outcome) {
    return std::tuple(!outcome.certain, outcome.depth, outcome.via, outcome.crossing,
                      outcome.addresses.first());
  };
  return rank(a) < rank(b);
}

Reachability::State::State(route::Routing& r)
    : routing(r),
      network(r.network()),
      walker(r),
      filters(r, walker.checkpoints()),
      links(r, filters, walker.checkpoints().straight()),
      translations(r, walker, component_of),
      unmodelled(attached_vnets(r.network(), false)),
      unreadable(attached_vnets(r.network(), true)) {
  collect_destinations();
  const ResourceIds& ids = routing.ids();
  std::sort(endpoints.begin(), endpoints.end(), [&](VnetIndex a, VnetIndex b) {
    return ids.folded(network.vnets[a].id) < ids.folded(network.vnets[b].id);
  });
  classes = behaviour_classes(routing);
  class_of.assign(network.vnets.size(), 0);
  for (std::uint32_t number = 0; number < classes.size(); ++number) {
    for (const VnetIndex member : classes[number].members) class_of[member.value] = number;
  }
  table_numbers = reach::table_numbers(network);
  ends = std::make_unique<EndGroups>(routing, filters, walker.checkpoints(), classes);
  universe.exact = ends->filtering();
  link_cells = std::make_unique<LinkCells>(*this, links);
  first.resize(classes.size());
  second.resize(classes.size());
}

void Reachability::State::collect_destinations() {
  universe.by_vnet = representatives(network);
  component_of = components(routing.graph(), network);
  std::vector<PrefixSet::Range> all;
  std::map<std::uint32_t, std::vector<PrefixSet::Range>> by_component;
  for (std::uint32_t i = 0; i < network.vnets.size(); ++i) {
    const VnetIndex vnet(i);
    if (network.vnets[vnet].in_input) endpoints.push_back(vnet);
    const auto& own = universe.by_vnet[i].ranges();
    auto& together = by_component[component_of[i]];
    together.insert(together.end(), own.begin(), own.end());
    all.insert(all.end(), own.begin(), own.end());
  }
  universe.all = PrefixSet::of_ranges(std::move(all));
  for (auto& [number, ranges] : by_component) {
    component[number] = PrefixSet::of_ranges(std::move(ranges));
  }
}

std::span<const Arrival> Behaviour::find(VnetIndex to) const {
  const auto before = [](const Arrival& arrival, VnetIndex vnet) { return arrival.to < vnet; };
  const auto start = std::lower_bound(arrivals.begin(), arrivals.end(), to, before);
  auto end = start;
  while (end != arrivals.end() && end->to == to) ++end;
  return {start, end};
}

void Reachability::State::compute_all() {
  const auto is_known = [](const auto& behaviour) { return behaviour.has_value(); };
  if (std::all_of(first.begin(), first.end(), is_known)) return;
  std::vector<ClassSurvey> surveys = survey_classes(*this);
  for (std::uint32_t number = 0; number < classes.size(); ++number) {
    if (!first[number]) first[number] = decided(number, std::move(surveys[number].first));
    if (classes[number].members.size() < 2 || second[number]) continue;
    second[number] = decided(number, std::move(surveys[number].second));
  }
}

Behaviour Reachability::State::decided(std::uint32_t number, std::vector<Arrival> arrivals) {
  if (ends->filtering()) {
    keep_deciding(number, arrivals);
  } else {  // of several ways to one VNet the first decides
    const auto same = [](const Arrival& a, const Arrival& b) { return a.to == b.to; };
    arrivals.erase(std::unique(arrivals.begin(), arrivals.end(), same), arrivals.end());
    for (Arrival& arrival : arrivals) arrival.common = arrival.verdict;
  }
  arrivals.shrink_to_fit();
  return {std::move(arrivals)};
}

void Reachability::State::keep_deciding(std::uint32_t number, std::vector<Arrival>& arrivals) {
  std::vector<Arrival> kept;
  for (auto at = arrivals.begin(); at != arrivals.end();) {
    const VnetIndex to = at->to;
    const auto end = std::find_if(at, arrivals.end(), [&](const auto& a) { return a.to != to; });
    const std::size_t start = kept.size();
    bool stopped = false;
    for (; at != end; ++at) {
      const auto same_way = [&](const Arrival& other) {
        return other.ways == at->ways && other.source == at->source &&
               other.addresses == at->addresses;
      };
      // Sorted: an earlier one with the same filters is at least as good.
      if (std::any_of(kept.begin() + static_cast<std::ptrdiff_t>(start), kept.end(), same_way)) {
        continue;
      }
      at->common = common_verdict(number, *at);
      const bool blocked = at->common == Verdict::filtered;
      if (blocked && kept.size() > start) continue;
      const bool settled = at->common.has_value() && !blocked;
      if (stopped) kept.pop_back();  // what nobody passes is worth keeping if there is nothing else
      stopped = blocked;
      kept.push_back(std::move(*at));
      if (settled) break;  // those that follow are no better
    }
    at = end;
  }
  arrivals = std::move(kept);
}

/// The addresses that the wanted ones of an arrival stand for. [14.8]
PrefixSet Reachability::State::served_by(const Arrival& arrival) const {
  const PrefixSet& all = universe.by_vnet[arrival.to.value];
  std::vector<Address> starts;  // neighbours may have grown together in the set
  for (const PrefixSet::Range& range : all.ranges()) {
    for (auto at = std::optional(range.first); at && *at <= range.last; at = at->next()) {
      starts.push_back(*at);
    }
  }
  std::vector<PrefixSet::Range> ranges;
  for (std::size_t i = 0; i < starts.size(); ++i) {
    if (!arrival.addresses.contains(starts[i])) continue;
    const bool is_last = i + 1 == starts.size() || starts[i + 1].family != starts[i].family;
    const Address last =
        is_last ? Prefix::everything(starts[i].family).last() : *starts[i + 1].previous();
    ranges.push_back({starts[i], last});
  }
  return PrefixSet::of_ranges(std::move(ranges)) & destinations_of(network, arrival.to);
}

std::optional<Verdict> Reachability::State::common_verdict(std::uint32_t number,
                                                           const Arrival& arrival) {
  if (arrival.addresses.empty()) return ends->common_verdict(number, arrival, nullptr);
  const PrefixSet served = served_by(arrival);
  return ends->common_verdict(number, arrival, &served);
}

const PrefixSet& Reachability::State::wanted_by_first(std::uint32_t number) const {
  return component.at(component_of[classes[number].members.front().value]);
}

const PrefixSet& Reachability::State::wanted_by_second(std::uint32_t number) const {
  return universe.by_vnet[classes[number].members.front().value];
}

const Behaviour& Reachability::State::behaviour(std::uint32_t number) {
  if (!first[number]) {
    const VnetIndex vnet = classes[number].members.front();
    first[number] = decided(number, survey_vnet(*this, walker, vnet, wanted_by_first(number)));
  }
  return *first[number];
}

const Behaviour& Reachability::State::second_behaviour(std::uint32_t number) {
  if (!second[number]) {
    const VnetIndex vnet = classes[number].members[1];
    second[number] = decided(number, survey_vnet(*this, walker, vnet, wanted_by_second(number)));
  }
  return *second[number];
}

std::span<const Arrival> Reachability::State::arrivals(VnetIndex from, VnetIndex to) {
  const std::uint32_t number = class_of[from.value];
  const VnetIndex representative = classes[number].members.front();
  // To the one that stands for the class, its fellows behave as the second of them does.
  const bool to_representative = from != representative && to == representative;
  return (to_representative ? second_behaviour(number) : behaviour(number)).find(to);
}

Verdict Reachability::State::verdict_of(VnetIndex from, const Arrival& arrival) {
  if (arrival.addresses.empty()) return ends->verdict(from, arrival, nullptr);
  const PrefixSet served = served_by(arrival);
  return ends->verdict(from, arrival, &served);
}

Decision Reachability::State::decide(VnetIndex from, VnetIndex to) {
  return decide(from, arrivals(from, to));
}

Decision Reachability::State::decide(VnetIndex from, std::span<const Arrival> arrivals) {
  Decision best;
  for (const Arrival& arrival : arrivals) {
    const Verdict verdict = arrival.common ? *arrival.common : verdict_of(from, arrival);
    if (best.arrival != nullptr && verdict <= best.verdict) continue;
    best = {&arrival, verdict};
    if (verdict == Verdict::reachable) break;
  }
  return best;
}

bool Reachability::State::doubts_isolation(VnetIndex from, VnetIndex to) {
  return network.coverage.truncated || (unmodelled[from.value] && unmodelled[to.value]) ||
         unreadable[from.value] || unreadable[to.value] || !network.vnets[from].in_input ||
         !network.vnets[to].in_input || !links.doubts(from, to).empty() ||
         !translations.doubts(from, to).empty();
}

std::vector<model::Missing> Reachability::State::doubts_of_isolation(VnetIndex from, VnetIndex to) {
  std::vector<model::Missing> doubts;
  if (network.coverage.truncated) {
    doubts.push_back({{},
                      "the export is cut: resources are missing from it",
                      "export all pages",
                      network.coverage.truncated_where,
                      "C28"});
  }
  for (const VnetIndex end : {from, to}) {
    if (!end || network.vnets[end].in_input) continue;
    const model::Vnet& vnet = network.vnets[end];
    doubts.push_back({vnet.id, cat({"VNet ", vnet.name, " is not in the input"}),
                      cat({"add ", routing.ids().text(vnet.id), " to the export"}), vnet.where,
                      "13.11"});
  }
  if (from && to) {
    const auto hidden = links.doubts(from, to);
    doubts.insert(doubts.end(), hidden.begin(), hidden.end());
  }
  if (from) {
    const auto translated = translations.doubts(from, to);
    doubts.insert(doubts.end(), translated.begin(), translated.end());
  }
  // An on-premises side may be behind anything that is not followed.
  const auto is_attached = [&](VnetIndex end) { return !end || unmodelled[end.value]; };
  const auto is_unread = [&](VnetIndex end) { return end && unreadable[end.value]; };
  const bool both = is_attached(from) && is_attached(to);
  const bool either = is_unread(from) || is_unread(to) || (!from && !to);
  for (const model::UnmodelledAttachment& attachment : network.unmodelled) {
    const bool concerns =
        !attachment.vnet || attachment.vnet == from || attachment.vnet == to || (!from && !to);
    if (!concerns || !(attachment.unreadable ? either : both)) continue;
    doubts.push_back(
        {attachment.resource,
         cat({attachment.what, " ", routing.ids().name(attachment.resource), " ", attachment.lack,
              attachment.lack.empty() ? "may connect the two and is not analysed"
                                      : " and may connect the two"}),
         attachment.remedy.empty() ? "check this connection by other means"
                                   : std::string(attachment.remedy),
         attachment.where, "0.3"});
  }
  const bool of_hubs = (from || to) && (both || either);
  if (doubts.empty() && of_hubs) {
    doubts.push_back({{},
                      "the hubs whose gateways they use have connections that are not analysed",
                      "check these connections by other means",
                      {},
                      "0.3"});
  }
  return doubts;
}

GuardSearch& Reachability::State::guard_search() {
  if (!guards) guards = std::make_unique<GuardSearch>(routing);
  return *guards;
}

}  // namespace hairpin::reach
