#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "import/import_state.hpp"
#include "import/read_ahead.hpp"
#include "import/row_reader.hpp"
#include "import/shape.hpp"

namespace hairpin::import {

/// What one input turned out to be.
struct InputSummary {
  std::string name;
  std::string_view kind;      // "Resource Graph result", "ARM list", ...; empty if of no known kind
  std::size_t resources = 0;  // whether the model reads them or not
  /// Set for valid JSON of no known kind: an error or a note, depending on how the input was given.
  std::optional<Diagnostic> unknown;
  /// A template or parameter file, which is read by others.
  Shape deferred = Shape::unknown;
};

/// Reads one JSON input of any kind into the state. The text may hold several values one after the
/// other (NDJSON, or pages put together). Every fault is logged with its position. Linear.
class InputReader {
 public:
  InputReader(ImportState& state, FileIndex file);
  /// To be called once.
  InputSummary read();

 private:
  void read_value(int depth);
  void read_item(const Columns* columns, int depth);
  void read_items(const Columns* columns, int depth);
  void read_page(int depth);
  void read_data(int depth);
  void read_page_fact(Page& page, const JsonKey& key);
  void read_table(int depth);
  Columns read_columns();
  void read_example(int depth);
  void read_resource(const Identity& identity, const Columns* columns, int depth);
  void read_children(const Value& children, int depth);
  bool take_stretches();
  void set_aside(Rows&& rows);
  void read_circuit_route(const Columns* columns);
  void read_deployment_status(const Columns* columns);
  void read_changes(Shape shape);
  void refuse(Shape shape, SourceSpan where, int depth);
  void note_unknown(SourceSpan where, std::string what);
  void know(std::string_view kind);
  void finish();
  void report_fault();

  ImportState& state_;
  FileIndex file_;
  JsonReader reader_;
  JsonSource source_;
  RowReader row_reader_;
  ValueReader& values_;
  std::optional<ReadAhead> ahead_;
  std::vector<Rows> read_;  // in the order of the input, less what `row_reader_` holds still
  InputSummary summary_;
  std::string_view list_kind_ = "resource";  // how the resources of this input are wrapped
  std::uint64_t rows_ = 0;                   // of the page that is being read
  std::string first_row_;  // of the page: the type and subscription of its first resource
  CircuitRoutes routes_;
  bool refused_ = false;
  SourceSpan unknown_where_;
  std::string unknown_;
  std::size_t unknown_count_ = 0;
};

}  // namespace hairpin::import
