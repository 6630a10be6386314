#include <algorithm>

#include "template/evaluator.hpp"
#include "template/render.hpp"
#include "template/text_units.hpp"

// Functions of texts, arrays and objects alike.
namespace hairpin::arm {
namespace {

Datum concat_arrays(const Call& call) {
  std::vector<Datum> items;
  for (std::size_t i = 0; i < call.count(); ++i) {
    const Datum& part = call[i];
    if (!part.is_array() && !part.is_unknown()) {
      return call.fail(i,
                       "The template language function 'concat' expects all arguments to be "
                       "arrays, or none of them.");
    }
    items.insert(items.end(), part.items().begin(), part.items().end());
    const Unknown* const why = part.is_unknown() ? part.unknown()
                               : part.is_open()  ? &part.rest()
                                                 : nullptr;
    // What follows stands at places that are not known.
    if (why != nullptr) return call.work().open_array(items, call.rest(*why), call.where());
  }
  return call.array(items);
}

Datum concat(const Call& call) {
  const auto is_list = [](const Datum& value) {
    return value.is_array() || (value.is_unknown() && value.unknown()->type == Type::array);
  };
  if (std::any_of(call.arguments.begin(), call.arguments.end(), is_list)) {
    return concat_arrays(call);
  }
  const auto is_anything = [](const Datum& value) {
    return value.is_unknown() && value.unknown()->type == Type::any;
  };
  if (std::all_of(call.arguments.begin(), call.arguments.end(), is_anything)) {
    if (call.count() == 0) return call.text("");
    if (call.count() == 1) return call[0];
    // Texts or arrays, who knows.
    return Datum::unknown(call.work().unknown(call.rest(*call[0].unknown())), call.where());
  }
  std::vector<Datum> pieces;
  for (std::size_t i = 0; i < call.count(); ++i) {
    if (call[i].is_object()) return call.wrong(i, "a string, integer or boolean");
    pieces.push_back(as_piece(call, call[i]));
  }
  return call.work().rope(pieces, call.where());
}

Trit contains_item(const Call& call) {
  Trit found = call[0].is_open() ? Trit::maybe : Trit::no;
  for (const Datum& item : call[0].items()) {
    found = std::max(found, call.work().equal(item, call[1]));
    if (found == Trit::yes || call.work().is_exhausted()) break;
  }
  return found;
}

Trit contains_key(const Datum& object, const Datum& key) {
  if (!key.is_string()) return Trit::maybe;
  if (object.find(key.text()) != nullptr) return Trit::yes;
  return object.is_open() ? Trit::maybe : Trit::no;
}

Datum contains(const Call& call) {
  const Datum& container = call[0];
  const Datum& wanted = call[1];
  if (container.is_array()) return call.trit(contains_item(call));
  if (container.is_object()) {
    if (wanted.is_text() || wanted.is_unknown()) return call.trit(contains_key(container, wanted));
    return call.boolean(container.find(plain_text(wanted)) != nullptr);
  }
  if (container.is_unknown()) return call.unknown();
  if (!container.is_text()) return call.wrong(0, "a string, array or object");
  if (first_unknown(wanted) != nullptr) return call.unknown();
  const std::string part = plain_text(wanted);
  const auto holds = [&](const Datum& piece) { return piece.text().find(part) != part.npos; };
  if (container.is_string()) return call.boolean(holds(container));
  const std::span<const Datum> pieces = container.pieces();
  const bool found = std::any_of(pieces.begin(), pieces.end(), holds);
  return found ? call.boolean(true) : call.unknown();
}

Trit is_empty(const Datum& value) {
  const auto known = [](bool empty) { return empty ? Trit::yes : Trit::no; };
  const auto has_something = [](const Datum& piece) {
    return piece.is_unknown() ? piece.unknown()->is_name : !piece.text().empty();
  };
  switch (value.kind()) {
    case Datum::Kind::null:
      return Trit::yes;
    case Datum::Kind::string:
      return known(value.text().empty());
    case Datum::Kind::unknown:
      return has_something(value) ? Trit::no : Trit::maybe;
    case Datum::Kind::rope: {
      const std::span<const Datum> pieces = value.pieces();
      return std::any_of(pieces.begin(), pieces.end(), has_something) ? Trit::no : Trit::maybe;
    }
    default:
      break;
  }
  if (!value.items().empty() || !value.members().empty()) return Trit::no;
  return value.is_open() ? Trit::maybe : Trit::yes;
}

Datum empty(const Call& call) {
  const Datum& value = call[0];
  if (value.is_boolean() || value.is_integer()) {
    return call.wrong(0, "a string, array or object");
  }
  return call.trit(is_empty(value));
}

Datum length(const Call& call) {
  const Datum& value = call[0];
  if (value.is_array()) return call.integer(static_cast<std::int64_t>(value.items().size()));
  if (value.is_object()) return call.integer(static_cast<std::int64_t>(value.members().size()));
  if (!value.is_string()) return call.wrong(0, "a string, array or object");
  return call.integer(static_cast<std::int64_t>(utf16_length(value.text())));
}

/// The characters that the text starts with for certain.
std::string_view certain_start(const Datum& text) {
  return text.is_rope() ? text.pieces().front().text() : text.text();
}

Datum first(const Call& call) {
  const Datum& value = call[0];
  if (value.is_array() && !value.items().empty()) return value.items().front();
  if (value.is_unknown() || value.is_open()) return call.unknown();
  if (value.is_array()) return call.null();
  if (!value.is_text()) return call.wrong(0, "a string or array");
  const std::string_view start = certain_start(value);
  if (start.empty() && value.is_rope()) return call.unknown();
  // A character of two units is taken whole: half of it is no text.
  const std::size_t unit = byte_of_unit(start, 1);
  return call.text(start.substr(0, unit > 0 ? unit : byte_of_unit(start, 2)));
}

Datum last(const Call& call) {
  const Datum& value = call[0];
  if (value.is_array()) return value.items().empty() ? call.null() : value.items().back();
  if (!value.is_string()) return call.wrong(0, "a string or array");
  const std::size_t units = utf16_length(value.text());
  return call.text(value.text().substr(byte_of_unit(value.text(), units == 0 ? 0 : units - 1)));
}

Datum index_in_array(const Call& call, bool from_end) {
  const std::span<const Datum> items = call[0].items();
  for (std::size_t turn = 0; turn < items.size(); ++turn) {
    const std::size_t i = from_end ? items.size() - 1 - turn : turn;
    const Trit same = call.work().equal(items[i], call[1]);
    if (same == Trit::maybe) return call.unknown();
    if (same == Trit::yes) return call.integer(static_cast<std::int64_t>(i));
  }
  return call.integer(-1);
}

Datum index_of(const Call& call, bool from_end) {
  if (call[0].is_array()) return index_in_array(call, from_end);
  if (!call[0].is_string()) return call.wrong(0, "a string or array");
  if (!call[1].is_string()) return call.wrong(1, "a string");
  const std::size_t at = find_folded(call[0].text(), call[1].text(), from_end);
  if (at == std::string_view::npos) return call.integer(-1);
  return call.integer(static_cast<std::int64_t>(utf16_length(call[0].text().substr(0, at))));
}

Datum first_index_of(const Call& call) { return index_of(call, false); }
Datum last_index_of(const Call& call) { return index_of(call, true); }

/// As many of `most` as `number` says: none if it is negative.
std::size_t clamp(const Datum& number, std::size_t most) {
  if (number.as_integer() <= 0) return 0;
  return std::min(static_cast<std::size_t>(number.as_integer()), most);
}

Datum skip(const Call& call) {
  const Datum& value = call[0];
  if (!call[1].is_integer()) return call.wrong(1, "an integer");
  if (value.is_array()) {
    const auto rest = value.items().subspan(clamp(call[1], value.items().size()));
    return call.array({rest.begin(), rest.end()});
  }
  if (!value.is_string()) return call.wrong(0, "a string or array");
  const std::size_t units = clamp(call[1], value.text().size());
  return call.text(value.text().substr(byte_of_unit(value.text(), units)));
}

Datum take_of_array(const Call& call) {
  const std::span<const Datum> items = call[0].items();
  const std::int64_t wanted = std::max<std::int64_t>(call[1].as_integer(), 0);
  if (call[0].is_open() && static_cast<std::size_t>(wanted) > items.size()) return call.unknown();
  const auto taken = items.first(clamp(call[1], items.size()));
  return call.array({taken.begin(), taken.end()});
}

Datum take(const Call& call) {
  const Datum& value = call[0];
  if (value.is_unknown() || first_unknown(call[1]) != nullptr) return call.unknown();
  if (!call[1].is_integer()) return call.wrong(1, "an integer");
  if (value.is_array()) return take_of_array(call);
  if (!value.is_text()) return call.wrong(0, "a string or array");
  const std::string_view start = certain_start(value);
  const std::size_t units = clamp(call[1], std::max(start.size(), std::size_t{1} << 20));
  if (value.is_rope() && units > utf16_length(start)) return call.unknown();
  return call.text(start.substr(0, byte_of_unit(start, units)));
}

constexpr Function functions[] = {
    {"concat", 0, Function::any_number, Type::string, Handling::aware, concat},
    {"contains", 2, 2, Type::boolean, Handling::aware, contains},
    {"empty", 1, 1, Type::boolean, Handling::aware, empty},
    {"first", 1, 1, Type::any, Handling::aware, first},
    {"indexOf", 2, 2, Type::integer, Handling::strict, first_index_of},
    {"last", 1, 1, Type::any, Handling::strict, last},
    {"lastIndexOf", 2, 2, Type::integer, Handling::strict, last_index_of},
    {"length", 1, 1, Type::integer, Handling::strict, length},
    {"skip", 2, 2, Type::any, Handling::strict, skip},
    {"take", 2, 2, Type::any, Handling::aware, take},
};

}  // namespace

std::span<const Function> container_functions() { return functions; }

}  // namespace hairpin::arm
