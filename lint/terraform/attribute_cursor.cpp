#include "terraform/attribute_cursor.hpp"

#include <algorithm>

#include "terraform/plan.hpp"

namespace hairpin::terraform {
namespace {

/// Marks hold for everything below them.
Value mark_below(const Value& mark, std::string_view key) {
  return mark.is_object() ? mark[key] : mark;
}

Value first_of(const Value& value) {
  if (!value.is_array()) return value;
  return value.items().empty() ? Value() : value.items().front();
}

/// Whether this is the expression of one argument rather than of a block.
bool is_expression(const Value& expression) {
  return !expression["references"].is_missing() || !expression["constant_value"].is_missing();
}

}  // namespace

AttributeCursor AttributeCursor::at(const Instance& instance) {
  const bool configured = instance.configuration != nullptr;
  return {instance.values, instance.unknown, instance.sensitive,
          configured ? instance.configuration->expressions : Value()};
}

AttributeCursor AttributeCursor::member(std::string_view key) const {
  const Value block = first_of(expression);
  return {first_of(value)[key], mark_below(first_of(unknown), key),
          mark_below(first_of(sensitive), key), is_expression(block) ? block : block[key]};
}

AttributeCursor AttributeCursor::item(std::size_t position) const {
  const auto at = [&](const Value& list) {
    if (!list.is_array()) return list.is_object() ? Value() : list;
    return position < list.items().size() ? list.items()[position] : Value();
  };
  AttributeCursor found{value.is_array() ? at(value) : Value(), at(unknown), at(sensitive),
                        expression};
  // A block that is generated stands in the configuration once.
  if (expression.is_array() && !expression.items().empty()) {
    found.expression = expression.items()[std::min(position, expression.items().size() - 1)];
  }
  return found;
}

AttributeCursor AttributeCursor::path(std::string_view path) const {
  AttributeCursor at = *this;
  while (!path.empty()) {
    const std::string_view key = path.substr(0, path.find('.'));
    at = at.member(key);
    path.remove_prefix(std::min(path.size(), key.size() + 1));
  }
  return at;
}

}  // namespace hairpin::terraform
