#include "import/network_builder.hpp"

namespace hairpin::import {

/// The rows of a circuit's route table do not say whose they are.
void NetworkBuilder::build_sites(std::span<const CircuitRoutes> circuit_routes) {
  for (const CircuitRoutes& routes : circuit_routes) {
    if (network_.circuits.size() != 1) {
      log_.add(Diagnostic::Kind::incomplete, routes.where,
               "a circuit route table does not say which circuit it is of",
               "declare the prefixes in the policy: onPremises, with circuit and advertises");
      continue;
    }
    if (network_.sites.empty()) {
      network_.sites.add({model::CircuitIndex(0), {}, {}, routes.where});
    }
    auto& advertised = network_.sites[model::SiteIndex(0)].advertises;
    advertised.insert(advertised.end(), routes.on_premises.begin(), routes.on_premises.end());
  }
}

}  // namespace hairpin::import
