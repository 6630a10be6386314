#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hairpin::report {

/// GitHub's identity of a line, by which it follows an alert through commits. [G3] The hash is that
/// of the 100 characters (UTF-16 units) from the start of the line on, blanks and tabs left out,
/// line ends read as '\n', across lines and past the end of the file: a polynomial in 37 modulo
/// 2^64. Written as "<hex>:<n>" for the n-th line of the file with that hash.
///
/// `lines` count from 1; the result has their order, "" for a line that does not exist. Reads the
/// text twice up to the last of them; memory grows with `lines` only.
std::vector<std::string> line_hashes(std::string_view text, std::span<const std::uint64_t> lines);

}  // namespace hairpin::report
