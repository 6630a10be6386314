#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/prefix.hpp"
#include "base/setting.hpp"
#include "model/identity.hpp"

/// Site-to-site, VNet-to-VNet and point-to-site VPN: what gateways, sites and connections state.
namespace hairpin::model {

using VpnSiteIndex = Index<struct VpnSiteTag>;

/// BGP and transit need the first; the second has static tunnels only. [4.3]
enum class VpnType : std::uint8_t { route_based, policy_based, unrecognised };

/// The VPN side of a virtual network gateway. [4.3]
struct VpnSettings {
  Setting<VpnType> type;
  Setting<bool> enable_bgp;
  Setting<std::int64_t> asn;  // 65515 where nothing is stated [11.10]
  /// The ASN is stated in a way that cannot be read: then it is not the default.
  bool unreadable_asn = false;
  Setting<bool> active_active;  // [8.7]
  /// Public addresses of its instances, by which other gateways' sites name it. [11.5]
  std::vector<Located<Address>> addresses;
  /// False if it has an address that the input does not state.
  bool knows_addresses = false;
  std::vector<Located<Prefix>> client_pool;  // point-to-site [11.8]
};

/// `Microsoft.Network/localNetworkGateways`: a site as Azure knows it. [11.1]
struct VpnSite : Identity {
  std::vector<Located<Prefix>> address_space;  // static prefixes
  /// False if a prefix could not be read, or the site is only mentioned: it may have any others.
  bool states_space = false;
  std::optional<Located<Address>> address;  // gatewayIpAddress; none: a name, or not known
  Setting<std::int64_t> asn;
  std::optional<Address> bgp_address;  // of the peer; its own /32 is no route [11.1]
  /// What the policy says that the site announces over BGP; none: nothing is declared.
  std::optional<std::vector<Located<Prefix>>> declared;
};

/// One entry of `trafficSelectorPolicies`: what may pass. [5.10]
struct TrafficSelector {
  std::vector<Located<Prefix>> local, remote;
  SourceSpan where;
};

/// The VPN side of a connection. [5.1]
struct TunnelSettings {
  VpnSiteIndex site;                     // IPsec; may be a site that is only mentioned
  Setting<bool> policy_based_selectors;  // usePolicyBasedTrafficSelectors
  std::vector<TrafficSelector> selectors;
  /// False if a selector could not be read: then it is not known what passes.
  bool states_selectors = true;
  std::vector<Located<ResourceId>> nat_rules;  // ingress and egress [5.11]
  bool unreadable_nat_rules = false;

  bool translates() const { return !nat_rules.empty() || unreadable_nat_rules; }
};

}  // namespace hairpin::model
