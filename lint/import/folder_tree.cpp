#include "import/folder_tree.hpp"

#include <algorithm>
#include <filesystem>

namespace hairpin::import {

namespace fs = std::filesystem;

FolderTree list_tree(const std::string& folder) {
  FolderTree tree;
  std::vector<std::string> pending = {folder};
  tree.folders.push_back(folder);
  while (!pending.empty()) {
    const std::string here = std::move(pending.back());
    pending.pop_back();
    std::error_code error;
    fs::directory_iterator entry(here, error);
    for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
      std::error_code unknown;  // a link to nothing is neither
      const std::string path = entry->path().string();
      if (entry->is_regular_file(unknown)) tree.files.push_back(path);
      if (!entry->is_directory(unknown)) continue;
      tree.folders.push_back(path);
      if (!entry->is_symlink(unknown)) pending.push_back(path);
    }
    if (error) tree.unreadable.push_back({here, error.message()});
  }
  std::sort(tree.files.begin(), tree.files.end());
  std::sort(tree.folders.begin(), tree.folders.end());
  std::sort(tree.unreadable.begin(), tree.unreadable.end(),
            [](const auto& a, const auto& b) { return a.path < b.path; });
  return tree;
}

}  // namespace hairpin::import
