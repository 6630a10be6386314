#include "import/structural_index.hpp"

#include <simdjson.h>

#include "base/ensure.hpp"

namespace hairpin::import {

struct StructuralIndex::Parser {
  std::unique_ptr<simdjson::internal::dom_parser_implementation> stages;
};

StructuralIndex::StructuralIndex(std::size_t capacity)
    : parser_(std::make_unique<Parser>()), capacity_(capacity) {
  ensure(capacity <= window_size, "an index is made for one window");
  constexpr std::size_t depth = 1;  // only the later stages of simdjson would use it
  const auto error = simdjson::get_active_implementation()->create_dom_parser_implementation(
      capacity, depth, parser_->stages);
  ensure(error == simdjson::SUCCESS, "there is memory for the index of one window");
}

StructuralIndex::~StructuralIndex() = default;
StructuralIndex::StructuralIndex(StructuralIndex&&) noexcept = default;
StructuralIndex& StructuralIndex::operator=(StructuralIndex&&) noexcept = default;

StructuralIndex::Outcome StructuralIndex::scan(std::string_view window) {
  ensure(window.size() <= capacity_, "a window fits its index");
  starts_ = {};
  if (window.empty()) return Outcome::complete;
  simdjson::internal::dom_parser_implementation& stages = *parser_->stages;
  const auto error = stages.stage1(reinterpret_cast<const std::uint8_t*>(window.data()),
                                   window.size(), simdjson::stage1_mode::regular);
  if (error == simdjson::EMPTY) return Outcome::complete;
  if (error == simdjson::UNCLOSED_STRING) return Outcome::open_string;
  if (error != simdjson::SUCCESS) return Outcome::bad_character;
  starts_ = {stages.structural_indexes.get(), stages.n_structural_indexes};
  return Outcome::complete;
}

bool is_utf8(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

}  // namespace hairpin::import
