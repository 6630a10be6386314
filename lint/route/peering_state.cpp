#include "route/peering_state.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "route/facts.hpp"

namespace hairpin::route {
namespace {

using model::ConfigFact;
using model::Network;
using model::PeeringState;
using model::VnetPeering;

std::string_view name_of(PeeringState state) {
  switch (state) {
    case PeeringState::connected:
      return "Connected";
    case PeeringState::initiated:
      return "Initiated";
    case PeeringState::disconnected:
      return "Disconnected";
    case PeeringState::unrecognised:
      return "";
  }
  return "";
}

ConfigFact state_fact(const VnetPeering& side) {
  if (!side.state.is_set()) {
    return absent_fact(side.id, "properties.peeringState", side.state.where, "2.2");
  }
  return text_fact(side.id, "properties.peeringState", name_of(*side.state.value), side.state.where,
                   "2.2");
}

/// A flag whose value decides about the peering and cannot be read. [0.3]
void doubt_flag(Adjacency& adjacency, const VnetPeering& side, std::string_view property,
                SourceSpan where, Conditions& conditions) {
  adjacency.doubt(
      conditions,
      {side.id,
       cat({property, " of peering ", side.name, " is stated in a way that cannot be read"}),
       "correct it, or export the peering again", where, "0.3"});
}

/// Whether a peering is there at all for some packets depends on these, too.
void judge_flags(Adjacency& adjacency, const VnetPeering& side, Conditions& conditions) {
  const auto judge = [&](const Setting<bool>& flag, std::string_view property) {
    if (flag.unreadable) doubt_flag(adjacency, side, property, flag.where, conditions);
  };
  judge(side.allow_vnet_access, "allowVirtualNetworkAccess");
  judge(side.complete_vnets, "what takes part in");
  judge(side.only_ipv6, "enableOnlyIPv6Peering");
}

/// Judges one side of a peering by its state.
void judge_side(Adjacency& adjacency, const VnetPeering& side, Conditions& conditions) {
  judge_flags(adjacency, side, conditions);
  if (side.state.unreadable) {
    return doubt_flag(adjacency, side, "peeringState", side.state.where, conditions);
  }
  const PeeringState state = side.state.value_or(PeeringState::connected);
  if (state == PeeringState::initiated || state == PeeringState::disconnected) {
    adjacency.close(state_fact(side));
  } else if (state == PeeringState::unrecognised) {
    adjacency.doubt(
        conditions,
        {side.id, cat({"the state of peering ", side.name, " is none that is known"}),
         "export the peering again, after its last change has finished", side.state.where, "2.2"});
  } else {
    adjacency.because.push_back(state_fact(side));
  }
}

/// A flag that must be true, and is false when absent. [0.6] `property` with "properties." before.
void require(Adjacency& adjacency, const VnetPeering& side, std::string_view property,
             const Setting<bool>& flag, Conditions& conditions) {
  ConfigFact fact = fact_of(side.id, property, flag, "2.10");
  if (flag.value_or(false)) {
    adjacency.because.push_back(std::move(fact));
  } else if (flag.unreadable) {
    const std::string_view name = property.substr(property.rfind('.') + 1);
    doubt_flag(adjacency, side, name, flag.where, conditions);
  } else {
    adjacency.close(std::move(fact));
  }
}

/// Judges the VNet that should have a peering object but has none.
void judge_absent_side(Adjacency& adjacency, const model::Vnet& vnet) {
  // Whether a VNet that cannot show its object has it, the other side's own state tells. [2.3]
  if (!vnet.shows_peerings()) return;
  adjacency.close(absent_fact(vnet.id, "properties.virtualNetworkPeerings", vnet.where, "2.2"));
}

bool has_gateway(const Network& network, model::VnetIndex vnet) {
  return std::any_of(network.gateways.begin(), network.gateways.end(),
                     [&](const model::Gateway& gateway) { return gateway.vnet == vnet; });
}

}  // namespace

PeeringPair PeeringPair::of(const Network& network, model::PeeringIndex object,
                            model::VnetIndex near) {
  const VnetPeering& side = network.peerings[object];
  const VnetPeering* other = side.reverse ? &network.peerings[side.reverse] : nullptr;
  const PeeringPair pair{side.local, side.remote, &side, other};
  return side.local == near ? pair : pair.reversed();
}

Adjacency peering_adjacency(const Network& network, const PeeringPair& pair,
                            Conditions& conditions) {
  Adjacency adjacency = Adjacency::open(conditions);
  if (pair.near_side != nullptr) {
    judge_side(adjacency, *pair.near_side, conditions);
  } else {
    judge_absent_side(adjacency, network.vnets[pair.near]);
  }
  if (pair.far_side != nullptr) {
    judge_side(adjacency, *pair.far_side, conditions);
  } else {
    judge_absent_side(adjacency, network.vnets[pair.far]);
  }
  return adjacency;
}

Adjacency gateway_transit(const Network& network, const ResourceIds& ids, const PeeringPair& spoke,
                          Conditions& conditions) {
  Adjacency adjacency = peering_adjacency(network, spoke, conditions);
  adjacency.because.clear();
  if (spoke.near_side != nullptr) {
    require(adjacency, *spoke.near_side, "properties.useRemoteGateways",
            spoke.near_side->use_remote_gateways, conditions);
  } else if (!network.vnets[spoke.near].shows_peerings()) {
    const model::Vnet& vnet = network.vnets[spoke.near];
    adjacency.doubt(
        conditions,
        {vnet.id,
         cat({"VNet ", vnet.name,
              vnet.in_input ? " does not state its peerings" : " is not in the input",
              ": whether it uses the gateway of ", network.vnets[spoke.far].name, " is not known"}),
         cat({"add ", vnet.in_input ? "all of " : "", "VNet ", ids.text(vnet.id),
              " to the export"}),
         vnet.where, "2.10"});
  }
  // A spoke that states useRemoteGateways against a hub outside the input proves the hub's side.
  if (spoke.far_side != nullptr) {
    require(adjacency, *spoke.far_side, "properties.allowGatewayTransit",
            spoke.far_side->allow_gateway_transit, conditions);
  }
  if (has_gateway(network, spoke.near)) {
    const model::Vnet& vnet = network.vnets[spoke.near];
    adjacency.close(text_fact(vnet.id, "properties.subnets", "GatewaySubnet", vnet.where, "2.10"));
  }
  return adjacency;
}

}  // namespace hairpin::route
