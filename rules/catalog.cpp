#include "rules/catalog.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace hairpin::rules {

using engine::Rule;

extern const Rule msee_hairpin;
extern const Rule msee_hairpin_covering_route;
extern const Rule global_reach_transit;
extern const Rule global_reach_cross_region;
extern const Rule bow_tie;
extern const Rule shared_circuit;
extern const Rule vwan_expressroute_transit;
extern const Rule one_way_transit;
extern const Rule toggle_not_stated;
extern const Rule circuit_unknown_attachments;
extern const Rule vwan_isolation_defeated;
extern const Rule fastpath_bypasses_inspection;
extern const Rule customer_router_transit;
extern const Rule appliance_transit;
extern const Rule route_server_branch_to_branch;
extern const Rule vnet_to_vnet_vpn;
extern const Rule disguised_azure_tunnel;
extern const Rule connected_group_transit;
extern const Rule private_link_bridge;
extern const Rule peering_not_connected;
extern const Rule peering_out_of_sync;
extern const Rule inspection_bypassed;
extern const Rule asymmetric_path;
extern const Rule next_hop_unresolved;
extern const Rule gateway_subnet_misconfigured;
extern const Rule ineffective_route;
extern const Rule virtual_network_tag_too_wide;
extern const Rule learned_prefix_unfiltered;
extern const Rule admin_rule_overrides;
extern const Rule shadowed_security_rule;
extern const Rule overlapping_address_space;
extern const Rule near_or_over_limit;
extern const Rule global_reach_prefix_overlap;
extern const Rule unresolved_reference;
extern const Rule bad_value;
extern const Rule unknown_value;
extern const Rule truncated_or_partial_input;

namespace {
/// Sorted by id: the order of the catalogue and of the documentation.
constexpr std::array all_rules = {
    &msee_hairpin,                   // HP101
    &msee_hairpin_covering_route,    // HP102
    &global_reach_transit,           // HP103
    &global_reach_cross_region,      // HP104
    &bow_tie,                        // HP105
    &shared_circuit,                 // HP106
    &vwan_expressroute_transit,      // HP107
    &one_way_transit,                // HP108
    &toggle_not_stated,              // HP109
    &circuit_unknown_attachments,    // HP110
    &vwan_isolation_defeated,        // HP111
    &fastpath_bypasses_inspection,   // HP112
    &customer_router_transit,        // HP113
    &appliance_transit,              // HP201
    &route_server_branch_to_branch,  // HP203
    &vnet_to_vnet_vpn,               // HP204
    &disguised_azure_tunnel,         // HP205
    &connected_group_transit,        // HP206
    &private_link_bridge,            // HP207
    &peering_not_connected,          // HP208
    &peering_out_of_sync,            // HP209
    &inspection_bypassed,            // HP301
    &asymmetric_path,                // HP302
    &next_hop_unresolved,            // HP303
    &gateway_subnet_misconfigured,   // HP304
    &ineffective_route,              // HP305
    &virtual_network_tag_too_wide,   // HP401
    &learned_prefix_unfiltered,      // HP402
    &admin_rule_overrides,           // HP403
    &shadowed_security_rule,         // HP404
    &overlapping_address_space,      // HP501
    &near_or_over_limit,             // HP502
    &global_reach_prefix_overlap,    // HP503
    &unresolved_reference,           // HP901
    &bad_value,                      // HP902
    &unknown_value,                  // HP903
    &truncated_or_partial_input,     // HP905
};
}  // namespace

std::span<const Rule* const> catalog() { return all_rules; }

const Rule* find_rule(std::string_view id_or_name) {
  const auto found = std::find_if(all_rules.begin(), all_rules.end(), [&](const Rule* rule) {
    return equal_folded(rule->id, id_or_name) || equal_folded(rule->name, id_or_name);
  });
  return found == all_rules.end() ? nullptr : *found;
}

}  // namespace hairpin::rules
