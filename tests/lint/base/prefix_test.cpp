#include "base/prefix.hpp"

#include <string>
#include <tuple>

#include "tests/support/catch.hpp"

namespace hairpin {
namespace {

Prefix prefix(std::string_view text) {
  const auto parsed = Prefix::parse(text);
  REQUIRE(parsed.prefix.has_value());
  return *parsed.prefix;
}

Address address(std::string_view text) {
  const auto parsed = Address::parse(text);
  REQUIRE(parsed.has_value());
  return *parsed;
}

TEST_CASE("addresses are read in every spelling and written in one") {
  const auto [text, canonical] = GENERATE(table<std::string, std::string>({
      {"10.1.2.3", "10.1.2.3"},
      {"0.0.0.0", "0.0.0.0"},
      {"255.255.255.255", "255.255.255.255"},
      {"fd00::1", "fd00::1"},
      {"FD00:0:0:0:0:0:0:1", "fd00::1"},
      {"::", "::"},
      {"::1", "::1"},
      {"1::", "1::"},
      {"2001:db8::8:800:200c:417a", "2001:db8::8:800:200c:417a"},
      {"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},  // the first of two equal runs
      {"1:0:2:3:4:5:6:7", "1:0:2:3:4:5:6:7"},         // one zero is not shortened
      {"::ffff:a00:1", "::ffff:10.0.0.1"},
  }));
  INFO(text);
  REQUIRE(Address::parse(text).has_value());
  CHECK(Address::parse(text)->to_string() == canonical);
  CHECK(Address::parse(canonical) == Address::parse(text));
}

TEST_CASE("what is no address is refused") {
  const std::string text =
      GENERATE(as<std::string>(), "", "10.0.0", "10.0.0.0.0", "10.0.0.256", "10.00.0.1",
               "010.0.0.1", " 10.0.0.1", "10.0.0.1 ", "10.0.0.1a", "-1.0.0.0",
               "::1::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "12345::", "g::", "fe80::1%eth0",
               ":1", "1:", ":::", "10.0.0.1::", "1:2:3:4:5:6:7::8:9");
  INFO(text);
  CHECK_FALSE(Address::parse(text).has_value());
}

TEST_CASE("every IPv4 octet survives being written and read") {
  for (std::uint32_t octet = 0; octet < 256; ++octet) {
    for (int shift = 0; shift < 32; shift += 8) {
      const Address one = Address::v4(octet << shift);
      REQUIRE(Address::parse(one.to_string()) == one);
    }
  }
}

TEST_CASE("an address knows its neighbours, across the halves of IPv6 too") {
  CHECK(address("10.0.0.255").next() == address("10.0.1.0"));
  CHECK(address("10.0.1.0").previous() == address("10.0.0.255"));
  CHECK(address("::ffff:ffff:ffff:ffff").next() == address("0:0:0:1::"));
  CHECK(address("0:0:0:1::").previous() == address("::ffff:ffff:ffff:ffff"));
  CHECK_FALSE(address("255.255.255.255").next().has_value());
  CHECK_FALSE(address("0.0.0.0").previous().has_value());
  CHECK_FALSE(address("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff").next().has_value());
  CHECK_FALSE(address("::").previous().has_value());
}

TEST_CASE("a prefix is refused with the reason") {
  using Fault = Prefix::Fault;
  const auto [text, fault] = GENERATE(table<std::string, Fault>({
      {"", Fault::malformed},
      {"10.0.0.0/", Fault::malformed},
      {"10.0.0.0/x", Fault::malformed},
      {"10.0.0/8", Fault::malformed},
      {"Storage", Fault::malformed},
      {"10.0.0.0/33", Fault::length},
      {"fd00::/129", Fault::length},
      {"10.0.0.1/16", Fault::host_bits},
      {"fd00::1/64", Fault::host_bits},
  }));
  INFO(text);
  const Prefix::Parsed parsed = Prefix::parse(text);
  CHECK_FALSE(parsed.prefix.has_value());
  CHECK(parsed.fault == fault);
  CHECK(parsed.masked.has_value() == (fault == Fault::host_bits));
}

TEST_CASE("host bits that are set give away what was meant") {
  CHECK(Prefix::parse("10.0.0.1/16").masked == prefix("10.0.0.0/16"));
  CHECK(Prefix::parse("fd00::1/64").masked == prefix("fd00::/64"));
}

TEST_CASE("a prefix ends where its length says") {
  const auto [text, first, last] = GENERATE(table<std::string, std::string, std::string>({
      {"10.0.0.0/8", "10.0.0.0", "10.255.255.255"},
      {"0.0.0.0/0", "0.0.0.0", "255.255.255.255"},
      {"10.1.2.3", "10.1.2.3", "10.1.2.3"},
      {"10.1.2.2/31", "10.1.2.2", "10.1.2.3"},
      {"::/0", "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
      {"fd00::/63", "fd00::", "fd00:0:0:1:ffff:ffff:ffff:ffff"},
      {"fd00::/64", "fd00::", "fd00::ffff:ffff:ffff:ffff"},
      {"fd00::/65", "fd00::", "fd00::7fff:ffff:ffff:ffff"},
  }));
  INFO(text);
  CHECK(prefix(text).first() == address(first));
  CHECK(prefix(text).last() == address(last));
  CHECK(prefix(text).contains(address(first)));
  CHECK(prefix(text).contains(address(last)));
  if (const auto behind = address(last).next()) CHECK_FALSE(prefix(text).contains(*behind));
  if (const auto before = address(first).previous()) CHECK_FALSE(prefix(text).contains(*before));
}

TEST_CASE("prefixes contain each other within a family only") {
  CHECK(prefix("10.0.0.0/8").contains(prefix("10.0.0.0/8")));
  CHECK(prefix("10.0.0.0/8").contains(prefix("10.20.0.0/16")));
  CHECK_FALSE(prefix("10.20.0.0/16").contains(prefix("10.0.0.0/8")));
  CHECK(prefix("10.20.0.0/16").overlaps(prefix("10.0.0.0/8")));
  CHECK_FALSE(prefix("10.20.0.0/16").overlaps(prefix("10.21.0.0/16")));
  CHECK_FALSE(prefix("0.0.0.0/0").contains(prefix("::/0")));
  CHECK_FALSE(prefix("::/0").contains(address("10.0.0.1")));
}

TEST_CASE("a prefix sorts directly before what it contains") {
  CHECK(prefix("10.0.0.0/8") < prefix("10.0.0.0/16"));
  CHECK(prefix("10.0.0.0/16") < prefix("10.1.0.0/16"));
  CHECK(prefix("255.0.0.0/8") < prefix("::/0"));
}

TEST_CASE("making and covering differ in what they do with host bits") {
  CHECK_FALSE(Prefix::make(address("10.0.0.1"), 24).has_value());
  CHECK_FALSE(Prefix::make(address("10.0.0.0"), 33).has_value());
  CHECK_FALSE(Prefix::make(address("10.0.0.0"), -1).has_value());
  CHECK(Prefix::covering(address("10.0.0.1"), 24) == prefix("10.0.0.0/24"));
  CHECK(Prefix::covering(address("fd00::ff"), 0) == Prefix::everything(Family::ipv6));
}

}  // namespace
}  // namespace hairpin
