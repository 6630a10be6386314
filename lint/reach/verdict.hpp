#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/flow_set.hpp"
#include "base/prefix_set.hpp"
#include "model/config_fact.hpp"
#include "model/network.hpp"

namespace hairpin::reach {

/// The answer for one direction, weakest first, so that the strongest of several is their maximum
/// in the order that the matrix uses.
enum class Verdict : std::uint8_t { isolated, filtered, unproven, reachable };
std::string_view name_of(Verdict verdict);

/// The answer for a pair of ends. `one_way`: exactly one direction is reachable.
enum class PairVerdict : std::uint8_t { isolated, filtered, unproven, one_way, reachable };
std::string_view name_of(PairVerdict verdict);  // "one-way" and so on

/// A kind of edge that a path crosses.
enum class Via : std::uint8_t {
  peering,
  msee,
  global_reach,
  vpn,
  vhub,
  hub_to_hub,
  route_server,
  appliance,
  firewall,
  connected_group,
  private_link,
  onprem
};
std::string_view name_of(Via via);  // "global-reach" and so on

/// A set of `Via`, one bit each; iterates in the order of the enumeration.
class ViaSet {
 public:
  constexpr ViaSet() = default;
  constexpr ViaSet(std::initializer_list<Via> members) {
    for (const Via via : members) insert(via);
  }
  constexpr void insert(Via via) { bits_ |= bit(via); }
  constexpr bool contains(Via via) const { return (bits_ & bit(via)) != 0; }
  constexpr bool empty() const { return bits_ == 0; }
  constexpr ViaSet operator|(ViaSet other) const { return ViaSet(bits_ | other.bits_); }
  std::vector<Via> list() const;
  auto operator<=>(const ViaSet&) const = default;

 private:
  explicit constexpr ViaSet(int bits) : bits_(static_cast<std::uint16_t>(bits)) {}
  static constexpr std::uint16_t bit(Via via) {
    return static_cast<std::uint16_t>(1u << static_cast<unsigned>(via));
  }
  std::uint16_t bits_ = 0;
};

/// How well the weakest fact that a verdict stands on is established.
enum class Confidence : std::uint8_t { inferred, lab_observed, documented };
std::string_view name_of(Confidence confidence);

enum class HopKind : std::uint8_t {
  vnet,
  subnet,
  er_gateway,
  vpn_gateway,
  circuit,
  vhub,
  route_server,
  appliance,
  firewall,
  site,
  private_endpoint
};
std::string_view name_of(HopKind kind);  // "er-gateway" and so on

/// One stop of a packet. `table` names the forwarding table that was asked, `route` the prefix that
/// took the packet, `next_hop` where it went; all three are empty at the last hop.
struct Hop {
  HopKind kind = HopKind::vnet;
  ResourceId at;     // for a site: the circuit in front of it
  std::string name;  // what people call it: "hub001", "er-tokyo/msee"
  std::string table;
  std::optional<Prefix> route;
  std::string next_hop;
  std::vector<model::ConfigFact> because;  // what made that route, most decisive first
};
using WitnessPath = std::vector<Hop>;

/// The answer for one direction with its evidence.
struct Direction {
  Verdict verdict = Verdict::isolated;
  ViaSet via;
  /// What of the destination the packets get to (reachable), or may get to (unproven).
  PrefixSet destinations;
  /// Which flows pass (reachable), or may pass (unproven), the filters on the way.
  FlowSet flows;
  WitnessPath path;                       // empty if isolated
  std::vector<model::ConfigFact> drops;   // filtered: the rules that drop the last flows
  std::vector<model::ConfigFact> guards;  // isolated: what would open it, if changed
  /// Unproven: what the input does not hold. Isolated: the on-premises announcements that nobody
  /// declared and that are taken to be none.
  std::vector<model::Missing> missing;
  Confidence confidence = Confidence::documented;
};

struct PairAnswer {
  Direction forward, reverse;
  PairVerdict verdict() const;
};

/// One end of a question: a whole VNet, some of its subnets, some of its addresses, the on-premises
/// side of a circuit, a VPN site, or the point-to-site clients of a VPN gateway.
struct Endpoint {
  ResourceId id;                    // of what was named; none for an address
  std::string name;                 // as the user named it
  model::VnetIndex vnet;            // none for a site
  model::SubnetIndex subnet;        // one subnet only; none: all workload subnets of the VNet
  std::optional<Prefix> addresses;  // narrows the destination; the source is the subnet around it
  model::CircuitIndex site_of;      // on-premises side of this circuit
  model::VpnSiteIndex vpn_site;     // this local network gateway
  model::GatewayIndex clients_of;   // point-to-site clients of this gateway [11.8]
};

}  // namespace hairpin::reach
