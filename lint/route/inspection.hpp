#pragma once

#include <vector>

#include "route/user_routes.hpp"

/// What tables send to an appliance, and what goes around it all the same.
namespace hairpin::route {

/// A route to the appliance that longer learned routes pass. [3.1, 3.6]
struct Passed {
  const model::UserRoute* route = nullptr;
  std::vector<model::VnetIndex> vnets;  // whose subnets use the route's table
  std::vector<LongerRoute> longer;      // learned; by prefix
};

/// A workload subnet beside those that are inspected, with the learned routes on which its packets
/// go straight to where the others send theirs through the appliance.
struct Beside {
  model::SubnetIndex subnet;
  std::vector<LongerRoute> straight;  // by prefix
};

/// One address that used tables name as an appliance, from the VNets that hold or reach it.
struct Inspection {
  Address address;
  model::VnetIndex at;  // the VNet that holds the address; always known
  std::vector<Passed> passed;
  std::vector<Beside> beside;
};

/// The appliances that something goes around. What counts as sent to an appliance is every prefix
/// but 0.0.0.0/0, which is there for the Internet, unless its table switches gateway routes off
/// [3.13]: then all is meant. Subnets beside are those of VNets that send to the appliance, and of
/// its own VNet.
/// Costs, for each VNet with such a table or subnet, the learned routes inside what is inspected.
std::vector<Inspection> inspections(const Routing& routing);

}  // namespace hairpin::route
