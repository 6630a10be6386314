#include "report/line_hash.hpp"

#include "tests/support/catch.hpp"

namespace hairpin::report {
namespace {

using Lines = std::vector<std::uint64_t>;
using Hashes = std::vector<std::string>;

std::string repeated(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

// The expected values are polynomials worked out with integers of any size, line by line, and
// agree with those that GitHub's own tests publish for the first three texts.
TEST_CASE("lines hash as GitHub hashes them") {
  const auto [text, lines, hashes] = GENERATE(table<std::string, Lines, Hashes>({
      {"", {1}, {"c129715d7a2bc9a3:1"}},
      {" a\nb\n  \t\tc\n d",
       {1, 2, 3, 4},
       {"271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"}},
      {" a\rb\r\n  \t\tc\n d",
       {1, 2, 3, 4},
       {"271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"}},
      {" a\nb\n  \t\tc\n d\n", {1, 5}, {"f7f04d8bf268edcd:1", "c129715d7a2bc9a3:1"}},
      {"{\n{\n{\n", {3, 1}, {"1f885425855a3084:1", "eaa31c985574b23e:1"}},
  }));
  CAPTURE(text);
  CHECK(line_hashes(text, lines) == hashes);
}

TEST_CASE("equal lines with equal surroundings are counted") {
  const std::string text = repeated("abc\n", 200);
  CHECK(line_hashes(text, Lines{1, 3, 176, 177, 178, 200}) ==
        Hashes{"6bb9a4f144cdf0e8:1", "6bb9a4f144cdf0e8:3", "6bb9a4f144cdf0e8:176",
               "6bb9a4f20a5d17e3:1", "6bcfb6a082dd980b:1", "861c3fe48942a2fb:1"});
}

TEST_CASE("characters outside the basic plane count twice, as in UTF-16") {
  CHECK(line_hashes("\xc3\xbc\xf0\x9f\x98\x80\r \ny", Lines{1, 2, 3}) ==
        Hashes{"8614102b0ba71ab9:1", "f85c2d2aa834d48e:1", "ed3261245082261c:1"});
}

TEST_CASE("a byte that is no UTF-8 counts as the replacement character") {
  CHECK(line_hashes("\xff\xc3", Lines{1}) == line_hashes("\xef\xbf\xbd\xef\xbf\xbd", Lines{1}));
}

TEST_CASE("a line that does not exist has no hash") {
  CHECK(line_hashes("a", Lines{2, 1}) == Hashes{"", line_hashes("a", Lines{1})[0]});
  CHECK(line_hashes("a", Lines{}).empty());
}

}  // namespace
}  // namespace hairpin::report
