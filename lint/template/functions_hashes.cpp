#include "base/text.hpp"
#include "template/evaluator.hpp"
#include "template/hashes.hpp"

namespace hairpin::arm {
namespace {

template <class F>
Datum hash(const Call& call, F make) {
  std::string joined;
  for (std::size_t i = 0; i < call.count(); ++i) {
    if (first_unknown(call[i]) != nullptr) {
      const Datum unknown = call.unknown();
      Unknown what = *unknown.unknown();
      what.is_name = true;  // letters, digits and dashes
      return Datum::unknown(call.work().unknown(what), call.where());
    }
    if (!call[i].is_string()) return call.wrong(i, "a string");
    if (i > 0) joined += '-';
    joined += call[i].text();
  }
  return call.text(make(joined));
}

Datum guid(const Call& call) { return hash(call, deployment_guid); }
Datum unique(const Call& call) { return hash(call, unique_string); }

/// Values that are new each time. One call has one value: the service evaluates a default once.
Datum new_at_each_run(const Call& call) {
  Unknown what;
  what.cause =
      call.work().cause(Reason::new_at_each_run, call.where(),
                        cat({call.expression.text, "() gives another value at each deployment"}),
                        "give the parameter a value");
  what.identity = call.work().fresh_identity();
  what.type = Type::string;
  what.is_name = equal_folded(call.expression.text, "newGuid");
  what.label = call.expression.text;
  return Datum::unknown(call.work().unknown(what), call.where());
}

constexpr Function functions[] = {
    {"guid", 1, Function::any_number, Type::string, Handling::aware, guid},
    {"newGuid", 0, 0, Type::string, Handling::strict, new_at_each_run},
    {"uniqueString", 1, Function::any_number, Type::string, Handling::aware, unique},
    {"utcNow", 0, 1, Type::string, Handling::strict, new_at_each_run},
};

}  // namespace

std::span<const Function> hash_functions() { return functions; }

}  // namespace hairpin::arm
