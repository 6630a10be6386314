#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/resource_id.hpp"
#include "base/text.hpp"
#include "base/value.hpp"
#include "import/circuit_routes.hpp"
#include "import/id_hash.hpp"
#include "import/import_log.hpp"
#include "import/pages.hpp"
#include "import/resource_change.hpp"
#include "import/resource_table.hpp"
#include "import/rows.hpp"

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
  std::vector<ResourceChange> changes;  // to be laid over the resources when all are read
  std::size_t rows = 0;                 // resources seen, whether read or passed over
  std::vector<std::uint64_t> row_ids;   // `folded_hash` of the id of each row that has one
  /// Types that are not read, by folded name: all of them, so that "what was found instead" can
  /// be said.
  std::map<std::string, std::size_t, std::less<>> passed_over;

  ImportState(SourceMap& map, ResourceIds& known_ids, ValueArena& values, ImportLog& problems)
      : sources(map),
        ids(known_ids),
        arena(values),
        log(problems),
        resources(known_ids, values, problems) {}

  /// Takes what another state has, but for its resources and changes, behind what was added before.
  void append(ImportState& other) {
    rows += other.rows;
    row_ids.insert(row_ids.end(), other.row_ids.begin(), other.row_ids.end());
    for (const auto& [name, count] : other.passed_over) passed_over[name] += count;
    for (const Value& status : other.resources.deployment_statuses()) {
      resources.add_deployment_status(status);
    }
    for (CircuitRoutes& routes : other.circuit_routes) {
      circuit_routes.push_back(std::move(routes));
    }
  }

  /// Adds what an input states to become of resources.
  void absorb(std::vector<ResourceChange>&& stated) {
    for (ResourceChange& change : stated) {
      const ResourceRole role = resource_type(change.stated.type).role;
      ++rows;
      row_ids.push_back(folded_hash(change.id));
      if (role >= ResourceRole::not_analysed) ++passed_over[fold_ascii(change.stated.type)];
      changes.push_back(std::move(change));
    }
  }

  /// Adds what stands behind all that was added before.
  void absorb(Rows&& added) {
    for (Row& row : added.resources) {
      row.resource.id = ids.intern(row.id);
      row.resource.name = ids.name(row.resource.id);
      resources.add(row.resource);
    }
    resources.add_interfaces(std::move(added.interfaces));
    rows += added.count;
    row_ids.insert(row_ids.end(), added.id_hashes.begin(), added.id_hashes.end());
    for (const auto& [name, count] : added.passed_over) passed_over[name] += count;
  }
};

}  // namespace hairpin::import
