#include "route/prefix_map.hpp"

#include <algorithm>
#include <random>
#include <vector>

#include "tests/support/catch.hpp"

namespace hairpin::route {
namespace {

/// The toy space: a /24 of IPv4 whose end is the end of the family, and IPv6 beside it.
constexpr std::uint32_t base_address = 0xffffff00u;

Prefix some_prefix(std::mt19937& dice) {
  const int length = static_cast<int>(dice() % 9);
  if (dice() % 4 == 0) {
    return Prefix::covering({Family::ipv6, std::uint64_t{dice() % 4} << 62, 0}, length);
  }
  if (dice() % 12 == 0) return Prefix::everything(Family::ipv4);
  return Prefix::covering(Address::v4(base_address + static_cast<std::uint32_t>(dice() % 256)),
                          24 + length);
}

struct Entry {
  Prefix prefix;
  int value;
  bool operator==(const Entry&) const = default;
};

std::vector<Entry> overlapping(const PrefixMap<int>& map, const PrefixSet::Range& range) {
  std::vector<Entry> found;
  map.for_each_overlapping(range, [&](const PrefixMap<int>::Entry& entry) {
    found.push_back({entry.prefix, entry.value});
  });
  return found;
}

/// The same, by looking at everything.
std::vector<Entry> naive(const std::vector<Entry>& all, const PrefixSet::Range& range) {
  std::vector<Entry> found;
  for (const Entry& entry : all) {
    if (entry.prefix.first() <= range.last && range.first <= entry.prefix.last()) {
      found.push_back(entry);
    }
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Entry& a, const Entry& b) { return a.prefix < b.prefix; });
  return found;
}

TEST_CASE("a prefix map finds what overlaps a range, as a naive search does") {
  std::mt19937 dice(4242);
  for (int round = 0; round < 400; ++round) {
    PrefixMap<int> map;
    std::vector<Entry> all;
    for (int i = 0; i < static_cast<int>(dice() % 25); ++i) {
      const Prefix prefix = some_prefix(dice);
      map.add(prefix, i);
      all.push_back({prefix, i});
    }
    map.sort();
    for (int question = 0; question < 40; ++question) {
      const Address a = some_prefix(dice).first(), b = some_prefix(dice).last();
      if (a.family != b.family || b < a) continue;
      REQUIRE(overlapping(map, {a, b}) == naive(all, {a, b}));
    }
  }
}

TEST_CASE("the last match of one address is the longest, for every address of the toy space") {
  std::mt19937 dice(99);
  PrefixMap<int> map;
  std::vector<Prefix> all;
  for (int i = 0; i < 60; ++i) {
    all.push_back(some_prefix(dice));
    map.add(all.back(), i);
  }
  map.sort();
  for (std::uint32_t i = 0; i < 256; ++i) {
    const Address address = Address::v4(base_address + i);
    int longest = -1;
    for (const Prefix& prefix : all) {
      if (prefix.contains(address)) longest = std::max(longest, prefix.length());
    }
    const std::vector<Entry> found = overlapping(map, {address, address});
    REQUIRE((found.empty() ? -1 : found.back().prefix.length()) == longest);
  }
}

TEST_CASE("equal prefixes keep the order in which they came") {
  PrefixMap<int> map;
  const Prefix prefix = *Prefix::parse("10.0.0.0/8").prefix;
  for (const int value : {3, 1, 2}) map.add(prefix, value);
  map.add(*Prefix::parse("10.0.0.0/9").prefix, 9);
  map.sort();
  std::vector<int> values;
  map.for_each_equal(prefix, [&](const auto& entry) { values.push_back(entry.value); });
  CHECK(values == std::vector<int>{3, 1, 2});
}

}  // namespace
}  // namespace hairpin::route
