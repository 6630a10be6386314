#include "base/text.hpp"
#include "rules/support.hpp"

namespace hairpin::embedded {
extern const std::string_view rule_text_gateway_subnet_misconfigured;
}

namespace hairpin::rules {
namespace {

using model::Subnet;
using model::SubnetPurpose;

/// Platform subnets that have one cause in common, by id.
using Subnets = std::vector<const Subnet*>;

struct Causes {
  std::map<std::string_view, Subnets> groups;  // by the folded id of the security group
  std::map<model::RouteTableIndex, Subnets> gateway_tables, route_server_tables;
};

Subnets platform_subnets(const RuleContext& context) {
  Subnets subnets;
  for (const Subnet& subnet : context.network.subnets) {
    const bool concerned =
        subnet.purpose == SubnetPurpose::gateway || subnet.purpose == SubnetPurpose::route_server;
    if (concerned && subnet.vnet) subnets.push_back(&subnet);
  }
  std::sort(subnets.begin(), subnets.end(), [&](const Subnet* a, const Subnet* b) {
    return context.ids.folded(a->id) < context.ids.folded(b->id);
  });
  return subnets;
}

Causes collect(const RuleContext& context) {
  Causes causes;
  for (const Subnet* subnet : platform_subnets(context)) {
    if (subnet->security_group) {
      const ResourceId group = context.network.security_groups[subnet->security_group].id;
      causes.groups[context.ids.folded(group)].push_back(subnet);
    }
    if (!subnet->route_table) continue;
    const bool gateway = subnet->purpose == SubnetPurpose::gateway;
    (gateway ? causes.gateway_tables : causes.route_server_tables)[subnet->route_table].push_back(
        subnet);
  }
  return causes;
}

/// "GatewaySubnet of hub1 and hub2".
std::string places(const RuleContext& context, const Subnets& subnets) {
  std::vector<model::VnetIndex> vnets;
  for (const Subnet* subnet : subnets) vnets.push_back(subnet->vnet);
  return cat({subnets.front()->name, " of ", names_of(context, vnets)});
}

/// Without a gateway in the input nothing says that something breaks. A Route Server's own record
/// is often not exported, and its subnet serves nothing else. [1.5]
bool is_in_use(const RuleContext& context, const Subnets& subnets) {
  return std::any_of(subnets.begin(), subnets.end(), [&](const Subnet* subnet) {
    const auto& gateways = context.network.gateways;
    return subnet->purpose == SubnetPurpose::route_server ||
           std::any_of(gateways.begin(), gateways.end(),
                       [&](const model::Gateway& gateway) { return gateway.vnet == subnet->vnet; });
  });
}

Findings::Builder report(const RuleContext& context, Findings& findings, const Subnets& subnets,
                         Location where, const std::string& statement,
                         std::string_view consequence) {
  const std::string message = cat({statement, ": ", consequence});
  if (is_in_use(context, subnets)) return findings.violation(std::move(where), message);
  return findings.unproven(std::move(where), message + " (none is in the input)");
}

void note_subnets(const RuleContext& context, const Subnets& subnets, Findings::Builder& finding) {
  for (std::size_t i = 0; i < subnets.size() && i < shown; ++i) {
    finding.note(at(*subnets[i], "properties.routeTable.id", subnets[i]->route_table_where,
                    cat({"the table is on ", subnets[i]->name, " of ",
                         called(context, subnets[i]->vnet), " here"})));
  }
}

void check_group(const RuleContext& context, Findings& findings, const Subnets& subnets) {
  const auto& group = context.network.security_groups[subnets.front()->security_group];
  report(context, findings, subnets,
         at(*subnets.front(), "properties.networkSecurityGroup.id",
            subnets.front()->security_group_where),
         cat({"network security group ", group.name, " is on ", places(context, subnets)}),
         subnets.front()->purpose == SubnetPurpose::gateway
             ? "Azure supports none there, and a gateway may stop working"
             : "Azure supports none there, and the Route Server may stop working")
      .hint("take the network security group off; filter at the subnets behind the gateway");
}

void check_gateway_table(const RuleContext& context, Findings& findings,
                         model::RouteTableIndex index, const Subnets& subnets) {
  const model::RouteTable& table = context.network.route_tables[index];
  const std::string subject =
      cat({"route table ", called(context, table), " on ", places(context, subnets)});
  if (const auto& off = table.disable_bgp_propagation; off.is(true)) {
    Findings::Builder finding = report(
        context, findings, subnets, at(table, "properties.disableBgpRoutePropagation", off.where),
        subject + " switches gateway routes off", "a gateway stops working");
    note_subnets(context, subnets, finding);
    finding.hint("set disableBgpRoutePropagation to false on a table of the GatewaySubnet's own");
  }
  for (const model::UserRoute& route : table.routes) {
    if (!route.prefix.value.is_default()) continue;
    Findings::Builder finding = report(
        context, findings, subnets, at(route, "properties.addressPrefix", route.prefix.where),
        subject + " has a default route",
        "Azure supports none there: it separates nothing, and a gateway may stop working");
    note_subnets(context, subnets, finding);
    finding.hint("route the prefixes of the VNets that are to be inspected, one by one");
  }
}

/// Platform subnets carry what no workload subnet may: a network security group, a default route or
/// switched-off gateway routes on GatewaySubnet stop the gateway or are ignored, and none of them
/// separates anything; RouteServerSubnet takes neither table nor group. [1.7, 1.8]
/// Reported once per table or group and fault, however many subnets carry it.
void check(const RuleContext& context, Findings& findings) {
  const Causes causes = collect(context);
  for (const auto& [group, subnets] : causes.groups) check_group(context, findings, subnets);
  for (const auto& [table, subnets] : causes.gateway_tables) {
    check_gateway_table(context, findings, table, subnets);
  }
  for (const auto& [table, subnets] : causes.route_server_tables) {
    const model::RouteTable& element = context.network.route_tables[table];
    Findings::Builder finding =
        report(context, findings, subnets, at(element),
               cat({"route table ", called(context, element), " is on ", places(context, subnets)}),
               "Azure supports none there, and the Route Server may stop working");
    note_subnets(context, subnets, finding);
    finding.hint("take the route table off RouteServerSubnet");
  }
}

}  // namespace

extern const Rule gateway_subnet_misconfigured{
    .id = "HP304",
    .name = "gateway-subnet-misconfigured",
    .summary =
        "GatewaySubnet or RouteServerSubnet carries a table or group that Azure does not support.",
    .severity = Severity::error,
    .text = embedded::rule_text_gateway_subnet_misconfigured,
    .security_severity = {},
    .check = check,
};

}  // namespace hairpin::rules
