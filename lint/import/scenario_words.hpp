#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/prefix.hpp"
#include "base/setting.hpp"

namespace hairpin::import {

/// A word of a scenario: what stands between spaces and commas, or between double quotes.
struct Word {
  std::string_view text;  // without the quotes
  SourceSpan where;
  bool quoted = false;

  bool empty() const { return text.empty(); }
};

/// Cuts a scenario into statements: one per line, comments (`#` at the start of a word) left out, a
/// line that ends with a comma continued on the next. A comma is a word of its own.
class StatementReader {
 public:
  StatementReader(std::string_view text, FileIndex file);
  /// The words of the next statement; false at the end of the text. The span is valid until the
  /// next call.
  bool next(std::span<const Word>& words);

 private:
  /// Appends the words up to the end of the line; the end is passed over.
  void take_line();
  Word take_word();

  std::string_view text_;
  FileIndex file_;
  std::size_t at_ = 0;
  std::vector<Word> words_;
};

/// Reads one statement from left to right. Everything that was tried at a place is remembered, so
/// that the error there can say what would have been right. After an error the statement is at its
/// end and every question gets a neutral answer, so callers need not check each step.
class StatementCursor {
 public:
  StatementCursor(std::span<const Word> words, Diagnostics& faults)
      : words_(words), faults_(&faults) {}

  bool at_end() const { return failed_ || next_ == words_.size(); }
  bool failed() const { return failed_; }
  /// Takes the words of `phrase` ("gateway transit") if they come next.
  bool accept(std::string_view phrase);
  /// The same, and an error if they don't.
  void expect(std::string_view phrase);
  /// From the start of the last accepted phrase to the end of what was read since.
  SourceSpan clause() const;
  SourceSpan statement() const;

  /// Any one word. `what` completes "expected ...": "the name of a VNet".
  Word word(std::string_view what);
  /// A word that can name a resource: letters, digits and ._-() only.
  Word name(std::string_view what);
  /// Any words with commas between them, at least one.
  std::vector<Word> words(std::string_view what);
  /// Names with commas between them, at least one.
  std::vector<Word> names(std::string_view what);
  /// `VNET/SUBNET` as two names; `second` is empty if there is no slash.
  struct Path {
    Word first, second;
    SourceSpan where;
  };
  Path path(std::string_view what);
  std::vector<Path> paths(std::string_view what);
  /// One of `choices`, found without regard to case; the text is the choice as spelled there.
  Word one_of(std::span<const std::string_view> choices);
  /// The same with commas between them, at least one.
  std::vector<Word> some_of(std::span<const std::string_view> choices);
  Located<std::int64_t> number(std::string_view what, std::int64_t least, std::int64_t most);
  Located<Prefix> prefix();
  std::vector<Located<Prefix>> prefixes();
  Located<Address> address();

  /// "expected A, B or C, not 'x'" at the next word, A, B, C being what was tried there.
  void fail();
  void fail(SourceSpan where, std::string statement, std::string hint);
  /// Fails unless the statement was read to its end.
  void finish();

 private:
  const Word* peek() const { return at_end() ? nullptr : &words_[next_]; }
  void expected(std::string_view what) { tried_.emplace_back(what); }
  Word take();
  bool accept_comma();

  std::span<const Word> words_;
  Diagnostics* faults_;
  std::size_t next_ = 0;
  std::size_t clause_ = 0;          // first word of the last accepted phrase
  std::vector<std::string> tried_;  // at `next_`
  bool failed_ = false;
};

/// Whether `text` can stand as a name in a resource id.
bool is_resource_name(std::string_view text);

}  // namespace hairpin::import
