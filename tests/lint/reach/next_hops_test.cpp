#include "reach/next_hops.hpp"

#include <string>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/sketch.hpp"

namespace hairpin::reach {
namespace {

using Lines = std::vector<std::string>;
using Fault = FaultyHop::Fault;

/// A spoke that sends 0.0.0.0/0 to 10.0.2.4 in its hub.
std::vector<FaultyHop> faults(const Lines& more) {
  Lines lines = {"vnet hub 10.0.0.0/16", "subnet hub/nva 10.0.2.0/24", "vnet s 10.10.0.0/16",
                 "table t", "subnet s/app 10.10.1.0/24 table=t"};
  lines.insert(lines.end(), more.begin(), more.end());
  const test::SketchedNetwork sketched = test::sketch(lines);
  REQUIRE(sketched.problems == Lines{});
  const route::Routing routing(sketched.network, sketched.ids);
  std::vector<FaultyHop> all = faulty_hops(routing);
  for (FaultyHop& hop : all) hop.routes.clear();  // they point into the network
  return all;
}

void check_only(const std::vector<FaultyHop>& all, Fault fault, bool certain) {
  REQUIRE(all.size() == 1);
  CHECK(all[0].fault == fault);
  CHECK(all[0].certain == certain);
}

TEST_CASE("an interface in a peered VNet that forwards takes packets on [3.11]") {
  CHECK(faults({"mesh hub s", "route t 0.0.0.0/0 appliance=10.0.2.4",
                "nic n hub/nva 10.0.2.4 forwarding=yes"})
            .empty());
}

TEST_CASE("an interface that does not forward loses packets [3.11]") {
  const Lines route = {"mesh hub s", "route t 0.0.0.0/0 appliance=10.0.2.4"};
  check_only(faults({route[0], route[1], "nic n hub/nva 10.0.2.4 forwarding=no"}), Fault::refuses,
             true);
  check_only(faults({route[0], route[1], "nic n hub/nva 10.0.2.4"}), Fault::refuses, false);
}

TEST_CASE("whether a next hop behind a connected group will do is not known [10.21]") {
  const Lines joined = {"joined g hub,s", "route t 0.0.0.0/0 appliance=10.0.2.4"};
  const std::string appliance = "nic n hub/nva 10.0.2.4 forwarding=";
  check_only(faults({joined[0], joined[1], appliance + "yes"}), Fault::behind_group, false);
  check_only(faults({joined[0], joined[1], appliance + "no"}), Fault::refuses, false);
  check_only(faults({joined[0], joined[1]}), Fault::nothing_known, false);
  // One that is not in force joins nothing.
  check_only(faults({joined[0] + " apart=s", joined[1], appliance + "yes"}), Fault::out_of_reach,
             true);
  // A peering beside it decides.
  CHECK(faults({joined[0], joined[1], "mesh hub s", appliance + "yes"}).empty());
}

TEST_CASE("a load balancer forwards if one of its backends does [9.1]") {
  const Lines lines = {"mesh hub s", "route t 0.0.0.0/0 appliance=10.0.2.9",
                       "nic n1 hub/nva 10.0.2.4 forwarding=no"};
  const auto with = [&](const Lines& more) {
    Lines all = lines;
    all.insert(all.end(), more.begin(), more.end());
    return faults(all);
  };
  CHECK(
      with({"nic n2 hub/nva 10.0.2.5 forwarding=yes", "balancer b hub/nva 10.0.2.9 backends=n1,n2"})
          .empty());
  check_only(with({"balancer b hub/nva 10.0.2.9 backends=n1"}), Fault::refuses, true);
  check_only(with({"balancer b hub/nva 10.0.2.9"}), Fault::no_backends, false);
}

TEST_CASE("an address in no VNet of the subnet's and its peers is out of reach [3.10]") {
  check_only(faults({"mesh hub s", "route t 0.0.0.0/0 appliance=10.99.0.4"}), Fault::out_of_reach,
             true);
  check_only(faults({"route t 0.0.0.0/0 appliance=10.0.2.4"}), Fault::out_of_reach, true);
  check_only(faults({"mesh hub s", "route t 0.0.0.0/0 appliance=10.99.0.4", "unmodelled s"}),
             Fault::out_of_reach, false);
}

TEST_CASE("what a peering explains is left to it [2.2]") {
  CHECK(faults({"peer s hub state=connected", "route t 0.0.0.0/0 appliance=10.0.2.4",
                "nic n hub/nva 10.0.2.4 forwarding=yes"})
            .empty());
}

TEST_CASE("an address in reach that nothing has is not known [9.1]") {
  check_only(faults({"mesh hub s", "route t 0.0.0.0/0 appliance=10.0.2.4",
                     "route t 10.60.0.0/16 appliance=10.0.2.4"}),
             Fault::nothing_known, false);
}

TEST_CASE("a table that no subnet uses loses nothing") {
  CHECK(faults({"table unused", "route unused 0.0.0.0/0 appliance=10.99.0.4"}).empty());
}

}  // namespace
}  // namespace hairpin::reach
