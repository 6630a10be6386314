#pragma once

#include <compare>
#include <cstdint>
#include <utility>
#include <vector>

namespace hairpin::oracle {

/// One yes-or-no question that the input leaves open. Two questions are the same if all members
/// are equal; `first` and `second` identify what is asked about (indices, mostly).
struct Unknown {
  enum class What : std::uint8_t {
    toggle,             // does this gateway accept other VNets' prefixes? [A1]
    customer_toggle,    // ... when a customer router handed them back? [C30]
    peering_state,      // is this side connected? [2.2]
    spoke_side,         // does a spoke whose flag nobody can read use the gateway? [2.10]
    hub_side,           // does the hub allow it, where its flag cannot be read? [2.10]
    synced,             // does the peer know the new range? [2.4]
    access,             // does a packet pass although access is off? [C2]
    forwarded,          // ... although forwarded traffic is off? [C19]
    whole_space,        // subnet peering: does the gateway serve the whole VNet? [A18]
    gateway_state,      // does a disabled gateway carry traffic? [4.18]
    connection_state,   // is this connection up? [5.6]
    circuit_state,      // is a circuit live that is not provisioned? [C1]
    global_reach,       // are these two circuits joined? [C5, C6]
    hidden_attachment,  // is the unseen gateway of this hub on this circuit? [C27]
    hidden_kind,        // is the unseen gateway a VPN gateway? [C27]
    choice,             // does the router pick this one of several equal routes? [C10]
    hop_absent,         // is a gateway hop without VPN gateway as good as absent? [C3]
    hop_carried,        // ... or carried by the ExpressRoute gateway? [C3]
    appliance,          // does something forward at this address? [C21]
    beyond_transit,     // does a summary's gateway serve a VNet without transit? [C11]
    fast_path,          // does the packet skip the gateway? [C13]
    rule,               // does this rule match what it perhaps matches? [0.3, 9.8]
    member,             // is this VNet in this connected group, and is the group there? [10.28]
    group_hop,          // does a group's member serve as a next hop? [3.10]
    group_forwarded,    // does a group take packets that come from elsewhere? [10.21]
    exempt,             // do admin rules not count in this subnet? [10.18]
    opaque_hop,         // is a hop that the input does not tell of this kind? [0.3]
    speaks_bgp,         // does this connection, or gateway, speak BGP, and with another ASN? [5.5]
    site_is_gateway,    // is this VPN site that gateway? [11.5]
    site_is_vnet,       // does this site stand for, or lead to, that VNet? [11.5, 6.34]
    nat,                // do packets pass the NAT rules of this connection unchanged? [5.11]
    selector,           // do they pass selectors that are not stated? [5.10]
    branch_to_branch,   // does this Route Server exchange routes with that gateway? [8.6, 8.7]
    default_route,      // does this BGP peer announce a default route? [C24]
    branch_filter,      // does this gateway take what another one's branches announce? [8.14, C32]
    endpoint_policies,  // do routes (0) or groups (1) of this subnet apply to its endpoints? [1.10]
    endpoint_address,   // is this endpoint, whose address nobody knows, at this one? [1.9]
    peer_in_reach,      // do packets get to a BGP next hop that is in no peered VNet? [8.3]
    wan_toggle,         // does this gateway accept prefixes of hubs? [A1]
    map_software,       // does this hub get past the gateway's closed toggle? [4.15, A5]
    hub_toggle,         // does this hub's gateway accept prefixes of VNets' gateways? [7.32]
    wan_type,           // is this Virtual WAN of type Standard? [7.12]
    hub_connected,      // is this hub connection up? [5.6]
    hub_routing,        // is this hub connection there, and does it route like this? [2.18]
    route_map,          // do prefixes get past this connection's route map? [C26]
    internet_security,  // does this connection take a default route? [7.17]
    hub_firewall,       // does a firewall pass packets whose rules the input lacks? [7.22]
    other_range,        // does a routing intent carry this range? [C29]
    branch_transit,     // do the circuits of this hub exchange routes? [A20]
  };
  What what;
  std::uint64_t first = 0;
  std::uint64_t second = 0;
  auto operator<=>(const Unknown&) const = default;
};

/// All of these must hold; certain if empty.
using Needs = std::vector<Unknown>;

/// One way in which everything unknown could be. A walk asks what it meets; what was not asked
/// before is answered "no". `next` moves on to the next way that the walk can tell from those
/// before, so that repeating the same walk visits every distinguishable world exactly once.
class World {
 public:
  bool holds(const Unknown& question);
  bool holds(const Needs& needs);
  /// False when all worlds have been seen.
  bool next();
  /// Whether the walk met anything that is unknown.
  bool was_asked() const { return !answers_.empty(); }

 private:
  std::vector<std::pair<Unknown, bool>> answers_;  // in the order in which they were asked
};

}  // namespace hairpin::oracle
