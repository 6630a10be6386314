#include "template/workspace.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace hairpin::arm {

bool Workspace::charge(std::uint64_t steps) {
  if (exhausted_ != nullptr) return false;
  steps_ += steps;
  if (steps_ > limits_.steps) {
    exhaust(place_, "the template asks for more work than any deployment would");
  } else if (arena_.used() > limits_.bytes) {
    exhaust(place_, "the template asks for more memory than any deployment would");
  }
  return exhausted_ == nullptr;
}

void Workspace::exhaust(SourceSpan where, std::string_view statement) {
  if (exhausted_ != nullptr) return;
  exhausted_ = cause(Reason::exhausted, where, statement,
                     "look for a loop, variable or function that multiplies itself");
}

template <class T>
Datum Workspace::bounded(const T& made, SourceSpan where) {
  if (made.weight() <= Datum::max_weight && made.depth() <= Datum::max_depth) return made;
  exhaust(where, made.depth() > Datum::max_depth ? "the value is nested too deep"
                                                 : "the value holds millions of others");
  return failure(Reason::exhausted, where, exhausted_->statement, exhausted_->hint);
}

Datum Workspace::text(std::string_view content, SourceSpan where) {
  if (content.size() > limits_.text) {
    exhaust(where, "the text is longer than any template");
    return failure(Reason::exhausted, where, exhausted_->statement, exhausted_->hint);
  }
  charge(content.size() / 64);
  return Datum::string(arena_.keep(content), where);
}

Datum Workspace::array(const std::vector<Datum>& items, SourceSpan where) {
  charge(items.size());
  return bounded(Datum::array(arena_.keep(std::span<const Datum>(items)), where), where);
}

Datum Workspace::object(const std::vector<DatumMember>& members, SourceSpan where) {
  charge(members.size());
  return bounded(Datum::object(arena_.keep(std::span<const DatumMember>(members)), where), where);
}

Datum Workspace::open_array(std::vector<Datum> items, const Unknown& rest, SourceSpan where) {
  charge(items.size());
  items.push_back(Datum::unknown(unknown(rest), where));
  return bounded(Datum::open_array(arena_.keep(std::span<const Datum>(items)), where), where);
}

Datum Workspace::open_object(std::vector<DatumMember> members, const Unknown& rest,
                             SourceSpan where, bool live) {
  charge(members.size());
  members.push_back({"$unknown", where, Datum::unknown(unknown(rest), where)});
  const auto kept = arena_.keep(std::span<const DatumMember>(members));
  return bounded(live ? Datum::live_object(kept, where) : Datum::open_object(kept, where), where);
}

Datum Workspace::rope(const std::vector<Datum>& pieces, SourceSpan where) {
  std::vector<Datum> joined;
  std::string run;
  bool secret = false;
  const auto end_run = [&] {
    if (!run.empty()) joined.push_back(text(run, where));
    run.clear();
  };
  const auto add = [&](const Datum& piece) {
    secret = secret || piece.is_secret();
    if (piece.is_string()) {
      run += piece.text();
    } else {
      end_run();
      joined.push_back(piece);
    }
  };
  for (const Datum& piece : pieces) {
    if (!piece.is_rope()) add(piece);
    for (const Datum& inner : piece.pieces()) add(inner);
  }
  if (joined.empty()) {
    const Datum known = text(run, where);
    return secret ? known.as_secret() : known;
  }
  end_run();
  charge(joined.size());
  if (joined.size() == 1 && joined[0].unknown()->type == Type::string) return joined[0].at(where);
  const Datum made = Datum::rope(arena_.keep(std::span<const Datum>(joined)), where);
  return bounded(secret ? made.as_secret() : made, where);
}

const Cause* Workspace::cause(Reason reason, SourceSpan where, std::string_view statement,
                              std::string_view hint) {
  std::string key = std::to_string(where.file.value) + ':' + std::to_string(where.offset) + ':' +
                    std::to_string(where.length) + ':' + std::to_string(static_cast<int>(reason)) +
                    ':';
  key += statement;
  const auto [entry, is_new] = causes_by_key_.try_emplace(std::move(key), nullptr);
  if (is_new) {
    causes_.push_back({reason, where, arena_.keep(statement), arena_.keep(hint)});
    entry->second = &causes_.back();
  }
  return entry->second;
}

Identity Workspace::identity(std::string_view key) {
  const auto [entry, is_new] = identities_.try_emplace(std::string(key), next_identity_);
  if (is_new) ++next_identity_;
  return entry->second;
}

void Workspace::write_key(std::string& key, const Datum& value) {
  switch (value.kind()) {
    case Datum::Kind::unknown:
      key += '?' + std::to_string(value.unknown()->identity);
      break;
    case Datum::Kind::string:
      key += '\'' + std::to_string(value.text().size()) + ':';
      key += value.text();
      break;
    case Datum::Kind::boolean:
      key += value.as_boolean() ? 't' : 'f';
      break;
    case Datum::Kind::integer:
    case Datum::Kind::number:
      key += '#' + (value.is_integer() ? std::to_string(value.as_integer())
                                       : std::to_string(value.as_number()));
      break;
    case Datum::Kind::null:
      key += 'n';
      break;
    case Datum::Kind::rope:
    case Datum::Kind::array:
      key += value.is_rope() ? '~' : '[';
      for (const Datum& part : value.is_rope() ? value.pieces() : value.items()) {
        write_key(key, part);
        key += ',';
      }
      break;
    case Datum::Kind::object:
      key += '{';
      for (const DatumMember& member : value.members()) {
        key += std::to_string(member.key.size()) + ':';
        key += member.key;
        write_key(key, member.value);
      }
      break;
  }
  if (value.is_open()) key += '+' + std::to_string(value.rest().identity);
  if (value.is_array() || value.is_object() || value.is_rope()) key += ';';
}

Identity Workspace::identity_of(const Datum& value) {
  if (value.is_unknown()) return value.unknown()->identity;
  constexpr std::uint32_t heaviest = 2000;
  charge(std::min(value.weight(), heaviest) / 4);
  // Of what is too large to compare, nothing is known to be the same.
  if (value.weight() > heaviest) return fresh_identity();
  std::string key = "value:";
  write_key(key, value);
  return identity(key);
}

Datum Workspace::failure(Reason reason, SourceSpan where, std::string_view statement,
                         std::string_view hint) {
  Unknown what;
  what.cause = cause(reason, where, statement, hint);
  what.identity = fresh_identity();
  what.may_be_null = true;
  what.label = "error";
  return Datum::unknown(unknown(what), where);
}

Unknown Workspace::derived(const Unknown& from, std::string_view key, std::string_view label) {
  Unknown what;
  what.cause = from.cause;
  what.identity = identity(cat({"of ", std::to_string(from.identity), " ", key}));
  what.may_be_null = true;
  what.label = arena_.keep(label);
  return what;
}

Trit Workspace::equal(const Datum& a, const Datum& b) {
  if (!charge(1 + std::min(a.weight(), b.weight()) / 16)) return Trit::maybe;
  return arm::equal(a, b);
}

std::string_view Workspace::placeholder(const Unknown& unknown) {
  const auto known = placeholders_.find(unknown.identity);
  if (known != placeholders_.end()) return known->second;
  std::string label(unknown.label.empty() ? std::string_view("unknown") : unknown.label);
  // Nothing in it may end a segment of an id.
  std::replace(label.begin(), label.end(), '/', '.');
  std::string shown = label;
  for (int number = 2; !placeholder_owners_.try_emplace(shown, unknown.identity).second; ++number) {
    shown = label + '-' + std::to_string(number);
  }
  return placeholders_[unknown.identity] = arena_.keep(cat({"{", shown, "}"}));
}

}  // namespace hairpin::arm
