#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/prefix.hpp"

namespace hairpin {

/// A set of addresses of both families as sorted, disjoint, non-adjacent ranges: one spelling per
/// set, so equality is memberwise and every operation one merge. 10.0.0.0/9 with 10.128.0.0/9
/// equals 10.0.0.0/8. The empty set contains nothing.
class PrefixSet {
 public:
  struct Range {
    Address first, last;  // both included, one family
    auto operator<=>(const Range&) const = default;
  };

  PrefixSet() = default;
  PrefixSet(const Prefix& prefix);  // a prefix is a set of addresses: implicit on purpose
  explicit PrefixSet(std::span<const Prefix> prefixes);
  /// The addresses of all the ranges, which may overlap and stand in any order.
  static PrefixSet of_ranges(std::vector<Range> ranges) { return normalized(std::move(ranges)); }
  /// Both families whole.
  static PrefixSet everything();

  PrefixSet operator|(const PrefixSet& other) const;  // these three: linear in the ranges of both
  PrefixSet operator&(const PrefixSet& other) const;
  PrefixSet operator-(const PrefixSet& other) const;
  PrefixSet& operator|=(const PrefixSet& other) { return *this = *this | other; }
  PrefixSet& operator&=(const PrefixSet& other) { return *this = *this & other; }
  PrefixSet& operator-=(const PrefixSet& other) { return *this = *this - other; }

  bool empty() const { return ranges_.empty(); }
  bool contains(const Address& address) const;  // logarithmic
  bool contains(const PrefixSet& inner) const;
  /// Logarithmic in the ranges of the larger set, for each range of the other one.
  bool overlaps(const PrefixSet& other) const;
  /// The least address; the set must not be empty.
  Address first() const;
  const std::vector<Range>& ranges() const { return ranges_; }
  /// The fewest prefixes that make up the set, in order.
  std::vector<Prefix> prefixes() const;
  /// The prefixes, with ", " between them; at most `limit` of them, then "and N more".
  std::string to_string(std::size_t limit = 8) const;

  /// Some total order, for maps.
  auto operator<=>(const PrefixSet&) const = default;

 private:
  explicit PrefixSet(std::vector<Range> ranges) : ranges_(std::move(ranges)) {}
  static PrefixSet normalized(std::vector<Range> ranges);

  std::vector<Range> ranges_;
};

}  // namespace hairpin
