#pragma once

#include <string>

#include "import/estate.hpp"

namespace hairpin::import {

/// The network as text, one line per thing, ids folded and positions left out: two inputs that
/// describe one estate give the same text.
std::string dump(const Estate& estate);

/// "unusable: ...", one line per diagnostic, with line and column where there is a place.
std::string list_problems(const Estate& estate);

}  // namespace hairpin::import
