#pragma once

#include <string>
#include <string_view>

#include "base/resource_id.hpp"
#include "base/source_map.hpp"

namespace hairpin::report {

/// The part of a span on its first line, at least one character wide: what a caret or a SARIF
/// region can mark. The span must not be "nowhere".
Position first_line(const SourceMap& sources, SourceSpan span);

/// "estate.json:212:17", made printable; empty for a span that is nowhere.
std::string place_text(const SourceMap& sources, SourceSpan span);

/// What people call a resource: the names in its id without the types, such as
/// "hub001/peer-to-spoke001"; a text that is no resource id as it is. Made printable; "" for none.
std::string short_name(const ResourceIds& ids, ResourceId id);

/// The short name of a text that is the id of a resource, every other text as it is. Made
/// printable.
std::string readable(const ResourceIds& ids, std::string_view text);

}  // namespace hairpin::report
