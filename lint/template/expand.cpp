#include "template/expand.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "base/text.hpp"
#include "template/expander.hpp"
#include "template/target.hpp"

namespace hairpin::arm {
namespace {

using Kind = Diagnostic::Kind;

/// Members of a declaration that say how it is deployed, rather than what.
constexpr std::array<std::string_view, 14> control_members = {
    "id",    "name",     "type",       "condition", "copy",     "dependsOn", "resources",
    "scope", "existing", "properties", "comments",  "metadata", "@options",  "extension"};

bool is_control(std::string_view key) {
  return std::any_of(control_members.begin(), control_members.end(),
                     [&](std::string_view name) { return equal_folded(name, key); });
}

/// Turns what a run knows into values that outlive it.
class Materialiser {
 public:
  Materialiser(Expander& expander, ValueArena& arena, Expansion& result)
      : expander_(expander), work_(expander.work()), arena_(arena), result_(result) {}

  void add(const Instance& instance) {
    ExpandedResource resource;
    resource.id = arena_.keep(shown(instance.id, work_));
    resource.type = arena_.keep(instance.type);
    resource.name = arena_.keep(shown(instance.name, work_));
    resource.symbol = arena_.keep(instance.symbol);
    resource.where = instance.node->where;
    if (instance.maybe != nullptr) resource.presence = ask(*instance.maybe->cause);
    resource.body = body(instance, resource);
    result_.resources.push_back(resource);
  }

 private:
  Value body(const Instance& instance, const ExpandedResource& resource) {
    std::vector<Member> members;
    const auto place_of = [&](std::string_view key) {
      const Node* const node = instance.node->find(key);
      return node == nullptr ? instance.node->where : node->where;
    };
    const SourceSpan name = place_of("name"), type = place_of("type");
    members.push_back({"id", name, Value::string(resource.id, name)});
    members.push_back({"name", name, Value::string(resource.name, name)});
    members.push_back({"type", type, Value::string(resource.type, type)});
    for (const NodeMember& member : instance.node->members()) {
      if (is_control(member.key.text())) continue;
      const Datum value = expander_.top_level(instance, member.key.text());
      put(members, {member.key.text(), member.key.where, value});
    }
    if (const Node* const properties = instance.node->find("properties")) {
      const Datum value = expander_.properties(const_cast<Instance&>(instance));
      put(members, {"properties", properties->where, value});
    }
    return Value::object(arena_.keep(members), instance.node->where);
  }

  void put(std::vector<Member>& members, const DatumMember& member) {
    if (member.value.is_null()) return;  // null means absent here
    members.push_back({arena_.keep(member.key), member.key_where, value(member.value, member.key)});
  }

  Value value(const Datum& datum, std::string_view key) {
    work_.charge(1);
    if (work_.is_exhausted()) return Value::null(datum.where());
    if (datum.is_secret() && !datum.is_array() && !datum.is_object()) return secret(datum);
    switch (datum.kind()) {
      case Datum::Kind::null:
        return Value::null(datum.where());
      case Datum::Kind::boolean:
        return Value::boolean(datum.as_boolean(), datum.where());
      case Datum::Kind::integer:
        return Value::integer(datum.as_integer(), datum.where());
      case Datum::Kind::number:
        return Value::number(datum.as_number(), datum.where());
      case Datum::Kind::string:
        return string(datum, key);
      case Datum::Kind::rope:
        return rope(datum, key);
      case Datum::Kind::array:
        return array(datum);
      case Datum::Kind::object:
        return object(datum);
      case Datum::Kind::unknown:
        break;
    }
    if (is_name_key(key)) return placed_text(datum);
    return unknown(*datum.unknown(), datum.where());
  }

  static bool is_name_key(std::string_view key) { return equal_folded(key, "name"); }

  Value placed_text(const Datum& datum) {
    return Value::string(arena_.keep(shown(datum, work_)), datum.where());
  }

  Value string(const Datum& datum, std::string_view key) {
    if (is_secret_key(key)) return Value::string("***", datum.where());
    return Value::string(arena_.keep(datum.text()), datum.where());
  }

  /// A text with gaps is one only where that makes no difference: a name, and the id of something
  /// that is declared here or lies at a place that the whole template shares.
  Value rope(const Datum& datum, std::string_view key) {
    if (is_secret_key(key)) return Value::string("***", datum.where());
    if (is_name_key(key) || is_id(datum)) return placed_text(datum);
    return unknown(*first_unknown(datum), datum.where());
  }

  bool is_id(const Datum& datum) {
    if (!datum.pieces().front().text().starts_with('/')) return false;
    const std::span<const Datum> pieces = datum.pieces();
    const bool placed = std::all_of(pieces.begin(), pieces.end(), [](const Datum& piece) {
      return piece.is_string() || piece.unknown()->cause->reason == Reason::scope;
    });
    return placed || expander_.is_declared(shown(datum, work_));
  }

  Value secret(const Datum& datum) {
    static constexpr Cause hidden{Reason::secret, {}, "a secret value", {}};
    const Unknown* const why = datum.unknown();
    return Value::unknown(ask(why == nullptr ? hidden : *why->cause), datum.where());
  }

  Value unknown(const Unknown& what, SourceSpan where) {
    return Value::unknown(ask(*what.cause), where);
  }

  Value array(const Datum& datum) {
    std::vector<Value> items;
    for (const Datum& item : datum.items()) items.push_back(value(item, {}));
    if (datum.is_open()) items.push_back(unknown(datum.rest(), datum.where()));
    return Value::array(arena_.keep(items), datum.where());
  }

  Value object(const Datum& datum) {
    std::vector<Member> members;
    for (const DatumMember& member : datum.members()) put(members, member);
    if (datum.is_open()) {
      members.push_back({"$unknown", datum.where(), unknown(datum.rest(), datum.where())});
    }
    return Value::object(arena_.keep(members), datum.where());
  }

  /// Notes that something depends on the cause; its statement, kept.
  std::string_view ask(const Cause& cause) {
    const std::string key = cat({std::to_string(cause.where.file.value), ":",
                                 std::to_string(cause.where.offset), ":", cause.statement});
    const auto [entry, is_new] = questions_.try_emplace(key, result_.questions.size());
    if (is_new) {
      result_.questions.push_back(
          {cause.reason, cause.where, arena_.keep(cause.statement), arena_.keep(cause.hint), 0});
      if (is_error(cause.reason)) {
        expander_.log(Kind::bad_value, cause.where, std::string(cause.statement),
                      std::string(cause.hint));
      }
    }
    OpenQuestion& question = result_.questions[entry->second];
    ++question.uses;
    return question.statement;
  }

  Expander& expander_;
  Workspace& work_;
  ValueArena& arena_;
  Expansion& result_;
  std::unordered_map<std::string, std::size_t> questions_;
};

bool is_emitted(const Instance& instance) {
  if (instance.is_absent || instance.is_existing) return false;
  return instance.nested == nullptr;
}

}  // namespace

bool Expansion::is_usable() const {
  return std::none_of(diagnostics.begin(), diagnostics.end(),
                      [](const Diagnostic& entry) { return entry.kind == Kind::unusable; });
}

bool mentions_template(std::string_view text) {
  constexpr std::size_t looked_at = 1 << 16;
  return fold_ascii(text.substr(0, looked_at)).find("deploymenttemplate.json") != text.npos;
}

Expansion expand(const ExpandRequest& request, ValueArena& arena) {
  Expansion result;
  Expander expander(request);
  if (expander.run()) {
    Materialiser materialiser(expander, arena, result);
    for (const Instance* const instance : expander.instances()) {
      if (is_emitted(*instance)) materialiser.add(*instance);
    }
    for (const std::string_view name : expander.main_scope().missing_parameters()) {
      result.missing_parameters.push_back(arena.keep(name));
    }
    if (const Cause* const cause = expander.work().exhausted()) {
      expander.log(Kind::unusable,
                   cause->where ? cause->where : SourceSpan{request.main.file, 1, 0},
                   std::string(cause->statement), std::string(cause->hint));
    }
  }
  result.skipped_extensible = expander.skipped_extensible();
  result.diagnostics = expander.take_diagnostics();
  return result;
}

}  // namespace hairpin::arm
