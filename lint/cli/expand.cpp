#include <algorithm>
#include <vector>

#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/session.hpp"
#include "import/template_input.hpp"
#include "report/resources.hpp"

namespace hairpin::cli {
namespace {

using Kind = Diagnostic::Kind;

Severity severity_of(Kind kind) {
  if (kind == Kind::unusable || kind == Kind::bad_value) return Severity::error;
  return kind == Kind::incomplete ? Severity::warning : Severity::note;
}

/// What the words behind the template are: parameters, whether --params stands before them or not.
import::TemplateOptions template_options(const Options& options){
    import::TemplateOptions settings = options.templates;
settings.parameters.insert(settings.parameters.end(), options.inputs.begin() + 1,
                           options.inputs.end());
return settings;
}  // namespace

void print(const Console& console, const SourceMap& sources, const arm::Expansion& expansion) {
  for (const Diagnostic& one : expansion.diagnostics) {
    console.diagnostic(sources, one, severity_of(one.kind));
  }
  std::vector<std::string> missing;
  for (const std::string_view name : expansion.missing_parameters) {
    missing.push_back(printable(name));
  }
  if (missing.empty()) return;
  console.diagnostic(
      sources,
      {Kind::conflict,
       {},
       cat({count_of(missing.size(), "parameter"), " without a value: ", list_words(missing)}),
       "give --params NAME=VALUE, or a parameter file"},
      Severity::note);
}

}  // namespace hairpin::cli

ExitStatus expand(const Options& options, const Console& console) {
  const std::string& path = options.inputs.front();
  SourceMap sources;
  const auto file = import::add_file(sources, path);
  if (!file) {
    console.error(cat({printable(path), ": ", file.error()}));
    return ExitStatus::unusable;
  }
  const auto request = import::template_request(sources, *file, path, template_options(options));
  if (!request) {
    console.error(request.error().statement, request.error().hint);
    return ExitStatus::unusable;
  }
  ValueArena arena;
  const arm::Expansion expansion = arm::expand(*request, arena);
  print(console, sources, expansion);
  if (!expansion.is_usable()) return ExitStatus::unusable;

  std::vector<Value> resources;
  for (const arm::ExpandedResource& resource : expansion.resources) {
    resources.push_back(resource.body);
  }
  const auto failure = write_outputs(
      options, [&](Format, std::ostream& out, bool) { report::resources::write(out, resources); });
  const bool wrong = std::any_of(expansion.diagnostics.begin(), expansion.diagnostics.end(),
                                 [](const Diagnostic& one) { return one.kind == Kind::bad_value; });
  const bool open = options.strict && !expansion.questions.empty();
  return written(console, failure,
                 open    ? ExitStatus::incomplete
                 : wrong ? ExitStatus::findings
                         : ExitStatus::fine);
}

}  // namespace hairpin::cli
