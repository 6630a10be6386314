#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/value.hpp"

namespace hairpin::terraform {

/// One part of a path of the attribute map.
struct PathStep {
  std::string_view key;
  bool is_list = false;
  /// What stands in the brackets: whose items these are; "+" for a new one, "*" for all there are.
  std::string_view label = {};
};

std::vector<PathStep> parse_steps(std::string_view path);

/// A value under construction, filled leaf by leaf in any order.
class ValueTree {
 public:
  /// Puts a leaf. `items` tells the position in each list on the way; a list beyond them gets its
  /// first item. What was put before stays.
  void put(std::span<const PathStep> path, std::span<const std::size_t> items, const Value& leaf);
  /// Makes sure that the list at the end of the path is one, if only an empty one. `items` as
  /// above, without the list itself.
  void put_list(std::span<const PathStep> path, std::span<const std::size_t> items,
                SourceSpan where);
  /// How many items the list behind the first step has; for new ones.
  std::size_t size_of(std::span<const PathStep> path) const;

  bool is_empty() const { return kind_ == Kind::nothing; }
  /// `where`: of objects and lists that no value of the input is.
  Value build(ValueArena& arena, SourceSpan where) const;

 private:
  enum class Kind : std::uint8_t { nothing, leaf, object, list };
  struct Item;
  struct Field;
  /// Calls `use(part, items)` for what the first step of the path leads to.
  template <class F>
  void enter(const PathStep& step, std::span<const std::size_t> items, F&& use);
  ValueTree& field(std::string_view key);
  ValueTree& item(std::string_view label, std::size_t position);
  const ValueTree* find(std::string_view key) const;

  Kind kind_ = Kind::nothing;
  Value leaf_;
  SourceSpan where_;
  std::vector<Field> fields_;
  std::vector<Item> items_;
};

struct ValueTree::Item {
  std::string_view label;
  std::size_t position;
  ValueTree tree;
};
struct ValueTree::Field {
  std::string_view key;
  ValueTree tree;
};

}  // namespace hairpin::terraform
