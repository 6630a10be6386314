#include "tests/support/sketch_rules.hpp"

#include <charconv>

namespace hairpin::test {
namespace {

using namespace model;

bool read_side(const std::optional<std::string_view>& text, bool perhaps, AddressMatch& match) {
  PrefixSet& addresses = perhaps ? match.perhaps : match.surely;
  if (!text) {
    addresses = PrefixSet::everything();
  } else if (*text == "vnet") {
    match.virtual_network = true;
  } else if (*text == "internet") {
    match.internet = true;
  } else if (const auto prefix = Prefix::parse(*text).prefix) {
    addresses = PrefixSet(*prefix);
  } else {
    return false;
  }
  return true;
}

Filter filter_of(const std::vector<SketchedRule>& rules, Network& network) {
  Filter filter = sketched_filter(network);
  for (std::size_t i = 0; i < rules.size(); ++i) add_rule(rules[i], i, filter, network);
  return filter;
}

}  // namespace

Filter sketched_filter(Network& network) {
  Filter filter;
  filter.rules = network.rule_sets.add({});
  return filter;
}

SecurityGroup sketched_group(const Identity& identity, Network& network) {
  SecurityGroup group;
  static_cast<Identity&>(group) = identity;
  const SketchedRule by_tag{"vnet", "vnet", {}, true, false};
  const SketchedRule probes{"168.63.129.16/32", {}, {}, true, false};
  const SketchedRule outward{{}, "internet", {}, true, false};
  const SketchedRule rest{{}, {}, {}, false, false};
  group.inbound = filter_of({by_tag, probes, rest}, network);
  group.outbound = filter_of({by_tag, outward, rest}, network);
  for (Filter* const filter : {&group.inbound, &group.outbound}) {
    for (RuleOrigin& origin : filter->origins) origin.property = "properties.defaultSecurityRules";
  }
  return group;
}

bool add_rule(const SketchedRule& stated, std::size_t position, Filter& filter, Network& network) {
  Rule rule;
  rule.allow = stated.allow;
  if (!read_side(stated.from, stated.perhaps, rule.source)) return false;
  if (!read_side(stated.to, stated.perhaps, rule.destination)) return false;
  rule.surely = Services::everything();
  if (stated.port) {
    std::uint32_t port = 0;
    const char* const end = stated.port->data() + stated.port->size();
    if (std::from_chars(stated.port->data(), end, port).ptr != end) return false;
    rule.surely = Services::of(Protocol::tcp, {port, port});
  }
  rule.certain = !stated.perhaps;
  const auto at = static_cast<std::ptrdiff_t>(position);
  std::vector<Rule>& rules = network.rule_sets[filter.rules].rules;
  rules.insert(rules.begin() + at, std::move(rule));
  filter.origins.insert(filter.origins.begin() + at, RuleOrigin{});
  return true;
}

void share_rule_sets(Network& network) {
  const auto first_like = [&](RuleSetIndex index) {
    for (const RuleSet& set : network.rule_sets) {
      if (set == network.rule_sets[index]) return network.rule_sets.index_of(set);
    }
    return index;
  };
  for (SecurityGroup& group : network.security_groups) {
    group.inbound.rules = first_like(group.inbound.rules);
    group.outbound.rules = first_like(group.outbound.rules);
  }
}

}  // namespace hairpin::test
