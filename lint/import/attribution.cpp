#include "import/attribution.hpp"

#include <algorithm>
#include <array>
#include <tuple>
#include <vector>

#include "base/text.hpp"

namespace hairpin::import {
namespace {

/// Where a resource, or one member of it, stands in an input.
struct Extent {
  SourceSpan where;
  ResourceId id;
  const Interface* interface = nullptr;  // whose id is interned only if it is needed
  std::string_view key;                  // of the member; empty for the resource as a whole

  std::uint64_t end() const { return where.offset + where.length; }
  bool contains(SourceSpan inner) const {
    return inner.file == where.file && inner.offset >= where.offset &&
           inner.offset + inner.length <= end();
  }
};

/// Outer extents before those inside of them.
bool stands_before(const Extent& a, const Extent& b) {
  const auto key = [](const Extent& extent) {
    return std::tuple(extent.where.file, extent.where.offset, ~extent.end(), extent.key);
  };
  return key(a) < key(b);
}

void append(std::vector<Extent>& extents, ResourceId id, const Interface* interface,
            const Value& properties) {
  // A record that was merged of two inputs spans one of them; its members know theirs.
  if (properties.where()) extents.push_back({properties.where(), id, interface, {}});
  for (const Member& member : properties.members()) {
    if (member.value.where()) extents.push_back({member.value.where(), id, interface, member.key});
  }
}

std::vector<Extent> extents_of(const ResourceTable& resources) {
  std::vector<Extent> extents;
  for (std::size_t role = 0; role < static_cast<std::size_t>(ResourceRole::irrelevant); ++role) {
    for (const Resource* resource : resources.of(static_cast<ResourceRole>(role))) {
      append(extents, resource->id, nullptr, resource->properties);
    }
  }
  for (const Interface& interface : resources.interfaces()) {
    append(extents, {}, &interface, interface.properties);
  }
  std::sort(extents.begin(), extents.end(), stands_before);
  return extents;
}

/// The innermost extent around the place. Of members that one word wrote (a scenario's "toggles
/// unreadable"), the one that the statement begins with.
const Extent* innermost(const std::vector<Extent>& extents, const Diagnostic& diagnostic) {
  const auto after = std::upper_bound(extents.begin(), extents.end(), diagnostic.where,
                                      [](const SourceSpan& where, const Extent& extent) {
                                        return std::tuple(where.file, where.offset) <
                                               std::tuple(extent.where.file, extent.where.offset);
                                      });
  const Extent* found = nullptr;
  for (auto at = after; at != extents.begin();) {
    --at;
    if (at->where.file != diagnostic.where.file) break;
    if (found != nullptr && at->where != found->where) break;
    if (!at->contains(diagnostic.where)) continue;
    if (found == nullptr || diagnostic.statement.starts_with(at->key)) found = &*at;
  }
  return found;
}

/// The member of a resource in ARM's nested form, whether the input flattened it or not.
std::string nested(std::string_view key) {
  static constexpr std::array<std::string_view, 10> outside = {
      "id",   "resourceId", "name", "resourceName",   "type",
      "tags", "sku",        "kind", "subscriptionId", "location"};
  const bool is_outside = std::any_of(outside.begin(), outside.end(), [&](std::string_view name) {
    return equal_folded(name, key);
  });
  return cat({is_outside ? "" : "properties.", key});
}

std::string property_of(const Extent& extent, const Diagnostic& diagnostic,
                        const SourceMap& sources) {
  const std::string path =
      json_path(sources.text(extent.where), diagnostic.where.offset - extent.where.offset);
  if (!extent.key.empty()) return nested(extent.key) + path;
  return path.starts_with('.') ? path.substr(1) : path;
}

/// Follows a JSON text token by token and remembers the way to the present one.
class PathTracker {
 public:
  explicit PathTracker(std::string_view text) : text_(text) {}

  std::string path_to(std::size_t target) {
    while (at_ < std::min(target, text_.size())) step();
    std::string path;
    for (const Level& level : levels_) {
      path += level.is_array ? cat({"[", std::to_string(level.index), "]"}) : cat({".", level.key});
    }
    return path;
  }

 private:
  struct Level {
    bool is_array;
    std::size_t index = 0;
    std::string_view key = {};
    bool expects_key = true;
  };

  void step() {
    const char c = text_[at_];
    const bool escaped = c == '\\' && at_ + 1 < text_.size() && text_[at_ + 1] == '"';
    if (c == '"' || escaped) return string(escaped);
    ++at_;
    if (c == '{' || c == '[') levels_.push_back({c == '['});
    if (levels_.empty()) return;
    Level& level = levels_.back();
    if (c == '}' || c == ']') levels_.pop_back();
    if (c == ',' && level.is_array) ++level.index;
    if (c == ',') level.expects_key = true;
    if (c == ':') level.expects_key = false;
  }

  /// `escaped`: the whole text stands in a string, so that quotes are \" and their escapes \\\".
  void string(bool escaped) {
    const std::size_t mark = escaped ? 2 : 1;
    const std::size_t start = at_ + mark;
    std::size_t end = start;
    while (end < text_.size() && !text_.substr(end).starts_with(escaped ? "\\\"" : "\"")) {
      const bool escape = text_.substr(end).starts_with(escaped ? "\\\\" : "\\");
      end += escape ? 2 * mark : 1;
    }
    at_ = std::min(end + mark, text_.size());
    if (levels_.empty() || levels_.back().is_array || !levels_.back().expects_key) return;
    levels_.back().key = text_.substr(start, std::min(end, text_.size()) - start);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Level> levels_;
};

}  // namespace

std::string json_path(std::string_view text, std::size_t target) {
  return PathTracker(text).path_to(target);
}

void attribute(Diagnostics& diagnostics, const ResourceTable& resources, const SourceMap& sources,
               ResourceIds& ids) {
  const auto is_about_a_value = [](const Diagnostic& diagnostic) {
    return diagnostic.kind == Diagnostic::Kind::bad_value && diagnostic.where;
  };
  if (std::none_of(diagnostics.begin(), diagnostics.end(), is_about_a_value)) return;
  const std::vector<Extent> extents = extents_of(resources);
  for (Diagnostic& diagnostic : diagnostics) {
    if (!is_about_a_value(diagnostic)) continue;
    const Extent* const extent = innermost(extents, diagnostic);
    if (extent == nullptr) continue;
    diagnostic.resource =
        extent->interface == nullptr ? extent->id : ids.intern(extent->interface->id);
    diagnostic.property = property_of(*extent, diagnostic, sources);
    // What is wrong with a resource as a whole stands at its id.
    if (equal_folded(diagnostic.property, "id")) diagnostic.property.clear();
  }
}

}  // namespace hairpin::import
