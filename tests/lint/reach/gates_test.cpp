#include "reach/gates.hpp"

#include "reach/ends.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/sketch.hpp"

namespace hairpin::reach {
namespace {

/// Gates of a network in which a1, a2 and a3 are alike but for their names and addresses.
struct Site {
  test::SketchedNetwork sketched = test::sketch(std::vector<std::string>{
      "vnet hub 10.0.0.0/16",
      "vnet a1 10.1.0.0/16",
      "vnet a2 10.2.0.0/16",
      "vnet a3 10.3.0.0/16",
      "spoke a1 hub",
      "spoke a2 hub",
      "spoke a3 hub",
      "vnet a4 10.4.0.0/16 managed=m1",
      "spoke a4 hub",
      "nsg n1",
      "rule n1 in deny from=10.2.0.0/16",
      "nsg n2",
      "rule n2 in deny from=10.2.0.0/16",
      "nsg n3",
      "rule n3 in allow from=10.2.0.0/16 port=443",
      "subnet a1/app 10.1.1.0/24 nsg=n1",
      "subnet a2/app 10.2.1.0/24 nsg=n2",
      "subnet a3/app 10.3.1.0/24 nsg=n3",
      "subnet hub/open 10.0.1.0/24",
      "nsg n4",
      "rule n4 in deny from=10.2.0.0/16",
      "subnet a4/app 10.4.1.0/24 nsg=n4",
      "manager m1",
      "admin m1 in deny port=22",
  });
  route::Routing routing{sketched.network, sketched.ids};
  Checkpoints checkpoints;
  Filters filters{routing, checkpoints};
  Gates gates{sketched.network, filters, checkpoints};

  Machines machines(std::string_view subnet) {
    const auto end = find_endpoint(sketched.network, sketched.ids, subnet);
    REQUIRE(end);
    const PrefixSet addresses = addresses_of(sketched.network, end->subnet);
    return machines_in(sketched.network, end->subnet, addresses).front();
  }
};

TEST_CASE("machines behind equal rules that read one tag stand behind one gate") {
  Site site;
  REQUIRE(site.sketched.problems == std::vector<std::string>{});
  // Without their own spaces, which are shared with nobody, the tags are equal.
  const GateIndex one = site.gates.arriving(site.machines("a1/app"), true);
  CHECK(one == site.gates.arriving(site.machines("a2/app"), true));
  CHECK(one != site.gates.arriving(site.machines("a1/app"), false));
  CHECK(one != site.gates.arriving(site.machines("a3/app"), true));
  CHECK(one != site.gates.arriving(site.machines("a4/app"), true));  // admin rules come first
  CHECK(one != site.gates.leaving(site.machines("a1/app"), true));
}

TEST_CASE("what passes between gates, cut to two ends, is what passes between the ends") {
  Site site;
  for (const std::string_view from : {"a1/app", "a2/app", "a3/app", "a4/app", "hub/open"}) {
    for (const std::string_view to : {"a1/app", "a2/app", "a3/app", "a4/app", "hub/open"}) {
      if (from == to) continue;
      CAPTURE(from, to);
      const Machines sender = site.machines(from), receiver = site.machines(to);
      const Ways straight = site.checkpoints.straight();
      const GateFlows& flows = site.gates.between(site.gates.leaving(sender, false),
                                                  site.gates.arriving(receiver, false), straight);
      const FlowSet both(sender.addresses, receiver.addresses, Services::everything());
      const Passage passage = site.filters.along(sender, receiver, straight);
      CHECK((flows.certain & both) == passage.certain);
      CHECK((flows.possible & both) == passage.possible);
    }
  }
}

TEST_CASE("only gates that stop nothing are open") {
  Site site;
  const auto open = [&](std::string_view from, std::string_view to) {
    return site.gates
        .between(site.gates.leaving(site.machines(from), false),
                 site.gates.arriving(site.machines(to), false), site.checkpoints.straight())
        .open;
  };
  CHECK(open("hub/open", "hub/open"));
  CHECK_FALSE(open("hub/open", "a1/app"));
}

}  // namespace
}  // namespace hairpin::reach
