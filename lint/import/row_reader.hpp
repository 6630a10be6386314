#pragma once

#include <string_view>
#include <vector>

#include "import/resource_types.hpp"
#include "import/rows.hpp"
#include "import/shape.hpp"
#include "import/value_reader.hpp"

namespace hairpin::import {

/// Reads one resource after the other from an object or table row.
class RowReader {
 public:
  RowReader(const JsonSource& source, ValueArena& arena, ImportLog& log)
      : source_(source), arena_(&arena), log_(&log), values_(arena, log) {}

  /// Reads the resource that comes next and was identified. What was kept of it is returned, too;
  /// nothing if its type is none that is read.
  Value read(const Identity& identity, const Columns* columns);
  /// As the id tells it where the resource does not.
  std::string_view type_name(const Identity& identity) const;

  ValueReader& values() { return values_; }
  /// All that was read since the last call.
  Rows take();

 private:
  void add(const ResourceType& type, const Identity& identity, const Value& value);
  /// What the type is; types that are not read are counted.
  const ResourceType& count_type(std::string_view name);

  const JsonSource& source_;
  ValueArena* arena_;
  ImportLog* log_;
  ValueReader values_;
  Rows rows_;
  /// The first types met, as they are spelled here: exports hold few, and repeat them.
  struct SeenType {
    std::string_view name;
    const ResourceType* type;
    std::size_t* passed_over;  // null if the type is read
  };
  std::vector<SeenType> seen_types_;
};

}  // namespace hairpin::import
