#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hairpin {

/// Tells where bytes of an unescaped string stood before: the offset in the result and the offset
/// in the escaped text, for each point where the distance between the two changes.
class UnescapeMap {
 public:
  void add(std::uint64_t unescaped, std::uint64_t raw) { steps_.emplace_back(unescaped, raw); }
  /// Logarithmic.
  std::uint64_t raw_offset(std::uint64_t unescaped) const;

 private:
  std::vector<std::pair<std::uint64_t, std::uint64_t>> steps_;
};

/// The content of a JSON string with its escapes resolved; a lone surrogate becomes U+FFFD.
/// Nothing if an escape is none of JSON's.
std::optional<std::string> unescape(std::string_view raw, UnescapeMap* map = nullptr);

/// The bytes of a file as UTF-8 without byte order mark, as PowerShell and editors write them.
/// Empty optional: the bytes are UTF-8 already, from `skip` on. [13.4]
struct Decoded {
  std::optional<std::string> text;
  std::size_t skip = 0;
};
/// Recognises the marks of UTF-8, UTF-16 little and big endian, and unmarked UTF-16 by the NUL
/// beside its first character.
Decoded decode_file(std::string_view bytes);

}  // namespace hairpin
