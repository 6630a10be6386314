#include "route/user_routes.hpp"

#include <string>
#include <vector>

#include "route/inspection.hpp"
#include "route/overlaps.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/sketch.hpp"

namespace hairpin::route {
namespace {

using Lines = std::vector<std::string>;

/// A spoke whose gateway learned the /16 of another hub and of its spoke.
Lines estate(const Lines& more) {
  Lines lines = {"vnet h1 10.0.0.0/16",
                 "vnet s1 10.10.0.0/16",
                 "spoke s1 h1",
                 "vnet h2 10.50.0.0/16",
                 "vnet s2 10.60.0.0/16",
                 "spoke s2 h2",
                 "gateway g1 h1 remote-vnets=yes",
                 "gateway g2 h2 remote-vnets=yes",
                 "circuit c1 private=yes",
                 "connect g1 c1 state=Succeeded",
                 "connect g2 c1 state=Succeeded",
                 "subnet s1/app 10.10.1.0/24 table=t"};
  lines.insert(lines.end(), more.begin(), more.end());
  return lines;
}

struct Built {
  explicit Built(const Lines& lines)
      : sketched(test::sketch(lines)), routing(sketched.network, sketched.ids) {
    REQUIRE(sketched.problems == Lines{});
  }
  model::VnetIndex vnet(std::string_view name) const {
    for (const model::Vnet& each : sketched.network.vnets) {
      if (each.name == name) return sketched.network.vnets.index_of(each);
    }
    return {};
  }
  test::SketchedNetwork sketched;
  Routing routing;
};

/// What passes the first route of table t, seen from s1.
Lines passing(const Lines& more) {
  const Built built(estate(more));
  const model::RouteTable& table = *built.sketched.network.route_tables.begin();
  Lines prefixes;
  for (const LongerRoute& each :
       longer_routes(built.routing, built.vnet("s1"), table, table.routes.front())) {
    CHECK(is_certain(built.routing, each));
    prefixes.push_back(each.prefix.to_string() + (each.learned ? " learned" : " peered"));
  }
  return prefixes;
}

TEST_CASE("longer learned and peered routes pass a user route [3.6]") {
  CHECK(passing({"table t", "route t 10.0.0.0/8 none"}) ==
        Lines{"10.0.0.0/16 peered", "10.50.0.0/16 learned", "10.60.0.0/16 learned"});
}

TEST_CASE("an equal user route is passed by nothing [3.2]") {
  CHECK(passing({"table t", "route t 10.60.0.0/16 none"}).empty());
}

TEST_CASE("another route of the table takes back what it covers [3.1]") {
  CHECK(passing({"table t", "route t 10.0.0.0/8 none", "route t 10.60.0.0/16 none"}) ==
        Lines{"10.0.0.0/16 peered", "10.50.0.0/16 learned"});
  CHECK(passing({"table t", "route t 10.0.0.0/8 none", "route t 10.60.0.0/17 none",
                 "route t 10.60.128.0/17 none"}) ==
        Lines{"10.0.0.0/16 peered", "10.50.0.0/16 learned"});
  // What a longer route between the two covers, that one loses.
  CHECK(passing({"table t", "route t 10.0.0.0/8 none", "route t 10.48.0.0/12 none"}) ==
        Lines{"10.0.0.0/16 peered"});
}

TEST_CASE("a table without gateway routes is passed by peerings alone [3.13]") {
  CHECK(passing({"table t propagation=no", "route t 10.0.0.0/8 none"}) ==
        Lines{"10.0.0.0/16 peered"});
}

TEST_CASE("a gateway hop may mean the gateways of the VNet and of its hub [3.9]") {
  const Built built(estate({"table t", "gateway v1 h1 vpn"}));
  const GatewaysInReach spoke = gateways_in_reach(built.routing, built.vnet("s1"));
  CHECK(spoke.express_route.size() == 1);
  CHECK(spoke.vpn.size() == 1);
  CHECK(!spoke.unknown);
  const GatewaysInReach other = gateways_in_reach(built.routing, built.vnet("s2"));
  CHECK(other.express_route.size() == 1);
  CHECK(other.vpn.empty());
}

TEST_CASE("a gateway that the input lacks is known to be there [13.11]") {
  const Built built({"vnet h1 10.0.0.0/16", "vnet s1 10.10.0.0/16", "spoke s1 h1"});
  CHECK(gateways_in_reach(built.routing, built.vnet("s1")).unknown);
  CHECK(gateways_in_reach(built.routing, built.vnet("h1")).unknown);  // it stands there
}

TEST_CASE("VNets share an answer if they have the same gateways and peers") {
  const Built built(estate(
      {"table t", "vnet s3 10.11.0.0/16", "spoke s3 h1", "subnet s3/app 10.11.1.0/24 table=t",
       "subnet s2/app 10.60.1.0/24 table=t", "subnet h1/GatewaySubnet 10.0.255.0/27 table=t"}));
  const auto users = users_alike(built.routing, *built.sketched.network.route_tables.begin());
  REQUIRE(users.size() == 2);  // gateways' subnets do not count [3.17]
  CHECK(users[0].size() + users[1].size() == 3);
}

TEST_CASE("a default route promises no inspection, unless gateway routes are off [3.13]") {
  const Lines appliance = {"subnet h1/nva 10.0.2.0/24", "nic n1 h1/nva 10.0.2.4 forwarding=yes",
                           "subnet h1/app 10.0.1.0/24"};
  const auto found = [&](Lines more) {
    more.insert(more.end(), appliance.begin(), appliance.end());
    return inspections(Built(estate(more)).routing);
  };
  CHECK(found({"table t", "route t 0.0.0.0/0 appliance=10.0.2.4"}).empty());
  const auto all = found({"table t propagation=no", "route t 0.0.0.0/0 appliance=10.0.2.4"});
  REQUIRE(all.size() == 1);
  CHECK(all[0].passed.empty());
  REQUIRE(all[0].beside.size() == 1);  // h1/app, not the subnet of the appliance itself
  CHECK(all[0].beside[0].straight.size() == 2);
}

TEST_CASE("VNets overlap where they can meet, and nowhere else [A12]") {
  const Lines hubs = {"vnet h1 10.0.0.0/16", "vnet h2 10.0.4.0/24", "gateway g1 h1 remote-vnets=no",
                      "gateway g2 h2 remote-vnets=no"};
  const auto found = [&](Lines more) {
    more.insert(more.begin(), hubs.begin(), hubs.end());
    return overlaps(Built(more).routing);
  };
  CHECK(found({"circuit c1 private=yes", "circuit c2 private=yes", "connect g1 c1 state=Succeeded",
               "connect g2 c2 state=Succeeded"})
            .empty());
  const auto all = found(
      {"circuit c1 private=yes", "connect g1 c1 state=Succeeded", "connect g2 c1 state=Succeeded"});
  REQUIRE(all.size() == 1);
  CHECK(all[0].vnets.size() == 2);
  CHECK(all[0].circuits.size() == 1);
  CHECK(all[0].certain);
  CHECK(all[0].all_announced);
}

TEST_CASE("a prefix that is announced elsewhere is an overlap with who has it [4.23]") {
  const Built built({"vnet h1 10.0.0.0/16", "vnet dummy 10.60.0.0/16", "spoke dummy h1",
                     "vnet h2 10.50.0.0/16", "vnet s2 10.60.0.0/16", "mesh h2 s2",
                     "gateway g1 h1 remote-vnets=no", "gateway g2 h2 remote-vnets=no",
                     "circuit c1 private=yes", "connect g1 c1 state=Succeeded",
                     "connect g2 c1 state=Succeeded"});
  const auto all = overlaps(built.routing);
  REQUIRE(all.size() == 1);
  CHECK(all[0].certain);
  CHECK(!all[0].all_announced);
}

}  // namespace
}  // namespace hairpin::route
