#include "import/whole_value.hpp"

#include <vector>

namespace hairpin::import {
namespace {

class WholeReader {
 public:
  WholeReader(const JsonSource& source, ValueArena& arena, ImportLog& log)
      : source_(source), reader_(source.reader), arena_(arena), scalars_(arena, log) {}

  Value read() {
    const char first = reader_.peek();
    if (first != '{' && first != '[') return scalars_.read_plain(source_);
    const std::uint64_t start = reader_.offset();
    if (depth_ == max_whole_depth) {
      reader_.skip();
      return Value::unknown("it is nested too deeply", source_.span(start, reader_.last_end()));
    }
    ++depth_;
    const Value value = first == '{' ? read_object(start) : read_array(start);
    --depth_;
    return value;
  }

 private:
  Value read_object(std::uint64_t start) {
    const std::size_t base = members_.size();
    reader_.each_member([&](const JsonKey& key) {
      const Value value = read();
      members_.push_back({key.text, source_.span(key.offset, key.offset + key.length), value});
      return true;
    });
    const auto kept = arena_.keep(std::span<const Member>(members_).subspan(base));
    members_.resize(base);
    return Value::object(kept, source_.span(start, reader_.last_end()));
  }

  Value read_array(std::uint64_t start) {
    const std::size_t base = items_.size();
    reader_.each_item([&] {
      const Value value = read();
      items_.push_back(value);
      return true;
    });
    const auto kept = arena_.keep(std::span<const Value>(items_).subspan(base));
    items_.resize(base);
    return Value::array(kept, source_.span(start, reader_.last_end()));
  }

  const JsonSource& source_;
  JsonReader& reader_;
  ValueArena& arena_;
  ValueReader scalars_;
  // Of all objects and arrays under construction, innermost last.
  std::vector<Member> members_;
  std::vector<Value> items_;
  int depth_ = 0;
};

}  // namespace

Value read_whole(const JsonSource& source, ValueArena& arena, ImportLog& log) {
  return WholeReader(source, arena, log).read();
}

std::optional<Value> read_whole_inside(std::string_view text, FileIndex file, const Value& string,
                                       ValueArena& arena, ImportLog& log) {
  const SourceSpan where = string.where();
  if (!string.is_string() || where.length < 2) return std::nullopt;
  UnescapeMap escapes;
  const auto content = unescape(text.substr(where.offset + 1, where.length - 2), &escapes);
  if (!content) return std::nullopt;
  JsonReader reader(arena.keep(*content), arena);
  const JsonSource source{reader, file, &escapes, where.offset + 1};
  if (reader.peek() != '{' && reader.peek() != '[') return std::nullopt;
  const Value value = read_whole(source, arena, log);
  if (reader.failed() || !reader.at_end()) return std::nullopt;
  return value;
}

}  // namespace hairpin::import
