#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "import/folder_tree.hpp"

namespace hairpin::import {

struct GlobMatches {
  std::vector<std::string> paths;
  std::vector<FolderTree::Unreadable> unreadable;  // folders that `**` would have searched
};

bool has_glob(std::string_view argument);

/// What a pattern names, in the order of the names, each path once: `*`, `?` and `[...]` match
/// within one folder, `**` as a whole part of the path matches any number of folders, none
/// included. Links to folders are not followed by `**`. A pattern with `**` names files only, since
/// a folder would bring each of its files a second time; others name folders too.
GlobMatches glob_paths(const std::string& pattern);

}  // namespace hairpin::import
