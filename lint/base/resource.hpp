#pragma once

#include <string_view>

#include "base/resource_id.hpp"
#include "base/value.hpp"

namespace hairpin {

/// One Azure resource (or separately given child resource) as an input has it, whatever the input's
/// shape was. `properties` is the merged object that `Value` describes.
struct Resource {
  ResourceId id;
  std::string_view type;      // folded, e.g. "microsoft.network/virtualnetworks"
  std::string_view name;      // last part of the id, as the input spells it
  std::string_view location;  // as spelled; empty if absent
  std::string_view tenant;    // tenantId; empty if absent
  Value properties;           // an object, or absent
  Value tags;
  Value sku;
  Value kind;
  SourceSpan where;           // the id, or what comes nearest to it
};

}  // namespace hairpin
