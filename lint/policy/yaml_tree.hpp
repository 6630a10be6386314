#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/result.hpp"
#include "base/source_map.hpp"

namespace hairpin::policy {

struct YamlEntry;

/// One value of a YAML or JSON document. Scalars keep their text; `quoted` tells `"1"` from `1`.
struct YamlNode {
  enum class Kind : std::uint8_t { null, scalar, sequence, mapping };
  Kind kind = Kind::null;
  bool quoted = false;
  std::string text;
  std::vector<YamlNode> items;     // of a sequence
  std::vector<YamlEntry> entries;  // of a mapping, in order, keys distinct
  SourceSpan where;                // a collection: its first character; null: what stands before it

  /// "a list", "a mapping", "nothing", "'text'": for messages.
  std::string described() const;
};

struct YamlEntry {
  std::string key;
  SourceSpan where;
  YamlNode value;
};

/// The one document of a file. Anchors, aliases, merge keys and tags are refused: a policy needs
/// none of them, and an alias inside an alias grows without bound. Duplicate keys are refused too,
/// since of two answers one would be ignored. Nesting is bounded by the parser.
Result<YamlNode, Diagnostics> parse_yaml(const SourceMap& sources, FileIndex file);

}  // namespace hairpin::policy
