#include <algorithm>
#include <limits>

#include "base/text.hpp"
#include "import/network_builder.hpp"
#include "import/rule_words.hpp"
#include "model/nat_rules.hpp"

/// The NAT rules and the network rules of Azure Firewalls, in the order in which they are tried:
/// NAT rules first; the policies that a policy inherits from before itself, then groups,
/// collections and rules. [9.6-9.9]
namespace hairpin::import {
namespace {

constexpr std::size_t longest_inheritance = 16;  // Azure knows two levels
constexpr std::int64_t first = std::numeric_limits<std::int64_t>::min();

enum class Action : std::uint8_t { allow, deny, unrecognised };
constexpr std::pair<std::string_view, Action> actions[] = {{"Allow", Action::allow},
                                                           {"Deny", Action::deny}};
constexpr std::int64_t nat_rules_first = -1;  // levels of inheritance count from 0

/// What a rule is for: network rules and NAT rules concern packets between VNets. [9.7]
enum class RuleKind : std::uint8_t { network, nat, other, unrecognised };

RuleKind kind_of(const Value& rule) {
  const std::string_view type = rule["ruleType"].text();
  if (equal_folded(type, "NetworkRule")) return RuleKind::network;
  if (equal_folded(type, "ApplicationRule")) return RuleKind::other;
  if (equal_folded(type, "NatRule")) return RuleKind::nat;
  return type.empty() && !rule["ipProtocols"].is_missing() ? RuleKind::network
                                                           : RuleKind::unrecognised;
}

}  // namespace

/// The rules of one firewall while they are collected.
struct NetworkBuilder::FirewallRules {
  model::Identity firewall;
  std::vector<StatedRule> rules;
  std::vector<std::int64_t> order;  // of what is being read
  model::RuleOrigin origin;
  bool nat = false;  // what is being read are classic NAT rules
};

void NetworkBuilder::build_firewalls() {
  for (const Resource* const group : resources_.of(ResourceRole::ip_group)) {
    RuleWords words(log_);
    model::AddressMatch members;
    words.add_addresses(group->properties["ipAddresses"], members);
    ip_groups_[group->id] = std::move(members);
  }
  for (const Resource* const policy : resources_.of(ResourceRole::firewall_policy)) {
    policies_[policy->id].resource = policy;
  }
  for (const Resource* const group : resources_.of(ResourceRole::rule_collection_group)) {
    policies_[parent_id(group->id)].groups.push_back(group);
  }
  for (const Resource* const resource : resources_.of(ResourceRole::firewall)) {
    add_firewall(*resource);
  }
}

void NetworkBuilder::add_firewall(const Resource& resource) {
  FirewallRules rules;
  rules.firewall = identity(resource);
  rules.origin = {resource.id, "properties.firewallPolicy", resource.name, resource.where};
  const Value& classic = resource.properties["networkRuleCollections"];
  const Value& reference = resource.properties["firewallPolicy"];
  const Located<ResourceId> policy = properties(resource).reference("firewallPolicy");
  if (policy.value) {
    add_policies(rules, policy);
  } else if (reference.is_missing() && (classic.is_array() || classic.is_object())) {
    rules.origin.property = "properties.networkRuleCollections";
    rules.order = {0, 0};
    for (const Value& collection : as_items(classic)) add_collection(rules, collection, true);
  } else {
    add_unknown(rules, cat({"the rules of firewall ", resource.name, " are not in the input"}));
  }
  rules.nat = true;
  for (const Value& collection : as_items(resource.properties["natRuleCollections"])) {
    add_collection(rules, collection, true);
  }
  model::Firewall firewall;
  static_cast<model::Identity&>(firewall) = rules.firewall;
  firewall.network = rule_store_.filter(std::move(rules.rules), network_.rule_sets);
  const model::FirewallIndex index = network_.firewalls.add(std::move(firewall));
  for (model::Forwarder& forwarder : network_.forwarders) {
    const bool own = forwarder.kind == model::ForwarderKind::firewall;
    if (own && forwarder.id == resource.id) forwarder.firewall = index;
  }
}

/// A policy and those that it inherits from, the farthest first. [9.6]
void NetworkBuilder::add_policies(FirewallRules& rules, Located<ResourceId> policy) {
  std::vector<ResourceId> chain;
  Mention by{rules.firewall.id, "properties.firewallPolicy.id", policy.where};
  for (ResourceId id = policy.value; id;) {
    const bool again = std::find(chain.begin(), chain.end(), id) != chain.end();
    if (again || chain.size() == longest_inheritance) {
      log_.add(Diagnostic::Kind::conflict, by.where,
               cat({"firewall policy ", ids_.name(id), " inherits from itself"}),
               "what stands there twice is read once");
      break;
    }
    chain.push_back(id);
    const auto known = policies_.find(id);
    if (known == policies_.end() || known->second.resource == nullptr) {
      unresolved(id, by);
      break;
    }
    const auto base = properties(*known->second.resource).reference("basePolicy");
    by = {id, "properties.basePolicy.id", base.where};
    id = base.value;
  }
  for (std::size_t level = 0; level < chain.size(); ++level) {
    rules.order = {static_cast<std::int64_t>(level)};
    add_policy(rules, chain[chain.size() - 1 - level]);
  }
}

void NetworkBuilder::add_policy(FirewallRules& rules, ResourceId id) {
  const auto known = policies_.find(id);
  const bool stated = known != policies_.end() && known->second.resource != nullptr;
  const std::string name = cat({"firewall policy ", ids_.name(id)});
  if (!stated) return add_unknown(rules, cat({name, " is not in the input"}));
  const Policy& policy = known->second;
  const Value& listed = policy.resource->properties["ruleCollectionGroups"];
  const bool lists = listed.is_array() || listed.is_object();
  if (policy.groups.empty() && !lists) {  // another table of Resource Graph holds them [9.8]
    return add_unknown(rules,
                       cat({"the rule collection groups of ", name, " are not in the input"}));
  }
  const std::vector<std::int64_t> order = rules.order;
  for (const Resource* const group : policy.groups) {
    rules.order = order;
    rules.origin = {group->id, "properties.ruleCollections", group->name, group->where};
    const Value& collections = group->properties["ruleCollections"];
    const auto priority = properties(*group).integer("priority");
    if ((!collections.is_array() && !collections.is_object()) || !priority.is_set()) {
      add_unknown(rules, cat({"rule collection group ", group->name, " of ", name,
                              " is not in the input, or not all of it"}));
      continue;
    }
    rules.order.push_back(*priority.value);
    for (const Value& collection : as_items(collections)) {
      add_collection(rules, collection, false);
    }
  }
  rules.order = order;
}

void NetworkBuilder::add_collection(FirewallRules& rules, const Value& collection, bool classic) {
  if (!collection.is_object()) return;
  const std::string_view type = collection["ruleCollectionType"].text();
  const bool nat = rules.nat || equal_folded(type, "FirewallPolicyNatRuleCollection");
  const PropertyReader read(collection, collection.where(), ids_, log_);
  const auto priority = read.integer("priority");
  const auto action = PropertyReader(collection["action"], collection.where(), ids_, log_)
                          .choice("type", actions, Action::unrecognised)
                          .value_or(Action::unrecognised);
  const std::string_view name = collection["name"].text();
  const std::vector<std::int64_t> order = rules.order;
  const model::RuleOrigin origin = rules.origin;
  rules.order.push_back(priority.value_or(first));
  rules.origin.where = collection.where();
  rules.origin.name = name;
  const bool settled = priority.is_set() && action != Action::unrecognised;
  for (const Value& rule : as_items(collection["rules"])) {
    if (!rule.is_object()) continue;
    const RuleKind kind = nat ? RuleKind::nat : classic ? RuleKind::network : kind_of(rule);
    if (kind == RuleKind::other) continue;
    if (kind == RuleKind::nat) {
      add_nat_rule(rules, rule);
    } else if (kind == RuleKind::network && settled) {
      add_network_rule(rules, rule, action == Action::allow);
    } else {
      rules.origin.where = rule.where();
      add_unknown(rules, cat({"what rule ", rule["name"].text(), " of rule collection ", name,
                              " does cannot be read"}));
    }
  }
  rules.order = order;
  rules.origin = origin;
}

void NetworkBuilder::add_network_rule(FirewallRules& rules, const Value& value, bool allow) {
  RuleWords words(log_);
  model::Rule rule;
  rule.allow = allow;
  const auto side = [&](model::AddressMatch& match, const Value& addresses, const Value& groups) {
    words.add_addresses(addresses, match);
    for (const Value& group : groups.items()) add_ip_group(rules, group, words, match);
  };
  side(rule.source, value["sourceAddresses"], value["sourceIpGroups"]);
  side(rule.destination, value["destinationAddresses"], value["destinationIpGroups"]);
  if (!value["destinationFqdns"].items().empty()) {
    words.add_unknown("which addresses its destination names have is not in the input",
                      value["destinationFqdns"].where(), rule.destination);
  }
  for (model::AddressMatch* const match : {&rule.source, &rule.destination}) {
    if (*match == model::AddressMatch{}) {
      words.add_unknown("it names no addresses", value.where(), *match);
    }
    match->perhaps -= match->surely;
  }
  const Value any = Value::string("*", value.where());
  const Value& protocols =
      value["ipProtocols"].is_missing() ? value["protocols"] : value["ipProtocols"];
  const auto services =
      words.services(protocols, words.ports(any, {}), words.ports({}, value["destinationPorts"]));
  rule.surely = services.surely;
  rule.perhaps = services.perhaps;
  StatedRule stated;
  stated.order = rules.order;
  stated.rule = rule_store_.add(std::move(rule));
  stated.origin = rules.origin;
  stated.origin.name = value["name"].text();
  stated.origin.where = value.where();
  if (!words.doubt().empty()) {
    stated.doubt =
        model::Missing{rules.origin.resource,
                       cat({"what rule ", stated.origin.name, " of firewall ", rules.firewall.name,
                            " matches is not certain: ", words.doubt()}),
                       "correct the rule, or export what it names",
                       words.doubt_where() ? words.doubt_where() : value.where(), "9.9"};
  }
  rules.rules.push_back(std::move(stated));
}

/// Packets for the firewall's own address come out at the translated one, which no other rule has
/// to allow; in which order NAT rules are tried makes no difference to what may come out. [9.6]
void NetworkBuilder::add_nat_rule(FirewallRules& rules, const Value& value) {
  RuleWords words(log_);
  model::Rule rule = unknown_rule(true);
  rule.source = rule.destination = {};
  words.add_addresses(value["sourceAddresses"], rule.source);
  for (const Value& group : value["sourceIpGroups"].items()) {
    add_ip_group(rules, group, words, rule.source);
  }
  words.add_addresses(value["translatedAddress"], rule.destination);
  for (model::AddressMatch* const match : {&rule.source, &rule.destination}) {
    if (*match == model::AddressMatch{}) match->perhaps = PrefixSet::everything();
  }
  const std::string_view to = value["translatedAddress"].text();
  StatedRule stated;
  stated.order = rules.order;
  stated.order.insert(stated.order.begin(), nat_rules_first);
  stated.rule = rule_store_.add(std::move(rule));
  stated.origin = rules.origin;
  stated.origin.property = rules.origin.property == "properties.ruleCollections"
                               ? "properties.ruleCollections.rules.translatedAddress"
                               : "properties.natRuleCollections.rules.translatedAddress";
  stated.origin.name = value["name"].text();
  stated.origin.where = value.where();
  stated.doubt =
      model::Missing{rules.origin.resource,
                     cat({"NAT rule ", printable(stated.origin.name), " of firewall ",
                          rules.firewall.name, " sends packets for the firewall on to ",
                          to.empty() ? "an address that is not known" : printable(to)}),
                     "check which packets the rule translates, or remove it", value.where(), "9.6"};
  rules.rules.push_back(std::move(stated));
}

void NetworkBuilder::add_ip_group(const FirewallRules& rules, const Value& reference,
                                  RuleWords& words, model::AddressMatch& match) {
  // A string in policies and classic rules, an object with an id in some exports.
  const Value& stated = reference.is_object() ? reference["id"] : reference;
  const Located<ResourceId> id = read_id(stated, ids_, log_);
  const auto known = ip_groups_.find(id.value);
  if (!id.value || known == ip_groups_.end()) {
    if (id.value) unresolved(id.value, {rules.origin.resource, rules.origin.property, id.where});
    words.add_unknown(cat({"IP group ", printable(stated.text()), " is not in the input"}),
                      stated.where(), match);
    return;
  }
  match.surely |= known->second.surely;
  match.perhaps |= known->second.perhaps;
  if (!match.perhaps.empty()) {
    words.note(cat({"not all of IP group ", printable(stated.text()), " can be read"}),
               stated.where());
  }
}

/// Something may stand at this place of the order that allows, or that denies.
void NetworkBuilder::add_unknown(FirewallRules& rules, std::string why) {
  const model::Missing missing{rules.origin.resource, std::move(why),
                               "export the firewall's policies and their rule collection groups",
                               rules.origin.where, "9.8"};
  StatedRule stated{rules.order, 0, rules.origin, missing};
  stated.order.push_back(first);
  for (const bool allow : {true, false}) {
    stated.rule = rule_store_.add(unknown_rule(allow));
    rules.rules.push_back(stated);
  }
}

}  // namespace hairpin::import
