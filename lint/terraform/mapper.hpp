#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "terraform/attribute_cursor.hpp"
#include "terraform/attribute_map.hpp"
#include "terraform/resolver.hpp"
#include "terraform/value_tree.hpp"

namespace hairpin::terraform {

/// Turns attributes of Terraform into properties of ARM by the attribute map.
class Mapper {
 public:
  Mapper(Resolver& resolver, ValueArena& arena) : resolver_(resolver), arena_(arena) {}

  /// Adds what the entry says of the instance to the properties of a resource, its own or, of a
  /// part, its owner's. What is not known yet becomes an unknown value that tells what it waits
  /// for; so does what is sensitive.
  void map(const Instance& instance, const TypeMap& type, ValueTree& properties);

 private:
  struct Row;  // one line of the map at work
  void walk(Row& row, const AttributeCursor& at, std::span<const PathStep> rest);
  void walk_list(Row& row, const AttributeCursor& list, std::span<const PathStep> path);
  void put(Row& row, const AttributeCursor& at);
  void put_unknown(Row& row, const AttributeCursor& at);
  void put_unknown_list(Row& row, const AttributeCursor& list, std::string_view name, bool scalars);
  Value leaf_of(const Row& row, const AttributeCursor& at);
  Value changed(const Value& value, Change change);
  Value unknown(std::string_view reason, SourceSpan where);

  Resolver& resolver_;
  ValueArena& arena_;
};

}  // namespace hairpin::terraform
