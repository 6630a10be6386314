#include "reach/tag_inflows.hpp"

#include <string>
#include <vector>

#include "reach/reachability.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/sketch.hpp"

namespace hairpin::reach {
namespace {

using Lines = std::vector<std::string>;

/// A hub with a spoke whose subnet has group `n`; the hub's gateway learned VNet `far`, and
/// 192.168.0.0/16 from on-premises.
Inflows inflows(const Lines& more, const std::string& subnet = "subnet s/app 10.1.1.0/24 nsg=n") {
  Lines lines = {"vnet hub 10.0.0.0/16",
                 "vnet s 10.1.0.0/16",
                 "spoke s hub",
                 "vnet far 10.50.0.0/16",
                 "gateway g hub remote-vnets=yes virtual-wan=no",
                 "gateway f far remote-vnets=yes virtual-wan=no",
                 "circuit c provider=Provisioned private=yes",
                 "connect g c state=Succeeded",
                 "connect f c state=Succeeded",
                 "site c advertises=192.168.0.0/16",
                 "nsg n",
                 subnet};
  lines.insert(lines.end(), more.begin(), more.end());
  const test::SketchedNetwork sketched = test::sketch(lines);
  REQUIRE(sketched.problems == Lines{});
  route::Routing routing(sketched.network, sketched.ids);
  Inflows found = Reachability(routing).inflows();
  for (TagInflow& each : found.by_tag) each.routes.clear();  // they point into the network
  return found;
}

PrefixSet space(std::string_view text) { return PrefixSet(*Prefix::parse(text).prefix); }

TEST_CASE("default rules let in what a gateway learned of other VNets [10.9]") {
  const Inflows found = inflows({});
  REQUIRE(found.by_tag.size() == 1);
  CHECK(found.by_tag[0].by_default);
  CHECK(found.by_tag[0].certain);
  CHECK(found.by_tag[0].senders == space("10.50.0.0/16"));
  CHECK_FALSE(found.by_tag[0].on_premises);
  CHECK(found.unguarded.empty());
}

TEST_CASE("a rule that names prefixes, or denies, is no matter of the tag") {
  CHECK(inflows({"rule n in deny from=10.50.0.0/16"}).by_tag.empty());
  CHECK(inflows({"rule n in allow from=10.50.0.0/16"}).by_tag.empty());
  CHECK(inflows({"rule n in deny from=vnet"}).by_tag.empty());
  const Inflows part = inflows({"rule n in deny from=10.50.0.0/17"});
  REQUIRE(part.by_tag.size() == 1);
  CHECK(part.by_tag[0].senders == space("10.50.128.0/17"));
}

TEST_CASE("a rule is charged with what would be dropped without it") {
  const Inflows redundant = inflows({"rule n in allow from=vnet port=443"});
  REQUIRE(redundant.by_tag.size() == 1);
  CHECK(redundant.by_tag[0].by_default);
  CHECK(redundant.by_tag[0].services == Services::everything());

  const Inflows own = inflows({"rule n in allow from=vnet port=443", "rule n in deny"});
  REQUIRE(own.by_tag.size() == 1);
  CHECK_FALSE(own.by_tag[0].by_default);
  CHECK(own.by_tag[0].services == Services::of(Protocol::tcp, {443, 443}));
  CHECK(own.by_tag[0].on_premises);
  CHECK(own.by_tag[0].senders == (space("10.50.0.0/16") | space("192.168.0.0/16")));
}

TEST_CASE("of two rules that let in the same, the later one is charged") {
  const Inflows found = inflows(
      {"rule n in allow from=vnet port=443", "rule n in allow from=vnet", "rule n in deny"});
  REQUIRE(found.by_tag.size() == 1);
  CHECK(found.by_tag[0].services == Services::everything());
}

const std::string with_table = "subnet s/app 10.1.1.0/24 nsg=n table=t";
const Lines own_rule = {"rule n in deny from=10.50.0.0/16", "rule n in allow from=vnet",
                        "rule n in deny", "table t propagation=yes"};

/// What the group's own rule lets in beside on-premises, with one route in the table.
PrefixSet let_in_by(const std::string& route) {
  Lines lines = own_rule;
  lines.push_back("route t " + route);
  const Inflows found = inflows(lines, with_table);
  REQUIRE(found.by_tag.size() == 1);
  CHECK_FALSE(found.by_tag[0].by_default);
  return found.by_tag[0].senders - space("192.168.0.0/16");
}

TEST_CASE("user routes put their prefixes into the tag of their subnet [10.10]") {
  CHECK(let_in_by("10.60.0.0/16 appliance=10.0.2.4") == space("10.60.0.0/16"));
  CHECK(let_in_by("0.0.0.0/0 internet").contains(space("20.0.0.0/8")));
  // What belongs to the VNet, to a peer, or is learned anyway, is nothing new.
  CHECK(let_in_by("10.1.0.0/16 appliance=10.0.2.4").empty());
  CHECK(let_in_by("10.0.0.0/16 appliance=10.0.2.4").empty());
  CHECK(let_in_by("192.168.7.0/24 appliance=10.0.2.4").empty());
  // Nobody comes in by routes that drop, or that name a service on the Internet.
  CHECK(let_in_by("10.60.0.0/16 none").empty());
  CHECK(let_in_by("20.1.1.1/32 internet").empty());
}

TEST_CASE("default rules are not charged with user routes, which every spoke has") {
  const Inflows found =
      inflows({"table t propagation=yes", "route t 0.0.0.0/0 appliance=10.0.2.4"}, with_table);
  REQUIRE(found.by_tag.size() == 1);
  CHECK(found.by_tag[0].senders == space("10.50.0.0/16"));
}

TEST_CASE("whether learned prefixes are in the tag without propagation is not known [10.12, C14]") {
  const Inflows found = inflows({"table t propagation=no"}, with_table);
  REQUIRE(found.by_tag.size() == 1);
  CHECK_FALSE(found.by_tag[0].certain);
}

TEST_CASE("admin rules come before groups [10.16]") {
  const Lines manager = {"manager m", "vnet t 10.2.0.0/16 managed=m", "spoke t hub",
                         "subnet t/app 10.2.1.0/24 nsg=n"};
  const auto with = [&](const std::string& rule) {
    Lines lines = manager;
    lines.push_back(rule);
    return inflows(lines, "subnet s/app 10.1.1.0/24");
  };
  CHECK(with("admin m in deny from=10.50.0.0/16").by_tag.empty());
  CHECK(with("admin m in always from=10.50.0.0/16").by_tag.empty());
  CHECK(with("admin m in allow from=10.50.0.0/16").by_tag.size() == 1);
  CHECK(with("admin m in deny from=10.50.0.0/16 perhaps").by_tag.size() == 1);
}

TEST_CASE(
    "a subnet without a group is open where another one behind the gateway is guarded [10.1]") {
  const Lines rule = {"rule n in deny from=10.50.0.0/17"};
  CHECK(inflows({rule[0]}).unguarded.empty());
  const Inflows found = inflows({rule[0], "subnet hub/app 10.0.1.0/24"});
  REQUIRE(found.unguarded.size() == 1);
  CHECK(found.unguarded[0].open.size() == 1);
  CHECK(found.unguarded[0].guarded.size() == 1);
  CHECK(found.unguarded[0].certain);
  // Where nobody filters, the way itself is the matter.
  CHECK(inflows({"subnet hub/app 10.0.1.0/24"}).unguarded.empty());
  // An appliance filters what it forwards.
  CHECK(inflows({rule[0], "subnet hub/app 10.0.1.0/24", "nic x hub/app 10.0.1.4 forwarding=yes"})
            .unguarded.empty());
}

}  // namespace
}  // namespace hairpin::reach
