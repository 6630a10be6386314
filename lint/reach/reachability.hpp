#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "reach/admin_overrides.hpp"
#include "reach/tag_inflows.hpp"
#include "reach/verdict.hpp"
#include "route/routing.hpp"

namespace hairpin::reach {

/// One cell of the matrix, without its evidence.
struct Cell {
  Verdict verdict = Verdict::isolated;
  ViaSet via;
};

/// How packets come from the VNets behind one gateway to those behind another one over circuits,
/// summed up: what the transit rules report. Counts are ordered pairs of VNets whose verdict rests
/// on such a path. A pair that a peering serves is not counted: its hairpin is latent. [2.14]
struct Transit {
  enum class How : std::uint8_t {
    hairpin,          // both gateways on one circuit, the specific prefix learned [6.10]
    covering_route,   // drawn to the MSEE by an on-premises route that covers the prefix [6.14]
    global_reach,     // over a Global Reach connection [6.25]
    customer_router,  // over circuits that a customer router joins [6.33]
  };
  How how = How::hairpin;
  model::GatewayIndex learner;  // whose VNets send
  model::GatewayIndex
      origin;  // whose VNets receive; equal to `learner` for covering routes of one hub
  model::CircuitIndex entry;  // where the packets enter Microsoft's edge
  model::CircuitIndex exit;   // where they leave it; equal to `entry` unless circuits are joined
  std::uint64_t proven_pairs = 0, unproven_pairs = 0;
  std::vector<model::VnetIndex> sources, destinations;  // sorted
  std::vector<Prefix> prefixes;                         // of the destinations, sorted
  /// A pair to show, proven if there is one.
  model::VnetIndex from, to;
};

/// VNets whose packets pass from one gateway to another and get no answer: proven ways there, and
/// isolation back. Judged pair by pair, gathered by what the pairs have in common.
struct OneWay {
  enum class Extent : std::uint8_t {
    gateways,  // all that passes between the two gateways
    receiver,  // all that comes to one VNet, or to several alike: it cannot answer
    sender,    // only what some VNets send: no answer finds them
  };
  Extent extent = Extent::gateways;
  Transit transit;  // `proven_pairs` are those without an answer; of all circuits one is named
};

/// How packets of some VNets come to others through an appliance, and back: what the rules about
/// appliances report. Counts are ordered pairs of VNets whose packets pass it as the first or the
/// only one on their way.
struct ApplianceTransit {
  /// What the packets of the opposite direction do. `other`: pass different appliances, or none.
  enum class Return : std::uint8_t { same, other, none };
  model::ForwarderIndex first, last;  // equal if there is one appliance on the way
  Return back = Return::same;
  model::ForwarderIndex back_first;  // other: the first appliance on the way back; none: none
  bool over_circuits = false;        // Microsoft's edge is on the way as well
  bool connected = false;            // the ends are peered, or one is an appliance's own VNet
  std::uint64_t proven_pairs = 0, unproven_pairs = 0;
  std::vector<model::VnetIndex> sources, destinations;  // sorted
  model::VnetIndex from, to;                            // a pair to show, proven if there is one
};

/// How packets come over circuits to or from VNets on Virtual WAN hubs, summed up. At least one of
/// the gateways is a hub's; what passes between gateways of VNets is a `Transit`.
struct HubTransit {
  route::RouterIndex learner, origin;  // gateways: whose VNets send, and whose receive
  model::CircuitIndex entry, exit;     // where the packets enter Microsoft's edge, and leave it
  bool covering = false;               // drawn to the edge by an on-premises route [6.14]
  bool kept_apart = false;  // hubs of one Virtual WAN whose tables do not connect the VNets [7.10]
  std::uint64_t proven_pairs = 0, unproven_pairs = 0;
  std::vector<model::VnetIndex> sources, destinations;  // sorted
  std::vector<Prefix> prefixes;                         // of the destinations, sorted
  model::VnetIndex from, to;                            // a pair to show, proven if there is one
};

/// Follows packets through the forwarding tables. Const and free of state that a question changes,
/// but for memory of what was asked before; not for use from several threads at once.
class Reachability {
 public:
  explicit Reachability(route::Routing& routing);
  ~Reachability();
  Reachability(const Reachability&) = delete;
  Reachability& operator=(const Reachability&) = delete;

  /// The verdict from one end to the other, with witness, guards or what is missing. VNets count by
  /// their workload subnets; the strongest verdict over the subnets of both ends is given.
  Direction direction(const Endpoint& from, const Endpoint& to) const;
  PairAnswer pair(const Endpoint& from, const Endpoint& to) const;

  /// All VNets that the input holds, in the order of the matrix (by folded id).
  const std::vector<model::VnetIndex>& endpoints() const;
  /// The verdicts from `from` to each of `endpoints()`, in that order; the cell of `from` itself is
  /// reachable. VNets that behave alike are computed once.
  void row(model::VnetIndex from, std::vector<Cell>& cells) const;
  /// One cell. Logarithmic once the class of `from` was asked for.
  Cell cell(model::VnetIndex from, model::VnetIndex to) const;
  /// The verdict that `direction` gives, without its evidence. One walk.
  Cell cell(const Endpoint& from, const Endpoint& to) const;

  /// Transit between gateways, sorted by learner, origin, circuits. Computed on the first call;
  /// cost grows with the classes of VNets that behave alike and with prefixes, not with pairs.
  const std::vector<Transit>& transits() const;
  /// Of those the pairs that get no answer, sorted by learner and origin. Computed on each call;
  /// costs one look-up per class of VNets and VNet.
  std::vector<OneWay> one_way() const;

  /// The same for appliances that the input holds, sorted by appliance. Costs like `transits`.
  const std::vector<ApplianceTransit>& appliance_transits() const;
  /// The same for VNets on Virtual WAN hubs, sorted by learner, origin and circuits.
  const std::vector<HubTransit>& hub_transits() const;

  /// The admin rules of network managers that decide against security groups, by id. Computed on
  /// each call; costs a sieving for each distinct place on which a manager has rules.
  std::vector<AdminOverride> admin_overrides() const;

  /// What security groups let in by the `VirtualNetwork` tag, and which subnets no group guards where
  /// others are guarded. Computed on the first call; costs one look at each subnet, and a sieving for
  /// each distinct rule set and source of the tag.
  const Inflows& inflows() const;

  /// What a user named, as an endpoint: a resource id (VNet, subnet, circuit as its site), a VNet
  /// name, `vnet/subnet`, an address or prefix, `onprem:CIRCUIT`. The error names the candidates of
  /// an ambiguous name, or the nearest known name.
  Result<Endpoint> endpoint(std::string_view text) const;
  Endpoint endpoint(model::VnetIndex vnet) const;

  /// One row of Azure's effective routes, with where the route came from.
  struct EffectiveRoute {
    Prefix prefix;
    std::string_view next_hop_type;     // "VNetPeering" and so on, as Azure prints it [3.21]
    std::vector<std::string> next_hop;  // addresses or ids
    std::string_view source;            // Default, VirtualNetworkGateway, User
    bool active = true;  // false: Invalid, another route with this prefix is preferred
    ResourceId origin;   // the resource that brought the prefix; none for defaults
    ViaSet via;
    bool unproven = false;  // whether it exists depends on what the input does not hold
    std::vector<model::ConfigFact> because;
    std::vector<model::Missing> missing;
  };
  struct EffectiveRoutes {
    ResourceId at;
    std::vector<EffectiveRoute> routes;  // by prefix
  };
  /// The effective routes at a subnet, a VNet (without route table, or of its only workload subnet
  /// table), a gateway of a VNet or a hub (what it learned), a circuit (its MSEE), or a hub's route
  /// table (of a hub itself the default one). `text` as in `endpoint`; gateway and hub names, and
  /// HUB/TABLE, too.
  Result<EffectiveRoutes> routes_at(std::string_view text) const;

  const route::Routing& routing() const;
  /// Statements that hold for every answer and that every report prints: which on-premises routers
  /// are undeclared and taken to advertise nothing, which assumptions were used. [13.13]
  std::vector<std::string> assumptions() const;

  struct State;  // the inside, for the parts of this folder

 private:
  std::unique_ptr<State> state_;
};

}  // namespace hairpin::reach
