#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "reach/walker.hpp"

/// Where NAT rules of firewalls lead: a packet for a firewall's own address comes out at the
/// translated one, sent by the firewall. Nobody needs a route to that address. [9.6, 9.7]
namespace hairpin::reach {

class Translations {
 public:
  /// `component_of`: the number of the component that each VNet is in; it has to outlive this.
  Translations(route::Routing& routing, Walker& walker,
               const std::vector<std::uint32_t>& component_of);

  /// Why an "isolated" or a "filtered" between two VNets is not proven: a firewall that the first
  /// one gets to translates to an address in the second one, or to one that is not known. `to` is
  /// none for what is outside of all VNets. Costs a walk to each such firewall, once for each
  /// `from`.
  std::vector<model::Missing> doubts(model::VnetIndex from, model::VnetIndex to);

  /// One NAT rule. Firewalls in hubs have neither VNet nor address.
  struct Translation {
    model::FirewallIndex firewall;
    PrefixSet senders, targets;
    model::Missing missing;
  };
  const std::vector<Translation>& all() const { return all_; }
  bool leads_to(const Translation& translation, model::VnetIndex vnet) const;
  /// Where the firewall itself is: the addresses in each VNet. Empty in hubs, or if not stated.
  std::vector<std::pair<model::VnetIndex, PrefixSet>> places(model::FirewallIndex firewall) const;

 private:
  bool gets_to(model::VnetIndex from, model::FirewallIndex firewall);
  bool walks_to(model::VnetIndex from, model::VnetIndex home, const PrefixSet& addresses);
  bool shares_hubs(model::VnetIndex from, ResourceId firewall) const;
  void add(model::FirewallIndex firewall, std::uint32_t rule);

  route::Routing& routing_;
  const model::Network& network_;
  Walker& walker_;
  const std::vector<std::uint32_t>& component_of_;
  PrefixSet inside_;  // the address spaces of all VNets
  std::vector<Translation> all_;
  std::map<std::pair<model::VnetIndex, model::FirewallIndex>, bool> known_;
};

}  // namespace hairpin::reach
