#pragma once

#include <vector>

#include "route/routing.hpp"

namespace hairpin::route {

/// A prefix that a VNet has where it can meet others.
struct Claim {
  Prefix prefix;
  model::VnetIndex vnet;
  bool announced = true;  // on the circuit; false: only peered with a hub there
  bool certain = true;    // whether it is there for certain
  auto operator<=>(const Claim&) const = default;
};

/// VNets that have addresses in common, and where they can meet.
struct Overlap {
  std::vector<model::VnetIndex> vnets;  // at least two, sorted
  std::vector<Claim> claims;            // by prefix
  std::vector<model::CircuitIndex> circuits;
  std::vector<model::VnetIndex> peers;  // those with which several of them are peered
  bool certain = false;                 // two of the claims are there for certain
  bool all_announced = true;
};

/// The overlaps on circuits, also between what a circuit carries and what VNets have that are
/// peered with its hubs without being announced [4.23, A12], and those around a VNet that is peered
/// with several. [2.13] Each set of VNets once, in the order of their indices.
/// Costs sorting the routes of each circuit and the peers of each VNet.
std::vector<Overlap> overlaps(const Routing& routing);

}  // namespace hairpin::route
