#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/json_text.hpp"
#include "base/value.hpp"
#include "import/import_log.hpp"
#include "import/json_reader.hpp"
#include "import/resource_types.hpp"

namespace hairpin::import {

/// A text that is read, and how its offsets become positions in the input: directly, or, for JSON
/// inside a JSON string, through the escapes of that string.
struct JsonSource {
  JsonReader& reader;
  FileIndex file;
  const UnescapeMap* escapes = nullptr;
  std::uint64_t base = 0;

  SourceSpan span(std::uint64_t offset, std::uint64_t end) const;
};

/// The keys of a table's columns: with them a row (an array) reads as an object. [13.3]
using Columns = std::vector<JsonKey>;

/// Calls `field(JsonKey)` for each member of the object, or cell of the row, that comes next.
template <class F>
void each_field(JsonReader& reader, const Columns* columns, F&& field) {
  if (columns == nullptr) return reader.each_member(field);
  std::size_t position = 0;
  reader.each_item([&] {
    if (position < columns->size()) return field((*columns)[position++]);
    reader.skip();
    return true;
  });
}

/// Materialises the wanted part of values. Cost: the tokens walked, plus one arena copy of what is
/// kept; strings without escapes are views into the input. Recursion is bounded by the filters.
class ValueReader {
 public:
  ValueReader(ValueArena& arena, ImportLog& log) : arena_(&arena), log_(&log) {}

  /// The resource (object or table row) that comes next, with the `properties` envelope merged
  /// into it. `envelope` filters only what stands outside of it. The later of two equal keys wins,
  /// with a note.
  Value read_resource(const JsonSource& source, const Columns* columns, PropertyFilters filters,
                      PropertyFilters envelope = {});

  /// The scalar, or array of scalars, that comes next.
  Value read_plain(const JsonSource& source) { return read_value(source, {}); }

  /// True after a value was met that PowerShell had cut off for depth: `@{...}`. [13.4]
  bool met_depth_loss() const { return depth_loss_; }

 private:
  /// The object under construction: its members are those from `base` on.
  struct Open {
    PropertyFilters filters, envelope;
    std::size_t base;
    std::uint8_t level = 0;  // how many envelopes deep the reader is
  };

  void read_field(const JsonSource& source, const Open& open, const JsonKey& key);
  void read_envelope(const JsonSource& source, Open open);
  void check_shape(const PropertyFilter& filter, const Value& value);
  void put(const Open& open, Member member);
  Value close_object(const Open& open, SourceSpan where);
  Value read_value(const JsonSource& source, PropertyFilters members);
  Value read_object(const JsonSource& source, PropertyFilters members);
  Value read_array(const JsonSource& source, PropertyFilters members);
  Value read_string(const JsonSource& source, PropertyFilters members);
  Value read_scalar(const JsonSource& source);
  /// Reads the JSON that is the content of `string`; false if it is none.
  template <class F>
  bool read_embedded(const JsonSource& source, const JsonString& string, F&& read);
  void note_depth_loss(std::string_view text, SourceSpan where);

  ValueArena* arena_;
  ImportLog* log_;
  // Members and items of all objects and arrays under construction, innermost last.
  std::vector<Member> members_;
  std::vector<std::uint8_t> levels_;  // beside `members_`: the envelope each came from
  std::vector<Value> items_;
  int depth_ = 0;
  bool depth_loss_ = false;
};

}  // namespace hairpin::import
