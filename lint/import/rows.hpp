#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/resource.hpp"
#include "import/interface_table.hpp"

namespace hairpin::import {

/// A resource as it was read: its id is still a text, so that nothing is shared while it is read.
struct Row {
  std::string_view id;
  Resource resource;  // without id and name
};

/// The resources of a stretch of an input, in its order.
struct Rows {
  std::size_t count = 0;                 // seen, whether read or passed over
  std::vector<std::uint64_t> id_hashes;  // `folded_hash` of the id of each that has one
  std::vector<Row> resources;            // interfaces excepted
  InterfaceTable interfaces;
  /// Types that are not read, by folded name.
  std::map<std::string, std::size_t, std::less<>> passed_over;
};

}  // namespace hairpin::import
