#include "template/expression.hpp"

#include <string>

#include "template/function_table.hpp"
#include "tests/lint/template/expansion.hpp"
#include "tests/support/catch.hpp"

namespace hairpin::arm {
namespace {

/// The tree with a pair of parentheses for each node.
std::string shape(const Expression& expression) {
  std::string text;
  switch (expression.kind) {
    case Expression::Kind::text:
      return "'" + std::string(expression.text) + "'";
    case Expression::Kind::integer:
      return std::to_string(expression.integer);
    case Expression::Kind::call:
      text = std::string(expression.text);
      break;
    case Expression::Kind::user_call:
      text = std::string(expression.space) + ":" + std::string(expression.text);
      break;
    case Expression::Kind::member:
      return "(" + shape(expression.parts[0]) + " ." + std::string(expression.text) + ")";
    case Expression::Kind::index:
      return "(" + shape(expression.parts[0]) + " @" + shape(expression.parts[1]) + ")";
  }
  text += "(";
  for (const Expression& part : expression.parts) text += shape(part) + ",";
  return text + ")";
}

TEST_CASE("what is an expression is told by the brackets") {
  CHECK(text_kind("[concat('a')]") == TextKind::expression);
  CHECK(text_kind("[]") == TextKind::expression);
  CHECK(text_kind("[[x]") == TextKind::escaped);
  CHECK(text_kind("[x] y") == TextKind::literal);
  CHECK(text_kind(" [x]") == TextKind::literal);
  CHECK(text_kind("[") == TextKind::literal);
  CHECK(text_kind("") == TextKind::literal);
}

TEST_CASE("expressions are parsed") {
  const auto [text, tree] = GENERATE(table<std::string, std::string>({
      {"['a']", "'a'"},
      {"['it''s']", "'it's'"},
      {"[-12]", "-12"},
      {"[ f ( ) ]", "f()"},
      {"[f('a', 1)]", "f('a',1,)"},
      {"[f(\r\n\t'a')]", "f('a',)"},
      {"[a.f('x')]", "a:f('x',)"},
      {"[f().a.b]", "((f() .a) .b)"},
      {"[f().a['b'][0].c]", "((((f() .a) @'b') @0) .c)"},
      {"[f(g(1)[h()])]", "f((g(1,) @h()),)"},
  }));
  CAPTURE(text);
  Arena arena;
  const auto parsed = parse_expression(text, arena);
  REQUIRE(parsed);
  CHECK(shape(**parsed) == tree);
}

TEST_CASE("what is no expression is told with its place") {
  const auto [text, tokens, begin] = GENERATE(table<std::string, std::string, int>({
      {"[concat('a']", "expected token 'RightParenthesis' and actual 'EndOfData'", 11},
      {"[concat('a]", "expected token 'StringLiteral' and actual 'UnclosedString'", 8},
      {"[parameters]", "expected token 'LeftParenthesis' and actual 'EndOfData'", 11},
      {"['a'[0]]", "expected token 'EndOfData' and actual 'LeftSquareBracket'", 4},
      {"[f() g()]", "expected token 'EndOfData' and actual 'Identifier'", 5},
      {"[1 + 2]", "expected token 'EndOfData' and actual 'UnknownCharacter'", 3},
      {"[f().1]", "expected token 'Identifier' and actual 'Integer'", 5},
      {"[f(,)]", "expected token 'StringLiteral' and actual 'Comma'", 3},
      {"[f()[0]", "expected token 'RightSquareBracket' and actual 'EndOfData'", 6},
      {"[99999999999999999999]", "expected token 'StringLiteral' and actual 'LargeNumber'", 1},
      {"[-]", "expected token 'StringLiteral' and actual 'UnknownCharacter'", 1},
      {"[]", "expected token 'an expression' and actual 'EndOfData'", 1},
  }));
  CAPTURE(text);
  Arena arena;
  const auto parsed = parse_expression(text, arena);
  REQUIRE_FALSE(parsed);
  const std::string& statement = parsed.error().statement;
  CHECK(statement.starts_with("Unable to parse language expression '"));
  CHECK(statement.find(tokens) != std::string::npos);
  CHECK(parsed.error().begin == static_cast<std::uint32_t>(begin));
}

TEST_CASE("expressions are followed to a bounded depth") {
  const auto nested = [](std::size_t depth) {
    std::string text = "[";
    for (std::size_t i = 0; i < depth; ++i) text += "f(";
    return text + "1" + std::string(depth, ')') + "]";
  };
  Arena arena;
  CHECK(parse_expression(nested(100), arena));
  CHECK_FALSE(parse_expression(nested(100'000), arena));
  std::string chain = "[f()";
  for (int i = 0; i < 100'000; ++i) chain += ".a";
  CHECK_FALSE(parse_expression(chain + "]", arena));
}

TEST_CASE("functions are found in any case, and list functions by their start") {
  CHECK(find_function("RESOURCEID") == find_function("resourceId"));
  CHECK(find_function("listKeys") == find_function("listSecrets"));
  CHECK(find_function("listOutputsWithSecureValues") != find_function("listKeys"));
  CHECK(find_function("list") == nullptr);
  CHECK(find_function("conca") == nullptr);
  for (const Function& function : all_functions()) {
    CAPTURE(function.name);
    CHECK(find_function(function.name) == &function);  // no name stands in two families
  }
}

TEST_CASE("an error points into the expression, also behind escapes") {
  const Expanded expanded = expand_text(template_with(
      R"("variables": {"o": {"x": 1}}, "resources": [{"type": "A.B/c", "name": "n",
         "properties": {"p": "[concat('\u00e4\"', variables('o').why)]"}}])"));
  CHECK(expanded.problems() ==
        "4:66: The language expression property 'why' doesn't exist, available properties are "
        "'x'.\n");
  CHECK(expanded.marked() == "why");
}

TEST_CASE("errors are told in the words of the service") {
  const auto [expression, statement] = GENERATE(table<std::string, std::string>({
      {"variables('a')[1]", "The language expression property array index '1' is out of bounds."},
      {"variables('a')[-1]", "The language expression property array index '-1' is out of bounds."},
      {"null().outputs", "The language expression property 'outputs' can't be evaluated."},
      {"unknown('x')", "The template function 'unknown' is not valid."},
      {"a.unknown('x')", "The template function 'a.unknown' is not valid."},
      {"parameters('x')", "The template parameter 'x' is not found."},
      {"variables('x')", "The template variable 'x' is not found."},
      {"resourceId('A/b/c','x')",
       "Unable to evaluate template language function 'resourceId': the type 'A/b/c' requires '2' "
       "resource name argument(s)."},
      {"resourceId('A/b','x/y')",
       "Unable to evaluate template language function 'resourceId': function requires exactly one "
       "multi-segmented argument which must be resource id including resource provider namespace. "
       "Current function arguments 'A/b,x/y'."},
      {"base64ToString('!')",
       "The template language function 'base64ToString' was invoked with a parameter that is not "
       "valid. The value cannot be converted to the target type."},
      {"union(createArray(1), createObject())",
       "Template language function 'union' expects parameters of the same type, but found multiple "
       "types."},
      {"dateTimeAdd('2020-01-01', 'P..')",
       "The second parameter 'P..' is not a valid ISO8601 Duration string."},
      {"fail('no')", "no"},
      {"variables('loop')", "Circular dependency detected in template language expression."},
      {"reference('nobody')",
       "The template reference 'nobody' is not valid: could not find template resource or resource "
       "copy with this name."},
      {"not()",
       "Unable to evaluate template language function 'not': function requires 1 argument(s) while "
       "0 were provided."},
  }));
  CAPTURE(expression);
  CHECK(evaluate_text(expression, R"("a": [1], "loop": "[variables('loop')]")") ==
        "error: " + statement);
}

}  // namespace
}  // namespace hairpin::arm
