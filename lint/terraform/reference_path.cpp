#include "terraform/reference_path.hpp"

#include <algorithm>

namespace hairpin::terraform {
namespace {

/// Offsets of the dots that stand outside of indices.
std::vector<std::size_t> dots(std::string_view text) {
  std::vector<std::size_t> found;
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '\\') ++i;
      quoted = c != '"';
    } else if (c == '"') {
      quoted = true;
    } else if (c == '[' || c == ']') {
      depth += c == '[' ? 1 : -1;
    } else if (c == '.' && depth == 0) {
      found.push_back(i);
    }
  }
  return found;
}

/// How many parts an address of that kind has.
std::size_t length_of(ReferencePath::Kind kind) {
  return kind == ReferencePath::Kind::data ? 3 : 2;
}

ReferencePath::Kind kind_of(const std::vector<PathPart>& parts) {
  using enum ReferencePath::Kind;
  const std::string_view first = parts.front().name;
  if (parts.size() < 2) return other;
  if (first == "var") return variable;
  if (first == "local") return local;
  if (first == "each") return each;
  if (first == "count") return count;
  if (first == "module") return module;
  if (first == "data") return parts.size() > 2 ? data : other;
  // Types of resources have their provider's name in front.
  return first.find('_') == first.npos ? other : resource;
}

/// Where the last module of a prefix starts; its size if there is none.
std::size_t last_module(std::string_view prefix) {
  std::size_t start = prefix.size();
  std::size_t part = 0;
  std::vector<std::size_t> ends = dots(prefix);
  for (std::size_t i = 0; i < ends.size(); i += 2) {
    if (prefix.substr(part, ends[i] - part) == "module") start = part;
    if (i + 1 < ends.size()) part = ends[i + 1] + 1;
  }
  return start;
}

}  // namespace

std::vector<PathPart> split_path(std::string_view text) {
  std::vector<PathPart> parts;
  std::size_t start = 0;
  std::vector<std::size_t> ends = dots(text);
  ends.push_back(text.size());
  for (const std::size_t end : ends) {
    const std::string_view part = text.substr(start, end - start);
    const std::size_t bracket = std::min(part.find('['), part.size());
    parts.push_back({part.substr(0, bracket), part.substr(bracket)});
    start = end + 1;
  }
  return parts;
}

ReferencePath parse_reference(std::string_view text) {
  const std::vector<PathPart> parts = split_path(text);
  ReferencePath path;
  path.kind = kind_of(parts);
  if (path.kind == ReferencePath::Kind::other) return path;
  const std::size_t count = length_of(path.kind);
  const PathPart& last = parts[count - 1];
  const auto end = static_cast<std::size_t>(last.name.data() + last.name.size() - text.data());
  path.address = text.substr(0, end);
  path.index = last.index;
  if (parts.size() > count) path.attribute = text.substr(end + last.index.size() + 1);
  return path;
}

std::string_view module_prefix(std::string_view address) {
  std::size_t end = 0;
  const std::vector<std::size_t> ends = dots(address);
  for (std::size_t i = 0; i + 1 < ends.size(); i += 2) {
    if (address.substr(end, ends[i] - end) != "module") break;
    end = ends[i + 1] + 1;
  }
  return address.substr(0, end);
}

std::string_view parent_prefix(std::string_view prefix) {
  const std::size_t start = last_module(prefix);
  return start == prefix.size() ? std::string_view() : prefix.substr(0, start);
}

std::string_view call_index(std::string_view prefix) {
  const std::size_t start = last_module(prefix);
  if (start == prefix.size()) return {};
  const std::vector<PathPart> parts = split_path(prefix.substr(start));
  return parts.size() > 1 ? parts[1].index : std::string_view();
}

}  // namespace hairpin::terraform
