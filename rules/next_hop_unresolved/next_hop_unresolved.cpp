#include "base/text.hpp"
#include "reach/next_hops.hpp"
#include "rules/support.hpp"

namespace hairpin::embedded {
extern const std::string_view rule_text_next_hop_unresolved;
}

namespace hairpin::rules {
namespace {

using model::Forwarder;
using model::UserRoute;
using reach::FaultyHop;
using Fault = FaultyHop::Fault;

Location at_hop(const UserRoute& route, std::string message = {}) {
  return at(route, "properties.nextHopIpAddress",
            route.next_hop ? route.next_hop->where : SourceSpan(), std::move(message));
}

/// The line that somebody has to correct: the interface's setting, or the first route.
Location place_of(const RuleContext& context, const FaultyHop& hop) {
  if (!hop.forwarder) return at_hop(*hop.routes.front());
  const Forwarder& forwarder = context.network.forwarders[hop.forwarder];
  return hop.fault == Fault::refuses
             ? at(forwarder, "properties.enableIPForwarding", forwarder.ip_forwarding.where)
             : at(forwarder, "properties.backendAddressPools", {});
}

/// How the sentence goes on that says which routes send packets where.
std::string outcome_of(const RuleContext& context, const FaultyHop& hop) {
  const std::string name =
      hop.forwarder ? called(context, context.network.forwarders[hop.forwarder]) : "";
  switch (hop.fault) {
    case Fault::no_address:
      return "an appliance whose address cannot be read";
    case Fault::out_of_reach:
      return hop.certain ? ", which is in neither the VNet nor a peered one: the packets are lost"
                         : ", which no VNet in reach that the input holds has: they may be lost";
    case Fault::behind_group:
      return cat(
          {" in ", called(context, hop.at),
           ", which only a connected group joins: whether packets get to a next hop there is "
           "not documented"});
    case Fault::nothing_known:
      return cat({" in ", called(context, hop.at), ", and nothing in the input has that address"});
    case Fault::no_backends:
      return cat({", load balancer ", name, ", whose backends are not in the input"});
    case Fault::refuses:
      return hop.certain ? cat({", and ", name, " does not forward: the packets are lost"})
                         : cat({", and whether ", name, " forwards them is not stated"});
  }
  return {};
}

std::string remedy_of(const RuleContext& context, const FaultyHop& hop) {
  switch (hop.fault) {
    case Fault::no_address:
      return "state nextHopIpAddress, or export the route again";
    case Fault::behind_group:
    case Fault::out_of_reach:
      return "peer the VNet with that of the appliance, or correct the address";
    case Fault::nothing_known:
      return "export network interfaces, load balancers and firewalls too; if nothing has the "
             "address, the packets are lost";
    case Fault::no_backends:
      return "export the network interfaces behind it; those of scale sets are in a table of "
             "their own";
    case Fault::refuses:
      return cat({"set enableIPForwarding to true on ",
                  called(context, context.network.forwarders[hop.forwarder])});
  }
  return {};
}

std::string message_of(const RuleContext& context, const FaultyHop& hop) {
  const bool one = hop.routes.size() == 1;
  const std::string subject =
      cat({count_of(hop.routes.size(), "route"), " of ", few_or_count(context, hop.vnets),
           one ? " sends" : " send", " packets to "});
  const std::string address =
      hop.fault == Fault::no_address ? std::string() : hop.address.to_string();
  return cat({subject, address, outcome_of(context, hop)});
}

void report_hop(const RuleContext& context, Findings& findings, const FaultyHop& hop) {
  Location where = place_of(context, hop);
  Findings::Builder finding = hop.certain
                                  ? findings.violation(std::move(where), message_of(context, hop))
                                  : findings.unproven(std::move(where), message_of(context, hop));
  // An export without interfaces is common, and says nothing about the network.
  const bool only_unknown = !hop.certain && hop.fault != Fault::refuses;
  if (only_unknown) finding.level(Severity::note);
  for (std::size_t i = hop.forwarder ? 0 : 1; i < hop.routes.size() && i < shown; ++i) {
    const UserRoute& route = *hop.routes[i];
    finding.note(at_hop(route, cat({"route ", called(context, route), " sends ",
                                    route.prefix.value.to_string(), " there"})));
  }
  finding.hint(remedy_of(context, hop));
  if (hop.fault != Fault::no_address) finding.caused_by(hop.address.to_string());
}

/// Routes to an appliance that lose their packets, or whose appliance the input does not have. The
/// address must be in the VNet or in a connected peer [3.10], and what has it must forward [3.11];
/// an address that nothing has is not known. [9.1] Nor is whether a connected group will do.
/// [10.21] Reported once per address and fault, however many tables lead there, because it is one
/// address or one setting that somebody has to correct.
void check(const RuleContext& context, Findings& findings) {
  for (const FaultyHop& hop : reach::faulty_hops(context.routing)) {
    report_hop(context, findings, hop);
  }
}

}  // namespace

extern const Rule next_hop_unresolved{
    .id = "HP303",
    .name = "next-hop-unresolved",
    .summary =
        "A route sends packets to an appliance that is out of reach, unknown or does not forward.",
    .severity = Severity::error,
    .text = embedded::rule_text_next_hop_unresolved,
    .security_severity = {},
    .check = check,
};

}  // namespace hairpin::rules
