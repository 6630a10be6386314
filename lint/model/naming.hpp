#pragma once

#include <string_view>

#include "base/text.hpp"
#include "model/identity.hpp"

namespace hairpin::model {

/// Whether people call the resource so: by the name that messages have for it, which is its address
/// where Terraform made it, or by its name in Azure. Case does not count.
inline bool is_called(const Identity& resource, std::string_view name, const ResourceIds& ids) {
  return equal_folded(resource.name, name) || equal_folded(ids.name(resource.id), name);
}

}  // namespace hairpin::model
