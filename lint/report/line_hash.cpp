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

/// Rolls the hash over a text. `visit(line, hash)` is called for each line, in order, once all
/// characters that count for it were seen; it returns false to stop.
template <class Visit>
class LineRoller {
 public:
  explicit LineRoller(Visit visit) : visit_(visit) {}

  void roll(std::string_view text) {
    while (!text.empty() && !stopped_) {
      const auto lead = static_cast<unsigned char>(text[0]);
      const std::size_t length = lead < 0x80 ? 1 : sequence_length(text);
      if (lead < 0x80) {
        accept(lead);
      } else {
        accept_point(decoded(text.substr(0, length)));
      }
      text.remove_prefix(length);
    }
    if (!stopped_) accept(end_of_file);
    for (std::size_t i = 0; i < window_size && !stopped_; ++i) push(0);
  }

 private:
  static std::uint64_t decoded(std::string_view sequence) {
    if (sequence.size() == 1) return 0xfffd;  // a stray byte
    std::uint64_t point = static_cast<unsigned char>(sequence[0]) & (0x7fu >> sequence.size());
    for (const char c : sequence.substr(1)) point = point << 6 | (static_cast<unsigned>(c) & 0x3f);
    return point;
  }

  void accept_point(std::uint64_t point) {
    if (point < 0x10000) return accept(point);
    accept(0xd800 + ((point - 0x10000) >> 10));
    accept(0xdc00 + ((point - 0x10000) & 0x3ff));
  }

  void accept(std::uint64_t unit) {
    const bool after_cr = after_cr_;
    after_cr_ = unit == '\r';
    if (unit == ' ' || unit == '\t' || (after_cr && unit == '\n')) return;
    if (unit == '\r') unit = '\n';
    if (at_line_start_) begin_line();
    at_line_start_ = unit == '\n';
    push(unit);
  }

  void begin_line() {
    ++line_;
    if (first_open_ == 0) first_open_ = line_;
    due_[line_ % ring_size] = pushed_ + window_size;
  }

  void push(std::uint64_t unit) {
    const std::uint64_t leaving = ring_[(pushed_ - window_size) % ring_size];
    hash_ = hash_ * multiplier + unit - leaving_factor() * leaving;
    ring_[pushed_ % ring_size] = unit;
    ++pushed_;
    if (first_open_ != 0 && due_[first_open_ % ring_size] == pushed_) finish_line();
  }

  void finish_line() {
    if (!visit_(first_open_, hash_)) stopped_ = true;
    first_open_ = first_open_ == line_ ? 0 : first_open_ + 1;
  }

  // Rings, a little larger than the window: a power of two is quicker to wrap around. No more than
  // 100 lines are open at a time, since each has a character of its own.
  static constexpr std::size_t ring_size = 128;
  Visit visit_;
  std::array<std::uint64_t, ring_size> ring_{};  // the last units
  std::array<std::uint64_t, ring_size> due_{};   // how many units complete a line that is open
  std::uint64_t hash_ = 0;
  std::uint64_t pushed_ = 0;
  std::uint64_t line_ = 0;
  std::uint64_t first_open_ = 0;  // the first line that is not complete; 0 if there is none
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
