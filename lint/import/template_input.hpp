#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/source_map.hpp"
#include "template/expand.hpp"

namespace hairpin::import {

/// What the command line says about the templates among the inputs.
struct TemplateOptions {
  std::vector<std::string> parameters;  // FILE or NAME=VALUE, as they were given
  arm::Surroundings surroundings;
};

/// Whether the text is `NAME=VALUE` rather than the name of a file.
bool is_parameter_text(const std::string& text);

/// Reads a file as UTF-8 text into the map. The error says why not, without the name.
Result<FileIndex, std::string> add_file(SourceMap& sources, const std::string& path);

/// All that is needed to expand a template that is in the map already: the parameter files and
/// values of the options, and linked templates from the folder of `path`, read when they are asked
/// for. The request views `sources`.
Result<arm::ExpandRequest> template_request(SourceMap& sources, FileIndex main,
                                            const std::string& path,
                                            const TemplateOptions& options);

}  // namespace hairpin::import
