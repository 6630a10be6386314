#include "import/arm_value.hpp"

#include <algorithm>
#include <cctype>
#include <vector>

#include "base/text.hpp"

namespace hairpin::import {
namespace {

constexpr std::string_view envelope = "properties";
/// `properties` inside `properties` beyond this is nobody's resource.
constexpr int max_envelopes = 4;

Member* find(std::vector<Member>& members, std::string_view key) {
  const auto found = std::find_if(members.begin(), members.end(), [&](const Member& member) {
    return equal_folded(member.key, key);
  });
  return found == members.end() ? nullptr : &*found;
}

/// A value with `change` applied to each part, parts first.
template <class F>
Value transformed(const Value& value, ValueArena& arena, F&& change) {
  if (value.is_array()) {
    std::vector<Value> items;
    items.reserve(value.items().size());
    for (const Value& item : value.items()) items.push_back(transformed(item, arena, change));
    return change(Value::array(arena.keep(items), value.where()));
  }
  if (value.is_object()) {
    std::vector<Member> members;
    members.reserve(value.members().size());
    for (const Member& member : value.members()) {
      members.push_back({member.key, member.key_where, transformed(member.value, arena, change)});
    }
    return change(Value::object(arena.keep(members), value.where()));
  }
  return change(value);
}

/// Puts the members of `object` into `members`; those that stand inside of envelopes replace those
/// outside.
void collect(const Value& object, std::vector<Member>& members, int level) {
  for (const Member& member : object.members()) {
    const bool opens = equal_folded(member.key, envelope) && member.value.is_object();
    if (opens) continue;
    Member* const known = find(members, member.key);
    if (known == nullptr) {
      members.push_back(member);
    } else if (!member.value.is_missing()) {
      *known = member;
    }
  }
  if (level == max_envelopes) return;
  for (const Member& member : object.members()) {
    if (equal_folded(member.key, envelope)) collect(member.value, members, level + 1);
  }
}

}  // namespace

Value without_envelopes(const Value& resource, ValueArena& arena) {
  return transformed(resource, arena, [&](const Value& part) {
    if (!part[envelope].is_object()) return part;
    std::vector<Member> members;
    collect(part, members, 0);
    return Value::object(arena.keep(members), part.where());
  });
}

Value laid_over(const Value& base, const Value& change, ValueArena& arena) {
  if (change.is_missing()) return base;
  if (!base.is_object() || !change.is_object()) return change;
  std::vector<Member> members(base.members().begin(), base.members().end());
  for (const Member& member : change.members()) {
    Member* const known = find(members, member.key);
    if (known == nullptr) {
      members.push_back(member);
    } else if (!member.value.is_missing()) {
      *known = {member.key, member.key_where, laid_over(known->value, member.value, arena)};
    }
  }
  return Value::object(arena.keep(members), change.where());
}

bool is_expression(std::string_view text) {
  if (!text.starts_with('[') || !text.ends_with(']')) return false;
  const std::string_view inside = text.substr(1, text.size() - 2);
  const auto is_word = [](char c) {  // functions of users have a namespace before a dot
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '_';
  };
  const auto end = std::find_if_not(inside.begin(), inside.end(), is_word);
  return end != inside.begin() && end != inside.end() && *end == '(';
}

Value with_expressions_unknown(const Value& value, ValueArena& arena) {
  return transformed(value, arena, [&](const Value& part) {
    if (!part.is_string() || !is_expression(part.text())) return part;
    constexpr std::size_t longest = 160;
    const std::string_view text = part.text();
    const std::string reason = cat({"only the deployment evaluates ", text.substr(0, longest),
                                    text.size() > longest ? "..." : ""});
    return Value::unknown(arena.keep(reason), part.where());
  });
}

}  // namespace hairpin::import
