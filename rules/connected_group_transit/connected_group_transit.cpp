#include <set>

#include "base/text.hpp"
#include "route/group_joins.hpp"
#include "rules/support.hpp"

namespace hairpin::embedded {
extern const std::string_view rule_text_connected_group_transit;
}

namespace hairpin::rules {
namespace {

using model::ConnectedGroup;
using route::GroupJoin;

std::string message_of(const RuleContext& context, const GroupJoin& join,
                       const ConnectedGroup& group) {
  const bool in_force = join.proven_pairs + join.unproven_pairs > 0;
  const std::string_view effect = join.proven_pairs > 0 ? " joins "
                                  : in_force            ? " may join "
                                                        : " would join ";
  return cat({"connectivity configuration ", called(context, group), effect,
              few_or_count(context, join.vnets), ", which no peering does",
              in_force ? "" : ": it is configured, and not in force on them"});
}

void describe(const RuleContext& context, const GroupJoin& join, const ConnectedGroup& group,
              Findings::Builder& finding) {
  if (join.vnets.size() > 3) finding.detail("members: " + names_of(context, join.vnets));
  const bool in_force = join.proven_pairs + join.unproven_pairs > 0;
  if (in_force && !join.waiting.empty()) {
    finding.detail("not in force on " + names_of(context, join.waiting));
  }
  if (!join.shared.empty()) {
    finding.detail(cat({"several members have ", join.shared.to_string(),
                        group.disallows_overlap.may_be(true)
                            ? ": connectedGroupAddressOverlap keeps all but one of them out"
                            : ": packets for these addresses are dropped"}));
  }
  if (group.deletes_peerings.may_be(true)) {
    finding.detail(
        "deleteExistingPeering: peerings that others made between its VNets go when it "
        "is deployed");
  }
}

void report_join(const RuleContext& context, Findings& findings, const GroupJoin& join) {
  const ConnectedGroup& group = context.network.connected_groups[join.group];
  const bool in_force = join.proven_pairs + join.unproven_pairs > 0;
  Location where = at(group, group.because.property, group.because.where);
  const std::string message = message_of(context, join, group);
  Findings::Builder finding = join.proven_pairs > 0 || !in_force
                                  ? findings.violation(std::move(where), message)
                                  : findings.unproven(std::move(where), message);
  if (!in_force) finding.level(Severity::note);
  describe(context, join, group, finding);
  const reach::Endpoint from = context.reach.endpoint(join.from);
  const reach::Endpoint to = context.reach.endpoint(join.to);
  reach::Direction direction = context.reach.direction(from, to);
  std::set<std::string> remedies;
  for (const model::Missing& missing : direction.missing) {
    const bool is_new = !missing.remedy.empty() && remedies.insert(missing.remedy).second;
    if (is_new) finding.hint(missing.remedy);
  }
  finding.path({from.id, to.id, std::move(direction)});
  finding.affects({join.proven_pairs + join.unproven_pairs, join.vnets.size(), {}});
  finding.hint(
      "take VNets that are to be apart out of the network group, or deny between them by "
      "security admin rules");
}

/// A network manager joins VNets without any peering object: neither of them shows it, and whoever
/// adds a VNet to the network group, or writes a policy that does, joins it with all others.
/// [10.21] Reported once per connectivity configuration, with what it joins that no peering does;
/// one that is not in force anywhere is a note. [10.28, C22]
void check(const RuleContext& context, Findings& findings) {
  for (const GroupJoin& join : route::group_joins(context.routing)) {
    report_join(context, findings, join);
  }
}

}  // namespace

extern const Rule connected_group_transit{
    .id = "HP206",
    .name = "connected-group-transit",
    .summary = "VNets that no peering joins reach each other through a network manager's group.",
    .severity = Severity::warning,
    .text = embedded::rule_text_connected_group_transit,
    .security_severity = "5.3",
    .check = check,
};

}  // namespace hairpin::rules
