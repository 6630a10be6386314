#include "reach/sieve.hpp"

#include <utility>

#include "base/public_addresses.hpp"

namespace hairpin::reach {
namespace {

/// The addresses of one side of a rule, with the tags resolved.
TagContent resolved(const model::AddressMatch& match, const VirtualNetworkTag& tag, bool allow) {
  TagContent content{match.surely, match.perhaps};
  const TagContent& here = allow ? tag.for_allow : tag.for_deny;
  if (match.virtual_network) {
    content.surely |= here.surely;
    content.perhaps |= here.perhaps;
  }
  // Public addresses of the VNet, of its peers, and of what a route names may be meant as well as
  // those outside. [10.14]
  if (match.internet) content.perhaps |= public_addresses();
  return content;
}

struct Tags {
  const VirtualNetworkTag& source;
  const VirtualNetworkTag& destination;
};

FlowBounds matched_by(const model::Rule& rule, const Tags& tags) {
  const TagContent from = resolved(rule.source, tags.source, rule.allow);
  const TagContent to = resolved(rule.destination, tags.destination, rule.allow);
  return {rule.certain ? FlowSet(from.surely, to.surely, rule.surely) : FlowSet(),
          FlowSet(from.surely | from.perhaps, to.surely | to.perhaps, rule.surely | rule.perhaps)};
}

/// Calls `take(position, flows)` for each rule that surely or perhaps decides about some of the
/// flows. What no rule surely matches is left.
template <class Take>
FlowSet try_rules(const model::RuleSet& rules, const Tags& tags, const FlowSet& flows,
                  std::vector<std::uint32_t>& doubtful, Take take) {
  FlowSet rest = flows;
  for (std::uint32_t i = 0; i < rules.rules.size() && !rest.empty(); ++i) {
    const model::Rule& rule = rules.rules[i];
    const FlowBounds matched = matched_by(rule, tags);
    const FlowSet hit = rest & matched.most;
    if (hit.empty()) continue;
    take(i, hit);
    if (!(hit - matched.surely).empty()) doubtful.push_back(i);
    rest -= matched.surely;
  }
  return rest;
}

}  // namespace

VirtualNetworkTag VirtualNetworkTag::everything() {
  const TagContent all{PrefixSet::everything(), {}};
  return {all, all};
}

VirtualNetworkTag VirtualNetworkTag::unknown() {
  const TagContent any{{}, PrefixSet::everything()};
  return {any, any};
}

Sieved sieve(const model::RuleSet& rules, const VirtualNetworkTag& source,
             const VirtualNetworkTag& destination, const FlowSet& flows) {
  Sieved sieved;
  const FlowSet rest = try_rules(rules, {source, destination}, flows, sieved.doubtful,
                                 [&](std::uint32_t position, const FlowSet& hit) {
                                   const bool allow = rules.rules[position].allow;
                                   (allow ? sieved.passes : sieved.drops) |= hit;
                                   if (!allow) sieved.droppers.push_back(position);
                                 });
  sieved.unmatched = !rest.empty();
  sieved.drops |= rest;
  return sieved;
}

AdminSieved sieve_admin(const model::RuleSet& rules, const VirtualNetworkTag& source,
                        const VirtualNetworkTag& destination, const FlowSet& flows) {
  AdminSieved sieved;
  const FlowSet rest = try_rules(
      rules, {source, destination}, flows, sieved.doubtful,
      [&](std::uint32_t position, const FlowSet& hit) {
        const model::Rule& rule = rules.rules[position];
        if (!rule.allow) sieved.deniers.push_back(position);
        FlowSet& fate = !rule.allow ? sieved.denied : rule.always ? sieved.always : sieved.onward;
        fate |= hit;
      });
  sieved.onward |= rest;
  return sieved;
}

Shares shares(std::span<const model::Rule> rules, const VirtualNetworkTag& source,
              const VirtualNetworkTag& destination, FlowBounds flows) {
  Shares result;
  result.rest = std::move(flows);
  FlowBounds& rest = result.rest;
  // Mostly nothing is doubtful: then one of the two sets tells both.
  bool exact = rest.surely == rest.most;
  for (std::uint32_t i = 0; i < rules.size() && !rest.most.empty(); ++i) {
    const FlowBounds matched = matched_by(rules[i], {source, destination});
    FlowSet hit = rest.most & matched.most;
    if (hit.empty()) continue;
    exact = exact && matched.surely == matched.most;
    FlowSet surely = exact ? hit : rest.surely & matched.surely;
    rest.most -= matched.surely;
    if (!exact) rest.surely -= hit;
    result.of_rules.push_back({i, {std::move(surely), std::move(hit)}});
    if (exact) rest.surely = rest.most;
  }
  return result;
}

}  // namespace hairpin::reach
