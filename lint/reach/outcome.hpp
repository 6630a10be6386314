#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "base/prefix_set.hpp"
#include "model/network.hpp"
#include "reach/checkpoints.hpp"
#include "reach/places.hpp"
#include "reach/verdict.hpp"
#include "route/fib.hpp"

namespace hairpin::reach {

/// One stop on the way of a set of packets. Steps are a linked list back to the source, so that
/// paths share their beginnings; they live in the walker's arena.
struct Step {
  enum class Kind : std::uint8_t {
    table,         // a subnet's forwarding table: the source, or an appliance's
    gateway_out,   // the gateway whose learned route sends the packet to the circuit [3.18]
    msee,          // a circuit's routers
    gateway_in,    // the gateway that a circuit hands the packet to
    site,          // an on-premises router, behind a circuit or a VPN gateway; or VPN clients
    route_server,  // the Route Server whose injected route takes the packet; not on its way [8.3]
    hub,           // a hub's route table, or its firewall [7.6, 7.21]
    other_hub,     // the hub that a packet is handed to from another one [7.12]
    delivered,     // the VNet (or site) that owns the address
  };
  const Step* previous = nullptr;
  Kind kind = Kind::table;
  int depth = 0;                   // steps before this one
  PlaceIndex place = {};           // table, msee
  route::FibContext context = {};  // table, gateway_in
  model::SubnetIndex subnet = {};  // table: where the packet is; none: not known
  model::ForwarderIndex forwarder =
      {};                          // table: the appliance that forwards here; none: the source
  bool after_appliance = false;    // table: an appliance forwards here, known or not
  route::RouterIndex router = {};  // gateway_out, msee, gateway_in, site, hub, other_hub
  model::GatewayIndex vpn_gateway = {};  // gateway_in: the gateway, if it is a VPN gateway
  /// The candidate that took the packet on, where it is another than the chosen one's: what a Route
  /// Server told is followed back to who learned it.
  route::BranchIndex route = {};
  model::VnetIndex vnet = {};                   // delivered
  bool from_circuit = false;                    // hub: the packet came over ExpressRoute
  const model::HubNextHop* firewall = nullptr;  // hub: what forwards, if not the hub itself
  const route::Candidate* chosen = nullptr;     // the route that took the packet on
};

/// How packets crossed Microsoft's edge, and through which appliances: what a transit is made of.
struct Crossing {
  route::RouterIndex learner;  // first gateway; none if no edge was crossed
  route::RouterIndex origin;   // last gateway
  route::RouterIndex entry, exit;
  bool covering = false;  // drawn to the edge by an on-premises route [6.14]
  bool global_reach = false;
  bool customer = false;
  /// The first and the last appliance on the way that the input holds; none if there is none.
  model::ForwarderIndex first_appliance, last_appliance;
  auto operator<=>(const Crossing&) const = default;
};
/// The crossing of a way that goes on behind another one: it begins as `before` did.
inline Crossing joined(const Crossing& before, const Crossing& after) {
  Crossing whole = after;
  if (before.learner) {
    whole.learner = before.learner;
    whole.covering = before.covering;
  }
  if (before.entry) whole.entry = before.entry;
  if (!after.origin) whole.origin = before.origin;
  if (!after.exit) whole.exit = before.exit;
  whole.global_reach = before.global_reach || after.global_reach;
  whole.customer = before.customer || after.customer;
  if (before.first_appliance) whole.first_appliance = before.first_appliance;
  if (!after.last_appliance) whole.last_appliance = before.last_appliance;
  return whole;
}

/// Where some addresses of a question end.
struct Outcome {
  enum class End : std::uint8_t { vnet, site, vpn_site, vpn_clients, dropped };
  End end = End::dropped;
  std::uint32_t index = 0;  // of the VNet, the site's circuit, the VPN site, the clients' gateway
  PrefixSet addresses;
  /// Whether they surely get there; otherwise `conditions` says what that depends on.
  bool certain = true;
  route::ConditionSet conditions;
  ViaSet via;
  Crossing crossing;
  bool after_unknown_appliance = false;  // a next hop on the way is nothing that the input holds
  int depth = 0;                         // steps on the way
  Ways ways = {};                        // what may filter them
  const Step* trail = nullptr;           // the steps; null in a survey, which keeps none
  const model::ConfigFact* dropped_by = nullptr;  // dropped: the configuration that did it, if one
};

/// What a survey keeps of an outcome: that packets get to a VNet, and how.
struct Arrival {
  model::VnetIndex to;
  Verdict verdict = Verdict::isolated;
  ViaSet via;
  Crossing crossing;
  int depth = 0;
  Ways ways = {};            // what may filter them
  std::uint32_t source = 0;  // which of the sender's sources, see `ranked_sources`
  PrefixSet addresses;       // what of the wanted addresses they get to; empty: all of them
  /// With filters, for every VNet that behaves like the sender; none: they fare differently.
  std::optional<Verdict> common = {};
};

/// All destinations that a survey asks for: those of each VNet, and all of them together.
struct Universe {
  std::vector<PrefixSet> by_vnet;  // by VNet index; empty for VNets that are not asked for
  PrefixSet all;
  bool exact = false;  // arrivals have to tell which addresses they serve, and by what ways
};

}  // namespace hairpin::reach
