#include <algorithm>

#include "reach/ends.hpp"
#include "reach/reachability.hpp"
#include "reach/walker.hpp"
#include "route/routing.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/large_networks.hpp"
#include "tests/support/sketch.hpp"

namespace hairpin::reach {
namespace {

struct Answer {
  bool arrives = false, certain = false;
  std::size_t work = 0;
};

Answer ask(const std::vector<std::string>& lines, std::string_view from, std::string_view to) {
  const test::SketchedNetwork sketched = test::sketch(lines);
  REQUIRE(sketched.problems == std::vector<std::string>{});
  route::Routing routing(sketched.network, sketched.ids);
  Walker walker(routing);
  const auto vnet = find_endpoint(sketched.network, sketched.ids, from)->vnet;
  const auto target = find_endpoint(sketched.network, sketched.ids, to)->vnet;
  const Source source = sources_of(sketched.network, vnet).front();
  Answer answer;
  for (const Outcome& outcome :
       walker.walk(source.context, source.subnet, destinations_of(sketched.network, target))) {
    if (outcome.end != Outcome::End::vnet || outcome.index != target.value) continue;
    answer.arrives = true;
    answer.certain = answer.certain || outcome.certain;
  }
  answer.work = walker.work();
  return answer;
}

TEST_CASE("a tree of appliances costs its tables, not its paths") {
  const Answer some = ask(test::appliance_tree(6, 6), "src", "dst");
  CHECK(some.arrives);
  CHECK(some.certain);
  const Answer deeper = ask(test::appliance_tree(12, 6), "src", "dst");
  CHECK(deeper.certain);
  CHECK(deeper.work <= 5 * some.work);  // twice the tables, each with a path twice as long behind
  const Answer wider = ask(test::appliance_tree(6, 12), "src", "dst");
  CHECK(wider.certain);
  CHECK(wider.work <= 5 * some.work);  // twice the tables, each asked from twice as many places
}

TEST_CASE("one question costs what its answer needs, however many gateways there are") {
  const auto check = [](auto make, std::string_view from, std::string_view to) {
    const Answer some = ask(make(40), from, to), many = ask(make(160), from, to);
    CHECK(some.arrives);
    CHECK(many.arrives);
    CHECK(many.work <= some.work);
  };
  check([](std::size_t n) { return test::gateways_on_one_circuit(n, "yes"); }, "v1", "v2");
  check([](std::size_t n) { return test::mentioned_circuits(n, "yes"); }, "v1", "v2");
  check([](std::size_t n) { return test::mentioned_hubs(n); }, "s1", "s2");
}

/// The balancer and all appliances of a tree, but the last of each level sends packets back to the
/// first one.
std::vector<std::string> tree_with_loops(std::size_t depth, std::size_t width) {
  std::vector<std::string> lines = test::appliance_tree(depth, width);
  for (std::size_t level = 0; level + 1 < depth; ++level) {
    const std::string table =
        "route tn" + std::to_string(level) + "-" + std::to_string(width - 1) + " ";
    const auto line = std::find_if(lines.begin(), lines.end(),
                                   [&](const std::string& one) { return one.starts_with(table); });
    *line = table + "10.200.0.0/16 appliance=172.16.0.1";
  }
  return lines;
}

TEST_CASE("ways that lead back to where the packets were are cut, and shared all the same") {
  const Answer some = ask(tree_with_loops(6, 6), "src", "dst");
  CHECK(some.arrives);
  const Answer deeper = ask(tree_with_loops(12, 6), "src", "dst");
  CHECK(deeper.arrives);
  CHECK(deeper.work < 110'000);  // cut off there: every way back makes other ways lead on
}

TEST_CASE("what was not followed for all who send packets there is missing for each of them") {
  std::vector<std::string> lines = tree_with_loops(12, 6);
  lines.insert(lines.end(),
               {"vnet other 10.101.0.0/16", "peer other hub forwarded=yes",
                "peer hub other forwarded=yes", "subnet other/app 10.101.0.0/24 table=o", "table o",
                "route o 10.200.0.0/16 appliance=172.16.0.1", "route o 192.168.0.0/16 none",
                "vnet far 10.201.0.0/16", "mesh far dst"});
  const test::SketchedNetwork sketched = test::sketch(lines);
  REQUIRE(sketched.problems == std::vector<std::string>{});
  route::Routing routing(sketched.network, sketched.ids);
  const Reachability reach(routing);
  const auto verdict = [&](std::string_view from) {
    return reach.cell(reach.endpoint(from)->vnet, reach.endpoint("far")->vnet).verdict;
  };
  CHECK(verdict("src") == Verdict::unproven);
  CHECK(verdict("other") == Verdict::unproven);
}

TEST_CASE("a shortcut is not taken where it would lead through the same table twice") {
  // b's appliance sends back to a's: from a that is a loop, and the packets are lost there; packets
  // that come to b first pass a, and arrive.
  const std::vector<std::string> lines = {
      "vnet hub 172.16.0.0/16",
      "vnet src 10.1.0.0/16",
      "vnet dst 10.2.0.0/16",
      "peer src hub forwarded=yes",
      "peer hub src forwarded=yes",
      "peer hub dst forwarded=yes",
      "peer dst hub forwarded=yes",
      "subnet hub/a 172.16.1.0/24 table=ta",
      "nic a hub/a 172.16.1.4 forwarding=yes",
      "subnet hub/b 172.16.2.0/24 table=tb",
      "nic b hub/b 172.16.2.4 forwarding=yes",
      "balancer all hub/a 172.16.1.5 backends=a,b",
      "table ta",
      "route ta 10.2.1.0/24 appliance=172.16.2.4",
      "table tb",
      "route tb 10.2.2.0/24 appliance=172.16.1.4",
      "subnet src/app 10.1.0.0/24 table=ts",
      "table ts",
      "route ts 10.2.0.0/16 appliance=172.16.1.5",
      "subnet dst/one 10.2.1.0/24",
      "subnet dst/two 10.2.2.0/24",
  };
  CHECK(ask(lines, "src", "dst/one").certain);
  CHECK(ask(lines, "src", "dst/two").certain);
}

}  // namespace
}  // namespace hairpin::reach
