#include "template/expression.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

#include "base/text.hpp"
#include "template/function_table.hpp"

namespace hairpin::arm {
namespace {

enum class Token : std::uint8_t {
  end,
  identifier,
  string,
  integer,
  dot,
  comma,
  left_parenthesis,
  right_parenthesis,
  left_bracket,
  right_bracket,
  unclosed_string,
  number_too_large,
  other,
};

/// As the service spells it in its messages.
std::string_view name_of(Token token) {
  switch (token) {
    case Token::end:
      return "EndOfData";
    case Token::identifier:
      return "Identifier";
    case Token::string:
      return "StringLiteral";
    case Token::integer:
      return "Integer";
    case Token::dot:
      return "Dot";
    case Token::comma:
      return "Comma";
    case Token::left_parenthesis:
      return "LeftParenthesis";
    case Token::right_parenthesis:
      return "RightParenthesis";
    case Token::left_bracket:
      return "LeftSquareBracket";
    case Token::right_bracket:
      return "RightSquareBracket";
    case Token::unclosed_string:
      return "UnclosedString";
    case Token::number_too_large:
      return "LargeNumber";
    case Token::other:
      break;
  }
  return "UnknownCharacter";
}

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool starts_name(char c) {
  const char folded = fold_ascii(c);
  return (folded >= 'a' && folded <= 'z') || c == '_' || c == '$';
}
bool continues_name(char c) { return starts_name(c) || is_digit(c); }

class Parser {
 public:
  Parser(std::string_view text, Arena& arena)
      : text_(text), end_(static_cast<std::uint32_t>(text.size() - 1)), arena_(&arena) {
    next();
  }

  Result<const Expression*, ParseFault> parse() {
    Expression whole;
    if (token_ == Token::end) {
      fail("an expression", "for an empty array write [] without quotes");
    } else if (read_term(whole, 0) && token_ != Token::end) {
      fail(name_of(Token::end),
           token_ == Token::other ? "" : "only one value may stand between the brackets");
    }
    if (fault_) return std::move(*fault_);
    return arena_->make(whole);
  }

 private:
  /// Moves to the next token.
  void next() {
    while (at_ < end_ && is_space(text_[at_])) ++at_;
    begin_ = at_;
    if (at_ >= end_) {
      token_ = Token::end;
    } else if (starts_name(text_[at_])) {
      while (at_ < end_ && continues_name(text_[at_])) ++at_;
      token_ = Token::identifier;
    } else if (text_[at_] == '\'') {
      token_ = string_end();
    } else if (is_digit(text_[at_]) || text_[at_] == '-') {
      token_ = read_integer();
    } else {
      token_ = punctuation(text_[at_++]);
    }
  }

  static Token punctuation(char c) {
    switch (c) {
      case '.':
        return Token::dot;
      case ',':
        return Token::comma;
      case '(':
        return Token::left_parenthesis;
      case ')':
        return Token::right_parenthesis;
      case '[':
        return Token::left_bracket;
      case ']':
        return Token::right_bracket;
      default:
        return Token::other;
    }
  }

  Token string_end() {
    for (++at_; at_ < end_; ++at_) {
      if (text_[at_] != '\'') continue;
      if (at_ + 1 >= end_ || text_[at_ + 1] != '\'') return ++at_, Token::string;
      ++at_;
    }
    return Token::unclosed_string;
  }

  Token read_integer() {
    ++at_;
    while (at_ < end_ && is_digit(text_[at_])) ++at_;
    const std::string_view digits = token_text();
    const auto [last, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), integer_);
    if (error == std::errc::result_out_of_range) return Token::number_too_large;
    return error == std::errc{} ? Token::integer : Token::other;
  }

  std::string_view token_text() const { return text_.substr(begin_, at_ - begin_); }

  bool fail(std::string_view expected, std::string_view hint = {}) {
    if (fault_) return false;
    constexpr std::size_t shown = 120;
    const std::string_view inner = text_.substr(1, end_ - 1);
    fault_.emplace();
    fault_->begin = begin_;
    fault_->end = std::max(at_, begin_ + 1);
    fault_->statement =
        cat({"Unable to parse language expression '", printable(inner.substr(0, shown)),
             inner.size() > shown ? "..." : "", "': expected token '", expected, "' and actual '",
             name_of(token_), "'."});
    fault_->hint = hint.empty() ? usual_hint() : std::string(hint);
    return false;
  }

  std::string usual_hint() const {
    if (token_ == Token::unclosed_string) return "close the string with a single quote";
    if (token_ == Token::other)
      return "the language has functions in place of operators: add(1, 2)";
    return "text that only looks like an expression starts with [[";
  }

  bool expect(Token token) {
    if (token_ != token) return fail(name_of(token));
    next();
    return true;
  }

  bool read_term(Expression& term, int depth) {
    if (depth > max_expression_depth) return fail("fewer nested calls", "use variables");
    term.begin = begin_;
    switch (token_) {
      case Token::string:
        term.text = literal(token_text());
        break;
      case Token::integer:
        term.kind = Expression::Kind::integer;
        term.integer = integer_;
        break;
      case Token::identifier:
        return read_call(term, depth) && read_accessors(term, depth);
      default:
        return fail(name_of(Token::string));
    }
    term.end = at_;
    next();
    return true;
  }

  std::string_view literal(std::string_view quoted) {
    const std::string_view inner = quoted.substr(1, quoted.size() - 2);
    if (inner.find('\'') == inner.npos) return inner;
    std::string text;
    for (std::size_t i = 0; i < inner.size(); ++i) {
      text += inner[i];
      if (inner[i] == '\'') ++i;  // two quotes stand for one
    }
    return arena_->keep(text);
  }

  bool read_call(Expression& call, int depth) {
    call.kind = Expression::Kind::call;
    call.text = token_text();
    next();
    if (token_ == Token::dot) {
      next();
      if (token_ != Token::identifier) return fail(name_of(Token::identifier));
      call.kind = Expression::Kind::user_call;
      call.space = call.text;
      call.text = token_text();
      next();
    } else {
      call.function = find_function(call.text);
    }
    if (token_ != Token::left_parenthesis) {
      return fail(name_of(Token::left_parenthesis), bare_word_hint(call.text));
    }
    return read_arguments(call, depth);
  }

  static std::string bare_word_hint(std::string_view word) {
    if (find_function(word) != nullptr) return cat({"write ", word, "()"});
    return "text stands in single quotes";
  }

  bool read_arguments(Expression& call, int depth) {
    std::vector<Expression> arguments;
    next();
    if (token_ != Token::right_parenthesis) {
      while (true) {
        if (!read_term(arguments.emplace_back(), depth + 1)) return false;
        if (token_ != Token::comma) break;
        next();
      }
    }
    if (token_ != Token::right_parenthesis) return fail(name_of(Token::right_parenthesis));
    call.end = at_;
    next();
    call.parts = arena_->keep(std::span<const Expression>(arguments));
    return true;
  }

  bool read_accessors(Expression& term, int depth) {
    while (token_ == Token::dot || token_ == Token::left_bracket) {
      if (++depth > max_expression_depth) return fail("fewer accessors", "use variables");
      Expression access;
      access.begin = term.begin;
      if (!(token_ == Token::dot ? read_member(access, term) : read_index(access, term, depth))) {
        return false;
      }
      term = access;
    }
    return true;
  }

  bool read_member(Expression& access, const Expression& base) {
    next();
    if (token_ != Token::identifier) return fail(name_of(Token::identifier));
    access.kind = Expression::Kind::member;
    access.text = token_text();
    access.end = at_;
    access.parts = arena_->keep(std::span<const Expression>(&base, 1));
    next();
    return true;
  }

  bool read_index(Expression& access, const Expression& base, int depth) {
    next();
    Expression parts[2] = {base, {}};
    if (!read_term(parts[1], depth + 1)) return false;
    access.kind = Expression::Kind::index;
    access.end = at_;
    access.parts = arena_->keep(std::span<const Expression>(parts));
    return expect(Token::right_bracket);
  }

  std::string_view text_;
  std::uint32_t end_;  // of what stands between the outer brackets
  Arena* arena_;
  std::uint32_t at_ = 1, begin_ = 1;  // the token is what stands between
  Token token_ = Token::end;
  std::int64_t integer_ = 0;
  std::optional<ParseFault> fault_;
};

}  // namespace

TextKind text_kind(std::string_view text) {
  if (text.size() < 2 || text.front() != '[' || text.back() != ']') return TextKind::literal;
  return text[1] == '[' ? TextKind::escaped : TextKind::expression;
}

Result<const Expression*, ParseFault> parse_expression(std::string_view text, Arena& arena) {
  return Parser(text, arena).parse();
}

}  // namespace hairpin::arm
