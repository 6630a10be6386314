#include <nlohmann/json.hpp>

#include "tests/lint/cli/program.hpp"
#include "tests/support/catch.hpp"

/// What `reach` says beside its verdict.
namespace hairpin::test {
namespace {

using Json = nlohmann::json;

constexpr const char* two_circuits = R"(vnet     a    10.10.0.0/16
spoke    s    10.11.0.0/16  of a
vnet     b    10.20.0.0/16
vnet     c    10.30.0.0/16
vnet     off  10.40.0.0/16
gateway  ga   in a  accepts on-premises
gateway  gb   in b  accepts on-premises
gateway  gc   in c  accepts on-premises
circuit  er1  connects ga, gb
circuit  er2  connects gc
)";

/// The names of the circuits in `missing` of a direction.
std::string circuits_in(const Json& direction) {
  std::string names;
  for (const Json& missing : direction["missingDetails"]) {
    const std::string id = missing["resource"].get<std::string>();
    names += id.substr(id.rfind('/') + 1) + ' ';
  }
  return names;
}

TEST_CASE("isolation names the undeclared on-premises routers that it rests on [6.14, 6.15]") {
  const Workplace place;
  place.write("estate.scn", two_circuits);
  const auto [from, to, forward, reverse] =
      GENERATE(table<std::string, std::string, std::string, std::string>({
          {"a", "b", "er1 ", "er1 "},
          {"s", "b", "er1 ", "er1 "},
          {"a", "c", "er1 ", "er2 "},
          // Nothing on-premises leads to, or from, a VNet that is on no circuit.
          {"a", "off", "", ""},
      }));
  CAPTURE(from, to);
  const std::string ends = "reach estate.scn --from " + from + " --to " + to;
  const Json answer = Json::parse(place.run(ends + " --format json").out);
  CHECK(answer["verdict"] == "isolated");
  CHECK(circuits_in(answer["forward"]) == forward);
  CHECK(circuits_in(answer["reverse"]) == reverse);
  const bool told = place.run(ends).out.find(
                        "missing: what on-premises announces to circuit er1 "
                        "is not declared") != std::string::npos;
  CHECK(told == !forward.empty());
}

TEST_CASE("isolation rests on no router that is declared [6.15]") {
  const Workplace place;
  place.write("estate.scn",
              std::string(two_circuits) +
                  "on-premises er1  advertises nothing\non-premises er2  advertises nothing\n");
  const Json answer = Json::parse(place.run("reach estate.scn --from a --to c --format json").out);
  CHECK(answer["verdict"] == "isolated");
  CHECK(answer["forward"]["missing"] == Json::array());
  CHECK(answer["reverse"]["missing"] == Json::array());
}

}  // namespace
}  // namespace hairpin::test
