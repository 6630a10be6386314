#include "import/json_reader.hpp"

#include <nlohmann/json.hpp>
#include <random>
#include <string>

#include "base/json_text.hpp"
#include "tests/support/catch.hpp"

using namespace hairpin;
using namespace hairpin::import;

namespace {

/// What one pass over the whole text says: nothing, or the fault.
std::optional<JsonFault> fault_of(std::string_view text) {
  ValueArena arena;
  JsonReader reader(text, arena);
  reader.skip();
  if (!reader.failed() && !reader.at_end()) reader.fail(reader.offset(), "the end");
  return reader.fault();
}

/// Reads an array of strings.
std::vector<std::string> strings_of(std::string_view text) {
  ValueArena arena;
  JsonReader reader(text, arena);
  std::vector<std::string> strings;
  reader.each_item([&] {
    const JsonString string = reader.string();
    strings.push_back(unescape(string.raw).value_or("?"));
    return true;
  });
  CHECK_FALSE(reader.failed());
  CHECK(reader.at_end());
  return strings;
}

/// Strings that look like JSON from inside: quotes, commas and braces in the worst places.
std::string confusing_string(std::mt19937& random) {
  static const std::vector<std::string> pieces = {"\"", "\\", ",\"", "\":{", "},{", "[", "]",   "a",
                                                  ",",  ":",  " ",   "é",    "\n",  "0", "true"};
  std::string text;
  const std::size_t length = random() % 60;
  for (std::size_t i = 0; i < length; ++i) text += pieces[random() % pieces.size()];
  return text;
}

}  // namespace

TEST_CASE("strings survive every cut between windows") {
  std::mt19937 random(7);
  nlohmann::json array = nlohmann::json::array();
  std::size_t size = 0;
  while (size < 3 * StructuralIndex::window_size) {
    array.push_back(confusing_string(random));
    size += array.back().get_ref<const std::string&>().size();
  }
  const auto expected = array.get<std::vector<std::string>>();
  CHECK(strings_of(array.dump()) == expected);
  CHECK(strings_of(array.dump(1)) == expected);
  CHECK_FALSE(fault_of(array.dump()));
}

TEST_CASE("a token longer than a window is read whole") {
  const std::string long_text(3 * StructuralIndex::window_size + 17, 'x');
  const std::string json = "[\"a\",\"" + long_text + "\",\"\\\"b\"]";
  CHECK(strings_of(json) == std::vector<std::string>{"a", long_text, "\"b"});

  const std::string control = "[\"" + long_text + "\n" + long_text + "\"]";
  REQUIRE(fault_of(control));
  CHECK(fault_of(control)->offset == 2 + long_text.size());

  const std::string open = "[\"" + long_text;
  REQUIRE(fault_of(open));
  CHECK(fault_of(open)->offset == 1);

  const std::string spaces(2 * StructuralIndex::window_size, ' ');
  CHECK_FALSE(fault_of(spaces + "[" + spaces + "1" + spaces + "]" + spaces));

  // No number has a hundred thousand digits; that one is refused is what counts.
  const std::string digits(2 * StructuralIndex::window_size, '1');
  CHECK(fault_of("[" + digits + "]"));
}

TEST_CASE("what is accepted is what another parser accepts") {
  const std::string valid =
      R"({"a": [1, -2.5e+3, true, false, null, "x,y", {}, [], {"b": [[{"c": ""}]]}], "d" : "e"})";
  REQUIRE_FALSE(fault_of(valid));
  std::mt19937 random(11);
  static const std::string noise = "{}[],:\"0-.et xn\n";
  for (int round = 0; round < 20000; ++round) {
    std::string text = valid;
    for (int edits = 1 + static_cast<int>(random() % 2); edits > 0; --edits) {
      const std::size_t at = random() % text.size();
      if (random() % 2 == 0) {
        text.erase(at, 1);
      } else {
        text.insert(at, 1, noise[random() % noise.size()]);
      }
    }
    INFO(text);
    REQUIRE(nlohmann::json::accept(text) == !fault_of(text).has_value());
  }
}

TEST_CASE("a fault stands where the text stops being JSON") {
  const auto [text, offset, expected] = GENERATE(table<std::string, std::size_t, std::string>({
      {"", 0, "a value: the text ends here"},
      {"{\"a\": 1", 7, "a comma or the end of the object"},
      {"{\"a\": 1,", 8, "a key in quotes"},
      {"{\"a\" 1}", 5, "a colon"},
      {"{\"a\": }", 6, "a value"},
      {"[1 2]", 3, "a comma or the end of the array"},
      {"[1}", 2, "a comma or the end of the array"},
      {"[tru]", 1, "a value"},
      {"[01]", 1, "a value"},
      {"[\"a", 1, "a closing quote: the text ends inside this string"},
      {"[\"a\nb\"]", 3, "no line break or other control character inside a string"},
      {"[\"a\xff\"]", 3, "text in UTF-8"},
      {std::string("[1,\0]", 5), 3, "a value"},
  }));
  INFO(text);
  const auto fault = fault_of(text);
  REQUIRE(fault);
  CHECK(fault->offset == offset);
  CHECK(fault->expected == expected);
}

TEST_CASE("deep nesting is a fault, not a crash") {
  const std::string deep(100000, '[');
  REQUIRE(fault_of(deep));
  CHECK(fault_of(deep)->offset == JsonReader::max_depth);
  const std::string allowed =
      std::string(JsonReader::max_depth, '[') + std::string(JsonReader::max_depth, ']');
  CHECK_FALSE(fault_of(allowed));
}

TEST_CASE("the reader comes back to any token") {
  std::string text = "[";
  for (int i = 0; i < 200000; ++i) text += "\"" + std::to_string(i) + "\",";
  text += "\"end\"]";
  ValueArena arena;
  JsonReader reader(text, arena);
  std::uint64_t early = 0, late = 0;
  int count = 0;
  reader.each_item([&] {
    if (count == 10) early = reader.offset();
    if (count == 150000) late = reader.offset();
    reader.skip();
    ++count;
    return true;
  });
  const std::uint64_t end = reader.offset();
  CHECK(end == text.size());
  reader.seek(early);
  CHECK(reader.string().raw == "10");
  reader.seek(late);
  CHECK(reader.string().raw == "150000");
  reader.seek(early);
  CHECK(reader.string().raw == "10");
  reader.seek(end);
  CHECK(reader.at_end());
}

TEST_CASE("escaped keys read as what they say") {
  ValueArena arena;
  JsonReader reader(R"({"\u0069d": "x", "plain": 1})", arena);
  std::vector<std::string> keys;
  reader.each_member([&](const JsonKey& key) {
    keys.emplace_back(key.text);
    reader.skip();
    return true;
  });
  CHECK(keys == std::vector<std::string>{"id", "plain"});
  CHECK_FALSE(reader.failed());
}
