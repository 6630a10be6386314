#include <memory>
#include <string>
#include <utility>

#include "base/text.hpp"
#include "policy/policy.hpp"
#include "tests/support/catch.hpp"

namespace hairpin::policy {
namespace {

constexpr const char* tokyo =
    "/subscriptions/s1/resourceGroups/g/providers/Microsoft.Network/expressRouteCircuits/er-tokyo";
constexpr const char* osaka =
    "/subscriptions/s1/resourceGroups/g/providers/Microsoft.Network/expressRouteCircuits/er-osaka";
constexpr const char* other_osaka =
    "/subscriptions/s2/resourceGroups/g/providers/Microsoft.Network/expressRouteCircuits/er-osaka";
constexpr const char* nva =
    "/subscriptions/s1/resourceGroups/g/providers/Microsoft.Network/networkInterfaces/nva-1";

constexpr const char* branch =
    "/subscriptions/s1/resourceGroups/g/providers/Microsoft.Network/localNetworkGateways/branch-7";
constexpr const char* bgp_peer =
    "/subscriptions/s1/resourceGroups/g/providers/Microsoft.Network/virtualHubs/rs/bgpConnections/"
    "nva-a";

/// Three circuits, two of which share a name, and one appliance; a policy applied to them.
struct Applied {
  explicit Applied(std::string content) : text(std::make_shared<std::string>(std::move(content))) {
    for (const char* id : {tokyo, osaka, other_osaka}) add_circuit(id);
    model::Forwarder forwarder;
    forwarder.id = ids.intern(nva);
    network.forwarders.add(forwarder);
    add_branches();
    const auto policy = read_policy(sources, sources.add("hairpin.yaml", *text, text));
    REQUIRE(policy);
    faults = apply(*policy, network, ids);
  }
  void add_branches() {
    model::VpnSite site;
    site.id = ids.intern(branch);
    site.name = ids.name(site.id);
    network.vpn_sites.add(site);
    model::RouteServer server;
    server.name = "rs";
    model::BgpPeer peer;
    peer.id = ids.intern(bgp_peer);
    peer.name = ids.name(peer.id);
    peer.server = network.route_servers.add(server);
    network.bgp_peers.add(peer);
  }
  void add_circuit(const char* id) {
    model::Circuit circuit;
    circuit.id = ids.intern(id);
    circuit.name = ids.name(circuit.id);
    network.circuit_by_id.emplace(circuit.id, network.circuits.add(circuit));
  }
  std::string fault() const {
    if (faults.size() != 1) return std::to_string(faults.size()) + " faults";
    return cat({std::to_string(sources.position(faults[0].where).line), " ", faults[0].statement,
                " | ", faults[0].hint});
  }

  std::shared_ptr<std::string> text;
  SourceMap sources;
  ResourceIds ids;
  model::Network network;
  Diagnostics faults;
};

TEST_CASE("a circuit is named by id, by unambiguous name, or by a pattern over ids") {
  const std::string name = GENERATE(as<std::string>(), tokyo, "er-tokyo", "ER-Tokyo",
                                    "\"*/expressRouteCircuits/er-tok*\"");
  CAPTURE(name);
  const Applied applied("onPremises:\n  - circuit: " + name +
                        "\n    advertises: [10.0.0.0/8]\n    transit: [" + osaka + "]\n");
  REQUIRE(applied.faults.empty());
  REQUIRE(applied.network.sites.size() == 1);
  const model::Site& site = applied.network.sites[model::SiteIndex(0)];
  CHECK(site.circuit == model::CircuitIndex(0));
  CHECK(site.advertises.at(0).value == Prefix::parse("10.0.0.0/8").prefix);
  CHECK(site.transit.at(0).value == model::CircuitIndex(1));
  CHECK(applied.sources.text(site.transit[0].where) == osaka);
}

TEST_CASE("a name that fits no circuit, or several, is an error with a way out") {
  CHECK(Applied("onPremises:\n  - circuit: er-tokio\n").fault() ==
        "2 no circuit is named 'er-tokio' | did you mean 'er-tokyo'?");
  CHECK(Applied("onPremises:\n  - circuit: something-else\n").fault() ==
        "2 no circuit is named 'something-else' | known here: er-tokyo, er-osaka and er-osaka");
  CHECK(Applied("onPremises:\n  - circuit: er-osaka\n").fault() ==
        cat({"2 'er-osaka' names 2 circuits | write the id of the one that is meant: ", osaka,
             " and ", other_osaka}));
  CHECK(Applied("onPremises:\n  - circuit: er-tokyo\n    transit: [er-nowhere]\n").fault() ==
        "3 no circuit is named 'er-nowhere' | known here: er-tokyo, er-osaka and er-osaka");
}

TEST_CASE("contradictions about one circuit are errors") {
  CHECK(Applied("onPremises:\n  - circuit: er-tokyo\n  - circuit: \"*/er-tokyo\"\n").fault() ==
        "3 the on-premises side of 'er-tokyo' is declared twice | put everything about it into one "
        "entry");
  CHECK(Applied("onPremises:\n  - circuit: er-tokyo\n    transit: [er-tokyo]\n").fault() ==
        "3 a site needs no transit to the circuit that it is on | name the other circuit, or "
        "remove this one");
}

TEST_CASE("VPN sites and BGP peers get what they announce") {
  const Applied applied(
      "onPremises:\n  - vpnSite: branch-7\n    advertises: [192.168.7.0/24]\n"
      "  - bgpPeer: rs/nva-a\n    advertises: [10.200.0.0/16]\n    nextHop: 10.0.3.10\n");
  REQUIRE(applied.faults.empty());
  const model::VpnSite& site = applied.network.vpn_sites[model::VpnSiteIndex(0)];
  REQUIRE(site.declared);
  CHECK(site.declared->at(0).value == Prefix::parse("192.168.7.0/24").prefix);
  const model::BgpPeer& peer = applied.network.bgp_peers[model::BgpPeerIndex(0)];
  REQUIRE(peer.declared);
  CHECK(peer.declared->at(0).value == Prefix::parse("10.200.0.0/16").prefix);
  CHECK(peer.next_hop->value == Address::parse("10.0.3.10"));
  CHECK(Applied("onPremises:\n  - vpnSite: branch-8\n").fault() ==
        "2 no VPN site is named 'branch-8' | did you mean 'branch-7'?");
  CHECK(Applied("onPremises:\n  - bgpPeer: nva-a\n").fault() ==
        "2 no BGP peer is named 'nva-a' | name one that the input holds");
}

TEST_CASE("assumptions enter the network, the policy's patterns first") {
  const Applied applied(
      "assume:\n  allowRemoteVnetTraffic: false\n  appliance: { \"*/NVA-*\": no-forwarding }\n");
  REQUIRE(applied.faults.empty());
  const model::Assumptions& assumed = applied.network.assumptions;
  REQUIRE(assumed.allow_remote_vnet_traffic);
  CHECK_FALSE(assumed.allow_remote_vnet_traffic->value);
  CHECK_FALSE(assumed.allow_virtual_wan_traffic);
  REQUIRE(assumed.appliances.size() == 1);
  CHECK_FALSE(assumed.appliances[0].forwards);
}

TEST_CASE("an appliance pattern that matches nothing is a note, not an error") {
  const Applied applied("assume:\n  appliance: { \"*/nva-mgmt-*\": no-forwarding }\n");
  REQUIRE(applied.faults.size() == 1);
  CHECK(applied.faults[0].kind == Diagnostic::Kind::conflict);
  CHECK(applied.network.assumptions.appliances.size() == 1);
}

}  // namespace
}  // namespace hairpin::policy
