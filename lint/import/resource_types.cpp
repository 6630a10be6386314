#include "import/resource_types.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace hairpin::import {
namespace {

using Filter = PropertyFilter;
constexpr bool list = true;

constexpr Filter id_filter[] = {{"id"}};
constexpr Filter prefixes_filter[] = {{"addressPrefixes"}};
constexpr Filter name_filter[] = {{"name"}, {"tier"}};
constexpr Filter any_filter[] = {{any_key}};

constexpr Filter envelope[] = {{"id"},
                               {"resourceId"},
                               {"name"},
                               {"resourceName"},
                               {"type"},
                               {"resourceType"},
                               {"location"},
                               {"tenantId"},
                               {"kind"},
                               {"subscriptionId"},
                               {"resourceGroup"},
                               {"tags", any_filter},
                               {"sku", name_filter},
                               {child_resources_key}};

constexpr Filter identity_only[] = {{"id"}, {"resourceId"}};

constexpr Filter delegation[] = {{"serviceName"}};
constexpr Filter subnet[] = {{"id"},
                             {"name"},
                             {"addressPrefix"},
                             {"addressPrefixes"},
                             {"routeTable", id_filter},
                             {"networkSecurityGroup", id_filter},
                             {"delegations", delegation, list},
                             {"applicationGatewayIPConfigurations", id_filter, list},
                             {"privateEndpointNetworkPolicies"}};

constexpr Filter peering[] = {{"id"},
                              {"name"},
                              {"remoteVirtualNetwork", id_filter},
                              {"peeringState"},
                              {"peeringSyncLevel"},
                              {"allowVirtualNetworkAccess"},
                              {"allowForwardedTraffic"},
                              {"allowGatewayTransit"},
                              {"useRemoteGateways"},
                              {"peerCompleteVnets"},
                              {"enableOnlyIPv6Peering"},
                              {"localSubnetNames"},
                              {"remoteSubnetNames"},
                              {"remoteAddressSpace", prefixes_filter},
                              {"remoteVirtualNetworkAddressSpace", prefixes_filter}};

constexpr Filter virtual_network[] = {{"addressSpace", prefixes_filter},
                                      {"summarizedGatewayPrefixes", prefixes_filter},
                                      {"subnets", subnet, list},
                                      {"virtualNetworkPeerings", peering, list}};

constexpr Filter on_subnet[] = {{"subnet", id_filter}, {"publicIPAddress", id_filter}};
constexpr Filter tunnel_addresses[] = {{"tunnelIpAddresses"}};
constexpr Filter bgp_settings[] = {
    {"asn"}, {"bgpPeeringAddress"}, {"bgpPeeringAddresses", tunnel_addresses, list}};
constexpr Filter client_pool[] = {{"vpnClientAddressPool", prefixes_filter}};
constexpr Filter gateway[] = {{"gatewayType"},
                              {"vpnType"},
                              {"enableBgp"},
                              {"bgpSettings", bgp_settings},
                              {"activeActive"},
                              {"active"},
                              {"vpnClientConfiguration", client_pool},
                              {"sku", name_filter},
                              {"allowRemoteVnetTraffic"},
                              {"allowVirtualWanTraffic"},
                              {"adminState"},
                              {"ipConfigurations", on_subnet, list}};

constexpr Filter traffic_selector[] = {{"localAddressRanges"}, {"remoteAddressRanges"}};
constexpr Filter connection[] = {{"connectionType"},
                                 {"virtualNetworkGateway1", id_filter},
                                 {"virtualNetworkGateway2", id_filter},
                                 {"localNetworkGateway2", id_filter},
                                 {"peer", id_filter},
                                 {"provisioningState"},
                                 {"connectionStatus"},
                                 {"routingWeight"},
                                 {"expressRouteGatewayBypass"},
                                 {"enableBgp"},
                                 {"usePolicyBasedTrafficSelectors"},
                                 {"trafficSelectorPolicies", traffic_selector, list},
                                 {"ingressNatRules", id_filter, list},
                                 {"egressNatRules", id_filter, list}};

constexpr Filter local_network_gateway[] = {{"localNetworkAddressSpace", prefixes_filter},
                                            {"gatewayIpAddress"},
                                            {"bgpSettings", bgp_settings}};
constexpr Filter public_address[] = {{"ipAddress"}};

constexpr Filter ipv6_config[] = {{"addressPrefix"}, {"circuitConnectionStatus"}};
constexpr Filter circuit_connection[] = {{"id"},
                                         {"name"},
                                         {"connectionName"},
                                         {"expressRouteCircuitPeering", id_filter},
                                         {"peerExpressRouteCircuitPeering", id_filter},
                                         {"addressPrefix"},
                                         {"ipv6CircuitConnectionConfig", ipv6_config},
                                         {"circuitConnectionStatus"}};
constexpr Filter circuit_peering[] = {{"id"},
                                      {"name"},
                                      {"peeringType"},
                                      {"state"},
                                      {"peerASN"},
                                      {"connections", circuit_connection, list},
                                      {"peeredConnections", circuit_connection, list}};
constexpr Filter authorization[] = {{"id"}, {"name"}, {"authorizationUseStatus"}};
constexpr Filter provider[] = {{"peeringLocation"}, {"bandwidthInMbps"}};
constexpr Filter circuit[] = {{"circuitProvisioningState"},
                              {"serviceProviderProvisioningState"},
                              {"serviceProviderProperties", provider},
                              {"bandwidthInGbps"},
                              {"expressRoutePort", id_filter},
                              {"authorizations", authorization, list},
                              {"peerings", circuit_peering, list}};

constexpr Filter route[] = {
    {"id"}, {"name"}, {"addressPrefix"}, {"nextHopType"}, {"nextHopIpAddress"}};
constexpr Filter route_table[] = {{"disableBgpRoutePropagation"}, {"routes", route, list}};

constexpr Filter security_rule[] = {{"id"},
                                    {"name"},
                                    {"access"},
                                    {"direction"},
                                    {"priority"},
                                    {"protocol"},
                                    {"sourceAddressPrefix"},
                                    {"sourceAddressPrefixes"},
                                    {"destinationAddressPrefix"},
                                    {"destinationAddressPrefixes"},
                                    {"sourcePortRange"},
                                    {"sourcePortRanges"},
                                    {"destinationPortRange"},
                                    {"destinationPortRanges"},
                                    {"sourceApplicationSecurityGroups", id_filter, list},
                                    {"destinationApplicationSecurityGroups", id_filter, list}};
constexpr Filter security_group[] = {{"securityRules", security_rule, list},
                                     {"defaultSecurityRules", security_rule, list}};

constexpr Filter ip_configuration[] = {{"privateIPAddress"}, {"subnet", id_filter}};
constexpr Filter interface_configuration[] = {
    {"privateIPAddress"}, {"subnet", id_filter}, {"applicationSecurityGroups", id_filter, list}};
constexpr Filter network_interface[] = {{"enableIPForwarding"},
                                        {"networkSecurityGroup", id_filter},
                                        {"ipConfigurations", interface_configuration, list}};
constexpr Filter pool_address[] = {{"networkInterfaceIPConfiguration", id_filter}};
constexpr Filter backend_pool[] = {{"backendIPConfigurations", id_filter, list},
                                   {"loadBalancerBackendAddresses", pool_address, list}};
constexpr Filter load_balancer[] = {{"frontendIPConfigurations", ip_configuration, list},
                                    {"backendAddressPools", backend_pool, list}};
// Policies and classic firewalls name the same things differently.
constexpr Filter any_rule[] = {{"name"},
                               {"ruleType"},
                               {"protocols"},
                               {"ipProtocols"},
                               {"sourceAddresses"},
                               {"sourceIpGroups"},
                               {"destinationAddresses"},
                               {"destinationIpGroups"},
                               {"destinationFqdns"},
                               {"destinationPorts"},
                               {"translatedAddress"}};
constexpr Filter any_action[] = {{"type"}};
constexpr Filter rule_collection[] = {{"name"},
                                      {"ruleCollectionType"},
                                      {"priority"},
                                      {"action", any_action},
                                      {"rules", any_rule, list}};
constexpr Filter rule_collection_group[] = {
    {"id"}, {"name"}, {"priority"}, {"ruleCollections", rule_collection, list}};
constexpr Filter firewall_policy[] = {{"basePolicy", id_filter},
                                      {"ruleCollectionGroups", rule_collection_group, list}};
constexpr Filter ip_group[] = {{"ipAddresses"}};
constexpr Filter hub_addresses[] = {{"privateIPAddress"}};
constexpr Filter firewall[] = {{"ipConfigurations", ip_configuration, list},
                               {"virtualHub", id_filter},
                               {"hubIPAddresses", hub_addresses},
                               {"firewallPolicy", id_filter},
                               {"networkRuleCollections", rule_collection, list},
                               {"natRuleCollections", rule_collection, list}};

constexpr Filter propagated_tables[] = {{"labels"}, {"ids", id_filter, list}};
constexpr Filter static_routes_config[] = {{"vnetLocalRouteOverrideCriteria"},
                                           {"propagateStaticRoutes"}};
constexpr Filter static_route[] = {{"name"}, {"addressPrefixes"}, {"nextHopIpAddress"}};
constexpr Filter vnet_routes[] = {{"staticRoutesConfig", static_routes_config},
                                  {"staticRoutes", static_route, list}};
constexpr Filter routing_configuration[] = {{"associatedRouteTable", id_filter},
                                            {"propagatedRouteTables", propagated_tables},
                                            {"vnetRoutes", vnet_routes},
                                            {"inboundRouteMap", id_filter},
                                            {"outboundRouteMap", id_filter}};
constexpr Filter hub_connection[] = {{"id"},
                                     {"name"},
                                     {"remoteVirtualNetwork", id_filter},
                                     {"enableInternetSecurity"},
                                     {"routingConfiguration", routing_configuration},
                                     {"provisioningState"}};
constexpr Filter hub_route[] = {
    {"name"}, {"destinationType"}, {"destinations"}, {"nextHopType"}, {"nextHop"}};
constexpr Filter hub_table[] = {{"labels"}, {"routes", hub_route, list}};
constexpr Filter routing_policy[] = {{"name"}, {"destinations"}, {"nextHop"}};
constexpr Filter hub_routing_intent[] = {{"routingPolicies", routing_policy, list}};
constexpr Filter link_state[] = {{"status"}};
constexpr Filter link_connection[] = {
    {"id"}, {"name"}, {"privateLinkServiceId"}, {"privateLinkServiceConnectionState", link_state}};
constexpr Filter dns_config[] = {{"ipAddresses"}};
constexpr Filter private_endpoint[] = {
    {"subnet", id_filter},
    {"networkInterfaces", id_filter, list},
    {"ipConfigurations", ip_configuration, list},
    {"customDnsConfigs", dns_config, list},
    {"privateLinkServiceConnections", link_connection, list},
    {"manualPrivateLinkServiceConnections", link_connection, list}};
constexpr Filter service_connection[] = {{"id"},
                                         {"name"},
                                         {"privateEndpoint", id_filter},
                                         {"privateLinkServiceConnectionState", link_state}};
constexpr Filter subscriptions[] = {{"subscriptions"}};
constexpr Filter private_link_service[] = {
    {"alias"},
    {"loadBalancerFrontendIpConfigurations", id_filter, list},
    {"ipConfigurations", ip_configuration, list},
    {"destinationIPAddress"},
    {"autoApproval", subscriptions},
    {"privateEndpointConnections", service_connection, list}};

constexpr Filter hub_ip_configuration[] = {{"id"}, {"name"}, {"subnet", id_filter}};
constexpr Filter bgp_peer[] = {{"id"}, {"name"}, {"peerIp"}, {"peerAsn"}};
constexpr Filter legacy_route[] = {{"nextHopIpAddress"}, {"nextHops"}};
constexpr Filter legacy_table[] = {{"id"}, {"name"}, {"routes", legacy_route, list}};
constexpr Filter virtual_hub[] = {{"virtualWan", id_filter},
                                  {"allowBranchToBranchTraffic"},
                                  {"addressPrefix"},
                                  {"hubRoutingPreference"},
                                  {"azureFirewall", id_filter},
                                  {"expressRouteGateway", id_filter},
                                  {"vpnGateway", id_filter},
                                  {"routeMaps", id_filter, list},
                                  {"routeTable", legacy_table},
                                  {"virtualHubRouteTableV2s", legacy_table, list},
                                  {"bgpConnections", bgp_peer, list},
                                  {"virtualNetworkConnections", hub_connection, list},
                                  {"ipConfigurations", hub_ip_configuration, list}};
constexpr Filter virtual_wan[] = {{"type"}, {"typePropertiesType"}};
constexpr Filter hub_gateway_connection[] = {{"id"},
                                             {"name"},
                                             {"expressRouteCircuitPeering", id_filter},
                                             {"enableInternetSecurity"},
                                             {"routingConfiguration", routing_configuration},
                                             {"provisioningState"}};
constexpr Filter hub_gateway[] = {{"virtualHub", id_filter},
                                  {"allowNonVirtualWanTraffic"},
                                  {"expressRouteConnections", hub_gateway_connection, list}};
constexpr Filter hub_vpn_connection[] = {{"id"}, {"name"}};
constexpr Filter hub_vpn_gateway[] = {{"virtualHub", id_filter},
                                      {"connections", hub_vpn_connection, list}};

constexpr Filter tenant_scope[] = {{"tenantId"}};
constexpr Filter manager_scopes[] = {
    {"managementGroups"}, {"subscriptions"}, {"crossTenantScopes", tenant_scope, list}};
constexpr Filter network_manager[] = {{"networkManagerScopes", manager_scopes}};
constexpr Filter member[] = {{"resourceId"}, {"memberId"}};
constexpr Filter network_group[] = {{"id"}, {"groupMembers", member, list}};
constexpr Filter named_group[] = {{"networkGroupId"}};
constexpr Filter group_membership[] = {{"groupMemberships", named_group, list}};
constexpr Filter admin_configuration[] = {{"applyOnNetworkIntentPolicyBasedServices"}};
constexpr Filter admin_rule_collection[] = {{"appliesToGroups", named_group, list}};
constexpr Filter address_item[] = {{"addressPrefixType"}, {"addressPrefix"}};
constexpr Filter admin_rule[] = {{"access"},
                                 {"direction"},
                                 {"priority"},
                                 {"protocol"},
                                 {"sources", address_item, list},
                                 {"destinations", address_item, list},
                                 {"sourcePortRanges"},
                                 {"destinationPortRanges"},
                                 // What lists of rules in force add:
                                 {"region"},
                                 {"ruleCollectionAppliesToGroups", named_group, list},
                                 {"ruleGroups", network_group, list}};
constexpr Filter admin_goal_state[] = {{"securityAdminConfigurations", id_filter, list},
                                       {"securityAdminRules", id_filter, list},
                                       {"status"},
                                       {"commitTimestamp"}};
constexpr Filter effective_admin_rules[] = {
    {"effectiveSecurityAdminConfigurations", id_filter, list}, {"provisioningState"}};
constexpr Filter connectivity_hub[] = {{"resourceId"}};
constexpr Filter connected_item[] = {
    {"networkGroupId"}, {"groupConnectivity"}, {"isGlobal"}, {"useHubGateway"}};
constexpr Filter connectivity_capabilities[] = {{"connectedGroupAddressOverlap"}};
constexpr Filter connectivity_configuration[] = {
    {"connectivityTopology"},         {"isGlobal"},
    {"deleteExistingPeering"},        {"connectivityCapabilities", connectivity_capabilities},
    {"hubs", connectivity_hub, list}, {"appliesToGroups", connected_item, list}};
constexpr Filter connectivity_goal_state[] = {
    {"connectivityConfigurations", id_filter, list}, {"status"}, {"commitTimestamp"}};
constexpr Filter effective_connectivity[] = {
    {"effectiveConnectivityConfigurations", id_filter, list}, {"provisioningState"}};
constexpr Filter gateway_configuration[] = {{"subnet", id_filter}};
constexpr Filter application_gateway[] = {{"gatewayIPConfigurations", gateway_configuration, list}};
constexpr Filter managed_instance[] = {{"subnetId"}};
constexpr Filter parameter_value[] = {{"value"}};
constexpr Filter workspace_parameters[] = {{"customVirtualNetworkId", parameter_value}};
constexpr Filter workspace[] = {{"parameters", workspace_parameters}};

using Role = ResourceRole;
/// Sorted by name.
constexpr ResourceType types[] = {
    {"microsoft.avs/privateclouds", Role::not_analysed},
    {"microsoft.databricks/workspaces", Role::exempting_service, workspace},
    {"microsoft.network/applicationgateways", Role::exempting_service, application_gateway},
    {"microsoft.network/azurefirewalls", Role::firewall, firewall},
    {"microsoft.network/connections", Role::connection, connection},
    {"microsoft.network/effectiveconnectivityconfigurations", Role::effective_connectivity,
     effective_connectivity},
    {"microsoft.network/effectivesecurityadminrules", Role::effective_admin_rules,
     effective_admin_rules},
    {"microsoft.network/expressroutecircuits", Role::circuit, circuit},
    {"microsoft.network/expressroutecircuits/authorizations", Role::circuit_authorization,
     authorization},
    {"microsoft.network/expressroutecircuits/peerings", Role::circuit_peering, circuit_peering},
    {"microsoft.network/expressroutecircuits/peerings/connections", Role::circuit_connection,
     circuit_connection},
    {"microsoft.network/expressroutecircuits/peerings/peerconnections",
     Role::circuit_peered_connection, circuit_connection},
    {"microsoft.network/expressroutecrossconnections", Role::not_analysed},
    {"microsoft.network/expressroutegateways", Role::hub_gateway, hub_gateway},
    {"microsoft.network/expressroutegateways/expressrouteconnections", Role::hub_gateway_connection,
     hub_gateway_connection},
    {"microsoft.network/firewallpolicies", Role::firewall_policy, firewall_policy},
    {"microsoft.network/firewallpolicies/rulecollectiongroups", Role::rule_collection_group,
     rule_collection_group},
    {"microsoft.network/ipgroups", Role::ip_group, ip_group},
    {"microsoft.network/loadbalancers", Role::load_balancer, load_balancer},
    {"microsoft.network/localnetworkgateways", Role::local_network_gateway, local_network_gateway},
    {"microsoft.network/networkgroupmemberships", Role::network_group_membership, group_membership},
    {"microsoft.network/networkinterfaces", Role::network_interface, network_interface},
    {"microsoft.network/networkmanagers", Role::network_manager, network_manager},
    {"microsoft.network/networkmanagers/connectivityconfigurations",
     Role::connectivity_configuration, connectivity_configuration},
    {"microsoft.network/networkmanagers/connectivityconfigurations/snapshots",
     Role::connectivity_configuration, connectivity_configuration},
    {"microsoft.network/networkmanagers/connectivityregionalgoalstates",
     Role::connectivity_goal_state, connectivity_goal_state},
    {"microsoft.network/networkmanagers/networkgroups", Role::network_group, network_group},
    {"microsoft.network/networkmanagers/networkgroups/members", Role::network_group_member, member},
    {"microsoft.network/networkmanagers/networkgroups/staticmembers", Role::network_group_member,
     member},
    {"microsoft.network/networkmanagers/securityadminconfigurations", Role::admin_configuration,
     admin_configuration},
    {"microsoft.network/networkmanagers/securityadminconfigurations/rulecollections",
     Role::admin_rule_collection, admin_rule_collection},
    {"microsoft.network/networkmanagers/securityadminconfigurations/rulecollections/rules",
     Role::admin_rule, admin_rule},
    {"microsoft.network/networkmanagers/securityadminconfigurations/rulecollections/rules/"
     "snapshots",
     Role::admin_rule, admin_rule},
    {"microsoft.network/networkmanagers/securityadminconfigurations/rulecollections/snapshots",
     Role::admin_rule_collection, admin_rule_collection},
    {"microsoft.network/networkmanagers/securityadminconfigurations/snapshots",
     Role::admin_configuration, admin_configuration},
    {"microsoft.network/networkmanagers/securityadminregionalgoalstates", Role::admin_goal_state,
     admin_goal_state},
    {"microsoft.network/networksecuritygroups", Role::security_group, security_group},
    {"microsoft.network/networksecuritygroups/securityrules", Role::security_rule, security_rule},
    {"microsoft.network/networkvirtualappliances", Role::not_analysed},
    {"microsoft.network/p2svpngateways", Role::not_analysed},
    {"microsoft.network/privateendpoints", Role::private_endpoint, private_endpoint},
    {"microsoft.network/privatelinkservices", Role::private_link_service, private_link_service},
    {"microsoft.network/privatelinkservices/privateendpointconnections",
     Role::private_link_connection, service_connection},
    {"microsoft.network/publicipaddresses", Role::public_address, public_address},
    {"microsoft.network/routetables", Role::route_table, route_table},
    {"microsoft.network/routetables/routes", Role::route, route},
    {"microsoft.network/virtualhubs", Role::virtual_hub, virtual_hub},
    {"microsoft.network/virtualhubs/bgpconnections", Role::bgp_peer, bgp_peer},
    {"microsoft.network/virtualhubs/hubroutetables", Role::hub_table, hub_table},
    {"microsoft.network/virtualhubs/hubvirtualnetworkconnections", Role::hub_connection,
     hub_connection},
    {"microsoft.network/virtualhubs/ipconfigurations", Role::hub_ip_configuration,
     hub_ip_configuration},
    {"microsoft.network/virtualhubs/routemaps", Role::hub_route_map, hub_vpn_connection},
    {"microsoft.network/virtualhubs/routetables", Role::not_analysed},
    {"microsoft.network/virtualhubs/routingintent", Role::hub_routing_intent, hub_routing_intent},
    // How the REST reference spells the ids of hub connections.
    {"microsoft.network/virtualhubs/virtualhubvnetconnections", Role::hub_connection,
     hub_connection},
    {"microsoft.network/virtualnetworkgateways", Role::gateway, gateway},
    {"microsoft.network/virtualnetworks", Role::virtual_network, virtual_network},
    {"microsoft.network/virtualnetworks/subnets", Role::subnet, subnet},
    {"microsoft.network/virtualnetworks/virtualnetworkpeerings", Role::virtual_network_peering,
     peering},
    {"microsoft.network/virtualrouters", Role::not_analysed},
    {"microsoft.network/virtualwans", Role::virtual_wan, virtual_wan},
    {"microsoft.network/vpngateways", Role::hub_vpn_gateway, hub_vpn_gateway},
    {"microsoft.network/vpngateways/vpnconnections", Role::hub_vpn_connection, hub_vpn_connection},
    {"microsoft.network/vpnsites", Role::not_analysed},
    {"microsoft.sql/managedinstances", Role::exempting_service, managed_instance},
};

}  // namespace

const ResourceType& resource_type(std::string_view name) {
  static constexpr ResourceType other;
  const auto* found = std::lower_bound(std::begin(types), std::end(types), name,
                                       [](const ResourceType& type, std::string_view wanted) {
                                         return less_folded(type.name, wanted);
                                       });
  return found != std::end(types) && equal_folded(found->name, name) ? *found : other;
}

std::span<const ResourceType> all_resource_types() { return types; }

PropertyFilters envelope_filter(ResourceRole role) {
  if (role == ResourceRole::network_interface) return identity_only;
  return envelope;
}

const PropertyFilter* PropertyFilters::find_likely(std::string_view key) const {
  if (first_->key == any_key) return first_;
  for (const PropertyFilter& filter : *this) {
    if (filter.key.size() == key.size() && equal_folded(filter.key, key)) return &filter;
  }
  return nullptr;
}

}  // namespace hairpin::import
