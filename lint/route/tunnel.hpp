#pragma once

#include <vector>

#include "model/config_fact.hpp"
#include "model/network.hpp"
#include "route/adjacency.hpp"
#include "route/conditions.hpp"

namespace hairpin::route {

/// One way in which routes come through a tunnel.
struct Exchange {
  SessionState state = SessionState::closed;
  std::vector<model::ConfigFact> facts;  // closed: what keeps it closed; else what makes it
  ConditionSet conditions;               // unknown: what the input does not hold
};

/// What a VPN session stands on, beside the session: the connections at both ends, and what
/// routes they bring to the end that listens. Packets of the listener go the other way.
struct Tunnel {
  model::ConnectionIndex out;   // the listener's connection; none: it has none, so it is closed
  model::ConnectionIndex back;  // the other end's; none for a site
  model::VpnSiteIndex site;     // as what the listener knows the other end; none for Vnet2Vnet
  /// Static prefixes: of the site, or for Vnet2Vnet the other VNet's address space, without its
  /// spokes. [11.1, 11.4, A22]
  Exchange fixed;
  /// All that the other end announces, transit included. [11.2, 11.3]
  Exchange bgp;
  bool translated = false;  // NAT rules: routes may be anything [5.11]
  /// The site is a gateway of another VNet. [11.5]
  bool disguised() const { return back && site; }
};

using TunnelIndex = Index<struct TunnelTag>;

}  // namespace hairpin::route
