#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "template/datum.hpp"
#include "template/expression.hpp"
#include "template/function_table.hpp"
#include "template/node.hpp"
#include "template/workspace.hpp"

namespace hairpin::arm {

class Deployment;
class Scope;

/// Azure refuses loops of more than 800 turns. What is well beyond is no template.
inline constexpr std::int64_t max_loop_count = 10'000;
/// How often a loop turns, as its count says: an integer, or its digits. Nothing for anything else.
std::optional<std::int64_t> loop_count(const Datum& count);

/// A loop that a value stands in, and its turn.
struct Loop {
  std::string_view name;
  Datum index;
  bool of_resource = false;  // what a nameless `copyIndex()` means
  const Loop* outer = nullptr;
};

/// A variable of a lambda, or a parameter of a user function.
struct Binding {
  std::string_view name;
  Datum value;
  const Binding* outer = nullptr;
};

/// Where an expression stands: what its names mean.
struct Frame {
  Scope* scope = nullptr;
  Deployment* home = nullptr;  // whose resources are referred to by name
  const Loop* loops = nullptr;
  const Binding* lambda = nullptr;     // innermost first
  const Binding* arguments = nullptr;  // in the body of a user function
  bool in_function = false;
  const Node* origin = nullptr;  // the string that holds the expression

  SourceSpan where() const { return origin == nullptr ? SourceSpan{} : origin->where; }
};

/// Turns what is written into what it means. Errors are unknown values whose cause tells them, so
/// that a value that fails spoils nothing but what needs it.
class Evaluator {
 public:
  explicit Evaluator(Workspace& workspace) : work(workspace) {}

  /// The value of a node: literals as they are, expressions evaluated, in keys too, and loops
  /// (`copy`) in objects unrolled.
  Datum evaluate(const Node& node, const Frame& frame);
  Datum evaluate(const Expression& expression, const Frame& frame);
  /// A node in which nothing is an expression: the value of a parameter file.
  Datum literal(const Node& node);

  /// `base.key` and `base[key]`. `where` is what a failure is reported at.
  Datum member(const Datum& base, std::string_view key, SourceSpan where);
  Datum element(const Datum& base, const Datum& key, SourceSpan where);

  /// What `copy` in an object, or among variables, makes: an array of the input's values.
  Datum unroll(const Node& loop, const Frame& frame, const Node* input);
  /// The value as part of something live, which `rest` stands for.
  Datum live(const Datum& inner, const Unknown& rest);
  /// The value with all that is in it as a secret.
  Datum secret(const Datum& value);

  Workspace& work;

 private:
  class Deeper;
  Datum evaluate_string(const Node& node, const Frame& frame);
  Datum evaluate_object(const Node& node, const Frame& frame);
  void unroll_all(const Node& loops, const Frame& frame, std::vector<DatumMember>& members);
  Datum call(const Expression& expression, const Frame& frame);
  Datum call_user_function(const Expression& expression, const Frame& frame);
  Datum parse_failure(const Node& node);
  Datum array_element(const Datum& base, const Datum& key, SourceSpan where);

  int depth_ = 0;
};

/// A function call as the function sees it.
struct Call {
  Evaluator& evaluator;
  const Frame& frame;
  const Expression& expression;
  std::span<const Datum> arguments;  // none of a lazy function

  Workspace& work() const { return evaluator.work; }
  SourceSpan where() const { return frame.where(); }
  /// Where an argument stands; the call if there is none of that number.
  SourceSpan where(std::size_t argument) const;
  std::size_t count() const { return expression.parts.size(); }
  const Datum& operator[](std::size_t i) const { return arguments[i]; }

  /// Evaluates an argument of a lazy function.
  Datum argument(std::size_t i) const { return evaluator.evaluate(expression.parts[i], frame); }

  /// An error, reported at an argument.
  Datum fail(std::size_t argument, std::string_view statement, std::string_view hint = {}) const;
  /// "The template language function 'x' expects ..., and argument n is ...".
  Datum wrong(std::size_t argument, std::string_view expected) const;
  /// The same call of the same values has one identity.
  Identity identity(std::span<const Datum> of) const;
  /// The result where some of `of` is not known.
  Datum unknown(std::span<const Datum> of) const;
  Datum unknown() const { return unknown(arguments); }

  /// What stands for all that is not known to be in the array or object that the call makes.
  /// `why`: what is not known of the arguments.
  Unknown rest(const Unknown& why) const;
  std::string_view label(const Unknown& of) const;

  Datum null() const { return Datum::null(where()); }
  Datum boolean(bool value) const { return Datum::boolean(value, where()); }
  Datum trit(Trit value) const {
    return value == Trit::maybe ? unknown() : boolean(value == Trit::yes);
  }
  Datum integer(std::int64_t value) const { return Datum::integer(value, where()); }
  Datum text(std::string_view content) const { return work().text(content, where()); }
  Datum array(const std::vector<Datum>& items) const { return work().array(items, where()); }
  Datum object(const std::vector<DatumMember>& members) const {
    return work().object(members, where());
  }
};

}  // namespace hairpin::arm
