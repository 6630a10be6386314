#include <array>
#include <string_view>
#include <utility>

#include "import/scenario_statements.hpp"

namespace hairpin::import {
namespace {

using Cursor = StatementCursor;

constexpr std::string_view a_group = "the name of a network security group";
constexpr std::string_view an_address = "a prefix, an address or a tag";
constexpr std::string_view a_port = "a port or a range of ports";

constexpr std::array<std::pair<std::string_view, std::string_view>, 5> protocols = {
    {{"tcp", "Tcp"}, {"udp", "Udp"}, {"icmp", "Icmp"}, {"esp", "Esp"}, {"ah", "Ah"}}};

Value access(Cursor& line) {
  static constexpr std::array<std::string_view, 2> choices = {"allow", "deny"};
  const Word word = line.one_of(choices);
  return Value::string(word.text == "allow" ? "Allow" : "Deny", word.where);
}

Value direction(Cursor& line) {
  static constexpr std::array<std::string_view, 2> choices = {"inbound", "outbound"};
  const Word word = line.one_of(choices);
  return Value::string(word.text == "inbound" ? "Inbound" : "Outbound", word.where);
}

void rule_clauses(Cursor& line, Sketch::SecurityRule& rule) {
  while (!line.at_end()) {
    bool is_protocol = false;
    for (const auto& [word, name] : protocols) {
      if (!line.accept(word)) continue;
      rule.protocol = Value::string(name, line.clause());
      is_protocol = true;
    }
    if (is_protocol) continue;
    if (line.accept("from")) {
      rule.from = line.words(an_address);
    } else if (line.accept("to")) {
      rule.to = line.words(an_address);
    } else if (line.accept("ports")) {
      rule.ports = line.words(a_port);
    } else if (line.accept("source ports")) {
      rule.source_ports = line.words(a_port);
    } else {
      line.fail();
    }
  }
}

Sketch::SecurityRule rule_head(Cursor& line, std::string_view owner) {
  Sketch::SecurityRule rule;
  rule.owner = line.name(owner);
  const auto priority = line.number("the rule's priority", 1, 65535);
  rule.priority = Value::integer(priority.value, priority.where);
  return rule;
}

}  // namespace

void read_nsg(Cursor& line, Sketch& sketch) {
  Sketch::SecurityGroup group;
  group.name = line.name(a_group);
  while (!line.at_end()) {
    if (line.accept("on")) {
      group.on = line.paths("VNET/SUBNET or VNET");
    } else if (line.accept("only mentioned")) {
      group.only_mentioned = true;
    } else {
      line.fail();
    }
  }
  if (!line.failed()) sketch.security_groups.push_back(std::move(group));
}

void read_rule(Cursor& line, Sketch& sketch) {
  Sketch::SecurityRule rule = rule_head(line, a_group);
  rule.direction = direction(line);
  rule.access = access(line);
  rule_clauses(line, rule);
  if (!line.failed()) sketch.security_rules.push_back(std::move(rule));
}

void read_firewall_rule(Cursor& line, Sketch& sketch) {
  Sketch::SecurityRule rule = rule_head(line, "the name of a firewall");
  rule.access = access(line);
  rule_clauses(line, rule);
  if (!line.failed()) sketch.firewall_rules.push_back(std::move(rule));
}

void read_admin_rules(Cursor& line, Sketch& sketch) {
  Sketch::AdminRules rules;
  rules.name = line.name("the name of a security admin configuration");
  rules.services = Value::string("None", rules.name.where);
  while (!line.at_end()) {
    if (line.accept("on")) {
      rules.on = line.names(a_vnet);
    } else if (line.accept("of a management group")) {
      rules.of_management_group = true;
    } else if (line.accept("only configured")) {
      rules.only_configured = true;
    } else if (line.accept("past services")) {
      static constexpr std::array<std::string_view, 3> settings = {"None", "AllowRulesOnly", "All"};
      rules.services = read_setting(line, settings);
    } else {
      line.fail();
    }
  }
  if (!line.failed()) sketch.admin_configurations.push_back(std::move(rules));
}

void read_admin_rule(Cursor& line, Sketch& sketch) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 3> effects = {
      {{"allow", "Allow"}, {"always-allow", "AlwaysAllow"}, {"deny", "Deny"}}};
  static constexpr std::array<std::string_view, 3> choices = {"allow", "always-allow", "deny"};
  Sketch::SecurityRule rule = rule_head(line, "the name of a security admin configuration");
  rule.direction = direction(line);
  const Word effect = line.one_of(choices);
  for (const auto& [word, name] : effects) {
    if (effect.text == word) rule.access = Value::string(name, effect.where);
  }
  rule_clauses(line, rule);
  if (!line.failed()) sketch.admin_rules.push_back(std::move(rule));
}

}  // namespace hairpin::import
