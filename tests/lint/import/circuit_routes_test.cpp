#include "import/circuit_routes.hpp"

#include <string>

#include "tests/support/catch.hpp"

using hairpin::import::crosses_customer;

TEST_CASE("an AS path with a number that is not Azure's crosses the customer") {
  const auto [path, crosses] = GENERATE(table<std::string, bool>({
      {"", false},
      {"65515", false},
      {"12076 12076", false},
      {"12076-12076-65520-65520", false},
      {"65515 i", false},
      {"65001", true},
      {"12076 65001", true},
      {"12076-65001-12076", true},
      {"4200000000", true},
      {"1.10", true},
      {"99999999999999999999999", true},
  }));
  INFO(path);
  CHECK(crosses_customer(path) == crosses);
}
