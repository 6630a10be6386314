#include "base/source_map.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/ensure.hpp"
#include "base/json_text.hpp"
#include "base/parallel.hpp"
#include "base/text.hpp"

namespace hairpin {
namespace {

/// What one question about a place may have to count; a report asks thousands.
constexpr std::size_t block_size = 16 * 1024;
/// Blocks that are counted together, by one thread.
constexpr std::size_t blocks_at_once = 256;
/// Lines longer than this (bytes) are shown as the one `"key": value` that matters.
constexpr std::size_t longest_shown_line = 400;

bool continues_code_point(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

/// How many bytes satisfy `counts`. Written in lanes of one byte, emptied before they overflow,
/// which compilers turn into one vector instruction per lane; a plain sum of 64-bit counts is
/// several times slower, and whole exports are counted.
template <class Counts>
std::uint64_t count_bytes(std::string_view text, Counts counts) {
  constexpr std::size_t lanes = 64, rounds = 255;
  std::uint64_t total = 0;
  std::size_t at = 0;
  while (text.size() - at >= lanes) {
    std::array<std::uint8_t, lanes> sums{};
    const std::size_t whole = std::min(rounds, (text.size() - at) / lanes);
    for (std::size_t round = 0; round < whole; ++round, at += lanes) {
      for (std::size_t lane = 0; lane < lanes; ++lane) {
        sums[lane] = static_cast<std::uint8_t>(sums[lane] + (counts(text[at + lane]) ? 1 : 0));
      }
    }
    for (const std::uint8_t sum : sums) total += sum;
  }
  for (; at < text.size(); ++at) total += counts(text[at]) ? 1u : 0u;
  return total;
}

std::uint64_t count_lines(std::string_view text) {
  return count_bytes(text, [](char c) { return c == '\n'; });
}

std::uint64_t count_code_points(std::string_view text) {
  return text.size() - count_bytes(text, continues_code_point);
}

/// What was counted up to the start of a block.
struct Block {
  std::uint64_t lines = 0;        // newlines before the block
  std::uint64_t line_start = 0;   // where the line begins that the block begins in
  std::uint64_t code_points = 0;  // before the block
};

std::string_view block_of(std::string_view text, std::size_t number) {
  return text.substr(number * block_size, block_size);
}

/// What the block adds to those before it; `line_start` is 0 if no line starts in it.
Block count_block(std::string_view text, std::size_t number) {
  const std::string_view content = block_of(text, number);
  Block counts{count_lines(content), 0, count_code_points(content)};
  if (counts.lines > 0) counts.line_start = number * block_size + content.rfind('\n') + 1;
  return counts;
}

/// One entry for each block, and at least one.
std::vector<Block> index_blocks(std::string_view text) {
  std::vector<Block> blocks(std::max<std::size_t>(1, (text.size() + block_size - 1) / block_size));
  for_each_index((blocks.size() + blocks_at_once - 1) / blocks_at_once, [&](std::size_t group) {
    const std::size_t first = group * blocks_at_once;
    for (std::size_t i = first; i < std::min(first + blocks_at_once, blocks.size()); ++i) {
      blocks[i] = count_block(text, i);
    }
  });
  Block before;
  for (Block& block : blocks) {
    const Block counts = std::exchange(block, before);
    before.lines += counts.lines;
    before.code_points += counts.code_points;
    if (counts.lines > 0) before.line_start = counts.line_start;
  }
  return blocks;
}

/// End of the JSON string that opens at `open`, one past its closing quote.
std::size_t string_end(std::string_view text, std::size_t open) {
  for (std::size_t i = open + 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      return i + 1;
    }
  }
  return text.size();
}

std::size_t skip_space(std::string_view text, std::size_t from) {
  const std::size_t found = text.find_first_not_of(" \t\r\n", from);
  return found == text.npos ? text.size() : found;
}

/// Start of the `"key" :` directly before a value, or the value's own start.
std::size_t key_start(std::string_view text, std::size_t value) {
  const auto back_over_space = [&](std::size_t at) {
    while (at > 0 && std::string_view(" \t\r\n").find(text[at - 1]) != std::string_view::npos) --at;
    return at;
  };
  std::size_t at = back_over_space(value);
  if (at == 0 || text[at - 1] != ':') return value;
  at = back_over_space(at - 1);
  if (at == 0 || text[at - 1] != '"') return value;
  const std::size_t open = text.substr(0, at - 1).rfind('"');
  return open == text.npos || value - open > longest_shown_line ? value : open;
}

}  // namespace

struct SourceMap::File {
  std::string name;
  std::string_view text;
  std::shared_ptr<const void> owner;
  mutable std::vector<Block> blocks;
  std::vector<SourceSpan> hidden;

  /// A piece of the text as it may be shown.
  std::string shown(std::size_t start, std::size_t length) const {
    std::string piece(text.substr(start, length));
    for (const SourceSpan span : hidden) {
      const std::size_t first = std::max<std::size_t>(span.offset, start);
      const std::size_t last = std::min<std::size_t>(span.offset + span.length, start + length);
      for (std::size_t at = first; at < last; ++at) piece[at - start] = '*';
    }
    return piece;
  }

  void index() const {
    if (blocks.empty()) blocks = index_blocks(text);
  }

  std::uint64_t code_points_before(std::uint64_t offset) const {
    const std::size_t block = std::min(offset / block_size, blocks.size() - 1);
    const std::size_t start = block * block_size;
    return blocks[block].code_points + count_code_points(text.substr(start, offset - start));
  }

  /// Line and column of one place, both from 1.
  std::pair<std::uint64_t, std::uint64_t> place(std::uint64_t offset) const {
    index();
    const std::size_t block = std::min(offset / block_size, blocks.size() - 1);
    const std::size_t start = block * block_size;
    const std::string_view before = text.substr(start, offset - start);
    const std::size_t newline = before.rfind('\n');
    const std::uint64_t line = blocks[block].lines + count_lines(before) + 1;
    const std::uint64_t line_start =
        newline == before.npos ? blocks[block].line_start : start + newline + 1;
    const bool far = offset - line_start > 2 * block_size;
    const std::uint64_t column =
        far ? code_points_before(offset) - code_points_before(line_start)
            : count_code_points(text.substr(line_start, offset - line_start));
    return {line, column + 1};
  }
};

SourceMap::SourceMap() = default;
SourceMap::~SourceMap() = default;
SourceMap::SourceMap(SourceMap&&) noexcept = default;
SourceMap& SourceMap::operator=(SourceMap&&) noexcept = default;

FileIndex SourceMap::add(std::string name, std::string_view text,
                         std::shared_ptr<const void> owner) {
  return files_.add(std::make_unique<File>(File{std::move(name), text, std::move(owner), {}, {}}));
}

std::size_t SourceMap::size() const { return files_.size(); }
std::string_view SourceMap::name(FileIndex file) const { return files_[file]->name; }
std::string_view SourceMap::text(FileIndex file) const { return files_[file]->text; }
std::string_view SourceMap::text(SourceSpan span) const {
  return text(span.file).substr(span.offset, span.length);
}

void SourceMap::index_lines() const {
  for (const auto& file : files_) file->index();
}

Position SourceMap::position(SourceSpan span) const {
  ensure(static_cast<bool>(span), "only a span in an input has a position");
  const File& file = *files_[span.file];
  const std::uint64_t start = std::min<std::uint64_t>(span.offset, file.text.size());
  const std::uint64_t end = std::min<std::uint64_t>(start + span.length, file.text.size());
  const auto [line, column] = file.place(start);
  const auto [end_line, end_column] = file.place(end);
  return {line, column, end_line, end_column};
}

void SourceMap::hide(SourceSpan span) {
  ensure(static_cast<bool>(span), "only a span in an input can be shown");
  files_[span.file]->hidden.push_back(span);
}

Snippet SourceMap::snippet(SourceSpan span) const {
  ensure(static_cast<bool>(span), "only a span in an input has a line to show");
  const std::string_view text = this->text(span.file);
  const std::size_t value = std::min<std::size_t>(span.offset, text.size());
  // An export on one line may be 200 MB long: never look for its ends further than is shown.
  const std::size_t reach = std::min(value, longest_shown_line);
  const std::size_t newline = text.substr(value - reach, reach).rfind('\n');
  const bool starts_near = newline != text.npos || reach == value;
  std::size_t start = newline != text.npos ? value - reach + newline + 1 : value - reach;
  std::size_t end = value + std::min(text.substr(value, longest_shown_line).find('\n'),
                                     std::min(text.size() - value, longest_shown_line));
  if (!starts_near || end - start >= longest_shown_line) {
    start = key_start(text, value);
    end =
        std::min({end, value + std::max<std::size_t>(span.length, 1), start + longest_shown_line});
  }
  if (end > start && text[end - 1] == '\r') --end;
  // A key may stand on the line before its value, and still decides whether the value is shown.
  const std::size_t key = std::min(start, key_start(text, skip_space(text, start)));
  std::size_t mark = std::min(value, end) - key;
  const std::string piece = files_[span.file]->shown(key, end - key);
  std::string line = mask_secrets(piece, &mark).substr(start - key);
  mark -= start - key;
  std::replace(line.begin(), line.end(), '\t', ' ');  // one column each, and no escapes to read
  const std::string before = printable(std::string_view(line).substr(0, mark));
  const std::string shown = printable(std::string_view(line).substr(mark, span.length));
  const std::string rest = printable(
      std::string_view(line).substr(std::min<std::size_t>(mark + span.length, line.size())));
  return {before + shown + rest, static_cast<std::size_t>(count_code_points(before)),
          std::max<std::size_t>(1, count_code_points(shown))};
}

bool is_secret_key(std::string_view key) {
  static constexpr std::array<std::string_view, 8> names = {
      "authorizationkey", "sharedkey",          "servicekey",       "key",
      "presharedkey",     "radiusserversecret", "connectionstring", "sastoken"};
  std::string folded = fold_ascii(key);
  folded.erase(std::remove(folded.begin(), folded.end(), '_'), folded.end());
  if (std::find(names.begin(), names.end(), folded) != names.end()) return true;
  return folded.find("password") != folded.npos || folded.find("secret") != folded.npos ||
         folded.ends_with("accesskey") || folded.ends_with("accountkey") ||
         folded.ends_with("primarykey") || folded.ends_with("secondarykey");
}

std::string mask_secrets(std::string_view line, std::size_t* mark) {
  static constexpr std::string_view mask = "\"***\"";
  std::string masked;
  std::size_t copied = 0;
  std::size_t moved_mark = mark != nullptr ? *mark : 0;
  const auto replace = [&](std::size_t from, std::size_t to) {
    masked += line.substr(copied, from - copied);
    masked += mask;
    copied = to;
    if (mark == nullptr || *mark < from) return;
    // Behind the value: shift with the text; inside it: point at the mask.
    moved_mark = *mark >= to ? moved_mark + mask.size() - (to - from) : masked.size() - mask.size();
  };
  for (std::size_t at = line.find('"'); at < line.size(); at = line.find('"', at)) {
    const std::size_t after_key = string_end(line, at);
    std::string_view key = line.substr(at + 1, after_key - at - 1);
    if (key.ends_with('"')) key.remove_suffix(1);
    std::size_t value = skip_space(line, after_key);
    // What PowerShell cut off holds keys and values alike. [13.4]
    if (key.starts_with("@{")) replace(at, after_key);
    at = after_key;
    if (value >= line.size() || line[value] != ':') continue;
    const std::string spelt = unescape(key).value_or(std::string(key));
    if (!is_secret_key(spelt)) continue;
    value = skip_space(line, value + 1);
    if (value >= line.size() || line[value] != '"') continue;
    at = string_end(line, value);
    replace(value, at);
  }
  masked += line.substr(copied);
  if (mark != nullptr) *mark = std::min(moved_mark, masked.size());
  return masked;
}

}  // namespace hairpin
