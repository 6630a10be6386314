#include "base/source_map.hpp"

#include <algorithm>
#include <array>

#include "base/ensure.hpp"
#include "base/text.hpp"

namespace hairpin {
namespace {

constexpr std::size_t block_size = 64 * 1024;
/// Lines longer than this (bytes) are shown as the one `"key": value` that matters.
constexpr std::size_t longest_shown_line = 400;

/// What was counted up to the start of a block.
struct Block {
  std::uint64_t lines = 0;        // newlines before the block
  std::uint64_t column = 0;       // code points since the last newline before the block
};

bool starts_code_point(char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }

std::uint64_t count_code_points(std::string_view text) {
  return static_cast<std::uint64_t>(std::count_if(text.begin(), text.end(), starts_code_point));
}

Block advance(Block block, std::string_view text) {
  const auto newlines = std::count(text.begin(), text.end(), '\n');
  if (newlines == 0) {
    block.column += count_code_points(text);
    return block;
  }
  block.lines += static_cast<std::uint64_t>(newlines);
  block.column = count_code_points(text.substr(text.rfind('\n') + 1));
  return block;
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

  void index() const {
    if (!blocks.empty()) return;
    Block block;
    for (std::size_t at = 0; at < text.size(); at += block_size) {
      blocks.push_back(block);
      block = advance(block, text.substr(at, block_size));
    }
    if (blocks.empty()) blocks.push_back(block);
  }

  Block count(std::uint64_t offset) const {
    index();
    const std::size_t block = std::min(offset / block_size, blocks.size() - 1);
    const std::size_t start = block * block_size;
    return advance(blocks[block], text.substr(start, offset - start));
  }
};

SourceMap::SourceMap() = default;
SourceMap::~SourceMap() = default;
SourceMap::SourceMap(SourceMap&&) noexcept = default;
SourceMap& SourceMap::operator=(SourceMap&&) noexcept = default;

FileIndex SourceMap::add(std::string name, std::string_view text,
                         std::shared_ptr<const void> owner) {
  return files_.add(std::make_unique<File>(File{std::move(name), text, std::move(owner), {}}));
}

std::size_t SourceMap::size() const { return files_.size(); }
std::string_view SourceMap::name(FileIndex file) const { return files_[file]->name; }
std::string_view SourceMap::text(FileIndex file) const { return files_[file]->text; }
std::string_view SourceMap::text(SourceSpan span) const {
  return text(span.file).substr(span.offset, span.length);
}

Position SourceMap::position(SourceSpan span) const {
  ensure(static_cast<bool>(span), "only a span in an input has a position");
  const File& file = *files_[span.file];
  const std::uint64_t start = std::min<std::uint64_t>(span.offset, file.text.size());
  const Block first = file.count(start);
  const Block last = advance(first, file.text.substr(start, span.length));
  return {first.lines + 1, first.column + 1, last.lines + 1, last.column + 1};
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
    end = std::min({end, value + std::max<std::size_t>(span.length, 1), start + longest_shown_line});
  }
  if (end > start && text[end - 1] == '\r') --end;
  // A key may stand on the line before its value, and still decides whether the value is shown.
  const std::size_t key = std::min(start, key_start(text, skip_space(text, start)));
  std::size_t mark = std::min(value, end) - key;
  std::string line = mask_secrets(text.substr(key, end - key), &mark).substr(start - key);
  mark -= start - key;
  std::replace(line.begin(), line.end(), '\t', ' ');  // one column each, and no escapes to read
  const std::string before = printable(std::string_view(line).substr(0, mark));
  const std::string shown = printable(std::string_view(line).substr(mark, span.length));
  const std::string rest =
      printable(std::string_view(line).substr(std::min<std::size_t>(mark + span.length, line.size())));
  return {before + shown + rest, static_cast<std::size_t>(count_code_points(before)),
          std::max<std::size_t>(1, count_code_points(shown))};
}

bool is_secret_key(std::string_view key) {
  static constexpr std::array<std::string_view, 8> names = {
      "authorizationkey", "sharedkey", "servicekey", "key", "presharedkey",
      "radiusserversecret", "connectionstring", "sastoken"};
  const std::string folded = fold_ascii(key);
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
    at = after_key;
    if (value >= line.size() || line[value] != ':' || !is_secret_key(key)) continue;
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
