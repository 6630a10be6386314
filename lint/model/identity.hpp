#pragma once

#include <string_view>

#include "base/index.hpp"
#include "base/resource_id.hpp"
#include "base/source_map.hpp"

/// What every part of the model names others by.
namespace hairpin::model {

using VnetIndex = Index<struct VnetTag>;
using SubnetIndex = Index<struct SubnetTag>;
using ForwarderIndex = Index<struct ForwarderTag>;
using SecurityGroupIndex = Index<struct SecurityGroupTag>;
using FirewallIndex = Index<struct FirewallTag>;
using RuleSetIndex = Index<struct RuleSetTag>;

/// What every modelled resource has. `in_input` is false for a resource that others only mention:
/// an opaque node, never ignored. [13.11] Then `where` is the place that mentions it.
struct Identity {
  ResourceId id;
  std::string_view name;
  SourceSpan where;
  bool in_input = true;
};

}  // namespace hairpin::model
