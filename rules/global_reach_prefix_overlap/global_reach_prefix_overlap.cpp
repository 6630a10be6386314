#include <set>

#include "base/text.hpp"
#include "rules/support.hpp"

namespace hairpin::embedded {
extern const std::string_view rule_text_global_reach_prefix_overlap;
}

namespace hairpin::rules {
namespace {

using route::OriginKind;

/// Who has addresses of a transfer prefix, on either of the two circuits.
struct Owners {
  std::vector<model::VnetIndex> vnets;
  std::set<Prefix> on_premises;  // what a site announces there
  bool certain = false;          // one of the VNets is there for certain
};

void add_owners(const RuleContext& context, model::CircuitIndex circuit, const Prefix& transfer,
                Owners& owners) {
  const route::RouterIndex router = context.routing.graph().router(circuit);
  for (const route::HeldRoute& held :
       context.routing.rib(router, PrefixSet{transfer}, route::Evidence::dropped)) {
    const route::Route& route = context.routing[held.route];
    const bool certain = held.conditions == context.routing.conditions().certain();
    if (route.vnet) {
      owners.vnets.push_back(route.vnet);
      owners.certain = owners.certain || certain;
    } else if (route.origin == OriginKind::on_premises && !held.prefix.is_default()) {
      owners.on_premises.insert(held.prefix);
    }
  }
}

Location at_owner(const RuleContext& context, model::VnetIndex index, const Prefix& transfer) {
  const model::Vnet& vnet = context.network.vnets[index];
  SourceSpan where;
  for (const auto& prefix : vnet.address_space) {
    if (prefix.value.overlaps(transfer)) where = prefix.where;
  }
  return at(vnet, "properties.addressSpace.addressPrefixes", where,
            cat({called(context, index), " has it here"}));
}

bool is_connected(const model::GlobalReachConnection& link) {
  return link.status.is(model::GlobalReachStatus::connected);
}

void report_link(const RuleContext& context, Findings& findings,
                 const model::GlobalReachConnection& link, const Located<Prefix>& transfer,
                 Owners owners) {
  sort_by_id(context, owners.vnets);
  const std::vector<Prefix> sites(owners.on_premises.begin(), owners.on_premises.end());
  const std::string whose = owners.vnets.empty()
                                ? cat({some_of(sites), " of on-premises"})
                                : cat({"the address space of ", names_of(context, owners.vnets)});
  const std::string message = cat({"Global Reach between ", called(context, link.circuit), " and ",
                                   called(context, link.peer), " is numbered from ",
                                   transfer.value.to_string(), ", which is part of ", whose});
  Location where = at(link, "properties.addressPrefix", transfer.where);
  const bool proven = owners.certain && is_connected(link);
  Findings::Builder finding = proven ? findings.violation(std::move(where), message)
                                     : findings.unproven(std::move(where), message);
  for (std::size_t i = 0; i < owners.vnets.size() && i < shown; ++i) {
    finding.note(at_owner(context, owners.vnets[i], transfer.value));
  }
  for (const model::VnetIndex vnet : owners.vnets) {
    finding.caused_by(context.ids.folded(identity(context, vnet).id));
  }
  finding.hint("number the link from a prefix that no VNet and no site has: a /29, or a /125");
}

/// A Global Reach link is numbered from a prefix that must be nobody else's: what a VNet or a site
/// has there, the edge routers of both circuits take for their own. [6.30]
/// Reported once per link and prefix. A site often announces a summary in which the prefix is free;
/// only a VNet's claim is proof.
void check(const RuleContext& context, Findings& findings) {
  for (const model::GlobalReachConnection& link : context.network.global_reach) {
    if (link.status.is(model::GlobalReachStatus::disconnected)) continue;
    if (!link.circuit || !link.peer) continue;
    if (&link != global_reach_between(context, unordered(context, link.circuit, link.peer))) {
      continue;  // the other side's word for the same link
    }
    for (const auto& transfer : link.address_prefixes) {
      Owners owners;
      add_owners(context, link.circuit, transfer.value, owners);
      add_owners(context, link.peer, transfer.value, owners);
      if (owners.vnets.empty() && owners.on_premises.empty()) continue;
      report_link(context, findings, link, transfer, std::move(owners));
    }
  }
}

}  // namespace

extern const Rule global_reach_prefix_overlap{
    .id = "HP503",
    .name = "global-reach-prefix-overlap",
    .summary = "A Global Reach link is numbered from addresses that a VNet or a site has.",
    .severity = Severity::warning,
    .text = embedded::rule_text_global_reach_prefix_overlap,
    .security_severity = {},
    .check = check,
};

}  // namespace hairpin::rules
