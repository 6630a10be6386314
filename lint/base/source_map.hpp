#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/index.hpp"

namespace hairpin {

using FileIndex = Index<struct FileTag>;

/// Where a value stands: `length` bytes from `offset` (zero-based, bytes of the UTF-8 text) in one
/// input. Default-constructed it means "nowhere" (a value that no input wrote). Line and column
/// are looked up in the `SourceMap`, only when somebody asks.
struct SourceSpan {
  FileIndex file;
  std::uint32_t length = 0;
  std::uint64_t offset = 0;

  explicit operator bool() const { return static_cast<bool>(file); }
  auto operator<=>(const SourceSpan&) const = default;
};

/// Line and column, both from 1; columns count Unicode code points. `end_column` is one past the
/// last character, as SARIF and editors count.
struct Position {
  std::uint64_t line = 1, column = 1;
  std::uint64_t end_line = 1, end_column = 1;
};

/// One line of an input made ready to print: secrets masked, hostile characters escaped, a long
/// line cut to the part that matters. The span covers `width` characters from `column` (zero-based)
/// of `text`.
struct Snippet {
  std::string text;
  std::size_t column = 0;
  std::size_t width = 1;
};

/// The inputs of one run. Owns their bytes, so every view into an input lives as long as this.
class SourceMap {
 public:
  SourceMap();
  ~SourceMap();
  SourceMap(SourceMap&&) noexcept;
  SourceMap& operator=(SourceMap&&) noexcept;

  /// `name` is what the user typed, or "<stdin>". `owner` keeps `text` alive.
  FileIndex add(std::string name, std::string_view text, std::shared_ptr<const void> owner);

  std::size_t size() const;
  std::string_view name(FileIndex file) const;
  std::string_view text(FileIndex file) const;
  /// The bytes of the span.
  std::string_view text(SourceSpan span) const;

  /// The first call for a file reads it once from its start (an index of 16 kB blocks is kept);
  /// later calls read at most one block. The span must not be "nowhere".
  Position position(SourceSpan span) const;
  /// Does for all files what the first call of `position` does for one. Whoever knows that places
  /// will be shown may do it beside other work that asks for none.
  void index_lines() const;
  /// From now on snippets show the bytes of the span as `*`: its input calls it sensitive.
  void hide(SourceSpan span);
  /// The line that the span starts on. Never shows the value of a key that `is_secret_key`.
  Snippet snippet(SourceSpan span) const;

 private:
  struct File;
  Table<FileIndex, std::unique_ptr<File>> files_;
};

/// Whether a JSON key names a credential (authorizationKey, sharedKey, serviceKey, anything with
/// password or secret in it, connection strings, SAS tokens), whose value must appear in no output.
bool is_secret_key(std::string_view key);

/// `line` with the string value behind every secret key, and what PowerShell wrote as `@{...}`,
/// replaced by `"***"`. `line` must not start
/// inside a string. `mark` is a byte offset into `line` that is moved along with the text.
std::string mask_secrets(std::string_view line, std::size_t* mark = nullptr);

}  // namespace hairpin
