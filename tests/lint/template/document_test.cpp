#include "template/document.hpp"

#include <string>

#include "tests/support/catch.hpp"

namespace hairpin::arm {
namespace {

constexpr FileIndex file(std::size_t{0});

struct Read {
  Arena arena;
  Diagnostics notes;
  std::string text;
  const Node* root = nullptr;
  Diagnostic fault;

  explicit Read(std::string_view content) : text(content) {
    const auto result = read_document(text, file, arena, notes);
    if (result) {
      root = *result;
    } else {
      fault = result.error();
    }
  }
  std::string_view at(SourceSpan where) const {
    return std::string_view(text).substr(where.offset, where.length);
  }
};

TEST_CASE("comments, line breaks in strings, single quotes and bare keys are read") {
  const Read read(
      "// first\n{ /* second */ \"a\": \"x\ny\", 'b': 'it', c: [1, 2,], \"d\": null, }");
  REQUIRE(read.root != nullptr);
  CHECK(read.root->text_of("a") == "x\ny");
  CHECK(read.root->text_of("B") == "it");
  CHECK(read.root->find("c")->items().size() == 2);
  CHECK(read.root->find("d")->kind == Node::Kind::null);
  REQUIRE(read.notes.size() == 2);
  CHECK(read.notes[0].statement == "a comma behind the last element");
  CHECK(read.at(read.notes[0].where) == ",");
}

TEST_CASE("every node knows where it stands") {
  const Read read(R"({"key": ["v\u00e4l", -12, 1.5e3, true]})");
  REQUIRE(read.root != nullptr);
  const NodeMember& member = read.root->members()[0];
  CHECK(read.at(member.key.where) == "\"key\"");
  CHECK(read.at(member.value.where) == R"(["v\u00e4l", -12, 1.5e3, true])");
  const std::span<const Node> items = member.value.items();
  CHECK(read.at(items[0].where) == R"("v\u00e4l")");
  CHECK(items[0].text() == "v\xc3\xa4l");
  CHECK(items[1].integer == -12);
  CHECK(items[2].number == 1500.0);
  CHECK(items[3].boolean);
}

TEST_CASE("a part of a string is found behind escapes") {
  const auto [raw, begin, end, part] = GENERATE(table<std::string, int, int, std::string>({
      {R"(plain text)", 6, 10, "text"},
      {R"(a\"b\\c)", 1, 2, R"(\")"},
      {R"(a\"b\\c)", 4, 5, "c"},
      {R"(\u00e4bc)", 2, 3, "b"},
      {R"(\u20acbc)", 3, 4, "b"},
      {R"(\ud83d\ude00bc)", 4, 5, "b"},
      {R"(\ud83d\ude00bc)", 0, 4, R"(\ud83d\ude00)"},
  }));
  const Read read("[\"" + raw + "\"]");
  REQUIRE(read.root != nullptr);
  const SourceSpan where =
      read.root->items()[0].part(static_cast<std::size_t>(begin), static_cast<std::size_t>(end));
  CHECK(read.at(where) == part);
}

TEST_CASE("of equal keys the last one counts, with a note at it") {
  const Read read(R"({"a": 1, "b": 2, "a": 3})");
  REQUIRE(read.root != nullptr);
  CHECK(read.root->find("a")->integer == 3);
  REQUIRE(read.notes.size() == 1);
  CHECK(read.notes[0].statement == "the key a is there twice");
  CHECK(read.notes[0].where.offset == 17);
}

TEST_CASE("what cannot be read is told with its place") {
  const auto [text, statement, offset] = GENERATE(table<std::string, std::string, int>({
      {"", "expected a value, and the file ends", 0},
      {"{\"a\" 1}", "expected ':' behind the key", 5},
      {"{\"a\": 1 \"b\": 2}", "expected ',' or '}'", 8},
      {"[1 2]", "expected ',' or ']'", 3},
      {"{\"a\": \"x}", "this string has no end", 6},
      {"[\"\\q\"]", "this string holds an escape that JSON does not have", 1},
      {"{} x", "expected the end of the file", 3},
      {"[1, /* ", "this comment has no end", 4},
      {"[", "the file ends inside an object or array", 0},
      {"[tru]", "expected a value: a string, number, object, array, true, false or null", 1},
      {"[1-2]", "expected a value: a string, number, object, array, true, false or null", 1},
      {"[\"\xff\"]", "this is no text in UTF-8", 2},
  }));
  const Read read(text);
  CAPTURE(text);
  REQUIRE(read.root == nullptr);
  CHECK(read.fault.statement == statement);
  CHECK(read.fault.where.offset == static_cast<std::uint64_t>(offset));
}

TEST_CASE("JSON is followed to a bounded depth") {
  const auto nested = [](int depth) {
    const auto count = static_cast<std::size_t>(depth);
    return std::string(count, '[') + std::string(count, ']');
  };
  CHECK(Read(nested(max_json_depth)).root != nullptr);
  CHECK(Read(nested(max_json_depth + 2)).fault.statement == "nesting too deep");
  CHECK(Read(nested(100'000)).fault.statement == "nesting too deep");
}

TEST_CASE("the kind of a document is told by its schema") {
  const auto [schema, kind] = GENERATE(table<std::string, DocumentKind>({
      {"https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
       DocumentKind::resource_group_template},
      {"http://schema.management.azure.com/schemas/2018-05-01/SubscriptionDeploymentTemplate.json",
       DocumentKind::subscription_template},
      {"https://x/2019-08-01/managementGroupDeploymentTemplate.json#",
       DocumentKind::management_group_template},
      {"https://x/2019-08-01/tenantDeploymentTemplate.json#", DocumentKind::tenant_template},
      {"https://x/2019-04-01/deploymentParameters.json#", DocumentKind::parameter_file},
      {"https://x/2018-05-01/subscriptionDeploymentParameters.json#", DocumentKind::parameter_file},
      {"https://json-schema.org/draft-07/schema#", DocumentKind::other},
      {"", DocumentKind::other},
  }));
  CHECK(document_kind(schema) == kind);
}

}  // namespace
}  // namespace hairpin::arm
