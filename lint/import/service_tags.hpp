#pragma once

#include <string_view>

namespace hairpin::import {

/// Whether `text` is a service tag of Azure ("Storage", or with a region "Storage.WestEurope") that
/// stands for public addresses of the platform. Case does not count. [10.7]
bool is_service_tag(std::string_view text);

}  // namespace hairpin::import
