#include "template/target.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "base/text.hpp"

namespace hairpin::arm {
namespace {

Datum literal(std::string_view text) { return Datum::string(text, {}); }

/// The parts of a name between its slashes, as far as those are known.
std::vector<Datum> parts_of(const Datum& name, Workspace& work) {
  std::vector<Datum> parts, open;
  const std::span<const Datum> pieces =
      name.is_rope() ? name.pieces() : std::span<const Datum>(&name, 1);
  for (const Datum& piece : pieces) {
    if (!piece.is_string()) {
      open.push_back(as_name(piece, work));
      continue;
    }
    std::string_view rest = piece.text();
    for (std::size_t slash; (slash = rest.find('/')) != rest.npos;) {
      open.push_back(Datum::string(rest.substr(0, slash), piece.where()));
      parts.push_back(work.rope(open, name.where()));
      open.clear();
      rest.remove_prefix(slash + 1);
    }
    open.push_back(Datum::string(rest, piece.where()));
  }
  parts.push_back(work.rope(open, name.where()));
  return parts;
}

}  // namespace

Datum prefix_of(const Target& target, Workspace& work) {
  switch (target.kind) {
    case Target::Kind::resource_group:
      return work.rope({literal("/subscriptions/"), target.subscription,
                        literal("/resourceGroups/"), target.group},
                       {});
    case Target::Kind::subscription:
      return work.rope({literal("/subscriptions/"), target.subscription}, {});
    case Target::Kind::management_group:
      return work.rope(
          {literal("/providers/Microsoft.Management/managementGroups/"), target.management_group},
          {});
    case Target::Kind::tenant:
      break;
  }
  return literal("");
}

std::size_t segments_of(std::string_view type) {
  return static_cast<std::size_t>(std::count(type.begin(), type.end(), '/'));
}

Datum make_id(const Datum& prefix, std::string_view type, std::span<const Datum> names,
              Workspace& work, SourceSpan where) {
  const std::size_t slash = std::min(type.find('/'), type.size());
  std::vector<Datum> pieces = {prefix, literal("/providers/"), literal(type.substr(0, slash))};
  std::string_view rest = slash < type.size() ? type.substr(slash + 1) : std::string_view();
  for (const Datum& name : names) {
    const std::size_t end = std::min(rest.find('/'), rest.size());
    pieces.push_back(literal("/"));
    pieces.push_back(literal(rest.substr(0, end)));
    pieces.push_back(literal("/"));
    pieces.push_back(as_name(name, work));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return work.rope(pieces, where);
}

std::optional<Datum> resource_id_of(const Target& target, const Datum& prefix,
                                    std::string_view type, const Datum& name, Workspace& work,
                                    SourceSpan where) {
  if (equal_folded(type, "Microsoft.Resources/resourceGroups")) {
    return work.rope({literal("/subscriptions/"), target.subscription, literal("/resourceGroups/"),
                      as_name(name, work)},
                     where);
  }
  std::vector<Datum> parts = parts_of(name, work);
  const std::size_t wanted = segments_of(type);
  const Unknown* const why = first_unknown(name);
  // Slashes may hide in what is not known: the names of the parents, for example.
  for (std::size_t i = 1; why != nullptr && parts.size() < wanted; ++i) {
    Unknown part = work.derived(*why, "part " + std::to_string(i), why->label);
    part.is_name = true;
    parts.push_back(Datum::unknown(work.unknown(part), where));
  }
  if (parts.size() != wanted) return std::nullopt;
  return make_id(prefix, type, parts, work, where);
}

std::string shown(const Datum& text, Workspace& work) {
  if (text.is_string()) return std::string(text.text());
  if (text.is_unknown()) return std::string(work.placeholder(*text.unknown()));
  std::string result;
  for (const Datum& piece : text.pieces()) result += shown(piece, work);
  return result;
}

Datum as_name(const Datum& value, Workspace& work) {
  if (!value.is_unknown() || value.unknown()->is_name) return value;
  Unknown what = *value.unknown();
  what.is_name = true;
  what.may_be_null = false;
  what.type = Type::string;
  return Datum::unknown(work.unknown(what), value.where());
}

}  // namespace hairpin::arm
