#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "template/evaluator.hpp"

namespace hairpin::arm {
namespace {

Datum lambda_variables(const Call& call) {
  const Datum name = call.argument(0);
  for (const Binding* at = call.frame.lambda; at != nullptr; at = at->outer) {
    if (equal_folded(at->name, name.text())) return at->value;
  }
  return call.fail(0, cat({"The lambda variable '", printable(name.text()), "' is not found."}));
}

/// `lambda('x', body)`, ready to be called.
class Lambda {
 public:
  Lambda(const Call& call, std::size_t argument) : call_(call) {
    if (argument >= call.count()) return;
    const Expression& written = call.expression.parts[argument];
    const bool named = written.kind == Expression::Kind::call && written.function != nullptr &&
                       written.function->name == "lambda";
    if (!named || written.parts.empty() || written.parts.size() > names_.size() + 1) return;
    for (std::size_t i = 0; i + 1 < written.parts.size(); ++i) {
      if (written.parts[i].kind != Expression::Kind::text) return;
      names_[count_++] = written.parts[i].text;
    }
    body_ = &written.parts.back();
  }

  explicit operator bool() const { return body_ != nullptr; }

  /// Arguments beyond those that it names are passed over.
  Datum operator()(std::initializer_list<Datum> values) const {
    Binding bindings[max_names];
    const Binding* innermost = call_.frame.lambda;
    std::size_t i = 0;
    for (const Datum& value : values) {
      if (i >= count_) break;
      bindings[i] = {names_[i], value, innermost};
      innermost = &bindings[i++];
    }
    Frame inside = call_.frame;
    inside.lambda = innermost;
    return call_.evaluator.evaluate(*body_, inside);
  }

 private:
  static constexpr std::size_t max_names = 3;
  const Call& call_;
  std::array<std::string_view, max_names> names_{};
  std::size_t count_ = 0;
  const Expression* body_ = nullptr;
};

Datum no_lambda(const Call& call, std::size_t argument) {
  return call.fail(argument, cat({"The template language function '", call.expression.text,
                                  "' expects a lambda function."}));
}

Datum no_array(const Call& call, const Datum& value) {
  return call.fail(0, cat({"The template language function '", call.expression.text,
                           "' expects an array, and got ", value.kind_name(), "."}));
}

/// What a call gives whose list is not known. It depends on the lambda, too, so it equals no other.
Unknown of_list(const Call& call, const Unknown& why) {
  Unknown what = call.work().derived(why, "list", call.expression.text);
  what.identity = call.work().fresh_identity();
  what.type = call.expression.function->result;
  what.may_be_null = what.type == Type::any;
  return what;
}

Datum unknown_list(const Call& call, const Unknown& why) {
  return Datum::unknown(call.work().unknown(of_list(call, why)), call.where());
}

/// An array of the items, as open as the list they were made of.
Datum as_list(const Call& call, const Datum& list, const std::vector<Datum>& items,
              const Unknown* doubt = nullptr) {
  if (doubt == nullptr && list.is_open()) doubt = &list.rest();
  if (doubt == nullptr) return call.array(items);
  return call.work().open_array(items, of_list(call, *doubt), call.where());
}

Datum index_of(const Call& call, std::size_t i) {
  return call.integer(static_cast<std::int64_t>(i));
}

Datum map(const Call& call) {
  const Lambda change(call, 1);
  if (!change) return no_lambda(call, 1);
  const Datum list = call.argument(0);
  if (list.is_unknown()) return unknown_list(call, *list.unknown());
  if (!list.is_array()) return no_array(call, list);
  std::vector<Datum> items;
  for (const Datum& item : list.items()) {
    items.push_back(change({item, index_of(call, items.size())}));
  }
  return as_list(call, list, items);
}

Datum filter(const Call& call) {
  const Lambda wanted(call, 1);
  if (!wanted) return no_lambda(call, 1);
  const Datum list = call.argument(0);
  if (list.is_unknown()) return unknown_list(call, *list.unknown());
  if (!list.is_array()) return no_array(call, list);
  std::vector<Datum> items;
  for (std::size_t i = 0; i < list.items().size(); ++i) {
    const Datum keep = wanted({list.items()[i], index_of(call, i)});
    // Whether the element is there is not known, and so not where those behind it stand.
    if (keep.is_unknown()) return as_list(call, list, items, keep.unknown());
    if (!keep.is_boolean()) return call.fail(1, "The lambda of 'filter' must give a boolean.");
    if (keep.as_boolean()) items.push_back(list.items()[i]);
  }
  return as_list(call, list, items);
}

Datum reduce(const Call& call) {
  const Lambda step(call, 2);
  if (!step) return no_lambda(call, 2);
  const Datum list = call.argument(0);
  if (list.is_unknown() || list.is_open()) {
    return unknown_list(call, list.is_unknown() ? *list.unknown() : list.rest());
  }
  if (!list.is_array()) return no_array(call, list);
  Datum current = call.argument(1);
  for (std::size_t i = 0; i < list.items().size() && !call.work().is_exhausted(); ++i) {
    current = step({current, list.items()[i], index_of(call, i)});
  }
  return current;
}

/// A stable merge sort that asks the lambda: an inconsistent one gives some order, and no harm.
class Sorter {
 public:
  explicit Sorter(const Lambda& before) : before_(before) {}

  std::vector<Datum> sort(std::vector<Datum> items) {
    for (std::size_t width = 1; width < items.size(); width *= 2) {
      std::vector<Datum> merged;
      merged.reserve(items.size());
      for (std::size_t at = 0; at < items.size(); at += 2 * width) {
        merge(items, at, std::min(at + width, items.size()), std::min(at + 2 * width, items.size()),
              merged);
      }
      items = std::move(merged);
    }
    return items;
  }

  /// What the lambda gave instead of a boolean; null if it always gave one.
  const Datum* doubt() const { return doubtful_ ? &doubt_ : nullptr; }

 private:
  void merge(const std::vector<Datum>& items, std::size_t left, std::size_t middle, std::size_t end,
             std::vector<Datum>& merged) {
    std::size_t right = middle;
    while (left < middle || right < end) {
      const bool take_right =
          left == middle || (right < end && stands_before(items[right], items[left]));
      merged.push_back(items[take_right ? right++ : left++]);
    }
  }

  bool stands_before(const Datum& a, const Datum& b) {
    if (doubtful_) return false;
    const Datum result = before_({a, b});
    doubtful_ = !result.is_boolean();
    if (doubtful_) doubt_ = result;
    return result.as_boolean();
  }

  const Lambda& before_;
  bool doubtful_ = false;
  Datum doubt_;
};

Datum sort(const Call& call) {
  const Lambda before(call, 1);
  if (!before) return no_lambda(call, 1);
  const Datum list = call.argument(0);
  if (list.is_unknown() || list.is_open()) {
    return unknown_list(call, list.is_unknown() ? *list.unknown() : list.rest());
  }
  if (!list.is_array()) return no_array(call, list);
  Sorter sorter(before);
  const std::vector<Datum> sorted = sorter.sort({list.items().begin(), list.items().end()});
  if (sorter.doubt() == nullptr) return call.array(sorted);
  if (sorter.doubt()->is_unknown()) return unknown_list(call, *sorter.doubt()->unknown());
  return call.fail(1, "The lambda of 'sort' must give a boolean.");
}

/// Puts the items of a list under the keys that a lambda gives them.
template <class F>
Datum keyed(const Call& call, F put) {
  const Lambda key(call, 1), value(call, 2);
  if (!key) return no_lambda(call, 1);
  if (call.count() > 2 && !value) return no_lambda(call, 2);
  const Datum list = call.argument(0);
  if (list.is_unknown() || list.is_open()) {
    return unknown_list(call, list.is_unknown() ? *list.unknown() : list.rest());
  }
  if (!list.is_array()) return no_array(call, list);
  std::vector<DatumMember> members;
  for (const Datum& item : list.items()) {
    const Datum name = key({item});
    // It may be any of the other keys.
    if (const Unknown* const why = first_unknown(name)) return unknown_list(call, *why);
    if (!name.is_string()) return call.fail(1, "The lambda for the keys must give a string.");
    const auto same = std::find_if(members.begin(), members.end(), [&](const DatumMember& member) {
      return equal_folded(member.key, name.text());
    });
    put(members, same, DatumMember{name.text(), call.where(), value ? value({item}) : item});
    call.work().charge(members.size() / 8);
  }
  return call.object(members);
}

Datum to_object(const Call& call) {
  return keyed(call, [](auto& members, auto same, const DatumMember& added) {
    if (same == members.end()) {
      members.push_back(added);
    } else {
      same->value = added.value;
    }
  });
}

Datum group_by(const Call& call) {
  return keyed(call, [&](auto& members, auto same, const DatumMember& added) {
    std::vector<Datum> group;
    if (same != members.end()) group.assign(same->value.items().begin(), same->value.items().end());
    group.push_back(added.value);
    const Datum items = call.array(group);
    if (same == members.end()) {
      members.push_back({added.key, added.key_where, items});
    } else {
      same->value = items;
    }
  });
}

Datum map_values(const Call& call) {
  const Lambda change(call, 1);
  if (!change) return no_lambda(call, 1);
  const Datum object = call.argument(0);
  if (object.is_unknown()) return unknown_list(call, *object.unknown());
  if (!object.is_object()) {
    return call.fail(0, cat({"The template language function 'mapValues' expects an object, and "
                             "got ",
                             object.kind_name(), "."}));
  }
  std::vector<DatumMember> members;
  for (const DatumMember& member : object.members()) {
    members.push_back({member.key, member.key_where, change({member.value})});
  }
  if (!object.is_open()) return call.object(members);
  return call.work().open_object(members, of_list(call, object.rest()), call.where());
}

Datum lambda(const Call& call) {
  return call.fail(0,
                   "The template language function 'lambda' stands only where a function "
                   "expects it.");
}

constexpr Function functions[] = {
    {"filter", 2, 2, Type::array, Handling::lazy, filter},
    {"groupBy", 2, 3, Type::object, Handling::lazy, group_by},
    {"lambda", 1, Function::any_number, Type::any, Handling::lazy, lambda},
    {"lambdaVariables", 1, 1, Type::any, Handling::lazy, lambda_variables},
    {"map", 2, 2, Type::array, Handling::lazy, map},
    {"mapValues", 2, 2, Type::object, Handling::lazy, map_values},
    {"reduce", 3, 3, Type::any, Handling::lazy, reduce},
    {"sort", 2, 2, Type::array, Handling::lazy, sort},
    {"toObject", 2, 3, Type::object, Handling::lazy, to_object},
};

}  // namespace

std::span<const Function> lambda_functions() { return functions; }

}  // namespace hairpin::arm
