#pragma once

#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "import/certainty.hpp"
#include "import/deployments.hpp"
#include "import/network_groups.hpp"

namespace hairpin::import {

/// Why it is not certain that a rule is in force. In this order the first tells most.
enum class AdminDoubt : std::uint8_t {
  none,
  deployment,  // the input does not tell where its configuration is deployed
  membership,  // ... nor which VNets are in the group that it is for
  content,     // ... nor what was deployed: the rule may have been edited since
  services,    // ... nor whether the VNet holds services that keep such rules away
  order,       // another rule of another effect stands at the same place
};

/// A rule that is in force on a VNet, surely or perhaps. `rule` null: one of which nothing is
/// known.
struct AdminChoice {
  const Resource* rule = nullptr;
  ResourceId configuration;
  AdminDoubt doubt = AdminDoubt::none;
  auto operator<=>(const AdminChoice&) const = default;
};

/// The security admin configurations of an input, and what of them is in force where. [10.17-10.19]
class AdminConfigurations {
 public:
  AdminConfigurations(const ResourceTable& resources, ResourceIds& ids, ImportLog& log);

  bool empty() const { return configurations_.empty(); }

  /// Whether what keeps admin rules away is on a VNet, and then what of them counts there.
  enum class Exemption : std::uint8_t { unknown, all_rules, only_allow, no_rules };

  /// What one configuration puts into force on a VNet.
  struct Stage {
    ResourceId configuration;
    /// The height of its manager's scope, the highest first; nothing if the input does not tell.
    std::optional<int> rank;
    Exemption exemption = Exemption::unknown;
    std::vector<AdminChoice> choices;
  };
  /// In the order of ranks, then ids.
  std::vector<Stage> stages(const model::Vnet& vnet) const;

 private:
  struct RuleRow {
    const Resource* resource = nullptr;
    ResourceId rule, collection;
    bool is_copy = false;                    // of what was deployed
    std::optional<std::string_view> region;  // of a list of rules in force; empty: not told
  };
  struct Configuration {
    ResourceId id, manager;
    const Resource* edited = nullptr;
    std::vector<const Resource*> copies;
    std::vector<RuleRow> rules;
  };
  struct Collection {
    const Resource* edited = nullptr;
    std::vector<const Resource*> copies;
  };
  struct Candidate {
    const RuleRow* row = nullptr;  // null: its text is not in the input
    AdminDoubt doubt = AdminDoubt::none;
  };

  void read(const ResourceTable& resources);
  void read_rule(const Resource& resource);
  Configuration& configuration(ResourceId id);
  static void settle(std::map<ResourceId, Certainty>& collections);
  Stage stage(const Configuration& from, const model::Vnet& vnet,
              const Deployments::Answer& deployed) const;
  std::vector<Candidate> candidates(const Configuration& from, const model::Vnet& vnet,
                                    const Deployments::Answer& deployed) const;
  std::vector<Candidate> listed(const Configuration& from,
                                const std::vector<ResourceId>& rules) const;
  std::vector<Candidate> copied(const Configuration& from) const;
  Certainty applies(const RuleRow& row, const model::Vnet& vnet) const;
  Certainty applies(const Value& groups, const model::Vnet& vnet) const;
  Exemption exemption(const Configuration& from) const;

  ResourceIds& ids_;
  ImportLog& log_;
  NetworkGroups groups_;
  Deployments deployments_;
  std::map<std::string_view, Configuration> configurations_;  // by folded id
  std::map<ResourceId, Collection> collections_;
  std::map<ResourceId, int> ranks_;  // of managers
};

}  // namespace hairpin::import
