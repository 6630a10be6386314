#include "base/prefix_set.hpp"

#include <algorithm>
#include <bitset>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"

namespace hairpin {
namespace {

/// The toy space: the last 256 addresses of IPv4, so that the end of the space is part of it.
constexpr std::uint32_t base_address = 0xffffff00u;
using Bitmap = std::bitset<256>;

Prefix prefix(std::string_view text) { return *Prefix::parse(text).prefix; }

PrefixSet set_of(const Bitmap& bits) {
  std::vector<Prefix> hosts;
  for (std::uint32_t i = 0; i < 256; ++i) {
    if (bits[i]) hosts.push_back(Prefix::host(Address::v4(base_address + i)));
  }
  return PrefixSet(hosts);
}

Bitmap bitmap_of(const PrefixSet& set) {
  Bitmap bits;
  for (std::uint32_t i = 0; i < 256; ++i) {
    bits[i] = set.contains(Address::v4(base_address + i));
  }
  return bits;
}

bool is_normal(const PrefixSet& set) {
  std::optional<Address> end;  // of the range before
  for (const PrefixSet::Range& range : set.ranges()) {
    if (range.last < range.first || range.first.family != range.last.family) return false;
    if (end && (!(*end < range.first) || end->next() == range.first)) return false;
    end = range.last;
  }
  return true;
}

Bitmap some_bits(std::mt19937& dice) {
  Bitmap bits;
  for (int runs = static_cast<int>(dice() % 6); runs > 0; --runs) {
    const auto first = static_cast<std::uint32_t>(dice() % 256);
    const auto length = static_cast<std::uint32_t>(dice() % 70);
    for (std::uint32_t i = first; i < std::min(first + length, 256u); ++i) bits.set(i);
  }
  return bits;
}

TEST_CASE("every pair of prefixes of the toy space combines as bitmaps do") {
  std::vector<Prefix> all;
  for (int length = 28; length <= 32; ++length) {
    for (std::uint32_t at = 0; at < 16; at += 1u << (32 - length)) {
      all.push_back(Prefix::covering(Address::v4(base_address + 240 + at), length));
    }
  }
  for (const Prefix& a : all) {
    for (const Prefix& b : all) {
      const Bitmap bits_a = bitmap_of(a), bits_b = bitmap_of(b);
      REQUIRE(bitmap_of(PrefixSet(a) | b) == (bits_a | bits_b));
      REQUIRE(bitmap_of(PrefixSet(a) & b) == (bits_a & bits_b));
      REQUIRE(bitmap_of(PrefixSet(a) - b) == (bits_a & ~bits_b));
      REQUIRE((PrefixSet(a) | b) == set_of(bits_a | bits_b));
    }
  }
}

TEST_CASE("sets of the toy space agree with bitmaps") {
  std::mt19937 dice(20240522);
  for (int round = 0; round < 3000; ++round) {
    const Bitmap a = some_bits(dice), b = some_bits(dice);
    const PrefixSet set_a = set_of(a), set_b = set_of(b);
    REQUIRE(bitmap_of(set_a) == a);
    REQUIRE(is_normal(set_a));
    const PrefixSet either = set_a | set_b, both = set_a & set_b, without = set_a - set_b;
    REQUIRE(either == set_of(a | b));
    REQUIRE(both == set_of(a & b));
    REQUIRE(without == set_of(a & ~b));
    REQUIRE((is_normal(either) && is_normal(both) && is_normal(without)));
    REQUIRE(set_a.overlaps(set_b) == (a & b).any());
    REQUIRE(set_a.contains(set_b) == (b & ~a).none());
    REQUIRE(set_a.empty() == a.none());
    REQUIRE((set_a == set_b) == (a == b));
  }
}

TEST_CASE("the prefixes of a set make it up again, and are the fewest") {
  std::mt19937 dice(7);
  for (int round = 0; round < 2000; ++round) {
    const PrefixSet set = set_of(some_bits(dice));
    const std::vector<Prefix> prefixes = set.prefixes();
    REQUIRE(PrefixSet(prefixes) == set);
    for (std::size_t i = 1; i < prefixes.size(); ++i) {
      REQUIRE(prefixes[i - 1] < prefixes[i]);
      // Two neighbours of one parent would have been that parent.
      const bool siblings = prefixes[i - 1].length() == prefixes[i].length() &&
                            Prefix::covering(prefixes[i - 1].first(), prefixes[i].length() - 1) ==
                                Prefix::covering(prefixes[i].first(), prefixes[i].length() - 1);
      REQUIRE_FALSE(siblings);
    }
  }
}

TEST_CASE("adjacent prefixes are one spelling of one set") {
  const std::vector<Prefix> halves = {prefix("10.128.0.0/9"), prefix("10.0.0.0/9")};
  CHECK(PrefixSet(halves) == PrefixSet(prefix("10.0.0.0/8")));
  CHECK(PrefixSet(halves).ranges().size() == 1);
}

TEST_CASE("the families lie apart, and both have an end") {
  const PrefixSet everything = PrefixSet::everything();
  CHECK(everything.ranges().size() == 2);
  CHECK((everything - everything).empty());
  CHECK((everything - prefix("0.0.0.0/0")) == PrefixSet(prefix("::/0")));
  CHECK(everything.contains(*Address::parse("255.255.255.255")));
  CHECK(everything.contains(*Address::parse("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")));
  CHECK_FALSE(PrefixSet(prefix("0.0.0.0/0")).overlaps(prefix("::/0")));
  CHECK((PrefixSet(prefix("::/0")) - prefix("::/1")) == PrefixSet(prefix("8000::/1")));
}

TEST_CASE("ranges may come in any order and overlap") {
  const auto address = [](std::uint32_t i) { return Address::v4(i); };
  const PrefixSet set = PrefixSet::of_ranges({{address(20), address(30)},
                                              {address(1), address(4)},
                                              {address(5), address(5)},
                                              {address(25), address(27)},
                                              {address(31), address(40)}});
  const std::vector<PrefixSet::Range> expected = {{address(1), address(5)},
                                                  {address(20), address(40)}};
  CHECK(set.ranges() == expected);
  CHECK(set.first() == address(1));
}

TEST_CASE("a long set is cut when it is shown") {
  PrefixSet set;
  for (int i = 0; i < 10; ++i) set |= prefix("10." + std::to_string(2 * i) + ".0.0/16");
  CHECK(set.to_string(2) == "10.0.0.0/16, 10.2.0.0/16 and 8 more");
  CHECK(PrefixSet(prefix("10.0.0.0/8")).to_string() == "10.0.0.0/8");
}

}  // namespace
}  // namespace hairpin
