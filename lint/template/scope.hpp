#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "template/evaluator.hpp"
#include "template/name_table.hpp"
#include "template/node.hpp"
#include "template/target.hpp"

namespace hairpin::arm {

class Expander;

/// A value that a deployment is given for one of its parameters: an entry as it stands in a
/// parameter file or deployment ({"value": ...}), or a text of the command line.
struct Supplied {
  std::string_view name;
  const Node* entry = nullptr;
  const Frame* frame = nullptr;  // where the expressions of the entry stand; null: it has none
  std::optional<Datum> value;    // where the entry was evaluated already
  std::optional<std::string_view> text;
  SourceSpan where;  // the name
};

/// What the names in the expressions of one template mean: its parameters and variables, its
/// functions, and where it is deployed. Everything is evaluated when it is asked for, and once.
class Scope {
 public:
  /// `name`: of the deployment.
  Scope(Expander& expander, const Node& root, Target target, Datum name);
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;

  /// To be called before anything is asked. A value for a parameter that is not declared is logged.
  void supply(const std::vector<Supplied>& values);

  Datum parameter(std::string_view name, SourceSpan where);
  Datum variable(std::string_view name, SourceSpan where);
  const Node* find_function(std::string_view space, std::string_view name) const;

  const Node& root() const { return root_; }
  const Target& target() const { return target_; }
  const Datum& name() const { return name_; }
  Expander& expander() const { return expander_; }
  /// Where the expressions of the template stand.
  Frame frame();
  /// Names of parameters that have no value, in the order of the alphabet.
  std::vector<std::string_view> missing_parameters() const;

 private:
  enum class State : std::uint8_t { untouched, active, done };
  struct Parameter {
    const Node* key = nullptr;
    const Node* declaration = nullptr;
    const Supplied* supplied = nullptr;
    State state = State::untouched;
    Datum value;
  };
  struct Variable {
    const Node* node = nullptr;
    bool is_loop = false;
    State state = State::untouched;
    Datum value;
  };

  Datum evaluate(Parameter& parameter);
  Datum given(const Parameter& parameter);
  Datum given_text(const Parameter& parameter, std::string_view text);
  Datum value_in(const Datum& entry, const Supplied& supplied);
  Datum missing(const Parameter& parameter);
  void check(const Parameter& parameter, const Datum& value);
  /// The declared type, through references to definitions.
  const Node* resolved(const Node* declaration) const;
  std::string_view type_of(const Parameter& parameter) const;
  bool is_nullable(const Parameter& parameter) const;
  Datum circular(SourceSpan where);

  Expander& expander_;
  const Node& root_;
  Target target_;
  Datum name_;
  NameTable<Parameter> parameters_;
  NameTable<Variable> variables_;
  NameTable<NameTable<const Node*>> functions_;
  std::vector<Supplied> supplied_;
};

}  // namespace hairpin::arm
