#include "model/circuit_visibility.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace hairpin::model {

std::size_t hidden_attachments(const Network& network, const ResourceIds& ids,
                               CircuitIndex circuit) {
  const Circuit& subject = network.circuits[circuit];
  const auto is_foreign = [&](ResourceId id) {
    return !equal_folded(ids.subscription(id), ids.subscription(subject.id));
  };
  const auto in_use = std::count_if(subject.authorizations.begin(), subject.authorizations.end(),
                                    [](const auto& entry) { return entry.in_use.is(true); });
  auto redeemed =
      std::count_if(subject.connections.begin(), subject.connections.end(),
                    [&](auto index) { return is_foreign(network.connections[index].id); });
  for (const HubConnection& connection : network.virtual_wans.connections) {
    if (connection.circuit == circuit && is_foreign(connection.id)) ++redeemed;
  }
  for (const GlobalReachConnection& link : network.global_reach) {
    const bool initiated_elsewhere = link.peer == circuit && !link.from_peered_connections;
    if (initiated_elsewhere && is_foreign(link.id)) ++redeemed;
  }
  return in_use > redeemed ? static_cast<std::size_t>(in_use - redeemed) : 0;
}

bool lacks_peerings(const Circuit& circuit) {
  return circuit.in_input && !circuit.states_peerings && !circuit.connections.empty();
}

std::vector<Missing> unseen_on_circuits(const Network& network, const ResourceIds& ids) {
  std::vector<Missing> list;
  for (const Circuit& circuit : network.circuits) {
    const std::string remedy =
        cat({"add the output of `az network express-route show --ids ", ids.text(circuit.id),
             "` and what is on the circuit in other subscriptions"});
    if (lacks_peerings(circuit)) {
      list.push_back({circuit.id, cat({"the peerings of circuit ", circuit.name}), remedy,
                      circuit.where, "13.9"});
    }
    const std::size_t hidden = hidden_attachments(network, ids, network.circuits.index_of(circuit));
    if (hidden > 0) {
      list.push_back(
          {circuit.id,
           cat({"what redeemed ", count_of(hidden, "authorization"), " of circuit ", circuit.name}),
           remedy, circuit.where, "5.3"});
    }
  }
  return list;
}

}  // namespace hairpin::model
