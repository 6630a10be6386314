#include "base/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <stdexcept>
#include <vector>

#include "tests/support/catch.hpp"

namespace hairpin {
namespace {

TEST_CASE("every index is worked on exactly once") {
  const std::size_t count = GENERATE(std::size_t{0}, 1, 2, 1000);
  std::vector<int> calls(count);
  for_each_index(count, [&](std::size_t i) { ++calls[i]; });
  CHECK(calls == std::vector<int>(count, 1));
}

TEST_CASE("each worker takes its indices in rising order") {
  std::vector<std::vector<std::size_t>> taken(worker_count());
  for_each_index(1000, [&](std::size_t worker, std::size_t i) { taken.at(worker).push_back(i); });
  std::size_t all = 0;
  for (const auto& indices : taken) {
    CHECK(std::is_sorted(indices.begin(), indices.end()));
    all += indices.size();
  }
  CHECK(all == 1000);
}

TEST_CASE("what the calls wrote is seen behind them") {
  std::vector<std::size_t> squares(500);
  for_each_index(squares.size(), [&](std::size_t i) { squares[i] = i * i; });
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < squares.size(); ++i) wrong += squares[i] == i * i ? 0 : 1;
  CHECK(wrong == 0);
}

TEST_CASE("a failure in one call comes out of the whole") {
  std::atomic<int> calls = 0;
  const auto fail = [&](std::size_t i) {
    ++calls;
    if (i == 3) throw std::runtime_error("the fourth");
  };
  CHECK_THROWS_WITH(for_each_index(100, fail), "the fourth");
  CHECK(calls >= 1);
  CHECK(calls <= 100);
}

TEST_CASE("there is at least one worker, and never a crowd") {
  CHECK(worker_count() >= 1);
  CHECK(worker_count() <= 8);
}

}  // namespace
}  // namespace hairpin
