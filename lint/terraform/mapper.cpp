#include "terraform/mapper.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"

namespace hairpin::terraform {

struct Mapper::Row {
  const Attribute& attribute;
  const Instance& instance;
  ValueTree& properties;
  std::vector<PathStep> to;
  std::string_view constant;  // of "block[]=text"
  std::string_view name;      // the last part of `from`
  std::size_t new_item = 0;   // for a list that gets a new one
  /// Lists that nothing is known of, by the last part of their path in `from`: what an earlier line
  /// said of one holds for all lines about it.
  std::set<std::string_view>& silent;
  std::vector<std::size_t> items = {};

  /// Positions for the lists in `to`: new items stand before those that `from` is at.
  std::vector<std::size_t> positions() const {
    std::vector<std::size_t> all;
    const bool adds =
        std::any_of(to.begin(), to.end(), [](const PathStep& step) { return step.label == "+"; });
    if (adds) all.push_back(new_item);
    all.insert(all.end(), items.begin(), items.end());
    return all;
  }
  /// The part of `to` that ends with the list that `from` is at, or would be.
  std::span<const PathStep> list_path() const {
    std::size_t lists = 0, end = 0;
    const std::size_t wanted = positions().size() + 1;
    while (end < to.size() && lists < wanted) lists += to[end++].is_list ? 1 : 0;
    return {to.data(), end};
  }
  SourceSpan where(const AttributeCursor& at) const {
    const SourceSpan value = at.value.where();
    return value ? value : instance.where;
  }
};

void Mapper::map(const Instance& instance, const TypeMap& type, ValueTree& properties) {
  // All rows of an instance fill one new item.
  std::size_t new_item = 0;
  for (const Attribute& attribute : type.attributes) {
    const std::vector<PathStep> to = parse_steps(attribute.to);
    const bool adds =
        std::any_of(to.begin(), to.end(), [](const PathStep& step) { return step.label == "+"; });
    if (adds) {
      new_item = properties.size_of(to);
      break;
    }
  }
  std::set<std::string_view> silent;
  for (const Attribute& attribute : type.attributes) {
    const std::size_t equals = attribute.from.find('=');
    const std::string_view from = attribute.from.substr(0, equals);
    const std::vector<PathStep> steps = parse_steps(from);
    Row row{attribute, instance, properties, parse_steps(attribute.to), {}, {}, new_item, silent};
    if (equals != attribute.from.npos) row.constant = attribute.from.substr(equals + 1);
    if (!steps.empty()) row.name = steps.back().key;
    if (from == "$id") {
      const Value id = Value::string(resolver_.own_id(instance), instance.where);
      properties.put(row.to, row.items, id);
      continue;
    }
    walk(row, AttributeCursor::at(instance), steps);
  }
}

void Mapper::walk(Row& row, const AttributeCursor& at, std::span<const PathStep> rest) {
  if (rest.empty()) return put(row, at);
  const AttributeCursor next = at.member(rest.front().key);
  if (rest.front().is_list) return walk_list(row, next, rest);
  // A block that is unknown as a whole: its attributes are, each for itself.
  walk(row, next, rest.subspan(1));
}

void Mapper::walk_list(Row& row, const AttributeCursor& list, std::span<const PathStep> path) {
  const std::span<const PathStep> rest = path.subspan(1);
  const std::string_view name = path.front().key;
  if (row.silent.contains(name)) return;
  const bool repeats = row.attribute.silence == Silence::derived && !list.is_configured() &&
                       row.instance.configuration != nullptr &&
                       row.instance.action != Action::create;
  if (repeats) {
    row.silent.insert(name);
    return;
  }
  if (list.is_sensitive() || list.is_unknown()) {
    return put_unknown_list(row, list, name, rest.empty());
  }
  if (!list.value.is_array()) return;
  const auto positions = row.positions();
  row.properties.put_list(row.list_path(), positions, list.value.where());
  for (std::size_t i = 0; i < list.value.items().size(); ++i) {
    row.items.push_back(i);
    walk(row, list.item(i), rest);
    row.items.pop_back();
  }
}

void Mapper::put(Row& row, const AttributeCursor& at) {
  const auto positions = row.positions();
  if (!row.constant.empty()) {
    return row.properties.put(row.to, positions, Value::string(row.constant, row.where(at)));
  }
  if (at.is_unknown() && !at.is_sensitive()) return put_unknown(row, at);
  const Value leaf = leaf_of(row, at);
  const bool stated = !leaf.is_missing() && !(leaf.is_string() && leaf.text().empty());
  if (stated) row.properties.put(row.to, positions, changed(leaf, row.attribute.change));
}

/// A known value; the items of a list one by one, as some may be unknown.
Value Mapper::leaf_of(const Row& row, const AttributeCursor& at) {
  if (at.is_sensitive() && (!at.value.is_missing() || at.is_unknown())) {
    return unknown("it is sensitive", row.instance.where);
  }
  if (!at.value.is_array()) return at.value;
  std::vector<Value> items;
  for (std::size_t i = 0; i < at.value.items().size(); ++i) {
    const AttributeCursor item = at.item(i);
    if (!item.is_unknown() && !item.is_sensitive()) {
      items.push_back(item.value);
      continue;
    }
    const Resolution resolution = item.is_sensitive()
                                      ? Resolution{}
                                      : resolver_.resolve(at.expression, row.instance, row.name);
    items.push_back(
        resolution.values.size() == 1
            ? resolution.values.front()
            : unknown(item.is_sensitive() ? "it is sensitive" : "it is known after the apply",
                      row.where(at)));
  }
  return Value::array(arena_.keep(items), at.value.where());
}

void Mapper::put_unknown(Row& row, const AttributeCursor& at) {
  if (!at.is_configured() && row.attribute.silence != Silence::waits) return;
  Resolution resolution =
      at.is_configured() ? resolver_.resolve(at.expression, row.instance, row.name) : Resolution{};
  Value value;
  if (resolution.values.size() == 1 && resolution.waits_for.empty()) {
    value = resolution.values.front();
  } else if (resolution.values.size() > 1) {
    value = unknown(
        cat({"it is known after the apply which of several it is: ", resolution.values[0].text(),
             ", ", resolution.values[1].text(), resolution.values.size() > 2 ? ", ..." : ""}),
        row.instance.where);
  } else {
    const std::string_view waits_for =
        resolution.waits_for.empty() ? row.name : std::string_view(resolution.waits_for);
    value = unknown(cat({"known after the apply: ", waits_for}), row.instance.where);
  }
  row.properties.put(row.to, row.positions(), value);
}

/// A list of which not even the length is known. `scalars`: of plain items rather than blocks.
void Mapper::put_unknown_list(Row& row, const AttributeCursor& list, std::string_view name,
                              bool scalars) {
  const auto path = row.list_path();
  std::vector<PathStep> whole(path.begin(), path.end());
  if (!whole.empty()) whole.back().is_list = false;
  const auto put_whole = [&](const Value& value) {
    row.properties.put(whole, row.positions(), value);
  };
  if (list.is_sensitive()) return put_whole(unknown("it is sensitive", row.instance.where));
  if (!list.is_configured() && row.attribute.silence != Silence::waits) {
    if (row.attribute.silence == Silence::open) put_whole(Value::null(row.instance.where));
    row.silent.insert(name);
    return;
  }
  Resolution resolution;
  if (list.is_configured()) {
    resolution = resolver_.resolve(list.expression, row.instance, row.name);
  }
  if (scalars && resolution.waits_for.empty() && !resolution.values.empty()) {
    for (std::size_t i = 0; i < resolution.values.size(); ++i) {
      row.items.push_back(i);
      row.properties.put(row.to, row.positions(), resolution.values[i]);
      row.items.pop_back();
    }
    return;
  }
  const std::string_view waits_for =
      resolution.waits_for.empty() ? row.name : std::string_view(resolution.waits_for);
  put_whole(unknown(cat({"known after the apply: ", waits_for}), row.instance.where));
}

Value Mapper::changed(const Value& value, Change change) {
  const bool yes = value.as_boolean() || equal_folded(value.text(), "true");
  if (change == Change::none || value.kind() == Value::Kind::unknown) return value;
  if (change == Change::inverted) return Value::boolean(!yes, value.where());
  const bool on = yes == (change == Change::enabled);
  return Value::string(on ? "Enabled" : "Disabled", value.where());
}

Value Mapper::unknown(std::string_view reason, SourceSpan where) {
  return Value::unknown(arena_.keep(reason), where);
}

}  // namespace hairpin::terraform
