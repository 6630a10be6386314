/// Reachability is made of set operations: each must stay linear in the ranges of both sets.
#include <benchmark/benchmark.h>

#include "base/prefix_set.hpp"

namespace {

using hairpin::Address;
using hairpin::Prefix;
using hairpin::PrefixSet;

/// `count` /24s with a gap behind each, so that none joins its neighbour.
PrefixSet every_other(std::int64_t count, std::uint32_t start) {
  std::vector<Prefix> prefixes;
  for (std::int64_t i = 0; i < count; ++i) {
    const std::uint32_t first = start + static_cast<std::uint32_t>(i) * 512;
    prefixes.push_back(Prefix::covering(Address::v4(first), 24));
  }
  return PrefixSet(prefixes);
}

constexpr std::uint32_t ten = std::uint32_t{10} << 24;

void unite(benchmark::State& state) {
  const PrefixSet a = every_other(state.range(0), ten), b = every_other(state.range(0), ten + 256);
  for (auto _ : state) benchmark::DoNotOptimize(a | b);
  state.SetComplexityN(state.range(0));
}
void intersect(benchmark::State& state) {
  const PrefixSet a = every_other(state.range(0), ten), b = every_other(state.range(0), ten + 128);
  for (auto _ : state) benchmark::DoNotOptimize(a & b);
  state.SetComplexityN(state.range(0));
}
void subtract(benchmark::State& state) {
  const PrefixSet a(*Prefix::make(Address::v4(ten), 8)), b = every_other(state.range(0), ten);
  for (auto _ : state) benchmark::DoNotOptimize(a - b);
  state.SetComplexityN(state.range(0));
}

}  // namespace

BENCHMARK(unite)->Range(64, 32768)->Complexity(benchmark::oN);
BENCHMARK(intersect)->Range(64, 32768)->Complexity(benchmark::oN);
BENCHMARK(subtract)->Range(64, 32768)->Complexity(benchmark::oN);
