#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/resource_id.hpp"
#include "base/value.hpp"
#include "import/circuit_routes.hpp"
#include "import/import_log.hpp"
#include "import/pages.hpp"
#include "import/resource_table.hpp"

namespace hairpin::import {

/// What the readers of all inputs fill together.
struct ImportState {
  SourceMap& sources;
  ResourceIds& ids;
  ValueArena& arena;
  ImportLog& log;
  ResourceTable resources;
  PageLedger pages;
  std::vector<CircuitRoutes> circuit_routes;
  std::size_t rows = 0;                // resources seen, whether read or passed over
  std::vector<std::uint64_t> row_ids;  // `folded_hash` of the id of each row that has one
  /// Types that are not read, by folded name: all of them, so that "what was found instead" can
  /// be said.
  std::map<std::string, std::size_t, std::less<>> passed_over;

  ImportState(SourceMap& map, ResourceIds& known_ids, ValueArena& values, ImportLog& problems)
      : sources(map),
        ids(known_ids),
        arena(values),
        log(problems),
        resources(known_ids, values, problems) {}
};

}  // namespace hairpin::import
