#include "model/circuit_visibility.hpp"

#include "tests/support/catch.hpp"

namespace hairpin::model {
namespace {

/// Circuit er1 of subscription s1 with one connection of that subscription.
struct Sample {
  Sample() {
    Circuit er1;
    er1.id = ids.intern(
        "/subscriptions/s1/resourceGroups/g/providers/Microsoft.Network/expressRouteCircuits/er1");
    er1.name = "er1";
    er1.states_peerings = true;
    er1.connections = {connect("s1")};
    network.circuits.add(er1);
  }

  ConnectionIndex connect(const std::string& subscription) {
    Connection connection;
    connection.id = ids.intern("/subscriptions/" + subscription +
                               "/resourceGroups/g/providers/Microsoft.Network/connections/c");
    return network.connections.add(connection);
  }

  Circuit& circuit() { return network.circuits[CircuitIndex(0)]; }
  void authorize(bool in_use) {
    Authorization authorization;
    authorization.in_use.value = in_use;
    circuit().authorizations.push_back(authorization);
  }
  std::size_t hidden() { return hidden_attachments(network, ids, CircuitIndex(0)); }

  Network network;
  ResourceIds ids;
};

TEST_CASE("an authorization in use hides an attachment until its connection is visible [5.3]") {
  Sample sample;
  CHECK(sample.hidden() == 0);
  sample.authorize(false);
  CHECK(sample.hidden() == 0);
  sample.authorize(true);
  CHECK(sample.hidden() == 1);
  CHECK(unseen_on_circuits(sample.network, sample.ids)[0].what ==
        "what redeemed 1 authorization of circuit er1");
  sample.circuit().connections.push_back(sample.connect("S1"));
  CHECK(sample.hidden() == 1);
  sample.circuit().connections.push_back(sample.connect("s2"));
  CHECK(sample.hidden() == 0);
  CHECK(unseen_on_circuits(sample.network, sample.ids).empty());
}

TEST_CASE("a circuit without its peerings leaves Global Reach open only where it is used [13.9]") {
  Sample sample;
  sample.circuit().states_peerings = false;
  CHECK(lacks_peerings(sample.circuit()));
  CHECK(unseen_on_circuits(sample.network, sample.ids)[0].what == "the peerings of circuit er1");
  sample.circuit().in_input = false;  // HP901 reports that already
  CHECK_FALSE(lacks_peerings(sample.circuit()));
  sample.circuit().in_input = true;
  sample.circuit().connections.clear();
  CHECK_FALSE(lacks_peerings(sample.circuit()));
}

}  // namespace
}  // namespace hairpin::model
