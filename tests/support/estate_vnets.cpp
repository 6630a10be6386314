#include <fmt/format.h>

#include "tests/support/estate_resources.hpp"

namespace hairpin::test {
namespace {

void attached_nics(ResourceWriter& rows, std::uint32_t hub, std::uint32_t spoke,
                   std::string_view subnet) {
  JsonWriter& json = rows.json;
  json.array("ipConfigurations", [&] {
    for (std::uint32_t nic = 0; nic < rows.plan.size().nics_per_vnet; ++nic) {
      if (rows.plan.nic_subnet(spoke, nic) != subnet) continue;
      rows.reference(rows.plan.nic_id(hub, spoke, nic) + "/ipConfigurations/ipconfig1");
    }
  });
}

template <class Body>
void subnet(ResourceWriter& rows, const std::string& vnet, std::string_view name,
            const std::string& prefix, Body&& body) {
  JsonWriter& json = rows.json;
  rows.child(vnet, "subnets", name, [&] {
    json.field("addressPrefix", prefix);
    body();
    json.empty_array("delegations");
    json.empty_array("serviceEndpoints");
    json.field("privateEndpointNetworkPolicies", "Disabled");
    json.field("privateLinkServiceNetworkPolicies", "Enabled");
  });
}

void hub_subnets(ResourceWriter& rows, std::uint32_t hub) {
  JsonWriter& json = rows.json;
  const std::string id = rows.plan.vnet_id(hub, 0);
  subnet(rows, id, "GatewaySubnet", rows.plan.address(hub, 0, 0) + "/26", [&] {
    json.array("ipConfigurations",
               [&] { rows.reference(rows.plan.gateway_id(hub) + "/ipConfigurations/default"); });
  });
  subnet(rows, id, "snet-appliance", rows.plan.address(hub, 0, 64) + "/26",
         [&] { attached_nics(rows, hub, 0, "snet-appliance"); });
  if (rows.plan.has_firewall(hub)) {
    subnet(rows, id, "AzureFirewallSubnet", rows.plan.address(hub, 0, 128) + "/26", [&] {
      json.array("ipConfigurations", [&] {
        rows.reference(rows.plan.firewall_id(hub) + "/azureFirewallIpConfigurations/default");
      });
    });
  }
  subnet(rows, id, "snet-shared", rows.plan.address(hub, 0, 256) + "/24",
         [&] { attached_nics(rows, hub, 0, "snet-shared"); });
}

void spoke_subnets(ResourceWriter& rows, std::uint32_t hub, std::uint32_t spoke) {
  const std::string id = rows.plan.vnet_id(hub, spoke);
  const auto workload = [&](std::string_view name, std::uint32_t offset) {
    subnet(rows, id, name, rows.plan.address(hub, spoke, offset) + "/24", [&] {
      if (const std::uint32_t groups = rows.plan.groups_of(hub); groups > 0) {
        rows.reference("networkSecurityGroup", rows.plan.security_group_id(hub, spoke % groups));
      }
      if (const std::uint32_t tables = rows.plan.tables_of(hub); tables > 0) {
        rows.reference("routeTable", rows.plan.route_table_id(hub, spoke % tables));
      }
      attached_nics(rows, hub, spoke, name);
    });
  };
  workload("snet-app", 0);
  workload("snet-data", 256);
}

void peering(ResourceWriter& rows, std::uint32_t hub, std::uint32_t spoke, bool from_hub) {
  JsonWriter& json = rows.json;
  const std::uint32_t local = from_hub ? 0 : spoke;
  const std::uint32_t remote = from_hub ? spoke : 0;
  const auto space = [&] {
    json.array("addressPrefixes", [&] { json.value(rows.plan.vnet_prefix(hub, remote)); });
  };
  const std::string name = fmt::format("peer-to-{}", rows.plan.vnet_name(hub, remote));
  rows.child(rows.plan.vnet_id(hub, local), "virtualNetworkPeerings", name, [&] {
    json.field("resourceGuid", rows.plan.guid(name));
    json.field("peeringState", "Connected");
    json.field("peeringSyncLevel", "FullyInSync");
    rows.reference("remoteVirtualNetwork", rows.plan.vnet_id(hub, remote));
    json.field("allowVirtualNetworkAccess", true);
    json.field("allowForwardedTraffic", true);
    json.field("allowGatewayTransit", from_hub);
    json.field("useRemoteGateways", !from_hub);
    json.field("doNotVerifyRemoteGateways", false);
    json.field("peerCompleteVnets", true);
    json.object("remoteAddressSpace", space);
    json.object("remoteVirtualNetworkAddressSpace", space);
    json.object("routeServiceVips", [] {});
  });
}

void network_interface(ResourceWriter& rows, std::uint32_t hub, std::uint32_t spoke,
                       std::uint32_t nic) {
  JsonWriter& json = rows.json;
  const std::string id = rows.plan.nic_id(hub, spoke, nic);
  const bool is_public = rows.plan.nic_is_public(hub, spoke, nic);
  const std::string_view subscription = part_after(id, "/subscriptions/");
  const std::string_view group = part_after(id, "/resourceGroups/");
  const std::string address =
      network_id(subscription, group, "publicIPAddresses", fmt::format("pip-{}", last_part(id)));
  rows.row(id, rows.plan.region(hub), "", [&] {
    json.array("ipConfigurations", [&] {
      rows.child(id, "ipConfigurations", "ipconfig1", [&] {
        json.field("privateIPAddress", rows.plan.nic_address(hub, spoke, nic));
        json.field("privateIPAllocationMethod", "Dynamic");
        if (is_public) rows.reference("publicIPAddress", address);
        rows.reference("subnet", fmt::format("{}/subnets/{}", rows.plan.vnet_id(hub, spoke),
                                             rows.plan.nic_subnet(spoke, nic)));
        json.field("primary", true);
        json.field("privateIPAddressVersion", "IPv4");
      });
    });
    json.object("dnsSettings", [&] {
      json.empty_array("dnsServers");
      json.empty_array("appliedDnsServers");
      json.field("internalDomainNameSuffix", "dx.internal.cloudapp.net");
    });
    json.field("macAddress",
               fmt::format("00-22-48-{:02X}-{:02X}-{:02X}", hub % 256, spoke % 256, nic));
    json.field("enableAcceleratedNetworking", true);
    json.field("enableIPForwarding",
               spoke == 0 && rows.plan.nic_subnet(0, nic) == "snet-appliance");
    json.empty_array("hostedWorkloads");
    json.empty_array("tapConfigurations");
    json.field("nicType", "Standard");
    json.field("auxiliaryMode", "None");
    json.field("primary", true);
    rows.reference("virtualMachine",
                   fmt::format("/subscriptions/{}/resourceGroups/{}/providers/Microsoft.Compute/"
                               "virtualMachines/vm-{:04}-{:03}-{:03}",
                               subscription, group, hub, spoke, nic));
  });
  if (is_public)
    public_address(rows, address, rows.plan.region(hub), id + "/ipConfigurations/ipconfig1");
}

}  // namespace

void vnet(ResourceWriter& rows, std::uint32_t hub, std::uint32_t spoke) {
  JsonWriter& json = rows.json;
  rows.row(rows.plan.vnet_id(hub, spoke), rows.plan.region(hub), "", [&] {
    json.object("addressSpace", [&] {
      json.array("addressPrefixes", [&] { json.value(rows.plan.vnet_prefix(hub, spoke)); });
    });
    json.field("privateEndpointVNetPolicies", "Disabled");
    json.object("dhcpOptions", [&] { json.empty_array("dnsServers"); });
    json.array("subnets", [&] {
      if (spoke == 0) {
        hub_subnets(rows, hub);
      } else {
        spoke_subnets(rows, hub, spoke);
      }
    });
    json.array("virtualNetworkPeerings", [&] {
      if (spoke > 0) return peering(rows, hub, spoke, false);
      for (std::uint32_t i = 1; i <= rows.plan.size().spokes_per_hub; ++i)
        peering(rows, hub, i, true);
    });
    json.field("enableDdosProtection", false);
  });
}

void network_interfaces(ResourceWriter& rows, std::uint32_t hub, std::uint32_t spoke) {
  for (std::uint32_t nic = 0; nic < rows.plan.size().nics_per_vnet; ++nic) {
    network_interface(rows, hub, spoke, nic);
  }
}

void public_address(ResourceWriter& rows, const std::string& id, std::string_view location,
                    const std::string& used_by) {
  JsonWriter& json = rows.json;
  rows.row(id, location, "Standard/Regional", [&] {
    json.field("publicIPAddressVersion", "IPv4");
    json.field("publicIPAllocationMethod", "Static");
    json.field("idleTimeoutInMinutes", 4);
    json.field("ipAddress", fmt::format("203.0.113.{}", rows.plan.percent(id)));
    json.empty_array("ipTags");
    rows.reference("ipConfiguration", used_by);
  });
}

}  // namespace hairpin::test
