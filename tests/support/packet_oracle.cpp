#include "tests/support/packet_oracle.hpp"

#include <algorithm>

namespace hairpin::oracle {
namespace {

using reach::Verdict;

constexpr int most_worlds = 1 << 14;

class Boundaries {
 public:
  void add(const Prefix& prefix) {
    found_.insert(prefix.first());
    if (const auto behind = prefix.last().next()) found_.insert(*behind);
  }
  void add(const std::vector<Located<Prefix>>& prefixes) {
    for (const auto& prefix : prefixes) add(prefix.value);
  }
  std::set<Address> take() { return std::move(found_); }

 private:
  std::set<Address> found_;
};

/// Every prefix that any table could hold, and every address that could be an appliance's.
std::set<Address> boundaries_of(const Network& network) {
  Boundaries found;
  for (const Vnet& vnet : network.vnets) {
    found.add(vnet.address_space);
    found.add(vnet.summarized_gateway_prefixes);
  }
  for (const Subnet& subnet : network.subnets) found.add(subnet.prefixes);
  for (const VnetPeering& peering : network.peerings) {
    found.add(peering.synced_space);
    found.add(peering.current_space);
  }
  for (const Site& site : network.sites) found.add(site.advertises);
  for (const RouteTable& table : network.route_tables) {
    for (const UserRoute& route : table.routes) {
      found.add(route.prefix.value);
      if (route.next_hop) found.add(Prefix::host(route.next_hop->value));
    }
  }
  for (const Forwarder& forwarder : network.forwarders) found.add(Prefix::host(forwarder.address));
  for (const VpnSite& site : network.vpn_sites) {
    found.add(site.address_space);
    if (site.declared) found.add(*site.declared);
  }
  for (const BgpPeer& peer : network.bgp_peers) {
    if (peer.declared) found.add(*peer.declared);
    for (const auto& hop : {peer.address, peer.next_hop}) {
      if (hop) found.add(Prefix::host(hop->value));
    }
  }
  for (const Connection& connection : network.connections) {
    for (const TrafficSelector& selector : connection.tunnel.selectors) {
      found.add(selector.local);
      found.add(selector.remote);
    }
  }
  for (const HubTable& table : network.virtual_wans.tables) {
    for (const auto& route : table.routes) found.add(route.prefix.value);
  }
  for (const HubConnection& connection : network.virtual_wans.connections) {
    for (const HubStaticRoute& route : connection.static_routes) {
      found.add(route.prefix.value);
      found.add(Prefix::host(route.next_hop.value));
    }
  }
  for (const Hub& hub : network.virtual_wans.hubs) found.add(hub.address_space);
  for (const PrivateEndpoint& endpoint : network.private_endpoints) {
    for (const auto& address : endpoint.addresses) found.add(Prefix::host(address.value));
  }
  for (const PrivateLinkService& service : network.private_link_services) {
    for (const Prefix& prefix : service.nat_addresses) found.add(prefix);
  }
  for (const auto block : {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"}) {
    found.add(*Prefix::parse(block).prefix);
  }
  return found.take();
}

}  // namespace

PacketOracle::PacketOracle(const Network& network, const ResourceIds& ids)
    : network_(network), walk_(network, ids), boundaries_(boundaries_of(network)) {
  walk_.guards().add_boundaries(boundaries_);
}

Verdict PacketOracle::packet(const Place& from, VnetIndex to, const Packet& packet) const {
  World world;
  bool some = false, all = true, routed = false;
  int worlds = 0;
  do {
    const bool passes = walk_.passes(from, to, packet, world);
    some |= passes;
    all &= passes;
    routed = routed || passes || walk_.delivers(from, to, packet, world);
    if (worlds == 0 && world.was_asked()) ++doubtful_;
    if (some && !all) return Verdict::unproven;
    if (++worlds == most_worlds) {
      ++given_up_;
      return Verdict::isolated;
    }
  } while (world.next());
  if (all) return Verdict::reachable;
  return routed ? Verdict::filtered : Verdict::isolated;
}

std::vector<Prefix> PacketOracle::ends(VnetIndex index) const {
  const Vnet& vnet = network_.vnets[index];
  std::vector<Prefix> prefixes;
  bool has_workload = false;
  for (const SubnetIndex subnet : vnet.subnets) {
    if (network_.subnets[subnet].purpose != SubnetPurpose::workload) continue;
    has_workload = true;
    for (const auto& prefix : network_.subnets[subnet].prefixes) prefixes.push_back(prefix.value);
  }
  if (has_workload) return prefixes;
  for (const auto& prefix : vnet.address_space) prefixes.push_back(prefix.value);
  return prefixes;
}

std::vector<PacketOracle::Source> PacketOracle::sources(VnetIndex index) const {
  std::vector<Source> found;
  const auto add = [&](SubnetIndex subnet, const std::vector<Located<Prefix>>& prefixes) {
    Source source{{Place::Kind::subnet, index, subnet, {}, {}, {}}, {}};
    for (const Family family : {Family::ipv4, Family::ipv6}) {
      const auto first = std::find_if(prefixes.begin(), prefixes.end(), [&](const auto& prefix) {
        return prefix.value.family() == family;
      });
      if (first != prefixes.end()) source.addresses.push_back(first->value.first());
    }
    if (walk_.guards().any()) source.addresses = cut(prefixes);
    if (subnet && network_.subnets[subnet].all_interfaces_guarded) {
      std::erase_if(source.addresses, [&](const Address& address) {
        return !walk_.guards().machine(index, address).group;  // nobody is there [C17]
      });
    }
    found.push_back(source);
  };
  for (const SubnetIndex subnet : network_.vnets[index].subnets) {
    if (network_.subnets[subnet].purpose != SubnetPurpose::workload) continue;
    add(subnet, network_.subnets[subnet].prefixes);
  }
  if (found.empty()) add({}, network_.vnets[index].address_space);
  return found;
}

std::vector<Address> PacketOracle::cut(const std::vector<Located<Prefix>>& prefixes) const {
  std::vector<Prefix> plain;
  for (const auto& prefix : prefixes) plain.push_back(prefix.value);
  return cut(plain);
}

std::vector<Address> PacketOracle::destinations(VnetIndex vnet) const {
  std::vector<Address> found = cut(ends(vnet));
  std::erase_if(found, [&](const Address& address) {
    const Machine machine = walk_.guards().machine(vnet, address);
    return machine.subnet && network_.subnets[machine.subnet].all_interfaces_guarded &&
           !machine.group;  // nobody is there [C17]
  });
  return found;
}

/// One address for each range that no prefix divides.
std::vector<Address> PacketOracle::cut(const std::vector<Prefix>& prefixes) const {
  std::set<Address> found;
  for (const Prefix& prefix : prefixes) {
    found.insert(prefix.first());
    for (auto at = boundaries_.lower_bound(prefix.first());
         at != boundaries_.end() && prefix.contains(*at); ++at) {
      found.insert(*at);
    }
  }
  return {found.begin(), found.end()};
}

/// What rules of scenarios and random networks tell apart.
std::vector<Packet> PacketOracle::services(const Address& from, const Address& to) const {
  if (!walk_.guards().any()) return {{from, to}};
  std::vector<Packet> packets;
  for (const std::uint16_t port :
       {std::uint16_t{22}, std::uint16_t{80}, std::uint16_t{443}, std::uint16_t{1433}}) {
    packets.push_back({from, to, Protocol::tcp, 40000, port});
  }
  packets.push_back({from, to, Protocol::udp, 40000, 53});
  packets.push_back({from, to, Protocol::icmp, 0, 0});
  return packets;
}

Verdict PacketOracle::vnet(VnetIndex from, VnetIndex to) const {
  Verdict strongest = Verdict::isolated;
  for (const Source& source : sources(from)) {
    for (const Address& sender : source.addresses) {
      const Machine machine = walk_.guards().machine(from, sender);
      for (const Address& destination : destinations(to)) {
        if (sender.family != destination.family) continue;
        for (Packet one : services(sender, destination)) {
          one.sender = machine;
          strongest = std::max(strongest, packet(source.place, to, one));
          if (strongest == Verdict::reachable) return strongest;
        }
      }
    }
  }
  return weaken(from, to, std::max(strongest, over_links(from, to)));
}

/// Whether a user route of the VNet names an address in the other one.
bool PacketOracle::routes_into(VnetIndex vnet, VnetIndex other) const {
  for (const Subnet& subnet : network_.subnets) {
    if (subnet.vnet != vnet || !subnet.route_table) continue;
    for (const UserRoute& route : network_.route_tables[subnet.route_table].routes) {
      if (route.next_hop_type != NextHopType::virtual_appliance || !route.next_hop) continue;
      for (const auto& prefix : network_.vnets[other].address_space) {
        if (prefix.value.contains(route.next_hop->value)) return true;
      }
    }
  }
  return false;
}

/// Whether something that is not analysed is attached to the VNet, to the hub whose gateway it
/// uses, or to a peer whose appliances it uses.
bool PacketOracle::attached_elsewhere(VnetIndex vnet) const {
  std::vector<VnetIndex> homes = {vnet};
  for (const VnetPeering& side : network_.peerings) {
    if (side.local != vnet) continue;
    const bool uses = side.use_remote_gateways.may_be(true) || routes_into(vnet, side.remote);
    if (uses) homes.push_back(side.remote);
  }
  return std::any_of(network_.unmodelled.begin(), network_.unmodelled.end(),
                     [&](const UnmodelledAttachment& attachment) {
                       return !attachment.unreadable &&
                              (!attachment.vnet || std::find(homes.begin(), homes.end(),
                                                             attachment.vnet) != homes.end());
                     });
}

/// Whether something that cannot be read may connect the VNet, or a peer of it, to anything. [0.3]
bool PacketOracle::may_be_anywhere(VnetIndex vnet) const {
  for (const UnmodelledAttachment& attachment : network_.unmodelled) {
    if (!attachment.unreadable) continue;
    if (!attachment.vnet || attachment.vnet == vnet) return true;
    for (const VnetPeering& side : network_.peerings) {
      if (side.local == vnet && side.remote == attachment.vnet) return true;
    }
  }
  return false;
}

/// Whether routes may carry anything from one VNet to an address in another one.
bool PacketOracle::reaches_address(VnetIndex from, VnetIndex home, const Address& address) const {
  for (const Source& source : sources(from)) {
    for (const Address& sender : source.addresses) {
      if (sender.family != address.family) continue;
      Packet one{sender, address};
      one.sender = walk_.guards().machine(from, sender);
      if (packet(source.place, home, one) != Verdict::isolated) return true;
    }
  }
  return false;
}

/// Whether a NAT rule of a firewall that the one VNet gets to names an address in the other one:
/// what comes out there is sent by the firewall. [9.6] Firewalls in hubs have no such rules here.
bool PacketOracle::is_translated(VnetIndex from, VnetIndex to) const {
  for (const Forwarder& forwarder : network_.forwarders) {
    if (!forwarder.firewall || !forwarder.subnet) continue;
    const Filter& filter = network_.firewalls[forwarder.firewall].network;
    for (std::size_t i = 0; i < filter.origins.size(); ++i) {
      if (filter.origins[i].property.find("translatedAddress") == std::string_view::npos) continue;
      const AddressMatch& target = network_.rule_sets[filter.rules].rules[i].destination;
      const auto& space = network_.vnets[to].address_space;
      const bool there = std::any_of(space.begin(), space.end(), [&](const auto& prefix) {
        return (target.surely | target.perhaps).overlaps(PrefixSet(prefix.value));
      });
      const VnetIndex home = network_.subnets[forwarder.subnet].vnet;
      if (there && reaches_address(from, home, forwarder.address)) return true;
    }
  }
  return false;
}

Verdict PacketOracle::weaken(VnetIndex from, VnetIndex to, Verdict verdict) const {
  if (verdict > Verdict::filtered) return verdict;
  if (network_.coverage.truncated) return Verdict::unproven;  // [C28]
  if (is_translated(from, to)) return Verdict::unproven;
  const bool elsewhere = (attached_elsewhere(from) && attached_elsewhere(to)) ||
                         may_be_anywhere(from) || may_be_anywhere(to);
  return elsewhere ? Verdict::unproven : verdict;
}

}  // namespace hairpin::oracle
