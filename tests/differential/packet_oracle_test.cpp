#include "tests/support/packet_oracle.hpp"

#include <string>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/sketch.hpp"

namespace hairpin::oracle {
namespace {

/// The base plan of the scenarios; the toggles are given by each.
std::string base(std::string_view toggle1, std::string_view toggle2) {
  return "vnet h1 10.0.0.0/16\nvnet s1 10.10.0.0/16\nspoke s1 h1\n"
         "vnet h2 10.50.0.0/16\nvnet s2 10.60.0.0/16\nspoke s2 h2\n"
         "gateway g1 h1 remote-vnets=" +
         std::string(toggle1) + "\ngateway g2 h2 remote-vnets=" + std::string(toggle2) +
         "\ncircuit c1\nconnect g1 c1\nconnect g2 c1\n";
}

/// One expectation per word: `s1>s2=reachable`, or `s1-s2=isolated` for both directions.
struct Expected {
  std::string from, to;
  std::string verdict;
};

std::string shown(const test::SketchedNetwork& sketched, std::string_view from,
                  std::string_view to) {
  const auto find = [&](std::string_view name) {
    for (const Vnet& vnet : sketched.network.vnets) {
      if (vnet.name == name) return sketched.network.vnets.index_of(vnet);
    }
    FAIL("no such VNet");
    return VnetIndex();
  };
  const PacketOracle oracle(sketched.network, sketched.ids);
  return std::string(reach::name_of(oracle.vnet(find(from), find(to))));
}

void expect(const std::string& lines, const std::vector<std::string>& expectations) {
  const test::SketchedNetwork sketched = test::sketch(lines);
  CHECK(sketched.problems == std::vector<std::string>{});
  for (const std::string& expectation : expectations) {
    const std::size_t arrow = expectation.find_first_of(">-");
    const std::size_t equals = expectation.find('=');
    const std::string from = expectation.substr(0, arrow);
    const std::string to = expectation.substr(arrow + 1, equals - arrow - 1);
    const std::string verdict = expectation.substr(equals + 1);
    INFO(expectation);
    CHECK(shown(sketched, from, to) == verdict);
    if (expectation[arrow] == '-') CHECK(shown(sketched, to, from) == verdict);
  }
}

TEST_CASE("O-01: gateways on one circuit hand each other's VNets on") {
  expect(base("yes", "yes"), {"h1-h2=reachable", "h1-s2=reachable", "s1-h2=reachable",
                              "s1-s2=reachable", "h1-s1=reachable", "h2-s2=reachable"});
  expect(base("unset", "unset"), {"h1-h2=unproven", "s1-s2=unproven", "h1-s1=reachable"});
}

TEST_CASE("O-02, O-24 to O-29: Global Reach joins two circuits, not three") {
  const std::string three =
      "vnet va 10.1.0.0/16\nvnet vb 10.2.0.0/16\nvnet vc 10.3.0.0/16\n"
      "gateway ga va remote-vnets=yes\ngateway gb vb remote-vnets=yes\n"
      "gateway gc vc remote-vnets=yes\ncircuit ca\ncircuit cb\ncircuit cc\n"
      "connect ga ca\nconnect gb cb\nconnect gc cc\n";
  const std::string chain =
      three + "reach ca cb status=connected\nreach cb cc status=connected peered\n";
  expect(three, {"va-vb=isolated"});
  expect(chain, {"va-vb=reachable", "vb-vc=reachable", "va-vc=isolated"});
  expect(chain + "reach cc ca status=connected\n", {"va-vc=reachable"});
  expect(three + "reach ca cb status=disconnected\n", {"va-vb=isolated"});
  expect(three + "reach ca cb\n", {"va-vb=unproven"});
  expect(three + "reach ca cb status=disconnected\nreach cb ca status=connected\n",
         {"va-vb=reachable"});
}

TEST_CASE("O-03 to O-05: a toggle filters what its own gateway learns") {
  expect(base("no", "no"), {"h1-h2=isolated", "s1-s2=isolated", "h1-s1=reachable"});
  expect(base("yes", "no"),
         {"h1>h2=reachable", "s1>s2=reachable", "h2>h1=isolated", "s2>s1=isolated"});
  expect(base("no", "unset"), {"s2>s1=unproven", "s1>s2=isolated"});
  expect(base("no", "unset") + "assume remote-vnets=yes\n", {"s2>s1=reachable", "s1>s2=isolated"});
}

TEST_CASE("O-06, O-07, O-19: an on-premises route that covers a VNet bypasses the toggles") {
  expect(base("no", "no") + "site c1 advertises=10.0.0.0/8\n",
         {"s1-s2=reachable", "h1-h2=reachable"});
  const std::string other = "vnet h3 172.20.0.0/16\ngateway g3 h3 remote-vnets=no\nconnect g3 c1\n";
  expect(base("no", "no") + other + "site c1 advertises=0.0.0.0/0\n", {"s1-h3=reachable"});
  expect(base("no", "no") + other + "site c1 advertises=10.0.0.0/8\n",
         {"s1>h3=isolated", "h3>s1=reachable"});
  const std::string spokes = base("no", "no") + "vnet s3 10.20.0.0/16\nspoke s3 h1\n";
  expect(spokes, {"s1-s3=isolated"});
  expect(spokes + "site c1 advertises=10.0.0.0/8\n", {"s1-s3=reachable"});
}

TEST_CASE("O-08 to O-11: a spoke is announced only with gateway transit in force") {
  const std::string hubs =
      "vnet h1 10.0.0.0/16\nvnet s1 10.10.0.0/16\nvnet h2 10.50.0.0/16\n"
      "gateway g1 h1 remote-vnets=yes\ngateway g2 h2 remote-vnets=yes\n"
      "circuit c1\nconnect g1 c1\nconnect g2 c1\n";
  expect(hubs + "peer s1 h1\npeer h1 s1 transit=yes\n",
         {"s1-h1=reachable", "s1-h2=isolated", "h1-h2=reachable"});
  expect(hubs + "peer s1 h1 remote-gateways=yes\npeer h1 s1\n", {"s1-h2=isolated"});
  expect(hubs + "peer h1 s1 transit=yes state=initiated\n", {"s1-h1=isolated", "s1-h2=isolated"});
  expect(hubs + "peer s1 h1 remote-gateways=yes\npeer h1 s1 transit=yes state=disconnected\n",
         {"s1-h1=isolated", "s1-h2=isolated"});
}

TEST_CASE("O-12: with access off and no security group nothing is proven") {
  expect("vnet a 10.1.0.0/16\nvnet b 10.2.0.0/16\npeer a b access=no\npeer b a\n",
         {"a-b=unproven"});
}

TEST_CASE("O-13 to O-16: a user route acts where it is as long as what it shall stop") {
  const auto with = [](const std::string& subnets) { return base("yes", "yes") + subnets; };
  expect(with("table t\nroute t 10.10.0.0/16 none\nsubnet s2/app 10.60.1.0/24 table=t\n"
              "subnet s2/db 10.60.2.0/24\n"),
         {"s2-s1=reachable"});
  expect(with("table t\nroute t 10.10.0.0/16 none\nsubnet s2/app 10.60.1.0/24 table=t\n"),
         {"s2>s1=isolated", "s1>s2=reachable"});
  expect(with("table t\nroute t 10.0.0.0/8 none\nsubnet s2/app 10.60.1.0/24 table=t\n"),
         {"s2>s1=reachable"});
  expect(with("table t\nroute t 10.10.128.0/17 none\nsubnet s2/app 10.60.1.0/24 table=t\n"
              "subnet s1/low 10.10.0.0/24\n"),
         {"s2>s1=reachable"});
  expect(with("table t\nroute t 10.10.128.0/17 none\nsubnet s2/app 10.60.1.0/24 table=t\n"
              "subnet s1/high 10.10.200.0/24\n"),
         {"s2>s1=isolated"});
  expect(with("table t propagation=no\nsubnet s1/app 10.10.1.0/24 table=t\n"),
         {"s1>s2=isolated", "s2>s1=reachable", "h1-h2=reachable"});
}

TEST_CASE("O-17: a firewall in the hub leads out although the spoke learns nothing") {
  expect(base("yes", "yes") +
             "subnet h1/AzureFirewallSubnet 10.0.1.0/24\nfirewall f1 h1/AzureFirewallSubnet "
             "10.0.1.4\ntable t propagation=no\nroute t 0.0.0.0/0 appliance=10.0.1.4\n"
             "subnet s1/app 10.10.1.0/24 table=t\n",
         {"s1>s2=reachable", "s1>h1=reachable"});
}

TEST_CASE("O-20: a peering is preferred, so toggles do not matter") {
  expect(base("no", "no") + "mesh s1 s2\n", {"s1-s2=reachable", "h1-h2=isolated"});
}

TEST_CASE("O-21, O-22: a customer router joins circuits when it is declared to") {
  const std::string apart =
      "vnet h1 10.0.0.0/16\nvnet h2 10.50.0.0/16\ngateway g1 h1 remote-vnets=yes\n"
      "gateway g2 h2 remote-vnets=yes\ncircuit c1\ncircuit c2\nconnect g1 c1\nconnect g2 c2\n";
  expect(apart, {"h1-h2=isolated"});
  expect(apart + "site c1 advertises=192.168.0.0/16\n", {"h1-h2=isolated"});
  expect(apart + "site c1 transit=c2\n", {"h1-h2=reachable"});
  expect(apart + "site c1 advertises=10.0.0.0/8\nsite c2 advertises=10.0.0.0/8\n",
         {"h1-h2=isolated"});
  expect(apart + "site c1 advertises=10.0.0.0/8 transit=c2\n", {"h1-h2=reachable"});
  const std::string closed =
      "vnet h1 10.0.0.0/16\nvnet h2 10.50.0.0/16\ngateway g1 h1 remote-vnets=no\n"
      "gateway g2 h2\ncircuit c1\ncircuit c2\nconnect g1 c1\nconnect g2 c2\nsite c1 transit=c2\n";
  expect(closed, {"h1-h2=unproven"});  // [C30]
}

TEST_CASE("O-32, O-33: crossed circuits") {
  const auto crossed = [](std::string_view toggle) {
    return base(toggle, toggle) + "circuit c2\nconnect g1 c2\n";
  };
  expect(crossed("yes") + "connect g2 c2\n", {"s1-s2=reachable"});
  expect(crossed("no") + "connect g2 c2\n", {"s1-s2=isolated"});
}

TEST_CASE("O-54: the same prefix from two owners may lead to either") {
  expect(
      "vnet h1 10.0.0.0/16\nvnet h2 10.0.0.0/16\nvnet h3 10.9.0.0/16\n"
      "gateway g1 h1 remote-vnets=yes\ngateway g2 h2 remote-vnets=yes\n"
      "gateway g3 h3 remote-vnets=yes\ncircuit c1\nconnect g1 c1\nconnect g2 c1\n"
      "connect g3 c1\n",
      {"h1-h2=isolated", "h3>h1=unproven", "h3>h2=unproven", "h1>h3=reachable"});
}

TEST_CASE("O-59, O-60: what a peering leaves out") {
  expect(
      "vnet v1 10.1.0.0/16\nsubnet v1/a 10.1.1.0/24\nsubnet v1/b 10.1.2.0/24\n"
      "vnet v2 10.2.0.0/16\nsubnet v2/c 10.2.1.0/24\n"
      "peer v1 v2 local=a remote=c\npeer v2 v1 local=c remote=a\n",
      {"v1-v2=reachable"});
  expect(
      "vnet v1 10.1.0.0/16\nsubnet v1/a 10.1.1.0/24 table=t\nsubnet v1/b 10.1.2.0/24\n"
      "table t\nroute t 10.2.0.0/16 none\nroute t 10.2.1.0/24 none\nvnet v2 10.2.0.0/16\n"
      "subnet v2/c 10.2.1.0/24\npeer v1 v2 local=a remote=c\npeer v2 v1 local=c remote=a\n",
      {"v1>v2=isolated", "v2>v1=reachable"});  // b has the route, and is not served [2.16]
  expect(
      "vnet a 10.1.0.0/16\nvnet b 10.2.0.0/16 10.9.0.0/16\nsubnet b/new 10.9.1.0/24\n"
      "peer a b sync=remote_not_in_sync synced=10.2.0.0/16\npeer b a\n",
      {"a>b=unproven", "b>a=reachable"});
}

TEST_CASE("O-61, C11: a summary draws packets in, and the hub delivers what it can") {
  const std::string summarised =
      "vnet h1 10.0.0.0/16 summary=10.0.0.0/12\nvnet s1 10.10.0.0/16\nspoke s1 h1\n"
      "vnet s9 192.168.9.0/24\nspoke s9 h1\nvnet s7 10.7.0.0/16\nmesh s7 h1\n"
      "vnet h2 10.50.0.0/16\ngateway g1 h1 remote-vnets=yes\ngateway g2 h2 remote-vnets=yes\n"
      "circuit c1\nconnect g1 c1\nconnect g2 c1\n";
  expect(summarised, {"h2>s1=reachable", "h2>s9=reachable", "h2>h1=reachable", "h2>s7=unproven"});
}

TEST_CASE("O-67: a gateway hop without a VPN gateway is unproven") {
  expect(base("no", "no") +
             "table t\nroute t 10.50.0.0/16 gateway\nsubnet s1/app 10.10.1.0/24 table=t\n",
         {"s1>h2=unproven", "s1>s2=isolated"});
}

TEST_CASE("O-68: the table of the GatewaySubnet acts where packets arrive") {
  expect(base("yes", "yes") +
             "table t\nroute t 10.60.0.0/16 none\n"
             "subnet h2/GatewaySubnet 10.50.255.0/27 table=t\n",
         {"s1>s2=isolated", "s2>s1=reachable", "s1>h2=reachable"});
}

TEST_CASE("C27, C28: what the input lacks may hang on any circuit") {
  const std::string orphan =
      "vnet h 10.0.0.0/16 mentioned\nvnet s 10.10.0.0/16\npeer s h remote-gateways=yes\n"
      "vnet v 10.50.0.0/16\ngateway g v remote-vnets=yes\ncircuit c\nconnect g c\n";
  expect(orphan, {"s-v=unproven"});
  expect("vnet a 10.1.0.0/16\nvnet b 10.2.0.0/16\ntruncated\n", {"a-b=unproven"});
  expect("vnet a 10.1.0.0/16\nvnet b 10.2.0.0/16\nunmodelled a\n", {"a-b=isolated"});
  expect("vnet a 10.1.0.0/16\nvnet b 10.2.0.0/16\nunmodelled a\nunmodelled b\n", {"a-b=unproven"});
}

TEST_CASE("C5, C6: Global Reach that the input does not tell") {
  const auto circuits = [](const std::string& c1, const std::string& c2) {
    return "vnet h1 10.0.0.0/16\nvnet h2 10.50.0.0/16\ngateway g1 h1 remote-vnets=yes\n"
           "gateway g2 h2 remote-vnets=yes\ncircuit c1 " +
           c1 + "\ncircuit c2 " + c2 + "\nconnect g1 c1\nconnect g2 c2\n";
  };
  expect(circuits("no-peerings", ""), {"h1-h2=unproven"});
  expect(circuits("mentioned", ""), {"h1-h2=unproven"});
  expect(circuits("no-peerings place=tokyo", "place=Tokyo"), {"h1-h2=isolated"});
  expect(circuits("no-peerings tenant=a", "tenant=b"), {"h1-h2=isolated"});
}

TEST_CASE("C19: a transit appliance needs forwarded traffic to be accepted") {
  const auto chain = [](const std::string& flags) {
    return "vnet h 10.0.0.0/16\nsubnet h/nva 10.0.1.0/24\nnic n h/nva 10.0.1.4 forwarding=yes\n"
           "vnet a 10.1.0.0/16\nsubnet a/app 10.1.1.0/24 table=t\nvnet b 10.2.0.0/16\n"
           "table t\nroute t 0.0.0.0/0 appliance=10.0.1.4\nmesh a h\npeer h b\npeer b h" +
           flags + "\n";
  };
  expect(chain(""), {"a>b=unproven", "b>a=isolated"});
  expect(chain(" forwarded=yes"), {"a>b=reachable"});
  expect(chain(" forwarded=yes") + "assume forwards=no pattern=*/n\n", {"a>b=isolated"});
}

}  // namespace
}  // namespace hairpin::oracle
