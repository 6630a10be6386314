#include "reach/join_ways.hpp"

#include <random>
#include <string>
#include <vector>

#include "route/routing.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/sketch.hpp"

namespace hairpin::reach {
namespace {

std::vector<std::string> random_circuits(std::mt19937& dice, std::size_t count) {
  static const std::vector<std::string> places = {"", " place=tokyo", " place=osaka",
                                                  " place=oslo"};
  static const std::vector<std::string> tenants = {"", "", " tenant=a", " tenant=b"};
  static const std::vector<std::string> kinds = {"", "", " mentioned", " no-peerings"};
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < count; ++i) {
    lines.push_back("circuit c" + std::to_string(i) + kinds[dice() % 4] + places[dice() % 4] +
                    tenants[dice() % 4]);
  }
  for (std::size_t i = 0; count > 1 && i < dice() % 3; ++i) {
    const std::size_t a = dice() % count, b = dice() % count;
    if (a == b) continue;
    lines.push_back("reach c" + std::to_string(a) + " c" + std::to_string(b) +
                    " status=disconnected");
  }
  return lines;
}

/// By node: whether one gets there.
std::vector<bool> reached(const JoinWays& joins, std::uint32_t from) {
  std::vector<bool> seen(joins.nodes);
  std::vector<std::uint32_t> next = {from};
  while (!next.empty()) {
    const std::uint32_t node = next.back();
    next.pop_back();
    if (seen[node]) continue;
    seen[node] = true;
    for (const auto& [start, end] : joins.ways) {
      if (start == node) next.push_back(end);
    }
  }
  return seen;
}

TEST_CASE("the ways between circuits lead to those that may be joined, and to no others") {
  std::mt19937 dice(11);
  for (int round = 0; round < 300; ++round) {
    const auto sketched = test::sketch(random_circuits(dice, 1 + dice() % 9));
    const route::Routing routing(sketched.network, sketched.ids);
    const route::PossibleJoins& possible = routing.graph().possible_joins();
    const JoinWays joins = join_ways(possible);
    for (std::uint32_t i = 0; i < joins.circuits; ++i) {
      const std::vector<bool> seen = reached(joins, i);
      for (std::uint32_t j = 0; j < joins.circuits; ++j) {
        if (i == j) continue;
        const bool expected = possible.between(model::CircuitIndex(i), model::CircuitIndex(j));
        CHECK(seen[joins.circuits + j] == expected);
      }
    }
  }
}

TEST_CASE("the number of ways grows with the circuits") {
  const auto ways = [](std::size_t count) {
    std::vector<std::string> lines;
    for (std::size_t i = 0; i < count; ++i) {
      const std::string number = std::to_string(i);
      lines.push_back("circuit c" + number + " mentioned place=p" + number + " tenant=t" +
                      std::to_string(i % 7));
    }
    const auto sketched = test::sketch(lines);
    const route::Routing routing(sketched.network, sketched.ids);
    return join_ways(routing.graph().possible_joins()).ways.size();
  };
  CHECK(ways(400) <= 3 * ways(200));
}

}  // namespace
}  // namespace hairpin::reach
