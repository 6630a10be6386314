#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "template/datum.hpp"

namespace hairpin::arm {

struct Call;

/// Who looks at arguments that are not known.
enum class Handling : std::uint8_t {
  strict,  // the evaluator: unless all are certain at their outermost level, so is the result not
  aware,   // the function
  lazy,    // the function, which evaluates its arguments itself, those it wants
};

/// One function of the language.
struct Function {
  static constexpr std::uint8_t any_number = 255;

  std::string_view name;
  std::uint8_t least, most;  // how many arguments it takes
  Type result;               // what it gives, also where the value is unknown
  Handling handling;
  Datum (*apply)(const Call&);
};

/// The function of that name, in any case; null if the language has none. Logarithmic.
const Function* find_function(std::string_view name);
/// All of them, ordered by name.
std::span<const Function> all_functions();

// The families, one file each.
std::span<const Function> array_functions();
std::span<const Function> object_functions();
std::span<const Function> container_functions();
std::span<const Function> string_functions();
std::span<const Function> format_functions();
std::span<const Function> encoding_functions();
std::span<const Function> number_functions();
std::span<const Function> logic_functions();
std::span<const Function> date_functions();
std::span<const Function> cidr_functions();
std::span<const Function> hash_functions();
std::span<const Function> lambda_functions();
std::span<const Function> id_functions();
std::span<const Function> scope_functions();
std::span<const Function> name_functions();
std::span<const Function> runtime_functions();

}  // namespace hairpin::arm
