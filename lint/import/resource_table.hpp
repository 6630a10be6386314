#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/resource.hpp"
#include "import/import_log.hpp"
#include "import/interface_table.hpp"
#include "import/nesting.hpp"
#include "import/resource_types.hpp"

namespace hairpin::import {

/// The resources of all inputs, one record per id. [0.5]
class ResourceTable {
 public:
  ResourceTable(ResourceIds& ids, ValueArena& arena, ImportLog& log)
      : ids_(&ids), arena_(&arena), log_(&log) {}

  /// Adds a resource, or merges it into the one with its id: a property that only one of them
  /// states is kept; where they differ the later input counts, with a note.
  void add(const Resource& resource);
  void add_interface(const Interface& interface) { interfaces_.add(interface); }
  void add_interfaces(InterfaceTable&& interfaces) { interfaces_.append(std::move(interfaces)); }

  /// A row that tells what a region got deployed: it has no id of its own.
  void add_deployment_status(const Value& status) { deployment_statuses_.push_back(status); }
  std::span<const Value> deployment_statuses() const { return deployment_statuses_; }

  /// Turns what is nested in parents (subnets, peerings, routes, ...) into records of their own,
  /// so that nested and separately exported children are one. [13.12]
  void unfold();

  /// All records but those of interfaces, in the order in which they were added.
  const std::deque<Resource>& all() const { return resources_; }
  /// The record of an id; null if there is none. Holds until the next change of the table.
  const Resource* find(ResourceId id) const;
  /// Makes this the only record of its id.
  void replace(const Resource& resource);
  /// Takes out all records, those of interfaces too, for which that holds of the id. Linear.
  void remove_if(const std::function<bool(ResourceId)>& is_removed);
  /// Takes out the children of that role that `parent` has, but those in `stay`. Linear.
  void remove_children(ResourceId parent, ResourceRole role,
                       const std::unordered_set<ResourceId>& stay);
  /// Takes out the interfaces with such a `folded_hash` of their id. Linear.
  void remove_interfaces(const std::unordered_set<std::uint64_t>& hashes);
  /// To be called when all is added, and again after a change. Then `of` may be asked.
  void sort_by_role();

  /// All resources of one role, ordered by folded id: the order of the inputs does not show.
  std::span<const Resource* const> of(ResourceRole role) const {
    return by_role_[static_cast<std::size_t>(role)];
  }
  /// Interfaces, an id possibly more than once.
  const std::deque<Interface>& interfaces() const { return interfaces_.all(); }
  const std::deque<InterfaceAddress>& interface_addresses() const {
    return interfaces_.addresses();
  }
  /// Distinct resources. To be asked before `unfold`. Interfaces are compared only if
  /// `any_repeated`: no input needs the comparison that gives nothing twice.
  std::size_t size(bool any_repeated) const;

  /// Resources that are read only to know what they attach to, by type: hubs and what is on them.
  /// To be asked before `unfold`.
  std::map<std::string, std::size_t> unfollowed() const;

 private:
  void add(const Resource& resource, ResourceRole role);
  void merge(Resource& known, const Resource& added);
  Value merge_properties(const Resource& earlier, const Resource& later);
  void unfold_children(const Resource& parent, const Nesting& nesting);
  void remove(std::size_t position);
  void sort_roles();

  ResourceIds* ids_;
  ValueArena* arena_;
  ImportLog* log_;
  // Deques: nothing is copied as they grow, and pointers into them hold.
  std::deque<Resource> resources_;
  std::vector<ResourceRole> roles_;   // beside `resources_`
  std::vector<std::uint32_t> by_id_;  // position in `resources_`, by number of the id; or `none`
  InterfaceTable interfaces_;
  std::vector<Value> deployment_statuses_;
  std::array<std::vector<const Resource*>, static_cast<std::size_t>(ResourceRole::irrelevant)>
      by_role_;
};

/// Equal content: positions, the order of members, and letter case do not count.
bool same_content(const Value& a, const Value& b);

}  // namespace hairpin::import
