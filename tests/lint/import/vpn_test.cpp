#include <memory>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "import/network_builder.hpp"
#include "tests/lint/import/network_dump.hpp"
#include "tests/support/catch.hpp"

using namespace hairpin;
using namespace hairpin::import;

namespace {

const std::string start = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/";

std::string resource(std::string_view type_and_name, std::string_view properties) {
  return cat({R"({"id":")", start, type_and_name, R"(","properties":{)", properties, "}}"});
}
std::string id(std::string_view type_and_name) {
  return cat({R"({"id":")", start, type_and_name, R"("})"});
}

Estate import_all(const std::vector<std::string>& resources) {
  std::string text = "[";
  for (const std::string& item : resources) text += (text.size() > 1 ? "," : "") + item;
  const auto kept = std::make_shared<const std::string>(text + "]");
  const InputText input{"in.json", *kept, kept};
  ImportOptions options;
  options.allow_empty = true;
  return import_texts({&input, 1}, options);
}

model::Gateway vpn_gateway(const std::string& properties,
                           const std::vector<std::string>& others = {}) {
  std::vector<std::string> all = {
      resource("virtualNetworkGateways/g", R"("gatewayType":"Vpn",)" + properties)};
  all.insert(all.end(), others.begin(), others.end());
  return import_all(all).network.gateways[model::GatewayIndex(0)];
}

}  // namespace

TEST_CASE("what a VPN gateway states of BGP, and what it does not") {
  const model::VpnSettings stated =
      vpn_gateway(R"("vpnType":"PolicyBased","enableBgp":true,"activeActive":true,)"
                  R"("bgpSettings":{"asn":65010})")
          .vpn;
  CHECK(stated.type.is(model::VpnType::policy_based));
  CHECK(stated.enable_bgp.is(true));
  CHECK(stated.active_active.is(true));
  CHECK(stated.asn.is(65010));
  const model::VpnSettings spoiled =
      vpn_gateway(R"("vpnType":"other","enableBgp":7,"active":false,"bgpSettings":{"asn":"many"})")
          .vpn;
  CHECK(spoiled.type.is(model::VpnType::unrecognised));
  CHECK_FALSE(spoiled.enable_bgp.is_set());
  CHECK(spoiled.active_active.is(false));
  CHECK(spoiled.unreadable_asn);  // not the default
  CHECK_FALSE(vpn_gateway(R"("sku":{})").vpn.unreadable_asn);
}

TEST_CASE("the public addresses of a gateway come from their own rows, or from its tunnels") {
  const std::string configuration = R"("ipConfigurations":[{"properties":{"publicIPAddress":)" +
                                    id("publicIPAddresses/p") + "}}]";
  const model::VpnSettings by_row =
      vpn_gateway(configuration, {resource("publicIPAddresses/P", R"("ipAddress":"198.51.100.1")")})
          .vpn;
  REQUIRE(by_row.addresses.size() == 1);
  CHECK(by_row.addresses[0].value == Address::parse("198.51.100.1"));
  CHECK(by_row.knows_addresses);
  CHECK_FALSE(vpn_gateway(configuration).vpn.knows_addresses);
  const model::VpnSettings by_tunnel =
      vpn_gateway(
          configuration +
          R"(,"bgpSettings":{"bgpPeeringAddresses":[{"tunnelIpAddresses":["198.51.100.2"]}]})")
          .vpn;
  REQUIRE(by_tunnel.addresses.size() == 1);
  CHECK(by_tunnel.knows_addresses);
}

TEST_CASE("a connection keeps its selectors and NAT rules, or that they cannot be read") {
  const auto tunnel = [](const std::string& properties) {
    return import_all({resource("connections/c", R"("connectionType":"IPsec",)" + properties)})
        .network.connections[model::ConnectionIndex(0)]
        .tunnel;
  };
  const model::TunnelSettings plain =
      tunnel(R"("trafficSelectorPolicies":[{"localAddressRanges":["10.1.0.0/16"],)"
             R"("remoteAddressRanges":["10.2.0.0/16"]}],"ingressNatRules":[)" +
             id("virtualNetworkGateways/g/natRules/r") + "]");
  REQUIRE(plain.selectors.size() == 1);
  CHECK(plain.selectors[0].remote.at(0).value == Prefix::parse("10.2.0.0/16").prefix);
  CHECK(plain.states_selectors);
  CHECK(plain.translates());
  const model::TunnelSettings spoiled =
      tunnel(R"("trafficSelectorPolicies":[{"localAddressRanges":["here"],)"
             R"("remoteAddressRanges":["10.2.0.0/16"]}],"egressNatRules":["r"])");
  CHECK_FALSE(spoiled.states_selectors);
  CHECK(spoiled.translates());
  CHECK_FALSE(tunnel(R"("enableBgp":true)").translates());
}

TEST_CASE("a Route Server is a hub without Virtual WAN, with its subnet and peers in own records") {
  const Estate estate = import_all(
      {resource("virtualHubs/rs", R"("allowBranchToBranchTraffic":true,"hubRoutingPreference":)"
                                  R"("ASPath")"),
       resource("virtualHubs/rs/ipConfigurations/c",
                R"("subnet":)" + id("virtualNetworks/v/subnets/RouteServerSubnet")),
       resource("virtualHubs/rs/bgpConnections/nva", R"("peerIp":"10.0.3.4","peerAsn":65020)"),
       resource("virtualHubs/h", R"("virtualWan":)" + id("virtualWans/w")),
       resource("virtualHubs/h/bgpConnections/n", R"("peerIp":"10.0.3.5")")});
  REQUIRE(estate.network.route_servers.size() == 1);
  const auto& server = estate.network.route_servers[model::RouteServerIndex(0)];
  CHECK(server.branch_to_branch.is(true));
  CHECK(server.preference.is(model::RoutingPreference::as_path));
  REQUIRE(server.vnet);
  CHECK(estate.network.vnets[server.vnet].name == "v");
  REQUIRE(server.peers.size() == 1);
  const model::BgpPeer& peer = estate.network.bgp_peers[server.peers[0]];
  CHECK(peer.address->value == Address::parse("10.0.3.4"));
  CHECK(peer.asn.is(65020));
}

TEST_CASE("a toggle of a Route Server that cannot be read is neither on nor off") {
  const Estate estate =
      import_all({resource("virtualHubs/rs", R"("allowBranchToBranchTraffic":"perhaps")")});
  const auto& server = estate.network.route_servers[model::RouteServerIndex(0)];
  CHECK_FALSE(server.branch_to_branch.is_set());
  CHECK(server.unreadable_branch_to_branch);
}
