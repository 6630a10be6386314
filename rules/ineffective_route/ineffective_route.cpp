#include <array>
#include <set>

#include "base/text.hpp"
#include "route/user_routes.hpp"
#include "rules/support.hpp"

namespace hairpin::embedded {
extern const std::string_view rule_text_ineffective_route;
}

namespace hairpin::rules {
namespace {

using model::NextHopType;
using model::UserRoute;
using route::LongerRoute;

/// Equal routes of several tables that fail for one reason, in the VNets that use them.
struct Group {
  std::set<std::pair<std::string_view, const UserRoute*>> routes;  // by folded id
  std::vector<model::VnetIndex> vnets;
  std::vector<LongerRoute> longer;  // drop routes
  route::GatewaysInReach gateways;  // gateway routes
};

/// A drop of everything private, or of everything, is there for what nobody connected: peerings and
/// on-premises beside it are meant. VNets that came over a circuit are not. [6.10]
bool is_catch_all(const Prefix& prefix) {
  static const std::array<Prefix, 3> blocks = {Prefix::covering(Address::v4(0x0a000000), 8),
                                               Prefix::covering(Address::v4(0xac100000), 12),
                                               Prefix::covering(Address::v4(0xc0a80000), 16)};
  return prefix.is_default() || std::any_of(blocks.begin(), blocks.end(), [&](const Prefix& block) {
           return prefix.contains(block);
         });
}

std::vector<LongerRoute> unexpected(const RuleContext& context, model::VnetIndex vnet,
                                    const model::RouteTable& table, const UserRoute& route) {
  std::vector<LongerRoute> longer = route::longer_routes(context.routing, vnet, table, route);
  if (!is_catch_all(route.prefix.value)) return longer;
  std::erase_if(longer, [&](const LongerRoute& each) {
    return !each.learned || context.routing[each.learned].origin != route::OriginKind::vnet;
  });
  return longer;
}

std::string origin_of(const RuleContext& context, const LongerRoute& longer) {
  const route::RouteGraph& graph = context.routing.graph();
  const route::Router& from = graph[graph[longer.session].from];
  if (longer.endpoint) {
    const auto& endpoint = context.network.private_endpoints[longer.endpoint];
    return cat(
        {"private endpoint ", called(context, endpoint), " in ", called(context, from.vnet())});
  }
  if (!longer.learned) return "peered with " + called(context, from.vnet());
  const route::Route& route = context.routing[longer.learned];
  const bool known =
      from.kind == route::RouterKind::gateway || from.kind == route::RouterKind::vpn_gateway;
  const std::string gateway =
      known ? called(context, from.gateway()) : called(context, model::GatewayIndex());
  return cat({"learned from ", gateway, route.vnet ? ", VNet " : "",
              route.vnet ? called(context, route.vnet) : std::string()});
}

std::vector<Prefix> prefixes_of(const std::vector<LongerRoute>& longer) {
  std::vector<Prefix> prefixes;
  for (const LongerRoute& each : longer) prefixes.push_back(each.prefix);
  prefixes.erase(std::unique(prefixes.begin(), prefixes.end()), prefixes.end());
  return prefixes;
}

/// The other tables' routes, and what they have in common with the first.
void finish(const RuleContext& context, const Group& group, Findings::Builder& finding) {
  finding.detail("VNets that use the route: " + names_of(context, group.vnets));
  std::size_t count = 0;
  for (const auto& [id, route] : group.routes) {
    if (++count == 1) continue;
    if (count > shown) break;
    finding.note(at(*route, "properties.addressPrefix", route->prefix.where,
                    cat({"route ", called(context, *route), " is the same"})));
  }
}

void report_drop(const RuleContext& context, Findings& findings, const Group& group) {
  const UserRoute& route = *group.routes.begin()->second;
  const bool certain = std::any_of(
      group.longer.begin(), group.longer.end(),
      [&](const LongerRoute& each) { return route::is_certain(context.routing, each); });
  Location where = at(route, "properties.addressPrefix", route.prefix.where);
  const std::string subject = cat(
      {"route ", called(context, route), " drops ", route.prefix.value.to_string(),
       certain ? " and does not stop " : " and may not stop ", some_of(prefixes_of(group.longer)),
       group.longer.size() == 1 ? ": the longer route wins" : ": the longer routes win"});
  Findings::Builder finding = certain ? findings.violation(std::move(where), subject)
                                      : findings.unproven(std::move(where), subject);
  for (std::size_t i = 0; i < group.longer.size() && i < shown_lines; ++i) {
    const LongerRoute& each = group.longer[i];
    finding.detail(cat({each.prefix.to_string(), " ", origin_of(context, each),
                        route::is_certain(context.routing, each) ? "" : " (unproven)"}));
  }
  finish(context, group, finding);
  const bool endpoints_only =
      std::all_of(group.longer.begin(), group.longer.end(),
                  [](const LongerRoute& each) { return static_cast<bool>(each.endpoint); });
  finding.hint(endpoints_only
                   ? "switch privateEndpointNetworkPolicies of the endpoints' subnets to "
                     "RouteTableEnabled"
                   : "drop each of these prefixes by a route of its own length, or switch gateway "
                     "routes off on the table");
}

void report_gateway(const RuleContext& context, Findings& findings, const Group& group) {
  const UserRoute& route = *group.routes.begin()->second;
  const auto& gateways = group.gateways;
  const std::string subject =
      cat({"route ", called(context, route), " sends ", route.prefix.value.to_string(),
           " to a virtual network gateway, which has to be a VPN gateway"});
  Location where = at(route, "properties.nextHopType", route.next_hop_type_where);
  std::vector<model::GatewayIndex> all = gateways.express_route;
  all.insert(all.end(), gateways.vpn.begin(), gateways.vpn.end());
  Findings::Builder finding =
      !gateways.express_route.empty()
          ? findings.violation(
                std::move(where),
                cat({subject,
                     gateways.vpn.empty() ? " alone, and there is " : " alone, and there are ",
                     names_of(context, all)}))
          : findings.unproven(std::move(where), cat({subject, ", and none is in the input"}));
  finish(context, group, finding);
  finding.hint(gateways.express_route.empty()
                   ? "add the gateway to the input, or remove the route"
                   : "remove the route: ExpressRoute prefixes are learned, and need none");
}

/// Equal routes that fail for one reason, whatever table they are in.
class Collector {
 public:
  explicit Collector(const RuleContext& context) : context_(context) {}

  void add(const model::RouteTable& table) {
    const auto users = route::users_alike(context_.routing, table);
    for (const UserRoute& route : table.routes) {
      for (const Vnets& vnets : users) {
        if (route.next_hop_type == NextHopType::none) add_drop(table, route, vnets);
        if (route.next_hop_type == NextHopType::virtual_network_gateway) add_hop(route, vnets);
      }
    }
  }

  std::map<std::pair<Prefix, std::vector<Prefix>>, Group> drops;
  std::map<std::pair<Prefix, std::vector<model::GatewayIndex>>, Group> hops;

 private:
  using Vnets = std::vector<model::VnetIndex>;

  void add_drop(const model::RouteTable& table, const UserRoute& route, const Vnets& vnets) {
    std::vector<LongerRoute> longer = unexpected(context_, vnets.front(), table, route);
    if (longer.empty()) return;
    Group& group = drops[{route.prefix.value, prefixes_of(longer)}];
    join(group, route, vnets);
    group.longer = std::move(longer);
  }

  void add_hop(const UserRoute& route, const Vnets& vnets) {
    const auto gateways = route::gateways_in_reach(context_.routing, vnets.front());
    if (gateways.express_route.empty() && !gateways.vpn.empty()) return;
    Group& group = hops[{route.prefix.value, gateways.express_route}];
    join(group, route, vnets);
    group.gateways = gateways;
  }

  void join(Group& group, const UserRoute& route, const Vnets& vnets) {
    group.routes.insert({context_.ids.folded(route.id), &route});
    group.vnets.insert(group.vnets.end(), vnets.begin(), vnets.end());
  }

  const RuleContext& context_;
};

/// User routes that do not do what they say. A drop is passed by every longer route of a peering or
/// a gateway [3.1, 3.6]; a route to the gateway means a VPN gateway, and beside an ExpressRoute
/// gateway it is not supported. [3.9]
/// Reported once for equal routes that fail for one reason: tables are made from one template.
void check(const RuleContext& context, Findings& findings) {
  Collector faults(context);
  for (const model::RouteTable& table : context.network.route_tables) faults.add(table);
  for (const auto& [key, group] : faults.drops) report_drop(context, findings, group);
  for (const auto& [key, group] : faults.hops) report_gateway(context, findings, group);
}

}  // namespace

extern const Rule ineffective_route{
    .id = "HP305",
    .name = "ineffective-route",
    .summary =
        "A user route does not do what it says: a longer route passes it, or its gateway is of the "
        "wrong kind.",
    .severity = Severity::warning,
    .text = embedded::rule_text_ineffective_route,
    .security_severity = {},
    .check = check,
};

}  // namespace hairpin::rules
