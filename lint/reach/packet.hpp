#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "reach/outcome.hpp"
#include "reach/walker.hpp"

/// What the walker asks of the network on its way; no state, no routes.
namespace hairpin::reach {

/// A set of packets on its way: same source, same history, several destinations.
struct Walker::Packet {
  PrefixSet addresses;              // destinations
  model::VnetIndex source;          // none: from on-premises
  model::SubnetIndex sender;        // of the source; none: anywhere in it
  model::SubnetIndex subnet;        // where the packets are now, if that is a subnet
  model::ForwarderIndex forwarder;  // the appliance that forwards them now
  bool after_appliance = false;
  bool at_gateway = false;  // the table of a GatewaySubnet sends them on, where no group can be
  bool after_unknown_appliance = false;
  /// It came from a site that no BGP session tells of other tunnels. [11.3]
  bool no_transit = false;
  bool no_branch = false;  // point-to-site clients take no part in branch-to-branch [8.10]
  bool certain = true;
  bool settled = true;  // no choice between several ways lies behind: what happens here happens
  route::ConditionSet conditions;
  ViaSet via;
  Crossing crossing;
  Ways ways = {};
  /// The side of the peering just crossed that has its access off, as long as the place that the
  /// packets come to there is not known. [C2]
  model::PeeringIndex refused;
  const Step* trail = nullptr;

  int depth() const { return trail == nullptr ? 0 : trail->depth; }
  Outcome outcome(Outcome::End end, std::uint32_t index) const {
    Outcome result;
    result.end = end;
    result.index = index;
    result.addresses = addresses;
    result.certain = certain;
    result.conditions = conditions;
    result.via = via;
    result.crossing = crossing;
    result.after_unknown_appliance = after_unknown_appliance;
    result.ways = ways;
    result.depth = depth();
    result.trail = trail;
    return result;
  }
};

/// An appliance's address that a route names.
struct Walker::NextHop {
  Address address;
  ResourceId by;  // what names it
  std::string name;
  SourceSpan where;
  const model::UserRoute* user = nullptr;  // the user route; null: a BGP peer
  bool beside_server = false;              // the peer is in the Route Server's own VNet
};

/// Which table of a hub is asked, and for whom.
struct Walker::HubVisit {
  route::RouterIndex table;
  bool from_circuit = false;
  const model::HubNextHop* firewall = nullptr;  // that forwards by the table; null: the hub itself

  /// What tells the visits of one table apart.
  route::FibContext asked() const { return {{}, {}, from_circuit, {}}; }
};

/// Addresses that a table treats alike in effect: the same circuit, the same announcer, the same
/// conditions (where evidence is dropped: that there are some), whichever of several learned
/// prefixes they fall under.
using Part = route::MatchTable::Part;
std::vector<Part> alike(const route::MatchTable& table, const PrefixSet& addresses,
                        const route::Routing& routing, route::Evidence evidence);

/// Whether FastPath carries packets past the gateway's subnet and its route table, where the
/// circuit is a provider's or not known. [5.8, C13]
bool bypasses_gateway(const model::Network& network, const route::Session& announced_by);
model::Missing fastpath_doubt(const model::Network& network, const route::Session& announced_by);
/// The peered VNet whose space holds an address, and what that depends on.
struct PeerAt {
  model::VnetIndex vnet;
  route::ConditionSet conditions;
};
/// None if no peer's space holds the address; the longest prefix if several do. [3.10]
std::optional<PeerAt> peer_at(route::Routing& routing, model::VnetIndex near,
                              const Address& address);
/// The same for members of connected groups, all that hold the address: whether one serves as a
/// next hop, and which of several, is not documented.
std::vector<PeerAt> mates_at(route::Routing& routing, model::VnetIndex near,
                             const Address& address);
/// The subnet that holds the address; none if no subnet does.
model::SubnetIndex subnet_around(const model::Network& network, model::VnetIndex vnet,
                                 const Address& address);

/// The two objects of a peering as `near` and its peer see them; null where not in the input.
struct PeeringSides {
  const model::VnetPeering* near = nullptr;
  const model::VnetPeering* far = nullptr;
};
PeeringSides sides_of(const model::Network& network, model::PeeringIndex object,
                      model::VnetIndex near);
/// Whether packets from that subnet may use the peering: always, unless it is a subnet peering
/// that does not list the subnet. [2.15, 2.16]
bool takes_part(const model::Network& network, const PeeringSides& sides,
                model::SubnetIndex subnet);
/// allowForwardedTraffic is not true on the receiving side. [2.9, C19]
model::Missing forwarded_traffic_doubt(const model::Network& network, const PeeringSides& sides,
                                       model::VnetIndex near, model::VnetIndex far);

/// allowVirtualNetworkAccess is off on that side, and no group stands there. [C2]
model::Missing access_doubt(const model::VnetPeering& side);

/// Moves `more` behind `all`.
void append(std::vector<Outcome>& all, std::vector<Outcome> more);

/// The key of an address among the forwarders; different addresses may share it.
inline std::uint64_t forwarder_key(const Address& address) {
  return address.high * 0x9e3779b97f4a7c15u ^ address.low;
}

}  // namespace hairpin::reach
