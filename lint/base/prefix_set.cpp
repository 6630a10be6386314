#include "base/prefix_set.hpp"

#include <algorithm>
#include <iterator>

#include "base/ensure.hpp"

namespace hairpin {
namespace {

bool by_first(const PrefixSet::Range& a, const PrefixSet::Range& b) { return a.first < b.first; }

bool touches(const PrefixSet::Range& left, const PrefixSet::Range& right) {
  if (left.last >= right.first) return true;
  const auto next = left.last.next();
  return next && *next == right.first;
}

/// The first range from `at` on that ends at `first` or later: in ever greater steps, because one
/// set of an intersection is often far larger than the other.
template <class At>
At reaching(At at, At end, const Address& first) {
  std::ptrdiff_t step = 1;
  while (at != end && at->last < first) {
    const bool far = end - at > step && at[step].last < first;
    at += far ? step : 1;
    step = far ? step * 2 : 1;
  }
  return at;
}

/// The largest prefix that starts at `range.first` and stays inside the range.
Prefix largest_prefix(const PrefixSet::Range& range) {
  int length = range.first.bits();
  while (length > 0) {
    const auto wider = Prefix::make(range.first, length - 1);
    if (!wider || wider->last() > range.last) break;
    --length;
  }
  return Prefix::covering(range.first, length);
}

}  // namespace

PrefixSet::PrefixSet(const Prefix& prefix) : ranges_{{prefix.first(), prefix.last()}} {}

PrefixSet::PrefixSet(std::span<const Prefix> prefixes) {
  std::vector<Range> ranges;
  ranges.reserve(prefixes.size());
  for (const Prefix& prefix : prefixes) ranges.push_back({prefix.first(), prefix.last()});
  *this = normalized(std::move(ranges));
}

PrefixSet PrefixSet::everything() {
  const Prefix v4 = Prefix::everything(Family::ipv4), v6 = Prefix::everything(Family::ipv6);
  return PrefixSet(std::vector<Range>{{v4.first(), v4.last()}, {v6.first(), v6.last()}});
}

PrefixSet PrefixSet::normalized(std::vector<Range> ranges) {
  if (!std::is_sorted(ranges.begin(), ranges.end(), by_first)) {
    std::sort(ranges.begin(), ranges.end(), by_first);
  }
  auto end = ranges.begin();  // of those merged so far, in place
  for (const Range& range : ranges) {
    if (end != ranges.begin() && touches(*std::prev(end), range)) {
      Range& merged = *std::prev(end);
      merged.last = std::max(merged.last, range.last);
    } else {
      *end++ = range;
    }
  }
  ranges.erase(end, ranges.end());
  return PrefixSet(std::move(ranges));
}

PrefixSet PrefixSet::operator|(const PrefixSet& other) const {
  if (other.empty()) return *this;
  if (empty()) return other;
  std::vector<Range> both;
  both.reserve(ranges_.size() + other.ranges_.size());
  std::merge(ranges_.begin(), ranges_.end(), other.ranges_.begin(), other.ranges_.end(),
             std::back_inserter(both), by_first);
  return normalized(std::move(both));
}

PrefixSet PrefixSet::operator&(const PrefixSet& other) const {
  std::vector<Range> common;
  auto a = ranges_.begin();
  auto b = other.ranges_.begin();
  for (;;) {
    if (b != other.ranges_.end()) a = reaching(a, ranges_.end(), b->first);
    if (a != ranges_.end()) b = reaching(b, other.ranges_.end(), a->first);
    if (a == ranges_.end() || b == other.ranges_.end()) break;
    const Address first = std::max(a->first, b->first);
    const Address last = std::min(a->last, b->last);
    if (first <= last && first.family == last.family) common.push_back({first, last});
    (a->last < b->last ? a : b)++;
  }
  return PrefixSet(std::move(common));
}

PrefixSet PrefixSet::operator-(const PrefixSet& other) const {
  std::vector<Range> rest;
  auto b = other.ranges_.begin();
  for (Range range : ranges_) {
    b = reaching(b, other.ranges_.end(), range.first);
    bool consumed = false;
    for (auto cut = b; cut != other.ranges_.end() && cut->first <= range.last; ++cut) {
      if (cut->first > range.first) rest.push_back({range.first, *cut->first.previous()});
      const auto next = cut->last.next();
      consumed = !next || *next > range.last;
      if (consumed) break;
      range.first = *next;
    }
    if (!consumed) rest.push_back(range);
  }
  return PrefixSet(std::move(rest));
}

bool PrefixSet::contains(const Address& address) const {
  const auto after = std::upper_bound(
      ranges_.begin(), ranges_.end(), address,
      [](const Address& value, const Range& range) { return value < range.first; });
  return after != ranges_.begin() && std::prev(after)->last >= address;
}

bool PrefixSet::contains(const PrefixSet& inner) const {
  // Ranges that touch are one, so one range of ours has to hold each of theirs.
  auto ours = ranges_.begin();
  return std::all_of(inner.ranges_.begin(), inner.ranges_.end(), [&](const Range& range) {
    ours = reaching(ours, ranges_.end(), range.first);
    return ours != ranges_.end() && ours->first <= range.first && range.last <= ours->last;
  });
}

bool PrefixSet::overlaps(const PrefixSet& other) const {
  const auto& few = ranges_.size() < other.ranges_.size() ? ranges_ : other.ranges_;
  const auto& many = ranges_.size() < other.ranges_.size() ? other.ranges_ : ranges_;
  return std::any_of(few.begin(), few.end(), [&](const Range& range) {
    const auto after = std::upper_bound(
        many.begin(), many.end(), range.last,
        [](const Address& last, const Range& candidate) { return last < candidate.first; });
    return after != many.begin() && std::prev(after)->last >= range.first;
  });
}

Address PrefixSet::first() const {
  ensure(!empty(), "only a set with addresses has a first one");
  return ranges_.front().first;
}

std::vector<Prefix> PrefixSet::prefixes() const {
  std::vector<Prefix> result;
  for (Range range : ranges_) {
    for (;;) {
      const Prefix prefix = largest_prefix(range);
      result.push_back(prefix);
      const auto next = prefix.last().next();
      if (prefix.last() == range.last || !next) break;
      range.first = *next;
    }
  }
  return result;
}

std::string PrefixSet::to_string(std::size_t limit) const {
  const std::vector<Prefix> all = prefixes();
  std::string text;
  for (std::size_t i = 0; i < std::min(limit, all.size()); ++i) {
    if (i > 0) text += ", ";
    text += all[i].to_string();
  }
  if (all.size() > limit) text += " and " + std::to_string(all.size() - limit) + " more";
  return text;
}

}  // namespace hairpin
