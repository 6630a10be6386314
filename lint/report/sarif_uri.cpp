#include <algorithm>
#include <filesystem>

#include "report/sarif.hpp"

namespace hairpin::report::sarif {
namespace {

bool stays_as_it_is(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-._~/").find(c) != std::string_view::npos;
}

std::string percent_encoded(std::string_view path) {
  static constexpr char digits[] = "0123456789ABCDEF";
  std::string text;
  for (const char c : path) {
    if (stays_as_it_is(c)) {
      text += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    text += {'%', digits[byte >> 4], digits[byte & 0xf]};
  }
  return text;
}

/// The path below the root; empty if it is not there.
std::string below(const std::string& root, const std::string& path) {
  namespace fs = std::filesystem;
  const fs::path relative =
      fs::path(path).lexically_normal().lexically_relative(fs::path(root).lexically_normal());
  return relative.empty() || *relative.begin() == ".." ? std::string() : relative.generic_string();
}

}  // namespace

ArtifactUris artifact_uris(std::span<const std::string> paths, const std::string& root) {
  ArtifactUris result;
  result.absolute = std::any_of(paths.begin(), paths.end(), [&](const std::string& path) {
    return !path.empty() && below(root, path).empty();
  });
  for (const std::string& path : paths) {
    if (result.absolute) {
      result.uris.push_back("file://" + percent_encoded(path.empty() ? "/dev/stdin" : path));
    } else {
      result.uris.push_back(path.empty() ? "stdin" : percent_encoded(below(root, path)));
    }
  }
  return result;
}

std::string folder_uri(const std::string& path) {
  return "file://" + percent_encoded(path) + (path.ends_with('/') ? "" : "/");
}

}  // namespace hairpin::report::sarif
