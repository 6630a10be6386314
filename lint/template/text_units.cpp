#include "template/text_units.hpp"

#include <algorithm>
#include <cstdint>

#include "base/text.hpp"

namespace hairpin::arm {
namespace {

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }
/// Characters beyond the first plane take two units.
std::size_t units_of(char lead) { return static_cast<unsigned char>(lead) >= 0xf0 ? 2 : 1; }

bool in(std::uint32_t c, std::uint32_t first, std::uint32_t last) {
  return c >= first && c <= last;
}

/// Of the characters that take two bytes.
std::uint32_t lower_of(std::uint32_t c) {
  if (in(c, 0xc0, 0xde) && c != 0xd7) return c + 0x20;
  if (in(c, 0x391, 0x3a9) && c != 0x3a2) return c + 0x20;
  if (in(c, 0x410, 0x42f)) return c + 0x20;
  if (in(c, 0x400, 0x40f)) return c + 0x50;
  return c;
}

std::uint32_t upper_of(std::uint32_t c) {
  if (in(c, 0xe0, 0xfe) && c != 0xf7) return c - 0x20;
  if (in(c, 0x3b1, 0x3c9) && c != 0x3c2) return c - 0x20;
  if (in(c, 0x430, 0x44f)) return c - 0x20;
  if (in(c, 0x450, 0x45f)) return c - 0x50;
  return c;
}

template <class Ascii, class Wide>
std::string map_letters(std::string_view text, Ascii ascii, Wide wide) {
  std::string result(text);
  for (std::size_t i = 0; i < result.size(); ++i) {
    const auto byte = static_cast<unsigned char>(result[i]);
    if (byte < 0x80) {
      result[i] = ascii(result[i]);
    } else if (in(byte, 0xc2, 0xdf) && i + 1 < result.size()) {
      const std::uint32_t tail = static_cast<unsigned char>(result[i + 1]) & 0x3f;
      const std::uint32_t mapped = wide((byte & 0x1fu) << 6 | tail);
      result[i] = static_cast<char>(0xc0 | mapped >> 6);
      result[++i] = static_cast<char>(0x80 | (mapped & 0x3f));
    }
  }
  return result;
}

}  // namespace

std::size_t utf16_length(std::string_view text) {
  std::size_t units = 0;
  for (const char c : text) units += is_continuation(c) ? 0 : units_of(c);
  return units;
}

std::size_t byte_of_unit(std::string_view text, std::size_t unit) {
  std::size_t units = 0, at = 0;
  while (at < text.size() && units < unit) {
    const std::size_t width = units_of(text[at]);
    if (units + width > unit) break;
    units += width;
    ++at;
    while (at < text.size() && is_continuation(text[at])) ++at;
  }
  return at;
}

std::string lower(std::string_view text) {
  return map_letters(
      text, [](char c) { return fold_ascii(c); }, lower_of);
}

std::string upper(std::string_view text) {
  return map_letters(
      text, [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }, upper_of);
}

std::size_t find_folded(std::string_view text, std::string_view part, bool last) {
  const auto same = [](char a, char b) { return fold_ascii(a) == fold_ascii(b); };
  if (part.empty()) return last ? text.size() : 0;
  const auto found = last ? std::find_end(text.begin(), text.end(), part.begin(), part.end(), same)
                          : std::search(text.begin(), text.end(), part.begin(), part.end(), same);
  return found == text.end() ? text.npos : static_cast<std::size_t>(found - text.begin());
}

}  // namespace hairpin::arm
