#include "template/node.hpp"

#include "base/text.hpp"

namespace hairpin::arm {
namespace {

/// How many bytes of a file the character (or escape) at the start of `raw` takes, and how many
/// bytes of the string it stands for.
struct Step {
  std::size_t raw;
  std::size_t text;
};

std::size_t utf8_length(unsigned unit) { return unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3; }

unsigned hex(std::string_view digits) {
  unsigned value = 0;
  for (const char c : digits) {
    const char folded = fold_ascii(c);
    value = value * 16 + static_cast<unsigned>(folded >= 'a' ? folded - 'a' + 10 : folded - '0');
  }
  return value;
}

Step step(std::string_view raw) {
  if (raw[0] != '\\') return {1, 1};
  if (raw.size() < 6 || raw[1] != 'u') return {2, 1};
  const unsigned unit = hex(raw.substr(2, 4));
  const bool high = unit >= 0xd800 && unit < 0xdc00;
  if (high && raw.size() >= 12 && raw.substr(6, 2) == "\\u") {
    const unsigned low = hex(raw.substr(8, 4));
    if (low >= 0xdc00 && low < 0xe000) return {12, 4};
  }
  return {6, utf8_length(unit)};
}

}  // namespace

const Node* Node::find(std::string_view key) const {
  const Node* found = nullptr;
  for (const NodeMember& member : members()) {
    if (equal_folded(member.key.text(), key)) found = &member.value;
  }
  return found;
}

std::string_view Node::text_of(std::string_view key) const {
  const Node* const member = find(key);
  return member == nullptr ? std::string_view() : member->text();
}

SourceSpan Node::part(std::size_t begin, std::size_t end) const {
  if (!is_string() || raw == nullptr || where.length < 2) return where;
  const std::string_view spelled(raw, where.length - 2);
  std::size_t from = 0, at = 0, decoded = 0;
  while (at < spelled.size() && decoded < end) {
    const Step next = step(spelled.substr(at));
    if (decoded <= begin) from = at;
    at += next.raw;
    decoded += next.text;
  }
  if (decoded <= begin) from = at;
  const std::size_t length = at > from ? at - from : 1;
  return {where.file, static_cast<std::uint32_t>(length), where.offset + 1 + from};
}

}  // namespace hairpin::arm
