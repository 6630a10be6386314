#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "base/text.hpp"
#include "import/network_builder.hpp"

namespace hairpin::import {
namespace {

using model::PeeringIndex;
using model::PeeringState;
using model::PeeringSync;
using model::VnetIndex;

constexpr std::pair<std::string_view, PeeringState> states[] = {
    {"Connected", PeeringState::connected},
    {"Initiated", PeeringState::initiated},
    {"Disconnected", PeeringState::disconnected}};

constexpr std::pair<std::string_view, PeeringSync> syncs[] = {
    {"FullyInSync", PeeringSync::fully_in_sync},
    {"RemoteNotInSync", PeeringSync::remote_not_in_sync},
    {"LocalNotInSync", PeeringSync::local_not_in_sync},
    {"LocalAndRemoteNotInSync", PeeringSync::both_not_in_sync}};

void add_unless_known(std::vector<Located<Prefix>>& prefixes, const Located<Prefix>& added) {
  const bool known = std::any_of(prefixes.begin(), prefixes.end(),
                                 [&](const auto& other) { return other.value == added.value; });
  if (!known) prefixes.push_back(added);
}

/// Which of several objects between the same two VNets is the one in force: the more connected one,
/// and of equal ones that which says more of gateways. Lower is better. [2.2]
std::tuple<int, bool> standing(const model::VnetPeering& side) {
  const bool transit =
      side.use_remote_gateways.may_be(true) || side.allow_gateway_transit.may_be(true);
  const int rank = side.state.unreadable
                       ? static_cast<int>(PeeringState::unrecognised)
                       : static_cast<int>(side.state.value_or(PeeringState::connected));
  static constexpr std::array<int, 4> order = {0, 2, 3, 1};  // as `PeeringState` is written
  return {order[static_cast<std::size_t>(rank)], !transit};
}

}  // namespace

void NetworkBuilder::build_peerings() {
  for (const Resource* const resource : resources_.of(ResourceRole::virtual_network_peering)) {
    add_peering(*resource);
  }
  pair_peerings();
  describe_mentioned_vnets();
}

void NetworkBuilder::add_peering(const Resource& resource) {
  const PropertyReader read = properties(resource);
  const Value& remote = read["remoteVirtualNetwork"]["id"];
  Located<ResourceId> remote_id = read_id(remote, ids_, log_);
  // Even what is no proper id names some VNet: the peering must not vanish. Which one is not known.
  if (!remote_id.value && remote.is_string() && !remote.text().empty()) {
    remote_id = {ids_.intern(remote.text()), remote.where()};
    doubt_isolation(identity(resource), "peering", network_.vnet(parent_id(resource.id)),
                    "names a remote VNet by what is no id");
  }
  if (!remote_id.value) {
    const VnetIndex local = vnet(parent_id(resource.id), {resource.id, "id", resource.where});
    return cannot_place(identity(resource), "peering", local,
                        "names no remote VNet (remoteVirtualNetwork.id)");
  }
  model::VnetPeering peering;
  static_cast<model::Identity&>(peering) = identity(resource);
  peering.local = vnet(parent_id(resource.id), {resource.id, "id", resource.where});
  peering.remote =
      vnet(remote_id.value, {resource.id, "properties.remoteVirtualNetwork.id", remote_id.where});
  peering.state = read.choice("peeringState", states, PeeringState::unrecognised);
  peering.sync = read.choice("peeringSyncLevel", syncs, PeeringSync::unrecognised);
  read_flags(read, peering);
  peering.synced_space = read_prefixes(read["remoteAddressSpace"]["addressPrefixes"], log_);
  peering.current_space =
      read_prefixes(read["remoteVirtualNetworkAddressSpace"]["addressPrefixes"], log_);
  const VnetIndex local = peering.local;
  network_.vnets[local].peerings.push_back(network_.peerings.add(std::move(peering)));
}

void NetworkBuilder::read_flags(const PropertyReader& read, model::VnetPeering& peering) {
  peering.allow_vnet_access = read.boolean("allowVirtualNetworkAccess");
  peering.allow_forwarded_traffic = read.boolean("allowForwardedTraffic");
  peering.allow_gateway_transit = read.opening_flag("allowGatewayTransit");
  peering.use_remote_gateways = read.opening_flag("useRemoteGateways");
  peering.complete_vnets = read.boolean("peerCompleteVnets");
  peering.only_ipv6 = read.boolean("enableOnlyIPv6Peering");
  peering.local_subnets = read.texts("localSubnetNames");
  peering.remote_subnets = read.texts("remoteSubnetNames");
  // A peering of subnets that cannot all be read serves nobody knows which.
  const bool names_all =
      read.has_texts_only("localSubnetNames") && read.has_texts_only("remoteSubnetNames");
  if (peering.complete_vnets.is(false) && !names_all) {
    peering.complete_vnets = {std::nullopt, peering.complete_vnets.where, true};
  }
}

/// While one of them is being replaced, two VNets may have several peering objects on one side, one
/// that is left over beside one that is connected. They are in force if one of each side is: so the
/// best of one side belongs to the best of the other. [2.2]
void NetworkBuilder::pair_peerings() {
  std::map<std::pair<VnetIndex, VnetIndex>, std::vector<PeeringIndex>> by_ends;
  for (const model::VnetPeering& peering : network_.peerings) {
    by_ends[{peering.local, peering.remote}].push_back(network_.peerings.index_of(peering));
  }
  for (auto& [ends, objects] : by_ends) {  // those of equal standing stay in the order of their ids
    std::stable_sort(objects.begin(), objects.end(), [&](PeeringIndex a, PeeringIndex b) {
      return standing(network_.peerings[a]) < standing(network_.peerings[b]);
    });
  }
  for (const auto& [ends, forward] : by_ends) {
    const auto found = by_ends.find({ends.second, ends.first});
    if (found == by_ends.end() || ends.first == ends.second) continue;
    const std::vector<PeeringIndex>& backward = found->second;
    for (std::size_t i = 0; i < std::min(forward.size(), backward.size()); ++i) {
      network_.peerings[forward[i]].reverse = backward[i];
    }
  }
}

/// A VNet that the input does not hold has the address space that its peers see, and at least that
/// of its subnets. [2.3]
void NetworkBuilder::describe_mentioned_vnets() {
  for (const model::VnetPeering& peering : network_.peerings) {
    model::Vnet& remote = network_.vnets[peering.remote];
    if (remote.in_input) continue;
    for (const auto& prefix : peering.current_space) add_unless_known(remote.address_space, prefix);
    for (const auto& prefix : peering.synced_space) add_unless_known(remote.address_space, prefix);
  }
  for (model::Vnet& vnet : network_.vnets) {
    if (vnet.in_input || !vnet.address_space.empty()) continue;
    for (const model::SubnetIndex subnet : vnet.subnets) {
      const auto& prefixes = network_.subnets[subnet].prefixes;
      vnet.address_space.insert(vnet.address_space.end(), prefixes.begin(), prefixes.end());
    }
  }
}

}  // namespace hairpin::import
