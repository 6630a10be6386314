#pragma once

#include <optional>
#include <vector>

#include "base/index.hpp"
#include "base/setting.hpp"
#include "model/config_fact.hpp"
#include "model/identity.hpp"

namespace hairpin::model {

using ConnectedGroupIndex = Index<struct ConnectedGroupTag>;

/// VNets that a network manager connects with each other without any peering: what one connectivity
/// configuration makes of one network group, in one region or in all of them. [10.21-10.23] The
/// identity is that of the configuration.
struct ConnectedGroup : Identity {
  struct Member {
    VnetIndex vnet;
    std::optional<ConfigFact> guard = {};  // it is in the group, and the configuration not in force
    std::optional<Missing> doubt = {};     // ... or nobody knows one of the two
  };
  ConfigFact because;  // what makes a group of them
  /// Deploying it takes away peerings that others made between its VNets. [10.24]
  Setting<bool> deletes_peerings;
  /// Members may not have the same addresses; unset: they may. [10.25]
  Setting<bool> disallows_overlap;
  std::vector<Member> members;
  std::optional<ConfigFact> guard;  // keeps the members apart, all of them
  std::optional<Missing> doubt;
};

}  // namespace hairpin::model
