#include "template/datum.hpp"

#include <algorithm>

#include "base/ensure.hpp"
#include "base/text.hpp"

namespace hairpin::arm {

/// Counts what is part of an array or object.
void Datum::enclose(const Datum& part) {
  secret_ = secret_ || part.secret_;
  depth_ = std::max(depth_, static_cast<std::uint16_t>(part.depth_ + 1));
  const std::uint64_t sum = std::uint64_t{weight_} + part.weight_;
  weight_ = static_cast<std::uint32_t>(std::min<std::uint64_t>(sum, max_weight + 1));
}

Datum Datum::null(SourceSpan where) {
  Datum value;
  value.where_ = where;
  return value;
}

Datum Datum::boolean(bool content, SourceSpan where) {
  Datum value = null(where);
  value.kind_ = Kind::boolean;
  value.content_.boolean = content;
  return value;
}

Datum Datum::integer(std::int64_t content, SourceSpan where) {
  Datum value = null(where);
  value.kind_ = Kind::integer;
  value.content_.integer = content;
  return value;
}

Datum Datum::number(double content, SourceSpan where) {
  Datum value = null(where);
  value.kind_ = Kind::number;
  value.content_.number = content;
  return value;
}

Datum Datum::string(std::string_view text, SourceSpan where) {
  Datum value = null(where);
  value.kind_ = Kind::string;
  value.content_.text = text.data();
  value.count_ = static_cast<std::uint32_t>(text.size());
  value.weight_ += value.count_ / 64;
  return value;
}

Datum Datum::rope(std::span<const Datum> pieces, SourceSpan where) {
  Datum value = array(pieces, where);
  value.kind_ = Kind::rope;
  return value;
}

Datum Datum::array(std::span<const Datum> items, SourceSpan where) {
  Datum value = null(where);
  value.kind_ = Kind::array;
  value.content_.items = items.data();
  value.count_ = static_cast<std::uint32_t>(items.size());
  for (const Datum& item : items) value.enclose(item);
  return value;
}

Datum Datum::object(std::span<const DatumMember> members, SourceSpan where) {
  Datum value = null(where);
  value.kind_ = Kind::object;
  value.content_.members = members.data();
  value.count_ = static_cast<std::uint32_t>(members.size());
  for (const DatumMember& member : members) value.enclose(member.value);
  return value;
}

Datum Datum::open_array(std::span<const Datum> items, SourceSpan where) {
  Datum value = array(items, where);
  value.open_ = true;
  --value.count_;
  return value;
}

Datum Datum::open_object(std::span<const DatumMember> members, SourceSpan where) {
  Datum value = object(members, where);
  value.open_ = true;
  --value.count_;
  return value;
}

Datum Datum::live_object(std::span<const DatumMember> members, SourceSpan where) {
  Datum value = open_object(members, where);
  value.live_ = true;
  return value;
}

Datum Datum::unknown(const Unknown* what, SourceSpan where) {
  Datum value = null(where);
  value.kind_ = Kind::unknown;
  value.content_.unknown = what;
  value.secret_ = what->cause->reason == Reason::secret;
  return value;
}

const Unknown& Datum::rest() const {
  ensure(open_, "only open arrays and objects have a rest");
  return is_array() ? *content_.items[count_].unknown() : *content_.members[count_].value.unknown();
}

double Datum::as_number() const {
  if (kind_ == Kind::number) return content_.number;
  return static_cast<double>(as_integer());
}

std::string_view Datum::text() const {
  return is_string() ? std::string_view(content_.text, count_) : std::string_view();
}

std::span<const Datum> Datum::items() const {
  return is_array() ? std::span(content_.items, count_) : std::span<const Datum>();
}

std::span<const Datum> Datum::pieces() const {
  return is_rope() ? std::span(content_.items, count_) : std::span<const Datum>();
}

std::span<const DatumMember> Datum::members() const {
  return is_object() ? std::span(content_.members, count_) : std::span<const DatumMember>();
}

const Datum* Datum::find(std::string_view key) const {
  for (const DatumMember& member : members()) {
    if (equal_folded(member.key, key)) return &member.value;
  }
  return nullptr;
}

Datum Datum::at(SourceSpan where) const {
  Datum moved = *this;
  moved.where_ = where;
  return moved;
}

Datum Datum::as_secret() const {
  Datum changed = *this;
  changed.secret_ = true;
  return changed;
}

std::string_view Datum::kind_name() const {
  switch (kind_) {
    case Kind::null:
      return "null";
    case Kind::boolean:
      return "a boolean";
    case Kind::integer:
      return "an integer";
    case Kind::number:
      return "a number";
    case Kind::string:
    case Kind::rope:
      return "a string";
    case Kind::array:
      return "an array";
    case Kind::object:
      return "an object";
    case Kind::unknown:
      return "an unknown value";
  }
  return "nothing";
}

namespace {

Trit both(Trit a, Trit b) { return std::min(a, b); }

Type type_of(const Datum& value) {
  switch (value.kind()) {
    case Datum::Kind::boolean:
      return Type::boolean;
    case Datum::Kind::integer:
      return Type::integer;
    case Datum::Kind::string:
    case Datum::Kind::rope:
      return Type::string;
    case Datum::Kind::array:
      return Type::array;
    case Datum::Kind::object:
      return Type::object;
    default:
      return Type::any;
  }
}

Trit equal_unknown(const Unknown& unknown, const Datum& other) {
  if (other.is_unknown()) {
    return other.unknown()->identity == unknown.identity ? Trit::yes : Trit::maybe;
  }
  if (other.is_null()) return unknown.may_be_null ? Trit::maybe : Trit::no;
  const Type type = type_of(other);
  if (unknown.type != Type::any && type != Type::any && type != unknown.type) return Trit::no;
  if (unknown.is_name && other.is_string() &&
      (other.text().empty() || other.text().find('/') != std::string_view::npos)) {
    return Trit::no;
  }
  if (unknown.allowed.empty() || first_unknown(other) != nullptr) return Trit::maybe;
  const bool possible =
      std::any_of(unknown.allowed.begin(), unknown.allowed.end(),
                  [&](const Datum& allowed) { return equal(allowed, other) != Trit::no; });
  return possible || unknown.may_be_null ? Trit::maybe : Trit::no;
}

/// The pieces of a text, a plain string being one.
std::span<const Datum> pieces_of(const Datum& text) {
  return text.is_rope() ? text.pieces() : std::span(&text, 1);
}

/// The known characters at the start or end of a text.
std::string_view known_start(const Datum& text) { return pieces_of(text).front().text(); }
std::string_view known_end(const Datum& text) { return pieces_of(text).back().text(); }

Trit equal_texts(const Datum& a, const Datum& b) {
  const std::span<const Datum> left = pieces_of(a), right = pieces_of(b);
  const bool same = std::equal(left.begin(), left.end(), right.begin(), right.end(),
                               [](const Datum& x, const Datum& y) {
                                 return x.kind() == y.kind() && equal(x, y) == Trit::yes;
                               });
  if (same) return Trit::yes;
  const std::string_view start_a = known_start(a), start_b = known_start(b);
  const std::size_t head = std::min(start_a.size(), start_b.size());
  if (start_a.substr(0, head) != start_b.substr(0, head)) return Trit::no;
  const std::string_view end_a = known_end(a), end_b = known_end(b);
  const std::size_t tail = std::min(end_a.size(), end_b.size());
  if (end_a.substr(end_a.size() - tail) != end_b.substr(end_b.size() - tail)) return Trit::no;
  return Trit::maybe;
}

Trit equal_arrays(const Datum& a, const Datum& b) {
  if (a.is_open() || b.is_open()) return Trit::maybe;
  if (a.items().size() != b.items().size()) return Trit::no;
  Trit result = Trit::yes;
  for (std::size_t i = 0; i < a.items().size() && result != Trit::no; ++i) {
    result = both(result, equal(a.items()[i], b.items()[i]));
  }
  return result;
}

Trit equal_objects(const Datum& a, const Datum& b) {
  if (a.is_open() || b.is_open()) return Trit::maybe;
  if (a.members().size() != b.members().size()) return Trit::no;
  Trit result = Trit::yes;
  for (std::size_t i = 0; i < a.members().size() && result != Trit::no; ++i) {
    // Nearly always the members stand in one order.
    const DatumMember& likely = b.members()[i];
    const std::string_view key = a.members()[i].key;
    const Datum* const other = equal_folded(likely.key, key) ? &likely.value : b.find(key);
    result = other == nullptr ? Trit::no : both(result, equal(a.members()[i].value, *other));
  }
  return result;
}

}  // namespace

Trit equal(const Datum& a, const Datum& b) {
  if (a.is_unknown()) return equal_unknown(*a.unknown(), b);
  if (b.is_unknown()) return equal_unknown(*b.unknown(), a);
  if (a.is_string() && b.is_string()) return a.text() == b.text() ? Trit::yes : Trit::no;
  if (a.is_text() && b.is_text()) return equal_texts(a, b);
  if (a.kind() != b.kind()) {
    const bool numbers = (a.is_integer() || a.kind() == Datum::Kind::number) &&
                         (b.is_integer() || b.kind() == Datum::Kind::number);
    return numbers && a.as_number() == b.as_number() ? Trit::yes : Trit::no;
  }
  const auto yes_if = [](bool same) { return same ? Trit::yes : Trit::no; };
  switch (a.kind()) {
    case Datum::Kind::null:
      return Trit::yes;
    case Datum::Kind::boolean:
      return yes_if(a.as_boolean() == b.as_boolean());
    case Datum::Kind::integer:
      return yes_if(a.as_integer() == b.as_integer());
    case Datum::Kind::number:
      return yes_if(a.as_number() == b.as_number());
    case Datum::Kind::array:
      return equal_arrays(a, b);
    default:
      return equal_objects(a, b);
  }
}

const Unknown* first_unknown(const Datum& value) {
  if (value.is_unknown()) return value.unknown();
  const std::span<const Datum> parts = value.is_rope() ? value.pieces() : value.items();
  for (const Datum& part : parts) {
    if (const Unknown* const found = first_unknown(part)) return found;
  }
  for (const DatumMember& member : value.members()) {
    if (const Unknown* const found = first_unknown(member.value)) return found;
  }
  return value.is_open() ? &value.rest() : nullptr;
}

}  // namespace hairpin::arm
