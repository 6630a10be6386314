#include "tests/support/witness_replay.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace hairpin::test {
namespace {

using oracle::Packet;
using oracle::Place;
using oracle::World;
using reach::Hop;
using reach::HopKind;

class Replay {
 public:
  Replay(const oracle::Walk& walk, const model::Network& network, const reach::WitnessPath& path)
      : walk_(walk), network_(network), path_(path) {}

  bool follows(const Place& place, std::size_t at, const Packet& packet, World& world) const {
    // A Route Server is named for its route; no packet passes through it. [8.3]
    while (at < path_.size() && path_[at].kind == HopKind::route_server) ++at;
    if (at >= path_.size() || !describes(path_[at], place)) return false;
    if (place.kind == Place::Kind::delivered) return at + 1 == path_.size();
    const oracle::Step step = walk_.step(place, packet, world);
    if (!goes_by(path_[at], step.route)) return false;
    return std::any_of(step.next.begin(), step.next.end(), [&](const Place& next) {
      return follows(next, behind(at, next), packet, world);
    });
  }

 private:
  /// The route of an endpoint whose address nobody knows is somewhere in what the hop names. [1.9]
  static bool goes_by(const Hop& hop, const std::optional<Prefix>& route) {
    if (!hop.route || hop.route == route) return true;
    return hop.next_hop == "InterfaceEndpoint" && route && hop.route->contains(*route);
  }

  bool describes(const Hop& hop, const Place& place) const {
    switch (place.kind) {
      case Place::Kind::delivered:
        return hop.kind == HopKind::vnet && hop.at == network_.vnets[place.vnet].id;
      case Place::Kind::circuit:
        return hop.kind == HopKind::circuit && hop.at == network_.circuits[place.circuit].id;
      case Place::Kind::site:
        return hop.kind == HopKind::site && hop.at == network_.circuits[place.circuit].id;
      case Place::Kind::gateway:
        return hop.kind != HopKind::vnet && hop.at == network_.gateways[place.gateway].id;
      case Place::Kind::subnet:
        return describes_sender(hop, place);
      case Place::Kind::hub_gateway: {
        const auto& connection = network_.virtual_wans.connections[place.hub_connection];
        return hop.at == network_.virtual_wans.gateways[connection.gateway].id;
      }
      case Place::Kind::hub:
      case Place::Kind::other_hub:
        return hop.kind == HopKind::vhub && hop.at == network_.virtual_wans.hubs[place.hub].id;
      case Place::Kind::hub_firewall:
        return hop.kind != HopKind::vhub && hop.at == place.firewall;
      case Place::Kind::hidden_gateway:
      case Place::Kind::anywhere:
        return false;  // nothing proven leads there
    }
    return false;
  }

  /// A VNet that sends, or an appliance in the subnet.
  bool describes_sender(const Hop& hop, const Place& place) const {
    if (hop.kind == HopKind::vnet) return hop.at == network_.vnets[place.vnet].id;
    return std::any_of(network_.forwarders.begin(), network_.forwarders.end(),
                       [&](const model::Forwarder& forwarder) {
                         return forwarder.id == hop.at && forwarder.subnet == place.subnet;
                       });
  }

  /// The hop after `at`. A path names the gateway whose routes the sender has; the packets
  /// themselves go straight to the MSEE. [3.18]
  std::size_t behind(std::size_t at, const Place& next) const {
    const bool named = next.kind == Place::Kind::circuit && at + 1 < path_.size() &&
                       path_[at + 1].kind == HopKind::er_gateway;
    const bool same = !path_[at].route || path_[at + 1].route == path_[at].route;
    return named && same ? at + 2 : at + 1;
  }

  const oracle::Walk& walk_;
  const model::Network& network_;
  const reach::WitnessPath& path_;
};

std::string shown(const reach::WitnessPath& path) {
  std::string text;
  for (const Hop& hop : path) {
    text += cat({text.empty() ? "" : " > ", hop.name});
    if (hop.route) text += cat({" [", hop.route->to_string(), "]"});
  }
  return text;
}

/// Up to the endpoint the packets go as any others; behind it there is the service's VNet, and that
/// is the end. [1.16]
std::string replay_link(const oracle::PacketOracle& oracle, const model::Network& network,
                        model::VnetIndex from, model::VnetIndex to, const reach::WitnessPath& path,
                        reach::WitnessPath::const_iterator at_endpoint) {
  reach::WitnessPath there(path.begin(), at_endpoint);
  if (there.empty() || path.end() - at_endpoint != 2) return "no private link: " + shown(path);
  if (there.size() == 1) {  // an endpoint of the sender's own VNet
    there.push_back(there.front());
    there.back().route.reset();
  }
  if (path.back().at != network.vnets[to].id) return "another end: " + shown(path);
  const Replay replay(oracle.walk(), network, there);
  for (const model::PrivateLink& link : network.private_links) {
    const model::PrivateEndpoint& endpoint = network.private_endpoints[link.endpoint];
    const bool leads_there = endpoint.id == at_endpoint->at &&
                             link.state.is(model::LinkState::approved) &&
                             network.private_link_services[link.service].vnet == to;
    if (!leads_there) continue;
    for (const auto& source : oracle.sources(from)) {
      for (const Address& sender : source.addresses) {
        for (const auto& address : endpoint.addresses) {
          if (sender.family != address.value.family) continue;
          World world;
          do {
            if (replay.follows(source.place, 0, {sender, address.value}, world)) return "";
          } while (world.next());
        }
      }
    }
  }
  return "no packet takes " + shown(path);
}

}  // namespace

std::string replay(const oracle::PacketOracle& oracle, const model::Network& network,
                   model::VnetIndex from, model::VnetIndex to, const reach::Direction& direction) {
  const auto at_endpoint =
      std::find_if(direction.path.begin(), direction.path.end(),
                   [](const Hop& hop) { return hop.kind == HopKind::private_endpoint; });
  if (at_endpoint != direction.path.end()) {
    return replay_link(oracle, network, from, to, direction.path, at_endpoint);
  }
  const Replay replay(oracle.walk(), network, direction.path);
  for (const auto& source : oracle.sources(from)) {
    for (const Address& sender : source.addresses) {
      for (const Address& destination : oracle.destinations(to)) {
        if (sender.family != destination.family) continue;
        if (!direction.destinations.contains(destination)) continue;
        oracle::Packet packet{sender, destination};
        packet.sender.vnet = from;
        World world;
        do {
          if (replay.follows(source.place, 0, packet, world)) return "";
        } while (world.next());
      }
    }
  }
  return "no packet takes " + shown(direction.path);
}

}  // namespace hairpin::test
