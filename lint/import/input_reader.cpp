#include "import/input_reader.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"
#include "import/property_reader.hpp"
#include "import/terraform_plan.hpp"
#include "import/what_if.hpp"
#include "import/whole_value.hpp"

namespace hairpin::import {
namespace {

/// Lists in pages in examples, and children in resources: no export nests deeper.
constexpr int max_shape_depth = 8;

constexpr std::string_view known_kinds =
    "hairpin reads Resource Graph results, ARM lists and resources, the output of az network "
    "list and show, one resource per line (NDJSON), Terraform plans, what-if results, Bicep "
    "snapshots, effective routes and circuit route tables";

bool is_any_of(std::string_view key, std::initializer_list<std::string_view> names) {
  return std::any_of(names.begin(), names.end(),
                     [&](std::string_view name) { return equal_folded(name, key); });
}

bool is_stated(const Value& value) {
  return value.is_string() ? !value.text().empty() : !value.is_missing();
}

/// A count, as a number or as its text.
std::optional<std::uint64_t> as_count(const Value& value) {
  if (value.kind() == Value::Kind::integer && value.as_integer() >= 0) {
    return static_cast<std::uint64_t>(value.as_integer());
  }
  std::uint64_t count = 0;
  const std::string_view text = value.text();
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), count);
  if (text.empty() || parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size()) {
    return std::nullopt;
  }
  return count;
}

/// Templates may hold comments and broken lines, so that they fail before their schema is reached.
bool mentions_template(std::string_view text) {
  return fold_ascii(text.substr(0, 1 << 16)).find("deploymenttemplate.json") != text.npos;
}

}  // namespace

InputReader::InputReader(ImportState& state, FileIndex file)
    : state_(state),
      file_(file),
      reader_(state.sources.text(file), state.arena),
      source_{reader_, file},
      row_reader_(source_, state.arena, state.log),
      values_(row_reader_.values()) {
  summary_.name = state.sources.name(file);
}

InputSummary InputReader::read() {
  std::size_t values = 0;
  while (!refused_ && !values_.met_depth_loss() && !reader_.at_end()) {
    const char first = reader_.peek();
    if (first != '{' && first != '[' && values > 0) {
      reader_.fail(reader_.offset(), "the end of the text, or another resource");
      break;
    }
    if (++values == 2) list_kind_ = "NDJSON";
    read_value(0);
  }
  finish();
  return std::move(summary_);
}

void InputReader::read_value(int depth) {
  if (reader_.peek() != '[') return read_item(nullptr, depth);
  if (list_kind_ == "resource") list_kind_ = "array of resources";
  const std::uint64_t rows = rows_;
  read_items(nullptr, depth);
  if (rows_ == rows) know(list_kind_);  // an empty list says that there is nothing
}

void InputReader::read_items(const Columns* columns, int depth) {
  std::uint64_t first = 0;
  std::size_t count = 0;
  reader_.each_item([&] {
    const std::uint64_t start = reader_.offset();
    const bool usual = columns == nullptr && depth < max_shape_depth;
    if (count == 1 && usual && !ahead_) ahead_.emplace(reader_.text(), file_, first, start);
    if (++count == 1) first = start;
    if (count > 1 && usual && take_stretches()) return true;
    ++rows_;
    read_item(columns, depth + 1);
    return !refused_ && !values_.met_depth_loss();
  });
}

/// Takes what was read ahead from the item on that comes next; false if nothing was.
bool InputReader::take_stretches() {
  std::vector<Stretch> stretches = ahead_->take(reader_.offset());
  if (stretches.empty()) return false;
  know(list_kind_);
  set_aside(row_reader_.take());
  for (Stretch& stretch : stretches) {
    rows_ += stretch.rows.count;
    summary_.resources += stretch.rows.count;
    state_.arena.adopt(std::move(stretch.arena));
    set_aside(std::move(stretch.rows));
  }
  reader_.seek(stretches.back().end);
  return true;
}

void InputReader::set_aside(Rows&& rows) { read_.push_back(std::move(rows)); }

void InputReader::read_item(const Columns* columns, int depth) {
  const std::uint64_t start = reader_.offset();
  const char first = reader_.peek();
  if (depth > max_shape_depth || first != (columns == nullptr ? '{' : '[')) {
    const Value value = values_.read_plain(source_);
    return note_unknown(source_.span(start, start + 1), std::string(value.kind_name()));
  }
  const Identity identity = identify(source_, columns, state_.arena);
  if (reader_.failed()) return;
  switch (identity.shape) {
    case Shape::resource:
      return read_resource(identity, columns, depth);
    case Shape::page:
      return read_page(depth);
    case Shape::table:
      return read_table(depth);
    case Shape::rest_example:
      return read_example(depth);
    case Shape::circuit_route:
      return read_circuit_route(columns);
    case Shape::deployment_status:
      return read_deployment_status(columns);
    case Shape::what_if:
    case Shape::bicep_snapshot:
    case Shape::terraform_plan:
      return read_changes(identity.shape);
    case Shape::effective_route:
      return know(name_of(identity.shape)), reader_.skip();
    case Shape::unknown:
      reader_.skip();
      return note_unknown(identity.where, describe(identity));
    default:
      return refuse(identity.shape, identity.where, depth);
  }
}

void InputReader::read_page(int depth) {
  const std::uint64_t outer_rows = std::exchange(rows_, 0);
  const std::string outer_first = std::exchange(first_row_, {});
  Page page;
  page.where = source_.span(reader_.offset(), reader_.offset() + 1);
  reader_.each_member([&](const JsonKey& key) {
    if (is_any_of(key.text, {"value", "data"})) {
      const bool graph = equal_folded(key.text, "data");
      if (list_kind_ != "NDJSON") list_kind_ = graph ? "Resource Graph result" : "ARM list";
      read_data(depth);
      page.query = graph ? "resource graph" : first_row_;
    } else {
      read_page_fact(page, key);
    }
    return !refused_ && !values_.met_depth_loss();
  });
  page.rows = std::exchange(rows_, outer_rows);
  first_row_ = outer_first;
  if (page.rows == 0) know(list_kind_);
  state_.pages.add(std::move(page));
}

void InputReader::read_data(int depth) {
  const char first = reader_.peek();
  if (first == '[') return read_items(nullptr, depth);
  if (first == '{') return read_table(depth);
  reader_.skip();
}

void InputReader::read_page_fact(Page& page, const JsonKey& key) {
  const bool total = is_any_of(key.text, {"totalRecords", "total_records"});
  const bool token =
      is_any_of(key.text, {"skipToken", "skip_token", "$skipToken", "nextLink", "odata.nextLink"});
  const bool cut = is_any_of(key.text, {"resultTruncated", "result_truncated"});
  if (!total && !token && !cut && !equal_folded(key.text, "count")) return reader_.skip();
  const Value value = values_.read_plain(source_);
  if (total) {
    page.total = as_count(value);
  } else if (token) {
    page.has_next = page.has_next || is_stated(value);
  } else if (cut) {
    // REST writes it as a string. [13.2]
    page.cut = value.as_boolean() || equal_folded(value.text(), "true");
  } else {
    page.count = as_count(value);
  }
  const bool telling = total || (token && is_stated(value) && !page.total) || (cut && page.cut);
  if (telling) page.where = value.where();
}

/// {"columns": [{"name": ...}], "rows": [[...]]}, the members in any order. [13.3]
void InputReader::read_table(int depth) {
  std::optional<Columns> columns;
  std::optional<std::uint64_t> rows_at;
  reader_.each_member([&](const JsonKey& key) {
    if (equal_folded(key.text, "columns") && reader_.peek() == '[') {
      columns = read_columns();
    } else if (equal_folded(key.text, "rows") && reader_.peek() == '[' && columns) {
      read_items(&*columns, depth);
    } else {
      if (equal_folded(key.text, "rows") && reader_.peek() == '[') rows_at = reader_.offset();
      reader_.skip();
    }
    return !refused_ && !values_.met_depth_loss();
  });
  if (!rows_at || !columns || reader_.failed()) return;
  const std::uint64_t end = reader_.offset();
  reader_.seek(*rows_at);
  read_items(&*columns, depth);
  if (!refused_ && !values_.met_depth_loss()) reader_.seek(end);
}

Columns InputReader::read_columns() {
  static constexpr PropertyFilter wanted[] = {{"name"}};
  Columns columns;
  reader_.each_item([&] {
    const Value column = values_.read_resource(source_, nullptr, wanted);
    const Value& name = column["name"];
    columns.push_back({name.text(), name.where().offset, name.where().length});
    return true;
  });
  return columns;
}

/// The body of the first response that has one; later ones are the same object in another state.
void InputReader::read_example(int depth) {
  bool done = false;
  const auto take_body = [&](const JsonKey& key) {
    if (done || !equal_folded(key.text, "body")) return reader_.skip(), true;
    done = true;
    read_value(depth + 1);
    return !refused_;
  };
  const auto take_response = [&](const JsonKey&) {
    if (reader_.peek() != '{') return reader_.skip(), true;
    reader_.each_member(take_body);
    return !refused_;
  };
  reader_.each_member([&](const JsonKey& key) {
    const bool responses = equal_folded(key.text, "responses") && reader_.peek() == '{';
    if (!responses) return reader_.skip(), true;
    if (list_kind_ == "resource") list_kind_ = name_of(Shape::rest_example);
    reader_.each_member(take_response);
    return !refused_;
  });
}

void InputReader::read_resource(const Identity& identity, const Columns* columns, int depth) {
  know(list_kind_);
  ++summary_.resources;
  if (rows_ == 1) first_row_ = fold_ascii(row_reader_.type_name(identity));
  const Value value = row_reader_.read(identity, columns);
  if (!reader_.failed() && columns == nullptr) read_children(value[child_resources_key], depth);
}

void InputReader::read_children(const Value& children, int depth) {
  if (children.items().empty()) return;
  const std::uint64_t end = reader_.offset();
  const std::uint64_t rows = rows_;
  reader_.seek(children.where().offset);
  read_items(nullptr, depth);
  rows_ = rows;
  if (!refused_ && !values_.met_depth_loss()) reader_.seek(end);
}

void InputReader::read_circuit_route(const Columns* columns) {
  static constexpr PropertyFilter wanted[] = {{"network"}, {"path"}};
  know(name_of(Shape::circuit_route));
  const Value row = values_.read_resource(source_, columns, wanted);
  const Value& network = row["network"];
  if (!routes_.where) routes_.where = row.where();
  if (!crosses_customer(row["path"].text())) return;
  if (const auto prefix = read_prefix(network, state_.log)) {
    routes_.on_premises.push_back({*prefix, network.where()});
  }
}

void InputReader::read_deployment_status(const Columns* columns) {
  static constexpr PropertyFilter wanted[] = {
      {"deploymentType"}, {"deploymentStatus"}, {"configurationIds"}, {"region"}};
  know(name_of(Shape::deployment_status));
  state_.resources.add_deployment_status(values_.read_resource(source_, columns, wanted));
}

void InputReader::read_changes(Shape shape) {
  know(name_of(shape));
  const Value whole = read_whole(source_, state_.arena, state_.log);
  if (reader_.failed()) return;
  StatedChanges stated = [&] {
    if (shape == Shape::what_if) return read_what_if(whole, state_.arena);
    if (shape == Shape::bicep_snapshot) return read_bicep_snapshot(whole, state_.arena);
    return read_terraform_plan(whole, file_, state_);
  }();
  for (Diagnostic& fault : stated.faults) {
    state_.log.add(fault.kind, fault.where, std::move(fault.statement), std::move(fault.hint));
  }
  summary_.resources += stated.changes.size();
  state_.absorb(std::move(stated.changes));
}

void InputReader::refuse(Shape shape, SourceSpan where, int depth) {
  refused_ = true;
  const std::string_view name = name_of(shape);
  know(name);
  if (depth == 0) {
    summary_.deferred = shape;
    return;
  }
  state_.log.add(Diagnostic::Kind::unusable, where,
                 cat({"recognised as ", name.starts_with('A') ? "an " : "a ", name,
                      ", which this version cannot read yet"}),
                 "export what is deployed: az graph query, or az network ... list");
}

void InputReader::know(std::string_view kind) { summary_.kind = kind; }

void InputReader::note_unknown(SourceSpan where, std::string what) {
  if (++unknown_count_ > 1 || reader_.failed()) return;
  unknown_where_ = where;
  unknown_ = std::move(what);
}

void InputReader::report_fault() {
  const JsonFault& fault = *reader_.fault();
  const std::string_view text = reader_.text();
  SourceSpan where =
      source_.span(fault.offset, std::min<std::uint64_t>(fault.offset + 1, text.size()));
  if (mentions_template(text)) return refuse(Shape::arm_template, where, 0);
  state_.log.add(
      Diagnostic::Kind::unusable, where, cat({"this is not JSON: expected ", fault.expected}),
      fault.offset + 1 >= text.size() ? "the file is probably cut off: export it again" : "");
}

void InputReader::finish() {
  set_aside(row_reader_.take());
  for (Rows& rows : read_) state_.absorb(std::move(rows));
  read_.clear();
  if (!routes_.on_premises.empty()) state_.circuit_routes.push_back(std::move(routes_));
  if (reader_.failed()) return report_fault();
  if (values_.met_depth_loss() || refused_) return;
  if (reader_.text().find_first_not_of(" \t\r\n") == std::string_view::npos) {
    summary_.unknown =
        Diagnostic{Diagnostic::Kind::unusable, SourceSpan{file_, 0, 0}, "the input is empty", ""};
    return;
  }
  if (summary_.kind.empty()) {
    const std::string what = unknown_count_ > 0 ? unknown_ : "JSON without any resource";
    if (!unknown_where_) unknown_where_ = source_.span(0, 1);
    summary_.unknown = Diagnostic{Diagnostic::Kind::unusable, unknown_where_,
                                  cat({"no kind of input that hairpin knows: this is ", what}),
                                  std::string(known_kinds)};
    return;
  }
  if (unknown_count_ == 0) return;
  // Whatever they were is lost, as if the export had been cut there. [C28]
  state_.log.add(Diagnostic::Kind::incomplete, unknown_where_,
                 cat({count_of(unknown_count_, "entry"),
                      " without id and type left out; the first is ", unknown_}),
                 "export whole resources, with id, type and properties");
}

}  // namespace hairpin::import
