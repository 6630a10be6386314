#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/index.hpp"
#include "model/config_fact.hpp"

namespace hairpin::route {

using ConditionIndex = Index<struct ConditionTag>;
/// A set of conditions; the default one, `certain`, is empty.
using ConditionSet = Index<struct ConditionSetTag>;

/// Whether somebody asks what a route depends on, or only whether it depends on anything: then sets
/// need not be put together, which for many unknowns would make a set for every pair of them.
enum class Evidence : std::uint8_t { kept, dropped };

/// What routes and paths depend on that the input does not hold. Every condition is one `Missing`;
/// sets of them are interned, so that a route carries one number and equal sets compare equal.
class Conditions {
 public:
  Conditions() { certain_ = intern({}); }
  /// The same conditions and sets under the same numbers.
  Conditions(const Conditions& other);
  Conditions& operator=(const Conditions&) = delete;

  ConditionSet certain() const { return certain_; }
  /// The set of just this condition. Equal `Missing`s (same resource, same text) are one condition.
  ConditionSet single(model::Missing missing);
  /// Both sets; memoised.
  ConditionSet both(ConditionSet a, ConditionSet b);
  /// The same, or, where evidence is dropped, one that is not certain if there is one.
  ConditionSet both(ConditionSet a, ConditionSet b, Evidence evidence) {
    if (evidence == Evidence::kept) return both(a, b);
    return a == certain_ ? b : a;
  }

  const std::vector<ConditionIndex>& members(ConditionSet set) const { return *sets_[set]; }
  const model::Missing& operator[](ConditionIndex index) const { return *all_[index]; }
  std::size_t size() const { return all_.size(); }

 private:
  ConditionSet intern(std::vector<ConditionIndex> members);

  Table<ConditionIndex, std::unique_ptr<model::Missing>> all_;
  std::map<std::pair<ResourceId, std::string>, ConditionIndex> by_text_;
  Table<ConditionSet, const std::vector<ConditionIndex>*> sets_;
  std::map<std::vector<ConditionIndex>, ConditionSet> by_members_;
  std::map<std::pair<ConditionSet, ConditionSet>, ConditionSet> unions_;
  ConditionSet certain_;
};

}  // namespace hairpin::route
