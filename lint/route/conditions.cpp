#include "route/conditions.hpp"

#include <algorithm>
#include <iterator>

namespace hairpin::route {

Conditions::Conditions(const Conditions& other)
    : by_text_(other.by_text_), certain_(other.certain_) {
  for (const auto& missing : other.all_) all_.add(std::make_unique<model::Missing>(*missing));
  for (const auto* members : other.sets_) intern(*members);
}

ConditionSet Conditions::single(model::Missing missing) {
  const std::pair<ResourceId, std::string> key{missing.resource, missing.what};
  const auto known = by_text_.find(key);
  if (known != by_text_.end()) return intern({known->second});
  const ConditionIndex index = all_.add(std::make_unique<model::Missing>(std::move(missing)));
  by_text_.emplace(key, index);
  return intern({index});
}

ConditionSet Conditions::both(ConditionSet a, ConditionSet b) {
  if (a == b || b == certain_) return a;
  if (a == certain_) return b;
  const std::pair<ConditionSet, ConditionSet> key = std::minmax(a, b);
  if (const auto known = unions_.find(key); known != unions_.end()) return known->second;
  std::vector<ConditionIndex> all;
  std::set_union(members(a).begin(), members(a).end(), members(b).begin(), members(b).end(),
                 std::back_inserter(all));
  return unions_[key] = intern(std::move(all));
}

ConditionSet Conditions::intern(std::vector<ConditionIndex> members) {
  const auto [at, is_new] = by_members_.try_emplace(std::move(members));
  if (is_new) at->second = sets_.add(&at->first);
  return at->second;
}

}  // namespace hairpin::route
