#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/index.hpp"

namespace hairpin::reach {

/// A table or a circuit, which no path asks twice; numbered by the walker in the order in which it
/// comes to them.
using PlaceIndex = Index<struct PlaceTag>;

/// A set of places, one bit each.
class Places {
 public:
  void insert(PlaceIndex place) {
    const std::size_t word = place.value / 64;
    if (word >= words_.size()) words_.resize(word + 1);
    words_[word] |= bit(place);
  }
  bool contains(PlaceIndex place) const {
    const std::size_t word = place.value / 64;
    return word < words_.size() && (words_[word] & bit(place)) != 0;
  }
  Places& operator|=(const Places& other) {
    words_.resize(std::max(words_.size(), other.words_.size()));
    for (std::size_t i = 0; i < other.words_.size(); ++i) words_[i] |= other.words_[i];
    return *this;
  }
  std::size_t size() const {
    std::size_t count = 0;
    for (const std::uint64_t word : words_) count += static_cast<std::size_t>(std::popcount(word));
    return count;
  }

 private:
  static constexpr std::uint64_t bit(PlaceIndex place) {
    return std::uint64_t{1} << (place.value % 64);
  }
  std::vector<std::uint64_t> words_;
};

}  // namespace hairpin::reach
