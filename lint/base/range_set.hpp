#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace hairpin {

/// A set of small numbers (ports, say) as sorted, disjoint, non-adjacent ranges: one spelling per
/// set, as `PrefixSet` is for addresses. Every operation is linear in the ranges of both.
class RangeSet {
 public:
  struct Range {
    std::uint32_t first, last;  // both included
    auto operator<=>(const Range&) const = default;
  };

  RangeSet() = default;
  RangeSet(std::uint32_t first, std::uint32_t last) : ranges_{{first, last}} {}

  RangeSet operator|(const RangeSet& other) const;
  RangeSet operator&(const RangeSet& other) const;
  RangeSet operator-(const RangeSet& other) const;
  RangeSet& operator|=(const RangeSet& other) { return *this = *this | other; }

  bool empty() const { return ranges_.empty(); }
  bool contains(std::uint32_t number) const;
  const std::vector<Range>& ranges() const { return ranges_; }
  auto operator<=>(const RangeSet&) const = default;

 private:
  explicit RangeSet(std::vector<Range> ranges) : ranges_(std::move(ranges)) {}

  std::vector<Range> ranges_;
};

}  // namespace hairpin
