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

}  // namespace hairpin::import
