#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/resource_id.hpp"
#include "base/source_map.hpp"
#include "model/config_fact.hpp"
#include "model/network.hpp"

namespace hairpin::report {

/// What every report of one run draws on, beside the answers themselves. Refers to the inputs and
/// the network, which must outlive it.
struct Run {
  std::string_view version;  // of hairpin
  const SourceMap& sources;
  const ResourceIds& ids;
  const model::Network& network;
  const Diagnostics& diagnostics;        // of the import
  std::vector<model::Missing> unknown;   // what routing asked for and the input lacks
  std::vector<std::string> assumptions;  // sentences that hold for every answer [13.13]
};

/// Why the analysis is incomplete, as phrases such as "3 unresolved references"; empty if nothing
/// that an answer may depend on is missing.
std::vector<std::string> gaps(const Run& run);

}  // namespace hairpin::report
