#pragma once

#include <array>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/resource.hpp"
#include "import/import_log.hpp"
#include "import/resource_types.hpp"

namespace hairpin::import {

/// A network interface as an input has it.
struct Interface {
  std::string_view id;     // as spelled
  std::uint64_t hash = 0;  // `folded_hash` of the id
  Value properties;
  SourceSpan where;
};

/// The resources of all inputs, one record per id. [0.5]
class ResourceTable {
 public:
  ResourceTable(ResourceIds& ids, ValueArena& arena, ImportLog& log)
      : ids_(&ids), arena_(&arena), log_(&log) {}

  /// Adds a resource, or merges it into the one with its id: a property that only one of them
  /// states is kept; where they differ the later input counts, with a note.
  void add(const Resource& resource);

  /// Turns what is nested in parents (subnets, peerings, routes, ...) into records of their own,
  /// so that nested and separately exported children are one. [13.12] Then `of` may be asked.
  void unfold();

  /// All resources of one role, ordered by folded id: the order of the inputs does not show.
  std::span<const Resource* const> of(ResourceRole role) const {
    return by_role_[static_cast<std::size_t>(role)];
  }
  /// Interfaces, in no particular order, an id possibly more than once.
  std::span<const Interface> interfaces() const { return interfaces_; }
  /// Distinct resources. To be asked before `unfold`.
  std::size_t size() const;
  /// Interfaces are set aside: next to none of them matters, and to intern the ids of a hundred
  /// thousand would take longer than to read them.
  void add_interface(const Interface& interface) { interfaces_.push_back(interface); }

  /// Resources that are read only to know what they attach to, by type: hubs and what is on them.
  /// To be asked before `unfold`.
  std::map<std::string, std::size_t> unfollowed() const;

 private:
  void merge(Resource& known, const Resource& added);
  Value merge_properties(const Resource& earlier, const Resource& later);
  void unfold_children(const Resource& parent, std::string_view property, std::string_view segment);
  Resource child(const Resource& parent, const Value& value, std::string_view segment,
                 std::size_t position);

  ResourceIds* ids_;
  ValueArena* arena_;
  ImportLog* log_;
  std::vector<Resource> resources_;
  std::vector<ResourceRole> roles_;  // beside `resources_`
  std::unordered_map<ResourceId, std::size_t> by_id_;
  std::vector<Interface> interfaces_;
  std::array<std::vector<const Resource*>, static_cast<std::size_t>(ResourceRole::irrelevant)>
      by_role_;
};

/// Equal content: positions, the order of members, and letter case do not count.
bool same_content(const Value& a, const Value& b);

}  // namespace hairpin::import
