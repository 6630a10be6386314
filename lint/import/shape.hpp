#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "import/value_reader.hpp"

namespace hairpin::import {

/// What an object (or table row) of an input is, told by its keys alone. [13.2-13.4]
enum class Shape : std::uint8_t {
  resource,
  page,               // {"value": [...]} of ARM, {"data": ...} of Resource Graph
  table,              // {"columns": [...], "rows": [...]}
  rest_example,       // {"responses": {"200": {"body": ...}}}
  circuit_route,      // a row of `az network express-route list-route-tables`
  deployment_status,  // a row of `az network manager list-deploy-status`
  effective_route,    // a row of effective routes, or of the routes a gateway learned
  arm_template,
  parameter_file,
  what_if,
  bicep_snapshot,
  terraform_plan,
  unknown,
};

/// The shape with what was learned while telling it.
struct Identity {
  Shape shape = Shape::unknown;
  std::string_view id;  // as spelled, escapes resolved
  std::string_view type;
  SourceSpan where;                        // the id, else the start of the object
  std::array<std::string_view, 6> keys{};  // the first few, for "what is this?"
  std::size_t key_count = 0;               // may be more than `keys` holds
};

/// "an object with the keys a, b and c", safe to print.
std::string describe(const Identity& identity);

/// Looks at the object or row that comes next, no further than needed, and leaves the reader at
/// its start again. Linear in the part that precedes the telling key.
Identity identify(const JsonSource& source, const Columns* columns, ValueArena& arena);

/// "an ARM template", ...: for messages.
std::string_view name_of(Shape shape);

/// Text of a string with escapes resolved into the arena; the raw text if an escape is wrong.
std::string_view text_of(const JsonString& string, ValueArena& arena);

}  // namespace hairpin::import
