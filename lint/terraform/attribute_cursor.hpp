#pragma once

#include <cstddef>
#include <string_view>

#include "base/value.hpp"

namespace hairpin::terraform {

struct Instance;

/// A place in the attributes of an instance, in all that the plan says of it side by side. Blocks
/// are lists everywhere but in the configuration, where one that stands at most once is an object.
struct AttributeCursor {
  Value value;       // absent or null where nothing is known
  Value unknown;     // true where the apply will tell
  Value sensitive;   // true where the value must not be shown
  Value expression;  // what the configuration says; absent without

  static AttributeCursor at(const Instance& instance);

  /// The member of the object, or of the only block, that this is at.
  AttributeCursor member(std::string_view key) const;
  /// The item of the list that this is at.
  AttributeCursor item(std::size_t position) const;
  /// The attribute at the end of a path with dots, blocks counted as ones that stand at most once.
  AttributeCursor path(std::string_view path) const;

  bool is_unknown() const { return value.is_missing() && unknown.as_boolean(); }
  bool is_sensitive() const { return sensitive.as_boolean(); }
  bool is_configured() const { return !expression.is_missing(); }
};

}  // namespace hairpin::terraform
