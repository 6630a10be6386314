#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "import/import_log.hpp"

namespace hairpin::import {

/// The bytes of one input, and what keeps them alive.
struct InputBytes {
  std::string_view bytes;
  std::shared_ptr<const void> owner;
};

/// A file to read. `folder` is the position of the folder argument it was found in, or -1 where
/// the user named the file.
struct InputPath {
  std::string path;
  int folder = -1;
};

/// Files, folders (searched for *.json and *.scn, in the order of their names), globs (as
/// `glob_paths` reads them), and "-" spelled out as files. What names nothing, and folders
/// that cannot be read, are logged as unusable.
std::vector<InputPath> find_inputs(std::span<const std::string> arguments, ImportLog& log);

/// Maps a large file, reads a small one or a pipe; "-" is standard input. Why not, else.
Result<InputBytes, std::string> open_input(const std::string& path);

}  // namespace hairpin::import
