#include "reach/shadowed_rules.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>

#include "base/public_addresses.hpp"

namespace hairpin::reach {
namespace {

using model::AddressMatch;
using model::Filter;
using model::Rule;
using model::RuleOrigin;

/// Which tags hold the addresses of one side. Nobody needs to know what a tag stands for: an
/// address is in it or not, and that for all rules alike.
struct Tagged {
  bool virtual_network = false, internet = false;
};

/// One choice of the above for both sides.
struct Case {
  Tagged source, destination;
};

PrefixSet least(const AddressMatch& match, Tagged tagged) {
  if (match.virtual_network && tagged.virtual_network) return PrefixSet::everything();
  if (match.internet && tagged.internet) return match.surely | public_addresses();
  return match.surely;
}

PrefixSet most(const AddressMatch& match, Tagged tagged) {
  return least(match, tagged) | match.perhaps;
}

std::vector<Tagged> choices(const AddressMatch& match) {
  std::vector<Tagged> all = {{}};
  if (match.virtual_network) all.push_back({true, false});
  if (match.internet) all.push_back({false, true});
  if (match.virtual_network && match.internet) all.push_back({true, true});
  return all;
}

/// Only the tags that the rule itself names matter: what is in others makes no cover smaller.
std::vector<Case> cases(const Rule& rule) {
  std::vector<Case> all;
  for (const Tagged source : choices(rule.source)) {
    for (const Tagged destination : choices(rule.destination)) all.push_back({source, destination});
  }
  return all;
}

bool same_effect(const Rule& a, const Rule& b) {
  return a.allow == b.allow && a.always == b.always;
}

/// Tries one rule against those before it.
class Judge {
 public:
  Judge(const std::vector<Rule>& rules, std::uint32_t position)
      : rules_(rules), position_(position), rule_(rules[position]) {}

  bool is_shadowed() {
    // What of a rule is not known, and where it stands if that is not certain, may be anything.
    if (!rule_.certain) return false;
    bool matches_any = false;
    for (const Case& each : cases(rule_)) {
      const PrefixSet from = most(rule_.source, each.source);
      const PrefixSet to = most(rule_.destination, each.destination);
      const FlowSet all = FlowSet::of_packets(from, to, rule_.surely | rule_.perhaps);
      if (all.empty()) continue;
      matches_any = true;
      const bool covered = probe(from.ranges().front().first, to.ranges().front().first, each) &&
                           probe(from.ranges().back().last, to.ranges().back().last, each) &&
                           take(all, each);
      if (!covered) return false;
    }
    return matches_any;
  }

  /// The rules to name, by position, with whether they do something else: one alone if it takes
  /// everything, first of all one that says the same.
  std::map<std::uint32_t, bool> covers() const {
    for (const bool opposed : {false, true}) {
      for (std::uint32_t i = 0; i < position_; ++i) {
        if (same_effect(rules_[i], rule_) != opposed && takes_all(rules_[i])) return {{i, opposed}};
      }
    }
    return covers_;
  }

 private:
  /// Whether two addresses alone are covered, which costs no set of flows: mostly they are not.
  bool probe(const Address& from, const Address& to, const Case& each) const {
    Services rest = rule_.surely | rule_.perhaps;
    for (std::uint32_t i = 0; i < position_ && !rest.empty(); ++i) {
      const Rule& other = rules_[i];
      const bool meets = other.certain && holds(other.source, from, each.source) &&
                         holds(other.destination, to, each.destination);
      if (meets) rest = rest - other.surely;
    }
    return rest.empty();
  }

  static bool holds(const AddressMatch& match, const Address& address, Tagged tagged) {
    return match.surely.contains(address) || (match.virtual_network && tagged.virtual_network) ||
           (match.internet && tagged.internet && public_addresses().contains(address));
  }

  bool take(const FlowSet& all, const Case& each) {
    FlowSet rest = all;
    for (std::uint32_t i = 0; i < position_ && !rest.empty(); ++i) {
      if (!rules_[i].certain) continue;
      const FlowSet cover = reached(rules_[i], each);
      const FlowSet left = rest - cover;
      if (left == rest) continue;
      covers_[i] = !same_effect(rules_[i], rule_);
      rest = left;
    }
    return rest.empty();
  }

  static FlowSet reached(const Rule& rule, const Case& each) {
    return {least(rule.source, each.source), least(rule.destination, each.destination),
            rule.surely};
  }

  bool takes_all(const Rule& other) const {
    const std::vector<Case> all = cases(rule_);
    return other.certain && std::all_of(all.begin(), all.end(), [&](const Case& each) {
             const FlowSet here = FlowSet::of_packets(most(rule_.source, each.source),
                                                      most(rule_.destination, each.destination),
                                                      rule_.surely | rule_.perhaps);
             return (here - reached(other, each)).empty();
           });
  }

  const std::vector<Rule>& rules_;
  std::uint32_t position_;
  const Rule& rule_;
  std::map<std::uint32_t, bool> covers_;  // positions; whether they do something else
};

/// A shadowed rule of a rule set, wherever that is in use.
struct Shadow {
  std::uint32_t position;
  std::map<std::uint32_t, bool> covers;  // positions; whether they do something else

  bool is_contradicted() const {
    return std::any_of(covers.begin(), covers.end(), [](const auto& each) { return each.second; });
  }
};

std::vector<Shadow> shadows_in(const std::vector<Rule>& rules) {
  std::vector<Shadow> all;
  for (std::uint32_t i = 1; i < rules.size(); ++i) {
    Judge judge(rules, i);
    if (judge.is_shadowed()) all.push_back({i, judge.covers()});
  }
  return all;
}

/// Judges each distinct rule set once, since many groups share one, and gathers by what is written
/// where: admin rules and those of policies are in several sets.
class Search {
 public:
  Search(const model::Network& network, const ResourceIds& ids)
      : network_(network), ids_(ids), shadows_(network.rule_sets.size()) {}

  std::vector<ShadowedRule> run() {
    for (const model::SecurityGroup& group : network_.security_groups) {
      collect(group.inbound, false);
      collect(group.outbound, false);
    }
    for (const model::AdminRules& admin : network_.admin_rules) {
      for (const model::AdminStage& stage : admin.stages) {
        collect(stage.inbound, true);
        collect(stage.outbound, true);
      }
    }
    for (const model::Firewall& firewall : network_.firewalls) collect(firewall.network, true);
    return gathered();
  }

 private:
  using Written = std::tuple<ResourceId, SourceSpan, std::string_view>;
  struct Found {
    const Filter* filter;
    const Shadow* shadow;
    const RuleOrigin& origin() const { return filter->origins[shadow->position]; }
  };

  static Written written(const RuleOrigin& origin) {
    return {origin.resource, origin.where, origin.name};
  }

  const std::vector<Shadow>& shadows_of(model::RuleSetIndex set) {
    auto& known = shadows_[set.value];
    if (!known) known = shadows_in(network_.rule_sets[set].rules);
    return *known;
  }

  /// `shared`: its rules may be in other sets as well, and reached there.
  void collect(const Filter& filter, bool shared) {
    const std::vector<Shadow>& shadows = shadows_of(filter.rules);
    auto next = shadows.begin();
    for (std::uint32_t i = 0; shared && i < filter.origins.size(); ++i) {
      while (next != shadows.end() && next->position < i) ++next;
      const bool shadowed = next != shadows.end() && next->position == i;
      if (!shadowed) reached_.insert(written(filter.origins[i]));
    }
    for (const Shadow& shadow : shadows) {
      const Found found{&filter, &shadow};
      if (!found.origin().property.ends_with("defaultSecurityRules")) found_.push_back(found);
    }
  }

  std::vector<ShadowedRule> gathered() const {
    std::map<std::pair<model::RuleSetIndex, std::uint32_t>, ShadowedRule> by_rule;
    std::set<Written> told;
    for (const Found& found : found_) {
      const RuleOrigin& origin = found.origin();
      if (reached_.contains(written(origin)) || !told.insert(written(origin)).second) continue;
      const auto [known, is_new] =
          by_rule.try_emplace({found.filter->rules, found.shadow->position});
      if (is_new) known->second = described(found);
      ShadowedRule& rule = known->second;
      // The covers are named as they are in the first of the places.
      const bool first = is_new || before(origin, rule.places.front());
      if (!is_new && first) rule.covers = covers_of(found);
      rule.places.insert(first ? rule.places.begin() : rule.places.end(), origin);
    }
    std::vector<ShadowedRule> all;
    for (auto& [key, rule] : by_rule) all.push_back(std::move(rule));
    const auto less = [this](const RuleOrigin& a, const RuleOrigin& b) { return before(a, b); };
    for (ShadowedRule& rule : all) std::sort(rule.places.begin(), rule.places.end(), less);
    std::sort(all.begin(), all.end(), [&](const ShadowedRule& a, const ShadowedRule& b) {
      return before(a.places.front(), b.places.front());
    });
    return all;
  }

  bool before(const RuleOrigin& a, const RuleOrigin& b) const {
    return std::tuple(ids_.folded(a.resource), a.name, a.where) <
           std::tuple(ids_.folded(b.resource), b.name, b.where);
  }

  ShadowedRule described(const Found& found) const {
    ShadowedRule result;
    result.rule = network_.rule_sets[found.filter->rules].rules[found.shadow->position];
    result.covers = covers_of(found);
    result.contradicted = found.shadow->is_contradicted();
    return result;
  }

  static std::vector<ShadowedRule::Cover> covers_of(const Found& found) {
    std::vector<ShadowedRule::Cover> covers;
    for (const auto& [position, opposed] : found.shadow->covers) {
      covers.push_back({found.filter->origins[position], opposed});
    }
    return covers;
  }

  const model::Network& network_;
  const ResourceIds& ids_;
  std::vector<std::optional<std::vector<Shadow>>> shadows_;  // by rule set
  std::vector<Found> found_;
  std::set<Written> reached_;
};

}  // namespace

std::vector<ShadowedRule> shadowed_rules(const model::Network& network, const ResourceIds& ids) {
  return Search(network, ids).run();
}

}  // namespace hairpin::reach
