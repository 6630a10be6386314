#include <algorithm>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "template/evaluator.hpp"
#include "template/scope.hpp"
#include "template/target.hpp"

namespace hairpin::arm {
namespace {

/// The arguments of an id function, told apart.
struct Parts {
  std::vector<Datum> leading;  // scope names before the type
  std::string_view type;
  std::vector<Datum> names;
};

/// The arguments as an error message lists them.
std::string list_arguments(const Call& call, std::size_t from) {
  std::string text;
  for (std::size_t i = from; i < call.count(); ++i) {
    text += (text.empty() ? "" : ",") + printable(shown(call[i], call.work()));
  }
  return text;
}

Datum shape_failure(const Call& call, std::size_t from) {
  if (from > 0) {
    return call.fail(call.count(),
                     cat({"Unable to evaluate template language function '", call.expression.text,
                          "': function requires exactly two multi-segmented arguments. The first "
                          "must be the parent resource id while the second must be resource type "
                          "including resource provider namespace. Current function arguments '",
                          list_arguments(call, 0), "'."}));
  }
  return call.fail(call.count(),
                   cat({"Unable to evaluate template language function '", call.expression.text,
                        "': function requires exactly one multi-segmented argument which must be "
                        "resource id including resource provider namespace. Current function "
                        "arguments '",
                        list_arguments(call, from), "'."}),
                   "names hold no slashes: the first argument with one is the type");
}

Datum arity_failure(const Call& call, std::string_view type) {
  return call.fail(call.count(),
                   cat({"Unable to evaluate template language function '", call.expression.text,
                        "': the type '", printable(type), "' requires '",
                        std::to_string(segments_of(type)), "' resource name argument(s)."}));
}

/// Tells the arguments from `from` on apart; a failure if they are not what they should be.
std::optional<Datum> take_apart(const Call& call, std::size_t from, std::size_t most_leading,
                                Parts& parts) {
  bool doubtful = false;
  for (std::size_t i = from; i < call.count(); ++i) {
    const Datum& argument = call[i];
    if (!argument.is_text() && !argument.is_unknown()) return call.wrong(i, "a string");
    const bool segmented =
        argument.is_string() && argument.text().find('/') != std::string_view::npos;
    if (parts.type.empty() && segmented) {
      parts.type = argument.text();
    } else if (segmented) {
      return shape_failure(call, from);
    } else {
      doubtful = doubtful || argument.is_unknown();
      (parts.type.empty() ? parts.leading : parts.names).push_back(argument);
    }
  }
  if (parts.type.empty()) return doubtful ? call.unknown() : shape_failure(call, from);
  if (parts.type.ends_with('/')) parts.type.remove_suffix(1);
  if (segments_of(parts.type) != parts.names.size()) return arity_failure(call, parts.type);
  if (parts.leading.size() > most_leading) return shape_failure(call, from);
  return std::nullopt;
}

Datum resource_id(const Call& call) {
  Parts parts;
  if (const auto failed = take_apart(call, 0, 2, parts)) return *failed;
  Target target = call.frame.scope->target();
  const std::size_t given = parts.leading.size();
  if (given == 2) {
    target.kind = Target::Kind::resource_group;
    target.subscription = as_name(parts.leading[0], call.work());
  }
  if (given > 0) {
    const bool group = given == 2 || target.kind == Target::Kind::resource_group;
    (group ? target.group : target.subscription) = as_name(parts.leading.back(), call.work());
    if (!group) target.kind = Target::Kind::subscription;
  }
  if (target.kind == Target::Kind::management_group) target.kind = Target::Kind::tenant;
  const Datum prefix = prefix_of(target, call.work());
  if (equal_folded(parts.type, "Microsoft.Resources/resourceGroups")) {
    return *resource_id_of(target, prefix, parts.type, parts.names[0], call.work(), call.where());
  }
  return make_id(prefix, parts.type, parts.names, call.work(), call.where());
}

Datum subscription_resource_id(const Call& call) {
  Parts parts;
  if (const auto failed = take_apart(call, 0, 1, parts)) return *failed;
  Target target = call.frame.scope->target();
  target.kind = Target::Kind::subscription;
  if (!parts.leading.empty()) target.subscription = as_name(parts.leading[0], call.work());
  return make_id(prefix_of(target, call.work()), parts.type, parts.names, call.work(),
                 call.where());
}

Datum tenant_resource_id(const Call& call) {
  Parts parts;
  if (const auto failed = take_apart(call, 0, 0, parts)) return *failed;
  return make_id(Datum::string("", {}), parts.type, parts.names, call.work(), call.where());
}

Datum management_group_resource_id(const Call& call) {
  Parts parts;
  if (const auto failed = take_apart(call, 0, 1, parts)) return *failed;
  Target target = call.frame.scope->target();
  target.kind = Target::Kind::management_group;
  if (!parts.leading.empty()) target.management_group = as_name(parts.leading[0], call.work());
  return make_id(prefix_of(target, call.work()), parts.type, parts.names, call.work(),
                 call.where());
}

Datum extension_resource_id(const Call& call) {
  Parts parts;
  if (const auto failed = take_apart(call, 1, 0, parts)) return *failed;
  if (!call[0].is_text() && !call[0].is_unknown()) return call.wrong(0, "a string");
  return make_id(call[0], parts.type, parts.names, call.work(), call.where());
}

constexpr Function functions[] = {
    {"extensionResourceId", 3, Function::any_number, Type::string, Handling::aware,
     extension_resource_id},
    {"managementGroupResourceId", 2, Function::any_number, Type::string, Handling::aware,
     management_group_resource_id},
    {"resourceId", 2, Function::any_number, Type::string, Handling::aware, resource_id},
    {"subscriptionResourceId", 2, Function::any_number, Type::string, Handling::aware,
     subscription_resource_id},
    {"tenantResourceId", 2, Function::any_number, Type::string, Handling::aware,
     tenant_resource_id},
};

}  // namespace

std::span<const Function> id_functions() { return functions; }

}  // namespace hairpin::arm
