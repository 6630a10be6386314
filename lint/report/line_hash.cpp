#include "report/line_hash.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <unordered_map>

namespace hairpin::report {
namespace {

constexpr std::size_t window_size = 100;
constexpr std::uint64_t multiplier = 37;
constexpr std::uint64_t end_of_file = 0xffff;

constexpr std::uint64_t leaving_factor() {
  std::uint64_t factor = 1;
  for (std::size_t i = 0; i < window_size; ++i) factor *= multiplier;
  return factor;
}

/// Length of the well-formed UTF-8 sequence at the start of `text`, whose first byte is no ASCII; 1
/// for a byte that starts none.
std::size_t sequence_length(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < length) return 1;
  const bool continued = std::all_of(text.begin() + 1, text.begin() + static_cast<int>(length),
                                     [](char c) { return (c & 0xc0) == 0x80; });
  return continued ? length : 1;
}

/// Calls `unit(u)` for each UTF-16 unit of the text until it says false.
template <class Unit>
void for_each_utf16_unit(std::string_view text, Unit unit) {
  while (!text.empty()) {
    const auto lead = static_cast<unsigned char>(text[0]);
    if (lead < 0x80) {
      if (!unit(std::uint64_t{lead})) return;
      text.remove_prefix(1);
      continue;
    }
    const std::size_t length = sequence_length(text);
    std::uint64_t point = length == 1 ? 0xfffd : lead & (0x7fu >> length);
    for (std::size_t i = 1; i < length; ++i) {
      point = point << 6 | (static_cast<unsigned char>(text[i]) & 0x3fu);
    }
    const bool pair = point >= 0x10000;
    if (!unit(pair ? 0xd800 + ((point - 0x10000) >> 10) : point)) return;
    if (pair && !unit(0xdc00 + ((point - 0x10000) & 0x3ff))) return;
    text.remove_prefix(length);
  }
}

/// Rolls the hash over a text. `visit(line, hash)` is called for each line, in order, once all
/// characters that count for it were seen; it returns false to stop.
template <class Visit>
class LineRoller {
 public:
  explicit LineRoller(Visit visit) : visit_(visit) {}

  void roll(std::string_view text) {
    for_each_utf16_unit(text, [this](std::uint64_t unit) { return accept(unit); });
    if (stopped_) return;
    accept(end_of_file);
    for (std::size_t i = 0; i < window_size && !stopped_; ++i) {
      finish_line_here();
      push(0);
    }
  }

 private:
  bool accept(std::uint64_t unit) {
    const bool after_cr = after_cr_;
    after_cr_ = unit == '\r';
    if (unit == ' ' || unit == '\t' || (after_cr && unit == '\n')) return true;
    if (unit == '\r') unit = '\n';
    finish_line_here();
    if (at_line_start_) starts_[index_] = ++line_;
    at_line_start_ = unit == '\n';
    push(unit);
    return !stopped_;
  }

  void push(std::uint64_t unit) {
    hash_ = hash_ * multiplier + unit - leaving_factor() * window_[index_];
    window_[index_] = unit;
    index_ = (index_ + 1) % window_size;
  }

  /// The line that started where the next character goes has its 100 characters.
  void finish_line_here() {
    const std::uint64_t line = starts_[index_];
    starts_[index_] = 0;
    if (line != 0 && !visit_(line, hash_)) stopped_ = true;
  }

  Visit visit_;
  std::array<std::uint64_t, window_size> window_{};
  std::array<std::uint64_t, window_size> starts_{};  // the line that starts there; 0 for none
  std::uint64_t hash_ = 0;
  std::uint64_t line_ = 0;
  std::size_t index_ = 0;
  bool at_line_start_ = true;
  bool after_cr_ = false;
  bool stopped_ = false;
};

template <class Visit>
void for_each_line_hash(std::string_view text, Visit visit) {
  LineRoller<Visit>(visit).roll(text);
}

std::string hex(std::uint64_t number) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  do {
    text.insert(text.begin(), digits[number & 0xf]);
    number >>= 4;
  } while (number != 0);
  return text;
}

}  // namespace

std::vector<std::string> line_hashes(std::string_view text, std::span<const std::uint64_t> lines) {
  std::map<std::uint64_t, std::string> wanted;
  for (const std::uint64_t line : lines) wanted[line];
  if (wanted.empty()) return {};
  const std::uint64_t last = wanted.rbegin()->first;

  std::unordered_map<std::uint64_t, std::uint64_t> occurrences;
  for_each_line_hash(text, [&](std::uint64_t line, std::uint64_t hash) {
    if (wanted.contains(line)) occurrences[hash] = 0;
    return line < last;
  });
  for_each_line_hash(text, [&](std::uint64_t line, std::uint64_t hash) {
    const auto known = occurrences.find(hash);
    if (known == occurrences.end()) return line < last;
    ++known->second;
    if (const auto at = wanted.find(line); at != wanted.end()) {
      at->second = hex(hash) + ':' + std::to_string(known->second);
    }
    return line < last;
  });

  std::vector<std::string> hashes;
  hashes.reserve(lines.size());
  for (const std::uint64_t line : lines) hashes.push_back(wanted[line]);
  return hashes;
}

}  // namespace hairpin::report
