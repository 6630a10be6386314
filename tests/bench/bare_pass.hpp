#pragma once

#include <cstdint>
#include <string>

namespace hairpin::bench {

/// What one pass over an export found and cost. `checksum` depends on every value, so that no
/// compiler can leave one out.
struct BarePass {
  double seconds = 0;  // median
  std::uint64_t bytes = 0;
  std::uint64_t values = 0;
  std::uint64_t resources = 0;  // elements of `data`
  std::uint64_t checksum = 0;
};

/// The least that reading an export can cost: simdjson's On-Demand parser over bytes that are in
/// memory already, every value visited once, every key, string, number and literal decoded. Each of
/// the `repetitions` has a parser of its own, as a program that reads a file once has.
/// Throws simdjson_error if the file cannot be read or is no JSON.
BarePass bare_pass(const std::string& file, int repetitions);

}  // namespace hairpin::bench
