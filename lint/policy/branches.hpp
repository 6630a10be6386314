#pragma once

#include "base/diagnostic.hpp"
#include "model/network.hpp"
#include "policy/policy.hpp"

namespace hairpin::policy {

/// Gives a VPN site, or a BGP peer of a Route Server, what the policy says that it announces.
/// Appends an error for a name that nothing has, or several have. Linear in the sites or peers.
void declare_branch(const OnPremises& entry, model::Network& network, const ResourceIds& ids,
                    Diagnostics& faults);

}  // namespace hairpin::policy
