#include <fmt/format.h>

#include "tests/support/estate_resources.hpp"

namespace hairpin::test {
namespace {

void global_reach(ResourceWriter& rows, std::uint32_t circuit) {
  JsonWriter& json = rows.json;
  const auto links = [&](std::string_view list, bool outgoing) {
    json.array(list, [&] {
      for (std::uint32_t i = 0; i < rows.plan.size().global_reach_links; ++i) {
        const EstatePlan::Link link = rows.plan.link(i);
        if ((outgoing ? link.from : link.to) != circuit) continue;
        const std::uint32_t other = outgoing ? link.to : link.from;
        const std::string own = rows.plan.circuit_id(circuit) + "/peerings/AzurePrivatePeering";
        rows.child(own, list, fmt::format("reach-{:03}-{:03}", link.from, link.to), [&] {
          rows.reference("expressRouteCircuitPeering", own);
          rows.reference("peerExpressRouteCircuitPeering",
                         rows.plan.circuit_id(other) + "/peerings/AzurePrivatePeering");
          json.field("addressPrefix", fmt::format("172.31.{}.{}/29", i / 32, i % 32 * 8));
          json.field("circuitConnectionStatus", "Connected");
        });
      }
    });
  };
  links("connections", true);
  links("peeredConnections", false);
}

void private_peering(ResourceWriter& rows, std::uint32_t circuit) {
  JsonWriter& json = rows.json;
  rows.child(rows.plan.circuit_id(circuit), "peerings", "AzurePrivatePeering", [&] {
    json.field("peeringType", "AzurePrivatePeering");
    json.field("azureASN", 12076);
    json.field("peerASN", static_cast<std::int64_t>(64600 + circuit));
    json.field("primaryPeerAddressPrefix", fmt::format("172.30.{}.0/30", circuit % 256));
    json.field("secondaryPeerAddressPrefix", fmt::format("172.30.{}.4/30", circuit % 256));
    json.field("primaryAzurePort", fmt::format("CONTOSO-{:03}-06GMR-CIS-1-PRI-A", circuit));
    json.field("secondaryAzurePort", fmt::format("CONTOSO-{:03}-06GMR-CIS-2-SEC-A", circuit));
    json.field("state", "Enabled");
    json.field("vlanId", static_cast<std::int64_t>(200 + circuit));
    json.field("gatewayManagerEtag", "7");
    json.field("lastModifiedBy", "Customer");
    global_reach(rows, circuit);
  });
}

}  // namespace

void circuit(ResourceWriter& rows, std::uint32_t number) {
  JsonWriter& json = rows.json;
  const std::string id = rows.plan.circuit_id(number);
  rows.row(id, rows.plan.region(number), "Premium_MeteredData/Premium/MeteredData", [&] {
    json.array("peerings", [&] { private_peering(rows, number); });
    json.empty_array("authorizations");
    json.object("serviceProviderProperties", [&] {
      json.field("serviceProviderName", "Contoso Carrier");
      json.field("peeringLocation", rows.plan.peering_location(number));
      json.field("bandwidthInMbps", 1000);
    });
    json.field("circuitProvisioningState", "Enabled");
    json.field("allowClassicOperations", false);
    json.field("gatewayManagerEtag", "7");
    json.field("serviceKey", rows.plan.guid("service key " + id));
    json.field("serviceProviderProvisioningState", "Provisioned");
    json.field("allowGlobalReach", true);
    json.field("globalReachEnabled", rows.plan.size().global_reach_links > 0);
    json.field("stag", static_cast<std::int64_t>(100 + number));
  });
}

void gateway(ResourceWriter& rows, std::uint32_t hub) {
  JsonWriter& json = rows.json;
  const std::string id = rows.plan.gateway_id(hub);
  const std::string address =
      network_id(rows.plan.connectivity_subscription(), rows.plan.hub_group(hub),
                 "publicIPAddresses", fmt::format("pip-ergw{:04}", hub));
  rows.row(id, rows.plan.region(hub), "", [&] {
    json.array("ipConfigurations", [&] {
      rows.child(id, "ipConfigurations", "default", [&] {
        json.field("privateIPAllocationMethod", "Dynamic");
        rows.reference("publicIPAddress", address);
        rows.reference("subnet", rows.plan.vnet_id(hub, 0) + "/subnets/GatewaySubnet");
      });
    });
    json.object("sku", [&] {
      json.field("name", "ErGw1AZ");
      json.field("tier", "ErGw1AZ");
      json.field("capacity", 2);
    });
    json.field("gatewayType", "ExpressRoute");
    json.field("vpnType", "PolicyBased");
    json.field("enableBgp", false);
    json.field("activeActive", false);
    // As in grown estates: most gateways predate the toggles and accept everything, newer ones
    // refuse, and some exports do not say. [4.12]
    const std::uint32_t age = rows.plan.percent("age of " + id);
    if (age < 90) {
      json.field("allowRemoteVnetTraffic", age < 60);
      json.field("allowVirtualWanTraffic", age < 60);
    }
  });
  public_address(rows, address, rows.plan.region(hub), id + "/ipConfigurations/default");
}

void connection(ResourceWriter& rows, std::uint32_t hub) {
  JsonWriter& json = rows.json;
  const std::string id = network_id(rows.plan.connectivity_subscription(), rows.plan.hub_group(hub),
                                    "connections", fmt::format("con-ergw{:04}", hub));
  rows.row(id, rows.plan.region(hub), "", [&] {
    json.field("connectionType", "ExpressRoute");
    json.object("virtualNetworkGateway1", [&] {
      json.object("properties", [] {});
      json.field("id", rows.plan.gateway_id(hub));
    });
    rows.reference("peer", rows.plan.circuit_id(hub % rows.plan.size().circuits));
    json.field("routingWeight", 0);
    json.field("enableBgp", false);
    json.field("expressRouteGatewayBypass", false);
    json.field("enablePrivateLinkFastPath", false);
    json.field("useLocalAzureIpAddress", false);
    json.field("usePolicyBasedTrafficSelectors", false);
    json.empty_array("ipsecPolicies");
    json.empty_array("trafficSelectorPolicies");
    json.field("connectionStatus", "Unknown");
    json.field("ingressBytesTransferred", 0);
    json.field("egressBytesTransferred", 0);
  });
}

}  // namespace hairpin::test
