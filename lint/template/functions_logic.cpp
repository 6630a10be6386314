#include <algorithm>
#include <optional>

#include "base/text.hpp"
#include "template/evaluator.hpp"

namespace hairpin::arm {
namespace {

/// Digits before letters, letters without regard to case, and lower before upper case only where
/// nothing else differs.
int compare_texts(std::string_view a, std::string_view b) {
  if (less_folded(a, b)) return -1;
  if (less_folded(b, a)) return 1;
  const auto [left, right] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  if (left == a.end()) return 0;
  return *left > *right ? -1 : 1;  // the lower-case letter has the larger code
}

/// Negative, zero or positive; nothing for values that have no order.
std::optional<int> compare(const Datum& a, const Datum& b) {
  if (a.is_string() && b.is_string()) return compare_texts(a.text(), b.text());
  const auto is_number = [](const Datum& value) {
    return value.is_integer() || value.kind() == Datum::Kind::number;
  };
  if (!is_number(a) || !is_number(b)) return std::nullopt;
  if (a.is_integer() && b.is_integer()) {
    return a.as_integer() < b.as_integer() ? -1 : a.as_integer() > b.as_integer() ? 1 : 0;
  }
  return a.as_number() < b.as_number() ? -1 : a.as_number() > b.as_number() ? 1 : 0;
}

template <class F>
Datum order(const Call& call, F holds) {
  const auto result = compare(call[0], call[1]);
  if (!result) {
    return call.fail(1, cat({"The template language function '", call.expression.text,
                             "' expects two integers or two strings, and got ", call[0].kind_name(),
                             " and ", call[1].kind_name(), "."}));
  }
  return call.boolean(holds(*result));
}

Datum less(const Call& call) {
  return order(call, [](int result) { return result < 0; });
}
Datum less_or_equals(const Call& call) {
  return order(call, [](int result) { return result <= 0; });
}
Datum greater(const Call& call) {
  return order(call, [](int result) { return result > 0; });
}
Datum greater_or_equals(const Call& call) {
  return order(call, [](int result) { return result >= 0; });
}

Datum equals(const Call& call) { return call.trit(call.work().equal(call[0], call[1])); }

Datum coalesce(const Call& call) {
  std::vector<Datum> doubtful;
  for (std::size_t i = 0; i < call.count(); ++i) {
    const Datum value = call.argument(i);
    if (value.is_unknown() && is_error(value.unknown()->cause->reason)) return value;
    if (value.is_unknown() && value.unknown()->may_be_null) {
      doubtful.push_back(value);
    } else if (!value.is_null()) {
      if (doubtful.empty()) return value;
      doubtful.push_back(value);
      break;
    }
  }
  return doubtful.empty() ? call.null() : call.unknown(doubtful);
}

/// `and` stops at the first false, `or` at the first true.
Datum connect(const Call& call, bool deciding) {
  std::vector<Datum> doubtful;
  for (std::size_t i = 0; i < call.count(); ++i) {
    const Datum value = call.argument(i);
    if (value.is_boolean()) {
      if (value.as_boolean() == deciding) return call.boolean(deciding);
    } else if (value.is_unknown()) {
      doubtful.push_back(value);
    } else {
      return call.fail(i, cat({"The template language function '", call.expression.text,
                               "' expects booleans, and got ", value.kind_name(), "."}));
    }
  }
  return doubtful.empty() ? call.boolean(!deciding) : call.unknown(doubtful);
}

Datum and_of(const Call& call) { return connect(call, false); }
Datum or_of(const Call& call) { return connect(call, true); }

Datum not_of(const Call& call) {
  return call[0].is_boolean() ? call.boolean(!call[0].as_boolean()) : call.wrong(0, "a boolean");
}

Datum true_of(const Call& call) { return call.boolean(true); }
Datum false_of(const Call& call) { return call.boolean(false); }
Datum null_of(const Call& call) { return call.null(); }

Datum to_boolean(const Call& call) {
  const Datum& value = call[0];
  if (value.is_boolean()) return value;
  if (value.is_integer()) return call.boolean(value.as_integer() != 0);
  if (equal_folded(value.text(), "true")) return call.boolean(true);
  if (equal_folded(value.text(), "false")) return call.boolean(false);
  return call.fail(0,
                   "The template language function 'bool' was invoked with a parameter that is "
                   "not valid. The value cannot be converted to the target type.");
}

bool is_error_value(const Datum& value) {
  return value.is_unknown() && is_error(value.unknown()->cause->reason);
}

/// What is common to the two values that a condition chooses from: what differs is not known.
class Join {
 public:
  Join(const Call& call, const Unknown& condition, Identity identity)
      : call_(call), condition_(condition), identity_(identity) {}

  Datum of(const Datum& a, const Datum& b, const std::string& path) {
    if (call_.work().equal(a, b) == Trit::yes) return a;
    if (a.is_object() && b.is_object() && !a.is_open() && !b.is_open()) return objects(a, b, path);
    if (a.is_array() && b.is_array() && a.is_certain() && b.is_certain() &&
        a.items().size() == b.items().size()) {
      std::vector<Datum> items;
      for (std::size_t i = 0; i < a.items().size(); ++i) {
        items.push_back(of(a.items()[i], b.items()[i], path + "." + std::to_string(i)));
      }
      return call_.array(items);
    }
    return one_of(a, b, path);
  }

 private:
  Unknown what(const std::string& path) const {
    Unknown unknown = condition_;
    unknown.identity = call_.work().identity("join " + std::to_string(identity_) + " " + path);
    unknown.type = Type::any;
    unknown.may_be_null = true;
    unknown.is_name = false;
    unknown.allowed = {};
    unknown.label = "if";
    return unknown;
  }

  Datum one_of(const Datum& a, const Datum& b, const std::string& path) const {
    Unknown unknown = what(path);
    if (a.is_text() && b.is_text()) unknown.type = Type::string;
    if (a.is_boolean() && b.is_boolean()) unknown.type = Type::boolean;
    if (a.is_integer() && b.is_integer()) unknown.type = Type::integer;
    if (a.is_array() && b.is_array()) unknown.type = Type::array;
    if (a.is_object() && b.is_object()) unknown.type = Type::object;
    unknown.may_be_null = unknown.type == Type::any;
    if (a.is_string() && b.is_string()) {
      const Datum allowed[] = {a, b};
      unknown.allowed = call_.work().arena().keep(std::span<const Datum>(allowed));
    }
    const Datum made = Datum::unknown(call_.work().unknown(unknown), call_.where());
    return a.is_secret() || b.is_secret() ? made.as_secret() : made;
  }

  Datum objects(const Datum& a, const Datum& b, const std::string& path) {
    std::vector<DatumMember> members;
    bool same_keys = true;
    for (const DatumMember& member : a.members()) {
      const Datum* const other = b.find(member.key);
      if (other == nullptr) same_keys = false;
      if (other == nullptr) continue;
      const std::string inner = path + "." + fold_ascii(member.key);
      members.push_back({member.key, member.key_where, of(member.value, *other, inner)});
    }
    same_keys = same_keys && a.members().size() == b.members().size();
    if (same_keys) return call_.object(members);
    return call_.work().open_object(members, what(path), call_.where());
  }

  const Call& call_;
  const Unknown& condition_;
  Identity identity_;
};

Datum if_of(const Call& call) {
  const Datum condition = call.argument(0);
  if (condition.is_boolean()) return call.argument(condition.as_boolean() ? 1 : 2);
  if (!condition.is_unknown()) {
    return call.fail(0, cat({"The template language function 'if' expects a boolean as argument 1, "
                             "and got ",
                             condition.kind_name(), "."}));
  }
  if (is_error_value(condition)) return condition;
  const Datum yes = call.argument(1), no = call.argument(2);
  // What fails on one side is what the condition guards against.
  if (is_error_value(yes)) return no;
  if (is_error_value(no)) return yes;
  const Datum of[] = {condition, yes, no};
  call.work().charge((std::uint64_t{yes.weight()} + no.weight()) / 16);
  return Join(call, *condition.unknown(), call.identity(of)).of(yes, no, {});
}

constexpr Function functions[] = {
    {"and", 1, Function::any_number, Type::boolean, Handling::lazy, and_of},
    {"bool", 1, 1, Type::boolean, Handling::strict, to_boolean},
    {"coalesce", 1, Function::any_number, Type::any, Handling::lazy, coalesce},
    {"equals", 2, 2, Type::boolean, Handling::aware, equals},
    {"false", 0, 0, Type::boolean, Handling::strict, false_of},
    {"greater", 2, 2, Type::boolean, Handling::strict, greater},
    {"greaterOrEquals", 2, 2, Type::boolean, Handling::strict, greater_or_equals},
    {"if", 3, 3, Type::any, Handling::lazy, if_of},
    {"less", 2, 2, Type::boolean, Handling::strict, less},
    {"lessOrEquals", 2, 2, Type::boolean, Handling::strict, less_or_equals},
    {"not", 1, 1, Type::boolean, Handling::strict, not_of},
    {"null", 0, 0, Type::any, Handling::strict, null_of},
    {"or", 1, Function::any_number, Type::boolean, Handling::lazy, or_of},
    {"true", 0, 0, Type::boolean, Handling::strict, true_of},
};

}  // namespace

std::span<const Function> logic_functions() { return functions; }

}  // namespace hairpin::arm
