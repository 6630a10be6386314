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

}  // namespace

std::string artifact_uri(std::string_view name, std::string_view working_directory) {
  namespace fs = std::filesystem;
  if (name == "<stdin>") return "stdin";
  const fs::path base = fs::path(working_directory).lexically_normal();
  const fs::path path = (base / fs::path(name)).lexically_normal();
  const fs::path relative = path.lexically_relative(base);
  if (!relative.empty() && *relative.begin() != "..") {
    return percent_encoded(relative.generic_string());
  }
  // The parts of `name` without the steps upwards: the same on every machine.
  fs::path below = "outside";
  for (const fs::path& part : fs::path(name).lexically_normal().relative_path()) {
    if (part != "..") below /= part;
  }
  return percent_encoded(below.generic_string());
}

}  // namespace hairpin::report::sarif
