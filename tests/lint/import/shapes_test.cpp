#include <algorithm>
#include <set>
#include <sstream>

#include "tests/lint/import/network_dump.hpp"
#include "tests/lint/import/sample_estate.hpp"
#include "tests/support/catch.hpp"

using namespace hairpin;
using namespace hairpin::import;

namespace {

/// The files of `dressed` as inputs; the caller keeps them alive.
std::vector<InputText> inputs_of(const Dressed& dressed) {
  std::vector<InputText> inputs;
  for (const std::string& file : dressed.files) inputs.push_back({"input.json", file});
  return inputs;
}

/// The lines that only one of the texts has, marked with - and +.
std::string difference(const std::string& expected, const std::string& found) {
  const auto lines = [](const std::string& text) {
    std::multiset<std::string> set;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) set.insert(line);
    return set;
  };
  const auto left = lines(expected), right = lines(found);
  std::string text;
  for (const auto& line : left) text += right.contains(line) ? "" : "- " + line + "\n";
  for (const auto& line : right) text += left.contains(line) ? "" : "+ " + line + "\n";
  return text.empty() && expected != found ? "the order of the lines" : text;
}

}  // namespace

TEST_CASE("one estate gives one network in every dress") {
  const std::vector<Dressed> dresses = sample_in_every_dress();
  const Estate reference = import_texts(inputs_of(dresses.front()));
  CHECK(list_problems(reference) == "");
  const std::string expected = dump(reference);
  CHECK(expected.find("vnet-hub") != expected.npos);
  for (const Dressed& dressed : dresses) {
    INFO(dressed.name);
    const Estate estate = import_texts(inputs_of(dressed));
    CHECK(list_problems(estate) == "");
    CHECK(difference(expected, dump(estate)) == "");
    CHECK(estate.network.coverage.resources >= sample_resources().size());
  }
}

TEST_CASE("the network of the sample is what its resources say") {
  const std::vector<Dressed> dresses = sample_in_every_dress();
  const Estate estate = import_texts(inputs_of(dresses.front()));
  const std::string text = dump(estate);
  const auto has = [&](std::string_view line) { return text.find(line) != text.npos; };
  const std::string g =
      "/subscriptions/11111111-2222-3333-4444-555555555555/resourcegroups/rg-net/providers/"
      "microsoft.network/";
  const std::string o =
      "/subscriptions/99999999-2222-3333-4444-555555555555/resourcegroups/rg-far/providers/"
      "microsoft.network/";
  INFO(text);
  CHECK(has("vnet " + g +
            "virtualnetworks/vnet-hub at japaneast of  space=10.0.0.0/16,fd00:1::/48,"
            " summary= #env=prod #owner=netops peerings=2\n"));
  CHECK(has("vnet " + o + "virtualnetworks/vnet-far (mentioned) at  of  space=10.9.0.0/16,"));
  CHECK(has("prefixes=10.0.1.0/24,10.0.2.0/24, purpose=0 table=- nsg=" + g +
            "networksecuritygroups/nsg-1\n"));
  CHECK(has("gatewaysubnet prefixes=10.0.0.0/27, purpose=1"));
  CHECK(has("reverse=" + g + "virtualnetworks/vnet-spoke/virtualnetworkpeerings/to-hub state=0"));
  CHECK(has("gateway " + g + "virtualnetworkgateways/gw-er kind=0 in " + g +
            "virtualnetworks/vnet-hub sku=ErGw1AZ connections=1 remote=1 wan=? admin=?\n"));
  CHECK(has("gateway " + g + "virtualnetworkgateways/gw-vpn kind=1 in " + g +
            "virtualnetworks/vnet-hub sku=ErGw1AZ connections=1 remote=? wan=? admin=? vpn-type=0 "
            "bgp=1 asn=65010 active-active=0 clients=172.30.0.0/24,"));
  CHECK(has("vpn-site " + g +
            "localnetworkgateways/branch space=192.168.7.0/24, asn=65100 states-space=1 at "
            "203.0.113.7 bgp 192.168.7.254\n"));
  CHECK(has("connection " + g + "connections/to-tokyo kind=0 " + g +
            "virtualnetworkgateways/gw-er - " + g + "expressroutecircuits/er-tokyo / - / -"));
  CHECK(has("circuit " + g +
            "expressroutecircuits/er-tokyo tier=2 state=Enabled "
            "provider=Provisioned location=Tokyo mbps=1000 port=- states-peerings=1 connections=1 "
            "private=1 asn=65001 authorization partner in-use=1\n"));
  CHECK(has("circuit " + o + "expressroutecircuits/er-osaka (mentioned)"));
  CHECK(has(g + "expressroutecircuits/er-tokyo ~ " + o +
            "expressroutecircuits/er-osaka peered=0 status=0 prefixes=172.16.0.0/29,\n"));
  CHECK(has("table " + g + "routetables/rt-spoke no-bgp=1 subnets=1\n"));
  CHECK(has("0.0.0.0/0 via 0 10.0.1.4\n"));
  CHECK_FALSE(has("AzureCloud"));
  CHECK(has("nic-nva kind=0 10.0.1.5 in " + g + "virtualnetworks/vnet-hub/subnets/appliances"));
  CHECK_FALSE(has("nic-plain"));
  CHECK(has("loadbalancers/lb kind=1 10.0.1.4"));
  CHECK(has("forwards=? -> 10.0.1.5\n"));
  CHECK(has("azurefirewalls/fw kind=2 10.0.2.4"));
  CHECK_FALSE(has("unmodelled"));
  CHECK_FALSE(has("do-not-keep"));
}

TEST_CASE("positions point at the value, also through the escapes of a text in a text") {
  const std::vector<Dressed> dresses = sample_in_every_dress();
  for (const Dressed& dressed : dresses) {
    INFO(dressed.name);
    const Estate estate = import_texts(inputs_of(dressed));
    const auto& gateways = estate.network.gateways;
    const auto found = std::find_if(gateways.begin(), gateways.end(), [](const auto& gateway) {
      return gateway.allow_remote_vnet_traffic.is_set();
    });
    REQUIRE(found != gateways.end());
    CHECK(estate.sources.text(found->allow_remote_vnet_traffic.where) == "true");
    const auto& prefix = estate.network.vnets[model::VnetIndex(0)].address_space.at(0);
    const std::string_view text = estate.sources.text(prefix.where);
    CHECK(text.find("10.0.0.0/16") != text.npos);
    CHECK(text.size() <= std::string_view("\\\"10.0.0.0/16\\\"").size());
  }
}
