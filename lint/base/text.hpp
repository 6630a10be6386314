#pragma once

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hairpin {

/// ASCII lower case; Azure compares ids, types and property names this way. [0.5]
constexpr char fold_ascii(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
std::string fold_ascii(std::string_view text);

bool equal_folded_same_size(std::string_view a, std::string_view b);
/// Equal without regard to ASCII case. Linear, no allocation. Most comparisons are of keys that
/// differ in length, hence the first half inline.
inline bool equal_folded(std::string_view a, std::string_view b) {
  return a.size() == b.size() && equal_folded_same_size(a, b);
}
/// Less without regard to ASCII case.
bool less_folded(std::string_view a, std::string_view b);
bool starts_with_folded(std::string_view text, std::string_view start);

/// The parts put together; for messages of two or three parts.
std::string cat(std::initializer_list<std::string_view> parts);

/// "a, b and c"; "" for nothing.
std::string list_words(const std::vector<std::string>& words);

/// "1 VNet", "2 VNets": the count with the noun's form that fits.
std::string count_of(std::size_t count, std::string_view noun);

/// Input text made safe for a terminal and for one line: control characters (C0, C1, DEL, and the
/// bidirectional overrides of Unicode) become visible escapes such as `\x1b`, invalid UTF-8
/// becomes U+FFFD. Everything that came from an input passes through here before it is printed.
std::string printable(std::string_view text);

/// Offset of the first byte that is not part of well-formed UTF-8; nothing if all of it is.
std::optional<std::size_t> first_invalid_utf8(std::string_view text);

/// `*` matches any run of characters, everything else itself without case. Linear in practice,
/// never exponential.
bool matches_glob(std::string_view pattern, std::string_view text);

/// The candidate with the least edit distance to `word`, for "did you mean"; empty when none is
/// near (more than a third of the word's length away).
std::string_view nearest_word(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace hairpin
