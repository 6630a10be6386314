#include "reach/sieve.hpp"

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
  // Public addresses inside may be meant as well as those outside. [10.14]
  if (match.internet) content.perhaps |= public_addresses() - here.surely;
  return content;
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
  FlowSet rest = flows;  // not surely matched by a rule so far
  for (std::uint32_t i = 0; i < rules.rules.size() && !rest.empty(); ++i) {
    const model::Rule& rule = rules.rules[i];
    const TagContent from = resolved(rule.source, source, rule.allow);
    const TagContent to = resolved(rule.destination, destination, rule.allow);
    const FlowSet most(from.surely | from.perhaps, to.surely | to.perhaps,
                       rule.surely | rule.perhaps);
    const FlowSet hit = rest & most;
    if (hit.empty()) continue;
    (rule.allow ? sieved.passes : sieved.drops) |= hit;
    if (!rule.allow) sieved.droppers.push_back(i);
    const FlowSet least = rule.certain ? FlowSet(from.surely, to.surely, rule.surely) : FlowSet();
    if (!(hit - least).empty()) sieved.doubtful.push_back(i);
    rest -= least;
  }
  sieved.unmatched = !rest.empty();
  sieved.drops |= rest;
  return sieved;
}

}  // namespace hairpin::reach
