#include "reach/sieve.hpp"

#include "tests/support/catch.hpp"

using namespace hairpin;
using namespace hairpin::reach;
using model::Rule;

namespace {

PrefixSet space(std::string_view text) { return PrefixSet(*Prefix::parse(text).prefix); }

Rule rule(std::string_view from, std::string_view to, const Services& services, bool allow) {
  Rule one;
  one.source.surely = space(from);
  one.destination.surely = space(to);
  one.surely = services;
  one.allow = allow;
  return one;
}

const Services https = Services::of(Protocol::tcp, {443, 443});
const FlowSet flows(space("10.1.0.0/16"), space("10.2.0.0/16"), Services::everything());

Sieved sieved(std::vector<Rule> rules, const VirtualNetworkTag& tag = {}) {
  return sieve({std::move(rules)}, tag, tag, flows);
}

}  // namespace

TEST_CASE("the first rule that matches decides, and what none matches is dropped [10.2]") {
  const Sieved result = sieved({rule("10.1.1.0/24", "10.0.0.0/8", https, false),
                                rule("10.1.0.0/16", "10.2.5.0/24", https, true)});
  CHECK(result.passes ==
        FlowSet(space("10.1.0.0/16") - space("10.1.1.0/24"), space("10.2.5.0/24"), https));
  CHECK((result.passes | result.drops) == flows);
  CHECK((result.passes & result.drops).empty());
  CHECK(result.droppers == std::vector<std::uint32_t>{0});
  CHECK(result.doubtful.empty());
  CHECK(result.unmatched);
}

TEST_CASE("a rule that perhaps matches settles nothing, and hides nothing [0.3]") {
  Rule maybe = rule("10.1.0.0/16", "10.2.0.0/16", https, true);
  maybe.source.perhaps = maybe.source.surely;
  maybe.source.surely = {};
  const Sieved denied =
      sieved({maybe, rule("0.0.0.0/0", "0.0.0.0/0", Services::everything(), false)});
  CHECK(denied.passes.services() == https);
  CHECK(denied.drops == flows);
  CHECK(denied.doubtful == std::vector<std::uint32_t>{0});
  // Whether it matches or not, the next rule lets the same flows pass.
  const Sieved allowed =
      sieved({maybe, rule("0.0.0.0/0", "0.0.0.0/0", Services::everything(), true)});
  CHECK(allowed.passes == flows);
  CHECK(allowed.drops.empty());
}

TEST_CASE("a rule of unknown place never stops those behind it") {
  Rule unknown = rule("0.0.0.0/0", "0.0.0.0/0", Services::everything(), false);
  unknown.certain = false;
  const Sieved result =
      sieved({unknown, rule("0.0.0.0/0", "0.0.0.0/0", Services::everything(), true)});
  CHECK(result.passes == flows);
  CHECK(result.drops == flows);
}

TEST_CASE("rules that allow and rules that deny read the tag differently [10.12, C14]") {
  const TagContent with{space("10.0.0.0/8"), {}}, without{space("10.2.0.0/16"), {}};
  Rule by_tag = rule("10.0.0.0/8", "10.0.0.0/8", Services::everything(), true);
  by_tag.source.surely = {};
  by_tag.source.virtual_network = true;
  CHECK(sieved({by_tag}, {with, without}).passes == flows);
  by_tag.allow = false;
  const Sieved denied =
      sieved({by_tag, rule("0.0.0.0/0", "0.0.0.0/0", https, true)}, {with, without});
  CHECK(denied.passes.services() == https);
  CHECK(denied.droppers.empty());
}

TEST_CASE("the Internet tag never matches private addresses [10.14]") {
  Rule internet = rule("10.1.0.0/16", "10.0.0.0/8", Services::everything(), true);
  internet.destination.surely = {};
  internet.destination.internet = true;
  CHECK(sieved({internet}).passes.empty());
  // A VNet with public addresses of its own may be meant or not.
  const FlowSet outward(space("10.1.0.0/16"), space("20.1.0.0/16"), https);
  const Sieved result = sieve({{internet}}, {}, {}, outward);
  CHECK(result.passes == outward);
  CHECK(result.drops == outward);
}

TEST_CASE("admin rules deny, let past, or leave to what comes next [10.16]") {
  Rule past = rule("10.1.0.0/16", "10.2.5.0/24", https, true);
  past.always = true;
  const model::RuleSet rules{{rule("10.1.1.0/24", "10.2.0.0/16", https, false), past,
                              rule("10.1.0.0/16", "10.2.6.0/24", https, true)}};
  const AdminSieved result = sieve_admin(rules, {}, {}, flows);
  CHECK(result.denied == FlowSet(space("10.1.1.0/24"), space("10.2.0.0/16"), https));
  CHECK(result.always ==
        FlowSet(space("10.1.0.0/16") - space("10.1.1.0/24"), space("10.2.5.0/24"), https));
  // What a rule only allows, and what no rule meets, goes on.
  CHECK(result.onward == flows - result.denied - result.always);
  CHECK(result.deniers == std::vector<std::uint32_t>{0});
  CHECK(result.doubtful.empty());
}

TEST_CASE("what an uncertain admin rule meets may go on as well [0.3]") {
  Rule perhaps = rule("10.1.0.0/16", "10.2.0.0/16", https, false);
  perhaps.certain = false;
  const AdminSieved result = sieve_admin({{perhaps}}, {}, {}, flows);
  CHECK(result.denied == FlowSet(space("10.1.0.0/16"), space("10.2.0.0/16"), https));
  CHECK(result.onward == flows);
  CHECK(result.doubtful == std::vector<std::uint32_t>{0});
}

TEST_CASE("each rule has a share of the flows, and what none decides about is left [10.2]") {
  const std::vector<Rule> rules{rule("10.1.1.0/24", "10.2.0.0/16", https, false),
                                rule("10.1.0.0/16", "10.2.5.0/24", https, true),
                                rule("10.1.1.0/24", "10.2.5.0/24", https, true)};
  const Shares result = shares(rules, {}, {}, {flows, flows});
  REQUIRE(result.of_rules.size() == 2);  // the third comes too late
  const FlowSet first(space("10.1.1.0/24"), space("10.2.0.0/16"), https);
  CHECK(result.of_rules[0].flows.surely == first);
  CHECK(result.of_rules[1].flows.surely ==
        FlowSet(space("10.1.0.0/16"), space("10.2.5.0/24"), https) - first);
  CHECK(result.of_rules[1].rule == 1);
  CHECK((result.rest.surely | result.of_rules[0].flows.surely | result.of_rules[1].flows.surely) ==
        flows);
  CHECK(result.rest.most == result.rest.surely);
}

TEST_CASE("the share of a rule behind an uncertain one is not certain [0.3]") {
  Rule perhaps = rule("10.1.0.0/17", "10.2.0.0/16", https, false);
  perhaps.certain = false;
  const std::vector<Rule> rules{perhaps, rule("10.1.0.0/16", "10.2.0.0/16", https, true)};
  const Shares result = shares(rules, {}, {}, {flows, flows});
  REQUIRE(result.of_rules.size() == 2);
  CHECK(result.of_rules[0].flows.surely.empty());
  CHECK(result.of_rules[1].flows.most ==
        FlowSet(space("10.1.0.0/16"), space("10.2.0.0/16"), https));
  CHECK(result.of_rules[1].flows.surely ==
        FlowSet(space("10.1.128.0/17"), space("10.2.0.0/16"), https));
}
