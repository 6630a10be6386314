#include <array>
#include <set>

#include "base/text.hpp"
#include "model/circuit_visibility.hpp"
#include "rules/support.hpp"

namespace hairpin::embedded {
extern const std::string_view rule_text_near_or_over_limit;
}

namespace hairpin::rules {
namespace {

/// A limit of Azure. Where it depends on what the input does not state, `least` is the lowest that
/// it can be.
struct Limit {
  std::size_t least, most;
  std::string_view effect = "the next one is refused";
  bool drops = false;  // what exceeds it takes the connection down, instead of being refused
};
constexpr std::string_view drops_connection = "the connection drops until there are fewer";
constexpr std::string_view drops_session = "the BGP session drops until there are fewer";

constexpr Limit refusing(std::size_t limit) { return {limit, limit}; }
constexpr Limit dropping(std::size_t limit) { return {limit, limit, drops_connection, true}; }

/// Whether a count is worth a word, and at which level; nothing if it is not. [12.21]
std::optional<Severity> level_of(std::size_t count, const Limit& limit) {
  if (count * 5 < limit.most * 4) {
    return count > limit.least ? std::optional(Severity::note) : std::nullopt;
  }
  if (count > limit.most) return limit.drops ? Severity::error : Severity::warning;
  return limit.drops ? Severity::warning : Severity::note;
}

/// Reports the count if it is near or over the limit. `what` has the count in it: "gateway gw1
/// announces 1200 IPv4 prefixes"; `name` tells the limits of one resource apart.
void weigh(Findings& findings, const Location& where, std::size_t count, const Limit& limit,
           const std::string& what, std::string_view name) {
  const auto level = level_of(count, limit);
  if (!level) return;
  const bool known = count * 5 >= limit.most * 4;
  const std::string number = std::to_string(known ? limit.most : limit.least);
  const std::string consequence = !known               ? ", or more, as the input does not state"
                                  : count > limit.most ? cat({": ", limit.effect})
                                                       : cat({": beyond it ", limit.effect});
  const std::string message = cat({what, ", and the limit is ", number, consequence});
  Findings::Builder finding =
      known ? findings.violation(where, message) : findings.unproven(where, message);
  finding.level(*level).caused_by(name);
  if (limit.drops) finding.hint("announce fewer and shorter prefixes: summaries on either side");
}

/// Distinct prefixes by family: IPv4, IPv6.
template <class Range, class PrefixOf>
std::array<std::size_t, 2> by_family(const Range& range, PrefixOf prefix_of) {
  std::array<std::set<Prefix>, 2> distinct;
  for (const auto& element : range) {
    const Prefix prefix = prefix_of(element);
    distinct[prefix.family() == Family::ipv4 ? 0 : 1].insert(prefix);
  }
  return {distinct[0].size(), distinct[1].size()};
}

Limit circuits_of(std::string_view sku) {
  if (equal_folded(sku, "Standard") || equal_folded(sku, "ErGw1AZ")) return refusing(4);
  if (equal_folded(sku, "HighPerformance") || equal_folded(sku, "ErGw2AZ")) return refusing(8);
  if (equal_folded(sku, "UltraPerformance") || equal_folded(sku, "ErGw3AZ")) return refusing(16);
  return {4, 16};
}

/// What a gateway announces, after summaries [12.1, 12.2], and on how many circuits it is: at one
/// place, and in all. [12.7, 12.8]
void count_gateway(const RuleContext& context, Findings& findings, const model::Gateway& gateway,
                   const std::vector<model::CircuitIndex>& circuits) {
  const route::RouterIndex router =
      context.routing.graph().router(context.network.gateways.index_of(gateway));
  if (!router || circuits.empty()) return;
  const std::string name = cat({"gateway ", called(context, gateway)});
  const auto announced = by_family(context.routing.announced(router), [&](route::RouteIndex route) {
    return context.routing[route].prefix;
  });
  weigh(findings, at(gateway), announced[0], dropping(1000),
        cat({name, " announces ", std::to_string(announced[0]), " IPv4 prefixes"}), "IPv4");
  weigh(findings, at(gateway), announced[1], dropping(100),
        cat({name, " announces ", std::to_string(announced[1]), " IPv6 prefixes"}), "IPv6");

  std::map<std::string, std::size_t> by_place;
  for (const model::CircuitIndex circuit : circuits) {
    const auto& place = context.network.circuits[circuit].peering_location;
    if (place.is_set()) ++by_place[std::string(*place.value)];
  }
  for (const auto& [place, count] : by_place) {
    weigh(findings, at(gateway), count, refusing(4),
          cat({name, " is on ", count_of(count, "circuit"), " at ", place}), place);
  }
  const bool all_at_one_place = !by_place.empty() && by_place.begin()->second == circuits.size();
  if (all_at_one_place) return;
  weigh(findings, at(gateway), circuits.size(), circuits_of(gateway.sku),
        cat({name, " is on ", count_of(circuits.size(), "circuit")}), "circuits");
}

/// By the bandwidth of a Premium circuit. [12.6]
Limit links_of(const model::Circuit& circuit) {
  static constexpr std::array<std::pair<std::int64_t, std::size_t>, 6> premium = {
      {{50, 20}, {200, 25}, {500, 40}, {1000, 50}, {2000, 60}, {5000, 75}}};
  const auto tier = circuit.tier.value_or(model::CircuitTier::unrecognised);
  if (tier == model::CircuitTier::local || tier == model::CircuitTier::standard) {
    return refusing(10);
  }
  if (tier != model::CircuitTier::premium) return {10, 100};
  if (!circuit.bandwidth_mbps.is_set()) return {20, 100};
  for (const auto& [mbps, links] : premium) {
    if (*circuit.bandwidth_mbps.value <= mbps) return refusing(links);
  }
  return refusing(100);
}

/// Connections on the circuit, and with Premium its Global Reach connections. [12.5, 12.6]
void count_circuit(const RuleContext& context, Findings& findings, const model::Circuit& circuit) {
  const model::CircuitIndex index = context.network.circuits.index_of(circuit);
  std::set<model::CircuitIndex> joined;
  if (circuit.tier.is(model::CircuitTier::premium)) {
    for (const model::GlobalReachConnection& link : context.network.global_reach) {
      if (link.circuit == index) joined.insert(link.peer);
      if (link.peer == index) joined.insert(link.circuit);
    }
  }
  const std::size_t links = circuit.connections.size() +
                            model::hidden_attachments(context.network, context.ids, index) +
                            joined.size();
  weigh(findings, at(circuit), links, links_of(circuit),
        cat({"circuit ", called(context, circuit), " has ", count_of(links, "link")}), "links");
}

/// What on-premises announces to the circuit. [12.3, 12.4]
void count_site(const RuleContext& context, Findings& findings, const model::Site& site) {
  const model::Circuit& circuit = context.network.circuits[site.circuit];
  const auto tier = circuit.tier.value_or(model::CircuitTier::unrecognised);
  const bool premium = tier == model::CircuitTier::premium;
  const bool unknown = tier == model::CircuitTier::unrecognised;
  const Limit ipv4{premium ? 10000u : 4000u, premium || unknown ? 10000u : 4000u, drops_session,
                   true};
  const auto counts = by_family(site.advertises, [](const auto& entry) { return entry.value; });
  const std::string name = "on-premises behind " + called(context, circuit);
  weigh(findings, at(circuit), counts[0], ipv4,
        cat({name, " announces ", std::to_string(counts[0]), " IPv4 prefixes"}), "site IPv4");
  weigh(findings, at(circuit), counts[1], {100, 100, drops_session, true},
        cat({name, " announces ", std::to_string(counts[1]), " IPv6 prefixes"}), "site IPv6");
}

/// Counts that Azure limits: beyond a limit the next resource is refused, in the middle of a
/// deployment, or worse, the connection goes down. Reported from four fifths on, once per resource
/// and limit: errors where something drops, warnings where something is refused, and what is merely
/// near one level lower. [12.11, 12.13, 12.15, 12.21]
void check(const RuleContext& context, Findings& findings) {
  const model::Network& network = context.network;
  const auto circuits = circuits_by_gateway(context);
  for (std::uint32_t i = 0; i < network.gateways.size(); ++i) {
    count_gateway(context, findings, network.gateways[model::GatewayIndex(i)], circuits[i]);
  }
  for (const model::Circuit& circuit : network.circuits) count_circuit(context, findings, circuit);
  for (const model::Site& site : network.sites) count_site(context, findings, site);
  for (const model::RouteTable& table : network.route_tables) {
    weigh(findings, at(table), table.routes.size(), refusing(400),
          cat({"route table ", called(context, table), " has ",
               count_of(table.routes.size(), "route")}),
          "routes");
  }
  for (const model::Vnet& vnet : network.vnets) {
    weigh(findings, at(vnet), vnet.peerings.size(), refusing(500),
          cat({"VNet ", called(context, vnet), " has ", count_of(vnet.peerings.size(), "peering")}),
          "peerings");
  }
  for (const model::VnetPeering& side : network.peerings) {
    const std::size_t subnets = side.local_subnets.size() + side.remote_subnets.size();
    weigh(findings, at(side), subnets, refusing(200),
          cat({"peering ", called(context, side), " names ", count_of(subnets, "subnet")}),
          "subnets");
  }
}

}  // namespace

extern const Rule near_or_over_limit{
    .id = "HP502",
    .name = "near-or-over-limit",
    .summary = "A count is over a limit of Azure, or not far from it.",
    .severity = Severity::warning,
    .text = embedded::rule_text_near_or_over_limit,
    .security_severity = {},
    .check = check,
};

}  // namespace hairpin::rules
