#include "base/json_text.hpp"

#include "base/text.hpp"
#include "tests/support/catch.hpp"

using namespace hairpin;

TEST_CASE("escapes are resolved, and lone surrogates replaced") {
  const auto [raw, text] = GENERATE(table<std::string, std::string>({
      {R"(plain)", "plain"},
      {R"(a\"b\\c\/d)", "a\"b\\c/d"},
      {R"(\b\f\n\r\t)", "\b\f\n\r\t"},
      {R"(\u0041\u00e9\u20ac)", "A\xc3\xa9\xe2\x82\xac"},
      {R"(\ud83d\ude00)", "\xf0\x9f\x98\x80"},
      {R"(\ud83d)", "\xef\xbf\xbd"},
      {R"(\ud83dx)", "\xef\xbf\xbdx"},
      {R"(\ude00\ud83d)", "\xef\xbf\xbd\xef\xbf\xbd"},
      {R"(\ud83d\ud83d\ude00)", "\xef\xbf\xbd\xf0\x9f\x98\x80"},
  }));
  CHECK(unescape(raw) == text);
}

TEST_CASE("what is no escape is refused") {
  const auto raw = GENERATE(as<std::string>{}, "\\", "\\x", "\\u12", "\\u12g4", "a\\");
  CHECK_FALSE(unescape(raw));
}

TEST_CASE("the map leads from unescaped bytes back to the input") {
  UnescapeMap map;
  const std::string raw = R"({\"a\":\u0031,\"b\":2})";
  const auto text = unescape(raw, &map);
  REQUIRE(text == R"({"a":1,"b":2})");
  for (const auto& [unescaped, original] :
       {std::pair("{", "{"), {"a", "a"}, {"b", "b"}, {"2", "2"}}) {
    CHECK(map.raw_offset(text->find(unescaped)) == raw.find(original));
  }
  CHECK(map.raw_offset(text->find('1')) == raw.find("\\u0031"));
  CHECK(map.raw_offset(text->size()) == raw.size());
}

TEST_CASE("the first byte that is no UTF-8 is found") {
  const auto [text, offset] = GENERATE(table<std::string, std::size_t>({
      {"", 0},
      {"abc", 3},
      {"\xc3\xa9", 2},
      {"a\xff", 1},
      {"a\xc3", 1},
      {"\xe0\x80\x80", 0},
      {"ab\xed\xa0\x80", 2},
      {"\xf0\x9f\x98\x80x\x80", 5},
      {"\xf4\x90\x80\x80", 0},
  }));
  CHECK(first_invalid_utf8(text).value_or(text.size()) == offset);
}

TEST_CASE("files in UTF-16 become UTF-8") {
  const std::string little("\xff\xfe[\0\xe9\0\x3d\xd8\x00\xde]\0", 12);
  CHECK(decode_file(little).text == "[\xc3\xa9\xf0\x9f\x98\x80]");
  const std::string big("\xfe\xff\0[\0\xe9\xd8\x3d\xde\x00\0]", 12);
  CHECK(decode_file(big).text == "[\xc3\xa9\xf0\x9f\x98\x80]");
  const std::string cut("\xff\xfe[\0]", 5);
  CHECK(decode_file(cut).text == "[\xef\xbf\xbd");
  CHECK(decode_file("\xef\xbb\xbf{}").skip == 3);
  CHECK_FALSE(decode_file("{}").text);
  CHECK_FALSE(decode_file("").text);
}
