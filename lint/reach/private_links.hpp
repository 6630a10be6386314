#pragma once

#include <optional>
#include <vector>

#include "reach/filters.hpp"
#include "reach/outcome.hpp"
#include "reach/reachability.hpp"
#include "route/routing.hpp"

/// What lies behind private endpoints: packets for their addresses come out, with other source
/// addresses, at what a private link service stands for, in another VNet. They go no further, and
/// nothing comes the other way but answers. [1.16]
namespace hairpin::reach {

/// One place where the endpoint of a private link is, or may be.
struct LinkWay {
  model::PrivateLinkIndex link;
  model::VnetIndex host;
  PrefixSet targets;   // the endpoint's addresses, or all that may be it
  bool placed = true;  // the host, or the very addresses, are known
  bool certain = true;
  route::ConditionSet conditions = {};
};

/// What becomes of packets behind an endpoint.
struct ServiceSide {
  PrefixSet backends;  // that the packets end at, or may end at
  /// What comes to them from the service's addresses; for certain: whichever of these it is from.
  Passage passage;
  bool certain = true;
  route::ConditionSet conditions = {};
};

/// A passage over a link: there first, and on behind the endpoint.
struct LinkPassage {
  Verdict verdict = Verdict::filtered;
  FlowSet flows;            // as the sender sees them, to what they end at
  bool ports_open = false;  // unproven because the service may map ports
};

class PrivateLinks {
 public:
  PrivateLinks(route::Routing& routing, Filters& filters, Ways straight);

  /// By VNet: the links whose service is, or may be, in it, closed ones included.
  const std::vector<model::PrivateLinkIndex>& into(model::VnetIndex vnet) const {
    return into_[vnet.value];
  }
  /// By VNet: the links whose endpoint is, or may be, in it.
  const std::vector<model::PrivateLinkIndex>& out_of(model::VnetIndex vnet) const {
    return out_of_[vnet.value];
  }
  bool leads_to(model::PrivateLinkIndex link, model::VnetIndex vnet) const;
  /// Whether a status keeps it closed: it is pending, rejected or disconnected. [1.17]
  bool is_closed(model::PrivateLinkIndex link) const;
  /// For each VNet that the endpoint is, or may be, in.
  std::vector<LinkWay> ways(model::PrivateLinkIndex link) const;
  /// Why an "isolated" between two VNets is not proven: a link leads to the second one, and its
  /// endpoint may be in the first one or in a peer, whose tables would have its route. [1.9, 1.18]
  std::vector<model::Missing> doubts(model::VnetIndex from, model::VnetIndex to) const;
  /// `wanted` narrows what counts as the end in that VNet.
  ServiceSide service_side(model::PrivateLinkIndex link, model::VnetIndex vnet,
                           const PrefixSet& wanted) const;
  /// Makes of packets at an endpoint, and of what passes on the way there, what becomes of them
  /// behind it; gives the verdict.
  Verdict go_behind(const LinkWay& way, const ServiceSide& side, model::VnetIndex vnet,
                    Outcome& outcome, Passage& passage) const;
  /// What passes both before and behind the endpoint, where both are known to be open. A load
  /// balancer may map ports, so that what passes on other ports may pass all the same.
  static LinkPassage join(const Passage& before, const ServiceSide& behind, bool certain);

  /// The hops at the endpoint and at the service's VNet.
  void add_hops(model::PrivateLinkIndex link, model::VnetIndex vnet, WitnessPath& path) const;
  model::ConfigFact state_fact(model::PrivateLinkIndex link) const;

 private:
  model::Missing mapping_doubt(model::PrivateLinkIndex link) const;
  model::Missing place_doubt(const model::PrivateEndpoint& endpoint) const;
  bool is_peered(model::VnetIndex a, model::VnetIndex b) const;
  PrefixSet known_backends(const model::PrivateLinkService& service, bool& complete) const;
  void admit(const Machines& sender, const Machines& receiver, Passage& passage) const;
  PrefixSet nat_addresses(const model::PrivateLinkService& service, model::VnetIndex vnet) const;
  void doubt(route::ConditionSet& conditions, model::Missing missing) const;

  route::Routing& routing_;
  const model::Network& network_;
  Filters& filters_;
  Ways straight_;
  std::vector<std::vector<model::PrivateLinkIndex>> into_, out_of_;
};

}  // namespace hairpin::reach
