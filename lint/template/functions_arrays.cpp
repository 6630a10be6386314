#include <algorithm>
#include <limits>

#include "template/evaluator.hpp"

namespace hairpin::arm {
namespace {

Datum array(const Call& call) {
  const Datum& value = call[0];
  if (value.is_array()) return value;
  if (value.is_unknown() && value.unknown()->type == Type::array) return value;
  if (value.is_unknown() && value.unknown()->type == Type::any) return call.unknown();
  return call.array({value});
}

Datum create_array(const Call& call) {
  return call.array({call.arguments.begin(), call.arguments.end()});
}

/// The elements that are new, in order. `maybe`: whether any may be equal to another one.
Datum distinct(const Call& call) {
  if (!call[0].is_array()) return call.wrong(0, "an array");
  std::vector<Datum> kept;
  for (const Datum& item : call[0].items()) {
    Trit seen = Trit::no;
    for (const Datum& known : kept) {
      seen = std::max(seen, call.work().equal(known, item));
      if (seen == Trit::yes || call.work().is_exhausted()) break;
    }
    if (seen == Trit::maybe) return call.unknown();
    if (seen == Trit::no) kept.push_back(item);
  }
  return call.array(kept);
}

Datum flatten(const Call& call) {
  if (!call[0].is_array()) return call.unknown();
  std::vector<Datum> items;
  for (const Datum& inner : call[0].items()) {
    items.insert(items.end(), inner.items().begin(), inner.items().end());
    const bool whole = inner.is_array() && !inner.is_open();
    if (whole) continue;
    // What follows stands at places that are not known.
    if (const Unknown* const why = inner.is_array() ? &inner.rest() : first_unknown(inner)) {
      return call.work().open_array(items, call.rest(*why), call.where());
    }
    return call.fail(0, "The template language function 'flatten' expects an array of arrays.");
  }
  if (call[0].is_open()) {
    return call.work().open_array(items, call.rest(call[0].rest()), call.where());
  }
  return call.array(items);
}

Datum range(const Call& call) {
  if (!call[0].is_integer()) return call.wrong(0, "an integer");
  if (!call[1].is_integer()) return call.wrong(1, "an integer");
  const std::int64_t start = call[0].as_integer(), count = call[1].as_integer();
  constexpr std::int64_t most = 10'000, end = std::numeric_limits<std::int32_t>::max();
  if (count < 0 || count > most || start > end || start + count > end) {
    return call.fail(1,
                     "The template language function 'range' takes a count from 0 to 10000, and "
                     "must stay below 2147483648.");
  }
  std::vector<Datum> items;
  for (std::int64_t i = 0; i < count; ++i) items.push_back(call.integer(start + i));
  return call.array(items);
}

/// The element with that number from the end, which is 1 for the last one; null if there is none.
const Datum* from_end(const Datum& array, std::int64_t number) {
  const auto size = static_cast<std::int64_t>(array.items().size());
  if (number < 1 || number > size) return nullptr;
  return &array.items()[static_cast<std::size_t>(size - number)];
}

Datum index_from_end(const Call& call) {
  if (!call[0].is_array()) return call.wrong(0, "an array");
  const Datum* const found = from_end(call[0], call[1].as_integer());
  return found != nullptr ? *found
                          : call.fail(1,
                                      "The language expression property array index is out of "
                                      "bounds.");
}

Datum try_index_from_end(const Call& call) {
  const Datum* const found = from_end(call[0], call[1].as_integer());
  return found != nullptr ? *found : call.null();
}

constexpr Function functions[] = {
    {"array", 1, 1, Type::array, Handling::aware, array},
    {"createArray", 0, Function::any_number, Type::array, Handling::aware, create_array},
    {"distinct", 1, 1, Type::array, Handling::strict, distinct},
    {"flatten", 1, 1, Type::array, Handling::aware, flatten},
    {"indexFromEnd", 2, 2, Type::any, Handling::strict, index_from_end},
    {"range", 2, 2, Type::array, Handling::strict, range},
    {"tryIndexFromEnd", 2, 2, Type::any, Handling::strict, try_index_from_end},
};

}  // namespace

std::span<const Function> array_functions() { return functions; }

}  // namespace hairpin::arm
