#pragma once

#include <string>

#include "template/evaluator.hpp"

namespace hairpin::arm {

/// How `format`, `concat` and `join` write a known value: booleans as True and False, arrays and
/// objects as JSON. `quote` is what strings in that JSON stand in.
std::string plain_text(const Datum& value, char quote = '\'');

/// `value` as compact JSON.
std::string json_text(const Datum& value, char quote = '"');

/// `value` as a piece of a text: what is not known stays as it is, or becomes an unknown piece.
Datum as_piece(const Call& call, const Datum& value);

}  // namespace hairpin::arm
