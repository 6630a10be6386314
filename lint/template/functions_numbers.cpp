#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include "base/text.hpp"
#include "template/evaluator.hpp"

namespace hairpin::arm {
namespace {

/// An integer, or its digits with or without a sign.
std::optional<std::int64_t> integer_in(const Datum& value) {
  if (value.is_integer()) return value.as_integer();
  std::string_view text = value.text();
  if (text.starts_with('+')) text.remove_prefix(1);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return {};
  return number;
}

enum class Outcome : std::uint8_t { fine, overflow, zero_divisor };
using Operation = Outcome (*)(std::int64_t, std::int64_t, std::int64_t&);

Datum compute(const Call& call, Operation operation) {
  const auto left = integer_in(call[0]), right = integer_in(call[1]);
  if (!left) return call.wrong(0, "an integer");
  if (!right) return call.wrong(1, "an integer");
  std::int64_t result = 0;
  switch (operation(*left, *right, result)) {
    case Outcome::fine:
      return call.integer(result);
    case Outcome::zero_divisor:
      return call.fail(1, cat({"The template language function '", call.expression.text,
                               "' cannot divide by zero."}));
    case Outcome::overflow:
      break;
  }
  return call.fail(call.count(), cat({"The template language function '", call.expression.text,
                                      "' overflowed with the operants '", std::to_string(*left),
                                      "' and '", std::to_string(*right), "'."}));
}

Outcome checked(bool overflowed) { return overflowed ? Outcome::overflow : Outcome::fine; }

Datum add(const Call& call) {
  return compute(call, [](std::int64_t a, std::int64_t b, std::int64_t& result) {
    return checked(__builtin_add_overflow(a, b, &result));
  });
}

Datum sub(const Call& call) {
  return compute(call, [](std::int64_t a, std::int64_t b, std::int64_t& result) {
    return checked(__builtin_sub_overflow(a, b, &result));
  });
}

Datum mul(const Call& call) {
  return compute(call, [](std::int64_t a, std::int64_t b, std::int64_t& result) {
    return checked(__builtin_mul_overflow(a, b, &result));
  });
}

bool leaves_range(std::int64_t a, std::int64_t b) {
  return a == std::numeric_limits<std::int64_t>::min() && b == -1;
}

Datum div(const Call& call) {
  return compute(call, [](std::int64_t a, std::int64_t b, std::int64_t& result) {
    if (b == 0) return Outcome::zero_divisor;
    if (leaves_range(a, b)) return Outcome::overflow;
    result = a / b;
    return Outcome::fine;
  });
}

Datum mod(const Call& call) {
  return compute(call, [](std::int64_t a, std::int64_t b, std::int64_t& result) {
    if (b == 0) return Outcome::zero_divisor;
    result = leaves_range(a, b) ? 0 : a % b;
    return Outcome::fine;
  });
}

Datum to_integer(const Call& call) {
  const Datum& value = call[0];
  if (value.kind() == Datum::Kind::number && std::abs(value.as_number()) < 9e18) {
    return call.integer(static_cast<std::int64_t>(value.as_number()));
  }
  if (const auto number = integer_in(value)) return call.integer(*number);
  return call.fail(0, cat({"The template language function 'int' cannot convert provided value '",
                           value.is_string() ? printable(value.text()) : value.kind_name(),
                           "' to integer value."}));
}

Datum to_float(const Call& call) {
  const Datum& value = call[0];
  if (value.is_integer() || value.kind() == Datum::Kind::number) {
    return Datum::number(value.as_number(), call.where());
  }
  double number = 0;
  const std::string_view text = value.text();
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) {
    return call.wrong(0, "a number");
  }
  return Datum::number(number, call.where());
}

Datum extreme(const Call& call, bool largest) {
  const bool is_list = call.count() == 1 && call[0].is_array();
  const std::span<const Datum> values = is_list ? call[0].items() : call.arguments;
  std::optional<std::int64_t> best;
  for (const Datum& value : values) {
    if (first_unknown(value) != nullptr) return call.unknown();
    if (!value.is_integer())
      return call.fail(0, cat({"The template language function '", call.expression.text,
                               "' expects integers."}));
    const bool better =
        !best || (largest ? value.as_integer() > *best : value.as_integer() < *best);
    if (better) best = value.as_integer();
  }
  if (!best) {
    return call.fail(0, cat({"The template language function '", call.expression.text,
                             "' expects at least one integer."}));
  }
  return call.integer(*best);
}

Datum max(const Call& call) { return extreme(call, true); }
Datum min(const Call& call) { return extreme(call, false); }

constexpr Function functions[] = {
    {"add", 2, 2, Type::integer, Handling::strict, add},
    {"div", 2, 2, Type::integer, Handling::strict, div},
    {"float", 1, 1, Type::any, Handling::strict, to_float},
    {"int", 1, 1, Type::integer, Handling::strict, to_integer},
    {"max", 1, Function::any_number, Type::integer, Handling::strict, max},
    {"min", 1, Function::any_number, Type::integer, Handling::strict, min},
    {"mod", 2, 2, Type::integer, Handling::strict, mod},
    {"mul", 2, 2, Type::integer, Handling::strict, mul},
    {"sub", 2, 2, Type::integer, Handling::strict, sub},
};

}  // namespace

std::span<const Function> number_functions() { return functions; }

}  // namespace hairpin::arm
