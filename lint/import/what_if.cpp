#include "import/what_if.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "base/resource_id.hpp"
#include "base/text.hpp"
#include "import/arm_value.hpp"

namespace hairpin::import {
namespace {

using Kind = ResourceChange::Kind;

enum class ChangeType : std::uint8_t {
  create,
  remove,
  modify,
  no_change,
  ignore,
  deploy,
  unsupported
};
constexpr std::pair<std::string_view, ChangeType> change_types[] = {
    {"Create", ChangeType::create},      {"Delete", ChangeType::remove},
    {"Modify", ChangeType::modify},      {"NoChange", ChangeType::no_change},
    {"NoEffect", ChangeType::no_change}, {"Ignore", ChangeType::ignore},
    {"Deploy", ChangeType::deploy},      {"Unsupported", ChangeType::unsupported}};

std::optional<ChangeType> change_type(std::string_view text) {
  for (const auto& [name, type] : change_types) {
    if (equal_folded(name, text)) return type;
  }
  return std::nullopt;
}

/// The object that holds the lists: the answer itself, or what REST wraps into `properties`.
const Value& lists_of(const Value& answer) {
  const bool wrapped = !answer["changes"].is_array() && answer["properties"].is_object();
  return wrapped ? answer["properties"] : answer;
}

class WhatIfReader {
 public:
  explicit WhatIfReader(ValueArena& arena) : arena_(arena) {}

  StatedChanges read(const Value& answer) {
    const Value& lists = lists_of(answer);
    if (holds_ids_only(lists["changes"])) {
      fault(Diagnostic::Kind::unusable, lists["changes"].where(),
            "this what-if holds the ids of the resources, and not what becomes of them",
            "run it again without --result-format ResourceIdOnly");
      return std::move(result_);
    }
    for (const Value& change : lists["changes"].items()) add(change, false);
    for (const Value& change : lists["potentialChanges"].items()) add(change, true);
    note_failure(answer);
    return std::move(result_);
  }

 private:
  /// With that format every change is a `Deploy`, and nothing tells of before and after.
  static bool holds_ids_only(const Value& changes) {
    const auto items = changes.items();
    return !items.empty() && std::all_of(items.begin(), items.end(), [](const Value& change) {
      return equal_folded(change["changeType"].text(), "Deploy") && change["before"].is_missing() &&
             change["after"].is_missing();
    });
  }

  void note_failure(const Value& answer) {
    const Value& status = answer["status"];
    if (!status.is_string() || equal_folded(status.text(), "Succeeded")) return;
    fault(Diagnostic::Kind::incomplete, status.where(),
          cat({"the what-if did not succeed (", printable(status.text()), ")"}),
          "run it again; what it does not tell is left open");
  }

  void add(const Value& change, bool potential) {
    const Value& id = id_of(change);
    // Resources of extensions, such as those of Kubernetes, have none.
    if (!id.is_string()) return;
    const Value& stated = change["changeType"];
    const auto type = change_type(stated.text());
    if (!type) return note_unreadable(stated, id);
    ResourceChange made = made_of(change, *type, id);
    if (potential) doubt(made, "whether the change happens depends on the deployment");
    result_.changes.push_back(std::move(made));
  }

  static const Value& id_of(const Value& change) {
    // PowerShell's objects have both, the first without the scope.
    const Value& full = change["fullyQualifiedResourceId"];
    return full.is_string() ? full : change["resourceId"];
  }

  void note_unreadable(const Value& stated, const Value& id) {
    const bool number = stated.kind() == Value::Kind::integer;
    fault(Diagnostic::Kind::incomplete, stated.where() ? stated.where() : id.where(),
          cat({"the changeType of ", printable(id.text()), " is ",
               number ? "a number" : "none that Azure has"}),
          number ? "convert with ConvertTo-Json -EnumsAsStrings, or take what az or REST answer"
                 : "run the what-if again");
  }

  ResourceChange made_of(const Value& change, ChangeType type, const Value& id) {
    const Value before = with_expressions_unknown(change["before"], arena_);
    const Value after = with_expressions_unknown(change["after"], arena_);
    const bool afterwards =
        type == ChangeType::create || type == ChangeType::modify || type == ChangeType::no_change;
    const Value& told = (afterwards || before.is_missing()) && !after.is_missing() ? after : before;
    ResourceChange made;
    made.id = id.text();
    made.stated = stated_resource(told, made.id, arena_);
    if (!made.stated.where) made.stated.where = id.where();
    if (!before.is_missing()) made.before = without_envelopes(before, arena_);
    switch (type) {
      case ChangeType::create:
        made.kind = Kind::put;
        made.is_new = true;
        break;
      case ChangeType::modify:
        made.kind = Kind::patch;
        break;
      case ChangeType::no_change:
      case ChangeType::ignore:
        made.kind = Kind::keep;
        break;
      case ChangeType::remove:
        made.kind = Kind::remove;
        break;
      case ChangeType::deploy:
        doubt(made, "it is deployed, and the what-if does not tell with what");
        break;
      case ChangeType::unsupported:
        const Value& reason = change["unsupportedReason"];
        doubt(made, reason.is_string() ? reason.text() : "the what-if cannot tell");
        break;
    }
    return made;
  }

  void doubt(ResourceChange& change, std::string_view reason) {
    change.kind = Kind::doubt;
    change.reason = reason;
  }

  void fault(Diagnostic::Kind kind, SourceSpan where, std::string statement, std::string hint) {
    result_.faults.push_back({kind, where, std::move(statement), std::move(hint)});
  }

  ValueArena& arena_;
  StatedChanges result_;
};

/// The id of a predicted resource. Where no subscription was given it is an expression; then type
/// and name tell which one it is, in a group that stands for the one deployed to.
std::string id_of_predicted(const Value& resource) {
  const std::string_view id = resource["id"].text();
  if (resource["id"].is_string() && !is_expression(id)) return std::string(id);
  const std::string_view type = resource["type"].text();
  std::string_view name = resource["name"].text();
  const std::size_t slash = type.find('/');
  if (slash == type.npos || name.empty() || is_expression(name)) return {};
  std::string made = cat(
      {"/subscriptions/deployment/resourceGroups/deployment/providers/", type.substr(0, slash)});
  for (std::string_view types = type.substr(slash + 1); !types.empty() && !name.empty();) {
    const std::string_view segment = types.substr(0, types.find('/'));
    const std::string_view part = name.substr(0, name.find('/'));
    made += cat({"/", segment, "/", part});
    types.remove_prefix(std::min(types.size(), segment.size() + 1));
    name.remove_prefix(std::min(name.size(), part.size() + 1));
  }
  return made;
}

}  // namespace

StatedChanges read_what_if(const Value& answer, ValueArena& arena) {
  return WhatIfReader(arena).read(answer);
}

StatedChanges read_bicep_snapshot(const Value& snapshot, ValueArena& arena) {
  StatedChanges result;
  for (const Value& item : snapshot["predictedResources"].items()) {
    ResourceChange change;
    const std::string id = id_of_predicted(item);
    if (id.empty()) {
      result.faults.push_back({Diagnostic::Kind::incomplete, item.where(),
                               "a predicted resource has no id that can be told, and is left out",
                               "give bicep snapshot the subscription and the resource group"});
      continue;
    }
    change.id = arena.keep(id);
    change.is_new = true;
    change.stated = stated_resource(with_expressions_unknown(item, arena), change.id, arena);
    result.changes.push_back(std::move(change));
  }
  return result;
}

}  // namespace hairpin::import
