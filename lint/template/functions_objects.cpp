#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "template/evaluator.hpp"

namespace hairpin::arm {
namespace {

/// Puts a member into a list; one with the same key, in any case, keeps its place and spelling.
void put(std::vector<DatumMember>& members, const DatumMember& added) {
  const auto same = std::find_if(members.begin(), members.end(), [&](const DatumMember& member) {
    return equal_folded(member.key, added.key);
  });
  if (same == members.end()) {
    members.push_back(added);
  } else {
    same->value = added.value;
  }
}

Datum create_object(const Call& call) {
  std::vector<DatumMember> members;
  if (call.count() % 2 != 0) {
    return call.fail(call.count(),
                     "Unable to evaluate template language function 'createObject': function "
                     "requires an even number of arguments.");
  }
  for (std::size_t i = 0; i < call.count(); i += 2) {
    if (const Unknown* const why = first_unknown(call[i])) {
      return call.work().open_object(members, call.rest(*why), call.where());
    }
    if (!call[i].is_string()) return call.wrong(i, "a string");
    put(members, {call[i].text(), call.where(), call[i + 1]});
  }
  return call.object(members);
}

/// The members by key, without regard to case; equal ones stay in order.
std::vector<DatumMember> by_key(const Datum& object) {
  std::vector<DatumMember> members(object.members().begin(), object.members().end());
  std::stable_sort(members.begin(), members.end(), [](const DatumMember& a, const DatumMember& b) {
    return less_folded(a.key, b.key);
  });
  return members;
}

Datum items(const Call& call) {
  if (!call[0].is_object()) return call.wrong(0, "an object");
  std::vector<Datum> list;
  for (const DatumMember& member : by_key(call[0])) {
    list.push_back(call.object({{"key", call.where(), Datum::string(member.key, member.key_where)},
                                {"value", call.where(), member.value}}));
  }
  return call.array(list);
}

Datum object_keys(const Call& call) {
  if (!call[0].is_object()) return call.wrong(0, "an object");
  std::vector<Datum> keys;
  for (const DatumMember& member : by_key(call[0])) {
    keys.push_back(Datum::string(member.key, member.key_where));
  }
  return call.array(keys);
}

/// Lays objects over one another. What an unknown one would override is known no longer.
class Overlay {
 public:
  /// `path`: where the objects stand in the outermost ones.
  Overlay(const Call& call, bool deep, std::string path = {})
      : call_(call), deep_(deep), path_(std::move(path)) {}

  void add(const Datum& object) {
    if (object.is_null()) return;
    const Unknown* const why =
        object.is_object() ? (object.is_open() ? &object.rest() : nullptr) : object.unknown();
    if (why != nullptr) doubt(*why);
    for (const DatumMember& member : object.members()) {
      const auto known = std::find_if(
          members_.begin(), members_.end(),
          [&](const DatumMember& other) { return equal_folded(other.key, member.key); });
      const bool nest =
          deep_ && known != members_.end() && known->value.is_object() && member.value.is_object();
      DatumMember added = member;
      if (nest) {
        added.value = merge(*known, member.value);
      } else if (deep_ && rest_ != nullptr && member.value.is_object()) {
        // What was not known may have held an object here, too, whose members stay.
        added.value = call_.evaluator.live(
            member.value, call_.work().derived(*rest_, "." + fold_ascii(member.key), rest_->label));
      }
      put(members_, added);
    }
  }

  Datum result() const {
    if (rest_ == nullptr) return call_.object(members_);
    return call_.work().open_object(members_, *rest_, call_.where());
  }

 private:
  Datum merge(const DatumMember& under, const Datum& over) const {
    Overlay inner(call_, true, cat({path_, ".", fold_ascii(under.key)}));
    inner.add(under.value);
    inner.add(over);
    return inner.result();
  }

  void doubt(const Unknown& why) {
    const Unknown whole = call_.rest(why);
    rest_ = call_.work().unknown(call_.work().derived(whole, path_, whole.label));
    for (DatumMember& member : members_) {
      const std::string path = cat({path_, ".", fold_ascii(member.key)});
      const Unknown what = call_.work().derived(whole, path, member.key);
      member.value = Datum::unknown(call_.work().unknown(what), member.value.where());
    }
  }

  const Call& call_;
  bool deep_;
  std::string path_;
  std::vector<DatumMember> members_;
  const Unknown* rest_ = nullptr;
};

Datum shallow_merge(const Call& call) {
  if (!call[0].is_array() || call[0].is_open()) return call.unknown();
  Overlay overlay(call, false);
  for (const Datum& object : call[0].items()) {
    if (!object.is_object() && !object.is_unknown() && !object.is_null()) {
      return call.fail(0,
                       "The template language function 'shallowMerge' expects an array of "
                       "objects.");
    }
    overlay.add(object);
  }
  return overlay.result();
}

Datum union_of_arrays(const Call& call) {
  std::vector<Datum> all;
  for (const Datum& array : call.arguments) {
    for (const Datum& item : array.items()) {
      Trit seen = Trit::no;
      for (const Datum& known : all) {
        seen = std::max(seen, call.work().equal(known, item));
        if (seen == Trit::yes || call.work().is_exhausted()) break;
      }
      // An element that may be there twice is the same element.
      if (seen == Trit::no) all.push_back(item);
      if (seen == Trit::maybe) return call.unknown();
    }
    const Unknown* const why = array.is_unknown() ? array.unknown()
                               : array.is_open()  ? &array.rest()
                                                  : nullptr;
    if (why == nullptr) continue;
    return call.work().open_array(all, call.rest(*why), call.where());
  }
  return call.array(all);
}

Datum union_of(const Call& call) {
  bool arrays = false, objects = false;
  for (const Datum& value : call.arguments) {
    arrays = arrays || value.is_array();
    objects = objects || value.is_object();
    if (value.is_array() || value.is_object() || value.is_unknown() || value.is_null()) continue;
    return call.fail(0, "The template language function 'union' expects arrays or objects.");
  }
  if (arrays && objects) {
    return call.fail(call.count(),
                     "Template language function 'union' expects parameters of the same type, but "
                     "found multiple types.");
  }
  if (arrays) return union_of_arrays(call);
  if (!objects) {
    const bool any = std::any_of(call.arguments.begin(), call.arguments.end(),
                                 [](const Datum& value) { return value.is_unknown(); });
    return any ? call.unknown() : call.null();
  }
  Overlay overlay(call, true);
  for (const Datum& object : call.arguments) overlay.add(object);
  return overlay.result();
}

Trit is_in(const Call& call, const Datum& array, const Datum& item) {
  Trit found = Trit::no;
  for (const Datum& other : array.items()) {
    found = std::max(found, call.work().equal(other, item));
    if (found == Trit::yes || call.work().is_exhausted()) break;
  }
  return found;
}

Datum intersection_of_arrays(const Call& call) {
  std::vector<Datum> common;
  for (const Datum& item : call[0].items()) {
    Trit everywhere = Trit::yes;
    for (std::size_t i = 1; i < call.count(); ++i) {
      everywhere = std::min(everywhere, is_in(call, call[i], item));
    }
    if (everywhere == Trit::maybe) return call.unknown();
    if (everywhere == Trit::yes) common.push_back(item);
  }
  return call.array(common);
}

Datum intersection(const Call& call) {
  const bool arrays = call[0].is_array();
  for (std::size_t i = 0; i < call.count(); ++i) {
    if (!(arrays ? call[i].is_array() : call[i].is_object())) {
      return call.wrong(i, arrays ? "an array" : "an object");
    }
  }
  if (arrays) return intersection_of_arrays(call);
  std::vector<DatumMember> common;
  for (const DatumMember& member : call[0].members()) {
    Trit everywhere = Trit::yes;
    for (std::size_t i = 1; i < call.count(); ++i) {
      const Datum* const other = call[i].find(member.key);
      everywhere = std::min(everywhere,
                            other == nullptr ? Trit::no : call.work().equal(member.value, *other));
    }
    if (everywhere == Trit::maybe) return call.unknown();
    if (everywhere == Trit::yes) common.push_back(member);
  }
  return call.object(common);
}

/// A step of the chain that `tryGet` follows: a key, a number, or a number from the end.
Datum try_step(const Call& call, const Datum& base, const Datum& key) {
  if (const Datum* const number = key.find("value")) {
    const Datum* const end = key.find("fromEnd");
    const bool backward = end != nullptr && end->as_boolean();
    if (!backward) return try_step(call, base, *number);
    const auto size = static_cast<std::int64_t>(base.items().size());
    if (base.is_unknown() || base.is_open()) return call.unknown();
    const std::int64_t index = size - number->as_integer();
    return try_step(call, base, Datum::integer(index, call.where()));
  }
  if (base.is_unknown() || base.is_live()) return call.evaluator.element(base, key, call.where());
  if (first_unknown(key) != nullptr) return call.unknown();
  if (base.is_object() && key.is_string()) {
    const Datum* const found = base.find(key.text());
    if (found != nullptr) return *found;
  }
  if (base.is_array() && key.is_integer() && key.as_integer() >= 0 &&
      static_cast<std::size_t>(key.as_integer()) < base.items().size()) {
    return base.items()[static_cast<std::size_t>(key.as_integer())];
  }
  return base.is_open() ? call.evaluator.element(base, key, call.where()) : call.null();
}

Datum try_get(const Call& call) {
  Datum value = call[0];
  for (std::size_t i = 1; i < call.count() && !value.is_null(); ++i) {
    value = try_step(call, value, call[i]);
  }
  return value;
}

constexpr Function functions[] = {
    {"createObject", 0, Function::any_number, Type::object, Handling::aware, create_object},
    {"intersection", 2, Function::any_number, Type::any, Handling::strict, intersection},
    {"items", 1, 1, Type::array, Handling::strict, items},
    {"objectKeys", 1, 1, Type::array, Handling::strict, object_keys},
    {"shallowMerge", 1, 1, Type::object, Handling::aware, shallow_merge},
    {"tryGet", 2, Function::any_number, Type::any, Handling::aware, try_get},
    {"union", 1, Function::any_number, Type::any, Handling::aware, union_of},
};

}  // namespace

std::span<const Function> object_functions() { return functions; }

}  // namespace hairpin::arm
