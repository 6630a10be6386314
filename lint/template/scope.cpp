#include "template/scope.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "template/document.hpp"
#include "template/expander.hpp"
#include "template/render.hpp"

namespace hairpin::arm {
namespace {

constexpr std::string_view definitions_prefix = "#/definitions/";

struct TypeName {
  std::string_view name;
  Type type;
  bool secret;
};
constexpr TypeName type_names[] = {
    {"array", Type::array, false},        {"bool", Type::boolean, false},
    {"int", Type::integer, false},        {"object", Type::object, false},
    {"secureobject", Type::object, true}, {"securestring", Type::string, true},
    {"string", Type::string, false},
};

const TypeName* find_type(std::string_view name) {
  const auto found =
      std::find_if(std::begin(type_names), std::end(type_names),
                   [&](const TypeName& type) { return equal_folded(type.name, name); });
  return found == std::end(type_names) ? nullptr : found;
}

bool fits(const Datum& value, Type type) {
  switch (value.kind()) {
    case Datum::Kind::boolean:
      return type == Type::boolean;
    case Datum::Kind::integer:
      return type == Type::integer;
    case Datum::Kind::string:
    case Datum::Kind::rope:
      return type == Type::string;
    case Datum::Kind::array:
      return type == Type::array;
    case Datum::Kind::object:
      return type == Type::object;
    default:
      return true;
  }
}

}  // namespace

Scope::Scope(Expander& expander, const Node& root, Target target, Datum name)
    : expander_(expander), root_(root), target_(std::move(target)), name_(name) {
  if (const Node* const declared = root.find("parameters")) {
    for (const NodeMember& member : declared->members()) {
      parameters_.add(member.key.text(), {&member.key, &member.value, nullptr, {}, {}});
    }
  }
  parameters_.sort();
  if (const Node* const declared = root.find("variables")) {
    for (const NodeMember& member : declared->members()) {
      const bool loops = equal_folded(member.key.text(), "copy") && member.value.is_array();
      if (!loops) variables_.add(member.key.text(), {&member.value, false, {}, {}});
      for (const Node& loop : loops ? member.value.items() : std::span<const Node>()) {
        variables_.add(loop.text_of("name"), {&loop, true, {}, {}});
      }
    }
  }
  variables_.sort();
  const Node* const spaces = root.find("functions");
  for (const Node& space : spaces == nullptr ? std::span<const Node>() : spaces->items()) {
    NameTable<const Node*> members;
    if (const Node* const declared = space.find("members")) {
      for (const NodeMember& member : declared->members()) {
        members.add(member.key.text(), &member.value);
      }
    }
    members.sort();
    functions_.add(space.text_of("namespace"), std::move(members));
  }
  functions_.sort();
}

Frame Scope::frame() {
  Frame frame;
  frame.scope = this;
  return frame;
}

void Scope::supply(const std::vector<Supplied>& values) {
  supplied_ = values;
  for (const Supplied& supplied : supplied_) {
    if (Parameter* const parameter = parameters_.find(supplied.name)) {
      parameter->supplied = &supplied;
      continue;
    }
    std::vector<std::string_view> names;
    for (const auto& [name, parameter] : parameters_) names.push_back(name);
    const std::string_view near = nearest_word(supplied.name, names);
    expander_.log(Diagnostic::Kind::bad_value, supplied.where,
                  cat({"the template has no parameter ", printable(supplied.name)}),
                  near.empty() ? "the value is not used" : cat({"did you mean ", near, "?"}));
  }
}

const Node* Scope::find_function(std::string_view space, std::string_view name) const {
  const NameTable<const Node*>* const members = functions_.find(space);
  const Node* const* const found = members == nullptr ? nullptr : members->find(name);
  return found == nullptr ? nullptr : *found;
}

Datum Scope::circular(SourceSpan where) {
  return expander_.work().failure(Reason::evaluation_error, where,
                                  "Circular dependency detected in template language expression.",
                                  "the value needs itself");
}

Datum Scope::variable(std::string_view name, SourceSpan where) {
  Variable* const found = variables_.find(name);
  if (found == nullptr) {
    return expander_.work().failure(
        Reason::evaluation_error, where,
        cat({"The template variable '", printable(name), "' is not found."}), "check its spelling");
  }
  if (found->state == State::active) return circular(where);
  if (found->state == State::untouched) {
    found->state = State::active;
    Evaluator& evaluator = expander_.evaluator();
    const Node* const input = found->is_loop ? found->node->find("input") : nullptr;
    found->value = found->is_loop && input != nullptr
                       ? evaluator.unroll(*found->node, frame(), input)
                       : evaluator.evaluate(*found->node, frame());
    found->state = State::done;
  }
  return found->value;
}

Datum Scope::parameter(std::string_view name, SourceSpan where) {
  Parameter* const found = parameters_.find(name);
  if (found == nullptr) {
    return expander_.work().failure(
        Reason::evaluation_error, where,
        cat({"The template parameter '", printable(name), "' is not found."}),
        "check its spelling");
  }
  if (found->state == State::active) return circular(where);
  if (found->state == State::untouched) {
    found->state = State::active;
    found->value = evaluate(*found);
    found->state = State::done;
  }
  return found->value;
}

Datum Scope::evaluate(Parameter& parameter) {
  Datum value = parameter.supplied == nullptr ? Datum() : given(parameter);
  if (value.is_null()) {
    const Node* const written = parameter.declaration->find("defaultValue");
    if (written != nullptr) {
      value = expander_.evaluator().evaluate(*written, frame());
    } else if (is_nullable(parameter)) {
      value = Datum::null(parameter.declaration->where);
    } else {
      value = missing(parameter);
    }
  }
  check(parameter, value);
  const TypeName* const type = find_type(type_of(parameter));
  return type != nullptr && type->secret ? expander_.evaluator().secret(value) : value;
}

Datum Scope::given(const Parameter& parameter) {
  const Supplied& supplied = *parameter.supplied;
  if (supplied.value) return *supplied.value;
  if (supplied.text) return given_text(parameter, *supplied.text);
  Evaluator& evaluator = expander_.evaluator();
  const Datum entry = supplied.frame == nullptr
                          ? evaluator.literal(*supplied.entry)
                          : evaluator.evaluate(*supplied.entry, *supplied.frame);
  return value_in(entry, supplied);
}

/// The value in `{"value": ...}` and its other forms.
Datum Scope::value_in(const Datum& entry, const Supplied& supplied) {
  Workspace& work = expander_.work();
  if (entry.is_unknown()) return expander_.evaluator().member(entry, "value", supplied.where);
  if (const Datum* const value = entry.find("value")) return *value;
  if (entry.find("reference") != nullptr) {
    Unknown what;
    what.cause = work.cause(Reason::secret, supplied.where,
                            cat({"the parameter ", printable(supplied.name), " is a secret"}),
                            "nothing needs it to be known, usually");
    what.identity = work.fresh_identity();
    what.label = supplied.name;
    return Datum::unknown(work.unknown(what), supplied.where);
  }
  const Node* const expression =
      supplied.entry == nullptr ? nullptr : supplied.entry->find("expression");
  if (expression != nullptr) return expander_.evaluator().evaluate(*expression, frame());
  expander_.log(Diagnostic::Kind::bad_value, supplied.where,
                cat({"the parameter ", printable(supplied.name), " is given without a value"}),
                "write {\"value\": ...}");
  return {};
}

Datum Scope::given_text(const Parameter& parameter, std::string_view text) {
  const TypeName* const type = find_type(type_of(parameter));
  const SourceSpan where = parameter.key->where;
  if (type == nullptr || type->type == Type::string) return Datum::string(text, where);
  const auto json = read_json_text(text, where, expander_.work().arena());
  if (json) return expander_.evaluator().literal(**json);
  if (equal_folded(text, "true")) return Datum::boolean(true, where);
  if (equal_folded(text, "false")) return Datum::boolean(false, where);
  return Datum::string(text, where);  // of the wrong type, which is then reported
}

const Node* Scope::resolved(const Node* declaration) const {
  constexpr int most_hops = 20;
  for (int hop = 0; hop < most_hops && declaration != nullptr; ++hop) {
    const std::string_view reference = declaration->text_of("$ref");
    if (!reference.starts_with(definitions_prefix)) return declaration;
    const Node* const definitions = root_.find("definitions");
    declaration = definitions == nullptr
                      ? nullptr
                      : definitions->find(reference.substr(definitions_prefix.size()));
  }
  return declaration;
}

std::string_view Scope::type_of(const Parameter& parameter) const {
  const Node* const type = resolved(parameter.declaration);
  return type == nullptr ? std::string_view() : type->text_of("type");
}

bool Scope::is_nullable(const Parameter& parameter) const {
  for (const Node* at : {parameter.declaration, resolved(parameter.declaration)}) {
    const Node* const nullable = at == nullptr ? nullptr : at->find("nullable");
    if (nullable != nullptr && nullable->kind == Node::Kind::boolean) return nullable->boolean;
  }
  return false;
}

Datum Scope::missing(const Parameter& parameter) {
  Workspace& work = expander_.work();
  const std::string_view name = parameter.key->text();
  const std::string shown_name = printable(name);
  Unknown what;
  what.cause = work.cause(Reason::missing_parameter, parameter.key->where,
                          cat({"the parameter ", shown_name, " has no value"}),
                          cat({"give --params ", shown_name, "=VALUE, or a parameter file"}));
  what.identity = work.fresh_identity();
  const TypeName* const type = find_type(type_of(parameter));
  what.type = type == nullptr ? Type::any : type->type;
  what.label = name;
  const Node* const declared = resolved(parameter.declaration);
  const Node* allowed = parameter.declaration->find("allowedValues");
  if (allowed == nullptr && declared != nullptr) allowed = declared->find("allowedValues");
  constexpr std::size_t most_choices = 16;
  if (allowed != nullptr && what.type != Type::array && allowed->items().size() <= most_choices) {
    what.allowed = expander_.evaluator().literal(*allowed).items();
  }
  return Datum::unknown(work.unknown(what), parameter.key->where);
}

void Scope::check(const Parameter& parameter, const Datum& value) {
  if (first_unknown(value) != nullptr || value.is_null()) return;
  const std::string name = printable(parameter.key->text());
  const TypeName* const type = find_type(type_of(parameter));
  const bool placed = parameter.supplied != nullptr && parameter.supplied->where;
  const SourceSpan where = placed ? parameter.supplied->where : parameter.key->where;
  if (type != nullptr && !fits(value, type->type)) {
    expander_.log(Diagnostic::Kind::bad_value, where,
                  cat({"Template parameter '", name, "' is declared as ", type->name,
                       ", and its value is ", value.kind_name(), "."}),
                  "Azure refuses the deployment");
    return;
  }
  const Node* const allowed = parameter.declaration->find("allowedValues");
  if (allowed == nullptr || value.is_secret()) return;
  const Datum choices = expander_.evaluator().literal(*allowed);
  const std::span<const Datum> values =
      value.is_array() ? value.items() : std::span<const Datum>(&value, 1);
  for (const Datum& one : values) {
    const bool known =
        std::any_of(choices.items().begin(), choices.items().end(),
                    [&](const Datum& choice) { return equal(choice, one) == Trit::yes; });
    if (known || equal(choices, value) == Trit::yes) continue;
    return expander_.log(
        Diagnostic::Kind::bad_value, where,
        cat({"The provided value '", printable(plain_text(one)), "' for the template parameter '",
             name, "' is not valid. The parameter value is not part of the allowed value(s)."}),
        cat({"allowed are ", printable(json_text(choices).substr(0, 200))}));
  }
}

std::vector<std::string_view> Scope::missing_parameters() const {
  std::vector<std::string_view> names;
  for (const auto& [name, parameter] : parameters_) {
    const bool settled = parameter.supplied != nullptr || is_nullable(parameter) ||
                         parameter.declaration->find("defaultValue") != nullptr;
    if (!settled) names.push_back(name);
  }
  return names;
}

}  // namespace hairpin::arm
