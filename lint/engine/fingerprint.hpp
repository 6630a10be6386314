#pragma once

#include <string>

#include "base/resource_id.hpp"
#include "engine/finding.hpp"

namespace hairpin::engine {

/// What makes a finding the same one in two runs, as 32 hexadecimal digits: its rule, the resource
/// and property it stands at, and the ids in `identity`, whose order does not matter. Ids count
/// without case. [0.5] Lines, messages, levels and counts are left out: a baseline survives
/// reformatting and growth.
std::string fingerprint(const Finding& finding, const ResourceIds& ids);

}  // namespace hairpin::engine
