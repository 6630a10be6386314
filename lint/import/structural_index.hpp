#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace hairpin::import {

/// Where the tokens of a piece of JSON start: every bracket, colon, comma, and the first byte of
/// every string, number and literal. This is the first stage of simdjson (vectorised, several
/// GB/s), used by itself and on one window of the text at a time: On-Demand, which is built on the
/// same stage, needs the index of the whole document at once (up to four bytes per byte of input,
/// at most 4 GB), and does not look at what it skips.
class StructuralIndex {
 public:
  /// The largest window, in bytes. Its index stays in the processor's second-level cache.
  static constexpr std::size_t window_size = std::size_t{1} << 19;

  enum class Outcome : std::uint8_t {
    complete,
    open_string,    // the window ends inside a string; `starts` is empty
    bad_character,  // no UTF-8, or a control character inside a string; `starts` is empty
  };

  /// `capacity`: the longest window that will be given, at most `window_size`.
  explicit StructuralIndex(std::size_t capacity);
  ~StructuralIndex();
  StructuralIndex(StructuralIndex&&) noexcept;
  StructuralIndex& operator=(StructuralIndex&&) noexcept;

  /// Replaces what was indexed before. The window must not start inside a string or a scalar and
  /// must not be longer than the capacity. Linear.
  Outcome scan(std::string_view window);
  /// Offsets into the last window, ascending; valid until the next `scan`.
  std::span<const std::uint32_t> starts() const { return starts_; }

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
  std::size_t capacity_;
  std::span<const std::uint32_t> starts_;
};

/// Whether `text` is UTF-8 throughout. Vectorised.
bool is_utf8(std::string_view text);

}  // namespace hairpin::import
