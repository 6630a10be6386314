#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "import/certainty.hpp"
#include "import/resource_table.hpp"
#include "model/network.hpp"

namespace hairpin::import {

/// Where the configurations of network managers are in force. What is configured is not in force
/// before it is deployed, region by region; the input tells of that in several ways. [10.19, 10.28]
class Deployments {
 public:
  /// What tells of one kind of configuration.
  struct Words {
    ResourceRole effective;           // one row for each VNet
    std::string_view effective_list;  // ... and what it lists the configurations under
    ResourceRole goal_state;          // one row for each region and commit
    std::string_view goal_list;
    std::string_view goal_rules;  // what a commit lists besides; empty: nothing
    std::string_view commit_type;
    Certainty silence;  // what it means if nothing tells of any deployment
  };
  static const Words security, connectivity;

  Deployments(const Words& words, const ResourceTable& resources, ResourceIds& ids, ImportLog& log);

  struct Answer {
    Certainty certainty = Certainty::no;
    bool by_name = false;      // a row of the VNet itself tells it
    bool of_snapshot = false;  // what is in force is a copy that the configuration left behind
  };
  Answer find(ResourceId configuration, const model::Vnet& vnet) const;
  /// The rules that the commit in force in that region lists; null if no commit tells.
  const std::vector<ResourceId>* rules_in(ResourceId configuration, std::string_view region) const;
  /// Whether the rows of VNets are in the input: then a VNet without has nothing. [C22]
  bool shows_vnets() const { return !rows_.empty(); }
  /// The configurations that anything names.
  const std::set<ResourceId>& named() const { return named_; }
  /// Somebody saw the configuration in force in this region; no region: in an unknown one.
  void note_active(ResourceId configuration, std::string_view region);

 private:
  struct Row {
    std::map<ResourceId, bool> configurations;  // whether named by a snapshot
    bool whole = true;                          // all of the list could be read
    bool settled = true;                        // nothing is under way
  };
  struct Commit {
    std::string_view time;
    std::set<ResourceId> configurations;
    std::vector<ResourceId> rules;
    bool whole = true, settled = true;
  };
  using Place = std::pair<ResourceId, std::string>;  // manager and folded region

  void read_rows(const Words& words, const ResourceTable& resources);
  void read_commits(const Words& words, const ResourceTable& resources);
  void read_statuses(const Words& words, const ResourceTable& resources);
  ResourceId manager_of(ResourceId configuration) const;
  std::vector<ResourceId> ids_in(const Value& list, bool& whole) const;

  ResourceIds& ids_;
  ImportLog& log_;
  Certainty silence_;
  std::unordered_map<ResourceId, Row> rows_;             // by VNet
  std::map<Place, Commit> commits_;                      // the last of each place
  std::set<std::pair<ResourceId, std::string>> active_;  // configuration and folded region
  std::set<ResourceId> named_;
};

/// "Japan East" as "japaneast".
std::string folded_region(std::string_view location);

}  // namespace hairpin::import
