#include "base/text.hpp"
#include "template/evaluator.hpp"
#include "template/expander.hpp"
#include "template/scope.hpp"

// What Azure answers while it deploys.
namespace hairpin::arm {
namespace {

bool wants_full(const Call& call, std::size_t argument) {
  return call.count() > argument && equal_folded(call[argument].text(), "full");
}

Datum reference(const Call& call) {
  return call.frame.scope->expander().reference(call, call[0], wants_full(call, 2));
}

Datum references(const Call& call) {
  return call.frame.scope->expander().references(call, call[0], wants_full(call, 1));
}

Datum not_known(const Call& call, Reason reason, std::string_view why, std::string_view hint) {
  Unknown what;
  what.cause =
      call.work().cause(reason, call.where(), cat({call.expression.text, "() ", why}), hint);
  what.identity = call.identity(call.arguments);
  what.type = call.expression.function->result;
  what.may_be_null = what.type == Type::any;
  what.label = call.expression.text;
  return Datum::unknown(call.work().unknown(what), call.where());
}

Datum list(const Call& call) {
  return not_known(call, Reason::secret, "gives a secret", "nothing needs it, usually");
}

/// The outputs of a deployment, secure ones included.
Datum list_outputs(const Call& call) {
  Evaluator& evaluator = call.evaluator;
  const Datum deployed = call.frame.scope->expander().reference(call, call[0], false);
  const Datum outputs = evaluator.member(deployed, "outputs", call.where());
  if (!outputs.is_object()) return outputs.as_secret();
  std::vector<DatumMember> values;
  for (const DatumMember& member : outputs.members()) {
    const Datum* const value = member.value.find("value");
    if (value != nullptr) values.push_back({member.key, member.key_where, *value});
  }
  return evaluator.secret(call.object(values));
}

Datum ask_azure(const Call& call) {
  return not_known(call, Reason::unsupported_function, "is known to Azure alone",
                   "write its value out");
}

Datum fail(const Call& call) {
  return call.fail(call.count(), printable(call[0].text()),
                   "the template refuses these parameters");
}

constexpr Function functions[] = {
    {"externalInputs", 1, 1, Type::any, Handling::aware, ask_azure},
    {"fail", 1, 1, Type::any, Handling::aware, fail},
    {"list*", 1, 3, Type::any, Handling::aware, list},
    {"listOutputsWithSecureValues", 2, 2, Type::object, Handling::aware, list_outputs},
    {"pickZones", 3, 5, Type::array, Handling::aware, ask_azure},
    {"providers", 1, 2, Type::any, Handling::aware, ask_azure},
    {"reference", 1, 3, Type::any, Handling::aware, reference},
    {"references", 1, 2, Type::array, Handling::aware, references},
    {"roleDefinitions", 1, 1, Type::object, Handling::aware, ask_azure},
    {"toLogicalZone", 3, 3, Type::string, Handling::aware, ask_azure},
    {"toLogicalZones", 3, 3, Type::array, Handling::aware, ask_azure},
    {"toPhysicalZone", 3, 3, Type::string, Handling::aware, ask_azure},
    {"toPhysicalZones", 3, 3, Type::array, Handling::aware, ask_azure},
};

}  // namespace

std::span<const Function> runtime_functions() { return functions; }

}  // namespace hairpin::arm
