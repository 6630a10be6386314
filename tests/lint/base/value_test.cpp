#include "base/value.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"

namespace hairpin {
namespace {

TEST_CASE("a value of another kind reads as nothing") {
  const Value text = Value::string("true", {});
  CHECK_FALSE(text.as_boolean());
  CHECK(text.as_integer() == 0);
  CHECK(text.items().empty());
  CHECK(text["x"].is_missing());
  CHECK(Value::integer(1, {}).text() == "");
  CHECK(Value().is_missing());
  CHECK(Value::null({}).is_missing());
  CHECK_FALSE(Value::boolean(false, {}).is_missing());
  CHECK(Value::integer(3, {}).as_number() == 3.0);
}

TEST_CASE("members are found without regard to case, the first of equal keys") {  // [13.10]
  const std::vector<Member> members = {{"Id", {}, Value::integer(1, {})},
                                       {"id", {}, Value::integer(2, {})}};
  const Value object = Value::object(members, {});
  CHECK(object["ID"].as_integer() == 1);
  CHECK(object["name"].kind() == Value::Kind::absent);
}

TEST_CASE("a value knows where it stands") {
  const SourceSpan where{FileIndex(std::size_t{0}), 4, 12};
  CHECK(Value::boolean(true, where).where() == where);
  CHECK(Value::unknown("a reason", where).where() == where);
  CHECK(Value::unknown("a reason", where).reason() == "a reason");
  CHECK(Value::unknown("a reason", where).text() == "");  // no reader takes it for a value
}

TEST_CASE("values are written as JSON") {
  const std::vector<Value> items = {Value::null({}), Value::boolean(true, {}),
                                    Value::integer(std::numeric_limits<std::int64_t>::min(), {}),
                                    Value::string("a\"b\\c\n\x01\xc3\xa4", {})};
  const std::vector<Member> members = {{"k\"", {}, Value::array(items, {})},
                                       {"u", {}, Value::unknown("parameters('x')", {})}};
  CHECK(to_json(Value::object(members, {})) ==
        "{\"k\\\"\":[null,true,-9223372036854775808,\"a\\\"b\\\\c\\u000a\\u0001\xc3\xa4\"],"
        "\"u\":{\"$unknown\":\"parameters('x')\"}}");
  CHECK(to_json(Value::array({}, {})) == "[]");
  CHECK(to_json(Value::object({}, {})) == "{}");
  CHECK(to_json(Value()) == "null");
  CHECK(to_json(Value::number(std::nan(""), {})) == "null");
}

TEST_CASE("an arena keeps what it was given") {
  ValueArena arena;
  std::string text = "temporary";
  const std::string_view kept = arena.keep(text);
  text = "something else entirely";
  CHECK(kept == "temporary");
  CHECK(arena.keep("").empty());
  std::vector<Value> items(3, Value::integer(7, {}));
  const std::span<const Value> kept_items = arena.keep(std::span<const Value>(items));
  items.assign(3, Value::integer(0, {}));
  for (int i = 0; i < 10'000; ++i) arena.keep("more");
  REQUIRE(kept_items.size() == 3);
  CHECK(kept_items[2].as_integer() == 7);
}

TEST_CASE("kinds have names for messages") {
  CHECK(Value().kind_name() == "nothing");
  CHECK(Value::number(0.5, {}).kind_name() == "a number");
  CHECK(Value::unknown("x", {}).kind_name() == "an unknown value");
}

}  // namespace
}  // namespace hairpin
