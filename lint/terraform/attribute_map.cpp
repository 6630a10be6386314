#include "terraform/attribute_map.hpp"

#include <algorithm>
#include <iterator>

// One line per attribute. What the model does not read is left out; a new line is all that a new
// property needs.
namespace hairpin::terraform {
namespace {

constexpr Change as_it_is = Change::none;
using enum Change;
using enum Silence;
using Place = TypeMap::Place;

// ---- VNets

constexpr Attribute virtual_network[] = {
    {"address_space", "addressSpace.addressPrefixes", as_it_is, computed},
    {"subnet[].name", "subnets[].name", as_it_is, derived},
    {"subnet[].address_prefixes", "subnets[].addressPrefixes"},
    {"subnet[].address_prefix", "subnets[].addressPrefix"},
    {"subnet[].security_group", "subnets[].networkSecurityGroup.id"},
    {"subnet[].route_table_id", "subnets[].routeTable.id"},
    {"subnet[].delegation[].service_delegation.name", "subnets[].delegations[].serviceName"},
};
constexpr Attribute subnet[] = {
    {"address_prefixes", "addressPrefixes"},
    {"address_prefix", "addressPrefix"},
    {"network_security_group_id", "networkSecurityGroup.id"},
    {"route_table_id", "routeTable.id"},
    {"delegation[].service_delegation.name", "delegations[].serviceName"},
    {"service_endpoints[]", "serviceEndpoints[].service"},
    {"default_outbound_access_enabled", "defaultOutboundAccess"},
    {"private_endpoint_network_policies", "privateEndpointNetworkPolicies", as_it_is, computed},
    {"private_endpoint_network_policies_enabled", "privateEndpointNetworkPolicies", enabled,
     computed},
    {"enforce_private_link_endpoint_network_policies", "privateEndpointNetworkPolicies", disabled,
     computed},
};
constexpr Attribute subnet_security_group[] = {
    {"network_security_group_id", "networkSecurityGroup.id"}};
constexpr Attribute subnet_route_table[] = {{"route_table_id", "routeTable.id"}};
constexpr Attribute subnet_nat_gateway[] = {{"nat_gateway_id", "natGateway.id"}};
constexpr Attribute peering[] = {
    {"remote_virtual_network_id", "remoteVirtualNetwork.id"},
    {"allow_virtual_network_access", "allowVirtualNetworkAccess"},
    {"allow_forwarded_traffic", "allowForwardedTraffic", as_it_is, computed},
    {"allow_gateway_transit", "allowGatewayTransit", as_it_is, computed},
    {"use_remote_gateways", "useRemoteGateways", as_it_is, computed},
    {"peer_complete_virtual_networks_enabled", "peerCompleteVnets"},
    {"only_ipv6_peering_enabled", "enableOnlyIPv6Peering"},
    {"local_subnet_names", "localSubnetNames"},
    {"remote_subnet_names", "remoteSubnetNames"},
};

// ---- Routes

constexpr Attribute route_table[] = {
    {"bgp_route_propagation_enabled", "disableBgpRoutePropagation", inverted},
    {"disable_bgp_route_propagation", "disableBgpRoutePropagation"},
    {"route[].name", "routes[].name", as_it_is, open},
    {"route[].address_prefix", "routes[].addressPrefix"},
    {"route[].next_hop_type", "routes[].nextHopType"},
    {"route[].next_hop_in_ip_address", "routes[].nextHopIpAddress"},
};
constexpr Attribute route[] = {
    {"address_prefix", "addressPrefix"},
    {"next_hop_type", "nextHopType"},
    {"next_hop_in_ip_address", "nextHopIpAddress"},
};

// ---- Gateways, circuits, sites

constexpr Attribute gateway[] = {
    {"type", "gatewayType"},
    {"vpn_type", "vpnType"},
    {"sku", "sku.name"},
    {"active_active", "activeActive", as_it_is, computed},
    {"bgp_enabled", "enableBgp", as_it_is, computed},
    {"enable_bgp", "enableBgp", as_it_is, computed},
    {"bgp_settings.asn", "bgpSettings.asn", as_it_is, computed},
    {"ip_configuration[].name", "ipConfigurations[].name"},
    {"ip_configuration[].subnet_id", "ipConfigurations[].subnet.id"},
    {"ip_configuration[].public_ip_address_id", "ipConfigurations[].publicIPAddress.id", as_it_is,
     computed},
    {"vpn_client_configuration.address_space",
     "vpnClientConfiguration.vpnClientAddressPool.addressPrefixes"},
    {"remote_vnet_traffic_enabled", "allowRemoteVnetTraffic", as_it_is, computed},
    {"virtual_wan_traffic_enabled", "allowVirtualWanTraffic", as_it_is, computed},
};
constexpr Attribute gateway_connection[] = {
    {"type", "connectionType"},
    {"virtual_network_gateway_id", "virtualNetworkGateway1.id"},
    {"peer_virtual_network_gateway_id", "virtualNetworkGateway2.id"},
    {"local_network_gateway_id", "localNetworkGateway2.id"},
    {"express_route_circuit_id", "peer.id"},
    {"bgp_enabled", "enableBgp", as_it_is, computed},
    {"enable_bgp", "enableBgp", as_it_is, computed},
    {"routing_weight", "routingWeight", as_it_is, computed},
    {"express_route_gateway_bypass", "expressRouteGatewayBypass", as_it_is, computed},
    {"use_policy_based_traffic_selectors", "usePolicyBasedTrafficSelectors", as_it_is, computed},
    {"traffic_selector_policy[].local_address_cidrs",
     "trafficSelectorPolicies[].localAddressRanges"},
    {"traffic_selector_policy[].remote_address_cidrs",
     "trafficSelectorPolicies[].remoteAddressRanges"},
    {"egress_nat_rule_ids[]", "egressNatRules[].id"},
    {"ingress_nat_rule_ids[]", "ingressNatRules[].id"},
};
constexpr Attribute local_network_gateway[] = {
    {"address_space", "localNetworkAddressSpace.addressPrefixes"},
    {"gateway_address", "gatewayIpAddress"},
    {"gateway_fqdn", "fqdn"},
    {"bgp_settings.asn", "bgpSettings.asn"},
    {"bgp_settings.bgp_peering_address", "bgpSettings.bgpPeeringAddress"},
};
constexpr Attribute public_address[] = {{"ip_address", "ipAddress", as_it_is, computed}};
constexpr Attribute circuit[] = {
    {"service_provider_name", "serviceProviderProperties.serviceProviderName"},
    {"peering_location", "serviceProviderProperties.peeringLocation"},
    {"bandwidth_in_mbps", "serviceProviderProperties.bandwidthInMbps"},
    {"bandwidth_in_gbps", "bandwidthInGbps"},
    {"express_route_port_id", "expressRoutePort.id"},
    {"service_provider_provisioning_state", "serviceProviderProvisioningState", as_it_is, computed},
    {"sku.tier", "sku.tier"},
    {"sku.family", "sku.family"},
};
constexpr Attribute circuit_peering[] = {
    {"peering_type", "peeringType"},
    {"peer_asn", "peerASN", as_it_is, computed},
    {"primary_peer_address_prefix", "primaryPeerAddressPrefix"},
    {"secondary_peer_address_prefix", "secondaryPeerAddressPrefix"},
};
constexpr Attribute circuit_authorization[] = {
    {"authorization_use_status", "authorizationUseStatus", as_it_is, computed}};
// The provider waits until the link is up.
constexpr Attribute global_reach[] = {
    {"peering_id", "expressRouteCircuitPeering.id"},
    {"peer_peering_id", "peerExpressRouteCircuitPeering.id"},
    {"address_prefix_ipv4", "addressPrefix"},
    {"address_prefix_ipv6", "ipv6CircuitConnectionConfig.addressPrefix"},
    {"=Connected", "circuitConnectionStatus"},
};

// ---- Virtual WAN, Route Servers

constexpr Attribute virtual_wan[] = {
    {"type", "type"}, {"allow_branch_to_branch_traffic", "allowBranchToBranchTraffic"}};
constexpr Attribute virtual_hub[] = {
    {"virtual_wan_id", "virtualWan.id"},
    {"address_prefix", "addressPrefix"},
    {"hub_routing_preference", "hubRoutingPreference"},
    {"route[].next_hop_ip_address", "routeTable.routes[].nextHopIpAddress"},
};
constexpr Attribute hub_connection[] = {
    {"remote_virtual_network_id", "remoteVirtualNetwork.id"},
    {"internet_security_enabled", "enableInternetSecurity"},
    {"routing.associated_route_table_id", "routingConfiguration.associatedRouteTable.id", as_it_is,
     computed},
    {"routing.propagated_route_table.labels", "routingConfiguration.propagatedRouteTables.labels",
     as_it_is, computed},
    {"routing.propagated_route_table.route_table_ids[]",
     "routingConfiguration.propagatedRouteTables.ids[].id", as_it_is, computed},
    {"routing.static_vnet_route[].name", "routingConfiguration.vnetRoutes.staticRoutes[].name",
     as_it_is, computed},
    {"routing.static_vnet_route[].address_prefixes",
     "routingConfiguration.vnetRoutes.staticRoutes[].addressPrefixes"},
    {"routing.static_vnet_route[].next_hop_ip_address",
     "routingConfiguration.vnetRoutes.staticRoutes[].nextHopIpAddress"},
    {"routing.static_vnet_propagate_static_routes_enabled",
     "routingConfiguration.vnetRoutes.staticRoutesConfig.propagateStaticRoutes", as_it_is,
     computed},
    {"routing.static_vnet_local_route_override_criteria",
     "routingConfiguration.vnetRoutes.staticRoutesConfig.vnetLocalRouteOverrideCriteria", as_it_is,
     computed},
    {"routing.inbound_route_map_id", "routingConfiguration.inboundRouteMap.id", as_it_is, computed},
    {"routing.outbound_route_map_id", "routingConfiguration.outboundRouteMap.id", as_it_is,
     computed},
};
constexpr Attribute hub_table[] = {
    {"labels", "labels"},
    {"route[].name", "routes[].name", as_it_is, open},
    {"route[].destinations_type", "routes[].destinationType"},
    {"route[].destinations", "routes[].destinations"},
    {"route[].next_hop_type", "routes[].nextHopType"},
    {"route[].next_hop", "routes[].nextHop"},
};
constexpr Attribute hub_table_route[] = {
    {"name", "routes[+].name"},
    {"destinations_type", "routes[+].destinationType"},
    {"destinations", "routes[+].destinations"},
    {"next_hop_type", "routes[+].nextHopType"},
    {"next_hop", "routes[+].nextHop"},
};
constexpr Attribute routing_intent[] = {
    {"routing_policy[].name", "routingPolicies[].name"},
    {"routing_policy[].destinations", "routingPolicies[].destinations"},
    {"routing_policy[].next_hop", "routingPolicies[].nextHop"},
};
constexpr Attribute bgp_peer[] = {{"peer_ip", "peerIp"}, {"peer_asn", "peerAsn"}};
constexpr Attribute route_server[] = {
    {"=ipConfig1", "ipConfigurations[].name"},
    {"subnet_id", "ipConfigurations[].subnet.id"},
    {"branch_to_branch_traffic_enabled", "allowBranchToBranchTraffic"},
    {"hub_routing_preference", "hubRoutingPreference"},
};
constexpr Attribute hub_gateway[] = {
    {"virtual_hub_id", "virtualHub.id"},
    {"allow_non_virtual_wan_traffic", "allowNonVirtualWanTraffic"},
};
constexpr Attribute hub_circuit_connection[] = {
    {"express_route_circuit_peering_id", "expressRouteCircuitPeering.id"},
    {"internet_security_enabled", "enableInternetSecurity", as_it_is, computed},
    {"enable_internet_security", "enableInternetSecurity", as_it_is, computed},
    {"routing_weight", "routingWeight", as_it_is, computed},
    {"routing.associated_route_table_id", "routingConfiguration.associatedRouteTable.id", as_it_is,
     computed},
    {"routing.propagated_route_table.labels", "routingConfiguration.propagatedRouteTables.labels",
     as_it_is, computed},
    {"routing.propagated_route_table.route_table_ids[]",
     "routingConfiguration.propagatedRouteTables.ids[].id", as_it_is, computed},
    {"routing.inbound_route_map_id", "routingConfiguration.inboundRouteMap.id", as_it_is, computed},
    {"routing.outbound_route_map_id", "routingConfiguration.outboundRouteMap.id", as_it_is,
     computed},
};
constexpr Attribute hub_vpn_gateway[] = {{"virtual_hub_id", "virtualHub.id"}};
constexpr Attribute hub_vpn_connection[] = {{"remote_vpn_site_id", "remoteVpnSite.id"}};
constexpr Attribute vpn_site[] = {{"address_cidrs", "addressSpace.addressPrefixes"}};
constexpr Attribute firewall_in_hub[] = {{"$id", "azureFirewall.id"}};

// ---- Filters

constexpr Attribute security_group[] = {
    {"security_rule[].name", "securityRules[].name", as_it_is, open},
    {"security_rule[].priority", "securityRules[].priority"},
    {"security_rule[].direction", "securityRules[].direction"},
    {"security_rule[].access", "securityRules[].access"},
    {"security_rule[].protocol", "securityRules[].protocol"},
    {"security_rule[].source_port_range", "securityRules[].sourcePortRange"},
    {"security_rule[].source_port_ranges", "securityRules[].sourcePortRanges"},
    {"security_rule[].destination_port_range", "securityRules[].destinationPortRange"},
    {"security_rule[].destination_port_ranges", "securityRules[].destinationPortRanges"},
    {"security_rule[].source_address_prefix", "securityRules[].sourceAddressPrefix"},
    {"security_rule[].source_address_prefixes", "securityRules[].sourceAddressPrefixes"},
    {"security_rule[].destination_address_prefix", "securityRules[].destinationAddressPrefix"},
    {"security_rule[].destination_address_prefixes", "securityRules[].destinationAddressPrefixes"},
    {"security_rule[].source_application_security_group_ids[]",
     "securityRules[].sourceApplicationSecurityGroups[].id"},
    {"security_rule[].destination_application_security_group_ids[]",
     "securityRules[].destinationApplicationSecurityGroups[].id"},
};
constexpr Attribute security_rule[] = {
    {"priority", "priority"},
    {"direction", "direction"},
    {"access", "access"},
    {"protocol", "protocol"},
    {"source_port_range", "sourcePortRange"},
    {"source_port_ranges", "sourcePortRanges"},
    {"destination_port_range", "destinationPortRange"},
    {"destination_port_ranges", "destinationPortRanges"},
    {"source_address_prefix", "sourceAddressPrefix"},
    {"source_address_prefixes", "sourceAddressPrefixes"},
    {"destination_address_prefix", "destinationAddressPrefix"},
    {"destination_address_prefixes", "destinationAddressPrefixes"},
    {"source_application_security_group_ids[]", "sourceApplicationSecurityGroups[].id"},
    {"destination_application_security_group_ids[]", "destinationApplicationSecurityGroups[].id"},
};
constexpr Attribute firewall[] = {
    {"sku_name", "sku.name"},
    {"sku_tier", "sku.tier"},
    {"firewall_policy_id", "firewallPolicy.id"},
    {"ip_configuration[].name", "ipConfigurations[].name"},
    {"ip_configuration[].subnet_id", "ipConfigurations[].subnet.id"},
    {"ip_configuration[].private_ip_address", "ipConfigurations[].privateIPAddress", as_it_is,
     computed},
    {"virtual_hub.virtual_hub_id", "virtualHub.id"},
    {"virtual_hub.private_ip_address", "hubIPAddresses.privateIPAddress", as_it_is, computed},
};
constexpr Attribute firewall_policy[] = {{"base_policy_id", "basePolicy.id"}};
constexpr Attribute rule_collection_group[] = {
    {"priority", "priority"},
    {"network_rule_collection[].name", "ruleCollections[network].name"},
    {"network_rule_collection[].priority", "ruleCollections[network].priority"},
    {"network_rule_collection[].action", "ruleCollections[network].action.type"},
    {"network_rule_collection[]=FirewallPolicyFilterRuleCollection",
     "ruleCollections[network].ruleCollectionType"},
    {"network_rule_collection[].rule[].name", "ruleCollections[network].rules[].name"},
    {"network_rule_collection[].rule[]=NetworkRule", "ruleCollections[network].rules[].ruleType"},
    {"network_rule_collection[].rule[].protocols", "ruleCollections[network].rules[].ipProtocols"},
    {"network_rule_collection[].rule[].source_addresses",
     "ruleCollections[network].rules[].sourceAddresses"},
    {"network_rule_collection[].rule[].source_ip_groups",
     "ruleCollections[network].rules[].sourceIpGroups"},
    {"network_rule_collection[].rule[].destination_addresses",
     "ruleCollections[network].rules[].destinationAddresses"},
    {"network_rule_collection[].rule[].destination_ip_groups",
     "ruleCollections[network].rules[].destinationIpGroups"},
    {"network_rule_collection[].rule[].destination_fqdns",
     "ruleCollections[network].rules[].destinationFqdns"},
    {"network_rule_collection[].rule[].destination_ports",
     "ruleCollections[network].rules[].destinationPorts"},
    {"application_rule_collection[].name", "ruleCollections[application].name"},
    {"application_rule_collection[].priority", "ruleCollections[application].priority"},
    {"application_rule_collection[].action", "ruleCollections[application].action.type"},
    {"application_rule_collection[]=FirewallPolicyFilterRuleCollection",
     "ruleCollections[application].ruleCollectionType"},
    {"application_rule_collection[].rule[].name", "ruleCollections[application].rules[].name"},
    {"application_rule_collection[].rule[]=ApplicationRule",
     "ruleCollections[application].rules[].ruleType"},
    {"application_rule_collection[].rule[].source_addresses",
     "ruleCollections[application].rules[].sourceAddresses"},
    {"application_rule_collection[].rule[].source_ip_groups",
     "ruleCollections[application].rules[].sourceIpGroups"},
    {"application_rule_collection[].rule[].destination_addresses",
     "ruleCollections[application].rules[].destinationAddresses"},
    {"nat_rule_collection[].name", "ruleCollections[nat].name"},
    {"nat_rule_collection[].priority", "ruleCollections[nat].priority"},
    {"nat_rule_collection[]=FirewallPolicyNatRuleCollection",
     "ruleCollections[nat].ruleCollectionType"},
    {"nat_rule_collection[].rule[].name", "ruleCollections[nat].rules[].name"},
    {"nat_rule_collection[].rule[]=NatRule", "ruleCollections[nat].rules[].ruleType"},
    {"nat_rule_collection[].rule[].source_addresses",
     "ruleCollections[nat].rules[].sourceAddresses"},
    {"nat_rule_collection[].rule[].source_ip_groups",
     "ruleCollections[nat].rules[].sourceIpGroups"},
    {"nat_rule_collection[].rule[].translated_address",
     "ruleCollections[nat].rules[].translatedAddress"},
};
constexpr Attribute classic_network_rules[] = {
    {"name", "networkRuleCollections[+].name"},
    {"priority", "networkRuleCollections[+].priority"},
    {"action", "networkRuleCollections[+].action.type"},
    {"rule[].name", "networkRuleCollections[+].rules[].name"},
    {"rule[].protocols", "networkRuleCollections[+].rules[].protocols"},
    {"rule[].source_addresses", "networkRuleCollections[+].rules[].sourceAddresses"},
    {"rule[].source_ip_groups", "networkRuleCollections[+].rules[].sourceIpGroups"},
    {"rule[].destination_addresses", "networkRuleCollections[+].rules[].destinationAddresses"},
    {"rule[].destination_ip_groups", "networkRuleCollections[+].rules[].destinationIpGroups"},
    {"rule[].destination_fqdns", "networkRuleCollections[+].rules[].destinationFqdns"},
    {"rule[].destination_ports", "networkRuleCollections[+].rules[].destinationPorts"},
};
constexpr Attribute classic_nat_rules[] = {
    {"name", "natRuleCollections[+].name"},
    {"priority", "natRuleCollections[+].priority"},
    {"rule[].name", "natRuleCollections[+].rules[].name"},
    {"rule[].source_addresses", "natRuleCollections[+].rules[].sourceAddresses"},
    {"rule[].source_ip_groups", "natRuleCollections[+].rules[].sourceIpGroups"},
    {"rule[].translated_address", "natRuleCollections[+].rules[].translatedAddress"},
};
constexpr Attribute ip_group[] = {{"cidrs", "ipAddresses"}};

// ---- What is in subnets

constexpr Attribute interface[] = {
    {"ip_configuration[].name", "ipConfigurations[].name"},
    {"ip_configuration[].subnet_id", "ipConfigurations[].subnet.id"},
    {"ip_configuration[].private_ip_address", "ipConfigurations[].privateIPAddress", as_it_is,
     computed},
    {"ip_forwarding_enabled", "enableIPForwarding", as_it_is, computed},
    {"enable_ip_forwarding", "enableIPForwarding", as_it_is, computed},
};
constexpr Attribute interface_security_group[] = {
    {"network_security_group_id", "networkSecurityGroup.id"}};
constexpr Attribute interface_application_group[] = {
    {"application_security_group_id", "ipConfigurations[*].applicationSecurityGroups[+].id"}};
constexpr Attribute load_balancer[] = {
    {"frontend_ip_configuration[].name", "frontendIPConfigurations[].name"},
    {"frontend_ip_configuration[].subnet_id", "frontendIPConfigurations[].subnet.id", as_it_is,
     computed},
    {"frontend_ip_configuration[].private_ip_address",
     "frontendIPConfigurations[].privateIPAddress", as_it_is, computed},
};
constexpr Attribute private_endpoint[] = {
    {"subnet_id", "subnet.id"},
    {"private_service_connection[].name", "privateLinkServiceConnections[].name"},
    {"private_service_connection[].private_connection_resource_id",
     "privateLinkServiceConnections[].privateLinkServiceId"},
};
constexpr Attribute private_link_service[] = {
    {"nat_ip_configuration[].name", "ipConfigurations[].name"},
    {"nat_ip_configuration[].subnet_id", "ipConfigurations[].subnet.id"},
};

// ---- Network managers

constexpr Attribute manager[] = {
    {"scope.subscription_ids", "networkManagerScopes.subscriptions"},
    {"scope.management_group_ids", "networkManagerScopes.managementGroups"},
    {"scope_accesses", "networkManagerScopeAccesses"},
};
constexpr Attribute static_member[] = {{"target_virtual_network_id", "resourceId"}};
constexpr Attribute connectivity[] = {
    {"connectivity_topology", "connectivityTopology"},
    {"applies_to_group[].network_group_id", "appliesToGroups[].networkGroupId"},
    {"applies_to_group[].group_connectivity", "appliesToGroups[].groupConnectivity"},
    {"applies_to_group[].use_hub_gateway", "appliesToGroups[].useHubGateway"},
    {"applies_to_group[].global_mesh_enabled", "appliesToGroups[].isGlobal"},
    {"hub[].resource_id", "hubs[].resourceId"},
    {"hub[].resource_type", "hubs[].resourceType"},
    {"global_mesh_enabled", "isGlobal"},
    {"delete_existing_peering_enabled", "deleteExistingPeering"},
};
constexpr Attribute admin_configuration[] = {
    {"apply_on_network_intent_policy_based_services", "applyOnNetworkIntentPolicyBasedServices"}};
constexpr Attribute admin_collection[] = {
    {"network_group_ids[]", "appliesToGroups[].networkGroupId"}};
constexpr Attribute admin_rule[] = {
    {"action", "access"},
    {"direction", "direction"},
    {"priority", "priority"},
    {"protocol", "protocol"},
    {"source_port_ranges", "sourcePortRanges"},
    {"destination_port_ranges", "destinationPortRanges"},
    {"source[].address_prefix_type", "sources[].addressPrefixType"},
    {"source[].address_prefix", "sources[].addressPrefix"},
    {"destination[].address_prefix_type", "destinations[].addressPrefixType"},
    {"destination[].address_prefix", "destinations[].addressPrefix"},
};
constexpr Attribute admin_deployment[] = {
    {"configuration_ids[]", "securityAdminConfigurations[].id"}};
constexpr Attribute connectivity_deployment[] = {
    {"configuration_ids[]", "connectivityConfigurations[].id"}};

/// Sorted by Terraform's name.
constexpr TypeMap types[] = {
    {"azurerm_application_security_group", "applicationSecurityGroups"},
    {"azurerm_express_route_circuit", "expressRouteCircuits", Place::top, "", circuit},
    {"azurerm_express_route_circuit_authorization", "expressRouteCircuits/authorizations",
     Place::child, "express_route_circuit_name", circuit_authorization},
    {"azurerm_express_route_circuit_connection", "expressRouteCircuits/peerings/connections",
     Place::child, "peering_id", global_reach},
    {"azurerm_express_route_circuit_peering", "expressRouteCircuits/peerings", Place::child,
     "express_route_circuit_name", circuit_peering, "peering_type"},
    {"azurerm_express_route_connection", "expressRouteGateways/expressRouteConnections",
     Place::child, "express_route_gateway_id", hub_circuit_connection},
    {"azurerm_express_route_gateway", "expressRouteGateways", Place::top, "", hub_gateway},
    {"azurerm_express_route_port", "expressRoutePorts"},
    {"azurerm_firewall", "azureFirewalls", Place::top, "", firewall},
    {"azurerm_firewall", "virtualHubs", Place::part, "virtual_hub.virtual_hub_id", firewall_in_hub},
    {"azurerm_firewall_nat_rule_collection", "azureFirewalls", Place::part, "azure_firewall_name",
     classic_nat_rules},
    {"azurerm_firewall_network_rule_collection", "azureFirewalls", Place::part,
     "azure_firewall_name", classic_network_rules},
    {"azurerm_firewall_policy", "firewallPolicies", Place::top, "", firewall_policy},
    {"azurerm_firewall_policy_rule_collection_group", "firewallPolicies/ruleCollectionGroups",
     Place::child, "firewall_policy_id", rule_collection_group},
    {"azurerm_ip_group", "ipGroups", Place::top, "", ip_group},
    {"azurerm_lb", "loadBalancers", Place::top, "", load_balancer},
    {"azurerm_local_network_gateway", "localNetworkGateways", Place::top, "",
     local_network_gateway},
    {"azurerm_nat_gateway", "natGateways"},
    {"azurerm_network_interface", "networkInterfaces", Place::top, "", interface},
    {"azurerm_network_interface_application_security_group_association", "networkInterfaces",
     Place::part, "network_interface_id", interface_application_group},
    {"azurerm_network_interface_security_group_association", "networkInterfaces", Place::part,
     "network_interface_id", interface_security_group},
    {"azurerm_network_manager", "networkManagers", Place::top, "", manager},
    {"azurerm_network_manager_admin_rule",
     "networkManagers/securityAdminConfigurations/ruleCollections/rules", Place::child,
     "admin_rule_collection_id", admin_rule},
    {"azurerm_network_manager_admin_rule_collection",
     "networkManagers/securityAdminConfigurations/ruleCollections", Place::child,
     "security_admin_configuration_id", admin_collection},
    {"azurerm_network_manager_connectivity_configuration",
     "networkManagers/connectivityConfigurations", Place::child, "network_manager_id",
     connectivity},
    // A commit: the configurations that are in force in a region.
    {"azurerm_network_manager_deployment", "networkManagers/connectivityRegionalGoalStates",
     Place::child, "network_manager_id", connectivity_deployment, "location", "scope_access",
     "Connectivity"},
    {"azurerm_network_manager_deployment", "networkManagers/securityAdminRegionalGoalStates",
     Place::child, "network_manager_id", admin_deployment, "location", "scope_access",
     "SecurityAdmin"},
    {"azurerm_network_manager_network_group",
     "networkManagers/networkGroups",
     Place::child,
     "network_manager_id",
     {}},
    {"azurerm_network_manager_security_admin_configuration",
     "networkManagers/securityAdminConfigurations", Place::child, "network_manager_id",
     admin_configuration},
    {"azurerm_network_manager_static_member", "networkManagers/networkGroups/staticMembers",
     Place::child, "network_group_id", static_member},
    {"azurerm_network_security_group", "networkSecurityGroups", Place::top, "", security_group},
    {"azurerm_network_security_rule", "networkSecurityGroups/securityRules", Place::child,
     "network_security_group_name", security_rule},
    {"azurerm_point_to_site_vpn_gateway", "p2sVpnGateways", Place::top, "", hub_vpn_gateway},
    {"azurerm_private_endpoint", "privateEndpoints", Place::top, "", private_endpoint},
    {"azurerm_private_link_service", "privateLinkServices", Place::top, "", private_link_service},
    {"azurerm_public_ip", "publicIPAddresses", Place::top, "", public_address},
    {"azurerm_route", "routeTables/routes", Place::child, "route_table_name", route},
    {"azurerm_route_server", "virtualHubs", Place::top, "", route_server},
    {"azurerm_route_server_bgp_connection", "virtualHubs/bgpConnections", Place::child,
     "route_server_id", bgp_peer},
    {"azurerm_route_table", "routeTables", Place::top, "", route_table},
    {"azurerm_subnet", "virtualNetworks/subnets", Place::child, "virtual_network_name", subnet},
    {"azurerm_subnet_nat_gateway_association", "virtualNetworks/subnets", Place::part, "subnet_id",
     subnet_nat_gateway},
    {"azurerm_subnet_network_security_group_association", "virtualNetworks/subnets", Place::part,
     "subnet_id", subnet_security_group},
    {"azurerm_subnet_route_table_association", "virtualNetworks/subnets", Place::part, "subnet_id",
     subnet_route_table},
    {"azurerm_virtual_hub", "virtualHubs", Place::top, "", virtual_hub},
    {"azurerm_virtual_hub_bgp_connection", "virtualHubs/bgpConnections", Place::child,
     "virtual_hub_id", bgp_peer},
    {"azurerm_virtual_hub_connection", "virtualHubs/hubVirtualNetworkConnections", Place::child,
     "virtual_hub_id", hub_connection},
    {"azurerm_virtual_hub_route_map", "virtualHubs/routeMaps", Place::child, "virtual_hub_id"},
    {"azurerm_virtual_hub_route_table", "virtualHubs/hubRouteTables", Place::child,
     "virtual_hub_id", hub_table},
    {"azurerm_virtual_hub_route_table_route", "virtualHubs/hubRouteTables", Place::part,
     "route_table_id", hub_table_route},
    {"azurerm_virtual_hub_routing_intent", "virtualHubs/routingIntent", Place::child,
     "virtual_hub_id", routing_intent},
    {"azurerm_virtual_network", "virtualNetworks", Place::top, "", virtual_network},
    {"azurerm_virtual_network_gateway", "virtualNetworkGateways", Place::top, "", gateway},
    {"azurerm_virtual_network_gateway_connection", "connections", Place::top, "",
     gateway_connection},
    {"azurerm_virtual_network_gateway_nat_rule", "virtualNetworkGateways/natRules", Place::child,
     "virtual_network_gateway_id"},
    {"azurerm_virtual_network_peering", "virtualNetworks/virtualNetworkPeerings", Place::child,
     "virtual_network_name", peering},
    {"azurerm_virtual_wan", "virtualWans", Place::top, "", virtual_wan},
    {"azurerm_vpn_gateway", "vpnGateways", Place::top, "", hub_vpn_gateway},
    {"azurerm_vpn_gateway_connection", "vpnGateways/vpnConnections", Place::child, "vpn_gateway_id",
     hub_vpn_connection},
    {"azurerm_vpn_site", "vpnSites", Place::top, "", vpn_site},
};

constexpr DerivedId ids_of_others[] = {
    {"azurerm_virtual_hub", "default_route_table_id", "/hubRouteTables/defaultRouteTable"},
};

}  // namespace

std::span<const TypeMap> type_maps(std::string_view terraform_type) {
  const auto first = std::lower_bound(
      std::begin(types), std::end(types), terraform_type,
      [](const TypeMap& type, std::string_view name) { return type.terraform < name; });
  auto last = first;
  while (last != std::end(types) && last->terraform == terraform_type) ++last;
  return {first, last};
}

std::span<const TypeMap> all_type_maps() { return types; }

std::span<const DerivedId> derived_ids() { return ids_of_others; }

}  // namespace hairpin::terraform
