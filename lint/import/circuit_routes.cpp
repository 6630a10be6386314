#include "import/circuit_routes.hpp"

#include <charconv>

namespace hairpin::import {
namespace {

bool is_azure(std::uint64_t number) {
  return number == 12076 || number == 65515 || number == 65520;
}

}  // namespace

bool crosses_customer(std::string_view as_path) {
  const char* at = as_path.data();
  const char* const end = at + as_path.size();
  while (at < end) {
    std::uint64_t number = 0;
    const auto parsed = std::from_chars(at, end, number);
    if (parsed.ec == std::errc::result_out_of_range) return true;
    if (parsed.ec != std::errc{}) {
      ++at;
      continue;
    }
    // "1.10" is 4-byte notation, which none of Azure's numbers need.
    if (!is_azure(number) || (parsed.ptr < end && *parsed.ptr == '.')) return true;
    at = parsed.ptr;
  }
  return false;
}

}  // namespace hairpin::import
