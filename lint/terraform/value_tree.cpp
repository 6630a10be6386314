#include "terraform/value_tree.hpp"

#include <algorithm>

namespace hairpin::terraform {

std::vector<PathStep> parse_steps(std::string_view path) {
  std::vector<PathStep> steps;
  while (!path.empty()) {
    const std::string_view part = path.substr(0, path.find('.'));
    path.remove_prefix(std::min(path.size(), part.size() + 1));
    const std::size_t bracket = part.find('[');
    if (bracket == part.npos) {
      steps.push_back({part});
    } else {
      steps.push_back(
          {part.substr(0, bracket), true, part.substr(bracket + 1, part.size() - bracket - 2)});
    }
  }
  return steps;
}

template <class F>
void ValueTree::enter(const PathStep& step, std::span<const std::size_t> items, F&& use) {
  if (kind_ == Kind::nothing) kind_ = Kind::object;
  if (kind_ != Kind::object) return;  // a leaf was put here before
  ValueTree& next = field(step.key);
  if (!step.is_list) return use(next, items);
  if (next.kind_ == Kind::nothing) next.kind_ = Kind::list;
  if (next.kind_ != Kind::list) return;
  if (step.label == "*") {
    for (Item& each : next.items_) use(each.tree, items);
    return;
  }
  const std::size_t position = items.empty() ? 0 : items.front();
  use(next.item(step.label, position), items.empty() ? items : items.subspan(1));
}

void ValueTree::put(std::span<const PathStep> path, std::span<const std::size_t> items,
                    const Value& leaf) {
  if (path.empty()) {
    if (kind_ != Kind::nothing) return;
    kind_ = Kind::leaf;
    leaf_ = leaf;
    return;
  }
  enter(path.front(), items, [&](ValueTree& part, std::span<const std::size_t> rest) {
    part.put(path.subspan(1), rest, leaf);
  });
}

void ValueTree::put_list(std::span<const PathStep> path, std::span<const std::size_t> items,
                         SourceSpan where) {
  if (path.size() > 1) {
    return enter(path.front(), items, [&](ValueTree& part, std::span<const std::size_t> rest) {
      part.put_list(path.subspan(1), rest, where);
    });
  }
  if (kind_ == Kind::nothing) kind_ = Kind::object;
  if (kind_ != Kind::object) return;
  ValueTree& list = field(path.front().key);
  if (list.kind_ != Kind::nothing) return;
  list.kind_ = Kind::list;
  list.where_ = where;
}

std::size_t ValueTree::size_of(std::span<const PathStep> path) const {
  const ValueTree* at = this;
  for (const PathStep& step : path) {
    at = at->find(step.key);
    if (at == nullptr) return 0;
    if (step.is_list) return at->items_.size();
  }
  return 0;
}

ValueTree& ValueTree::field(std::string_view key) {
  for (Field& each : fields_) {
    if (each.key == key) return each.tree;
  }
  return fields_.emplace_back(Field{key, {}}).tree;
}

ValueTree& ValueTree::item(std::string_view label, std::size_t position) {
  for (Item& each : items_) {
    if (each.label == label && each.position == position) return each.tree;
  }
  return items_.emplace_back(Item{label, position, {}}).tree;
}

const ValueTree* ValueTree::find(std::string_view key) const {
  for (const Field& each : fields_) {
    if (each.key == key) return &each.tree;
  }
  return nullptr;
}

Value ValueTree::build(ValueArena& arena, SourceSpan where) const {
  const SourceSpan here = where_ ? where_ : where;
  if (kind_ == Kind::leaf) return leaf_;
  if (kind_ == Kind::list) {
    std::vector<Value> items;
    for (const Item& each : items_) items.push_back(each.tree.build(arena, here));
    return Value::array(arena.keep(items), here);
  }
  std::vector<Member> members;
  for (const Field& each : fields_) {
    const Value value = each.tree.build(arena, here);
    members.push_back({each.key, value.where(), value});
  }
  return Value::object(arena.keep(members), here);
}

}  // namespace hairpin::terraform
