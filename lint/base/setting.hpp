#pragma once

#include <optional>

#include "base/source_map.hpp"

namespace hairpin {

/// A property as the input has it: a value, or not there, since "false" and "absent" differ. Never
/// read absence as a default where the default would prove isolation. [0.3, 0.6]
/// `where` is the value's position, or, for an absent property, the resource that lacks it.
template <class T>
struct Setting {
  std::optional<T> value;
  SourceSpan where;
  /// The input states the property, but as nothing that can be read (a flag that holds a number):
  /// it may have any value, not just the default. [0.3]
  bool unreadable = false;

  bool is_set() const { return value.has_value(); }
  bool is(const T& wanted) const { return value == wanted; }
  /// Whether it is `wanted`, or cannot be read and so may be.
  bool may_be(const T& wanted) const { return unreadable || value == wanted; }
  T value_or(T fallback) const { return value.value_or(std::move(fallback)); }
};

/// A value together with its position.
template <class T>
struct Located {
  T value{};
  SourceSpan where;
};

}  // namespace hairpin
