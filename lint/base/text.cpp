#include "base/text.hpp"

#include <algorithm>
#include <cstdint>
#include <numeric>

namespace hairpin {

std::string fold_ascii(std::string_view text) {
  std::string folded(text);
  std::transform(folded.begin(), folded.end(), folded.begin(),
                 [](char c) { return fold_ascii(c); });
  return folded;
}

bool equal_folded_same_size(std::string_view a, std::string_view b) {
  // Nearly all that are equal are spelled alike, too.
  if (a == b) return true;
  return std::equal(a.begin(), a.end(), b.begin(),
                    [](char x, char y) { return fold_ascii(x) == fold_ascii(y); });
}

bool less_folded(std::string_view a, std::string_view b) {
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    return static_cast<unsigned char>(fold_ascii(x)) < static_cast<unsigned char>(fold_ascii(y));
  });
}

bool starts_with_folded(std::string_view text, std::string_view start) {
  return text.size() >= start.size() && equal_folded(text.substr(0, start.size()), start);
}

std::string cat(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (const std::string_view part : parts) text += part;
  return text;
}

std::string list_words(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " and " : ", ";
    text += words[i];
  }
  return text;
}

std::string count_of(std::size_t count, std::string_view noun) {
  std::string text = std::to_string(count) + ' ' + std::string(noun);
  if (count == 1) return text;
  const bool after_consonant =
      noun.size() > 1 && std::string_view("aeiou").find(noun[noun.size() - 2]) == noun.npos;
  if (noun.ends_with('y') && after_consonant) {
    text.pop_back();
    return text + "ies";
  }
  const bool hisses = noun.ends_with("s") || noun.ends_with("x") || noun.ends_with("ch");
  return text + (hisses ? "es" : "s");
}

namespace {

/// One decoded code point and the bytes it took; `valid` is false for malformed UTF-8, and then
/// one byte was taken.
struct CodePoint {
  std::uint32_t value;
  std::size_t bytes;
  bool valid;
};

CodePoint decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1, true};
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < length) return {0xfffd, 1, false};
  std::uint32_t value = lead & (0x7fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {0xfffd, 1, false};
    value = value << 6 | (byte(i) & 0x3fu);
  }
  const bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
  const bool surrogate = value >= 0xd800 && value < 0xe000;
  if (overlong || surrogate || value > 0x10ffff) return {0xfffd, 1, false};
  return {value, length, true};
}

/// Characters that move the cursor, change colours, or reorder the text around them.
bool is_hostile(std::uint32_t c) {
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x200e && c <= 0x200f) ||
         (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

std::string visible_escape(std::uint32_t c) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text = c < 0x100 ? "\\x" : "\\u";
  for (int shift = c < 0x100 ? 4 : 12; shift >= 0; shift -= 4) text += digits[c >> shift & 0xf];
  return text;
}

}  // namespace

std::string printable(std::string_view text) {
  std::string safe;
  safe.reserve(text.size());
  while (!text.empty()) {
    const CodePoint point = decode(text);
    if (!point.valid) {
      safe += "\xef\xbf\xbd";
    } else if (is_hostile(point.value)) {
      safe += visible_escape(point.value);
    } else {
      safe += text.substr(0, point.bytes);
    }
    text.remove_prefix(point.bytes);
  }
  return safe;
}

std::optional<std::size_t> first_invalid_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = decode(text.substr(at));
    if (!point.valid) return at;
    at += point.bytes;
  }
  return std::nullopt;
}

bool matches_glob(std::string_view pattern, std::string_view text) {
  // The last star is the only one that is ever tried again, hence no exponential case.
  std::size_t p = 0, t = 0, star = pattern.npos, resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && fold_ascii(pattern[p]) == fold_ascii(text[t])) {
      ++p;
      ++t;
    } else if (star != pattern.npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  return std::all_of(pattern.begin() + static_cast<std::ptrdiff_t>(p), pattern.end(),
                     [](char c) { return c == '*'; });
}

namespace {
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t substituted = diagonal + (fold_ascii(a[i]) == fold_ascii(b[j]) ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({substituted, row[j] + 1, diagonal + 1});
    }
  }
  return row[b.size()];
}
}  // namespace

std::string_view nearest_word(std::string_view word, std::span<const std::string_view> candidates) {
  std::string_view best;
  std::size_t least = word.size() / 3 + 1;
  for (const std::string_view candidate : candidates) {
    if (const std::size_t distance = edit_distance(word, candidate); distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

}  // namespace hairpin
