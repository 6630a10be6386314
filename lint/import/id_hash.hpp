#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace hairpin::import {

/// A number that is equal for ids that differ in letter case alone, and differs for others with
/// near certainty: for counting and preselecting ids without interning them, never for identity.
inline std::uint64_t folded_hash(std::string_view id) {
  while (id.size() > 1 && id.back() == '/') id.remove_suffix(1);
  constexpr std::uint64_t lower_case = 0x2020202020202020;
  constexpr std::uint64_t factor = 0x9e3779b97f4a7c15;
  std::uint64_t hash = id.size();
  const auto mix = [&](std::uint64_t word) {
    hash = (hash ^ (word | lower_case)) * factor;
    hash ^= hash >> 29;
  };
  for (; id.size() >= sizeof(std::uint64_t); id.remove_prefix(sizeof(std::uint64_t))) {
    std::uint64_t word = 0;
    std::memcpy(&word, id.data(), sizeof word);
    mix(word);
  }
  std::uint64_t rest = 0;
  if (!id.empty()) std::memcpy(&rest, id.data(), id.size());
  mix(rest);
  return hash;
}

}  // namespace hairpin::import
