#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "route/routing.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/large_networks.hpp"
#include "tests/support/random_network.hpp"
#include "tests/support/sketch.hpp"

namespace hairpin::route {
namespace {

using test::sketch;
using test::SketchedNetwork;

struct Size {
  std::size_t announcements, sessions, routers;
};

Size size_of(const std::vector<std::string>& lines) {
  const SketchedNetwork sketched = sketch(lines);
  REQUIRE(sketched.problems == std::vector<std::string>{});
  const Routing routing(sketched.network, sketched.ids);
  return {routing.announcements(), routing.graph().sessions().size(),
          routing.graph().routers().size()};
}

TEST_CASE("what routing stores grows with the network, not with the pairs of its routers") {
  const auto check = [](auto make) {
    const Size some = size_of(make(50)), twice = size_of(make(100));
    CHECK(twice.announcements <= 2 * some.announcements);
    CHECK(twice.sessions <= 2 * some.sessions);
    CHECK(twice.routers <= 2 * some.routers);
  };
  check([](std::size_t n) { return test::gateways_on_one_circuit(n, "yes"); });
  check([](std::size_t n) { return test::mentioned_circuits(n, "unset"); });
  check([](std::size_t n) { return test::mentioned_hubs(n); });
  check([](std::size_t n) { return test::hubs_with_spokes(n, 4); });
}

std::vector<std::string> prefixes_at(Routing& routing, model::GatewayIndex gateway) {
  std::vector<std::string> prefixes;
  const RouterIndex router = routing.graph().router(gateway);
  for (const HeldRoute& held : routing.rib(router, PrefixSet::everything(), Evidence::kept)) {
    const bool sure = held.conditions == routing.conditions().certain();
    prefixes.push_back(held.prefix.to_string() + (sure ? "" : " perhaps"));
  }
  return prefixes;
}

TEST_CASE("a gateway holds what its circuits do, but for its own prefixes") {
  const SketchedNetwork sketched = sketch(test::gateways_on_one_circuit(3, "yes"));
  Routing routing(sketched.network, sketched.ids);
  CHECK(prefixes_at(routing, model::GatewayIndex(1)) ==
        std::vector<std::string>{"10.0.0.0/24", "10.0.2.0/24"});
}

TEST_CASE("circuits that may be joined hold each other's prefixes, perhaps") {
  const SketchedNetwork sketched = sketch(test::mentioned_circuits(3, "yes"));
  Routing routing(sketched.network, sketched.ids);
  CHECK(prefixes_at(routing, model::GatewayIndex(1)) ==
        std::vector<std::string>{"10.0.0.0/24 perhaps", "10.0.2.0/24 perhaps"});
}

TEST_CASE("gateways that refuse other VNets hold nothing of them") {
  const SketchedNetwork sketched = sketch(test::mentioned_circuits(3, "no"));
  Routing routing(sketched.network, sketched.ids);
  CHECK(prefixes_at(routing, model::GatewayIndex(1)).empty());
}

PrefixSet some_addresses(std::mt19937& dice) {
  PrefixSet set;
  for (unsigned i = 0; i <= dice() % 4; ++i) {
    const auto first = 0x0a000000u + (static_cast<std::uint32_t>(dice()) & 0x00ffffffu);
    set |= Prefix::covering(Address::v4(first), 8 + static_cast<int>(dice() % 17));
  }
  return set;
}

TEST_CASE("a RIB for some addresses is the part of the whole one that they need") {
  std::mt19937 dice(7);
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    const SketchedNetwork sketched = sketch(test::random_network(seed));
    Routing routing(sketched.network, sketched.ids);
    for (std::uint32_t i = 0; i < routing.graph().routers().size(); ++i) {
      const RouterIndex router(i);
      const PrefixSet wanted = some_addresses(dice);
      auto whole = routing.rib(router, PrefixSet::everything(), Evidence::kept);
      std::erase_if(
          whole, [&](const HeldRoute& held) { return !wanted.overlaps(PrefixSet{held.prefix}); });
      REQUIRE(routing.rib(router, wanted, Evidence::kept) == whole);
    }
  }
}

/// What a router holds, and whether it surely does.
std::map<HeldRoute, bool> sure_routes(Routing& routing, RouterIndex router, Evidence evidence) {
  std::map<HeldRoute, bool> sure;
  for (HeldRoute held : routing.rib(router, PrefixSet::everything(), evidence)) {
    const bool certain = held.conditions == routing.conditions().certain();
    held.conditions = {};
    bool& known = sure[held];
    known = known || certain;
  }
  return sure;
}

TEST_CASE("dropping the evidence keeps what is sure sure, and the rest unsure") {
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    const SketchedNetwork sketched = sketch(test::random_network(seed));
    Routing routing(sketched.network, sketched.ids);
    for (std::uint32_t i = 0; i < routing.graph().routers().size(); ++i) {
      const RouterIndex router(i);
      CHECK(sure_routes(routing, router, Evidence::kept) ==
            sure_routes(routing, router, Evidence::dropped));
    }
  }
}

}  // namespace
}  // namespace hairpin::route
