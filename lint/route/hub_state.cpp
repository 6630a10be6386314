#include "route/hub_state.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "route/facts.hpp"

namespace hairpin::route {
namespace {

using model::ConfigFact;
using model::Hub;
using model::HubConnection;
using model::Network;

/// A toggle as it is stated, or as the policy settles it, or unknown.
Toggle toggle_of(ConfigFact stated, const Setting<bool>& setting, const Located<bool>* assumed,
                 ConditionSet certain) {
  Toggle toggle;
  toggle.conditions = certain;
  if (setting.is_set() || assumed != nullptr) {
    const bool accepts = setting.is_set() ? *setting.value : assumed->value;
    if (!setting.is_set()) {
      stated.value = accepts ? "true" : "false";
      stated.where = assumed->where;
    }
    toggle.state = accepts ? SessionState::open : SessionState::closed;
  } else {
    toggle.state = SessionState::unknown;
  }
  toggle.facts.push_back(std::move(stated));
  return toggle;
}

std::string listed(const HubConnection& connection, const model::VirtualWans& wans) {
  std::vector<std::string> words;
  for (const auto& label : connection.labels) words.push_back(cat({"label ", label.value}));
  for (const auto& table : connection.propagates_to) {
    const model::HubTable& target = wans.tables[table.value];
    words.push_back(cat({wans.hubs[target.hub].name, "/", target.name}));
  }
  return words.empty() ? "nothing" : list_words(words);
}

}  // namespace

Toggle virtual_wan_toggle(const Network& network, model::GatewayIndex index,
                          const Conditions& conditions) {
  const model::Gateway& gateway = network.gateways[index];
  const auto& assumed = network.assumptions.allow_virtual_wan_traffic;
  return toggle_of(fact_of(gateway.id, "properties.allowVirtualWanTraffic",
                           gateway.allow_virtual_wan_traffic, "4.10"),
                   gateway.allow_virtual_wan_traffic, assumed ? &*assumed : nullptr,
                   conditions.certain());
}

model::Missing virtual_wan_doubt(const model::Gateway& gateway) {
  if (gateway.allow_virtual_wan_traffic.is(false)) {
    return {gateway.id,
            cat({"allowVirtualWanTraffic is false on gateway ", gateway.name,
                 ", which hubs with the route-maps software get past; no export tells whether they "
                 "have it"}),
            "compare with the gateway's learned routes", gateway.allow_virtual_wan_traffic.where,
            "4.15"};
  }
  return {
      gateway.id,
      cat({"gateway ", gateway.name,
           gateway.in_input ? " does not state allowVirtualWanTraffic" : " is not in the input"}),
      "export it with `az network vnet-gateway show`, or settle it in the policy: assume: "
      "allowVirtualWanTraffic",
      gateway.allow_virtual_wan_traffic.where, "0.6"};
}

Toggle non_virtual_wan_toggle(const Network& network, model::HubGatewayIndex index,
                              Conditions& conditions) {
  const model::HubGateway& gateway = network.virtual_wans.gateways[index];
  Toggle toggle = toggle_of(fact_of(gateway.id, "properties.allowNonVirtualWanTraffic",
                                    gateway.allow_non_virtual_wan_traffic, "7.32"),
                            gateway.allow_non_virtual_wan_traffic, nullptr, conditions.certain());
  if (toggle.state != SessionState::unknown) return toggle;
  toggle.conditions = conditions.single(
      {gateway.id, cat({"hub gateway ", gateway.name, " does not state allowNonVirtualWanTraffic"}),
       "export it with `az network express-route gateway show`",
       gateway.allow_non_virtual_wan_traffic.where, "0.6"});
  return toggle;
}

Adjacency hub_adjacency(const Network& network, model::HubConnectionIndex index,
                        Conditions& conditions) {
  const model::VirtualWans& wans = network.virtual_wans;
  const HubConnection& connection = wans.connections[index];
  const Hub& hub = wans.hubs[connection.hub];
  Adjacency adjacency = Adjacency::open(conditions);
  if (hub.wan) {
    const model::VirtualWan& wan = wans.wans[hub.wan];
    if (wan.type.is(model::WanType::basic)) {
      adjacency.close(text_fact(wan.id, "properties.type", "Basic", wan.type.where, "7.12"));
    } else if (wan.type.is(model::WanType::unrecognised)) {
      adjacency.doubt(
          conditions,
          {wan.id, cat({"the type of Virtual WAN ", wan.name, " is none that is known"}),
           "export the Virtual WAN again", wan.type.where, "7.12"});
    }
  }
  const auto& state = connection.provisioning_state;
  if (state.is_set() && !equal_folded(*state.value, "Succeeded")) {
    adjacency.doubt(
        conditions,
        {connection.id,
         cat({"hub connection ", connection.name, " is in provisioning state ", *state.value}),
         "export the connection again once its last change has succeeded", state.where, "5.6"});
  }
  if (!connection.states_routing) {
    adjacency.doubt(
        conditions,
        {connection.id,
         cat({"how hub ", hub.name, " routes ", connection.name, " is not in the input"}),
         cat({"add the output of `az network vhub connection list` for hub ", hub.name}),
         connection.where, "2.18"});
  }
  return adjacency;
}

void judge_route_map(Adjacency& adjacency, const HubConnection& connection, bool inbound,
                     const ResourceIds& ids, Conditions& conditions) {
  const auto& map = inbound ? connection.inbound_route_map : connection.outbound_route_map;
  if (!map.value) return;
  adjacency.doubt(
      conditions,
      {connection.id,
       cat({"route map ", ids.name(map.value), " may drop or change what hub connection ",
            connection.name, inbound ? " announces" : " learns"}),
       "compare with the effective routes of the hub's table", map.where, "C26"});
}

std::optional<ConditionSet> taking(const HubConnection& connection, const Prefix& prefix,
                                   Conditions& conditions) {
  if (!prefix.is_default()) return conditions.certain();
  if (!connection.internet_security.value_or(true)) return std::nullopt;
  if (connection.internet_security_readable) return conditions.certain();
  return conditions.single(
      {connection.id,
       cat({"enableInternetSecurity of hub connection ", connection.name, " cannot be read"}),
       "export the connection again", connection.internet_security.where, "7.17"});
}

ConfigFact propagation_fact(const HubConnection& connection, const model::VirtualWans& wans) {
  return text_fact(connection.id, "properties.routingConfiguration.propagatedRouteTables",
                   listed(connection, wans), connection.propagation_where, "7.8");
}

ConfigFact association_fact(const HubConnection& connection, const model::VirtualWans& wans,
                            const ResourceIds& ids) {
  return text_fact(connection.id, "properties.routingConfiguration.associatedRouteTable.id",
                   ids.text(wans.tables[connection.associated].id), connection.associated_where,
                   "7.6");
}

const std::vector<Prefix>& private_ranges() {
  static const std::vector<Prefix> ranges = {Prefix::covering(Address::v4(0x0a000000), 8),
                                             Prefix::covering(Address::v4(0xac100000), 12),
                                             Prefix::covering(Address::v4(0xc0a80000), 16)};
  return ranges;
}

bool is_private_range(const Prefix& prefix) {
  const auto& ranges = private_ranges();
  return std::any_of(ranges.begin(), ranges.end(),
                     [&](const Prefix& range) { return range.contains(prefix); });
}

model::Missing other_range_doubt(const Hub& hub, const Prefix& prefix) {
  return {hub.id,
          cat({"whether hub ", hub.name, ", whose routing intent takes private traffic, carries ",
               prefix.to_string(), " is not documented"}),
          "compare with the effective routes of a network interface", hub.intent->where, "C29"};
}

std::optional<model::Missing> branch_transit_doubt(const Network& network, model::HubIndex index) {
  const model::VirtualWans& wans = network.virtual_wans;
  const Hub& hub = wans.hubs[index];
  if (hub.private_policy() == nullptr) return std::nullopt;
  std::set<model::CircuitIndex> circuits;
  for (const model::HubConnectionIndex each : hub.connections) {
    if (wans.connections[each].circuit) circuits.insert(wans.connections[each].circuit);
  }
  if (circuits.size() < 2) return std::nullopt;
  return model::Missing{
      hub.id,
      cat({"whether the circuits of hub ", hub.name,
           " exchange routes through its firewall is a support setting that no export shows"}),
      "ask support, or give the circuits hubs of their own", hub.intent->where, "A20"};
}

}  // namespace hairpin::route
