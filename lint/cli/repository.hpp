#pragma once

#include <string>
#include <vector>

#include "base/source_map.hpp"

namespace hairpin::cli {

/// The folder that paths in a code review start from: the nearest one at or above the working
/// directory that git keeps its records in, else the working directory. Absolute, without links.
std::string repository_root();

/// The inputs in the same form, by file; "" for standard input.
std::vector<std::string> absolute_paths(const SourceMap& sources);

}  // namespace hairpin::cli
