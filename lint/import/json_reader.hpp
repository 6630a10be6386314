#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/value.hpp"
#include "import/structural_index.hpp"

namespace hairpin::import {

/// Why and where a text is no JSON. `expected` completes "expected ...".
struct JsonFault {
  std::uint64_t offset = 0;
  std::string expected;
};

/// A string of the text: what stands between the quotes, and where the opening quote is.
struct JsonString {
  std::string_view raw;
  std::uint64_t offset = 0;

  bool has_escapes() const { return raw.find('\\') != raw.npos; }
  /// Bytes including both quotes.
  std::uint64_t length() const { return raw.size() + 2; }
};

/// The key of a member, unescaped, and its position.
struct JsonKey {
  std::string_view text;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};

/// Walks one text of any size from token to token. The text is taken window by window, so memory
/// does not grow with it; what is skipped is checked as strictly as what is read, except for the
/// escapes inside skipped strings. Nothing recurses on the depth of the text.
///
/// After a fault every call finds the end of the text, so loops end by themselves and the fault
/// needs to be asked for only once, at the end.
class JsonReader {
 public:
  /// More nesting than this is a fault; Azure's own limit is far below.
  static constexpr std::size_t max_depth = 1024;

  /// `text` and `arena` must outlive the reader; unescaped keys are put into the arena.
  JsonReader(std::string_view text, ValueArena& arena)
      : text_(text),
        arena_(&arena),
        structural_(std::min(text.size(), StructuralIndex::window_size)) {}

  /// First byte of the next token; '\0' at the end of the text and after a fault.
  char peek() { return at_end() ? '\0' : text_[window_ + index_[next_]]; }
  bool at_end() { return next_ == count_ && !refill(); }
  /// Where the next token starts; the size of the text at its end.
  std::uint64_t offset() { return at_end() ? text_.size() : window_ + index_[next_]; }
  /// One past the last thing that was taken.
  std::uint64_t last_end() const { return last_end_; }
  std::string_view text() const { return text_; }

  bool failed() const { return fault_.has_value(); }
  const std::optional<JsonFault>& fault() const { return fault_; }
  /// Records a fault unless there is one already.
  void fail(std::uint64_t at, std::string_view expected);

  /// Makes the token that starts at `offset` the next one. Cheap within one window, else the
  /// window from there on is indexed again.
  void seek(std::uint64_t offset);

  /// Passes over one value.
  void skip();
  /// The string that comes next; a fault for anything else.
  JsonString string();
  /// The number or literal that comes next, checked.
  std::string_view scalar();

  /// Calls `member(JsonKey)` for each member of the object that comes next. It takes exactly one
  /// value and returns true, or returns false to stop inside the object; then `seek` comes next.
  template <class F>
  void each_member(F&& member);
  /// Calls `item()` for each item of the array that comes next, in the same way.
  template <class F>
  void each_item(F&& item);

 private:
  bool refill();
  void index_from(std::uint64_t start);
  void index_long_string(std::uint64_t start);
  void fail_on_character(std::string_view window, std::uint64_t start);

  char take() {
    if (at_end()) return last_start_ = last_end_ = text_.size(), '\0';
    last_start_ = window_ + index_[next_++];
    last_end_ = last_start_ + 1;
    return text_[last_start_];
  }
  void fail_at_last(std::string_view expected) { fail(last_start_, expected); }
  /// Takes `wanted` if it comes next.
  bool take_if(char wanted) {
    if (peek() != wanted) return false;
    take();
    return true;
  }
  JsonKey key();
  JsonKey unusual_key();
  void skip_key();
  void check_scalar();

  std::string_view text_;
  ValueArena* arena_;
  StructuralIndex structural_;
  std::span<const std::uint32_t> index_;
  std::size_t next_ = 0, count_ = 0;             // position in `index_`, and its size
  std::uint64_t window_ = 0, window_end_ = 0;    // what `index_` covers
  std::uint64_t last_start_ = 0, last_end_ = 0;  // the last token that was taken
  std::array<bool, max_depth> inside_object_{};  // used by `skip` alone
  std::optional<JsonFault> fault_;
};

template <class F>
void JsonReader::each_member(F&& member) {
  if (take() != '{') return fail_at_last("an object");
  if (take_if('}')) return;
  while (!failed()) {
    const JsonKey name = key();
    if (failed() || !member(name)) return;
    const char c = take();
    if (c == '}') return;
    if (c != ',') return fail_at_last("a comma or the end of the object");
  }
}

template <class F>
void JsonReader::each_item(F&& item) {
  if (take() != '[') return fail_at_last("an array");
  if (take_if(']')) return;
  while (!failed()) {
    if (!item()) return;
    const char c = take();
    if (c == ']') return;
    if (c != ',') return fail_at_last("a comma or the end of the array");
  }
}

}  // namespace hairpin::import
