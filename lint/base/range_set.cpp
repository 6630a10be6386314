#include "base/range_set.hpp"

#include <algorithm>
#include <iterator>

namespace hairpin {

RangeSet RangeSet::operator|(const RangeSet& other) const {
  std::vector<Range> all;
  all.reserve(ranges_.size() + other.ranges_.size());
  std::merge(ranges_.begin(), ranges_.end(), other.ranges_.begin(), other.ranges_.end(),
             std::back_inserter(all));
  std::vector<Range> merged;
  for (const Range& range : all) {
    // The greatest number has no next one, hence the subtraction on the other side.
    if (!merged.empty() && (range.first == 0 || merged.back().last >= range.first - 1)) {
      merged.back().last = std::max(merged.back().last, range.last);
    } else {
      merged.push_back(range);
    }
  }
  return RangeSet(std::move(merged));
}

RangeSet RangeSet::operator&(const RangeSet& other) const {
  std::vector<Range> common;
  auto a = ranges_.begin();
  auto b = other.ranges_.begin();
  while (a != ranges_.end() && b != other.ranges_.end()) {
    const std::uint32_t first = std::max(a->first, b->first);
    const std::uint32_t last = std::min(a->last, b->last);
    if (first <= last) common.push_back({first, last});
    (a->last < b->last ? a : b)++;
  }
  return RangeSet(std::move(common));
}

RangeSet RangeSet::operator-(const RangeSet& other) const {
  std::vector<Range> rest;
  auto cut = other.ranges_.begin();
  for (Range range : ranges_) {
    while (cut != other.ranges_.end() && cut->last < range.first) ++cut;
    bool consumed = false;
    for (auto at = cut; at != other.ranges_.end() && at->first <= range.last; ++at) {
      if (at->first > range.first) rest.push_back({range.first, at->first - 1});
      consumed = at->last >= range.last;
      if (consumed) break;
      range.first = at->last + 1;
    }
    if (!consumed) rest.push_back(range);
  }
  return RangeSet(std::move(rest));
}

bool RangeSet::contains(std::uint32_t number) const {
  return std::any_of(ranges_.begin(), ranges_.end(), [&](const Range& range) {
    return range.first <= number && number <= range.last;
  });
}

}  // namespace hairpin
