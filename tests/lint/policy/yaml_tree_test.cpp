#include "policy/yaml_tree.hpp"

#include <memory>
#include <string>
#include <utility>

#include "tests/support/catch.hpp"

namespace hairpin::policy {
namespace {

struct Parsed {
  explicit Parsed(std::string content)
      : text(std::make_shared<std::string>(std::move(content))),
        file(sources.add("x.yaml", *text, text)),
        tree(parse_yaml(sources, file)) {}

  std::string first_error() const {
    if (tree) return "";
    const Diagnostic& fault = tree.error().front();
    const Position at = sources.position(fault.where);
    return std::to_string(at.line) + ":" + std::to_string(at.column) + " " + fault.statement;
  }

  std::shared_ptr<std::string> text;
  SourceMap sources;
  FileIndex file;
  Result<YamlNode, Diagnostics> tree;
};

TEST_CASE("positions of YAML values are exact behind a byte order mark, umlauts and CRLF") {
  const Parsed parsed("\xef\xbb\xbf# \xc3\xa9\r\n\xc3\xa9: \"a\\\"b\"\r\nkey: 'it''s'\r\n");
  REQUIRE(parsed.tree);
  const auto& entries = parsed.tree->entries;
  REQUIRE(entries.size() == 2);
  CHECK(parsed.sources.text(entries[0].value.where) == "\"a\\\"b\"");
  CHECK(entries[0].value.text == "a\"b");
  CHECK(entries[0].value.quoted);
  CHECK(parsed.sources.text(entries[1].where) == "key");
  CHECK(parsed.sources.text(entries[1].value.where) == "'it''s'");
}

TEST_CASE("a missing value stands where its key stands") {
  const Parsed parsed("a:\nb: [1, ~]\n");
  REQUIRE(parsed.tree);
  CHECK(parsed.tree->entries[0].value.kind == YamlNode::Kind::null);
  CHECK(parsed.sources.text(parsed.tree->entries[0].value.where) == "a");
  CHECK(parsed.tree->entries[1].value.items[1].kind == YamlNode::Kind::null);
}

TEST_CASE("what could grow or hide something is refused in YAML") {
  const auto [text, error] = GENERATE(table<std::string, std::string>({
      {"a: &x [1]\nb: 2\n", "1:4 an anchor ('&name') is not allowed in a policy file"},
      {"a: &x [1]\nb: *x\n", "1:4 an anchor ('&name') is not allowed in a policy file"},
      {"a: 1\nb: 2\na: 3\n", "3:1 the key 'a' stands here a second time"},
      {"{\"a\": 1, \"a\": 1}", "1:10 the key 'a' stands here a second time"},
      {"[a, b]: 1", "1:1 a key is a word, not a list"},
      {"a: !!str 1", "1:4 the YAML tag 'tag:yaml.org,2002:str' is not allowed in a policy file"},
      {"a: 1\n---\nb: 1\n", "2:1 a policy file is one YAML document, and here a second one starts"},
      {"a: \xff", "1:4 the policy file is not UTF-8 text"},
  }));
  CAPTURE(text);
  CHECK(Parsed(text).first_error() == error);
}

TEST_CASE("broken YAML and deep nesting are errors, not crashes") {
  CHECK(Parsed("a: [1").first_error().find("neither YAML nor JSON") != std::string::npos);
  CHECK(Parsed("a: *").first_error().find("neither YAML nor JSON") != std::string::npos);
  CHECK(Parsed("a:\n\tb: 1").first_error().find("neither YAML nor JSON") != std::string::npos);
  // yaml-cpp 0.7 finds documents without end in a lone comma.
  CHECK(Parsed(",").first_error().find("a second one starts") != std::string::npos);
  const std::string deep(200'000, '[');
  CHECK(Parsed(deep).first_error().find("nested too deeply") != std::string::npos);
}

}  // namespace
}  // namespace hairpin::policy
