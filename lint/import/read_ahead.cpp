#include "import/read_ahead.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/large_pages.hpp"
#include "base/parallel.hpp"
#include "import/row_reader.hpp"

namespace hairpin::import {
namespace {

/// Large enough to make the index of a window that reaches over its end cheap, small enough to keep
/// all cores busy to the end.
constexpr std::uint64_t stretch_size = std::uint64_t{1} << 21;
/// How far an item may reach over the end of its stretch. Bounds what a wrong guess can take.
constexpr std::uint64_t longest_overlap = std::uint64_t{1} << 20;

/// For less, what is left over in the last page of each arena is more than what is saved.
constexpr std::uint64_t least_for_large_pages = std::uint64_t{1} << 26;

/// What items of one list have in common, and nested objects hardly ever.
class ItemMark {
 public:
  ItemMark(std::string_view text, std::uint64_t first, std::uint64_t second)
      : text_(text), keys_(leading_keys(first)) {
    if (keys_.empty() || text_[second] != '{') return;
    const std::uint64_t brace = text_.rfind('}', second);
    const std::uint64_t key = text_.find('"', second);
    const std::uint64_t key_end = key == text_.npos ? key : text_.find('"', key + 1);
    if (brace == text_.npos || key_end == text_.npos || key_end - brace > longest_mark) return;
    mark_ = text_.substr(brace, key_end + 1 - brace);
    indent_ = second - brace;
  }

  /// Where an item seems to start, the first such place in [from, to).
  std::optional<std::uint64_t> find(std::uint64_t from, std::uint64_t to) const {
    constexpr int most_tries = 64;
    std::uint64_t at = from;
    for (int tries = 0; !mark_.empty() && tries < most_tries; ++tries, ++at) {
      const std::size_t found = text_.substr(at, to - at).find(mark_);
      if (found == text_.npos) break;
      at += found;
      if (leading_keys(at + indent_) == keys_) return at + indent_;
    }
    return std::nullopt;
  }

 private:
  static constexpr std::uint64_t longest_mark = 256;

  std::vector<std::string> leading_keys(std::uint64_t item) const {
    constexpr std::size_t enough = 4, searched = 4096;
    std::vector<std::string> keys;
    std::string_view start = text_.substr(item, searched);
    // A text that ends inside a string is none at all; where another key or line begins, none is
    // open.
    if (const std::size_t cut = start.rfind(",\""); cut != start.npos) start = start.substr(0, cut);
    if (const std::size_t cut = start.rfind('\n'); cut != start.npos) start = start.substr(0, cut);
    ValueArena arena;
    JsonReader reader(start, arena);
    reader.each_member([&](const JsonKey& key) {
      keys.emplace_back(key.text);
      if (keys.size() == enough) return false;
      reader.skip();
      return true;
    });
    return keys;
  }

  std::string_view text_;
  std::vector<std::string> keys_;
  std::string_view mark_;     // from the brace that ends an item to the end of the next one's key
  std::uint64_t indent_ = 0;  // of the item in the mark
};

/// Passes over a comma. Where the item behind it starts; 0 if no comma comes next.
std::uint64_t next_item(JsonReader& reader) {
  if (reader.peek() != ',') return 0;
  reader.seek(reader.offset() + 1);
  return reader.offset();
}

/// Reads items from `start` on until one starts at or behind `limit`; nothing if there is any that
/// the reader of the input has to see itself.
std::optional<Stretch> read_stretch(std::string_view text, FileIndex file, std::uint64_t start,
                                    std::uint64_t limit, const std::shared_ptr<LargePages>& pages) {
  Stretch stretch;
  stretch.start = start;
  stretch.arena = pages ? std::make_unique<ValueArena>(pages) : std::make_unique<ValueArena>();
  ImportLog log;
  JsonReader reader(text.substr(0, limit + longest_overlap), *stretch.arena);
  reader.seek(start);
  const JsonSource source{reader, file};
  RowReader rows(source, *stretch.arena, log);
  while (reader.peek() == '{' && reader.offset() < limit) {
    const Identity identity = identify(source, nullptr, *stretch.arena);
    if (reader.failed() || identity.shape != Shape::resource) return std::nullopt;
    const Value value = rows.read(identity, nullptr);
    const bool has_children = !value[child_resources_key].items().empty();
    if (reader.failed() || has_children || rows.values().met_depth_loss()) return std::nullopt;
    stretch.end = reader.offset();
    stretch.next = next_item(reader);
    if (stretch.next == 0) break;
  }
  if (reader.failed() || stretch.end == 0 || !log.take().empty()) return std::nullopt;
  stretch.rows = rows.take();
  return stretch;
}

}  // namespace

ReadAhead::ReadAhead(std::string_view text, FileIndex file, std::uint64_t first,
                     std::uint64_t second) {
  if (worker_count() == 1 || text.size() - second < least_size) return;
  const ItemMark mark(text, first, second);
  const std::size_t count = (text.size() - second) / stretch_size + 1;
  std::vector<std::optional<Stretch>> read(count);
  const auto pages = text.size() < least_for_large_pages ? nullptr : std::make_shared<LargePages>();
  for_each_index(count, [&](std::size_t i) {
    const std::uint64_t from = second + i * stretch_size;
    const std::uint64_t to = std::min<std::uint64_t>(from + stretch_size, text.size());
    const auto start = i == 0 ? second : mark.find(from, to);
    if (start) read[i] = read_stretch(text, file, *start, to, pages);
  });
  for (auto& stretch : read) {
    if (stretch) stretches_.push_back(std::move(*stretch));
  }
}

std::vector<Stretch> ReadAhead::take(std::uint64_t item) {
  const auto starts_before = [](const Stretch& s, std::uint64_t at) { return s.start < at; };
  auto at = std::lower_bound(stretches_.begin(), stretches_.end(), item, starts_before);
  std::vector<Stretch> taken;
  while (at != stretches_.end() && at->start == item && at->arena != nullptr) {
    item = at->next;
    taken.push_back(std::move(*at));
    ++at;
  }
  return taken;
}

}  // namespace hairpin::import
