#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/source_map.hpp"

namespace hairpin::arm {

struct Expression;
struct NodeMember;

/// A value of a template or parameter file as it is written: nothing in it was evaluated yet. A
/// view into the arena of its `Document`.
struct Node {
  enum class Kind : std::uint8_t { null, boolean, integer, number, string, array, object };

  Kind kind = Kind::null;
  /// Of a string: whether what `expression` points to was looked for already. One string is parsed
  /// once, however often a loop evaluates it.
  mutable bool is_parsed = false;
  bool has_repeated_keys = false;  // of an object; the last of equal keys counts
  std::uint32_t count = 0;
  SourceSpan where;  // quotes and brackets included
  union {
    bool boolean;
    std::int64_t integer = 0;
    double number;
    const char* text_data;  // escapes resolved
    const Node* item_data;
    const NodeMember* member_data;
  };
  const char* raw = nullptr;  // of a string: as the file spells it, without the quotes
  mutable const Expression* expression = nullptr;

  bool is_string() const { return kind == Kind::string; }
  bool is_array() const { return kind == Kind::array; }
  bool is_object() const { return kind == Kind::object; }

  // Each is empty if the kind differs.
  std::string_view text() const {
    return is_string() ? std::string_view(text_data, count) : std::string_view();
  }
  std::span<const Node> items() const {
    return is_array() ? std::span(item_data, count) : std::span<const Node>();
  }
  std::span<const NodeMember> members() const;

  /// The member with that key, in any case; the last of several; null if there is none. Linear.
  const Node* find(std::string_view key) const;
  /// The text of the member with that key; empty if it is no string, or not there.
  std::string_view text_of(std::string_view key) const;

  /// The place of the bytes `begin` to `end` of `text()`: exact also behind escapes. Linear.
  SourceSpan part(std::size_t begin, std::size_t end) const;
};

struct NodeMember {
  Node key;  // a string: keys can be expressions, too
  Node value;
};

inline std::span<const NodeMember> Node::members() const {
  return is_object() ? std::span(member_data, count) : std::span<const NodeMember>();
}

}  // namespace hairpin::arm
