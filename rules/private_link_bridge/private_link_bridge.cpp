#include "base/text.hpp"
#include "rules/support.hpp"

namespace hairpin::embedded {
extern const std::string_view rule_text_private_link_bridge;
}

namespace hairpin::rules {
namespace {

using model::PrivateEndpoint;
using model::PrivateLink;
using model::PrivateLinkService;

/// An endpoint over which the packets of its VNet come to the service, and by nothing else.
struct Consumer {
  const PrivateLink* link = nullptr;
  const PrivateEndpoint* endpoint = nullptr;
  reach::Direction direction;

  bool proven() const { return direction.verdict == reach::Verdict::reachable; }
};

std::vector<Consumer> consumers_of(const RuleContext& context, const PrivateLinkService& service) {
  std::vector<Consumer> consumers;
  for (const PrivateLink& link : context.network.private_links) {
    const PrivateEndpoint& endpoint = context.network.private_endpoints[link.endpoint];
    const bool concerns = &context.network.private_link_services[link.service] == &service &&
                          endpoint.vnet && endpoint.vnet != service.vnet &&
                          context.network.vnets[endpoint.vnet].in_input;
    if (!concerns) continue;
    reach::Direction direction = context.reach.direction(context.reach.endpoint(endpoint.vnet),
                                                         context.reach.endpoint(service.vnet));
    // Another way may serve the two anyway; and a connection that is not approved serves nobody.
    const bool open = direction.verdict == reach::Verdict::reachable ||
                      direction.verdict == reach::Verdict::unproven;
    if (!open || !direction.via.contains(reach::Via::private_link)) continue;
    consumers.push_back({&link, &endpoint, std::move(direction)});
  }
  return consumers;
}

/// Whether requests from the VNet's subscription are approved without anybody looking at them.
bool approves_at_once(const RuleContext& context, const PrivateLinkService& service,
                      model::VnetIndex vnet) {
  const std::string_view subscription = context.network.vnets[vnet].subscription;
  return std::any_of(service.auto_approval.begin(), service.auto_approval.end(),
                     [&](const auto& entry) {
                       return entry.value == "*" ||
                              (!subscription.empty() && equal_folded(entry.value, subscription));
                     });
}

void report_service(const RuleContext& context, Findings& findings,
                    const PrivateLinkService& service, std::vector<Consumer> consumers) {
  const auto shown_one = std::find_if(consumers.begin(), consumers.end(),
                                      [](const Consumer& each) { return each.proven(); });
  const bool proven = shown_one != consumers.end();
  Consumer& example = proven ? *shown_one : consumers.front();
  std::vector<model::VnetIndex> vnets;
  bool unattended = false;
  for (const Consumer& each : consumers) {
    vnets.push_back(each.endpoint->vnet);
    unattended = unattended || approves_at_once(context, service, each.endpoint->vnet);
  }
  sort_by_id(context, vnets);
  const std::string message =
      cat({"private link service ", called(context, service), proven ? " lets " : " may let ",
           few_or_count(context, vnets), " reach machines in ", called(context, service.vnet),
           ", which nothing else connects"});
  Findings::Builder finding =
      proven ? findings.violation(at(service), message) : findings.unproven(at(service), message);
  if (proven && unattended) {
    finding.level(Severity::warning)
        .detail("requests from their subscription are approved without anybody looking at them");
  }
  for (const Consumer& each : consumers) {
    finding.note(at(*each.endpoint, each.link->state_property, each.link->state.where,
                    cat({"private endpoint ", called(context, *each.endpoint), " of ",
                         called(context, each.endpoint->vnet), " leads there"})));
    finding.caused_by(context.text(each.endpoint->id));
  }
  for (const model::Missing& missing : example.direction.missing) {
    if (!missing.remedy.empty()) finding.hint(missing.remedy);
  }
  const ResourceId from = context.network.vnets[example.endpoint->vnet].id;
  const ResourceId to = context.network.vnets[service.vnet].id;
  finding.path({from, to, std::move(example.direction)})
      .affects({vnets.size(), vnets.size() + 1, {}})
      .hint("reject the connections of endpoints that are not meant, and approve none at once");
}

/// A private link service hands packets for private endpoints in other VNets to machines in its
/// own, without peering, without routes, and from one side only. [1.16, 1.17] Endpoints of the
/// platform's services lead to no VNet and are no business of this rule.
/// Reported once per service, if the link is what connects the VNets.
void check(const RuleContext& context, Findings& findings) {
  for (const PrivateLinkService& service : context.network.private_link_services) {
    if (!service.vnet || !context.network.vnets[service.vnet].in_input) continue;
    std::vector<Consumer> consumers = consumers_of(context, service);
    if (!consumers.empty()) report_service(context, findings, service, std::move(consumers));
  }
}

}  // namespace

extern const Rule private_link_bridge{
    .id = "HP207",
    .name = "private-link-bridge",
    .summary = "A private link service connects VNets that nothing else connects.",
    .severity = Severity::note,
    .text = embedded::rule_text_private_link_bridge,
    .security_severity = "3.1",
    .check = check,
};

}  // namespace hairpin::rules
