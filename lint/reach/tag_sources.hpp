#pragma once

#include <array>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "reach/sieve.hpp"
#include "route/routing.hpp"

namespace hairpin::reach {

using TagSourceIndex = Index<struct TagSourceTag>;

/// Something that puts addresses into the `VirtualNetwork` tag which belong neither to the VNet nor
/// to its peers or connected groups. [10.8]
struct TagSource {
  enum class Kind : std::uint8_t {
    vnets,      // other VNets, learned by a gateway over circuits or tunnels [10.9]
    elsewhere,  // what else it learned: on-premises
    routes,     // user routes [10.10]
  };
  Kind kind = Kind::vnets;
  /// vnets, elsewhere: the gateway, Route Server or hub table that has the routes.
  route::RouterIndex router;
  std::set<const model::UserRoute*> routes;  // of all tables that say so
  TagContent addresses;
  /// False: propagation is off, and it is not known whether the tag holds them. [10.12, C14]
  bool propagates = true;

  /// What the tag holds of them, if they are learned at all.
  VirtualNetworkTag tag() const;
  PrefixSet all() const { return addresses.surely | addresses.perhaps; }
};

/// The sources of the tag at every place; equal ones are one, so that what rules make of them can
/// be asked for all places at once.
class TagSources {
 public:
  explicit TagSources(route::Routing& routing) : routing_(routing) {}
  TagSources(const TagSources&) = delete;
  TagSources& operator=(const TagSources&) = delete;

  /// Those on subnets of `vnet` with that route table (none: without one), sorted. Costs the
  /// prefixes of the table the first time; those of a gateway are read once for all VNets.
  const std::vector<TagSourceIndex>& at(model::VnetIndex vnet, model::RouteTableIndex table);
  const TagSource& operator[](TagSourceIndex source) const { return sources_[source]; }
  std::size_t size() const { return sources_.size(); }
  /// All addresses but those of the VNet, its peers and the members of its connected groups.
  const PrefixSet& outside(model::VnetIndex vnet);

 private:
  /// What a gateway's routes lead to, and the sources that come of it, by whether propagation is
  /// on.
  struct Learned {
    TagContent vnets, elsewhere;
    std::array<std::optional<std::vector<TagSourceIndex>>, 2> sources;
  };

  std::vector<TagSourceIndex> build(model::VnetIndex vnet, model::RouteTableIndex table);
  Learned& learned(route::SessionIndex uplink);
  const std::vector<TagSourceIndex>& learned(route::SessionIndex uplink, bool propagates);
  Learned learned_on(const route::Session& uplink) const;
  bool is_learned(model::VnetIndex vnet, const PrefixSet& prefix);
  void add_user_routes(const model::RouteTable& table, model::VnetIndex vnet,
                       std::vector<TagSourceIndex>& sources);
  /// Calls `use` for the sessions on which the VNet learns routes.
  template <class Use>
  void each_uplink(model::VnetIndex vnet, Use use) {
    for (const route::SessionIndex uplink : routing_.uplinks(vnet)) use(uplink);
    for (const route::SessionIndex uplink : routing_.hub_uplinks(vnet)) use(uplink);
  }

  route::Routing& routing_;
  std::map<std::pair<model::VnetIndex, model::RouteTableIndex>, std::vector<TagSourceIndex>> known_;
  std::map<std::pair<route::RouterIndex, route::SessionIndex>, Learned> learned_;
  std::map<model::VnetIndex, PrefixSet> outside_;
  Table<TagSourceIndex, TagSource> sources_;
  std::map<PrefixSet, TagSourceIndex> by_routes_;
};

}  // namespace hairpin::reach
