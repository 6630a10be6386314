#include "terraform/azapi.hpp"

#include "base/text.hpp"
#include "terraform/attribute_cursor.hpp"

namespace hairpin::terraform {
namespace {

bool is_update(const Instance& instance) { return instance.type == "azapi_update_resource"; }

}  // namespace

bool Azapi::knows(std::string_view terraform_type) { return terraform_type.starts_with("azapi_"); }

std::optional<PlannedResource> Azapi::read(const Instance& instance, PlannedResource::Kind kind) {
  if (instance.is_data || (instance.type != "azapi_resource" && !is_update(instance))) {
    return std::nullopt;
  }
  PlannedResource resource;
  resource.kind = kind;
  const std::string_view type = instance.values["type"].text();
  resource.type = type.substr(0, type.find('@'));
  resource.id = resolver_.own_id(instance);
  resource.location = instance.values["location"].text();
  resource.tags = instance.values["tags"];
  if (is_update(instance)) {
    // Destroying the update leaves the resource as it is.
    if (kind == PlannedResource::Kind::remove) return std::nullopt;
    resource.kind = PlannedResource::Kind::update;
  }
  if (resource.id.empty()) {
    resource.kind = PlannedResource::Kind::doubt;
    resource.id = instance.address;
    resource.reason = "the plan does not tell where it is (parent_id)";
    return resource;
  }
  if (kind == PlannedResource::Kind::remove) return resource;
  resource.is_body = true;
  resource.properties = body_of(instance);
  return resource;
}

Value Azapi::body_of(const Instance& instance) {
  const AttributeCursor at = AttributeCursor::at(instance).member("body");
  if (at.is_sensitive()) {
    return Value::unknown("it is sensitive", instance.where);
  }
  // Version 1 of the provider takes the body as text.
  if (at.value.is_string()) return read_inside_(at.value).value_or(at.value);
  return with_unknowns(at.value, at.unknown, instance, at.expression);
}

Value Azapi::with_unknowns(const Value& value, const Value& unknown, const Instance& instance,
                           const Value& expression) {
  if (unknown.as_boolean()) return known_later(instance, expression);
  if (unknown.is_array() && value.is_array()) {
    std::vector<Value> items;
    for (std::size_t i = 0; i < value.items().size(); ++i) {
      const Value mark = i < unknown.items().size() ? unknown.items()[i] : Value();
      items.push_back(with_unknowns(value.items()[i], mark, instance, expression));
    }
    return Value::array(arena_.keep(items), value.where());
  }
  if (!unknown.is_object()) return value;
  std::vector<Member> members;
  for (const Member& member : value.members()) {
    const Value& mark = unknown[member.key];
    if (member.value.is_missing() && !mark.is_missing()) continue;
    members.push_back(
        {member.key, member.key_where, with_unknowns(member.value, mark, instance, expression)});
  }
  for (const Member& mark : unknown.members()) {
    if (!value[mark.key].is_missing()) continue;
    const Value later = with_unknowns({}, mark.value, instance, expression);
    if (!later.is_missing()) members.push_back({mark.key, later.where(), later});
  }
  return Value::object(arena_.keep(members), value.where());
}

/// The configuration says what the body as a whole refers to: of one reference alone it is clear
/// where it goes.
Value Azapi::known_later(const Instance& instance, const Value& expression) {
  const Resolution resolution = resolver_.resolve(expression, instance, "body");
  if (resolution.values.size() == 1 && resolution.waits_for.empty()) {
    return resolution.values.front();
  }
  const std::string what =
      resolution.waits_for.empty() ? "a part of its body" : resolution.waits_for;
  return Value::unknown(arena_.keep(cat({"known after the apply: ", what})), instance.where);
}

}  // namespace hairpin::terraform
