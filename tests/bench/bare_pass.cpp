#include "tests/bench/bare_pass.hpp"

#include <simdjson.h>

#include <chrono>
#include <vector>

#include "tests/bench/median.hpp"

namespace hairpin::bench {
namespace {

namespace ondemand = simdjson::ondemand;

struct Sums {
  std::uint64_t values = 0;
  std::uint64_t checksum = 0;
};

/// Recursion is fine here and nowhere else: the inputs are our own.
void visit(ondemand::value value, Sums& sums) {
  ++sums.values;
  switch (value.type()) {
    case ondemand::json_type::object:
      for (auto field : value.get_object()) {
        sums.checksum += std::string_view(field.unescaped_key()).size();
        visit(field.value(), sums);
      }
      break;
    case ondemand::json_type::array:
      for (auto item : value.get_array()) visit(item.value(), sums);
      break;
    case ondemand::json_type::string:
      sums.checksum += std::string_view(value.get_string()).size();
      break;
    case ondemand::json_type::number:
      sums.checksum += static_cast<std::uint64_t>(double(value.get_double()));
      break;
    case ondemand::json_type::boolean:
      sums.checksum += bool(value.get_bool()) ? 1 : 0;
      break;
    case ondemand::json_type::null:
      sums.checksum += value.is_null() ? 2 : 0;
      break;
  }
}

Sums visit_all(const simdjson::padded_string& text) {
  ondemand::parser parser;
  ondemand::document document = parser.iterate(text);
  Sums sums;
  visit(document.get_value(), sums);
  return sums;
}

std::uint64_t count_resources(const simdjson::padded_string& text) {
  ondemand::parser parser;
  ondemand::document document = parser.iterate(text);
  ondemand::array rows = document["data"].get_array();
  return rows.count_elements();
}

}  // namespace

BarePass bare_pass(const std::string& file, int repetitions) {
  const simdjson::padded_string text = simdjson::padded_string::load(file);
  BarePass result{.bytes = text.size(), .resources = count_resources(text)};
  std::vector<double> seconds;
  for (int i = 0; i < repetitions; ++i) {
    const auto start = std::chrono::steady_clock::now();
    const Sums sums = visit_all(text);
    seconds.push_back(
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    result.values = sums.values;
    result.checksum = sums.checksum;
  }
  result.seconds = median(std::move(seconds));
  return result;
}

}  // namespace hairpin::bench
