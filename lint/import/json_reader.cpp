#include "import/json_reader.hpp"

#include <algorithm>
#include <cstring>

#include "base/ensure.hpp"
#include "base/json_text.hpp"
#include "base/text.hpp"

namespace hairpin::import {
namespace {

constexpr std::uint32_t only_start = 0;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
/// Ends a number or literal. A quote does not: the index has no start for a string that follows one
/// immediately.
bool is_structural(char c) {
  return c == '{' || c == '}' || c == '[' || c == ']' || c == ',' || c == ':';
}
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Whether the quote at `at` ends or opens a string rather than being escaped.
bool is_bare_quote(std::string_view text, std::size_t at) {
  std::size_t before = at;
  while (before > 0 && text[before - 1] == '\\') --before;
  return (at - before) % 2 == 0;
}

/// Eight bytes at a time; keys are too short for a call of memchr to pay.
bool has_backslash(std::string_view text) {
  constexpr std::uint64_t ones = 0x0101010101010101, highs = ones << 7;
  const auto among = [](const char* at) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, sizeof word);
    word ^= ones * static_cast<unsigned char>('\\');
    return ((word - ones) & ~word & highs) != 0;  // a zero byte
  };
  if (text.size() < sizeof(std::uint64_t)) {
    return std::find(text.begin(), text.end(), '\\') != text.end();
  }
  const char* const last = text.data() + text.size() - sizeof(std::uint64_t);
  for (const char* at = text.data(); at < last; at += sizeof(std::uint64_t)) {
    if (among(at)) return true;
  }
  return among(last);
}

std::size_t last_bare_quote(std::string_view text) {
  std::size_t at = text.rfind('"');
  while (at != text.npos && at > 0 && !is_bare_quote(text, at)) at = text.rfind('"', at - 1);
  return at;
}

/// The quote that ends a string whose content starts at `from`; npos if there is none.
std::size_t closing_quote(std::string_view text, std::size_t from) {
  std::size_t at = text.find('"', from);
  while (at != text.npos && !is_bare_quote(text, at)) at = text.find('"', at + 1);
  return at;
}

/// Where to end a window so that it ends, most likely, between two tokens. A guess that ends it
/// inside a string is noticed when it is indexed, and mended then.
std::size_t window_cut(std::string_view window) {
  constexpr std::size_t searched = 4096;
  const std::size_t start = window.size() - std::min(window.size(), searched);
  const std::string_view end = window.substr(start);
  if (const std::size_t line = end.rfind('\n'); line != end.npos) return start + line + 1;
  for (std::size_t at = end.size() - 1; at > 0; --at) {
    const bool opens = std::string_view(",:{[").find(end[at - 1]) != std::string_view::npos;
    if (end[at] == '"' && opens) return start + at;
  }
  const std::size_t bracket = end.find_last_of(",{}[]");
  return bracket == end.npos ? window.size() : start + bracket + 1;
}

bool is_number(std::string_view text) {
  std::size_t at = 0;
  const auto digits = [&] {
    const std::size_t from = at;
    while (at < text.size() && is_digit(text[at])) ++at;
    return at - from;
  };
  const auto accept = [&](std::string_view any) {
    const bool found = at < text.size() && any.find(text[at]) != any.npos;
    return found ? (++at, true) : false;
  };
  accept("-");
  const bool zero = at < text.size() && text[at] == '0';
  const std::size_t whole = digits();
  if (whole == 0 || (zero && whole > 1)) return false;
  if (accept(".") && digits() == 0) return false;
  if (accept("eE")) {
    accept("+-");
    if (digits() == 0) return false;
  }
  return at == text.size();
}

}  // namespace

void JsonReader::fail(std::uint64_t at, std::string_view expected) {
  if (!fault_) fault_ = JsonFault{at, std::string(expected)};
  next_ = count_ = 0;
  window_end_ = text_.size();
}

bool JsonReader::refill() {
  while (next_ == count_ && window_end_ < text_.size()) index_from(window_end_);
  return next_ < count_;
}

void JsonReader::index_from(std::uint64_t start) {
  const std::string_view rest = text_.substr(start);
  std::string_view window = rest.substr(0, StructuralIndex::window_size);
  if (window.size() < rest.size()) window = window.substr(0, window_cut(window));
  auto outcome = structural_.scan(window);
  if (outcome == StructuralIndex::Outcome::open_string) {
    // All quotes before the last bare one are paired, so that one opens the unfinished string.
    const std::size_t open = last_bare_quote(window);
    if (window.size() == rest.size()) {
      return fail(start + open, "a closing quote: the text ends inside this string");
    }
    if (open == 0) return index_long_string(start);
    window = window.substr(0, open);
    outcome = structural_.scan(window);
  }
  if (outcome != StructuralIndex::Outcome::complete) return fail_on_character(window, start);
  window_ = start;
  window_end_ = start + window.size();
  index_ = structural_.starts();
  next_ = 0;
  count_ = index_.size();
}

/// A string that is longer than a window is a window of its own, with one token.
void JsonReader::index_long_string(std::uint64_t start) {
  const std::size_t close = closing_quote(text_, start + 1);
  if (close == text_.npos) {
    return fail(start, "a closing quote: the text ends inside this string");
  }
  const std::string_view window = text_.substr(start, close + 1 - start);
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20; };
  if (!is_utf8(window) || std::any_of(window.begin(), window.end(), is_control)) {
    return fail_on_character(window, start);
  }
  window_ = start;
  window_end_ = close + 1;
  index_ = {&only_start, 1};
  next_ = 0;
  count_ = 1;
}

void JsonReader::fail_on_character(std::string_view window, std::uint64_t start) {
  const std::size_t invalid = first_invalid_utf8(window).value_or(window.size());
  bool in_string = false;
  for (std::size_t at = 0; at < std::min(invalid, window.size()); ++at) {
    if (window[at] == '"') in_string = !in_string;
    if (in_string && static_cast<unsigned char>(window[at]) < 0x20) {
      return fail(start + at, "no line break or other control character inside a string");
    }
    if (in_string && window[at] == '\\') ++at;
  }
  fail(start + invalid, "text in UTF-8");
}

void JsonReader::seek(std::uint64_t offset) {
  if (failed()) return;
  if (offset < window_ || offset >= window_end_) {
    next_ = count_ = 0;
    window_end_ = offset;
    return;
  }
  const auto found = std::lower_bound(index_.begin(), index_.end(), offset - window_);
  next_ = static_cast<std::size_t>(found - index_.begin());
}

JsonString JsonReader::string() {
  if (take() != '"') return fail_at_last("a string"), JsonString{};
  // Between the closing quote and the next token, or the end of the window, is only space.
  std::uint64_t close = (next_ < count_ ? window_ + index_[next_] : window_end_) - 1;
  while (is_space(text_[close])) --close;
  ensure(close > last_start_ && text_[close] == '"', "the index holds only strings that end");
  last_end_ = close + 1;
  return {text_.substr(last_start_ + 1, close - last_start_ - 1), last_start_};
}

/// A key and its colon. In a window's middle, which is nearly always, nothing has to be searched.
JsonKey JsonReader::key() {
  if (count_ - next_ >= 2) {
    const std::uint64_t open = window_ + index_[next_], colon = window_ + index_[next_ + 1];
    const bool plain = text_[open] == '"' && text_[colon] == ':' && text_[colon - 1] == '"';
    const std::string_view text = text_.substr(open + 1, colon - open - 2);
    if (plain && !has_backslash(text)) {
      next_ += 2;
      last_start_ = colon;
      last_end_ = colon + 1;
      return {text, open, text.size() + 2};
    }
  }
  return unusual_key();
}

JsonKey JsonReader::unusual_key() {
  if (peek() != '"') return take(), fail_at_last("a key in quotes"), JsonKey{};
  const JsonString name = string();
  if (take() != ':') return fail_at_last("a colon"), JsonKey{};
  JsonKey key{name.raw, name.offset, name.length()};
  if (!name.has_escapes()) return key;
  const auto text = unescape(name.raw);
  if (!text) return fail(name.offset, "a valid escape"), JsonKey{};
  key.text = arena_->keep(*text);
  return key;
}

void JsonReader::skip_key() {
  if (take() != '"') return fail_at_last("a key in quotes");
  if (take() != ':') fail_at_last("a colon");
}

/// The last token is taken for a number or a literal.
void JsonReader::check_scalar() {
  if (text_.substr(last_start_, 4) == "null" || text_.substr(last_start_, 4) == "true") {
    last_end_ = last_start_ + 4;
  } else if (text_.substr(last_start_, 5) == "false") {
    last_end_ = last_start_ + 5;
  }
  const bool word = last_end_ > last_start_ + 1;
  const bool ends = last_end_ == text_.size() || is_structural(text_[last_end_]);
  if (word && ends) return;
  std::uint64_t end = last_start_;
  while (end < text_.size() && !is_structural(text_[end]) && !is_space(text_[end])) ++end;
  last_end_ = end;
  const std::string_view token = text_.substr(last_start_, end - last_start_);
  if (token == "true" || token == "false" || token == "null" || is_number(token)) return;
  fail_at_last(last_start_ == text_.size() ? "a value: the text ends here" : "a value");
}

std::string_view JsonReader::scalar() {
  take();
  check_scalar();
  return failed() ? std::string_view() : text_.substr(last_start_, last_end_ - last_start_);
}

void JsonReader::skip() {
  std::size_t depth = 0;
  do {
    const char c = take();
    if (c == '{' || c == '[') {
      if (depth == max_depth) return fail_at_last("no more than 1024 levels of nesting");
      inside_object_[depth++] = c == '{';
      if (take_if(c == '{' ? '}' : ']')) {
        --depth;
      } else {
        if (c == '{') skip_key();
        continue;
      }
    } else if (c != '"') {
      check_scalar();
    }
    // A value has ended: a comma, or the end of what it stands in, and so on outwards.
    for (char next; depth > 0; --depth) {
      const bool object = inside_object_[depth - 1];
      next = take();
      if (next == ',') {
        if (object) skip_key();
        break;
      }
      if (next != (object ? '}' : ']')) {
        return fail_at_last(object ? "a comma or the end of the object"
                                   : "a comma or the end of the array");
      }
    }
  } while (depth > 0 && !failed());
}

}  // namespace hairpin::import
