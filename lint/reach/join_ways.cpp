#include "reach/join_ways.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace hairpin::reach {
namespace {

using Member = route::PossibleJoins::Member;
using Node = std::uint32_t;

/// Circuits that a sender may be joined to but for its own place: a chain of nodes from place to
/// place in either direction, so that "everywhere but here" is two ways and not one for each place.
class Pool {
 public:
  void add(std::uint32_t place, Node receiver) { receivers_.emplace_back(place, receiver); }

  void draw(JoinWays& out) {
    std::sort(receivers_.begin(), receivers_.end());
    for (const auto& [place, receiver] : receivers_) {
      if (places_.empty() || places_.back() != place) open_place(place, out);
      out.ways.emplace_back(up_.back(), receiver);
      out.ways.emplace_back(down_.back(), receiver);
    }
  }

  void enter(Node sender, std::uint32_t place, JoinWays& out) const {
    if (places_.empty()) return;
    const auto at = std::lower_bound(places_.begin(), places_.end(), place);
    const auto before = static_cast<std::size_t>(at - places_.begin());
    const bool excluded = place != 0 && at != places_.end() && *at == place;
    if (before > 0) out.ways.emplace_back(sender, up_[before - 1]);
    const std::size_t after = before + (excluded ? 1 : 0);
    if (after < places_.size()) out.ways.emplace_back(sender, down_[after]);
  }

 private:
  /// `up` leads to its own place and all before it, `down` to its own and all behind it.
  void open_place(std::uint32_t place, JoinWays& out) {
    const Node up = out.nodes++, down = out.nodes++;
    if (!places_.empty()) {
      out.ways.emplace_back(up, up_.back());
      out.ways.emplace_back(down_.back(), down);
    }
    places_.push_back(place);
    up_.push_back(up);
    down_.push_back(down);
  }

  std::vector<std::pair<std::uint32_t, Node>> receivers_;
  std::vector<std::uint32_t> places_;  // sorted; 0, the unknown one, is no place to be excluded
  std::vector<Node> up_, down_;        // by place
};

class Drawer {
 public:
  explicit Drawer(const std::vector<Member>& members) : members_(members) {
    out_.circuits = static_cast<Node>(members.size());
    out_.nodes = 2 * out_.circuits;
  }

  JoinWays draw() {
    for (Node i = 0; i < out_.circuits; ++i) {
      if (is_plain(i)) join_pools(i);
    }
    for (auto& [key, pool] : pools_) pool.draw(out_);
    for (Node i = 0; i < out_.circuits; ++i) {
      if (is_plain(i)) {
        enter_pools(i);
      } else {
        draw_single_ways(i);
      }
    }
    return std::move(out_);
  }

 private:
  /// Whom told joins exclude from some others needs ways of its own.
  bool is_plain(Node i) const { return members_[i].joined.empty(); }

  /// Pools by whether only circuits take part whose joins are not told, and by tenant.
  struct Key {
    bool untold_only;
    bool any_tenant;
    std::uint32_t tenant;
    auto operator<=>(const Key&) const = default;
  };

  void join_pools(Node i) {
    const Member& member = members_[i];
    for (const bool untold_only : {false, true}) {
      if (untold_only && member.told) continue;
      pools_[{untold_only, true, 0}].add(member.place, out_.circuits + i);
      pools_[{untold_only, false, member.tenant}].add(member.place, out_.circuits + i);
    }
  }

  /// Who tells its joins may be joined to those only who do not; who knows its tenant, to those
  /// only of this tenant or of none that is known.
  void enter_pools(Node i) {
    const Member& member = members_[i];
    if (member.tenant == 0) {
      enter({member.told, true, 0}, i);
    } else {
      enter({member.told, false, member.tenant}, i);
      enter({member.told, false, 0}, i);
    }
  }

  void enter(const Key& key, Node i) {
    const auto pool = pools_.find(key);
    if (pool != pools_.end()) pool->second.enter(i, members_[i].place, out_);
  }

  void draw_single_ways(Node i) {
    for (Node j = 0; j < out_.circuits; ++j) {
      if (!route::PossibleJoins::may_be_joined(members_[i], members_[j])) continue;
      const model::CircuitIndex other(j);
      const auto& told = members_[i].joined;
      if (i == j || std::binary_search(told.begin(), told.end(), other)) continue;
      draw_way(i, j);
      if (is_plain(j)) draw_way(j, i);  // the others draw their own
    }
  }

  void draw_way(Node sender, Node receiver) {
    const Node between = out_.nodes++;
    out_.ways.emplace_back(sender, between);
    out_.ways.emplace_back(between, out_.circuits + receiver);
  }

  const std::vector<Member>& members_;
  std::map<Key, Pool> pools_;
  JoinWays out_;
};

}  // namespace

JoinWays join_ways(const route::PossibleJoins& joins) { return Drawer(joins.members()).draw(); }

}  // namespace hairpin::reach
