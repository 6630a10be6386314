#include "cli/pipeline.hpp"

#include <algorithm>
#include <cstdlib>
#include <initializer_list>
#include <string>
#include <string_view>

#include "base/text.hpp"

namespace hairpin::cli {
namespace {

/// The first of the variables that is set and not empty.
std::string variable(std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const char* value = std::getenv(name);
    if (value != nullptr && *value != '\0') return value;
  }
  return {};
}

bool is_positive_number(std::string_view text) {
  return !text.empty() && text.size() < 10 && text.front() != '0' &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// 8-4-4-4-12 hexadecimal digits that are not all zeros.
bool is_guid(std::string_view text) {
  if (text.size() != 36) return false;
  bool all_zeros = true;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    const char c = fold_ascii(text[i]);
    const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    if (dash ? c != '-' : !hex) return false;
    all_zeros = all_zeros && (dash || c == '0');
  }
  return !all_zeros;
}

/// "contoso" of https://dev.azure.com/contoso/ and of https://contoso.visualstudio.com/.
std::string organization_of(std::string_view uri) {
  const std::size_t scheme = uri.find("://");
  if (scheme == uri.npos) return {};
  uri.remove_prefix(scheme + 3);
  const std::string_view host = uri.substr(0, uri.find('/'));
  if (host.ends_with(".visualstudio.com")) return std::string(host.substr(0, host.find('.')));
  std::string_view path = uri.substr(std::min(host.size() + 1, uri.size()));
  return std::string(path.substr(0, path.find('/')));
}

}  // namespace

report::sarif::Pipeline pipeline_of_environment() {
  report::sarif::Pipeline pipeline;
  const auto take = [](std::string& target, std::string value, bool fits) {
    if (fits) target = std::move(value);
  };
  const auto take_text = [&](std::string& target, std::string value) {
    const bool fits = !value.empty();
    take(target, std::move(value), fits);
  };
  const auto take_number = [&](std::string& target, std::string value) {
    const bool fits = is_positive_number(value);
    take(target, std::move(value), fits);
  };
  take_text(pipeline.organization, organization_of(variable({"SYSTEM_COLLECTIONURI"})));
  take_text(pipeline.project, variable({"SYSTEM_TEAMPROJECTID", "SYSTEM_TEAMPROJECT"}));
  take_number(pipeline.definition_id, variable({"BUILD_DEFINITIONID", "SYSTEM_DEFINITIONID"}));
  take_text(pipeline.definition_name, variable({"BUILD_DEFINITIONNAME"}));
  const std::string phase = variable({"SYSTEM_PHASEID", "SYSTEM_JOBID"});
  take(pipeline.phase_id, phase, is_guid(phase));
  take_text(pipeline.phase_name, variable({"SYSTEM_PHASENAME", "SYSTEM_JOBNAME"}));
  take_text(pipeline.branch, variable({"BUILD_SOURCEBRANCH"}));
  take_number(pipeline.build_id, variable({"BUILD_BUILDID"}));
  return pipeline;
}

}  // namespace hairpin::cli
