#pragma once

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "reach/private_links.hpp"

namespace hairpin::reach {

/// What the matrix says of pairs of VNets that private links join. VNets that behave alike come to
/// a private endpoint alike, so that the ways there are walked once for each class; those to an
/// endpoint in the sender itself, or in the VNet that stands for its class, one by one.
class LinkCells {
 public:
  LinkCells(Reachability::State& state, const PrivateLinks& links);

  /// The strongest verdict over private links alone; isolated if there are none, or closed ones.
  Cell cell(model::VnetIndex from, model::VnetIndex to);

 private:
  /// Packets of one source of a VNet at an endpoint.
  struct Arrival {
    LinkWay way;
    std::uint32_t source = 0;  // see `ranked_sources`
    Outcome outcome;           // without its steps
  };
  struct Best;

  std::vector<Arrival> walk(model::VnetIndex from, const LinkWay& way);
  const std::vector<Arrival>& of_class(std::uint32_t number);
  const ServiceSide& service_side(model::PrivateLinkIndex link, model::VnetIndex to);
  void consider(model::VnetIndex from, model::VnetIndex to, const Arrival& arrival, Best& best);
  /// For an endpoint that may be anywhere in any of several VNets.
  void consider_unplaced(model::VnetIndex from, model::VnetIndex to, const LinkWay& way,
                         Best& best);

  Reachability::State& state_;
  const PrivateLinks& links_;
  std::vector<std::optional<std::vector<Arrival>>> by_class_;  // of its first member
  std::map<std::pair<model::PrivateLinkIndex, model::VnetIndex>, ServiceSide> sides_;
};

}  // namespace hairpin::reach
