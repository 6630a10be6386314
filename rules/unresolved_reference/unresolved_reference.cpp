#include <array>

#include "base/text.hpp"
#include "rules/support.hpp"

namespace hairpin::embedded {
extern const std::string_view rule_text_unresolved_reference;
}

namespace hairpin::rules {
namespace {

struct Kind {
  std::string_view type;  // folded
  std::string_view words;
  std::string_view command;  // that exports it
};

/// The resources that carry connectivity, and how to export one.
constexpr std::array<Kind, 8> kinds = {{
    {"microsoft.network/virtualnetworks", "virtual network", "az network vnet show"},
    {"microsoft.network/virtualnetworks/subnets", "subnet", "az network vnet subnet show"},
    {"microsoft.network/virtualnetworkgateways", "gateway", "az network vnet-gateway show"},
    {"microsoft.network/expressroutecircuits", "circuit", "az network express-route show"},
    {"microsoft.network/expressroutecircuits/peerings", "circuit peering",
     "az network express-route peering show"},
    {"microsoft.network/connections", "connection", "az network vpn-connection show"},
    {"microsoft.network/routetables", "route table", "az network route-table show"},
    {"microsoft.network/networkinterfaces", "network interface", "az network nic show"},
}};

Kind kind_of(const RuleContext& context, ResourceId id) {
  const auto parts = parse_resource_id(context.text(id));
  const std::string type = parts ? parts->type() : std::string();
  const auto known =
      std::find_if(kinds.begin(), kinds.end(), [&](const Kind& kind) { return kind.type == type; });
  return known == kinds.end() ? Kind{{}, "resource", "az resource show"} : *known;
}

using References = std::vector<const model::UnresolvedReference*>;

Location place(const model::UnresolvedReference& reference, ResourceId about, std::string message) {
  return {reference.where, about, std::string(reference.property), std::move(message)};
}

void report_target(const RuleContext& context, Findings& findings, ResourceId target,
                   const References& references) {
  const Kind kind = kind_of(context, target);
  // The place is where the first reference stands; the resource is the one that is missing, so that
  // the finding stays the same when another reference comes first.
  Findings::Builder finding = findings.violation(
      place(*references.front(), target, {}),
      cat({kind.words, " ", context.ids.name(target),
           " is referred to and not in the input: what depends on it is unproven"}));
  for (std::size_t i = 1; i < references.size() && i < shown; ++i) {
    finding.note(place(*references[i], references[i]->from, "also named here"));
  }
  finding.hint(cat({"add the output of `", kind.command, " --ids ", context.text(target),
                    "` to the input, or export with an account that may read it"}));
}

/// A resource is referred to and not in the input. It is kept as an opaque node, so nothing that
/// depends on it is ever called isolated; but what is behind it cannot be proven either. [13.11]
/// Reported once per missing resource, at the first reference to it.
void check(const RuleContext& context, Findings& findings) {
  std::map<ResourceId, References> by_target;
  for (const model::UnresolvedReference& reference : context.network.unresolved) {
    by_target[reference.to].push_back(&reference);
  }
  for (const auto& [target, references] : by_target) {
    report_target(context, findings, target, references);
  }
}

}  // namespace

extern const Rule unresolved_reference{
    .id = "HP901",
    .name = "unresolved-reference",
    .summary = "A resource that others refer to is not in the input.",
    .severity = Severity::warning,
    .text = embedded::rule_text_unresolved_reference,
    .security_severity = {},
    .check = check,
};

}  // namespace hairpin::rules
