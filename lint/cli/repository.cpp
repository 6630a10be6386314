#include "cli/repository.hpp"

#include <filesystem>
#include <system_error>

namespace hairpin::cli {

namespace fs = std::filesystem;

std::string repository_root() {
  std::error_code error;
  const fs::path here = fs::current_path(error);
  for (fs::path folder = here; !folder.empty(); folder = folder.parent_path()) {
    // A folder, or, in a work tree or a submodule, a file.
    if (fs::exists(folder / ".git", error)) return folder.string();
    if (folder == folder.root_path()) break;
  }
  return here.string();
}

std::vector<std::string> absolute_paths(const SourceMap& sources) {
  std::vector<std::string> paths;
  for (std::size_t file = 0; file < sources.size(); ++file) {
    const std::string_view name = sources.name(FileIndex(file));
    std::error_code error;
    const fs::path path = fs::weakly_canonical(fs::absolute(fs::path(name), error), error);
    paths.push_back(name == "<stdin>" ? std::string() : path.string());
  }
  return paths;
}

}  // namespace hairpin::cli
