#include "base/prefix_set.hpp"
#include "base/text.hpp"
#include "rules/support.hpp"

namespace hairpin::embedded {
extern const std::string_view rule_text_peering_out_of_sync;
}

namespace hairpin::rules {
namespace {

using model::PeeringSync;
using model::VnetPeering;
using Prefixes = std::vector<Located<Prefix>>;

/// What the peers of one VNet have not heard of it yet.
struct Change {
  PrefixSet added, removed;
  SourceSpan added_where;                  // the first prefix that is new to a peer
  std::vector<const VnetPeering*> behind;  // objects of the peers that show the difference
  std::vector<const VnetPeering*> said;    // objects that say so, with or without a difference
};

PrefixSet set_of(const Prefixes& prefixes) {
  std::vector<PrefixSet::Range> ranges;
  ranges.reserve(prefixes.size());
  for (const auto& prefix : prefixes) ranges.push_back({prefix.value.first(), prefix.value.last()});
  return PrefixSet::of_ranges(std::move(ranges));
}

/// Compares what a peering was synced to with what the other VNet has. [2.4]
void compare(const RuleContext& context, const VnetPeering& side,
             std::map<model::VnetIndex, Change>& changes) {
  const model::Vnet& remote = context.network.vnets[side.remote];
  const Prefixes& present = remote.in_input ? remote.address_space : side.current_space;
  // A peering of subnets lists these, not the space of the VNet.
  if (side.complete_vnets.is(false) || side.synced_space.empty() || present.empty()) return;
  const PrefixSet synced = set_of(side.synced_space), now = set_of(present);
  if (synced == now) return;
  const PrefixSet added = now - synced;
  Change& change = changes[side.remote];
  change.behind.push_back(&side);
  change.added |= added;
  change.removed |= synced - now;
  for (const auto& prefix : present) {
    if (!change.added_where && added.overlaps(prefix.value)) change.added_where = prefix.where;
  }
}

/// Which of the two VNets changed, in the words of the object itself.
void read_level(const VnetPeering& side, std::map<model::VnetIndex, Change>& changes) {
  const PeeringSync level = side.sync.value_or(PeeringSync::fully_in_sync);
  const bool both = level == PeeringSync::both_not_in_sync;
  if (both || level == PeeringSync::remote_not_in_sync) changes[side.remote].said.push_back(&side);
  if (both || level == PeeringSync::local_not_in_sync) changes[side.local].said.push_back(&side);
}

void sort_by_id(const RuleContext& context, std::vector<const VnetPeering*>& sides) {
  std::sort(sides.begin(), sides.end(), [&](const VnetPeering* a, const VnetPeering* b) {
    return context.ids.folded(a->id) < context.ids.folded(b->id);
  });
}

std::string message_of(const std::string& vnet, const std::string& peers, const Change& change) {
  std::string text;
  if (!change.added.empty()) {
    text = cat({change.added.to_string(4), " of ", vnet, " is not synced to its peerings: ", peers,
                change.behind.size() == 1 ? " has" : " have", " no route to it"});
  }
  if (change.removed.empty()) return text;
  if (!text.empty()) text += "; ";
  return text + cat({peers, change.behind.size() == 1 ? " still sends " : " still send ",
                     change.removed.to_string(4), " to ", vnet, ", which no longer has it"});
}

void report_change(const RuleContext& context, Findings& findings, model::VnetIndex index,
                   Change change) {
  const model::Identity& vnet = identity(context, index);
  sort_by_id(context, change.behind);
  std::vector<model::VnetIndex> peers;
  for (const VnetPeering* side : change.behind) peers.push_back(side->local);
  Findings::Builder finding =
      findings.violation(at(vnet, "properties.addressSpace.addressPrefixes", change.added_where),
                         message_of(called(context, index), few_or_count(context, peers), change));
  for (std::size_t i = 0; i < change.behind.size() && i < shown; ++i) {
    const VnetPeering& side = *change.behind[i];
    finding.note(at(side, "properties.remoteAddressSpace", side.synced_space.front().where,
                    cat({"peering ", called(context, side), " of ", called(context, side.local),
                         " was last synced to this"})));
  }
  finding.hint("sync these peerings: az network vnet peering sync")
      .affects({peers.size(), peers.size() + 1, change.added.prefixes()});
}

void report_said(const RuleContext& context, Findings& findings, model::VnetIndex index,
                 Change change) {
  sort_by_id(context, change.said);
  const VnetPeering& side = *change.said.front();
  findings
      .unproven(at(side, "properties.peeringSyncLevel", side.sync.where),
                cat({count_of(change.said.size(), "peering"), " with ", called(context, index),
                     change.said.size() == 1 ? " says" : " say", " that its address space changed ",
                     "and was not synced, and the input shows no difference"}))
      .hint("sync the peering, or export both VNets again: one of the two exports is old")
      .caused_by(context.ids.folded(identity(context, index).id));
}

/// A VNet got or lost a prefix and its peerings were not synced since: routes follow the space as
/// last synced, so packets for the new prefix have none, and a prefix that moved elsewhere is still
/// drawn to where it was. [2.4]
/// Reported once per VNet that changed, because one change is what all its peers missed. A peering
/// that carries nothing at all is the business of HP208.
void check(const RuleContext& context, Findings& findings) {
  const route::RouteGraph& graph = context.routing.graph();
  std::map<model::VnetIndex, Change> changes;
  for (const VnetPeering& side : context.network.peerings) {
    const route::SessionIndex session = graph.peering(side.remote, side.local);
    if (!session || graph[session].state == route::SessionState::closed) continue;
    compare(context, side, changes);
    read_level(side, changes);
  }
  for (const auto& [vnet, change] : changes) {
    if (!change.behind.empty()) report_change(context, findings, vnet, change);
    if (change.behind.empty()) report_said(context, findings, vnet, change);
  }
}

}  // namespace

extern const Rule peering_out_of_sync{
    .id = "HP209",
    .name = "peering-out-of-sync",
    .summary = "A VNet changed its address space and its peerings were not synced since.",
    .severity = Severity::warning,
    .text = embedded::rule_text_peering_out_of_sync,
    .security_severity = {},
    .check = check,
};

}  // namespace hairpin::rules
