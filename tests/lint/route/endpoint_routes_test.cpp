#include "route/endpoint_routes.hpp"

#include <string>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/sketch.hpp"

using namespace hairpin;
using route::EndpointRoute;

namespace {

const std::string two_vnets =
    "vnet a 10.1.0.0/16\nsubnet a/app 10.1.1.0/24 table=t\n"
    "vnet b 10.2.0.0/16\nsubnet b/data 10.2.1.0/24\nendpoint e b/data 10.2.1.4\ntable t\n";

std::vector<EndpointRoute> routes_of(const std::string& lines, std::uint32_t vnet) {
  return route::endpoint_routes(test::sketch(lines).network, model::VnetIndex(vnet));
}
std::size_t contested(const std::string& lines) {
  const test::SketchedNetwork sketched = test::sketch(lines);
  CHECK(sketched.problems.empty());
  return route::contested_endpoints(sketched.network).size();
}

}  // namespace

TEST_CASE("the route of an endpoint yields as the policies of its subnet say") {
  const auto plain = routes_of(two_vnets, 1);
  REQUIRE(plain.size() == 1);
  CHECK(plain[0].prefix == *Prefix::parse("10.2.1.4/32").prefix);
  CHECK(plain[0].displaced_from == EndpointRoute::never);
  CHECK_FALSE(plain[0].unknown_policies);
  CHECK(plain[0].may_yield_to(*Prefix::parse("10.2.0.0/16").prefix));
  CHECK_FALSE(plain[0].may_yield_to(*Prefix::parse("10.0.0.0/8").prefix));
  CHECK_FALSE(plain[0].may_yield_to(*Prefix::parse("10.2.2.0/24").prefix));
  CHECK(routes_of(two_vnets + "policies b/data routes\n", 1)[0].displaced_from == 16);
  CHECK(routes_of(two_vnets + "policies b/data groups\n", 1)[0].displaced_from ==
        EndpointRoute::never);
  CHECK(routes_of(two_vnets + "policies b/data unreadable\n", 1)[0].unknown_policies);
  CHECK(routes_of(two_vnets, 0).empty());
}

TEST_CASE("an endpoint is contested where a user route or another VNet is in its way") {
  CHECK(contested(two_vnets) == 0);
  CHECK(contested(two_vnets + "route t 10.0.0.0/8 none\n") == 0);  // the VNet's prefix is longer
  CHECK(contested(two_vnets + "route t 10.2.1.0/24 none\n") == 1);
  CHECK(contested(two_vnets + "route t 10.2.9.0/24 none\n") == 0);
  // It yields, and then goes as its neighbours do.
  CHECK(contested(two_vnets + "route t 10.2.1.0/24 none\npolicies b/data enabled\n") == 0);
  CHECK(contested(two_vnets + "route t 10.2.1.0/24 none\npolicies b/data unreadable\n") == 1);
  CHECK(contested(two_vnets + "vnet c 10.2.0.0/15\n") == 1);
}
