#include "route/connection_state.hpp"

#include "base/text.hpp"

namespace hairpin::route {

void judge_connection(Adjacency& adjacency, const model::Network& network,
                      const model::Connection& connection, Conditions& conditions) {
  if (connection.provisioning_state.is_set() &&
      !equal_folded(*connection.provisioning_state.value, "Succeeded")) {
    adjacency.doubt(conditions, {connection.id,
                                 cat({"connection ", connection.name, " is in provisioning state ",
                                      *connection.provisioning_state.value}),
                                 "export the connection again once its last change has succeeded",
                                 connection.provisioning_state.where, "5.6"});
  }
  if (connection.connection_status.is_set() &&
      equal_folded(*connection.connection_status.value, "NotConnected")) {
    adjacency.doubt(conditions,
                    {connection.id, cat({"connection ", connection.name, " says NotConnected"}),
                     "check the connection with `az network vpn-connection show`",
                     connection.connection_status.where, "5.6"});
  }
  const model::Gateway& gateway = network.gateways[connection.gateway];
  if (gateway.admin_enabled.is(false)) {
    adjacency.doubt(
        conditions,
        {gateway.id, cat({"gateway ", gateway.name, " is administratively disabled"}),
         "remove the gateway once its migration is finished", gateway.admin_enabled.where, "4.18"});
  }
}

}  // namespace hairpin::route
