#pragma once

#include <cstdint>

namespace hairpin::import {

/// Whether something holds. Of several that must all hold the least counts, of several of which one
/// is enough the greatest: `std::min` and `std::max`.
enum class Certainty : std::uint8_t { no, perhaps, yes };

}  // namespace hairpin::import
