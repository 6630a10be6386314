#include <algorithm>
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

std::string vnet(std::string_view name, std::string_view prefix, std::string_view more = {}) {
  return resource(cat({"virtualNetworks/", name}),
                  cat({R"("addressSpace":{"addressPrefixes":[")", prefix,
                       R"("]},"virtualNetworkPeerings":[],"subnets":[{"name":"all","properties":{)",
                       R"("addressPrefix":")", prefix, R"(")", more, "}}]"}));
}

const std::string consumer = vnet("c", "10.1.0.0/16");
const std::string provider = vnet("p", "10.2.0.0/16");
const std::string balancer = resource(
    "loadBalancers/lb",
    R"("frontendIPConfigurations":[{"name":"f","properties":{"privateIPAddress":"10.2.1.4",)"
    R"("subnet":)" +
        id("virtualNetworks/p/subnets/all") + "}}]");
const std::string service =
    resource("privateLinkServices/offer",
             R"("alias":"offer.0000.japaneast.azure.privatelinkservice",)"
             R"("loadBalancerFrontendIpConfigurations":[)" +
                 id("loadBalancers/lb/frontendIPConfigurations/f") +
                 R"(],"autoApproval":{"subscriptions":["*"]},"ipConfigurations":[{"properties":{)"
                 R"("privateIPAddress":"10.2.9.9","subnet":)" +
                 id("virtualNetworks/p/subnets/all") + "}}]");
const std::string interface =
    resource("networkInterfaces/e-nic",
             R"("ipConfigurations":[{"properties":{"privateIPAddress":"10.1.0.5"}}])");

std::string endpoint(std::string_view connections, std::string_view more = {}) {
  return resource(
      "privateEndpoints/e",
      cat({R"("subnet":)", id("virtualNetworks/c/subnets/all"), R"(,"networkInterfaces":[)",
           id("networkInterfaces/e-nic"), "],", connections, more}));
}
std::string connected_to(std::string_view target, std::string_view status = "Approved") {
  return cat({R"("privateLinkServiceConnections":[{"name":"x","properties":{)",
              R"("privateLinkServiceId":")", target,
              R"(","privateLinkServiceConnectionState":{"status":")", status, R"("}}}])"});
}

const model::PrivateLink& only_link(const Estate& estate) {
  REQUIRE(estate.network.private_links.size() == 1);
  return estate.network.private_links[model::PrivateLinkIndex(0)];
}
const model::PrivateLinkService& service_of(const Estate& estate) {
  return estate.network.private_link_services[only_link(estate).service];
}

}  // namespace

TEST_CASE("an endpoint has its VNet from its subnet and its address from its interface") {
  const Estate estate =
      import_all({consumer, interface,
                  endpoint(connected_to("/subscriptions/s/"
                                        "resourceGroups/g/providers/Microsoft.Storage/"
                                        "storageAccounts/a"))});
  REQUIRE(estate.network.private_endpoints.size() == 1);
  const auto& endpoint = estate.network.private_endpoints[model::PrivateEndpointIndex(0)];
  REQUIRE(endpoint.vnet);
  CHECK(estate.network.vnets[endpoint.vnet].name == "c");
  CHECK(estate.network.vnets[endpoint.vnet].private_endpoints.size() == 1);
  CHECK(estate.network.subnets[endpoint.subnet].name == "all");
  REQUIRE(endpoint.addresses.size() == 1);
  CHECK(endpoint.addresses[0].value == Address::parse("10.1.0.5"));
  CHECK(estate.network.private_links.empty());  // a service of the platform is in no VNet
  CHECK(estate.network.unresolved.empty());
}

TEST_CASE("without its interface an endpoint has the addresses that it states itself") {
  const Estate estate = import_all(
      {consumer,
       endpoint(connected_to(start + "privateLinkServices/offer"),
                R"(,"ipConfigurations":[{"properties":{"privateIPAddress":"10.1.0.6"}}],)"
                R"("customDnsConfigs":[{"fqdn":"x","ipAddresses":["10.1.0.6","10.1.0.7"]}])")});
  const auto& endpoint = estate.network.private_endpoints[model::PrivateEndpointIndex(0)];
  REQUIRE(endpoint.addresses.size() == 2);
  CHECK(endpoint.addresses[1].value == Address::parse("10.1.0.7"));
}

TEST_CASE("a link is the same in whatever dress its resources come") {
  const std::string target = start + "privateLinkServices/offer";
  const std::string flattened =
      R"({"id":")" + start +
      R"(privateEndpoints/e","type":"Microsoft.Network/privateEndpoints",)"
      R"("subnet":)" +
      id("virtualNetworks/c/subnets/all") + R"(,"networkInterfaces":[)" +
      id("networkInterfaces/e-nic") +
      R"(],"manualPrivateLinkServiceConnections":[{"name":"x","privateLinkServiceId":")" + target +
      R"(","privateLinkServiceConnectionState":{"status":"approved"}}]})";
  for (const std::string& row : {endpoint(connected_to(target)), flattened,
                                 endpoint(connected_to("OFFER.0000.japaneast."
                                                       "azure.privatelinkservice"))}) {
    const Estate estate = import_all({consumer, provider, balancer, service, interface, row});
    INFO(row);
    const model::PrivateLinkService& offer = service_of(estate);
    CHECK(offer.name == "offer");
    CHECK(only_link(estate).state.is(model::LinkState::approved));
    REQUIRE(offer.vnet);
    CHECK(estate.network.vnets[offer.vnet].name == "p");
    CHECK(offer.frontends.size() == 1);
    CHECK_FALSE(offer.lacks_frontends);
    CHECK(offer.nat_addresses == std::vector{*Prefix::parse("10.2.9.9/32").prefix});
    REQUIRE(offer.auto_approval.size() == 1);
    CHECK(offer.auto_approval[0].value == "*");
  }
}

TEST_CASE("of what both sides say of a connection the better counts") {
  const auto stated = [](std::string_view by_endpoint, std::string_view by_service) {
    const std::string child =
        resource("privateLinkServices/offer/privateEndpointConnections/e.1",
                 cat({R"("privateEndpoint":)", id("privateEndpoints/E"),
                      R"(,"privateLinkServiceConnectionState":{"status":")", by_service, R"("})"}));
    const Estate estate =
        import_all({consumer, provider, balancer, service, child,
                    endpoint(connected_to(start + "privateLinkServices/offer", by_endpoint))});
    return only_link(estate).state.value;
  };
  CHECK(stated("Pending", "Approved") == model::LinkState::approved);
  CHECK(stated("Approved", "Rejected") == model::LinkState::approved);
  CHECK(stated("Rejected", "odd") == model::LinkState::unrecognised);
  CHECK(stated("Pending", "Disconnected") == model::LinkState::pending);
}

TEST_CASE("a service that the input lacks may be where its id or its alias lets it be") {
  const auto possible = [](std::string_view target) {
    const std::string elsewhere =
        R"({"id":"/subscriptions/other/resourceGroups/g/providers/Microsoft.Network/)"
        R"(virtualNetworks/o","location":"Japan West","properties":{"addressSpace":{)"
        R"("addressPrefixes":["10.9.0.0/16"]},"subnets":[],"virtualNetworkPeerings":[]}})";
    const Estate estate = import_all({consumer, elsewhere, endpoint(connected_to(target))});
    std::vector<std::string> names;
    for (const model::VnetIndex vnet : service_of(estate).possible_vnets) {
      names.emplace_back(estate.network.vnets[vnet].name);
    }
    std::sort(names.begin(), names.end());
    CHECK(estate.network.unresolved.size() == (names.empty() ? 0 : 1));
    return names;
  };
  using Names = std::vector<std::string>;
  const auto in = [](std::string_view subscription) {
    return cat({"/subscriptions/", subscription,
                "/resourceGroups/g/providers/Microsoft.Network/privateLinkServices/x"});
  };
  CHECK(possible(in("s")) == Names{"c"});
  CHECK(possible(in("OTHER")) == Names{"o"});
  CHECK(possible(in("vendor")).empty());
  CHECK(possible("x.1.japanwest.azure.privatelinkservice") ==
        Names{"c", "o"});  // c states no region
  CHECK(possible("x.1.westeurope.azure.privatelinkservice") == Names{"c"});
}

TEST_CASE("an endpoint that does not say what it leads to may lead anywhere") {
  for (const std::string connections :
       {R"("privateLinkServiceConnections":[])",
        R"("privateLinkServiceConnections":[{"name":"x"}])",
        R"("privateLinkServiceConnections":[{"privateLinkServiceId":7}])",
        R"("privateLinkServiceConnections":[{"privateLinkServiceId":"/nowhere"}])",
        R"("manualPrivateLinkServiceConnections":7)"}) {
    INFO(connections);
    const Estate estate = import_all({consumer, provider, endpoint(connections)});
    CHECK(service_of(estate).possible_vnets.size() == 2);
    CHECK_FALSE(only_link(estate).state.is(model::LinkState::rejected));
    const bool said = std::any_of(
        estate.diagnostics.begin(), estate.diagnostics.end(),
        [](const Diagnostic& each) { return each.kind == Diagnostic::Kind::bad_value; });
    CHECK(said);
  }
}

TEST_CASE("an endpoint that only its service tells of is in its own subscription") {
  const Estate estate = import_all(
      {consumer, provider, balancer,
       resource("privateLinkServices/offer",
                R"("loadBalancerFrontendIpConfigurations":[)" +
                    id("loadBalancers/lb/frontendIPConfigurations/f") +
                    R"(],"privateEndpointConnections":[{"name":"n","properties":{)"
                    R"("privateEndpoint":)" +
                    id("privateEndpoints/gone") +
                    R"(,"privateLinkServiceConnectionState":{"status":"Approved"}}}])")});
  const model::PrivateLink& link = only_link(estate);
  const auto& endpoint = estate.network.private_endpoints[link.endpoint];
  CHECK_FALSE(endpoint.in_input);
  CHECK_FALSE(endpoint.vnet);
  CHECK(endpoint.possible_vnets.size() == 2);
  CHECK(link.state.is(model::LinkState::approved));
}

TEST_CASE("policies of a subnet, and policies that cannot be read") {
  const auto policies = [](std::string_view text) {
    const Estate estate = import_all({vnet("v", "10.1.0.0/16", text)});
    return estate.network.subnets[model::SubnetIndex(0)].endpoint_policies;
  };
  const auto stated = [&](std::string_view value) {
    return policies(cat({R"(,"privateEndpointNetworkPolicies":)", value}));
  };
  CHECK(model::obeys_user_routes(policies("")) == false);
  CHECK(model::obeys_user_routes(stated(R"("Disabled")")) == false);
  CHECK(model::obeys_user_routes(stated(R"("enabled")")) == true);
  CHECK(model::obeys_user_routes(stated(R"("RouteTableEnabled")")) == true);
  CHECK(model::obeys_security_groups(stated(R"("RouteTableEnabled")")) == false);
  CHECK(model::obeys_security_groups(stated(R"("NetworkSecurityGroupEnabled")")) == true);
  CHECK_FALSE(model::obeys_security_groups(stated(R"("Sometimes")")).has_value());
  CHECK_FALSE(model::obeys_user_routes(stated("7")).has_value());
}
