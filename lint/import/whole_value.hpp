#pragma once

#include <optional>
#include <string_view>

#include "base/value.hpp"
#include "import/value_reader.hpp"

namespace hairpin::import {

/// Reads the value that comes next with all that is in it, each part with its place: for inputs
/// that say which resources there are only as a whole (plans, what-if results). Members keep their
/// order; of two with one key both are kept, and `Value` finds the first. What is nested deeper
/// than `max_whole_depth` becomes an unknown value. Linear; strings without escapes are views into
/// the text.
Value read_whole(const JsonSource& source, ValueArena& arena, ImportLog& log);

/// The same for JSON that stands in a string of a text; nothing if it is none.
std::optional<Value> read_whole_inside(std::string_view text, FileIndex file, const Value& string,
                                       ValueArena& arena, ImportLog& log);

/// Deeper than the modules of any plan; bounds the recursion.
inline constexpr int max_whole_depth = 200;

}  // namespace hairpin::import
