#include <algorithm>
#include <array>
#include <limits>
#include <map>

#include "base/text.hpp"
#include "import/id_hash.hpp"
#include "import/network_builder.hpp"
#include "import/rule_words.hpp"

/// Network security groups, and the interfaces that carry them. [10.1-10.7]
namespace hairpin::import {
namespace {

enum class Direction : std::uint8_t { inbound, outbound, unrecognised };
enum class Access : std::uint8_t { allow, deny, unrecognised };

constexpr std::pair<std::string_view, Direction> directions[] = {{"Inbound", Direction::inbound},
                                                                 {"Outbound", Direction::outbound}};
constexpr std::pair<std::string_view, Access> accesses[] = {{"Allow", Access::allow},
                                                            {"Deny", Access::deny}};

constexpr std::string_view own_rules = "properties.securityRules";
constexpr std::string_view default_rules = "properties.defaultSecurityRules";

/// The rules at the end of every group, for groups that do not list them. [10.4]
struct DefaultRule {
  std::string_view name, source, destination;
  Direction direction;
  bool allow;
  std::int64_t priority;
};
constexpr std::array<DefaultRule, 6> defaults = {{
    {"AllowVnetInBound", "VirtualNetwork", "VirtualNetwork", Direction::inbound, true, 65000},
    {"AllowAzureLoadBalancerInBound", "AzureLoadBalancer", "*", Direction::inbound, true, 65001},
    {"DenyAllInBound", "*", "*", Direction::inbound, false, 65500},
    {"AllowVnetOutBound", "VirtualNetwork", "VirtualNetwork", Direction::outbound, true, 65000},
    {"AllowInternetOutBound", "*", "Internet", Direction::outbound, true, 65001},
    {"DenyAllOutBound", "*", "*", Direction::outbound, false, 65500},
}};

/// The members that decide what a rule matches, in one text: equal texts are equal rules.
std::string text_of(const Value& rule) {
  static constexpr std::array<std::string_view, 12> members = {
      "protocol",
      "sourceAddressPrefix",
      "sourceAddressPrefixes",
      "destinationAddressPrefix",
      "destinationAddressPrefixes",
      "sourcePortRange",
      "sourcePortRanges",
      "destinationPortRange",
      "destinationPortRanges",
      "sourceApplicationSecurityGroups",
      "destinationApplicationSecurityGroups",
      "access"};
  std::string text;
  for (const std::string_view member : members) {
    const Value& value = rule[member];
    if (value.is_string()) {
      text += value.text();
    } else if (!value.is_missing() && !(value.is_array() && value.items().empty())) {
      text += to_json(value);
    }
    text += '\n';
  }
  return text;
}

}  // namespace

struct NetworkBuilder::RuleReading {
  RuleNumber number = 0;
  std::string doubt;  // empty: all of it is certain
  SourceSpan where;
};

/// One group's rules on their way into its two filters.
struct NetworkBuilder::GroupRules {
  model::Identity group;
  std::vector<StatedRule> inbound, outbound;

  std::optional<model::Missing> doubt(std::string_view rule, const RuleReading& reading) const {
    if (reading.doubt.empty()) return std::nullopt;
    return model::Missing{group.id,
                          cat({"what rule ", rule, " of network security group ", group.name,
                               " matches is not certain: ", reading.doubt}),
                          "correct the rule, or export it again", reading.where, "0.3"};
  }
};

void NetworkBuilder::build_security_groups() {
  collect_application_groups();
  std::unordered_map<ResourceId, std::vector<const Resource*>> rows;
  for (const Resource* const rule : resources_.of(ResourceRole::security_rule)) {
    rows[parent_id(rule->id)].push_back(rule);
  }
  for (const Resource* const resource : resources_.of(ResourceRole::security_group)) {
    add_security_group(*resource, rows[resource->id]);
    rows.erase(resource->id);
  }
  // Rules whose group is not there: not all of it is known.
  for (const Resource* const rule : resources_.of(ResourceRole::security_rule)) {
    const ResourceId parent = parent_id(rule->id);
    if (rows.contains(parent)) security_group(parent, {rule->id, "id", rule->where});
  }
}

void NetworkBuilder::collect_application_groups() {
  for (const Interface& interface : resources_.interfaces()) {
    if (!interface.grouped) continue;
    for (const Value& configuration : as_items(interface.properties["ipConfigurations"])) {
      const auto groups = as_items(configuration["applicationSecurityGroups"]);
      if (groups.empty()) continue;
      const auto address = Address::parse(configuration["privateIPAddress"].text());
      for (const Value& group : groups) {
        ApplicationGroup& members = application_groups_[folded_hash(group["id"].text())];
        if (address) {
          members.addresses.push_back({*address, *address});
        } else {
          members.complete = false;
        }
      }
    }
  }
}

void NetworkBuilder::add_members(const Value& groups, RuleWords& words,
                                 model::AddressMatch& match) const {
  for (const Value& group : as_items(groups)) {
    const std::string_view id = group["id"].text();
    const auto known = application_groups_.find(folded_hash(id));
    // A group without members in the input may have some: scale sets are exported elsewhere. [13.7]
    if (known == application_groups_.end() || !known->second.complete) {
      words.add_unknown(cat({"not all members of application security group ",
                             printable(id.substr(id.rfind('/') + 1)), " are in the input"}),
                        group["id"].where(), match);
    }
    if (known == application_groups_.end()) continue;
    match.surely |= PrefixSet::of_ranges(known->second.addresses);
  }
}

void NetworkBuilder::add_security_group(const Resource& resource,
                                        const std::vector<const Resource*>& rows) {
  GroupRules rules{identity(resource), {}, {}};
  const Value& stated = resource.properties["securityRules"];
  const auto replaced = [&](const Value& rule) {
    return std::any_of(rows.begin(), rows.end(), [&](const Resource* row) {
      return equal_folded(row->name, rule["name"].text());
    });
  };
  for (const Value& rule : as_items(stated)) {
    if (rule.is_object() && !replaced(rule)) {
      add_security_rule(rules, rule, rule["name"].text(), own_rules);
    }
  }
  for (const Resource* const row : rows) {
    add_security_rule(rules, row->properties, row->name, own_rules);
  }
  const Value& listed = resource.properties["defaultSecurityRules"];
  for (const Value& rule : as_items(listed)) {
    if (rule.is_object()) add_security_rule(rules, rule, rule["name"].text(), default_rules);
  }
  if (as_items(listed).empty()) add_default_rules(rules);
  // A list that is none, or absent without rows of its own, does not say that there are no rules.
  const bool unreadable = !stated.is_array() && !stated.is_object() && rows.empty();
  if (unreadable) {
    add_unknown_rules(rules, cat({"the rules of network security group ", rules.group.name,
                                  " are not in the input"}));
  }
  finish(std::move(rules));
}

void NetworkBuilder::finish(GroupRules rules) {
  leave_order_open(rules.group, rules.inbound);
  leave_order_open(rules.group, rules.outbound);
  model::SecurityGroup group;
  static_cast<model::Identity&>(group) = rules.group;
  group.inbound = rule_store_.filter(std::move(rules.inbound), network_.rule_sets);
  group.outbound = rule_store_.filter(std::move(rules.outbound), network_.rule_sets);
  const ResourceId id = group.id;
  security_group_by_id_[id] = network_.security_groups.add(std::move(group));
}

/// Rules that share a priority and contradict each other: which one comes first is not known, and
/// Azure takes no such group. Before the rules themselves stands each of them perhaps, so that only
/// what several of them match is open. [10.2]
void NetworkBuilder::leave_order_open(const model::Identity& group,
                                      std::vector<StatedRule>& rules) {
  std::map<std::vector<std::int64_t>, std::vector<StatedRule>> by_priority;
  for (const StatedRule& rule : rules) {
    const bool own = rule.origin.property == own_rules;
    if (own && rule_store_[rule.rule].certain) by_priority[rule.order].push_back(rule);
  }
  for (auto& [order, same] : by_priority) {
    const bool allows = rule_store_[same.front().rule].allow;
    const auto other = std::find_if(
        same.begin(), same.end(),
        [this, allows](const StatedRule& rule) { return rule_store_[rule.rule].allow != allows; });
    if (other == same.end()) continue;
    const std::string statement =
        cat({"rules ", printable(same.front().origin.name), " and ", printable(other->origin.name),
             " of network security group ", group.name,
             " have the same priority: which one decides is not known"});
    const std::string hint = "give each rule of a direction a priority of its own";
    log_.add(Diagnostic::Kind::bad_value, other->origin.where, statement, hint);
    const model::Missing missing{group.id, statement, hint, other->origin.where, "10.2"};
    for (StatedRule& rule : same) {
      model::Rule perhaps = rule_store_[rule.rule];
      perhaps.certain = false;
      rule.rule = rule_store_.add(std::move(perhaps));
      rule.order = {order.front() - 1, std::numeric_limits<std::int64_t>::max()};
      rule.doubt = missing;
      rules.push_back(std::move(rule));
    }
  }
}

void NetworkBuilder::add_security_rule(GroupRules& rules, const Value& value, std::string_view name,
                                       std::string_view property) {
  const PropertyReader read(value, value.where(), ids_, log_);
  const auto direction = read.choice("direction", directions, Direction::unrecognised)
                             .value_or(Direction::unrecognised);
  const auto access =
      read.choice("access", accesses, Access::unrecognised).value_or(Access::unrecognised);
  const auto priority = read.integer("priority");
  const auto add = [&](bool allow) {
    RuleReading reading = read_security_rule(value, allow);
    const bool settled =
        access != Access::unrecognised && priority.is_set() && direction != Direction::unrecognised;
    if (!settled) {
      model::Rule rule = rule_store_[reading.number];
      rule.certain = false;
      reading.number = rule_store_.add(std::move(rule));
      reading.doubt = "its access, direction or priority cannot be read";
      reading.where = value.where();
    }
    // A rule whose place is not known may stand before all others.
    StatedRule stated{{priority.value_or(std::numeric_limits<std::int64_t>::min())},
                      reading.number,
                      {rules.group.id, property, name, value.where()},
                      rules.doubt(name, reading)};
    if (direction != Direction::outbound) rules.inbound.push_back(stated);
    if (direction != Direction::inbound) rules.outbound.push_back(std::move(stated));
  };
  if (access != Access::deny) add(true);
  if (access != Access::allow) add(false);
}

NetworkBuilder::RuleReading NetworkBuilder::read_security_rule(const Value& value, bool allow) {
  const std::string text = (allow ? '+' : '-') + text_of(value);
  if (const auto known = rule_store_.find(text)) return {*known, {}, {}};
  RuleWords words(log_);
  model::Rule rule;
  rule.allow = allow;
  const auto side = [&](model::AddressMatch& match, std::string_view singular,
                        std::string_view plural, std::string_view groups) {
    words.add_addresses(value[singular], match);
    words.add_addresses(value[plural], match);
    add_members(value[groups], words, match);
    if (match == model::AddressMatch{}) {
      words.add_unknown("it names no addresses", value.where(), match);
    }
    match.perhaps -= match.surely;
  };
  side(rule.source, "sourceAddressPrefix", "sourceAddressPrefixes",
       "sourceApplicationSecurityGroups");
  side(rule.destination, "destinationAddressPrefix", "destinationAddressPrefixes",
       "destinationApplicationSecurityGroups");
  const auto services = words.services(
      value["protocol"], words.ports(value["sourcePortRange"], value["sourcePortRanges"]),
      words.ports(value["destinationPortRange"], value["destinationPortRanges"]));
  rule.surely = services.surely;
  rule.perhaps = services.perhaps;
  const RuleReading reading{rule_store_.add(std::move(rule)), words.doubt(),
                            words.doubt_where() ? words.doubt_where() : value.where()};
  // What is doubtful is reported wherever it stands.
  if (reading.doubt.empty()) rule_store_.remember(text, reading.number);
  return reading;
}

void NetworkBuilder::add_default_rules(GroupRules& rules) {
  for (const DefaultRule& each : defaults) {
    RuleWords words(log_);
    model::Rule rule;
    rule.allow = each.allow;
    const SourceSpan where = rules.group.where;
    words.add_addresses(Value::string(each.source, where), rule.source);
    words.add_addresses(Value::string(each.destination, where), rule.destination);
    rule.surely = Services::everything();
    const std::string text(each.name);
    const auto known = rule_store_.find(text);
    const RuleNumber number = known ? *known : rule_store_.add(std::move(rule));
    if (!known) rule_store_.remember(text, number);
    auto& list = each.direction == Direction::inbound ? rules.inbound : rules.outbound;
    list.push_back(
        {{each.priority}, number, {rules.group.id, default_rules, each.name, where}, {}});
  }
}

void NetworkBuilder::add_unknown_rules(GroupRules& rules, const std::string& why) {
  const model::Missing missing{rules.group.id, why,
                               cat({"add ", ids_.text(rules.group.id), " to the export"}),
                               rules.group.where, "13.11"};
  for (const bool allow : {true, false}) {
    const StatedRule rule{{std::numeric_limits<std::int64_t>::min()},
                          rule_store_.add(unknown_rule(allow)),
                          {rules.group.id, own_rules, rules.group.name, rules.group.where},
                          missing};
    rules.inbound.push_back(rule);
    rules.outbound.push_back(rule);
  }
}

model::SecurityGroupIndex NetworkBuilder::security_group(ResourceId id, const Mention& by) {
  if (!id) return {};
  if (const auto known = security_group_by_id_.find(id); known != security_group_by_id_.end()) {
    return known->second;
  }
  GroupRules rules{mentioned(id, by), {}, {}};
  add_default_rules(rules);
  add_unknown_rules(rules,
                    cat({"network security group ", rules.group.name, " is not in the input"}));
  finish(std::move(rules));
  return security_group_by_id_[id];
}

}  // namespace hairpin::import
