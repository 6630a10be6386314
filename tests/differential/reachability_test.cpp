#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/comparison.hpp"
#include "tests/support/packet_oracle.hpp"
#include "tests/support/random_network.hpp"
#include "tests/support/sketch.hpp"

namespace hairpin::test {
namespace {

std::uint64_t number_from_environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text != nullptr ? std::strtoull(text, nullptr, 10) : otherwise;
}

std::string first_difference(const std::vector<std::string>& lines, const Comparison& comparison) {
  for (const Difference& difference : comparison.differences) {
    if (difference.kind != Difference::Kind::imprecise) return report(lines, difference);
  }
  return "";
}

// HAIRPIN_SEED=n starts with another network than the first, HAIRPIN_ROUNDS=1 stops after it. A run
// without them takes the same networks every time: what fails must fail for whoever looks.
TEST_CASE("random networks get the verdicts of the oracle") {
  const std::uint64_t first = number_from_environment("HAIRPIN_SEED", 1);
  const std::uint64_t rounds = number_from_environment("HAIRPIN_ROUNDS", 4000);
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  std::size_t pairs = 0, imprecise = 0, given_up = 0;
  std::uint64_t seed = first;
  for (; seed < first + rounds && std::chrono::steady_clock::now() < end; ++seed) {
    const std::vector<std::string> lines = random_network(seed);
    const Comparison comparison = compare(lines);
    pairs += comparison.pairs;
    given_up += comparison.given_up;
    for (const Difference& difference : comparison.differences) {
      imprecise += difference.kind == Difference::Kind::imprecise ? 1 : 0;
    }
    const std::string difference = first_difference(lines, comparison);
    INFO("repeat with HAIRPIN_SEED=" << seed << " HAIRPIN_ROUNDS=1");
    REQUIRE(difference == "");
  }
  // "Unproven" is never false, but an answer that always says so would be of no use.
  WARN("compared " << pairs << " pairs of " << seed - first << " networks from seed " << first
                   << ": " << imprecise << " imprecise, " << given_up << " given up");
  if (pairs < 1000) return;  // somebody repeats a few networks
  CHECK(imprecise * 200 < pairs);
  CHECK(given_up * 200 < pairs);
}

TEST_CASE("random networks are of every kind") {
  std::map<reach::Verdict, std::size_t> verdicts;
  std::size_t pairs = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const SketchedNetwork sketched = sketch(random_network(seed));
    const oracle::PacketOracle oracle(sketched.network, sketched.ids);
    const auto& vnets = sketched.network.vnets;
    for (std::size_t from = 0; from < vnets.size(); ++from) {
      for (std::size_t to = 0; to < vnets.size(); ++to) {
        if (from == to) continue;
        ++verdicts[oracle.vnet(model::VnetIndex(from), model::VnetIndex(to))];
        ++pairs;
      }
    }
  }
  for (const auto verdict :
       {reach::Verdict::isolated, reach::Verdict::unproven, reach::Verdict::reachable}) {
    CHECK(verdicts[verdict] * 12 > pairs);
  }
}

TEST_CASE("shrinking leaves the lines and words that matter") {
  const std::vector<std::string> lines = {"vnet a 10.1.0.0/16", "vnet b 10.2.0.0/16 10.3.0.0/16",
                                          "circuit c", "peer a b access=no forwarded=yes"};
  const StillShows access_is_off = [](const std::vector<std::string>& some) {
    const SketchedNetwork sketched = sketch(some);
    for (const model::VnetPeering& peering : sketched.network.peerings) {
      if (sketched.problems.empty() && peering.allow_vnet_access.is(false)) return true;
    }
    return false;
  };
  CHECK(shrink(lines, access_is_off) ==
        std::vector<std::string>{"vnet a 10.1.0.0/16", "vnet b 10.2.0.0/16", "peer a b access=no"});
}

}  // namespace
}  // namespace hairpin::test
