#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/value.hpp"
#include "template/expand.hpp"
#include "template/expression.hpp"

// Any bytes as one expression: parsed, and evaluated in a template with parameters that nobody
// gave. No crash, no hang, and every fault lies inside of the text.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hairpin;
  const std::string text = "[" + std::string(reinterpret_cast<const char*>(data), size) + "]";
  if (arm::text_kind(text) == arm::TextKind::expression) {
    arm::Arena arena;
    const auto parsed = arm::parse_expression(text, arena);
    if (!parsed && (parsed.error().statement.empty() || parsed.error().end > text.size())) {
      std::abort();
    }
  }
  const std::string whole =
      R"({"parameters": {"s": {"type": "string"}, "o": {"type": "object"}, "a": {"type": "array"}},
          "variables": {"n": 3, "list": [1, "b", null], "o": {"x": {"y": [1]}}},
          "resources": [{"type": "A.B/c", "name": "n", "properties": {"x": )" +
      json_string(text) + "}}]}";
  arm::ExpandRequest request;
  request.main = {FileIndex(std::size_t{0}), whole};
  request.limits.steps = 200'000;
  request.limits.bytes = std::size_t{16} << 20;
  ValueArena values;
  arm::expand(request, values);
  return 0;
}
