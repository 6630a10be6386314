#include "reach/shadowed_rules.hpp"

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/sketch.hpp"

namespace hairpin::reach {
namespace {

using Lines = std::vector<std::string>;

std::vector<ShadowedRule> shadowed(Lines rules) {
  rules.emplace_back("vnet v 10.0.0.0/16");
  rules.emplace_back("subnet v/app 10.0.1.0/24 nsg=n");
  rules.emplace_back("nsg n");
  const test::SketchedNetwork sketched = test::sketch(rules);
  REQUIRE(sketched.problems == Lines{});
  return shadowed_rules(sketched.network, sketched.ids);
}

bool is_note(const std::vector<ShadowedRule>& all) {
  return all.size() == 1 && !all[0].contradicted;
}
bool is_warning(const std::vector<ShadowedRule>& all) {
  return all.size() == 1 && all[0].contradicted;
}

TEST_CASE("rules cover together what none of them covers alone [10.2]") {
  const Lines halves = {"rule n in allow from=10.8.0.0/17 port=443",
                        "rule n in allow from=10.8.128.0/17",
                        "rule n in deny from=10.8.0.0/16 port=443"};
  const auto all = shadowed(halves);
  REQUIRE(is_warning(all));
  CHECK(all[0].covers.size() == 2);
  CHECK(shadowed({halves[0], halves[1], "rule n in deny from=10.8.0.0/16 port=444"}).empty());
  CHECK(shadowed({halves[0], "rule n in deny from=10.8.0.0/16 port=443"}).empty());
  CHECK(shadowed({halves[0], halves[1], "rule n out deny from=10.8.0.0/16 port=443"}).empty());
}

TEST_CASE("what repeats an earlier rule is no contradiction, whatever stands before both") {
  CHECK(is_note(shadowed({"rule n in deny from=10.8.1.0/24", "rule n in allow from=10.8.0.0/16",
                          "rule n in allow from=10.8.0.0/17"})));
  CHECK(is_note(shadowed({"rule n in deny from=10.8.0.0/16", "rule n in deny from=10.8.0.0/17"})));
}

TEST_CASE("a tag is the same addresses in all rules, whichever they are [10.8, 10.14]") {
  CHECK(is_warning(shadowed({"rule n in deny from=vnet", "rule n in allow from=vnet port=443"})));
  CHECK(is_warning(shadowed({"rule n in deny from=internet", "rule n in allow from=internet"})));
  CHECK(is_warning(shadowed({"rule n in deny", "rule n in allow from=vnet to=internet"})));
  CHECK(shadowed({"rule n in deny from=vnet", "rule n in allow from=10.0.0.0/16"}).empty());
  CHECK(shadowed({"rule n in deny from=10.0.0.0/8", "rule n in allow from=vnet"}).empty());
  CHECK(shadowed({"rule n in deny from=internet", "rule n in allow from=vnet"}).empty());
}

TEST_CASE("what matches only perhaps covers nothing [0.3]") {
  CHECK(shadowed({"rule n in deny from=10.8.0.0/16 perhaps", "rule n in allow from=10.8.0.0/17"})
            .empty());
  // Where a rule stands that may match anything is not known either.
  CHECK(shadowed({"rule n in deny", "rule n in allow from=10.8.0.0/17 perhaps"}).empty());
}

TEST_CASE("default rules are not judged, and a deny of everything shadows them [10.4]") {
  CHECK(shadowed({"rule n in deny"}).empty());
}

/// One admin rule that denies 10.8.0.0/16 on two VNets, and what stands before it on each of them.
std::vector<ShadowedRule> on_two_vnets(const model::Rule& before_first,
                                       const model::Rule& before_second) {
  model::Network network;
  ResourceIds ids;
  model::Rule rule;
  rule.source.surely = PrefixSet(*Prefix::parse("10.8.0.0/16").prefix);
  rule.destination.surely = PrefixSet::everything();
  rule.surely = Services::everything();
  for (const model::Rule& before : {before_first, before_second}) {
    model::AdminStage stage;
    stage.outbound.rules = network.rule_sets.add({});
    stage.inbound.rules = network.rule_sets.add({{before, rule}});
    stage.inbound.origins = {{ids.intern("/a"), model::admin_rule_access, "a", {}},
                             {ids.intern("/b"), model::admin_rule_access, "b", {}}};
    network.admin_rules.add({{stage}});
  }
  return shadowed_rules(network, ids);
}

TEST_CASE("an admin rule that is reached on one VNet is reached [10.17]") {
  model::Rule wide, narrow;
  wide.source.surely = wide.destination.surely = PrefixSet::everything();
  wide.surely = Services::everything();
  wide.allow = wide.always = true;
  narrow = wide;
  narrow.source.surely = PrefixSet(*Prefix::parse("10.8.0.0/17").prefix);
  const auto all = on_two_vnets(wide, wide);
  REQUIRE(is_warning(all));
  CHECK(all[0].places.size() == 1);
  CHECK(all[0].places[0].name == "b");
  CHECK(on_two_vnets(wide, narrow).empty());
  // What the managers leave to the groups is no more theirs.
  wide.always = false;
  CHECK(is_warning(on_two_vnets(wide, wide)));
}

// A toy: eight addresses on either side and one that no prefix holds, four ports, and a tag.

constexpr std::uint32_t addresses = 8;
constexpr std::uint16_t ports = 4;
const std::vector<std::uint32_t> sources = {0, 1, 2, 3, 4, 5, 6, 7, 100};
const std::vector<std::uint32_t> destinations = {8, 9, 10, 11, 12, 13, 14, 15, 101};

class Toy {
 public:
  explicit Toy(unsigned seed) : random_(seed) {}

  model::Rule rule() {
    model::Rule one;
    one.source = side(0);
    one.destination = side(addresses);
    const std::uint32_t first = below(ports);
    one.surely = Services::of(Protocol::tcp, {first, first + below(ports - first)});
    one.allow = below(2) == 0;
    return one;
  }
  std::set<std::uint32_t> tag() {
    std::set<std::uint32_t> members;
    for (const auto& side : {sources, destinations}) {
      for (const std::uint32_t address : side) {
        if (below(2) == 0) members.insert(address);
      }
    }
    return members;
  }
  std::uint32_t below(std::uint32_t limit) {
    return std::uniform_int_distribution<std::uint32_t>(0, limit - 1)(random_);
  }

 private:
  model::AddressMatch side(std::uint32_t start) {
    model::AddressMatch match;
    if (below(4) == 0) {
      match.virtual_network = true;
      return match;
    }
    const int length = 29 + static_cast<int>(below(4));
    const std::uint32_t size = 1u << (32 - length);
    match.surely =
        PrefixSet(*Prefix::make(Address::v4(start + below(addresses) / size * size), length));
    return match;
  }
  std::mt19937 random_;
};

bool holds(const model::AddressMatch& match, std::uint32_t address,
           const std::set<std::uint32_t>& tag) {
  return match.surely.contains(Address::v4(address)) ||
         (match.virtual_network && tag.contains(address));
}

/// The rules that decide about some packet, tried one by one.
void add_reached(const std::vector<model::Rule>& rules, const std::set<std::uint32_t>& tag,
                 std::set<std::size_t>& reached) {
  for (const std::uint32_t from : sources) {
    for (const std::uint32_t to : destinations) {
      for (std::uint16_t port = 0; port < ports; ++port) {
        const auto matches = [&](const model::Rule& rule) {
          return holds(rule.source, from, tag) && holds(rule.destination, to, tag) &&
                 rule.surely.contains(Protocol::tcp, 0, port);
        };
        const auto first = std::find_if(rules.begin(), rules.end(), matches);
        if (first != rules.end()) reached.insert(static_cast<std::size_t>(first - rules.begin()));
      }
    }
  }
}

std::set<std::size_t> judged(const std::vector<model::Rule>& rules) {
  model::Network network;
  model::SecurityGroup group;
  group.inbound.rules = network.rule_sets.add({rules});
  group.outbound.rules = network.rule_sets.add({});
  ResourceIds ids;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < rules.size(); ++i) names.push_back(std::to_string(i));
  for (const std::string& name : names) {
    group.inbound.origins.push_back({ids.intern("/n"), "properties.securityRules", name, {}});
  }
  network.security_groups.add(group);
  std::set<std::size_t> positions;
  for (const ShadowedRule& each : shadowed_rules(network, ids)) {
    for (const model::RuleOrigin& place : each.places) {
      positions.insert(std::stoul(std::string(place.name)));
    }
  }
  return positions;
}

TEST_CASE("a rule is shadowed if packets tried one by one never get to it") {
  int shadows = 0;
  for (unsigned seed = 0; seed < 300; ++seed) {
    Toy toy(seed);
    std::vector<model::Rule> rules;
    for (std::uint32_t i = 0; i < 7; ++i) rules.push_back(toy.rule());
    std::set<std::size_t> reached;
    for (int i = 0; i < 60; ++i) add_reached(rules, toy.tag(), reached);
    // Each pair of addresses has been in the tag and out of it, in all four ways.
    const std::set<std::size_t> found = judged(rules);
    for (std::size_t i = 0; i < rules.size(); ++i) {
      INFO("seed " << seed << ", rule " << i);
      CHECK(found.contains(i) == !reached.contains(i));
    }
    shadows += static_cast<int>(found.size());
  }
  CHECK(shadows > 100);
}

}  // namespace
}  // namespace hairpin::reach
