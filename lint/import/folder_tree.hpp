#pragma once

#include <string>
#include <vector>

namespace hairpin::import {

/// All that is below a folder, each list in the order of the names.
struct FolderTree {
  struct Unreadable {
    std::string path;
    std::string reason;  // as the system says it
  };
  std::vector<std::string> files;
  std::vector<std::string> folders;    // the folder itself and links to folders included
  std::vector<Unreadable> unreadable;  // folders whose contents are not in the lists
};

/// Links to folders are not followed, so that it always ends.
FolderTree list_tree(const std::string& folder);

}  // namespace hairpin::import
