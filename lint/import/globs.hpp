#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hairpin::import {

bool has_glob(std::string_view argument);

/// What a pattern names, in the order of the names, each path once: `*`, `?` and `[...]` match
/// within one folder, `**` as a whole part of the path matches any number of folders, none
/// included. Links to folders are not followed by `**`. A pattern with `**` names files only, since
/// a folder would bring each of its files a second time; others name folders too.
std::vector<std::string> glob_paths(const std::string& pattern);

}  // namespace hairpin::import
