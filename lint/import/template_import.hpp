#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "import/import_state.hpp"
#include "import/template_input.hpp"

namespace hairpin::import {

/// The templates and parameter files among the inputs of a run. They are gathered while the inputs
/// are read, and expanded at the end: which parameter file belongs to which template, and which
/// template is a part of another one, shows only then.
class TemplateImport {
 public:
  explicit TemplateImport(const TemplateOptions& options) : options_(options) {}

  /// `named`: the user named the file, rather than a folder that holds it.
  void add_template(FileIndex file, std::string path, bool named);
  void add_parameter_file(FileIndex file, std::string path);
  bool empty() const { return templates_.empty() && parameter_files_.empty(); }

  /// Adds the resources of all templates to the state. `alone`: no other input gave any.
  void expand(ImportState& state, bool alone);

 private:
  struct Input {
    FileIndex file;
    std::string path;
    bool named = false;
  };
  struct Expanded {
    arm::Expansion expansion;
    std::set<std::string> linked;  // canonical paths
  };

  Expanded expand(const Input& input, ImportState& state) const;
  void choose_parameters(const Input& input, arm::ExpandRequest& request, ImportState& state) const;
  std::vector<const Input*> fitting_parameters(const Input& input) const;
  static void absorb(const arm::Expansion& expansion, bool alone, ImportState& state);

  const TemplateOptions& options_;
  std::vector<Input> templates_, parameter_files_;
};

}  // namespace hairpin::import
