#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/resource_id.hpp"
#include "base/source_map.hpp"

namespace hairpin::model {

/// One property of one resource, and what it is: the atom of every proof ("because") and of every
/// refusal ("guard"). `value` is JSON text; "null" for a property that is not there.
struct ConfigFact {
  ResourceId resource;
  std::string_view property;  // a literal, in ARM's nested form: "properties.allowRemoteVnetTraffic"
  std::string value;
  SourceSpan where;
  std::string_view fact;  // number of the Azure fact that makes it matter: "4.10"

  bool operator==(const ConfigFact&) const = default;
};

/// Something that the input does not hold and a verdict depends on.
struct Missing {
  ResourceId resource;  // none if no single resource is meant
  std::string what;     // "allowRemoteVnetTraffic of gateway ergw-hub001 is not stated"
  std::string remedy;   // how to export it, or which assumption settles it
  SourceSpan where;
  std::string_view fact;

  bool operator==(const Missing&) const = default;
};

}  // namespace hairpin::model
