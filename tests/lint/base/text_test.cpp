#include "base/text.hpp"

#include <array>
#include <string>
#include <tuple>

#include "tests/support/catch.hpp"

namespace hairpin {
namespace {

TEST_CASE("only ASCII letters are folded") {
  CHECK(fold_ascii("AbC-Z[@`{") == "abc-z[@`{");
  CHECK(fold_ascii("\xc3\x84") == "\xc3\x84");  // a capital umlaut stays one
  CHECK(equal_folded("GatewaySubnet", "gatewaysubnet"));
  CHECK_FALSE(equal_folded("a", "ab"));
  CHECK_FALSE(equal_folded("[", "{"));
  CHECK(less_folded("a", "B"));
  CHECK_FALSE(less_folded("B", "a"));
  CHECK_FALSE(less_folded("A", "a"));
  CHECK(starts_with_folded("Microsoft.Network/x", "microsoft.NETWORK/"));
  CHECK_FALSE(starts_with_folded("Micro", "Microsoft"));
}

TEST_CASE("words and counts read as English") {
  CHECK(list_words({}) == "");
  CHECK(list_words({"a"}) == "a");
  CHECK(list_words({"a", "b"}) == "a and b");
  CHECK(list_words({"a", "b", "c"}) == "a, b and c");
  CHECK(count_of(1, "VNet") == "1 VNet");
  CHECK(count_of(0, "VNet") == "0 VNets");
  CHECK(count_of(2, "entry") == "2 entries");
  CHECK(count_of(2, "gateway") == "2 gateways");
  CHECK(count_of(3, "prefix") == "3 prefixes");
  CHECK(cat({"a", "", "bc"}) == "abc");
}

TEST_CASE("what could deceive a terminal becomes visible") {
  const auto [text, shown] = GENERATE(table<std::string, std::string>({
      {"plain", "plain"},
      {"\x1b[31m", "\\x1b[31m"},
      {"a\nb\tc", "a\\x0ab\\x09c"},
      {"\x7f", "\\x7f"},
      {"\xc2\x9b", "\\x9b"},        // C1: an escape sequence in one character
      {"\xe2\x80\xae", "\\u202e"},  // right-to-left override
      {"\xe2\x81\xa6", "\\u2066"},  // isolate
      {"\xef\xbb\xbf", "\\ufeff"},  // byte order mark
      {"\xe6\x9d\xb1\xe4\xba\xac", "\xe6\x9d\xb1\xe4\xba\xac"},
      {"\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80"},
      {"\xff", "\xef\xbf\xbd"},
      {"\xc0\xaf", "\xef\xbf\xbd\xef\xbf\xbd"},                  // overlong slash
      {"\xe2\x82", "\xef\xbf\xbd\xef\xbf\xbd"},                  // cut in the middle
      {"\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},  // surrogate
  }));
  INFO(text);
  CHECK(printable(text) == shown);
  CHECK(printable(printable(text)) == printable(text));
}

TEST_CASE("globs match as a person expects") {
  const auto [pattern, text, matches] = GENERATE(table<std::string, std::string, bool>({
      {"", "", true},
      {"", "a", false},
      {"*", "", true},
      {"*", "anything", true},
      {"hub-*", "HUB-prod", true},
      {"hub-*", "spoke-hub-prod", false},
      {"*/nva-mgmt-*", "/subscriptions/s/nva-mgmt-1", true},
      {"a*b*c", "aXbYc", true},
      {"a*b*c", "aXcYb", false},
      {"**", "x", true},
      {"a*a", "a", false},
      {"*aab", "aaaaab", true},
      {"[a]", "[A]", true},
      {"?", "a", false},
  }));
  INFO(pattern << " on " << text);
  CHECK(matches_glob(pattern, text) == matches);
}

TEST_CASE("a glob of many stars does not take exponential time") {
  std::string pattern, text(5000, 'a');
  for (int i = 0; i < 40; ++i) pattern += "*a";
  CHECK_FALSE(matches_glob(pattern + "b", text));
}

TEST_CASE("the nearest word is near, or there is none") {
  const std::array<std::string_view, 3> words = {"er-tokyo", "er-osaka", "hub-prod"};
  CHECK(nearest_word("er-tokio", words) == "er-tokyo");
  CHECK(nearest_word("ER-OSAKA", words) == "er-osaka");
  CHECK(nearest_word("something", words) == "");
  CHECK(nearest_word("", words) == "");
}

}  // namespace
}  // namespace hairpin
