#include "route/server_state.hpp"

#include "base/text.hpp"
#include "route/facts.hpp"

namespace hairpin::route {

Adjacency branch_to_branch(const model::RouteServer& server, const model::Gateway& gateway,
                           bool is_vpn, Conditions& conditions) {
  static constexpr std::string_view toggle = "properties.allowBranchToBranchTraffic";
  static constexpr std::string_view pair = "properties.activeActive";
  Adjacency adjacency = Adjacency::open(conditions);
  const model::ConfigFact stated = fact_of(server.id, toggle, server.branch_to_branch, "8.6");
  if (server.unreadable_branch_to_branch) {
    adjacency.doubt(conditions,
                    {server.id,
                     cat({"whether Route Server ", server.name,
                          " lets its branches exchange routes cannot be "
                          "read (allowBranchToBranchTraffic)"}),
                     "export the Route Server again", server.branch_to_branch.where, "8.6"});
  } else if (!server.branch_to_branch.value_or(false)) {
    adjacency.close(stated);
  }
  if (is_vpn && gateway.vpn.active_active.is(false)) {
    adjacency.close(fact_of(gateway.id, pair, gateway.vpn.active_active, "8.7"));
  } else if (is_vpn && !gateway.vpn.active_active.is_set()) {
    adjacency.doubt(conditions, {gateway.id,
                                 cat({"whether VPN gateway ", gateway.name,
                                      " is active-active is not stated, without which a Route "
                                      "Server does not exchange routes with it"}),
                                 "export it with `az network vnet-gateway show`",
                                 gateway.vpn.active_active.where, "8.7"});
  }
  if (gateway.admin_enabled.is(false)) {
    adjacency.doubt(
        conditions,
        {gateway.id, cat({"gateway ", gateway.name, " is administratively disabled"}),
         "remove the gateway once its migration is finished", gateway.admin_enabled.where, "4.18"});
  }
  if (adjacency.state != SessionState::closed) adjacency.because.push_back(stated);
  return adjacency;
}

}  // namespace hairpin::route
