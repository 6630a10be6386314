#pragma once

#include "base/index.hpp"
#include "model/identity.hpp"

/// What the families of resources refer to each other by, beside what `Identity` stands with.
namespace hairpin::model {

using PeeringIndex = Index<struct PeeringTag>;
using GatewayIndex = Index<struct GatewayTag>;
using ConnectionIndex = Index<struct ConnectionTag>;
using CircuitIndex = Index<struct CircuitTag>;
using GlobalReachIndex = Index<struct GlobalReachTag>;
using RouteTableIndex = Index<struct RouteTableTag>;
using SiteIndex = Index<struct SiteTag>;

}  // namespace hairpin::model
