#include "import/globs.hpp"

#include <glob.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <system_error>
#include <utility>

namespace hairpin::import {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view any_folders = "**";

std::vector<std::string> matches_of(const std::string& pattern) {
  glob_t found{};
  std::vector<std::string> paths;
  if (glob(pattern.c_str(), 0, nullptr, &found) == 0) {
    paths.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  }
  globfree(&found);
  return paths;
}

/// A name that a pattern found, to be part of another pattern.
std::string escaped(const std::string& path) {
  std::string text;
  for (const char c : path) {
    if (std::string_view("*?[]\\").find(c) != std::string_view::npos) text += '\\';
    text += c;
  }
  return text;
}

/// Where a part of the path that is `**` begins; npos if there is none.
std::size_t find_any_folders(std::string_view pattern) {
  for (std::size_t at = pattern.find(any_folders); at != pattern.npos;
       at = pattern.find(any_folders, at + 1)) {
    const std::size_t end = at + any_folders.size();
    const bool starts = at == 0 || pattern[at - 1] == '/';
    if (starts && (end == pattern.size() || pattern[end] == '/')) return at;
  }
  return pattern.npos;
}

void append_matches(const std::string& pattern, GlobMatches& found) {
  const std::size_t at = find_any_folders(pattern);
  if (at == pattern.npos) {
    const std::vector<std::string> matches = matches_of(pattern);
    found.paths.insert(found.paths.end(), matches.begin(), matches.end());
    return;
  }
  const std::size_t end = std::min(at + any_folders.size() + 1, pattern.size());
  const std::string rest = end == pattern.size() ? "*" : pattern.substr(end);
  const std::string before = pattern.substr(0, at);
  for (const std::string& start :
       before.empty() ? std::vector<std::string>{"."} : matches_of(before)) {
    FolderTree tree = list_tree(start);
    std::move(tree.unreadable.begin(), tree.unreadable.end(), std::back_inserter(found.unreadable));
    for (const std::string& folder : tree.folders) {
      const bool is_separated = folder.ends_with('/');
      append_matches(escaped(folder) + (is_separated ? "" : "/") + rest, found);
    }
  }
}

}  // namespace

bool has_glob(std::string_view argument) { return argument.find_first_of("*?[") != argument.npos; }

GlobMatches glob_paths(const std::string& pattern) {
  GlobMatches found;
  append_matches(pattern, found);
  std::vector<std::string>& paths = found.paths;
  if (find_any_folders(pattern) != pattern.npos) {
    std::erase_if(paths, [](const std::string& path) {
      std::error_code error;
      return fs::is_directory(path, error);
    });
    for (std::string& path : paths) {
      // What was found from the working directory on is called as if it had been named.
      if (path.starts_with("./") && !pattern.starts_with("./")) path.erase(0, 2);
    }
  }
  std::sort(paths.begin(), paths.end());
  paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
  return found;
}

}  // namespace hairpin::import
