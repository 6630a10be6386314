#include <algorithm>
#include <string>

#include "base/text.hpp"
#include "template/evaluator.hpp"
#include "template/render.hpp"
#include "template/text_units.hpp"

namespace hairpin::arm {
namespace {

std::span<const Datum> pieces_of(const Datum& text) {
  return text.is_rope() ? text.pieces() : std::span(&text, 1);
}

Datum starts_with(const Call& call) {
  if (!call[0].is_text() || !call[1].is_string()) {
    if (first_unknown(call[0]) || first_unknown(call[1])) return call.unknown();
    return call.wrong(call[0].is_string() ? 1 : 0, "a string");
  }
  const std::string_view known = pieces_of(call[0]).front().text(), start = call[1].text();
  if (call[0].is_string() || known.size() >= start.size()) {
    return call.boolean(starts_with_folded(known, start));
  }
  return starts_with_folded(start, known) ? call.unknown() : call.boolean(false);
}

bool ends_with_folded(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && equal_folded(text.substr(text.size() - end.size()), end);
}

Datum ends_with(const Call& call) {
  if (!call[0].is_text() || !call[1].is_string()) {
    if (first_unknown(call[0]) || first_unknown(call[1])) return call.unknown();
    return call.wrong(call[0].is_string() ? 1 : 0, "a string");
  }
  const std::string_view known = pieces_of(call[0]).back().text(), end = call[1].text();
  if (call[0].is_string() || known.size() >= end.size()) {
    return call.boolean(ends_with_folded(known, end));
  }
  return ends_with_folded(end, known) ? call.unknown() : call.boolean(false);
}

/// Changes each piece of a text by itself: the known ones by `change`, the others as the name of
/// the function says.
template <class F>
Datum map_pieces(const Call& call, F change) {
  const Datum& value = call[0];
  if (!value.is_text() && !value.is_unknown()) return call.wrong(0, "a string");
  std::vector<Datum> pieces;
  for (const Datum& piece : pieces_of(value)) {
    if (piece.is_string()) {
      pieces.push_back(call.text(change(piece.text())));
      continue;
    }
    Unknown what = *piece.unknown();
    what.identity = call.identity({&piece, 1});
    what.type = Type::string;
    what.allowed = {};
    pieces.push_back(Datum::unknown(call.work().unknown(what), call.where()));
  }
  return call.work().rope(pieces, call.where());
}

Datum to_lower(const Call& call) { return map_pieces(call, lower); }
Datum to_upper(const Call& call) { return map_pieces(call, upper); }

/// Bytes of the white space that the text starts with, 0 if it starts with none.
std::size_t space_at(std::string_view text) {
  if (text.empty()) return 0;
  if (text[0] == ' ' || (text[0] >= '\t' && text[0] <= '\r')) return 1;
  if (text.starts_with("\xc2\xa0") || text.starts_with("\xc2\x85")) return 2;
  static constexpr std::string_view wide[] = {"\xe1\x9a\x80", "\xe2\x80\xa8", "\xe2\x80\xa9",
                                              "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80"};
  for (const std::string_view space : wide) {
    if (text.starts_with(space)) return 3;
  }
  const bool em = text.starts_with("\xe2\x80") && text.size() > 2 &&
                  static_cast<unsigned char>(text[2]) >= 0x80 &&
                  static_cast<unsigned char>(text[2]) <= 0x8a;
  return em ? 3 : 0;
}

Datum trim(const Call& call) {
  if (!call[0].is_string()) return call.wrong(0, "a string");
  std::string_view text = call[0].text();
  while (const std::size_t space = space_at(text)) text.remove_prefix(space);
  std::size_t end = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t space = space_at(text.substr(at));
    at += space > 0 ? space : 1;
    if (space == 0) end = at;
  }
  return call.text(text.substr(0, end));
}

Datum replace(const Call& call) {
  for (std::size_t i = 0; i < 3; ++i) {
    if (!call[i].is_string()) return call.wrong(i, "a string");
  }
  const std::string_view text = call[0].text(), old = call[1].text(), fresh = call[2].text();
  if (old.empty()) {
    return call.fail(1, "The template language function 'replace' cannot replace an empty string.");
  }
  std::string result;
  std::size_t at = 0;
  while (result.size() <= call.work().limits().text) {
    const std::size_t found = text.find(old, at);
    result += text.substr(at, found - at);
    if (found == text.npos) break;
    result += fresh;
    at = found + old.size();
  }
  return call.text(result);
}

/// Where the next of the separators stands, and which one.
std::size_t find_any(std::string_view text, std::span<const Datum> separators, std::size_t from,
                     std::size_t& length) {
  std::size_t best = text.npos;
  for (const Datum& separator : separators) {
    if (separator.text().empty()) continue;
    const std::size_t found = text.find(separator.text(), from);
    if (found >= best) continue;
    best = found;
    length = separator.text().size();
  }
  return best;
}

/// Whether unknown pieces cannot hold any of the separators, so that the known ones decide.
bool separates_known(const Datum& text, std::span<const Datum> separators) {
  const bool slashes = std::all_of(
      separators.begin(), separators.end(),
      [](const Datum& separator) { return separator.text().find('/') != std::string_view::npos; });
  const std::span<const Datum> pieces = text.pieces();
  return slashes && std::all_of(pieces.begin(), pieces.end(), [](const Datum& piece) {
           return piece.is_string() || piece.unknown()->is_name;
         });
}

Datum split(const Call& call) {
  const std::span<const Datum> separators =
      call[1].is_array() ? call[1].items() : std::span(&call[1], 1);
  const bool known = std::all_of(separators.begin(), separators.end(),
                                 [](const Datum& separator) { return separator.is_string(); });
  if (!known || !call[0].is_text()) {
    if (first_unknown(call[0]) || first_unknown(call[1])) return call.unknown();
    return call.wrong(known ? 0 : 1, known ? "a string" : "a string, or an array of strings");
  }
  if (call[0].is_rope() && !separates_known(call[0], separators)) return call.unknown();
  std::vector<Datum> parts, open;
  for (const Datum& piece : pieces_of(call[0])) {
    if (piece.is_unknown()) {
      open.push_back(piece);
      continue;
    }
    std::size_t at = 0, length = 0;
    while (true) {
      const std::size_t found = find_any(piece.text(), separators, at, length);
      open.push_back(call.text(piece.text().substr(at, found - at)));
      if (found == std::string_view::npos) break;
      parts.push_back(call.work().rope(open, call.where()));
      open.clear();
      at = found + length;
    }
  }
  parts.push_back(call.work().rope(open, call.where()));
  return call.array(parts);
}

Datum join(const Call& call) {
  if (!call[1].is_string()) {
    return first_unknown(call[1]) ? call.unknown() : call.wrong(1, "a string");
  }
  if (!call[0].is_array() || call[0].is_open()) {
    return first_unknown(call[0]) ? call.unknown() : call.wrong(0, "an array");
  }
  std::vector<Datum> pieces;
  for (const Datum& item : call[0].items()) {
    if (!pieces.empty()) pieces.push_back(call[1]);
    pieces.push_back(as_piece(call, item));
  }
  return call.work().rope(pieces, call.where());
}

Datum substring(const Call& call) {
  if (!call[0].is_string()) return call.wrong(0, "a string");
  for (std::size_t i = 1; i < call.count(); ++i) {
    if (!call[i].is_integer()) return call.wrong(i, "an integer");
  }
  const std::string_view text = call[0].text();
  const auto size = static_cast<std::int64_t>(utf16_length(text));
  const std::int64_t start = call[1].as_integer();
  const std::int64_t length = call.count() > 2 ? call[2].as_integer() : size - start;
  if (start < 0 || length < 0 || start > size || length > size - start) {
    return call.fail(
        1,
        cat({"The index and length parameters must refer to a location within the string. The "
             "index parameter: '",
             std::to_string(start), "', the length parameter: '", std::to_string(length),
             "', the length of the string parameter: '", std::to_string(size), "'."}),
        "take(text, count) gives what there is");
  }
  const std::size_t begin = byte_of_unit(text, static_cast<std::size_t>(start));
  const std::size_t end = byte_of_unit(text, static_cast<std::size_t>(start + length));
  return call.text(text.substr(begin, end - begin));
}

Datum pad_left(const Call& call) {
  if (!call[0].is_string() && !call[0].is_integer()) return call.wrong(0, "a string or integer");
  if (!call[1].is_integer()) return call.wrong(1, "an integer");
  const std::string text = plain_text(call[0]);
  const std::string_view fill = call.count() > 2 ? call[2].text() : " ";
  const auto width = static_cast<std::int64_t>(utf16_length(text));
  constexpr std::int64_t widest = 1 << 20;
  if (utf16_length(fill) != 1 || call[1].as_integer() > widest) {
    return call.fail(2,
                     "The template language function 'padLeft' takes one character to pad with.");
  }
  std::string padded;
  for (std::int64_t i = width; i < call[1].as_integer(); ++i) padded += fill;
  return call.text(padded + text);
}

Datum string(const Call& call) {
  const Datum& value = call[0];
  if (value.is_text()) return value;
  if (value.is_unknown() && value.unknown()->type == Type::string) return value;
  if (first_unknown(value) != nullptr) return call.unknown();
  return as_piece(call,
                  value.is_array() || value.is_object() ? call.text(json_text(value)) : value);
}

Datum like(const Call& call) {
  if (!call[0].is_string()) return call.wrong(0, "a string");
  if (!call[1].is_string()) return call.wrong(1, "a string");
  return call.boolean(matches_glob(call[1].text(), call[0].text()));
}

constexpr Function functions[] = {
    {"endsWith", 2, 2, Type::boolean, Handling::aware, ends_with},
    {"join", 2, 2, Type::string, Handling::aware, join},
    {"like", 2, 2, Type::boolean, Handling::strict, like},
    {"padLeft", 2, 3, Type::string, Handling::strict, pad_left},
    {"replace", 3, 3, Type::string, Handling::strict, replace},
    {"split", 2, 2, Type::array, Handling::aware, split},
    {"startsWith", 2, 2, Type::boolean, Handling::aware, starts_with},
    {"string", 1, 1, Type::string, Handling::aware, string},
    {"substring", 2, 3, Type::string, Handling::strict, substring},
    {"toLower", 1, 1, Type::string, Handling::aware, to_lower},
    {"toUpper", 1, 1, Type::string, Handling::aware, to_upper},
    {"trim", 1, 1, Type::string, Handling::strict, trim},
};

}  // namespace

std::span<const Function> string_functions() { return functions; }

}  // namespace hairpin::arm
