#include <set>

#include "base/text.hpp"
#include "rules/support.hpp"

namespace hairpin::embedded {
extern const std::string_view rule_text_peering_not_connected;
}

namespace hairpin::rules {
namespace {

using model::PeeringState;
using model::VnetPeering;
using route::SessionState;

/// Both objects of a peering; `subject` is the one that somebody has to look at.
struct Sides {
  const VnetPeering* subject = nullptr;
  const VnetPeering* back = nullptr;  // null if the input does not hold it
};

bool says_connected(const VnetPeering& side) {
  return side.state.value_or(PeeringState::connected) == PeeringState::connected;
}

/// The object that does not say Connected comes first, then the lesser id.
Sides sides_of(const RuleContext& context, const VnetPeering& object) {
  Sides sides{&object, nullptr};
  if (!object.reverse) return sides;
  sides.back = &context.network.peerings[object.reverse];
  const auto key = [&](const VnetPeering& side) {
    return std::pair(says_connected(side), context.ids.folded(side.id));
  };
  if (key(*sides.back) < key(*sides.subject)) std::swap(sides.subject, sides.back);
  return sides;
}

std::string state_of(const VnetPeering& side) {
  switch (side.state.value_or(PeeringState::connected)) {
    case PeeringState::initiated:
      return "is Initiated";
    case PeeringState::disconnected:
      return "is Disconnected";
    case PeeringState::unrecognised:
      return "is in a state that Azure does not have";
    case PeeringState::connected:
      break;
  }
  return side.state.is_set() ? "says Connected" : "states no state";
}

Location at_state(const VnetPeering& side, std::string message = {}) {
  return at(side, "properties.peeringState", side.state.where, std::move(message));
}

std::string remedy(const RuleContext& context, const Sides& sides) {
  const VnetPeering& side = *sides.subject;
  if (sides.back != nullptr || side.state.is(PeeringState::disconnected)) {
    return "delete the peering on both sides and create it again, or delete what is left of it";
  }
  return cat({"create the peering from ", called(context, side.remote), " to ",
              called(context, side.local), ", or delete this one"});
}

/// Gateway transit goes with the peering. [2.10, 2.11]
void tell_lost_transit(const RuleContext& context, const Sides& sides, Findings::Builder& finding) {
  for (const VnetPeering* side : {sides.subject, sides.back}) {
    if (side == nullptr || !side->use_remote_gateways.value_or(false)) continue;
    finding.detail(cat({"the gateway of ", called(context, side->remote), ", which ",
                        called(context, side->local),
                        " is meant to use, neither announces it nor gives it routes"}));
  }
}

void report_pair(const RuleContext& context, Findings& findings, const Sides& sides, bool proven) {
  const VnetPeering& side = *sides.subject;
  const std::string near = called(context, side.local), far = called(context, side.remote);
  std::string message = cat({"peering ", called(context, side), " of ", near, " ", state_of(side)});
  if (sides.back == nullptr && context.network.vnets[side.remote].in_input) {
    message += cat({" and ", far, " has no peering back"});
  }
  message += cat(
      {proven ? ": no packets pass" : ": maybe no packets pass", " between ", near, " and ", far});
  Findings::Builder finding = proven ? findings.violation(at_state(side), std::move(message))
                                     : findings.unproven(at_state(side), std::move(message));
  tell_lost_transit(context, sides, finding);
  if (sides.back != nullptr) {
    finding.note(
        at_state(*sides.back, cat({"the other side, peering ", called(context, *sides.back), " of ",
                                   far, ", ", state_of(*sides.back)})));
    finding.caused_by(context.ids.folded(sides.back->id));
  }
  finding.hint(remedy(context, sides)).affects({2, 2, {}});
}

/// Peerings whose other VNet, or whose other object, is gone have one cause.
void report_gone(const RuleContext& context, Findings& findings, model::VnetIndex gone,
                 std::vector<const VnetPeering*> sides) {
  std::sort(sides.begin(), sides.end(), [&](const VnetPeering* a, const VnetPeering* b) {
    return context.ids.folded(a->id) < context.ids.folded(b->id);
  });
  const bool one = sides.size() == 1;
  Findings::Builder finding = findings.violation(
      at_state(*sides.front()),
      cat({count_of(sides.size(), "peering"), " with ", called(context, gone), one ? " is" : " are",
           " Disconnected: it was deleted there, and no packets pass"}));
  std::vector<model::VnetIndex> vnets;
  for (const VnetPeering* side : sides) vnets.push_back(side->local);
  finding.detail("VNets that keep their side: " + names_of(context, vnets));
  for (std::size_t i = 1; i < sides.size() && i < shown; ++i) {
    finding.note(at_state(*sides[i], cat({"peering ", called(context, *sides[i]), " of ",
                                          called(context, sides[i]->local), " is Disconnected"})));
  }
  finding.hint("delete what is left of the peering, or create both sides again")
      .affects({2 * sides.size(), sides.size() + 1, {}})
      .caused_by(context.ids.folded(identity(context, gone).id));
}

/// A peering carries packets when both of its objects say Connected. One that is half there looks
/// like a connection in every list and is none: no route, no gateway transit. [2.2, 2.10]
/// Reported once per peering; once per VNet outside the input for all that it left behind.
void check(const RuleContext& context, Findings& findings) {
  const route::RouteGraph& graph = context.routing.graph();
  std::set<const VnetPeering*> seen;
  std::map<model::VnetIndex, std::vector<const VnetPeering*>> gone;
  for (const route::Session& session : graph.sessions()) {
    if (session.kind != route::SessionKind::vnet_peering) continue;
    if (session.state == SessionState::open) continue;
    const Sides sides = sides_of(context, context.network.peerings[session.peering]);
    const VnetPeering& side = *sides.subject;
    if (!seen.insert(&side).second) continue;  // both directions are one peering
    const bool in_input = context.network.vnets[side.remote].in_input;
    if (!in_input && side.state.is(PeeringState::disconnected)) {
      gone[side.remote].push_back(&side);
      continue;
    }
    const bool may_be_cut_off = sides.back == nullptr && context.network.coverage.truncated;
    report_pair(context, findings, sides, session.state == SessionState::closed && !may_be_cut_off);
  }
  for (const auto& [vnet, sides] : gone) report_gone(context, findings, vnet, sides);
}

}  // namespace

extern const Rule peering_not_connected{
    .id = "HP208",
    .name = "peering-not-connected",
    .summary = "A peering exists in part only, so it carries no packets.",
    .severity = Severity::warning,
    .text = embedded::rule_text_peering_not_connected,
    .security_severity = {},
    .check = check,
};

}  // namespace hairpin::rules
