#include "import/globs.hpp"

#include <glob.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

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

/// The folder and all below it.
std::vector<std::string> folders_in(const std::string& folder) {
  std::vector<std::string> folders = {folder};
  std::error_code error;
  fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied,
                                         error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    std::error_code unreadable;
    if (entry->is_directory(unreadable)) {
      folders.push_back(entry->path().string());
      if (entry->is_symlink(unreadable)) entry.disable_recursion_pending();
    }
  }
  return folders;
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

void append_matches(const std::string& pattern, std::vector<std::string>& paths) {
  const std::size_t at = find_any_folders(pattern);
  if (at == pattern.npos) {
    const std::vector<std::string> matches = matches_of(pattern);
    paths.insert(paths.end(), matches.begin(), matches.end());
    return;
  }
  const std::size_t end = std::min(at + any_folders.size() + 1, pattern.size());
  const std::string rest = end == pattern.size() ? "*" : pattern.substr(end);
  const std::string before = pattern.substr(0, at);
  for (const std::string& start :
       before.empty() ? std::vector<std::string>{"."} : matches_of(before)) {
    for (const std::string& folder : folders_in(start)) {
      const bool is_separated = folder.ends_with('/');
      append_matches(escaped(folder) + (is_separated ? "" : "/") + rest, paths);
    }
  }
}

}  // namespace

bool has_glob(std::string_view argument) { return argument.find_first_of("*?[") != argument.npos; }

std::vector<std::string> glob_paths(const std::string& pattern) {
  std::vector<std::string> paths;
  append_matches(pattern, paths);
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
  return paths;
}

}  // namespace hairpin::import
