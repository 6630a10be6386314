#include "template/encodings.hpp"

#include <array>
#include <cstdint>
#include <vector>

#include "base/text.hpp"

namespace hairpin::arm {
namespace {

constexpr std::string_view base64_letters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::optional<unsigned> hex_digit(char c) {
  const char folded = fold_ascii(c);
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (folded >= 'a' && folded <= 'f') return static_cast<unsigned>(folded - 'a' + 10);
  return std::nullopt;
}

bool is_letter_or_digit(char c) {
  const char folded = fold_ascii(c);
  return (c >= '0' && c <= '9') || (folded >= 'a' && folded <= 'z');
}

std::string without_dot_segments(std::string_view path) {
  std::vector<std::string_view> kept;
  bool ends_in_slash = path.ends_with('/');
  std::size_t at = path.starts_with('/') ? 1 : 0;
  while (at <= path.size()) {
    const std::size_t slash = std::min(path.find('/', at), path.size());
    const std::string_view segment = path.substr(at, slash - at);
    const bool dots = segment == "." || segment == "..";
    if (segment == ".." && !kept.empty()) kept.pop_back();
    if (!dots && (slash < path.size() || !segment.empty())) kept.push_back(segment);
    if (slash == path.size()) ends_in_slash = ends_in_slash || dots;
    at = slash + 1;
  }
  std::string text;
  for (const std::string_view segment : kept) text += '/' + std::string(segment);
  if (text.empty() || (ends_in_slash && text.back() != '/')) text += '/';
  return text;
}

}  // namespace

std::string to_base64(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() * 4 / 3 + 4);
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - at);
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      group = group << 8 | (i < count ? static_cast<unsigned char>(bytes[at + i]) : 0u);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      text += i <= count ? base64_letters[group >> (18 - 6 * i) & 0x3f] : '=';
    }
  }
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::string bytes;
  std::uint32_t group = 0;
  int bits = 0;
  const std::size_t end = text.find('=');
  const std::string_view padding = end == text.npos ? std::string_view() : text.substr(end);
  if (padding.size() > 2 || padding.find_first_not_of('=') != padding.npos) return std::nullopt;
  for (const char c : text.substr(0, end)) {
    const std::size_t value = base64_letters.find(c);
    if (value == base64_letters.npos) return std::nullopt;
    group = group << 6 | static_cast<std::uint32_t>(value);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>(group >> bits & 0xff);
  }
  if (first_invalid_utf8(bytes)) return std::nullopt;
  return bytes;
}

std::string percent_encode(std::string_view text) {
  static constexpr char digits[] = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_letter_or_digit(c) || c == '-' || c == '_' || c == '.' || c == '~') {
      encoded += c;
    } else {
      encoded += {'%', digits[byte >> 4], digits[byte & 0xf]};
    }
  }
  return encoded;
}

std::string percent_decode(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto high = i + 2 < text.size() ? hex_digit(text[i + 1]) : std::nullopt;
    const auto low = i + 2 < text.size() ? hex_digit(text[i + 2]) : std::nullopt;
    const bool escape = text[i] == '%' && high && low;
    decoded += escape ? static_cast<char>(*high << 4 | *low) : text[i];
    if (escape) i += 2;
  }
  return decoded;
}

std::optional<Uri> parse_absolute_uri(std::string_view text) {
  const std::size_t colon = text.find("://");
  if (colon == text.npos || colon == 0) return std::nullopt;
  Uri uri;
  uri.scheme = text.substr(0, colon);
  for (const char c : uri.scheme) {
    if (!is_letter_or_digit(c) && c != '+' && c != '-' && c != '.') return std::nullopt;
  }
  std::string_view rest = text.substr(colon + 3);
  const std::size_t question = rest.find('?');
  if (question != rest.npos) uri.query = rest.substr(question + 1);
  rest = rest.substr(0, question);
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  uri.authority = rest.substr(0, slash);
  uri.path = rest.substr(slash);
  if (uri.authority.empty() && uri.scheme != "file") return std::nullopt;
  return uri;
}

std::string resolve_uri(const Uri& base, std::string_view relative) {
  if (parse_absolute_uri(relative)) return std::string(relative);
  const std::size_t question = std::min(relative.find('?'), relative.size());
  const std::string_view path = relative.substr(0, question), query = relative.substr(question);
  std::string full;
  if (path.starts_with('/')) {
    full = path;
  } else {
    const std::size_t slash = base.path.rfind('/');
    full = cat({slash == base.path.npos ? "/" : base.path.substr(0, slash + 1), path});
  }
  return cat({base.scheme, "://", base.authority, without_dot_segments(full), query});
}

}  // namespace hairpin::arm
