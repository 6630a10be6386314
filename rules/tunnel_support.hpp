#pragma once

#include <vector>

#include "rules/support.hpp"

/// The words of the rules about VPN tunnels between VNets.
namespace hairpin::rules {

/// Two VPN gateways of the input that exchange routes and packets through a tunnel, or may.
struct TunnelPair {
  model::GatewayIndex a, b;                   // the one with the lesser folded id first
  const model::Connection* from_a = nullptr;  // the objects at both ends
  const model::Connection* from_b = nullptr;
  bool disguised = false;  // by connections to sites that stand for the gateways [11.5]
};

/// Each pair once, by the ids of the gateways; tunnels that are surely closed are left out.
std::vector<TunnelPair> tunnel_pairs(const RuleContext& context);

/// What passes between the VNets behind the two gateways.
struct TunnelTraffic {
  engine::Affected
      affected;  // pairs of VNets that reach, or may reach, each other through a tunnel
  bool proven = false;
  std::vector<FindingPath> paths;  // between the gateways' own VNets, where they use the tunnel
};
TunnelTraffic traffic_through(const RuleContext& context, const TunnelPair& pair);

/// A violation if some pair is proven, else what the input leaves open; with paths, blast radius,
/// the other end, and a fix that takes both connections away. Nothing if no pair of VNets uses the
/// tunnel, because a peering serves them. [2.14]
void report_tunnel(const RuleContext& context, Findings& findings, const TunnelPair& pair,
                   std::string_view property, std::string message);

}  // namespace hairpin::rules
