#include "reach/difference.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "base/text.hpp"
#include "reach/matrix.hpp"

namespace hairpin::reach {
namespace {

constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

/// One of the two estates, with its VNets by folded id.
struct Side {
  explicit Side(const Reachability& reach_to_ask)
      : reach(reach_to_ask),
        network(reach.routing().network()),
        ids(reach.routing().ids()),
        vnets(reach.endpoints()) {
    for (std::size_t i = 0; i < vnets.size(); ++i) {
      position.emplace(ids.folded(network.vnets[vnets[i]].id), i);
    }
  }

  std::string_view id(std::size_t vnet) const { return ids.text(network.vnets[vnets[vnet]].id); }
  std::size_t find(std::string_view folded) const {
    const auto found = position.find(folded);
    return found == position.end() ? nowhere : found->second;
  }
  Direction direction(std::size_t from, std::size_t to) const {
    return reach.direction(reach.endpoint(vnets[from]), reach.endpoint(vnets[to]));
  }
  /// The class of each VNet among those that behave alike.
  const std::vector<std::size_t>& classes() {
    if (!class_of.empty()) return class_of;
    class_of.resize(vnets.size());
    const std::vector<MatrixClass> all = classes_of(matrix_of(reach));
    for (std::size_t i = 0; i < all.size(); ++i) {
      for (const std::size_t member : all[i].members) class_of[member] = i;
    }
    return class_of;
  }

  const Reachability& reach;
  const model::Network& network;
  const ResourceIds& ids;
  const std::vector<model::VnetIndex>& vnets;
  std::map<std::string_view, std::size_t> position;
  std::vector<std::size_t> class_of;
};

/// A VNet of either estate, by its position in both.
struct BothWays {
  std::string_view folded;
  std::size_t before = nowhere, after = nowhere;
};

std::vector<BothWays> all_vnets(const Side& before, const Side& after) {
  std::map<std::string_view, BothWays> all;
  for (const auto& [folded, position] : before.position) {
    all[folded] = {folded, position, nowhere};
  }
  for (const auto& [folded, position] : after.position) {
    BothWays& vnet = all[folded];
    vnet.folded = folded;
    vnet.after = position;
  }
  std::vector<BothWays> list;
  for (const auto& [folded, vnet] : all) list.push_back(vnet);
  return list;
}

using FactKey = std::pair<std::string, std::string>;

FactKey key_of(const ResourceIds& ids, const model::ConfigFact& fact) {
  return {fact.resource ? std::string(ids.folded(fact.resource)) : std::string(),
          std::string(fact.property)};
}

class Comparison {
 public:
  Comparison(const Reachability& before, const Reachability& after)
      : before_(before), after_(after), vnets_(all_vnets(before_, after_)) {}

  Difference run() {
    for (const BothWays& from : vnets_) compare_row(from);
    for (ChangedPair& pair : result_.added) explain(pair, true);
    for (ChangedPair& pair : result_.removed) explain(pair, false);
    sort_causes();
    return std::move(result_);
  }

 private:
  void compare_row(const BothWays& from) {
    const auto row_of = [](const Side& side, std::size_t vnet, std::vector<Cell>& cells) {
      cells.clear();
      if (vnet != nowhere) side.reach.row(side.vnets[vnet], cells);
    };
    row_of(before_, from.before, cells_before_);
    row_of(after_, from.after, cells_after_);
    for (const BothWays& to : vnets_) {
      if (&to == &from) continue;
      const auto cell = [](const std::vector<Cell>& cells, std::size_t vnet) {
        return cells.empty() || vnet == nowhere ? Cell() : cells[vnet];
      };
      const Cell was = cell(cells_before_, to.before), is = cell(cells_after_, to.after);
      const bool open_before = was.verdict == Verdict::reachable;
      const bool open_after = is.verdict == Verdict::reachable;
      if (open_before == open_after) continue;
      const auto name = [&](const BothWays& vnet) {
        const std::string_view text =
            vnet.after != nowhere ? after_.id(vnet.after) : before_.id(vnet.before);
        return std::string(text);
      };
      auto& list = open_after ? result_.added : result_.removed;
      list.push_back({name(from), name(to), was, is, 0});
    }
  }

  /// Pairs of the same classes, which change in the same way, have one cause.
  void explain(ChangedPair& pair, bool added) {
    Side& open = added ? after_ : before_;
    Side& closed = added ? before_ : after_;
    const auto class_in = [](Side& side, const std::string& id) {
      const std::size_t vnet = side.find(fold_ascii(id));
      return vnet == nowhere ? nowhere : side.classes()[vnet];
    };
    const ClassKey key = {added, class_in(open, pair.from), class_in(open, pair.to),
                          class_in(closed, pair.from), class_in(closed, pair.to)};
    const auto [known, is_new] = by_classes_.try_emplace(key, 0);
    if (is_new) known->second = cause_of(pair, open, closed, added);
    pair.cause = known->second;
    DifferenceCause& cause = result_.causes[pair.cause];
    const auto& list = added ? result_.added : result_.removed;
    if (cause.pairs++ == 0) cause.example = static_cast<std::size_t>(&pair - list.data());
  }

  std::size_t cause_of(const ChangedPair& pair, const Side& open, const Side& closed, bool added) {
    const auto position = [&](const Side& side, const std::string& id) {
      return side.find(fold_ascii(id));
    };
    DifferenceCause cause;
    cause.added = added;
    Direction way = open.direction(position(open, pair.from), position(open, pair.to));
    const std::size_t from = position(closed, pair.from), to = position(closed, pair.to);
    if (from == nowhere || to == nowhere) {
      for (const std::string* id : {&pair.from, &pair.to}) {
        if (position(closed, *id) != nowhere) continue;
        const model::Vnet& vnet = open.network.vnets[open.vnets[position(open, *id)]];
        cause.facts.push_back({vnet.id, "", "", vnet.where, ""});
      }
    } else {
      const Direction barrier = closed.direction(from, to);
      find_facts(way, barrier, open, closed, cause);
    }
    cause.way = std::move(way);
    return add(std::move(cause), open);
  }

  /// What of the way the other estate holds against it; else what it does not hold at all; else all
  /// that the way stands on.
  static void find_facts(const Direction& way, const Direction& barrier, const Side& open,
                         const Side& closed, DifferenceCause& cause) {
    std::map<FactKey, const model::ConfigFact*> barriers;
    for (const auto* facts : {&barrier.guards, &barrier.drops}) {
      for (const model::ConfigFact& fact : *facts) {
        barriers.emplace(key_of(closed.ids, fact), &fact);
      }
    }
    std::vector<model::ConfigFact> all, absent;
    std::set<FactKey> seen;
    for (const Hop& hop : way.path) {
      for (const model::ConfigFact& fact : hop.because) {
        if (!seen.insert(key_of(open.ids, fact)).second) continue;
        all.push_back(fact);
        const auto other = barriers.find(key_of(open.ids, fact));
        if (other != barriers.end() && other->second->value != fact.value) {
          cause.facts.push_back(fact);
          cause.instead.push_back(*other->second);
        } else if (fact.resource && !closed.ids.find(open.ids.text(fact.resource))) {
          absent.push_back(fact);
        }
      }
    }
    if (cause.facts.empty()) cause.facts = std::move(absent);
    if (!cause.facts.empty()) return;
    // The other estate has the same, and something that keeps it from counting.
    cause.instead.assign(barrier.drops.begin(), barrier.drops.end());
    if (cause.instead.empty()) cause.instead = barrier.guards;
    cause.facts = std::move(all);
  }

  /// The position of a cause like that, or of this one as a new one.
  std::size_t add(DifferenceCause cause, const Side& open) {
    std::vector<FactKey> key;
    for (const model::ConfigFact& fact : cause.facts) key.push_back(key_of(open.ids, fact));
    const auto [known, is_new] =
        by_facts_.try_emplace({cause.added, std::move(key)}, result_.causes.size());
    if (is_new) result_.causes.push_back(std::move(cause));
    return known->second;
  }

  void sort_causes() {
    std::vector<std::size_t> order(result_.causes.size()), place(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return result_.causes[a].pairs > result_.causes[b].pairs;
    });
    std::vector<DifferenceCause> sorted;
    for (std::size_t i = 0; i < order.size(); ++i) {
      place[order[i]] = i;
      sorted.push_back(std::move(result_.causes[order[i]]));
    }
    result_.causes = std::move(sorted);
    for (auto* list : {&result_.added, &result_.removed}) {
      for (ChangedPair& pair : *list) pair.cause = place[pair.cause];
    }
  }

  /// Added or removed; the classes of both ends where there is a way, and where there is none.
  using ClassKey = std::tuple<bool, std::size_t, std::size_t, std::size_t, std::size_t>;

  Side before_, after_;
  std::vector<BothWays> vnets_;
  std::vector<Cell> cells_before_, cells_after_;
  std::map<ClassKey, std::size_t> by_classes_;
  std::map<std::pair<bool, std::vector<FactKey>>, std::size_t> by_facts_;
  Difference result_;
};

}  // namespace

Difference compare(const Reachability& before, const Reachability& after) {
  return Comparison(before, after).run();
}

}  // namespace hairpin::reach
