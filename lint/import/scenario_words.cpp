#include "import/scenario_words.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/text.hpp"

namespace hairpin::import {
namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
constexpr std::size_t longest_name = 80;
constexpr std::size_t longest_quoted_word = 60;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

bool ends_word(char c) { return is_blank(c) || c == '\n' || c == ','; }

/// The word for a message: escaped, and not longer than a message should be.
std::string shown(std::string_view text) {
  const std::string safe = printable(text.substr(0, longest_quoted_word));
  return cat({"'", safe, text.size() > longest_quoted_word ? "...'" : "'"});
}

/// "a, b or c".
std::string alternatives(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
    text += words[i];
  }
  return text;
}

}  // namespace

bool is_resource_name(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("._-()").find(c) != std::string_view::npos;
  };
  return !text.empty() && text.size() <= longest_name &&
         std::all_of(text.begin(), text.end(), fits);
}

StatementReader::StatementReader(std::string_view text, FileIndex file) : text_(text), file_(file) {
  if (text_.starts_with(byte_order_mark)) at_ = byte_order_mark.size();
}

bool StatementReader::next(std::span<const Word>& words) {
  words_.clear();
  while (at_ < text_.size()) {
    take_line();
    const bool continued = !words_.empty() && words_.back().text == "," && !words_.back().quoted;
    if (!words_.empty() && !continued) break;
  }
  words = words_;
  return !words_.empty();
}

void StatementReader::take_line() {
  while (at_ < text_.size() && text_[at_] != '\n') {
    if (is_blank(text_[at_])) {
      ++at_;
    } else if (text_[at_] == '#') {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else {
      words_.push_back(take_word());
    }
  }
  if (at_ < text_.size()) ++at_;
}

Word StatementReader::take_word() {
  const std::size_t start = at_;
  bool quoted = text_[start] == '"';
  if (quoted) {
    const std::size_t close = text_.find_first_of("\"\n", start + 1);
    quoted = close != text_.npos && text_[close] == '"';
    if (quoted) at_ = close + 1;
  }
  if (!quoted) {
    at_ = start + 1;
    if (text_[start] != ',') {
      while (at_ < text_.size() && !ends_word(text_[at_])) ++at_;
    }
  }
  const std::size_t inset = quoted ? 1 : 0;
  return {text_.substr(start + inset, at_ - start - 2 * inset),
          {file_, static_cast<std::uint32_t>(at_ - start), start},
          quoted};
}

bool StatementCursor::accept(std::string_view phrase) {
  if (failed_) return false;
  std::size_t at = next_;
  std::string_view rest = phrase;
  while (!rest.empty()) {
    const std::size_t space = std::min(rest.find(' '), rest.size());
    if (at == words_.size() || words_[at].quoted || words_[at].text != rest.substr(0, space)) {
      expected(cat({"'", phrase, "'"}));
      return false;
    }
    ++at;
    rest.remove_prefix(std::min(space + 1, rest.size()));
  }
  clause_ = next_;
  next_ = at;
  tried_.clear();
  return true;
}

void StatementCursor::expect(std::string_view phrase) {
  if (!accept(phrase)) fail();
}

SourceSpan StatementCursor::clause() const {
  const SourceSpan first = words_[std::min(clause_, words_.size() - 1)].where;
  const SourceSpan last = words_[next_ == 0 ? 0 : next_ - 1].where;
  return {first.file, static_cast<std::uint32_t>(last.offset + last.length - first.offset),
          first.offset};
}

SourceSpan StatementCursor::statement() const {
  const SourceSpan first = words_.front().where;
  const SourceSpan last = words_.back().where;
  return {first.file, static_cast<std::uint32_t>(last.offset + last.length - first.offset),
          first.offset};
}

Word StatementCursor::take() {
  tried_.clear();
  return words_[next_++];
}

bool StatementCursor::accept_comma() {
  const Word* next = peek();
  if (next == nullptr || next->quoted || next->text != ",") return false;
  take();
  return true;
}

Word StatementCursor::word(std::string_view what) {
  const Word* next = peek();
  if (next != nullptr && (next->quoted || next->text != ",")) return take();
  expected(what);
  fail();
  return {};
}

Word StatementCursor::name(std::string_view what) {
  const Word read = word(what);
  if (failed_ || is_resource_name(read.text)) return read;
  fail(read.where, cat({"expected ", what, ", not ", shown(read.text)}),
       "names have letters, digits and . _ - ( ), at most 80 of them");
  return {};
}

std::vector<Word> StatementCursor::words(std::string_view what) {
  std::vector<Word> list;
  do {
    list.push_back(word(what));
  } while (accept_comma());
  return list;
}

std::vector<Word> StatementCursor::names(std::string_view what) {
  std::vector<Word> list;
  do {
    list.push_back(name(what));
  } while (accept_comma());
  return list;
}

StatementCursor::Path StatementCursor::path(std::string_view what) {
  const Word whole = word(what);
  if (failed_) return {};
  const std::size_t slash = std::min(whole.text.find('/'), whole.text.size());
  Path path{whole, {}, whole.where};
  path.first.text = whole.text.substr(0, slash);
  const bool two = slash < whole.text.size();
  if (two) {
    path.second = {whole.text.substr(slash + 1), whole.where};
    path.second.where.offset += slash + 1;
    path.second.where.length -= static_cast<std::uint32_t>(slash + 1);
    path.first.where.length = static_cast<std::uint32_t>(slash);
  }
  const bool fits =
      is_resource_name(path.first.text) && (!two || is_resource_name(path.second.text));
  if (!fits)
    fail(whole.where, cat({"expected ", what, ", not ", shown(whole.text)}), "write NAME/NAME");
  return path;
}

std::vector<StatementCursor::Path> StatementCursor::paths(std::string_view what) {
  std::vector<Path> list;
  do {
    list.push_back(path(what));
  } while (accept_comma());
  return list;
}

Word StatementCursor::one_of(std::span<const std::string_view> choices) {
  for (const std::string_view choice : choices) {
    const Word* next = peek();
    if (next != nullptr && equal_folded(next->text, choice)) {
      return {choice, take().where};
    }
    expected(choice);
  }
  fail();
  return {};
}

std::vector<Word> StatementCursor::some_of(std::span<const std::string_view> choices) {
  std::vector<Word> list;
  do {
    list.push_back(one_of(choices));
  } while (accept_comma());
  return list;
}

Located<std::int64_t> StatementCursor::number(std::string_view what, std::int64_t least,
                                              std::int64_t most) {
  const Word read = word(what);
  if (failed_) return {};
  std::int64_t value = 0;
  const char* end = read.text.data() + read.text.size();
  const auto [stop, error] = std::from_chars(read.text.data(), end, value);
  if (error == std::errc() && stop == end && value >= least && value <= most) {
    return {value, read.where};
  }
  fail(read.where, cat({"expected ", what, ", not ", shown(read.text)}),
       cat({"write a number from ", std::to_string(least), " to ", std::to_string(most)}));
  return {};
}

Located<Prefix> StatementCursor::prefix() {
  const Word read = word("a prefix");
  if (failed_) return {};
  const Prefix::Parsed parsed = Prefix::parse(read.text);
  if (parsed.prefix) return {*parsed.prefix, read.where};
  if (parsed.masked) {
    fail(read.where, cat({shown(read.text), " has host bits set, so it is no prefix"}),
         cat({"did you mean ", parsed.masked->to_string(), "?"}));
  } else {
    fail(read.where, cat({"expected a prefix, not ", shown(read.text)}),
         "write one such as 10.1.0.0/16 or fd00::/48");
  }
  return {};
}

std::vector<Located<Prefix>> StatementCursor::prefixes() {
  std::vector<Located<Prefix>> list;
  do {
    list.push_back(prefix());
  } while (accept_comma());
  return list;
}

Located<Address> StatementCursor::address() {
  const Word read = word("an IP address");
  if (failed_) return {};
  if (const auto parsed = Address::parse(read.text)) return {*parsed, read.where};
  fail(read.where, cat({"expected an IP address, not ", shown(read.text)}),
       "write one such as 10.1.0.4");
  return {};
}

void StatementCursor::fail() {
  if (failed_) return;
  const bool ended = next_ == words_.size();
  SourceSpan where = ended ? words_.back().where : words_[next_].where;
  if (ended) where = {where.file, 0, where.offset + where.length};  // right behind the last word
  const std::string found = ended ? std::string("the end of the line") : shown(words_[next_].text);
  if (tried_.empty()) {
    fail(where, cat({"expected the end of the line, not ", found}), "start a new line");
    return;
  }
  std::vector<std::string_view> words;
  for (const std::string& tried : tried_) {
    words.push_back(std::string_view(tried).substr(tried.starts_with('\'') ? 1 : 0));
    if (words.back().ends_with('\'')) words.back().remove_suffix(1);
  }
  const std::string_view nearest =
      ended ? std::string_view() : nearest_word(words_[next_].text, words);
  const std::string hint = nearest.empty() ? "tests/README.md explains the notation"
                                           : cat({"did you mean '", nearest, "'?"});
  fail(where, cat({"expected ", alternatives(tried_), ", not ", found}), hint);
}

void StatementCursor::fail(SourceSpan where, std::string statement, std::string hint) {
  if (failed_) return;
  failed_ = true;
  faults_->push_back({Diagnostic::Kind::unusable, where, std::move(statement), std::move(hint)});
}

void StatementCursor::finish() {
  if (!at_end()) fail();
}

}  // namespace hairpin::import
