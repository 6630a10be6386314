#pragma once

#include <vector>

#include "route/routing.hpp"

namespace hairpin::reach {

/// An address that routes name as their appliance and that does not take packets on, or may not.
/// [3.10, 3.11, 9.1]
struct FaultyHop {
  enum class Fault : std::uint8_t {
    no_address,     // the routes state none that can be read
    out_of_reach,   // in neither the VNet nor a peer: packets are lost
    behind_group,   // in a VNet that a connected group joins: whether that does is not documented
    nothing_known,  // in reach, and nothing that the input holds has it
    no_backends,    // a load balancer whose backends the input lacks
    refuses,        // an interface that does not forward, or none of a load balancer's does
  };
  Fault fault = Fault::nothing_known;
  Address address;
  model::VnetIndex at;              // nothing_known, behind_group: the VNet that holds the address
  model::ForwarderIndex forwarder;  // no_backends: the load balancer; refuses: the interface
  bool certain = true;              // false: depends on what the input does not hold
  std::vector<const model::UserRoute*> routes;  // by id
  std::vector<model::VnetIndex> vnets;          // that use the routes; one may stand several times
};

/// Every such address once for each fault, with all routes of used tables that lead there. What a
/// peering that is not connected, or a VNet outside the input, explains is left out.
/// Linear in the routes and in the VNets that use each table, times the peerings of such a VNet.
std::vector<FaultyHop> faulty_hops(const route::Routing& routing);

}  // namespace hairpin::reach
