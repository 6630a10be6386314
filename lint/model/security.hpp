#pragma once

#include <cstdint>
#include <vector>

#include "base/flow_set.hpp"
#include "base/index.hpp"
#include "base/prefix.hpp"
#include "model/config_fact.hpp"
#include "model/identity.hpp"

/// What stops packets that routes would carry: network security groups and firewall rules. Texts
/// are read; what depends on where a rule applies (the VirtualNetwork tag) is left open.
namespace hairpin::model {

/// The addresses that one side of a rule names.
struct AddressMatch {
  PrefixSet surely;              // prefixes, and the members of groups
  PrefixSet perhaps;             // what else it may name: something in it could not be resolved
  bool virtual_network = false;  // the tags whose content depends on the place [10.8, 10.14]
  bool internet = false;

  bool operator==(const AddressMatch&) const = default;
};

struct Rule {
  AddressMatch source, destination;
  Services surely;   // protocols and ports
  Services perhaps;  // what else it may name
  bool allow = false;
  bool always = false;  // an admin rule that allows, past network security groups [10.16]
  /// Whether the rule surely stands where it stands in the order.
  bool certain = true;

  bool operator==(const Rule&) const = default;
};

/// Rules in the order in which they are tried: the first that matches decides, and what no rule
/// matches is dropped. [10.2, 9.6] Groups with equal rules share one set.
struct RuleSet {
  std::vector<Rule> rules;
  bool operator==(const RuleSet&) const = default;
};

/// Where a rule is written.
struct RuleOrigin {
  ResourceId resource;        // the group, policy, or rule collection group
  std::string_view property;  // of that resource: "properties.securityRules"
  std::string_view name;
  SourceSpan where;
};

/// Why it is not certain what a rule matches.
struct RuleDoubt {
  std::uint32_t rule = 0;  // its position
  Missing missing;
};

/// A rule set where it is used: one origin for each of its rules.
struct Filter {
  RuleSetIndex rules;
  std::vector<RuleOrigin> origins;
  std::vector<RuleDoubt> doubts;
};

/// `Microsoft.Network/networkSecurityGroups`. One that the input lacks may do anything. [10.1]
struct SecurityGroup : Identity {
  Filter inbound, outbound;
};

/// The network rules of an Azure Firewall: its policy's, those of the policies that it inherits
/// from, or classic ones, in the order of [9.6].
struct Firewall : Identity {
  Filter network;
};

/// A network interface with a group of its own. [9.2, 10.1]
struct GuardedInterface {
  ResourceId id;
  SourceSpan where;
  SubnetIndex subnet;
  std::vector<Address> addresses;  // empty if the input does not state any
  SecurityGroupIndex group;
};

}  // namespace hairpin::model
