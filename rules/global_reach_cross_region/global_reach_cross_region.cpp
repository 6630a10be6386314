#include <set>

#include "base/text.hpp"
#include "rules/support.hpp"

namespace hairpin::embedded {
extern const std::string_view rule_text_global_reach_cross_region;
}

namespace hairpin::rules {
namespace {

/// One Global Reach connection and one direction between regions.
struct Crossing {
  CircuitPair circuits;
  std::string_view from, to;  // regions: of the prefixes, and of the gateways that learn them
  auto operator<=>(const Crossing&) const = default;
};

using Crossings = std::map<Crossing, std::vector<Transit>>;

std::string_view region_of(const RuleContext& context, model::VnetIndex vnet) {
  return vnet ? context.network.vnets[vnet].location : std::string_view();
}

bool has_part_of(const RuleContext& context, model::VnetIndex vnet, const Prefix& prefix) {
  const auto& space = context.network.vnets[vnet].address_space;
  return std::any_of(space.begin(), space.end(),
                     [&](const Located<Prefix>& part) { return part.value.overlaps(prefix); });
}

/// The row with the destinations of one region only.
Transit narrowed(const RuleContext& context, Transit row, std::string_view region) {
  const std::size_t all = row.destinations.size();
  std::erase_if(row.destinations,
                [&](model::VnetIndex vnet) { return region_of(context, vnet) != region; });
  if (row.destinations.size() == all) return row;
  std::erase_if(row.prefixes, [&](const Prefix& prefix) {
    return std::none_of(row.destinations.begin(), row.destinations.end(),
                        [&](auto vnet) { return has_part_of(context, vnet, prefix); });
  });
  const std::uint64_t pairs = row.sources.size() * row.destinations.size();
  row.proven_pairs = std::min(row.proven_pairs, pairs);
  row.unproven_pairs = std::min(row.unproven_pairs, pairs - row.proven_pairs);
  if (region_of(context, row.to) != region) row.to = row.destinations.front();
  return row;
}

Crossings crossings(const RuleContext& context) {
  Crossings found;
  for (const Transit& row : context.reach.transits()) {
    if (row.how != Transit::How::global_reach || !row.learner) continue;
    const std::string_view to = region_of(context, context.network.gateways[row.learner].vnet);
    std::set<std::string_view> regions;
    for (const model::VnetIndex vnet : row.destinations) regions.insert(region_of(context, vnet));
    for (const std::string_view from : regions) {
      if (from.empty() || to.empty() || from == to) continue;
      found[{unordered(context, row.entry, row.exit), from, to}].push_back(
          narrowed(context, row, from));
    }
  }
  return found;
}

void report_crossing(const RuleContext& context, Findings& findings, const Crossing& crossing,
                     const std::vector<Transit>& arrivals) {
  const auto [a, b] = crossing.circuits;
  const auto* link = global_reach_between(context, crossing.circuits);
  Rows rows;
  std::vector<model::GatewayIndex> learners;
  for (const Transit& row : arrivals) {
    rows.push_back(&row);
    learners.push_back(row.learner);
  }
  sort_by_id(context, learners);
  Findings::Builder finding =
      report(context, findings, rows, at_toggle(context, learners.front(), ""),
             cat({"VNet prefixes of ", crossing.from, " ", claim(rows, "arrive", "may arrive"),
                  " in ", crossing.to, " over Global Reach between ", called(context, a), " and ",
                  called(context, b), ": ", names_of(context, learners), " ",
                  claim(rows, "learns", "may learn"), " ", some_of(prefixes(rows))}));
  if (link != nullptr) {
    Location there = at(*link);
    there.message = "Global Reach joins the two regions' circuits here";
    finding.note(std::move(there));
  }
  for (std::size_t i = 1; i < learners.size() && i < shown; ++i) {
    finding.note(at_toggle(context, learners[i],
                           cat({"gateway ", called(context, learners[i]), " in ", crossing.to,
                                " accepts prefixes of other VNets here"})));
  }
  finding.detail("VNets in " + std::string(crossing.from) + ": " +
                 names_of(context, destinations(rows)));
  finding.hint(
      "keep the regions' circuits apart, or carry only what both regions need in VNets "
      "that are on neither circuit");
  finding.caused_by(context.ids.folded(identity(context, a).id));
  finding.caused_by(context.ids.folded(identity(context, b).id));
  finding.caused_by(cat({crossing.from, " to ", crossing.to}));
}

/// The VNet prefixes of one region arrive in the gateways of another region, because Global Reach
/// joins the two regions' circuits. [6.26] HP103 says that the circuits leak into each other; this
/// says which region hears of which, since regions are where people draw their borders.
void check(const RuleContext& context, Findings& findings) {
  for (const auto& [crossing, arrivals] : crossings(context)) {
    report_crossing(context, findings, crossing, arrivals);
  }
}

}  // namespace

extern const Rule global_reach_cross_region{
    .id = "HP104",
    .name = "global-reach-cross-region",
    .summary =
        "Global Reach brings the VNet prefixes of one region into another region's gateways.",
    .severity = Severity::error,
    .text = embedded::rule_text_global_reach_cross_region,
    .security_severity = "6.5",
    .check = check,
};

}  // namespace hairpin::rules
