#pragma once

#include <vector>

#include "base/resource_id.hpp"
#include "model/network.hpp"
#include "tests/support/oracle_branches.hpp"
#include "tests/support/oracle_hubs.hpp"
#include "tests/support/oracle_vnets.hpp"

namespace hairpin::oracle {

/// How a route came to a circuit, best first: a shorter AS path before a longer one, Azure's own
/// paths before those of a customer router. [6.12, C10, C30]
enum class Arrived : std::uint8_t { here, global_reach, customer, customer_and_global_reach };

/// Who put a prefix on a circuit: a gateway, the unseen gateway of a hub VNet, an on-premises site,
/// or the gateway of a Virtual WAN hub.
struct Announcer {
  enum class Kind : std::uint8_t { gateway, hidden, site, hub } kind = Kind::gateway;
  std::uint32_t element = 0;  // gateway, hub VNet, circuit, or gateway of a hub
  auto operator<=>(const Announcer&) const = default;
};

/// One candidate at an MSEE.
struct CircuitRoute {
  Prefix prefix;
  Arrived arrived = Arrived::here;
  Announcer announcer;
  ConnectionIndex connection;  // where the announcer is a gateway of this circuit
  CircuitIndex through;        // the circuit that it came from over Global Reach, or none
  Needs needs;
  /// For a Route Server: by a VPN gateway, or by an appliance. [8.14]
  enum class Branch : std::uint8_t { none, vpn, appliance } branch = Branch::none;
  HubConnectionIndex hub_connection = {};  // by which a hub's gateway is on this circuit
  HubIndex of_hub = {};                    // whose VNet's prefix it is
  bool relayed = false;                    // announced by another hub than that

  /// By the length of the path: the lesser one is preferred. [6.12, C10, C30]
  int rank() const {
    const int length =
        static_cast<int>(arrived) + (arrived >= Arrived::customer ? 2 : 0) + (relayed ? 2 : 0);
    return 2 * length + (branch == Branch::none ? 0 : 1);
  }
};

/// One candidate at a gateway, and so at the VNets that use it.
struct LearnedRoute {
  Prefix prefix;
  CircuitIndex circuit;  // that supplied it
  int rank = 0;          // of the circuit's route
  Needs needs;
};

/// One that a hub's gateway has from the circuit of one of its connections.
struct HubLearnedRoute {
  Prefix prefix;
  int rank = 0;
  HubIndex of_hub;
  Needs needs;
};

/// What a gateway of either kind announces: its VNet, or its summaries, and the spokes that use it.
/// [4.4, 11.2]
std::vector<Conditional> announced_by(const Network& network, const Vnets& vnets,
                                      GatewayIndex gateway);

/// What circuits hold and gateways learn. [14.2-14.4]
class Circuits {
 public:
  /// `branches` may be null: then no gateway announces anything for a Route Server.
  Circuits(const Network& network, const Vnets& vnets, const Hubs& hubs, const Branches* branches);

  /// The circuits, and one more that the input does not show at all. [C27]
  std::size_t size() const { return network_.circuits.size() + 1; }
  CircuitIndex unseen() const { return CircuitIndex(network_.circuits.size()); }
  /// Longest prefix first, then by arrival.
  const std::vector<CircuitRoute>& routes_at(CircuitIndex circuit) const {
    return ribs_[circuit.value];
  }
  /// By arrival, the best first.
  const std::vector<LearnedRoute>& learned(GatewayIndex gateway) const {
    return learned_[gateway.value];
  }
  const std::vector<LearnedRoute>& learned_by_hidden(VnetIndex hub) const {
    return learned_by_hidden_[hub.value];
  }
  const std::vector<HubLearnedRoute>& learned_by_hub(HubConnectionIndex connection) const {
    return learned_by_hubs_[connection.value];
  }
  /// The circuits that a gateway is connected to. [5.1]
  struct Attachment {
    CircuitIndex circuit;
    Needs needs;
  };
  std::vector<Attachment> attachments(GatewayIndex gateway) const;
  std::vector<Attachment> hidden_attachments(VnetIndex hub) const;
  /// Circuits that the customer joins to this one, declared on either. [C30]
  std::vector<CircuitIndex> transit(CircuitIndex circuit) const;
  /// The length of the longest prefix that the site of the circuit advertises and that holds the
  /// address; -1 if there is none.
  int advertised_length(CircuitIndex circuit, const Address& address) const;

 private:
  /// Empty optional: carries nothing.
  std::optional<Needs> open(CircuitIndex circuit) const;
  std::optional<Needs> open(const Connection& connection) const;
  std::optional<Needs> joined(CircuitIndex one, CircuitIndex other) const;
  bool reach_is_unknown(CircuitIndex one, CircuitIndex other) const;
  std::vector<Conditional> hidden_announcements(VnetIndex hub) const;
  void put_branches(const Connection& connection, const Needs& open,
                    std::vector<CircuitRoute>& routes) const;
  std::vector<Needs> ways_to_accept_branch(const CircuitRoute& route, std::optional<bool> toggle,
                                           GatewayIndex gateway) const;
  std::vector<CircuitRoute> put_on(CircuitIndex circuit) const;
  std::vector<CircuitRoute> rib(CircuitIndex circuit) const;
  std::vector<LearnedRoute> learn(GatewayIndex gateway) const;
  std::vector<LearnedRoute> learn_hidden(VnetIndex hub) const;
  std::vector<HubLearnedRoute> learn_at_hub(HubConnectionIndex connection) const;
  void put_hubs_on(CircuitIndex circuit, const Needs& open, std::vector<CircuitRoute>& into) const;
  std::vector<Needs> ways_past_wan_toggle(const CircuitRoute& route, GatewayIndex gateway) const;

  const Network& network_;
  const Vnets& vnets_;
  const Hubs& hubs_;
  std::vector<std::vector<HubLearnedRoute>> learned_by_hubs_;
  const Branches* branches_;
  std::vector<std::vector<CircuitRoute>> local_, ribs_;
  std::vector<std::vector<LearnedRoute>> learned_, learned_by_hidden_;
};

}  // namespace hairpin::oracle
