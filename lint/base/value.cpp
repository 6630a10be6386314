#include "base/value.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>

#include "base/text.hpp"

namespace hairpin {

Value Value::null(SourceSpan where) {
  Value value;
  value.kind_ = Kind::null;
  value.where_ = where;
  return value;
}

Value Value::boolean(bool content, SourceSpan where) {
  Value value = null(where);
  value.kind_ = Kind::boolean;
  value.scalar_.boolean = content;
  return value;
}

Value Value::integer(std::int64_t content, SourceSpan where) {
  Value value = null(where);
  value.kind_ = Kind::integer;
  value.scalar_.integer = content;
  return value;
}

Value Value::number(double content, SourceSpan where) {
  Value value = null(where);
  value.kind_ = Kind::number;
  value.scalar_.number = content;
  return value;
}

Value Value::string(std::string_view text, SourceSpan where) {
  Value value = null(where);
  value.kind_ = Kind::string;
  value.text_ = text.data();
  value.text_length_ = text.size();
  return value;
}

Value Value::unknown(std::string_view reason, SourceSpan where) {
  Value value = string(reason, where);
  value.kind_ = Kind::unknown;
  return value;
}

Value Value::array(std::span<const Value> items, SourceSpan where) {
  Value value = null(where);
  value.kind_ = Kind::array;
  value.items_ = items.data();
  value.count_ = static_cast<std::uint32_t>(items.size());
  return value;
}

Value Value::object(std::span<const Member> members, SourceSpan where) {
  Value value = null(where);
  value.kind_ = Kind::object;
  value.members_ = members.data();
  value.count_ = static_cast<std::uint32_t>(members.size());
  return value;
}

double Value::as_number() const {
  if (kind_ == Kind::number) return scalar_.number;
  return static_cast<double>(as_integer());
}

std::string_view Value::text() const {
  return kind_ == Kind::string ? std::string_view(text_, text_length_) : std::string_view();
}

std::string_view Value::reason() const {
  return kind_ == Kind::unknown ? std::string_view(text_, text_length_) : std::string_view();
}

std::span<const Value> Value::items() const {
  return kind_ == Kind::array ? std::span(items_, count_) : std::span<const Value>();
}

std::span<const Member> Value::members() const {
  return kind_ == Kind::object ? std::span(members_, count_) : std::span<const Member>();
}

const Value& Value::operator[](std::string_view key) const {
  static const Value nothing{};
  for (const Member& member : members()) {
    // Keys differ in length more often than not, and the call costs more than the comparison.
    const bool likely = member.key.size() == key.size();
    if (likely && equal_folded(member.key, key)) return member.value;
  }
  return nothing;
}

std::string_view Value::kind_name() const {
  switch (kind_) {
    case Kind::absent: return "nothing";
    case Kind::null: return "null";
    case Kind::boolean: return "a boolean";
    case Kind::integer:
    case Kind::number: return "a number";
    case Kind::string: return "a string";
    case Kind::array: return "an array";
    case Kind::object: return "an object";
    case Kind::unknown: return "an unknown value";
  }
  return "nothing";
}

std::string_view ValueArena::keep(std::string_view text) {
  if (text.empty()) return {};
  char* copy = static_cast<char*>(memory_.allocate(text.size(), 1));
  std::memcpy(copy, text.data(), text.size());
  return {copy, text.size()};
}

namespace {
template <class T>
std::span<const T> copy_into(std::pmr::memory_resource& memory, std::span<const T> elements) {
  if (elements.empty()) return {};
  T* copy = static_cast<T*>(memory.allocate(elements.size() * sizeof(T), alignof(T)));
  std::uninitialized_copy(elements.begin(), elements.end(), copy);
  return {copy, elements.size()};
}
}  // namespace

std::span<const Value> ValueArena::keep(std::span<const Value> items) {
  return copy_into(memory_, items);
}

std::span<const Member> ValueArena::keep(std::span<const Member> members) {
  return copy_into(memory_, members);
}

std::string json_string(std::string_view text) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string quoted = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (byte < 0x20) {
      quoted += "\\u00";
      quoted += digits[byte >> 4];
      quoted += digits[byte & 0xf];
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

std::string to_json(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::absent:
    case Value::Kind::null: return "null";
    case Value::Kind::boolean: return value.as_boolean() ? "true" : "false";
    case Value::Kind::integer: return std::to_string(value.as_integer());
    case Value::Kind::number: return std::isfinite(value.as_number())
                                         ? std::to_string(value.as_number())
                                         : "null";
    case Value::Kind::string: return json_string(value.text());
    case Value::Kind::unknown: return "{\"$unknown\":" + json_string(value.reason()) + "}";
    case Value::Kind::array: {
      std::string text = "[";
      for (const Value& item : value.items()) text += (text.size() > 1 ? "," : "") + to_json(item);
      return text + "]";
    }
    case Value::Kind::object: {
      std::string text = "{";
      for (const Member& member : value.members()) {
        text += (text.size() > 1 ? "," : "") + json_string(member.key) + ":" + to_json(member.value);
      }
      return text + "}";
    }
  }
  return "null";
}

}  // namespace hairpin
