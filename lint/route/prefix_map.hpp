#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "base/prefix.hpp"
#include "base/prefix_set.hpp"

namespace hairpin::route {

/// Values by prefix, several per prefix allowed, for longest-prefix match over ranges. Filled once
/// with `add`, then sealed with `sort`; afterwards it only answers. A sorted vector beats a trie
/// here: tables are built once and swept in address order.
template <class T>
class PrefixMap {
 public:
  struct Entry {
    Prefix prefix;
    T value;
  };

  void add(Prefix prefix, T value) { entries_.push_back({prefix, std::move(value)}); }

  /// Equal prefixes keep the order in which they were added.
  void sort() {
    std::stable_sort(entries_.begin(), entries_.end(),
                     [](const Entry& a, const Entry& b) { return a.prefix < b.prefix; });
    lengths_ = {};
    for (const Entry& entry : entries_) mark_length(entry.prefix);
  }

  bool empty() const { return entries_.empty(); }
  std::size_t size() const { return entries_.size(); }
  const std::vector<Entry>& entries() const { return entries_; }

  /// Calls `visit(entry)` for every entry whose prefix shares an address with the range, shorter
  /// prefixes before the longer ones that they contain. Logarithmic in the entries for each prefix
  /// length in use, plus the matches.
  template <class Visit>
  void for_each_overlapping(const PrefixSet::Range& range, Visit visit) const {
    // Those that start before the range and reach into it contain its first address.
    for (int length = 0; length <= range.first.bits(); ++length) {
      if (!has_length(range.first.family, length)) continue;
      const Prefix covering = Prefix::covering(range.first, length);
      if (covering.first() == range.first) break;  // from here on the sweep below finds them
      for_each_equal(covering, visit);
    }
    for (auto at = lower_bound(range.first); at != entries_.end(); ++at) {
      if (at->prefix.first() > range.last) break;
      visit(*at);
    }
  }

  /// Calls `visit(entry)` for every entry with exactly this prefix.
  template <class Visit>
  void for_each_equal(const Prefix& prefix, Visit visit) const {
    auto at = std::lower_bound(
        entries_.begin(), entries_.end(), prefix,
        [](const Entry& entry, const Prefix& wanted) { return entry.prefix < wanted; });
    for (; at != entries_.end() && at->prefix == prefix; ++at) visit(*at);
  }

 private:
  auto lower_bound(const Address& first) const {
    return std::lower_bound(
        entries_.begin(), entries_.end(), first,
        [](const Entry& entry, const Address& wanted) { return entry.prefix.first() < wanted; });
  }
  void mark_length(const Prefix& prefix) {
    const auto length = static_cast<unsigned>(prefix.length());
    lengths_[prefix.family() == Family::ipv4 ? 0 : 1 + length / 64] |= std::uint64_t{1}
                                                                       << (length % 64);
  }
  bool has_length(Family family, int length) const {
    const auto bits = static_cast<unsigned>(length);
    return (lengths_[family == Family::ipv4 ? 0 : 1 + bits / 64] >> (bits % 64) & 1) != 0;
  }

  std::vector<Entry> entries_;
  // Which lengths occur: IPv4 0..32 in the first word, IPv6 0..128 in the others.
  std::array<std::uint64_t, 4> lengths_{};
};

}  // namespace hairpin::route
