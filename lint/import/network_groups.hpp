#pragma once

#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "import/certainty.hpp"
#include "import/resource_table.hpp"
#include "model/network.hpp"

namespace hairpin::import {

/// Which VNets are in which network groups of a network manager. [10.28]
class NetworkGroups {
 public:
  NetworkGroups(const ResourceTable& resources, ResourceIds& ids, ImportLog& log);

  /// A VNet that nobody put into the group by name may be in it by policy, unless its evaluated
  /// membership is in the input, or it is outside what the manager manages.
  Certainty holds(ResourceId group, const model::Vnet& vnet) const;
  /// Those that are surely in the group.
  std::vector<ResourceId> members(ResourceId group) const;

 private:
  using Subscriptions = std::vector<std::string>;  // folded

  void read_managers(const ResourceTable& resources);
  void read_listed_members(const ResourceTable& resources);
  void read_evaluated_members(const ResourceTable& resources);
  void add(ResourceId group, const Value& member);

  ResourceIds& ids_;
  ImportLog& log_;
  std::set<std::pair<ResourceId, ResourceId>> stated_;    // group, VNet
  std::unordered_map<ResourceId, bool> evaluated_;        // VNets: whether the list could be read
  std::unordered_map<ResourceId, Subscriptions> scopes_;  // of managers of nothing else
};

/// The id before the first occurrence of `segment` ("/snapshots/") in it; the id itself without
/// any.
ResourceId id_before(ResourceId id, std::string_view segment, ResourceIds& ids);

}  // namespace hairpin::import
