#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "import/import_log.hpp"
#include "import/resource_change.hpp"
#include "import/resource_table.hpp"

namespace hairpin::import {

/// Lays changes over the resources that there are, as an incremental deployment does.
class Overlay {
 public:
  /// The table must have been unfolded, and is changed by `apply`.
  Overlay(ResourceTable& resources, ResourceIds& ids, ValueArena& arena, ImportLog& log)
      : resources_(resources), ids_(ids), arena_(arena), log_(log) {}

  /// To be called once. What is removed goes first, then parents come before their children, else
  /// the order of the changes counts. n log n in the changes; removing something is linear in the
  /// table, once.
  void apply(std::span<const ResourceChange> changes);

  /// How many resources there are that were not there before, children that a change lists in their
  /// parent excepted.
  std::size_t added() const { return added_; }

 private:
  void remove(std::span<const ResourceChange> changes);
  void unlist_rule(ResourceId rule);
  void index_interfaces(std::span<const ResourceChange* const> changes);
  bool lay(const ResourceChange& change);
  bool lay_interface(const ResourceChange& change, Resource next);
  Value result(const ResourceChange& change, const Value& base);
  Value with_child_lists(const Value& properties, const ResourceChange& change,
                         const Resource* base);
  void lay_children(const Resource& parent, const ResourceChange& change);

  ResourceTable& resources_;
  ResourceIds& ids_;
  ValueArena& arena_;
  ImportLog& log_;
  std::size_t added_ = 0;
  // By `folded_hash` of the id, where a change is about an interface.
  std::unordered_map<std::uint64_t, const Interface*> former_interfaces_;
  std::vector<Interface> interfaces_;  // as they are afterwards
};

}  // namespace hairpin::import
