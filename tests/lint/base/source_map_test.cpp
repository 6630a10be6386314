#include "base/source_map.hpp"

#include <memory>
#include <string>

#include "tests/support/catch.hpp"

namespace hairpin {
namespace {

/// A map of one file, which it keeps.
struct OneFile {
  SourceMap sources;
  FileIndex file;

  explicit OneFile(const std::string& text) {
    auto owner = std::make_shared<const std::string>(text);
    file = sources.add("input.json", *owner, owner);
  }
  SourceSpan at(std::uint64_t offset, std::uint32_t length = 1) const {
    return {file, length, offset};
  }
  SourceSpan of(std::string_view part) const {
    const std::size_t offset = sources.text(file).find(part);
    REQUIRE(offset != std::string_view::npos);
    return at(offset, static_cast<std::uint32_t>(part.size()));
  }
  Snippet snippet(std::string_view part) const { return sources.snippet(of(part)); }
};

/// The slow way to a line and column.
std::pair<std::uint64_t, std::uint64_t> count(std::string_view text, std::uint64_t offset) {
  std::uint64_t line = 1, column = 1;
  for (const char c : text.substr(0, offset)) {
    if (c == '\n') {
      ++line;
      column = 1;
    } else if ((static_cast<unsigned char>(c) & 0xc0) != 0x80) {
      ++column;
    }
  }
  return {line, column};
}

TEST_CASE("positions count lines and code points from 1") {
  const OneFile one("ab\n\xe6\x9d\xb1 x\r\nlast");
  const auto position = [&](std::string_view part) { return one.sources.position(one.of(part)); };
  CHECK(position("a").line == 1);
  CHECK(position("a").column == 1);
  CHECK(position("x").line == 2);
  CHECK(position("x").column == 3);  // one character and a space before it
  CHECK(position("x").end_column == 4);
  CHECK(position("last").line == 3);
  CHECK(position("last").end_column == 5);
  CHECK(one.sources.name(one.file) == "input.json");
  CHECK(one.sources.text(one.of("last")) == "last");
}

TEST_CASE("positions are right on both sides of every block") {
  std::string text;
  while (text.size() < 300'000) {
    text += std::string(text.size() % 977, 'x') + "\xc3\xa4\n";
  }
  const OneFile one(text);
  for (std::uint64_t offset : {0u, 1u, 65'535u, 65'536u, 65'537u, 131'071u, 131'072u, 200'000u}) {
    const Position position = one.sources.position(one.at(offset, 0));
    const auto [line, column] = count(text, offset);
    CHECK(position.line == line);
    CHECK(position.column == column);
  }
}

TEST_CASE("one line of many blocks has exact columns") {
  std::string text;
  while (text.size() < 400'000) text += "\xc3\xa4xyz";
  const OneFile one(text);
  for (std::uint64_t offset : {5u, 70'000u, 200'000u, 399'995u}) {
    CHECK(one.sources.position(one.at(offset)).line == 1);
    CHECK(one.sources.position(one.at(offset)).column == count(text, offset).second);
  }
}

TEST_CASE("a span at or behind the end has a position") {
  const OneFile one("ab\n");
  CHECK(one.sources.position(one.at(3, 0)).line == 2);
  CHECK(one.sources.position(one.at(99)).line == 2);
  const OneFile empty("");
  CHECK(empty.sources.position(empty.at(0, 0)).column == 1);
}

TEST_CASE("a snippet is the line, and knows where the span lies in it") {
  const OneFile one("{\n\t\"flag\": true,\r\n}");
  const Snippet snippet = one.snippet("true");
  CHECK(snippet.text == " \"flag\": true,");
  CHECK(snippet.text.substr(snippet.column, snippet.width) == "true");
}

TEST_CASE("a long line is cut to the key and value that matter") {
  const std::string filler(5000, 'x');
  const OneFile one("{\"a\":\"" + filler + "\",\"flag\": true,\"b\":\"" + filler + "\"}");
  const Snippet snippet = one.snippet("true");
  CHECK(snippet.text == "\"flag\": true");
  CHECK(snippet.text.substr(snippet.column, snippet.width) == "true");
}

TEST_CASE("hostile characters of an input do not reach the terminal") {
  const OneFile one("\"n\x1b[2J\": \"\xe2\x80\xaevalue\"");
  const Snippet snippet = one.snippet("value");
  CHECK(snippet.text == "\"n\\x1b[2J\": \"\\u202evalue\"");
  CHECK(snippet.text.substr(snippet.column, snippet.width) == "value");
}

TEST_CASE("keys that name a credential are known in every spelling") {
  const auto [key, secret] = GENERATE(table<std::string, bool>({
      {"authorizationKey", true},
      {"AuthorizationKey", true},
      {"sharedKey", true},
      {"serviceKey", true},
      {"adminPassword", true},
      {"clientSecret", true},
      {"connectionString", true},
      {"primaryKey", true},
      {"storageAccountKey", true},
      {"sasToken", true},
      {"routingWeight", false},
      {"name", false},
      {"authorizationUseStatus", false},
  }));
  INFO(key);
  CHECK(is_secret_key(key) == secret);
}

TEST_CASE("no snippet shows a secret") {
  const auto [text, part] = GENERATE(table<std::string, std::string>({
      {R"({"sharedKey": "hunter2", "flag": true})", "true"},
      {R"({"sharedKey": "hunter2"})", "hunter2"},
      {R"({"sharedKey" : "hun\"ter2", "flag": true})", "true"},
      {"{\"sharedKey\":\n  \"hunter2\"}", "hunter2"},
      {R"({"adminPassword":"hunter2","sharedKey":"hunter2"})", "sharedKey"},
  }));
  INFO(text);
  const OneFile one(text);
  const Snippet snippet = one.snippet(part);
  CHECK(snippet.text.find("hunter2") == std::string::npos);
  CHECK(snippet.text.find("ter2") == std::string::npos);
  CHECK(snippet.column <= snippet.text.size());
}

TEST_CASE("a secret on a very long line is masked as well") {
  const std::string filler(5000, 'x');
  const OneFile one("{\"a\":\"" + filler + "\",\"sharedKey\": \"hunter2\",\"b\":\"" + filler +
                    "\"}");
  const Snippet snippet = one.snippet("\"hunter2\"");
  CHECK(snippet.text == "\"sharedKey\": \"***\"");
  CHECK(snippet.text.substr(snippet.column, snippet.width) == "\"***\"");
}

TEST_CASE("masking keeps a mark on what it marked") {
  const std::string line = R"("key": "0123456789", "flag": true)";
  std::size_t mark = line.find("true");
  const std::string masked = mask_secrets(line, &mark);
  CHECK(masked == R"("key": "***", "flag": true)");
  CHECK(masked.substr(mark) == "true");
  CHECK(mask_secrets(R"("flag": "true")") == R"("flag": "true")");
  CHECK(mask_secrets(R"("sharedKey": "cut off)") == R"("sharedKey": "***")");
  CHECK(mask_secrets(R"("shared\u004bey": "x", "a": 1)") == R"("shared\u004bey": "***", "a": 1)");
  CHECK(mask_secrets(R"("peer": "@{id=/x; authorizationKey=x}", "a": 1)") ==
        R"("peer": "***", "a": 1)");
}

}  // namespace
}  // namespace hairpin
