#pragma once

#include "base/prefix_set.hpp"

namespace hairpin {

/// Addresses of the public Internet: neither private nor reserved for special use. [10.14]
const PrefixSet& public_addresses();

}  // namespace hairpin
