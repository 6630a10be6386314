#include "reach/hub_routes.hpp"

#include "base/text.hpp"
#include "model/naming.hpp"

namespace hairpin::reach {
namespace {

using model::HubIndex;
using model::HubTableIndex;
using route::SessionKind;
using Row = Reachability::EffectiveRoute;

/// The only element for which `fits` holds; none if none or several do.
template <class Table, class Fits>
auto only(const Table& table, Fits fits) {
  typename Table::Position found;
  for (const auto& element : table) {
    if (!fits(element)) continue;
    if (found) return typename Table::Position();
    found = table.index_of(element);
  }
  return found;
}

ResourceId origin_of(const route::Routing& routing, const route::Candidate& candidate) {
  const route::Route& route = routing[candidate.route];
  if (route.vnet) return routing.network().vnets[route.vnet].id;
  const route::Session& session = routing.graph()[candidate.came_by];
  if (session.hub_hop != nullptr) return session.hub_hop->id;
  // Of what came from a circuit, the announcer tells: a hub, a summarizing gateway, or a site.
  const route::RouterIndex from = route.announcer ? route.announcer : session.from;
  const HubIndex hub = routing.graph().hub(from, routing.network());
  const route::Router& announcer = routing.graph()[from];
  if (announcer.kind == route::RouterKind::site) {
    return routing.network().circuits[announcer.circuit()].id;
  }
  if (announcer.kind == route::RouterKind::gateway) {
    return routing.network().gateways[announcer.gateway()].id;
  }
  return hub ? routing.network().virtual_wans.hubs[hub].id : ResourceId();
}

bool leads_inside(const route::Session& session) {
  return session.hub_hop != nullptr && session.hub_hop->is_inside_hub();
}

void lead_to_circuit(Row& row, const route::Routing& routing, const route::Candidate& candidate) {
  const route::Route& route = routing[candidate.route];
  row.next_hop_type = "VirtualNetworkGateway";
  row.via.insert(Via::msee);
  const bool over_global_reach = candidate.arrival == route::Arrival::global_reach ||
                                 candidate.arrival == route::Arrival::customer_then_global_reach;
  if (over_global_reach) row.via.insert(Via::global_reach);
  const bool by_customer = candidate.arrival == route::Arrival::customer_router ||
                           candidate.arrival == route::Arrival::customer_then_global_reach;
  if (by_customer || route.origin == route::OriginKind::on_premises) row.via.insert(Via::onprem);
  const route::Session& session = routing.graph()[candidate.came_by];
  const auto gateway = routing.graph()[session.from].hub_gateway();
  const model::Network& network = routing.network();
  row.next_hop = {std::string(routing.ids().text(network.virtual_wans.gateways[gateway].id))};
}

}  // namespace

HubTableIndex hub_table_named(const model::Network& network, const ResourceIds& ids,
                              std::string_view text) {
  const model::VirtualWans& wans = network.virtual_wans;
  const ResourceId id = ids.find(text);
  if (const HubTableIndex table = wans.table(id)) return table;
  if (const HubIndex hub = wans.hub(id)) return wans.hubs[hub].default_table;
  const std::size_t slash = text.find('/');
  const HubIndex hub = only(wans.hubs, [&](const model::Hub& each) {
    return is_called(each, text.substr(0, slash), ids);
  });
  if (!hub || slash == text.npos) return hub ? wans.hubs[hub].default_table : HubTableIndex();
  return only(wans.tables, [&](const model::HubTable& each) {
    return each.hub == hub && equal_folded(each.name, text.substr(slash + 1));
  });
}

Row hub_row(const route::Routing& routing, const route::Candidate& candidate, HubIndex at) {
  const route::Route& route = routing[candidate.route];
  const model::VirtualWans& wans = routing.network().virtual_wans;
  const route::Session& session = routing.graph()[candidate.came_by];
  Row row;
  row.prefix = candidate.prefix;
  row.source = session.kind == SessionKind::hub_static ? "User" : "VirtualNetworkGateway";
  row.origin = origin_of(routing, candidate);
  row.because = session.because;
  row.via = {Via::vhub};
  if (session.hub_connection && wans.connections[session.hub_connection].hub != at) {
    row.via.insert(Via::hub_to_hub);
  }
  if (session.kind == SessionKind::gateway_to_hub) {
    lead_to_circuit(row, routing, candidate);
  } else if (route.appliance != nullptr && !leads_inside(session)) {
    row.next_hop_type = "VirtualAppliance";
    row.next_hop = {route.appliance->next_hop.value.to_string()};
    row.via.insert(Via::appliance);
  } else if (leads_inside(session)) {
    row.next_hop_type = "VirtualAppliance";
    row.next_hop = {std::string(routing.ids().text(session.hub_hop->id))};
    row.via.insert(session.hub_hop->is_firewall ? Via::firewall : Via::appliance);
  } else {
    row.next_hop_type = "VNetPeering";
    row.next_hop = {std::string(routing.ids().text(wans.connections[route.hub_connection].id))};
  }
  return row;
}

std::vector<Row> hub_table_rows(route::Routing& routing, HubTableIndex index) {
  const auto built = route::Fibs(routing).build_hub(routing.graph().router(index), false,
                                                    PrefixSet::everything(), route::Evidence::kept);
  const route::MatchTable& table = *built;
  const HubIndex at = routing.network().virtual_wans.tables[index].hub;
  std::vector<Row> rows;
  for (const route::Candidate& candidate : table.candidates()) {
    Row row = hub_row(routing, candidate, at);
    row.active = false;
    for (const auto& part : table.split(candidate.prefix)) {
      table.for_each_member(part.match, [&](const route::Candidate& member) {
        row.active = row.active || &member == &candidate;
      });
    }
    for (const route::ConditionIndex each : routing.conditions().members(candidate.conditions)) {
      row.missing.push_back(routing.conditions()[each]);
    }
    row.unproven = !row.missing.empty();
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace hairpin::reach
