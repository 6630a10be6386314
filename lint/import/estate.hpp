#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/resource_id.hpp"
#include "base/source_map.hpp"
#include "base/value.hpp"
#include "import/template_input.hpp"
#include "model/network.hpp"

namespace hairpin::import {

/// One input that was read, for the closing summary.
struct EstateInput {
  std::string name;
  std::string_view kind;  // "Resource Graph result", ...; empty if it could not be used
  std::size_t resources = 0;
};

/// A place where an input says what shall become of a resource.
struct ChangedPlace {
  ResourceId resource;
  SourceSpan where;
  bool removed = false;
};

/// The estate as it was before the change, where a snapshot was given.
struct FormerEstate {
  model::Network network;
  Diagnostics diagnostics;
};

/// Everything that the inputs of one run describe, and all that the network views. Movable; views
/// and indices stay valid.
struct Estate {
  SourceMap sources;
  ResourceIds ids;
  std::unique_ptr<ValueArena> arena = std::make_unique<ValueArena>();
  model::Network network;
  Diagnostics diagnostics;  // ordered by file and place
  std::vector<EstateInput> inputs;
  std::optional<FormerEstate> former;
  /// Of a run with a snapshot: what the inputs change, and the first file that is one of them.
  std::vector<ChangedPlace> changes;
  FileIndex first_change;

  /// Whether the place is in an input that changes a snapshot.
  bool is_change(SourceSpan where) const {
    return where && first_change && where.file >= first_change;
  }

  /// False if a diagnostic of kind `unusable` was recorded: exit status 2.
  bool usable() const;
};

struct ImportOptions {
  bool allow_empty = false;  // an estate without any VNet is fine
  /// What the inputs are laid over, as an incremental deployment is; empty: nothing.
  std::vector<std::string> snapshot = {};
  /// What "-" reads, instead of standard input.
  std::optional<std::string_view> standard_input;
  TemplateOptions templates;
};

/// Reads all inputs into one estate. `inputs`: files, folders (searched for *.json and *.scn),
/// globs, or "-" for standard input. Never fails as a whole: what cannot be used is a diagnostic,
/// and the rest is read all the same. Linear in the bytes; memory beyond the mapped files grows
/// with the resources that the model reads, not with the files.
Estate import_estate(std::span<const std::string> inputs, const ImportOptions& options = {});

/// An input that is in memory already.
struct InputText {
  std::string name;
  std::string_view bytes;
  std::shared_ptr<const void> owner = nullptr;  // of the bytes; null if they outlive the estate
};

/// The same for texts: for tests, and for other producers.
Estate import_texts(std::span<const InputText> inputs, const ImportOptions& options = {});
/// ... with a snapshot that is in memory, too.
Estate import_texts_over(std::span<const InputText> snapshot, std::span<const InputText> inputs,
                         const ImportOptions& options = {});

}  // namespace hairpin::import
