#include "reach/checkpoints.hpp"

#include <algorithm>

namespace hairpin::reach {

Checkpoints::Checkpoints() { straight_ = intern({List{}}); }

Ways Checkpoints::intern(std::vector<List> lists) {
  std::sort(lists.begin(), lists.end());
  lists.erase(std::unique(lists.begin(), lists.end()), lists.end());
  const auto [known, is_new] = known_.try_emplace(std::move(lists));
  if (is_new) known->second = all_.add(&known->first);
  return known->second;
}

Ways Checkpoints::with(Ways ways, const Checkpoint& next) {
  const auto [known, is_new] = extended_.try_emplace({ways, next});
  if (is_new) {
    std::vector<List> lists = *all_[ways];
    for (List& list : lists) list.push_back(next);
    known->second = intern(std::move(lists));
  }
  return known->second;
}

Ways Checkpoints::joined(Ways before, Ways after) {
  if (before == straight_) return after;
  if (after == straight_) return before;
  const auto [known, is_new] = joined_.try_emplace({before, after});
  if (is_new) {
    std::vector<List> lists;
    for (const List& start : *all_[before]) {
      for (const List& end : *all_[after]) {
        lists.push_back(start);
        lists.back().insert(lists.back().end(), end.begin(), end.end());
      }
    }
    known->second = intern(std::move(lists));
  }
  return known->second;
}

Ways Checkpoints::either(Ways a, Ways b) {
  if (a == b) return a;
  const auto [known, is_new] = either_.try_emplace({std::min(a, b), std::max(a, b)});
  if (is_new) {
    std::vector<List> lists = *all_[a];
    lists.insert(lists.end(), all_[b]->begin(), all_[b]->end());
    known->second = intern(std::move(lists));
  }
  return known->second;
}

}  // namespace hairpin::reach
