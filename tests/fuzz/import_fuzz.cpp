#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string_view>

#include "import/estate.hpp"

// Any bytes as one input, and cut in two as two inputs: no crash, no hang, and whatever is said of
// them can be shown.
namespace {

void show(const hairpin::import::Estate& estate) {
  for (const hairpin::Diagnostic& problem : estate.diagnostics) {
    if (problem.statement.empty()) std::abort();
    if (!problem.where) continue;
    estate.sources.position(problem.where);
    estate.sources.snippet(problem.where);
  }
  for (const auto& vnet : estate.network.vnets) {
    if (vnet.where && vnet.in_input) estate.sources.text(vnet.where);
  }
}

/// As two inputs, and the second laid over the first.
void import_and_show(std::string_view first, std::string_view second) {
  using namespace hairpin::import;
  const InputText inputs[] = {{"a.json", first}, {"b.json", second}};
  const std::span<const InputText> all = inputs;
  ImportOptions options;
  options.allow_empty = true;
  show(import_texts(all, options));
  show(import_texts_over(all.first(1), all.subspan(1), options));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  import_and_show(bytes, "[]");
  import_and_show(bytes.substr(0, size / 2), bytes.substr(size / 2));
  return 0;
}
