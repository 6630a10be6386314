#include <string>

#include "tests/lint/template/expansion.hpp"
#include "tests/support/catch.hpp"

namespace hairpin::arm {
namespace {

/// A template with parameters that nobody gives: strings `s` and `t`, an array `list`, an object
/// `o`, a boolean `flag`, `choice` of two, and a secret.
Expanded with_unknown(std::string_view value) {
  return expand_text(template_with(R"("parameters": {
      "s": {"type": "string"}, "t": {"type": "string"}, "list": {"type": "array"},
      "o": {"type": "object"}, "flag": {"type": "bool"}, "maybe": {"type": "string",
      "nullable": true}, "choice": {"type": "string", "allowedValues": ["a", "b"]},
      "secret": {"type": "securestring"}},
    "resources": [{"type": "A.B/c", "name": "n", "properties": {"results": [)" +
                                   json_string("[" + std::string(value) + "]") + "]}}]"));
}

std::string shown(std::string_view expression) {
  const Expanded expanded = with_unknown(expression);
  const Value& results = expanded.resource("n").body["properties"]["results"];
  return to_json(results.items().front());
}

constexpr std::string_view no_s = R"({"$unknown":"the parameter s has no value"})";
constexpr std::string_view no_flag = R"({"$unknown":"the parameter flag has no value"})";

TEST_CASE("a missing parameter is asked for once, with what settles it") {
  const Expanded expanded = with_unknown("createArray(parameters('s'), parameters('s'))");
  REQUIRE(expanded.expansion.questions.size() == 1);
  const OpenQuestion& question = expanded.expansion.questions[0];
  CHECK(question.statement == "the parameter s has no value");
  CHECK(question.hint == "give --params s=VALUE, or a parameter file");
  CHECK(question.uses == 2);
  CHECK(expanded.sources->text(question.where) == "\"s\"");
  CHECK(expanded.expansion.missing_parameters.size() == 7);
}

TEST_CASE("what does not depend on the unknown is known") {
  const auto [expression, result] = GENERATE(table<std::string, std::string>({
      {"equals(parameters('s'), parameters('s'))", "true"},
      {"equals(toLower(parameters('s')), toLower(parameters('s')))", "true"},
      {"equals(concat('a', parameters('s')), concat('a', parameters('s')))", "true"},
      {"equals(concat('a', parameters('s')), 'bx')", "false"},
      {"equals(concat(parameters('s'), 'a'), 'xb')", "false"},
      {"equals(parameters('s'), 1)", "false"},
      {"equals(parameters('s'), null())", "false"},
      {"equals(parameters('choice'), 'c')", "false"},
      {"equals(parameters('o').a, parameters('o').a)", "true"},
      {"equals(uniqueString(parameters('s')), uniqueString(parameters('s')))", "true"},
      {"and(parameters('flag'), false())", "false"},
      {"or(parameters('flag'), true())", "true"},
      {"if(parameters('flag'), 'x', 'x')", "\"x\""},
      {"empty(concat(parameters('s'), 'x'))", "false"},
      {"startsWith(concat('abc', parameters('s')), 'AB')", "true"},
      {"startsWith(concat('abc', parameters('s')), 'x')", "false"},
      {"contains(concat(parameters('s'), 'abc'), 'b')", "true"},
      {"take(concat('abc', parameters('s')), 2)", "\"ab\""},
      {"coalesce('x', parameters('s'))", "\"x\""},
      {"coalesce(parameters('maybe'), 'x')", "\"x\""},  // nobody gave it, so it is null
      {"length(createArray(parameters('s'), 1))", "2"},
      {"split(resourceGroup().id, '/')[3]", "\"resourceGroups\""},
      {"last(split(resourceId('A.B/c', 'x'), '/'))", "\"x\""},
      {"contains(createArray('x', parameters('s')), 'x')", "true"},
      {"createObject('a', 1, 'b', parameters('s')).a", "1"},
      {"if(parameters('flag'), createObject('a', 1, 'b', 2), createObject('a', 1, 'b', 3)).a", "1"},
      {"concat(createArray('x'), parameters('list'))[0]", "\"x\""},
      {"union(parameters('o'), createObject('a', 1)).a", "1"},
      {"if(parameters('flag'), 'x', json('{').y)", "\"x\""},
      {"filter(createArray('a', 'b'), lambda('x', equals(lambdaVariables('x'), 'b')))[0]", "\"b\""},
  }));
  CAPTURE(expression);
  CHECK(shown(expression) == result);
}

TEST_CASE("what may depend on the unknown is unknown") {
  const auto [expression, result] = GENERATE(table<std::string, std::string_view>({
      {"equals(parameters('s'), parameters('t'))", no_s},
      {"equals(parameters('s'), 'x')", no_s},
      {"equals(concat('a', parameters('s')), 'ab')", no_s},
      {"concat('a', parameters('s'))", no_s},
      {"format('{0}-{1}', parameters('s'), 1)", no_s},
      {"length(parameters('s'))", no_s},
      {"split(parameters('s'), '/')[8]", no_s},
      {"and(parameters('flag'), true())", no_flag},
      {"not(parameters('flag'))", no_flag},
      {"if(parameters('flag'), 'x', 'y')", no_flag},
      {"if(parameters('flag'), 'x', null())", no_flag},
      {"cidrSubnet(parameters('s'), 24, 0)", no_s},
      {"contains(createArray('x', parameters('s')), 'y')", no_s},
      {"union(createObject('a', 1), if(parameters('flag'), createObject(), createObject('a', "
       "2))).a",
       no_flag},
      {"filter(createArray('a', 'b'), lambda('x', equals(lambdaVariables('x'), "
       "parameters('s'))))[0]",
       no_s},
      {"map(createArray(1), lambda('x', parameters('s')))[0]", no_s},
      {"sort(createArray('a', parameters('s')), lambda('x', 'y', less(lambdaVariables('x'), "
       "lambdaVariables('y'))))[0]",
       no_s},
      {"intersection(createArray('a'), createArray(parameters('s')))[0]", no_s},
      {"distinct(createArray('a', parameters('s')))[0]", no_s},
      {"replace(concat('ab', parameters('s')), 'b', 'c')", no_s},
      {"substring(concat('ab', parameters('s')), 0, 3)", no_s},
  }));
  CAPTURE(expression);
  CHECK(shown(expression) == result);
}

TEST_CASE("two lists of unknown length have different elements") {
  CHECK(shown("equals(concat(createArray('a'), parameters('list'))[2], "
              "concat(createArray('a', 'b'), parameters('list'))[2])") ==
        R"({"$unknown":"the parameter list has no value"})");
  CHECK(shown("equals(tryGet(parameters('o'), parameters('s')), tryGet(createObject('x', 1), "
              "parameters('s')))") != "true");
  CHECK(shown("equals(map(parameters('list'), lambda('x', 1)), map(parameters('list'), lambda('x', "
              "2)))") != "true");
}

TEST_CASE("what is known of a list with an open end is kept") {
  CHECK(shown("concat(createArray('x'), parameters('list'), createArray('y'))") ==
        R"(["x",{"$unknown":"the parameter list has no value"}])");
  CHECK(shown("union(parameters('o'), createObject('a', createObject('x', 1))).a.y") ==
        R"({"$unknown":"the parameter o has no value"})");
  CHECK(shown("union(parameters('o'), createObject('a', createObject('x', 1))).a.x") == "1");
  CHECK(shown("union(createObject('a', 1), parameters('o'), createObject('b', 2))") ==
        R"({"a":{"$unknown":"the parameter o has no value"},"b":2,)"
        R"("$unknown":{"$unknown":"the parameter o has no value"}})");
}

TEST_CASE("secrets are never shown") {
  Setup setup;
  setup.parameters = {{"secret", "hunter2"}, {"s", "x"}};
  const auto [expression] = GENERATE(table<std::string>({
      {"parameters('secret')"},
      {"concat('a', parameters('secret'))"},
      {"toUpper(parameters('secret'))"},
      {"format('{0}', parameters('secret'))"},
      {"split(parameters('secret'), 't')[0]"},
      {"base64(parameters('secret'))"},
      {"string(createObject('a', parameters('secret')))"},
      {"length(parameters('secret'))"},
      {"createArray(parameters('secret'))[0]"},
      {"map(createArray(parameters('secret')), lambda('x', concat(lambdaVariables('x'), 'y')))[0]"},
      {"json(concat('[\"', parameters('secret'), '\"]'))[0]"},
      {"listKeys('x', '1').keys[0].value"},
  }));
  const Expanded expanded =
      expand_text(template_with(R"("parameters": {"secret": {"type": "secureString"}},
        "resources": [{"type": "A.B/c", "name": "n", "properties": {"results": [)" +
                                json_string("[" + expression + "]") + "]}}]"),
                  setup);
  CAPTURE(expression);
  const std::string json = expanded.json();
  CHECK(json.find("$unknown") != std::string::npos);
  CHECK(json.find("secret") != std::string::npos);
  for (const char* leak : {"hunter", "HUNTER", "aHVu"}) CHECK(json.find(leak) == json.npos);
}

TEST_CASE("a text under a secret key is masked") {
  const Expanded expanded = expand_text(template_with(R"("resources": [
      {"type": "A.B/c", "name": "n", "properties": {"sharedKey": "hunter2", "x": 1}}])"));
  CHECK(expanded.json().find("hunter2") == std::string::npos);
  CHECK(expanded.json().find(R"("sharedKey":"***","x":1)") != std::string::npos);
}

TEST_CASE("every expression of unknown parameters ends in a value") {
  // None of the functions may stop the program, whatever is not known.
  const char* const values[] = {"parameters('s')",
                                "concat('a', parameters('s'))",
                                "concat(createArray(1), parameters('list'))",
                                "union(createObject('a', 1), parameters('o'))",
                                "parameters('flag')",
                                "resourceGroup()",
                                "null()",
                                "createArray()",
                                "-1",
                                "''"};
  for (const char* name : {"array",
                           "base64",
                           "base64ToJson",
                           "bool",
                           "buildUri",
                           "cidrHost",
                           "cidrSubnet",
                           "coalesce",
                           "concat",
                           "contains",
                           "createArray",
                           "createObject",
                           "dataUri",
                           "dateTimeAdd",
                           "distinct",
                           "div",
                           "empty",
                           "endsWith",
                           "equals",
                           "extensionResourceId",
                           "first",
                           "flatten",
                           "float",
                           "format",
                           "greater",
                           "guid",
                           "if",
                           "indexFromEnd",
                           "indexOf",
                           "int",
                           "intersection",
                           "items",
                           "join",
                           "json",
                           "last",
                           "length",
                           "like",
                           "max",
                           "mod",
                           "not",
                           "objectKeys",
                           "padLeft",
                           "parseCidr",
                           "parseUri",
                           "range",
                           "reference",
                           "references",
                           "replace",
                           "resourceId",
                           "shallowMerge",
                           "skip",
                           "split",
                           "startsWith",
                           "string",
                           "subscriptionResourceId",
                           "substring",
                           "take",
                           "toLower",
                           "toObject",
                           "trim",
                           "tryGet",
                           "tryIndexFromEnd",
                           "union",
                           "uniqueString",
                           "uri",
                           "uriComponent",
                           "map",
                           "filter",
                           "sort",
                           "reduce",
                           "groupBy"}) {
    for (const char* a : values) {
      for (const char* b : values) {
        const std::string call = std::string(name) + "(" + a + ", " + b + ")";
        INFO(call);
        CHECK_FALSE(shown(call).empty());
        CHECK_FALSE(shown(std::string(name) + "(" + a + ")").empty());
        CHECK_FALSE(shown(std::string(name) + "(" + a + ", " + b + ", " + a + ")").empty());
      }
    }
  }
}

}  // namespace
}  // namespace hairpin::arm
