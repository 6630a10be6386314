#include "import/template_import.hpp"

#include <algorithm>
#include <filesystem>

#include "base/text.hpp"
#include "import/template_rows.hpp"

namespace hairpin::import {
namespace {

namespace fs = std::filesystem;
using Kind = Diagnostic::Kind;

std::string canonical(const std::string& path) {
  std::error_code failed;
  const fs::path whole = fs::canonical(path, failed);
  return failed ? path : whole.string();
}

/// Whether the name is one that tools give a parameter file of the template: X.parameters.json,
/// X.parameters-prod.json, X.prod.parameters.json, X.parameters.prod.json, in any case.
bool is_usual_name(const fs::path& parameters, const fs::path& of_template) {
  if (parameters.parent_path() != of_template.parent_path()) return false;
  const std::string name = fold_ascii(parameters.filename().string());
  const std::string stem = fold_ascii(of_template.stem().string());
  return name.starts_with(stem + ".") && name.find(".param") != name.npos;
}

/// Parameter files beside the template, in the order of their names.
std::vector<std::string> parameters_beside(const std::string& path) {
  std::vector<std::string> found;
  if (path == "-") return found;
  const fs::path of_template(path);
  const fs::path folder = of_template.has_parent_path() ? of_template.parent_path() : ".";
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(folder, failed)) {
    const fs::path beside = of_template.parent_path() / entry.path().filename();
    const std::string extension = fold_ascii(beside.extension().string());
    const bool json = extension == ".json" || extension == ".jsonc";
    if (json && is_usual_name(beside, of_template)) found.push_back(beside.string());
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

void TemplateImport::add_template(FileIndex file, std::string path, bool named) {
  templates_.push_back({file, std::move(path), named});
}

void TemplateImport::add_parameter_file(FileIndex file, std::string path) {
  parameter_files_.push_back({file, std::move(path), false});
}

/// Those among the inputs whose name fits; else, for the only template, all of them.
std::vector<const TemplateImport::Input*> TemplateImport::fitting_parameters(
    const Input& input) const {
  std::vector<const Input*> fitting;
  for (const Input& file : parameter_files_) {
    if (is_usual_name(file.path, input.path)) fitting.push_back(&file);
  }
  if (fitting.empty() && templates_.size() == 1) {
    for (const Input& file : parameter_files_) fitting.push_back(&file);
  }
  return fitting;
}

/// Without --params a parameter file that fits is taken, if it is the only one: several of them
/// stand for several deployments, and none is more right than the others.
void TemplateImport::choose_parameters(const Input& input, arm::ExpandRequest& request,
                                       ImportState& state) const {
  if (!request.parameter_files.empty()) return;
  std::vector<std::string> names;
  const std::vector<const Input*> given = fitting_parameters(input);
  for (const Input* const file : given) names.push_back(file->path);
  if (given.empty()) names = parameters_beside(input.path);
  if (names.size() > 1) {
    for (std::string& name : names) name = printable(name);
    return state.log.add(
        Kind::conflict, SourceSpan{input.file, 1, 0},
        cat({"several parameter files fit the template, and none is used: ", list_words(names)}),
        "choose one with --params");
  }
  if (names.empty()) return;
  if (!given.empty()) {
    request.parameter_files.push_back({given[0]->file, state.sources.text(given[0]->file)});
  } else if (const auto file = add_file(state.sources, names[0])) {
    request.parameter_files.push_back({*file, state.sources.text(*file)});
  }
}

TemplateImport::Expanded TemplateImport::expand(const Input& input, ImportState& state) const {
  Expanded expanded;
  auto request = template_request(state.sources, input.file, input.path, options_);
  if (!request) {
    state.log.add(request.error().kind, request.error().where, request.error().statement,
                  request.error().hint);
    return expanded;
  }
  choose_parameters(input, *request, state);
  // Nobody said that two templates are deployed to one place.
  const auto number = static_cast<std::size_t>(&input - templates_.data()) + 1;
  if (number > 1) request->surroundings.mark = "-" + std::to_string(number);
  const auto open = request->linked;
  const fs::path folder = fs::path(input.path).parent_path();
  request->linked = [&](std::string_view path) {
    expanded.linked.insert(canonical((folder / path).string()));
    return open(path);
  };
  expanded.expansion = arm::expand(*request, state.arena);
  return expanded;
}

void TemplateImport::expand(ImportState& state, bool alone) {
  alone = alone && templates_.size() == 1;
  std::vector<Expanded> all;
  std::set<std::string> linked;
  for (const Input& input : templates_) {
    all.push_back(expand(input, state));
    linked.insert(all.back().linked.begin(), all.back().linked.end());
  }
  for (std::size_t i = 0; i < templates_.size(); ++i) {
    // A template that another one links to is a part of that, with the parameters it gets there.
    const bool part = !templates_[i].named && linked.contains(canonical(templates_[i].path));
    if (!part) absorb(all[i].expansion, alone, state);
  }
}

void TemplateImport::absorb(const arm::Expansion& expansion, bool alone, ImportState& state) {
  for (const Diagnostic& entry : expansion.diagnostics) {
    state.log.add(entry.kind, entry.where, entry.statement, entry.hint);
  }
  TemplateRows rows(expansion, state.ids, alone, state.arena, state.log);
  state.absorb(rows.take());
  for (const arm::OpenQuestion& question : expansion.questions) {
    // Errors are entries of their own.
    if (arm::is_error(question.reason) || !rows.questions().contains(question.statement)) continue;
    state.log.add(Kind::unknown_value, question.where, std::string(question.statement),
                  std::string(question.hint));
    state.log.explain(question.statement);
  }
}

}  // namespace hairpin::import
