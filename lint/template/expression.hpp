#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "template/arena.hpp"

namespace hairpin::arm {

struct Function;

/// Deeper nested expressions are refused rather than followed. Compiled Bicep stays below 60.
inline constexpr int max_expression_depth = 200;

/// One node of a parsed expression. Positions are bytes of the string that holds the expression,
/// its opening bracket included.
struct Expression {
  enum class Kind : std::uint8_t {
    text,       // 'abc'
    integer,    // -12
    call,       // name(parts...)
    user_call,  // space.name(parts...)
    member,     // parts[0].name
    index,      // parts[0][parts[1]]
  };
  Kind kind = Kind::text;
  std::uint32_t begin = 0, end = 0;
  std::string_view text;   // the content of a literal; the name of a function or property
  std::string_view space;  // of a user function
  std::int64_t integer = 0;
  const Function* function = nullptr;  // of a call: null if the language has none of that name
  std::span<const Expression> parts;
};

/// What a string of a template is.
enum class TextKind : std::uint8_t {
  literal,     // stands for itself
  escaped,     // "[[...]": a literal without its first bracket
  expression,  // "[...]"
};
TextKind text_kind(std::string_view text);

/// Why a text is no expression: `statement` in the words Azure uses, and where.
struct ParseFault {
  std::uint32_t begin = 0, end = 0;
  std::string statement;
  std::string hint;
};

/// Parses a string whose `text_kind` is expression. `text` must outlive the result. Linear.
Result<const Expression*, ParseFault> parse_expression(std::string_view text, Arena& arena);

}  // namespace hairpin::arm
