#include "reach/private_links.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "reach/ends.hpp"
#include "reach/machines.hpp"
#include "route/endpoint_routes.hpp"
#include "route/facts.hpp"

namespace hairpin::reach {
namespace {

using model::LinkState;
using model::PrivateEndpoint;
using model::PrivateLink;
using model::PrivateLinkIndex;
using model::PrivateLinkService;
using model::VnetIndex;

/// Where something is: the VNet that is known, or all those that are possible.
template <class Placed>
std::vector<VnetIndex> places_of(const Placed& placed) {
  return placed.vnet ? std::vector<VnetIndex>{placed.vnet} : placed.possible_vnets;
}

PrefixSet space_of(const model::Vnet& vnet) {
  std::vector<Prefix> space;
  for (const auto& prefix : vnet.address_space) space.push_back(prefix.value);
  return PrefixSet(space);
}

std::string_view name_of(const Setting<LinkState>& state) {
  static constexpr std::string_view names[] = {"Approved", "Pending", "Rejected", "Disconnected",
                                               ""};
  return state.value ? names[static_cast<std::size_t>(*state.value)] : "";
}

}  // namespace

PrivateLinks::PrivateLinks(route::Routing& routing, Filters& filters, Ways straight)
    : routing_(routing),
      network_(routing.network()),
      filters_(filters),
      straight_(straight),
      into_(network_.vnets.size()),
      out_of_(network_.vnets.size()) {
  for (std::uint32_t i = 0; i < network_.private_links.size(); ++i) {
    const PrivateLinkIndex index(i);
    const PrivateLink& link = network_.private_links[index];
    for (const VnetIndex vnet : places_of(network_.private_link_services[link.service])) {
      into_[vnet.value].push_back(index);
    }
    for (const VnetIndex vnet : places_of(network_.private_endpoints[link.endpoint])) {
      out_of_[vnet.value].push_back(index);
    }
  }
}

bool PrivateLinks::leads_to(PrivateLinkIndex link, VnetIndex vnet) const {
  const auto& links = into_[vnet.value];
  return std::binary_search(links.begin(), links.end(), link);
}

bool PrivateLinks::is_closed(PrivateLinkIndex index) const {
  const Setting<LinkState>& state = network_.private_links[index].state;
  if (state.unreadable) return false;
  return state.is(LinkState::pending) || state.is(LinkState::rejected) ||
         state.is(LinkState::disconnected);
}

void PrivateLinks::doubt(route::ConditionSet& conditions, model::Missing missing) const {
  conditions =
      routing_.conditions().both(conditions, routing_.conditions().single(std::move(missing)));
}

std::vector<LinkWay> PrivateLinks::ways(PrivateLinkIndex index) const {
  const PrivateLink& link = network_.private_links[index];
  const PrivateEndpoint& endpoint = network_.private_endpoints[link.endpoint];
  const PrivateLinkService& service = network_.private_link_services[link.service];
  LinkWay way{
      index, {}, {}, static_cast<bool>(endpoint.vnet), true, routing_.conditions().certain()};
  if (!link.state.is(LinkState::approved)) {
    doubt(way.conditions,
          {link.id,
           cat({"the status of the connection between private endpoint ", endpoint.name,
                " and private link service ", service.name, " is not stated"}),
           "export private endpoints and private link services whole", link.state.where, "1.17"});
  }
  if (!endpoint.vnet) {
    doubt(way.conditions, place_doubt(endpoint));
  } else if (endpoint.addresses.empty()) {
    doubt(way.conditions, route::endpoint_address_doubt(endpoint));
  }
  way.certain = way.conditions == routing_.conditions().certain();
  std::vector<LinkWay> all;
  for (const VnetIndex host : places_of(endpoint)) {
    way.host = host;
    if (!endpoint.addresses.empty()) {
      std::vector<PrefixSet::Range> ranges;
      for (const auto& address : endpoint.addresses) {
        ranges.push_back({address.value, address.value});
      }
      way.targets = PrefixSet::of_ranges(std::move(ranges)) & space_of(network_.vnets[host]);
      if (way.targets.empty()) continue;  // it cannot be there
    } else {
      way.targets = endpoint.subnet ? addresses_of(network_, endpoint.subnet)
                                    : destinations_of(network_, host);
    }
    all.push_back(way);
  }
  return all;
}

std::vector<model::Missing> PrivateLinks::doubts(VnetIndex from, VnetIndex to) const {
  std::vector<model::Missing> missing;
  for (const PrivateLinkIndex index : into(to)) {
    const PrivateEndpoint& endpoint =
        network_.private_endpoints[network_.private_links[index].endpoint];
    if (endpoint.vnet || is_closed(index)) continue;
    const auto& hosts = endpoint.possible_vnets;
    const bool near = std::any_of(hosts.begin(), hosts.end(), [&](VnetIndex host) {
      return host == from || is_peered(from, host);
    });
    if (!near) continue;
    const ServiceSide side = service_side(index, to, destinations_of(network_, to));
    if (!side.backends.empty()) missing.push_back(place_doubt(endpoint));
  }
  return missing;
}

bool PrivateLinks::is_peered(VnetIndex a, VnetIndex b) const {
  const route::RouteGraph& graph = routing_.graph();
  const auto sessions = graph.in(graph.router(a));
  return std::any_of(sessions.begin(), sessions.end(), [&](route::SessionIndex index) {
    const route::Session& session = graph[index];
    return session.kind == route::SessionKind::vnet_peering &&
           session.state != route::SessionState::closed && graph[session.from].vnet() == b;
  });
}

model::Missing PrivateLinks::place_doubt(const PrivateEndpoint& endpoint) const {
  return {
      endpoint.id, cat({"the VNet of private endpoint ", endpoint.name, " is not in the input"}),
      cat({"add ", routing_.ids().text(endpoint.id), " to the export"}), endpoint.where, "1.18"};
}

PrefixSet PrivateLinks::known_backends(const PrivateLinkService& service, bool& complete) const {
  std::vector<PrefixSet::Range> ranges;
  complete = !service.lacks_frontends;
  if (service.destination) {
    ranges.push_back({service.destination->value, service.destination->value});
  }
  for (const model::ForwarderIndex index : service.frontends) {
    const model::Forwarder& frontend = network_.forwarders[index];
    complete = complete && !frontend.lacks_backends && !frontend.backends.empty();
    for (const model::ForwarderIndex backend : frontend.backends) {
      const Address& address = network_.forwarders[backend].address;
      ranges.push_back({address, address});
    }
  }
  return PrefixSet::of_ranges(std::move(ranges));
}

PrefixSet PrivateLinks::nat_addresses(const PrivateLinkService& service, VnetIndex vnet) const {
  if (!service.nat_addresses.empty()) return PrefixSet(service.nat_addresses);
  return space_of(network_.vnets[vnet]);
}

ServiceSide PrivateLinks::service_side(PrivateLinkIndex index, VnetIndex vnet,
                                       const PrefixSet& wanted) const {
  const PrivateLinkService& service =
      network_.private_link_services[network_.private_links[index].service];
  ServiceSide side;
  side.conditions = routing_.conditions().certain();
  bool complete = false;
  side.backends = known_backends(service, complete) & wanted;
  if (!service.vnet) {
    const std::string where = cat({": it may be in VNet ", network_.vnets[vnet].name});
    doubt(
        side.conditions,
        {service.id,
         cat({"where private link service ", service.name, " is cannot be told", where}),
         cat({"add ", routing_.ids().text(service.id), " to the export"}), service.where, "1.18"});
  } else if (side.backends.empty() && !complete) {
    doubt(side.conditions,
          {service.id,
           cat({"the machines behind private link service ", service.name,
                " are not in the input, or not all of them"}),
           "export its load balancer and the network interfaces behind it", service.where, "1.16"});
  }
  side.certain = side.conditions == routing_.conditions().certain();
  if (!side.certain && side.backends.empty()) side.backends = wanted;
  if (side.backends.empty()) return side;  // others than the wanted ones
  const Machines sender{{}, {}, {}, nat_addresses(service, vnet)};
  if (!side.certain) {  // somewhere in there
    for (const Machines& receiver : receivers_in(network_, vnet, side.backends)) {
      admit(sender, receiver, side.passage);
    }
    return side;
  }
  for (const PrefixSet::Range& range : side.backends.ranges()) {
    for (auto at = std::optional(range.first); at && *at <= range.last; at = at->next()) {
      for (const Machines& receiver : receivers_in(network_, vnet, Prefix::host(*at))) {
        admit(sender, receiver, side.passage);
      }
    }
  }
  return side;
}

void PrivateLinks::admit(const Machines& sender, const Machines& receiver, Passage& passage) const {
  Passage some = filters_.along(sender, receiver, straight_);
  const auto add_all = [](auto& to, const auto& more) {
    to.insert(to.end(), more.begin(), more.end());
  };
  add_all(passage.doubtful, some.doubtful);
  add_all(passage.droppers, some.droppers);
  add_all(passage.policies, some.policies);
  add_all(passage.uncovered, some.uncovered);
  passage.possible |= some.possible;
  if (some.certain.empty()) return;
  // From one of its addresses, and it is not said which: what is dropped from any is not certain.
  FlowSet dropped;
  for (const Family family : {Family::ipv4, Family::ipv6}) {
    const PrefixSet whole(Prefix::everything(family));
    dropped |=
        FlowSet(sender.addresses & whole, receiver.addresses & whole, Services::everything());
  }
  dropped -= some.certain;
  passage.certain |=
      FlowSet(sender.addresses, receiver.addresses, Services::everything() - dropped.services());
}

LinkPassage PrivateLinks::join(const Passage& before, const ServiceSide& behind, bool certain) {
  LinkPassage joined;
  const Services sure = before.certain.services() & behind.passage.certain.services();
  if (certain && behind.certain && !sure.empty()) {
    joined.verdict = Verdict::reachable;
    joined.flows = FlowSet(before.certain.sources(), behind.passage.certain.destinations(), sure);
  } else if (!before.possible.empty() && !behind.passage.possible.empty()) {
    joined.verdict = Verdict::unproven;
    joined.flows = FlowSet(before.possible.sources(), behind.passage.possible.destinations(),
                           before.possible.services());
    joined.ports_open = sure.empty();
  }
  return joined;
}

Verdict PrivateLinks::go_behind(const LinkWay& way, const ServiceSide& side, VnetIndex vnet,
                                Outcome& outcome, Passage& passage) const {
  const LinkPassage joined = join(passage, side, outcome.certain && way.certain);
  outcome.certain = outcome.certain && way.certain && side.certain;
  route::Conditions& conditions = routing_.conditions();
  outcome.conditions =
      conditions.both(conditions.both(outcome.conditions, way.conditions), side.conditions);
  if (joined.ports_open) doubt(outcome.conditions, mapping_doubt(way.link));
  outcome.index = vnet.value;
  outcome.addresses = side.backends;
  outcome.via.insert(Via::private_link);
  passage.certain = passage.possible = joined.flows;
  const auto add_all = [](auto& to, const auto& more) {
    to.insert(to.end(), more.begin(), more.end());
  };
  add_all(passage.droppers, side.passage.droppers);
  add_all(passage.doubtful, side.passage.doubtful);
  add_all(passage.policies, side.passage.policies);
  add_all(passage.uncovered, side.passage.uncovered);
  return joined.verdict;
}

model::ConfigFact PrivateLinks::state_fact(PrivateLinkIndex index) const {
  const PrivateLink& link = network_.private_links[index];
  return route::text_fact(link.state_of ? link.state_of : link.id, link.state_property,
                          name_of(link.state), link.state.where, "1.17");
}

void PrivateLinks::add_hops(PrivateLinkIndex index, VnetIndex vnet, WitnessPath& path) const {
  const PrivateLink& link = network_.private_links[index];
  const PrivateEndpoint& endpoint = network_.private_endpoints[link.endpoint];
  const PrivateLinkService& service = network_.private_link_services[link.service];
  Hop hop;
  hop.kind = HopKind::private_endpoint;
  hop.at = endpoint.id;
  hop.name = std::string(endpoint.name);
  hop.table = cat({"private link of ", endpoint.name});
  hop.next_hop = std::string(service.name);
  if (link.state.is_set()) hop.because.push_back(state_fact(index));
  path.push_back(std::move(hop));
  Hop end;
  end.kind = HopKind::vnet;
  end.at = network_.vnets[vnet].id;
  end.name = std::string(network_.vnets[vnet].name);
  path.push_back(std::move(end));
}

model::Missing PrivateLinks::mapping_doubt(PrivateLinkIndex index) const {
  const PrivateLinkService& service =
      network_.private_link_services[network_.private_links[index].service];
  return {service.id,
          cat({"which ports the load balancer of private link service ", service.name,
               " maps is not followed"}),
          "compare its rules with the network security groups before and behind it", service.where,
          "1.16"};
}

}  // namespace hairpin::reach
