#include "base/text.hpp"
#include "route/inspection.hpp"
#include "rules/support.hpp"

namespace hairpin::embedded {
extern const std::string_view rule_text_inspection_bypassed;
}

namespace hairpin::rules {
namespace {

using route::Beside;
using route::Inspection;
using route::LongerRoute;
using route::Passed;

/// The appliance by its name, or by its address where the input does not hold it.
std::string name_of(const RuleContext& context, const Inspection& inspection) {
  for (const model::Forwarder& forwarder : context.network.forwarders) {
    const bool here = forwarder.address == inspection.address && forwarder.subnet &&
                      context.network.subnets[forwarder.subnet].vnet == inspection.at;
    if (here) return called(context, forwarder);
  }
  return inspection.address.to_string();
}

bool is_certain(const RuleContext& context, const std::vector<LongerRoute>& routes) {
  return std::any_of(routes.begin(), routes.end(), [&](const LongerRoute& route) {
    return route::is_certain(context.routing, route);
  });
}

void append_prefixes(const std::vector<LongerRoute>& routes, std::vector<Prefix>& prefixes) {
  for (const LongerRoute& route : routes) prefixes.push_back(route.prefix);
  std::sort(prefixes.begin(), prefixes.end());
  prefixes.erase(std::unique(prefixes.begin(), prefixes.end()), prefixes.end());
}

Findings::Builder report(Findings& findings, Location where, bool proven, std::string message) {
  return proven ? findings.violation(std::move(where), std::move(message))
                : findings.unproven(std::move(where), std::move(message));
}

/// Tables that send a prefix to the appliance while longer learned routes go past it.
void report_passed(const RuleContext& context, Findings& findings, const Inspection& inspection) {
  std::vector<const Passed*> all;
  for (const Passed& passed : inspection.passed) all.push_back(&passed);
  std::sort(all.begin(), all.end(), [&](const Passed* a, const Passed* b) {
    return context.ids.folded(a->route->id) < context.ids.folded(b->route->id);
  });
  std::vector<Prefix> prefixes;
  std::vector<model::VnetIndex> vnets;
  bool proven = false, endpoints_only = true;
  for (const Passed* passed : all) {
    for (const LongerRoute& each : passed->longer) endpoints_only = endpoints_only && each.endpoint;
    append_prefixes(passed->longer, prefixes);
    vnets.insert(vnets.end(), passed->vnets.begin(), passed->vnets.end());
    proven = proven || is_certain(context, passed->longer);
  }
  const model::UserRoute& first = *all.front()->route;
  Findings::Builder finding =
      report(findings, at(first, "properties.addressPrefix", first.prefix.where), proven,
             cat({"packets of ", few_or_count(context, vnets), " for ", some_of(prefixes),
                  proven ? " go" : " may go", " past ", name_of(context, inspection),
                  endpoints_only ? ": private endpoints have routes of their own"
                                 : ": a gateway has longer routes than the table"}));
  for (std::size_t i = 1; i < all.size() && i < shown; ++i) {
    const model::UserRoute& route = *all[i]->route;
    finding.note(at(route, "properties.addressPrefix", route.prefix.where,
                    cat({"route ", called(context, route), " is passed as well"})));
  }
  finding.hint(endpoints_only
                   ? "switch privateEndpointNetworkPolicies of the endpoints' subnets to "
                     "RouteTableEnabled"
                   : "switch gateway routes off on the table, or send each of these "
                     "prefixes to the appliance by a route of its own length");
  finding.caused_by(inspection.address.to_string());
}

/// Subnets beside the inspected ones that reach the same destinations without the appliance.
void report_beside(const RuleContext& context, Findings& findings, const Inspection& inspection) {
  std::vector<const Beside*> all;
  for (const Beside& beside : inspection.beside) all.push_back(&beside);
  const auto& subnets = context.network.subnets;
  std::sort(all.begin(), all.end(), [&](const Beside* a, const Beside* b) {
    return context.ids.folded(subnets[a->subnet].id) < context.ids.folded(subnets[b->subnet].id);
  });
  std::vector<Prefix> prefixes;
  std::vector<std::string> names;
  bool proven = false;
  for (const Beside* beside : all) {
    const model::Subnet& subnet = subnets[beside->subnet];
    append_prefixes(beside->straight, prefixes);
    names.push_back(cat({called(context, subnet.vnet), "/", called(context, subnet)}));
    proven = proven || is_certain(context, beside->straight);
  }
  const std::string subject =
      names.size() > 3 ? count_of(names.size(), "subnet") : list_words(names);
  const model::Subnet& first = subnets[all.front()->subnet];
  Findings::Builder finding =
      report(findings, at(first, "properties.routeTable.id", first.route_table_where), proven,
             cat({"packets of ", subject, " for ", some_of(prefixes), proven ? " go" : " may go",
                  " past ", name_of(context, inspection), ", through which others have to go"}));
  for (std::size_t i = 1; i < all.size() && i < shown; ++i) {
    const model::Subnet& subnet = subnets[all[i]->subnet];
    finding.note(
        at(subnet, "properties.routeTable.id", subnet.route_table_where,
           cat({"so do those of ", called(context, subnet.vnet), "/", called(context, subnet)})));
  }
  finding.hint("give these subnets a table that sends the same prefixes to the appliance");
  finding.caused_by(inspection.address.to_string());
}

/// Tables send packets to an appliance, and the same destinations are reached around it: by a
/// longer route that a gateway learned [3.1, 3.6] or that a private endpoint has [1.9], or from a
/// subnet beside that nobody gave a table. Whoever trusts the appliance's rules trusts them for
/// packets that it never sees. [3.12] Reported once per appliance for each of the two. A default
/// route alone is there for the Internet and promises nothing, unless its table switches gateway
/// routes off.
void check(const RuleContext& context, Findings& findings) {
  for (const Inspection& inspection : route::inspections(context.routing)) {
    if (!inspection.passed.empty()) report_passed(context, findings, inspection);
    if (!inspection.beside.empty()) report_beside(context, findings, inspection);
  }
}

}  // namespace

extern const Rule inspection_bypassed{
    .id = "HP301",
    .name = "inspection-bypassed",
    .summary =
        "Destinations behind a firewall are reached around it, by longer routes or other subnets.",
    .severity = Severity::warning,
    .text = embedded::rule_text_inspection_bypassed,
    .security_severity = "6.5",
    .check = check,
};

}  // namespace hairpin::rules
