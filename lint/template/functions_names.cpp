#include "base/text.hpp"
#include "template/evaluator.hpp"
#include "template/expander.hpp"
#include "template/scope.hpp"

namespace hairpin::arm {
namespace {

Datum parameters(const Call& call) {
  const Datum name = call.argument(0);
  if (!name.is_string()) {
    return name.is_unknown() ? call.unknown({&name, 1}) : call.fail(0, "a name is a string");
  }
  if (!call.frame.in_function) return call.frame.scope->parameter(name.text(), call.where(0));
  for (const Binding* at = call.frame.arguments; at != nullptr; at = at->outer) {
    if (equal_folded(at->name, name.text())) return at->value;
  }
  return call.fail(0, cat({"The template parameter '", printable(name.text()), "' is not found."}),
                   "a function sees its own parameters only");
}

Datum variables(const Call& call) {
  const Datum name = call.argument(0);
  if (!name.is_string()) {
    return name.is_unknown() ? call.unknown({&name, 1}) : call.fail(0, "a name is a string");
  }
  return call.frame.scope->variable(name.text(), call.where(0));
}

/// The loop of that name; without one the nearest loop of a resource, else the nearest of all.
const Loop* find_loop(const Frame& frame, std::string_view name) {
  for (const Loop* at = frame.loops; at != nullptr; at = at->outer) {
    if (name.empty() ? at->of_resource : equal_folded(at->name, name)) return at;
  }
  return name.empty() ? frame.loops : nullptr;
}

Datum copy_index(const Call& call) {
  std::string_view name;
  std::int64_t offset = 0;
  for (std::size_t i = 0; i < call.count(); ++i) {
    if (call[i].is_string() && i == 0) {
      name = call[i].text();
    } else if (call[i].is_integer() && i + 1 == call.count()) {
      offset = call[i].as_integer();
    } else {
      return call.wrong(i, i == 0 ? "a name or an offset" : "an offset");
    }
  }
  const Loop* const loop = find_loop(call.frame, name);
  if (loop == nullptr) {
    return call.fail(0, cat({"The template function 'copyIndex' is not expected at this location. "
                             "The function can only be used in a loop",
                             name.empty() ? "" : " of the name it asks for", "."}));
  }
  if (!loop->index.is_unknown()) {
    std::int64_t index = 0;
    if (__builtin_add_overflow(loop->index.as_integer(), offset, &index)) {
      return call.fail(call.count() - 1, "The offset is too large.");
    }
    return call.integer(index);
  }
  if (offset == 0) return loop->index;
  const Datum of[] = {loop->index, call.integer(offset)};
  return call.unknown(of);
}

constexpr Function functions[] = {
    {"copyIndex", 0, 2, Type::integer, Handling::strict, copy_index},
    {"parameters", 1, 1, Type::any, Handling::lazy, parameters},
    {"variables", 1, 1, Type::any, Handling::lazy, variables},
};

}  // namespace

std::span<const Function> name_functions() { return functions; }

}  // namespace hairpin::arm
