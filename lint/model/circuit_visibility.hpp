#pragma once

#include <cstddef>
#include <vector>

#include "base/resource_id.hpp"
#include "model/config_fact.hpp"
#include "model/network.hpp"

namespace hairpin::model {

/// Authorizations of the circuit that are in use and that no visible connection or Global Reach
/// connection of another subscription can have redeemed: as many attachments are not in the input.
/// [5.3]
std::size_t hidden_attachments(const Network& network, const ResourceIds& ids,
                               CircuitIndex circuit);

/// Whether the circuit is used, and exported without its peerings, so that Global Reach is not
/// visible. [13.9]
bool lacks_peerings(const Circuit& circuit);

/// What may be on the circuits of the input without being in it, for all who must know whether the
/// input is complete: one entry per circuit and reason.
std::vector<Missing> unseen_on_circuits(const Network& network, const ResourceIds& ids);

}  // namespace hairpin::model
