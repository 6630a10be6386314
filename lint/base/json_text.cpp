#include "base/json_text.hpp"

#include <algorithm>
#include <charconv>

namespace hairpin {
namespace {

constexpr std::uint32_t replacement = 0xfffd;

bool is_high_surrogate(std::uint32_t unit) { return unit >= 0xd800 && unit < 0xdc00; }
bool is_low_surrogate(std::uint32_t unit) { return unit >= 0xdc00 && unit < 0xe000; }
std::uint32_t join_surrogates(std::uint32_t high, std::uint32_t low) {
  return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

void append_utf8(std::string& text, std::uint32_t point) {
  const auto byte = [&](std::uint32_t value) { text += static_cast<char>(value); };
  const auto tail = [&](int shift) { byte(0x80 | (point >> shift & 0x3f)); };
  if (point < 0x80) return byte(point);
  if (point < 0x800) return byte(0xc0 | point >> 6), tail(0);
  if (point < 0x10000) return byte(0xe0 | point >> 12), tail(6), tail(0);
  byte(0xf0 | point >> 18), tail(12), tail(6), tail(0);
}

/// The four hexadecimal digits behind `\u`.
std::optional<std::uint32_t> code_unit(std::string_view text) {
  if (text.size() < 4) return std::nullopt;
  std::uint32_t unit = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + 4, unit, 16);
  if (error != std::errc{} || end != text.data() + 4) return std::nullopt;
  return unit;
}

std::optional<char> short_escape(char c) {
  switch (c) {
    case '"':
    case '\\':
    case '/':
      return c;
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return std::nullopt;
  }
}

/// Appends the character of the escape at the start of `rest` (behind the backslash) and returns
/// how many bytes it took; 0 if it is no escape.
std::size_t append_escape(std::string& text, std::string_view rest) {
  if (rest.empty()) return 0;
  if (rest[0] != 'u') {
    const auto c = short_escape(rest[0]);
    if (!c) return 0;
    text += *c;
    return 1;
  }
  const auto unit = code_unit(rest.substr(1));
  if (!unit) return 0;
  if (is_high_surrogate(*unit) && rest.substr(5).starts_with("\\u")) {
    const auto low = code_unit(rest.substr(7));
    if (low && is_low_surrogate(*low)) {
      append_utf8(text, join_surrogates(*unit, *low));
      return 11;
    }
  }
  const bool lone = is_high_surrogate(*unit) || is_low_surrogate(*unit);
  append_utf8(text, lone ? replacement : *unit);
  return 5;
}

enum class ByteOrder { little, big };

std::string from_utf16(std::string_view bytes, ByteOrder order) {
  const std::size_t units = bytes.size() / 2;
  const auto unit = [&](std::size_t i) -> std::uint32_t {
    const std::uint32_t first = static_cast<unsigned char>(bytes[2 * i]);
    const std::uint32_t second = static_cast<unsigned char>(bytes[2 * i + 1]);
    return order == ByteOrder::little ? first | second << 8 : first << 8 | second;
  };
  std::string text;
  text.reserve(units);
  for (std::size_t i = 0; i < units; ++i) {
    const std::uint32_t first = unit(i);
    if (is_high_surrogate(first) && i + 1 < units && is_low_surrogate(unit(i + 1))) {
      append_utf8(text, join_surrogates(first, unit(++i)));
    } else {
      append_utf8(text, is_high_surrogate(first) || is_low_surrogate(first) ? replacement : first);
    }
  }
  // Half a character at the end: the file was cut. It must not look whole.
  if (bytes.size() % 2 != 0) append_utf8(text, replacement);
  return text;
}

}  // namespace

std::uint64_t UnescapeMap::raw_offset(std::uint64_t unescaped) const {
  const auto after =
      std::upper_bound(steps_.begin(), steps_.end(), unescaped,
                       [](std::uint64_t value, const auto& step) { return value < step.first; });
  if (after == steps_.begin()) return unescaped;
  const auto& [from, raw] = *std::prev(after);
  return raw + (unescaped - from);
}

std::optional<std::string> unescape(std::string_view raw, UnescapeMap* map) {
  std::string text;
  text.reserve(raw.size());
  std::size_t at = 0;
  while (at < raw.size()) {
    const std::size_t escape = std::min(raw.find('\\', at), raw.size());
    text += raw.substr(at, escape - at);
    at = escape;
    if (at == raw.size()) break;
    if (map != nullptr) map->add(text.size(), at);
    const std::size_t taken = append_escape(text, raw.substr(at + 1));
    if (taken == 0) return std::nullopt;
    at += 1 + taken;
    if (map != nullptr) map->add(text.size(), at);
  }
  return text;
}

Decoded decode_file(std::string_view bytes) {
  if (bytes.starts_with("\xef\xbb\xbf")) return {std::nullopt, 3};
  if (bytes.starts_with("\xff\xfe")) return {from_utf16(bytes.substr(2), ByteOrder::little), 0};
  if (bytes.starts_with("\xfe\xff")) return {from_utf16(bytes.substr(2), ByteOrder::big), 0};
  if (bytes.size() >= 4 && bytes[0] != '\0' && bytes[1] == '\0' && bytes[3] == '\0') {
    return {from_utf16(bytes, ByteOrder::little), 0};
  }
  if (bytes.size() >= 4 && bytes[0] == '\0' && bytes[1] != '\0' && bytes[2] == '\0') {
    return {from_utf16(bytes, ByteOrder::big), 0};
  }
  return {std::nullopt, 0};
}

}  // namespace hairpin
