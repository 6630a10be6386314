#pragma once

#include <optional>
#include <string_view>

#include "base/diagnostic.hpp"
#include "base/result.hpp"
#include "base/source_map.hpp"
#include "template/arena.hpp"
#include "template/node.hpp"

namespace hairpin::arm {

/// Deeper nested JSON is refused rather than followed. Real templates stay below 60.
inline constexpr int max_json_depth = 200;

/// Reads JSON the way Azure reads templates and parameter files: with comments, line breaks inside
/// strings, single quotes, keys without quotes, and commas behind the last element. Of equal keys
/// the last one counts; both are in the node, and a note says so. `text` is UTF-8 without byte
/// order mark and must outlive the nodes. Linear. The error is the first place that cannot be read.
Result<const Node*> read_document(std::string_view text, FileIndex file, Arena& arena,
                                  Diagnostics& notes);

/// The same for a text that is no file, as the function `json` has it: every node is at `where`.
/// Nothing if the text is not one whole value.
std::optional<const Node*> read_json_text(std::string_view text, SourceSpan where, Arena& arena);

/// What a file is, told by its `$schema` alone.
enum class DocumentKind : std::uint8_t {
  resource_group_template,
  subscription_template,
  management_group_template,
  tenant_template,
  parameter_file,
  other,
};
DocumentKind document_kind(std::string_view schema);

}  // namespace hairpin::arm
