#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/value.hpp"
#include "template/expand.hpp"

// Any bytes as a template, and cut in two as a template and its parameter file: no crash, no hang,
// and every place that is told lies inside of a file.
namespace {

void expand_and_show(std::string_view main, std::string_view parameters) {
  using namespace hairpin;
  arm::ExpandRequest request;
  request.main = {FileIndex(std::size_t{0}), main};
  if (!parameters.empty()) {
    request.parameter_files.push_back({FileIndex(std::size_t{1}), parameters});
  }
  request.limits.steps = 200'000;
  request.limits.bytes = std::size_t{16} << 20;
  ValueArena values;
  const arm::Expansion expansion = arm::expand(request, values);
  for (const Diagnostic& problem : expansion.diagnostics) {
    if (problem.statement.empty()) std::abort();
    if (!problem.where) continue;
    const std::size_t size =
        problem.where.file == FileIndex(std::size_t{0}) ? main.size() : parameters.size();
    if (problem.where.offset > size) std::abort();
  }
  for (const arm::ExpandedResource& resource : expansion.resources) {
    if (to_json(resource.body).empty()) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  expand_and_show(bytes, {});
  expand_and_show(bytes.substr(0, size / 2), bytes.substr(size / 2));
  return 0;
}
