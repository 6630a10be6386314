#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/source_map.hpp"
#include "base/value.hpp"
#include "template/unknown.hpp"
#include "template/workspace.hpp"

namespace hairpin::arm {

/// A file whose text is in the source map: UTF-8 without byte order mark.
struct TemplateFile {
  FileIndex file;
  std::string_view text;
};

/// `NAME=VALUE` of a command line.
struct ParameterText {
  std::string name;
  std::string value;
};

/// Where a template is deployed to, as far as somebody said. What is empty is not known.
struct Surroundings {
  std::string subscription;
  std::string tenant;
  std::string resource_group;
  std::string management_group;
  std::string location;
  /// Tells what is not known of one run apart from what is not known of another: "-2".
  std::string mark;
  std::string deployment = "main";  // the name of the deployment: that of the file, usually
};

/// What to expand.
struct ExpandRequest {
  TemplateFile main;
  std::vector<TemplateFile> parameter_files;  // later ones override earlier ones
  std::vector<ParameterText> parameters;      // and these override all files
  Surroundings surroundings;
  /// Opens a linked template by its path relative to the folder of the main one
  /// ("nested/vnet.json", never outside of that folder). May be empty: then there is none.
  std::function<std::optional<TemplateFile>(std::string_view path)> linked;
  Limits limits = {};
};

/// One resource that the deployment makes.
struct ExpandedResource {
  std::string_view id;    // whole; what is not known in it stands in braces: "{vnetName}"
  std::string_view type;  // as written: "Microsoft.Network/virtualNetworks/subnets"
  std::string_view name;  // "vnet/subnet"
  /// As ARM has it: id, name, type, location, tags, properties, ... each at the place that wrote
  /// it. What is not known is an unknown value whose text is the statement of a cause.
  Value body;
  SourceSpan where;  // the declaration
  /// Why it is not known whether the resource is there at all, or how many of it; empty if it is.
  std::string_view presence;
  std::string_view symbol;  // its symbolic name; may be empty
};

/// Something that is not known, and what settles it.
struct OpenQuestion {
  Reason reason;
  SourceSpan where;
  std::string_view statement;
  std::string_view hint;
  std::size_t uses = 0;  // values of resources that depend on it
};

struct Expansion {
  std::vector<ExpandedResource> resources;  // in the order of the template
  std::vector<OpenQuestion> questions;      // those that any resource depends on, in that order
  std::vector<std::string_view> missing_parameters;
  Diagnostics diagnostics;  // `unusable`: there is nothing; else resources lack what is wrong
  std::size_t skipped_extensible = 0;  // resources of other providers than Azure

  bool is_usable() const;
};

/// Whether the text is a template, told by its `$schema`. Reads no more than needed.
bool mentions_template(std::string_view text);

/// The resources that a template deploys, without asking Azure for anything. Never fails as a
/// whole because of one value. Bounded in time and memory by `limits`, whatever the template says.
/// What is returned views `arena` and the files.
Expansion expand(const ExpandRequest& request, ValueArena& arena);

}  // namespace hairpin::arm
