#include "template/render.hpp"

#include <cstdio>

namespace hairpin::arm {
namespace {

void write_string(std::string& text, std::string_view content, char quote) {
  static constexpr char digits[] = "0123456789abcdef";
  text += quote;
  for (const char c : content) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == quote || c == '\\') {
      text += '\\';
      text += c;
    } else if (c == '\n') {
      text += "\\n";
    } else if (c == '\r') {
      text += "\\r";
    } else if (c == '\t') {
      text += "\\t";
    } else if (byte < 0x20) {
      text += "\\u00";
      text += digits[byte >> 4];
      text += digits[byte & 0xf];
    } else {
      text += c;
    }
  }
  text += quote;
}

std::string number_text(double number) {
  char digits[40];
  const int size = std::snprintf(digits, sizeof digits, "%.15g", number);
  return {digits, static_cast<std::size_t>(size)};
}

void write(std::string& text, const Datum& value, char quote) {
  switch (value.kind()) {
    case Datum::Kind::null:
      text += "null";
      break;
    case Datum::Kind::boolean:
      text += value.as_boolean() ? "true" : "false";
      break;
    case Datum::Kind::integer:
      text += std::to_string(value.as_integer());
      break;
    case Datum::Kind::number:
      text += number_text(value.as_number());
      break;
    case Datum::Kind::string:
    case Datum::Kind::rope:
    case Datum::Kind::unknown:
      write_string(text, value.text(), quote);
      break;
    case Datum::Kind::array:
      text += '[';
      for (const Datum& item : value.items()) {
        if (&item != &value.items().front()) text += ',';
        write(text, item, quote);
      }
      text += ']';
      break;
    case Datum::Kind::object:
      text += '{';
      for (const DatumMember& member : value.members()) {
        if (&member != &value.members().front()) text += ',';
        write_string(text, member.key, quote);
        text += ':';
        write(text, member.value, quote);
      }
      text += '}';
      break;
  }
}

}  // namespace

std::string json_text(const Datum& value, char quote) {
  std::string text;
  write(text, value, quote);
  return text;
}

std::string plain_text(const Datum& value, char quote) {
  if (value.is_string()) return std::string(value.text());
  if (value.is_null()) return {};
  if (value.is_boolean()) return value.as_boolean() ? "True" : "False";
  return json_text(value, quote);
}

Datum as_piece(const Call& call, const Datum& value) {
  if (value.is_text()) return value;
  if (value.is_unknown()) return value;
  if (const Unknown* const why = first_unknown(value)) {
    Unknown what = call.work().derived(*why, "text", why->label);
    what.identity =
        call.work().identity("text of " + std::to_string(call.work().identity_of(value)));
    what.type = Type::string;
    return Datum::unknown(call.work().unknown(what), call.where());
  }
  call.work().charge(value.weight());
  // What is too large to be written out is over the bounds anyway.
  constexpr std::uint32_t heaviest = 1'000'000;
  const Datum text = call.text(value.weight() > heaviest ? "" : plain_text(value));
  return value.is_secret() ? text.as_secret() : text;
}

}  // namespace hairpin::arm
