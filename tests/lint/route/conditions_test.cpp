#include "route/conditions.hpp"

#include "tests/support/catch.hpp"

namespace hairpin::route {
namespace {

model::Missing missing(std::string what) { return {{}, std::move(what), "", {}, "0.3"}; }

TEST_CASE("a copy of conditions has their numbers, and grows by itself") {
  Conditions all;
  const ConditionSet a = all.single(missing("a")), b = all.single(missing("b"));
  const ConditionSet both = all.both(a, b);

  Conditions copy(all);
  CHECK(copy.certain() == all.certain());
  CHECK(copy.single(missing("b")) == b);
  CHECK(copy.both(b, a) == both);
  CHECK(copy.members(both) == all.members(both));
  CHECK(copy[ConditionIndex(1)].what == "b");

  copy.single(missing("c"));
  CHECK(copy.size() == 3);
  CHECK(all.size() == 2);
}

}  // namespace
}  // namespace hairpin::route
