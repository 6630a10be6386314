#include <algorithm>

#include "reach/filters.hpp"

/// What the admin rules of network managers do to flows, before the groups of a place. [10.16]
namespace hairpin::reach {

Filters::Admin Filters::admin_at(model::VnetIndex vnet, model::SubnetIndex subnet) const {
  const model::AdminRulesIndex rules = admin_rules_of(network_, vnet, subnet);
  if (!rules) return {};
  Admin admin{&network_.admin_rules[rules]};
  const bool doubtful =
      subnet && network_.subnets[subnet].admin_coverage == model::AdminCoverage::unknown;
  if (doubtful) admin.doubtful = subnet;
  return admin;
}

FlowSet Filters::by_admin_rules(const Admin& admin, Direction direction,
                                const VirtualNetworkTag& source,
                                const VirtualNetworkTag& destination, Passage& passage) const {
  FlowSet always, denied;
  if (admin.rules == nullptr || passage.possible.empty()) return always;
  FlowSet onward = passage.possible;
  std::vector<RuleUse> deniers;
  for (const model::AdminStage& stage : admin.rules->stages) {
    const model::Filter& filter = direction == Direction::inbound ? stage.inbound : stage.outbound;
    AdminSieved sieved = sieve_admin(network_.rule_sets[filter.rules], source, destination, onward);
    always |= sieved.always;
    denied |= sieved.denied;
    onward = std::move(sieved.onward);
    for (const std::uint32_t rule : sieved.doubtful) {
      passage.doubtful.push_back({&filter, stage.configuration, rule});
    }
    for (const std::uint32_t rule : sieved.deniers) {
      deniers.push_back({&filter, stage.configuration, rule});
    }
  }
  passage.certain -= denied;
  if (admin.doubtful) {
    // Where the rules may not count, everything may come to the groups.
    onward = passage.possible;
    if (!always.empty() || !denied.empty()) passage.uncovered.push_back(admin.doubtful);
  }
  passage.possible = std::move(onward);
  if (passage.possible.empty() && always.empty()) {
    passage.droppers.insert(passage.droppers.end(), deniers.begin(), deniers.end());
  }
  return always;
}

}  // namespace hairpin::reach
