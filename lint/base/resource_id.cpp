#include "base/resource_id.hpp"

#include "base/text.hpp"

namespace hairpin {
namespace {

std::string_view without_trailing_slashes(std::string_view text) {
  while (text.size() > 1 && text.back() == '/') text.remove_suffix(1);
  return text;
}

std::string_view next_segment(std::string_view& rest) {
  const std::size_t slash = rest.find('/');
  const std::string_view segment = rest.substr(0, slash);
  rest = slash == rest.npos ? std::string_view() : rest.substr(slash + 1);
  return segment;
}

/// The segment behind `/key/`, e.g. the subscription behind `/subscriptions/`.
std::string_view segment_after(std::string_view text, std::string_view key) {
  while (!text.empty()) {
    if (equal_folded(next_segment(text), key)) return next_segment(text);
  }
  return {};
}

}  // namespace

std::string ResourceIdParts::type() const {
  std::string text(provider);
  for (const std::string_view part : types) text += '/' + std::string(part);
  return fold_ascii(text);
}

std::optional<ResourceIdParts> parse_resource_id(std::string_view text) {
  text = without_trailing_slashes(text);
  if (!text.starts_with('/')) return std::nullopt;
  ResourceIdParts parts;
  parts.subscription = segment_after(text, "subscriptions");
  parts.resource_group = segment_after(text, "resourceGroups");
  // The last /providers/ counts: extension resources have two.
  std::string_view rest = text;
  std::string_view after_provider;
  while (!rest.empty()) {
    if (equal_folded(next_segment(rest), "providers")) after_provider = rest;
  }
  if (after_provider.empty()) return std::nullopt;
  parts.provider = next_segment(after_provider);
  while (!after_provider.empty()) {
    const std::string_view type = next_segment(after_provider);
    const std::string_view name = next_segment(after_provider);
    if (type.empty() || name.empty()) return std::nullopt;
    parts.types.push_back(type);
    parts.names.push_back(name);
  }
  if (parts.types.empty()) return std::nullopt;
  return parts;
}

std::string_view ResourceIds::keep(std::string_view text) {
  return arena_.emplace_back(text);
}

ResourceId ResourceIds::intern(std::string_view text) {
  text = without_trailing_slashes(text);
  std::string folded = fold_ascii(text);
  if (const auto known = by_folded_.find(folded); known != by_folded_.end()) return known->second;
  const ResourceId id(spelling_.size());
  spelling_.push_back(keep(text));
  // The key is a view: it must point into the arena.
  folded_.push_back(arena_.emplace_back(std::move(folded)));
  by_folded_.emplace(folded_.back(), id);
  return id;
}

ResourceId ResourceIds::find(std::string_view text) const {
  const auto known = by_folded_.find(fold_ascii(without_trailing_slashes(text)));
  return known == by_folded_.end() ? ResourceId() : known->second;
}

std::string_view ResourceIds::name(ResourceId id) const {
  const std::string_view text = this->text(id);
  const std::size_t slash = text.rfind('/');
  return slash == text.npos ? text : text.substr(slash + 1);
}

std::string_view ResourceIds::subscription(ResourceId id) const {
  return segment_after(text(id), "subscriptions");
}

std::string_view ResourceIds::resource_group(ResourceId id) const {
  return segment_after(text(id), "resourceGroups");
}

ResourceId ResourceIds::parent(ResourceId id, int levels) {
  std::string_view text = this->text(id);
  for (int i = 0; i < 2 * levels; ++i) {
    const std::size_t slash = text.rfind('/');
    if (slash == text.npos) return {};
    text = text.substr(0, slash);
  }
  if (!parse_resource_id(text)) return {};
  return intern(text);
}

}  // namespace hairpin
