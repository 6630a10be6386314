#include "report/place.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace hairpin::report {

Position first_line(const SourceMap& sources, SourceSpan span) {
  const std::string_view text = sources.text(span);
  std::string_view line = text.substr(0, text.find('\n'));
  if (line.ends_with('\r')) line.remove_suffix(1);
  span.length = static_cast<std::uint32_t>(line.size());
  Position position = sources.position(span);
  position.end_column = std::max(position.end_column, position.column + 1);
  return position;
}

std::string place_text(const SourceMap& sources, SourceSpan span) {
  if (!span) return {};
  const Position position = sources.position({span.file, 0, span.offset});
  return cat({printable(sources.name(span.file)), ":", std::to_string(position.line), ":",
              std::to_string(position.column)});
}

std::string short_name(const ResourceIds& ids, ResourceId id) {
  if (!id) return {};
  const auto parts = parse_resource_id(ids.text(id));
  if (!parts) return printable(ids.text(id));
  std::string name;
  for (const std::string_view part : parts->names) {
    if (!name.empty()) name += '/';
    name += part;
  }
  return printable(name);
}

std::string readable(const ResourceIds& ids, std::string_view text) {
  const ResourceId id = text.starts_with('/') ? ids.find(text) : ResourceId();
  return id ? short_name(ids, id) : printable(text);
}

}  // namespace hairpin::report
