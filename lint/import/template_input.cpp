#include "import/template_input.hpp"

#include <algorithm>
#include <filesystem>
#include <memory>

#include "base/json_text.hpp"
#include "base/text.hpp"
#include "import/input_files.hpp"

namespace hairpin::import {
namespace {

namespace fs = std::filesystem;

bool is_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    const char folded = fold_ascii(c);
    return (folded >= 'a' && folded <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

bool is_file(const std::string& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

Diagnostic unusable(std::string statement, std::string hint) {
  return {Diagnostic::Kind::unusable, {}, std::move(statement), std::move(hint)};
}

/// NAME=VALUE, or NAME=@FILE for the content of a file.
Result<arm::ParameterText> read_text(SourceMap& sources, const std::string& text) {
  const std::size_t sign = text.find('=');
  arm::ParameterText given{text.substr(0, sign), text.substr(sign + 1)};
  if (!given.value.starts_with('@')) return given;
  const auto file = add_file(sources, given.value.substr(1));
  if (!file) {
    return unusable(cat({printable(given.value.substr(1)), ": ", file.error()}),
                    cat({"it is given as the value of ", given.name}));
  }
  given.value = std::string(sources.text(*file));
  return given;
}

}  // namespace

bool is_parameter_text(const std::string& text) {
  const std::size_t sign = text.find('=');
  return sign != text.npos && is_name(std::string_view(text).substr(0, sign)) && !is_file(text);
}

Result<FileIndex, std::string> add_file(SourceMap& sources, const std::string& path) {
  auto opened = open_input(path);
  if (!opened) return opened.error();
  Decoded decoded = decode_file(opened->bytes);
  if (!decoded.text) {
    return sources.add(path, opened->bytes.substr(decoded.skip), std::move(opened->owner));
  }
  auto converted = std::make_shared<const std::string>(std::move(*decoded.text));
  const std::string_view text = *converted;
  return sources.add(path, text, std::move(converted));
}

Result<arm::ExpandRequest> template_request(SourceMap& sources, FileIndex main,
                                            const std::string& path,
                                            const TemplateOptions& options) {
  arm::ExpandRequest request;
  request.main = {main, sources.text(main)};
  request.surroundings = options.surroundings;
  if (path != "-") request.surroundings.deployment = fs::path(path).stem().string();
  for (const std::string& given : options.parameters) {
    if (is_parameter_text(given)) {
      auto text = read_text(sources, given);
      if (!text) return text.error();
      request.parameters.push_back(std::move(*text));
      continue;
    }
    const auto file = add_file(sources, given.starts_with('@') ? given.substr(1) : given);
    if (!file) {
      return unusable(cat({printable(given), ": ", file.error()}),
                      "--params takes a parameter file, or NAME=VALUE");
    }
    request.parameter_files.push_back({*file, sources.text(*file)});
  }
  const fs::path folder = path == "-" ? fs::path() : fs::path(path).parent_path();
  request.linked = [&sources,
                    folder](std::string_view relative) -> std::optional<arm::TemplateFile> {
    const fs::path linked = folder / relative;
    std::error_code failed;
    // A symbolic link must not lead out of the folder either.
    const fs::path whole = fs::canonical(linked, failed);
    if (failed) return std::nullopt;
    const fs::path root = fs::canonical(folder.empty() ? fs::path(".") : folder, failed);
    if (failed || !is_file(linked.string())) return std::nullopt;
    const auto [end, ignored] = std::mismatch(root.begin(), root.end(), whole.begin(), whole.end());
    if (end != root.end()) return std::nullopt;
    const auto file = add_file(sources, linked.string());
    if (!file) return std::nullopt;
    return arm::TemplateFile{*file, sources.text(*file)};
  };
  return request;
}

}  // namespace hairpin::import
