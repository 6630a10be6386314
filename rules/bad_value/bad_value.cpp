#include "base/text.hpp"
#include "rules/support.hpp"

namespace hairpin::embedded {
extern const std::string_view rule_text_bad_value;
}

namespace hairpin::rules {
namespace {

/// A value, and the places that only repeat it.
struct Cause {
  const Diagnostic* value;
  std::vector<const Diagnostic*> copies;
};

/// Whether the value stands in what a peering keeps of the other VNet's address space. [2.4]
bool is_copy(const Diagnostic& diagnostic) {
  const std::string path = fold_ascii(diagnostic.property);
  return path.find("remoteaddressspace") != path.npos ||
         path.find("remotevirtualnetworkaddressspace") != path.npos;
}

/// The VNet that each peering copies from.
std::map<ResourceId, ResourceId> copied_vnets(const RuleContext& context) {
  std::map<ResourceId, ResourceId> vnets;
  for (const model::VnetPeering& peering : context.network.peerings) {
    vnets[peering.id] = context.network.vnets[peering.remote].id;
  }
  return vnets;
}

/// Every VNet has as many copies of its prefixes as it has peerings, twice over: they belong to the
/// value in the VNet itself, or, where the input lacks that, to the first of them.
std::vector<Cause> causes(const RuleContext& context) {
  std::vector<Cause> all;
  std::vector<const Diagnostic*> copies;
  std::map<std::pair<ResourceId, std::string_view>, std::size_t> known;
  for (const Diagnostic& diagnostic : context.diagnostics) {
    if (diagnostic.kind != Diagnostic::Kind::bad_value) continue;
    if (is_copy(diagnostic)) {
      copies.push_back(&diagnostic);
      continue;
    }
    known.try_emplace({diagnostic.resource, diagnostic.statement}, all.size());
    all.push_back({&diagnostic, {}});
  }
  if (copies.empty()) return all;
  std::map<ResourceId, ResourceId> vnets = copied_vnets(context);
  for (const Diagnostic* copy : copies) {
    const ResourceId vnet = vnets[copy->resource];
    const auto [at, is_new] = known.try_emplace({vnet, copy->statement}, all.size());
    if (is_new) {
      all.push_back({copy, {}});
    } else {
      all[at->second].copies.push_back(copy);
    }
  }
  return all;
}

Location at(const Diagnostic& diagnostic, std::string message = {}) {
  return {diagnostic.where, diagnostic.resource, diagnostic.property, std::move(message)};
}

/// A value of the input cannot be what it says it is: a prefix with host bits, a state that Azure
/// does not have. The resource is kept without it, and the user has to know, because the analysis
/// then stands on less than the file holds. [0.3]
/// Reported once per value, with the copies that peerings keep of it.
void check(const RuleContext& context, Findings& findings) {
  for (const Cause& cause : causes(context)) {
    Findings::Builder finding = findings.violation(at(*cause.value), cause.value->statement);
    for (const Diagnostic* copy : cause.copies) finding.note(at(*copy, "a copy of the value"));
    if (!cause.value->hint.empty()) finding.hint(cause.value->hint);
    finding.caused_by(cause.value->statement);
  }
}

}  // namespace

extern const Rule bad_value{
    .id = "HP902",
    .name = "bad-value",
    .summary =
        "A value of the input is not what its property can hold: it was corrected or left out.",
    .severity = Severity::warning,
    .text = embedded::rule_text_bad_value,
    .security_severity = {},
    .check = check,
};

}  // namespace hairpin::rules
