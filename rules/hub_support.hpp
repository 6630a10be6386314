#pragma once

#include <map>
#include <string>
#include <vector>

#include "rules/support.hpp"

/// The words that the rules about Virtual WAN share.
namespace hairpin::rules {

using reach::HubTransit;

/// Rows of `Reachability::hub_transits()` with one learner.
using HubRows = std::vector<const HubTransit*>;

/// The rows that `fits` takes, by the gateway that lets the prefixes in.
template <class Fits>
std::map<route::RouterIndex, HubRows> hub_transits_by_learner(const RuleContext& context,
                                                              Fits fits) {
  std::map<route::RouterIndex, HubRows> rows;
  for (const HubTransit& row : context.reach.hub_transits()) {
    if (fits(row)) rows[row.learner].push_back(&row);
  }
  return rows;
}

/// A gateway of a VNet or of a hub.
const model::Identity& gateway_identity(const RuleContext& context, route::RouterIndex gateway);
bool is_hub_gateway(const RuleContext& context, route::RouterIndex gateway);

bool is_proven(const HubRows& rows);
/// "packets of 2 VNets reach 3 VNets", or that they may.
std::string reaching(const HubRows& rows);
/// The names of the gateways at the other end, and of the circuits, each once.
std::string origins(const RuleContext& context, const HubRows& rows);
std::string circuits(const RuleContext& context, const HubRows& rows);

/// A violation if one of the rows is proven, else what the input leaves open; with the witness of
/// one pair, the blast radius, what settles what is missing, and a line for each row.
Findings::Builder report(const RuleContext& context, Findings& findings, const HubRows& rows,
                         Location where, std::string message);

}  // namespace hairpin::rules
