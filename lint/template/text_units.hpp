#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace hairpin::arm {

// The language counts texts in units of UTF-16, and the texts are UTF-8.

std::size_t utf16_length(std::string_view text);
/// Where the unit with that number starts, in bytes; the size of the text if it has no more units.
/// Inside a surrogate pair: where the pair starts.
std::size_t byte_of_unit(std::string_view text, std::size_t unit);

/// Lower and upper case of Latin, Greek and Cyrillic letters.
std::string lower(std::string_view text);
std::string upper(std::string_view text);

/// Where `part` starts in `text` without regard to ASCII case, the first or last time; npos if it
/// is not there. An empty part is found at the start, or at the end.
std::size_t find_folded(std::string_view text, std::string_view part, bool last);

}  // namespace hairpin::arm
