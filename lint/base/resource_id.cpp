#include "base/resource_id.hpp"

#include <algorithm>
#include <functional>

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
  if (text.empty()) return {};
  char* const copy = static_cast<char*>(characters_->allocate(text.size(), 1));
  std::copy(text.begin(), text.end(), copy);
  return {copy, text.size()};
}

std::size_t ResourceIds::slot_of(std::string_view folded, std::size_t hash) const {
  const std::size_t mask = slots_.size() - 1;  // the size is a power of two
  for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
    const ResourceId id = slots_[at];
    if (!id || (hashes_[id.value] == hash && folded_[id.value] == folded)) return at;
  }
}

void ResourceIds::grow() {
  slots_.assign(2 * slots_.size(), {});
  for (std::size_t i = 0; i < folded_.size(); ++i) {
    slots_[slot_of(folded_[i], hashes_[i])] = ResourceId(i);
  }
}

ResourceId ResourceIds::intern(std::string_view text) {
  text = without_trailing_slashes(text);
  folding_.assign(text);
  for (char& c : folding_) c = fold_ascii(c);
  const std::size_t hash = std::hash<std::string_view>()(folding_);
  const std::size_t slot = slot_of(folding_, hash);
  if (slots_[slot]) return slots_[slot];
  const ResourceId id(spelling_.size());
  slots_[slot] = id;
  spelling_.push_back(keep(text));
  folded_.push_back(folding_ == text ? spelling_.back() : keep(folding_));
  hashes_.push_back(hash);
  if (2 * spelling_.size() > slots_.size()) grow();
  return id;
}

ResourceId ResourceIds::find(std::string_view text) const {
  const std::string folded = fold_ascii(without_trailing_slashes(text));
  return slots_[slot_of(folded, std::hash<std::string_view>()(folded))];
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
