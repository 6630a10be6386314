#include <algorithm>
#include <charconv>
#include <cstdio>
#include <optional>
#include <string>

#include "base/text.hpp"
#include "template/evaluator.hpp"
#include "template/render.hpp"
#include "template/text_units.hpp"

namespace hairpin::arm {
namespace {

/// `{index,alignment:specification}`.
struct Item {
  std::size_t index = 0;
  int alignment = 0;  // characters; negative: from the left
  std::string_view specification;
};

std::optional<int> number_in(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return {};
  return number;
}

std::optional<Item> read_item(std::string_view inside) {
  Item item;
  const std::size_t colon = inside.find(':');
  if (colon != inside.npos) item.specification = inside.substr(colon + 1);
  const std::string_view head = inside.substr(0, colon);
  const std::size_t comma = head.find(',');
  const auto index = number_in(head.substr(0, comma));
  if (!index || *index < 0) return {};
  item.index = static_cast<std::size_t>(*index);
  if (comma == head.npos) return item;
  const auto alignment = number_in(head.substr(comma + 1));
  constexpr int widest = 10'000;
  if (!alignment || *alignment > widest || *alignment < -widest) return {};
  item.alignment = *alignment;
  return item;
}

std::string with_thousands(std::string digits) {
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

std::string hexadecimal(std::int64_t number, std::size_t width, bool upper_case) {
  char digits[20];
  const int size = std::snprintf(digits, sizeof digits, upper_case ? "%llX" : "%llx",
                                 static_cast<unsigned long long>(number));
  std::string text(digits, static_cast<std::size_t>(size));
  return text.size() < width ? std::string(width - text.size(), '0') + text : text;
}

/// An integer as .NET writes it; nothing for a specification that is not known here.
std::optional<std::string> format_integer(std::int64_t number, std::string_view specification) {
  if (specification.empty()) return std::to_string(number);
  const bool negative = number < 0;
  std::string digits = std::to_string(number).substr(negative ? 1 : 0);
  const std::string sign = negative ? "-" : "";
  const auto padded = [&](std::size_t width) {
    const std::size_t zeros = digits.size() < width ? width - digits.size() : 0;
    return sign + std::string(zeros, '0') + digits;
  };
  if (specification.find_first_not_of('0') == specification.npos) {
    return padded(specification.size());
  }
  const auto precision = specification.size() > 1 ? number_in(specification.substr(1)) : -1;
  if (!precision || *precision > 99) return {};
  const auto width = static_cast<std::size_t>(std::max(*precision, 0));
  const std::string decimals =
      *precision == 0 ? "" : "." + std::string(*precision < 0 ? 2 : width, '0');
  switch (fold_ascii(specification[0])) {
    case 'd':
      return padded(width);
    case 'n':
      return sign + with_thousands(digits) + decimals;
    case 'f':
      return sign + digits + decimals;
    case 'x':
      return hexadecimal(number, width, specification[0] == 'X');
    case 'g':
      return sign + digits;
    default:
      return {};
  }
}

class Formatter {
 public:
  explicit Formatter(const Call& call) : call_(call) {}

  Datum format() {
    std::string_view rest = call_[0].text();
    while (!rest.empty() && !failed_) {
      const std::size_t brace = std::min(rest.find_first_of("{}"), rest.size());
      literal_ += rest.substr(0, brace);
      rest.remove_prefix(brace);
      if (rest.empty()) break;
      if (rest.size() > 1 && rest[1] == rest[0]) {
        literal_ += rest[0];
        rest.remove_prefix(2);
      } else {
        rest = take_item(rest);
      }
    }
    if (failed_) return *failed_;
    end_literal();
    return call_.work().rope(pieces_, call_.where());
  }

 private:
  std::string_view take_item(std::string_view rest) {
    const std::size_t close = rest.find('}');
    const auto item = rest[0] == '{' && close != rest.npos ? read_item(rest.substr(1, close - 1))
                                                           : std::optional<Item>();
    if (!item) {
      fail("Input string was not in a correct format.");
      return {};
    }
    if (item->index + 1 >= call_.count()) {
      fail(
          "Index (zero based) must be greater than or equal to zero and less than the size of the "
          "argument list.");
      return {};
    }
    put(*item, call_[item->index + 1]);
    return rest.substr(close + 1);
  }

  void fail(std::string_view why) {
    failed_ = call_.fail(
        0,
        cat({"Unable to evaluate language function 'format': the format is invalid: '", why, "'."}),
        "{0} is the first argument behind the format");
  }

  void put(const Item& item, const Datum& value) {
    Datum piece = as_piece(call_, value);
    if (value.is_integer()) {
      const auto text = format_integer(value.as_integer(), item.specification);
      if (!text) return fail(cat({"'", printable(item.specification), "' is not supported"}));
      piece = call_.text(*text);
    }
    if (item.alignment != 0) piece = align(piece, item.alignment);
    end_literal();
    pieces_.push_back(piece);
  }

  Datum align(const Datum& piece, int alignment) {
    if (!piece.is_string()) {
      const Datum of[] = {piece, call_.integer(alignment)};
      return call_.unknown(of);
    }
    const auto wanted = static_cast<std::size_t>(alignment < 0 ? -alignment : alignment);
    const std::size_t width = utf16_length(piece.text());
    const std::string fill(wanted > width ? wanted - width : 0, ' ');
    const std::string text(piece.text());
    return call_.text(alignment > 0 ? fill + text : text + fill);
  }

  void end_literal() {
    if (!literal_.empty()) pieces_.push_back(call_.text(literal_));
    literal_.clear();
  }

  const Call& call_;
  std::string literal_;
  std::vector<Datum> pieces_;
  std::optional<Datum> failed_;
};

Datum format(const Call& call) {
  if (call[0].is_string()) return Formatter(call).format();
  return first_unknown(call[0]) ? call.unknown() : call.wrong(0, "a string");
}

constexpr Function functions[] = {
    {"format", 1, Function::any_number, Type::string, Handling::aware, format},
};

}  // namespace

std::span<const Function> format_functions() { return functions; }

}  // namespace hairpin::arm
