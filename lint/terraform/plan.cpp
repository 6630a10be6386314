#include "terraform/plan.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "base/text.hpp"

namespace hairpin::terraform {
namespace {

bool lists(const Value& actions, std::string_view action) {
  const auto items = actions.items();
  return std::any_of(items.begin(), items.end(),
                     [&](const Value& item) { return equal_folded(item.text(), action); });
}

Action action_of(const Value& actions) {
  if (lists(actions, "create")) return Action::create;
  if (lists(actions, "update")) return Action::update;
  if (lists(actions, "delete")) return Action::remove;
  if (lists(actions, "forget")) return Action::forget;
  return Action::none;
}

class PlanReader {
 public:
  explicit PlanReader(const Value& document) : document_(document) {}

  Plan read() {
    plan_.configuration = Configuration(document_);
    plan_.variables = document_["variables"];
    read_changes();
    // A plan, its `planned_values`, or one module of these.
    const Value& planned = document_["planned_values"];
    const Value& values = planned.is_object() ? planned : document_;
    const Value& root = values["root_module"];
    read_module(root.is_object() ? root : values, false);
    // Data sources that were read already are in the former state alone.
    read_module(document_["prior_state"]["values"]["root_module"], true);
    read_removed();
    index();
    return std::move(plan_);
  }

 private:
  void read_changes() {
    for (const Value& change : document_["resource_changes"].items()) {
      // An object that takes another's place is listed twice; the first has no key.
      if (change["deposed"].is_missing()) changes_.emplace(change["address"].text(), &change);
    }
  }

  void read_module(const Value& module, bool data_only) {
    for (const Value& resource : module["resources"].items()) {
      const bool is_data = equal_folded(resource["mode"].text(), "data");
      if (data_only && !is_data) continue;
      add(resource, is_data);
    }
    for (const Value& child : module["child_modules"].items()) read_module(child, data_only);
  }

  void add(const Value& resource, bool is_data) {
    Instance instance = described(resource, is_data);
    if (instance.address.empty() || !seen_.insert(instance.address).second) return;
    instance.values = resource["values"];
    instance.sensitive = resource["sensitive_values"];
    const auto change = changes_.find(instance.address);
    if (change != changes_.end()) {
      const Value& told = (*change->second)["change"];
      instance.action = action_of(told["actions"]);
      instance.unknown = told["after_unknown"];
      if (instance.sensitive.is_missing()) instance.sensitive = told["after_sensitive"];
    } else {
      // Of values alone: what has an id exists.
      instance.action = instance.values["id"].is_string() ? Action::none : Action::create;
    }
    if (is_data) instance.action = Action::none;
    plan_.instances.push_back(instance);
  }

  void read_removed() {
    for (const Value& change : document_["resource_changes"].items()) {
      const Value& told = change["change"];
      const Action action = action_of(told["actions"]);
      if (action != Action::remove && action != Action::forget) continue;
      Instance instance = described(change, equal_folded(change["mode"].text(), "data"));
      if (instance.is_data || seen_.contains(instance.address)) continue;
      instance.action = action;
      instance.values = told["before"];
      instance.sensitive = told["before_sensitive"];
      plan_.instances.push_back(instance);
    }
  }

  Instance described(const Value& resource, bool is_data) const {
    Instance instance;
    const Value& address = resource["address"];
    instance.address = address.text();
    instance.where = address.where();
    instance.type = resource["type"].text();
    instance.name = resource["name"].text();
    instance.index = resource["index"];
    instance.is_data = is_data;
    instance.configuration = plan_.configuration.resource(instance.address);
    return instance;
  }

  void index() {
    for (std::size_t i = 0; i < plan_.instances.size(); ++i) {
      const Instance& instance = plan_.instances[i];
      if (instance.action == Action::remove || instance.action == Action::forget) continue;
      plan_.by_address.emplace(instance.address, i);
      plan_.by_resource[std::string(without_index(instance.address))].push_back(i);
    }
  }

  const Value& document_;
  Plan plan_;
  std::unordered_map<std::string_view, const Value*> changes_;
  std::unordered_set<std::string_view> seen_;
};

}  // namespace

Plan read_plan(const Value& document) { return PlanReader(document).read(); }

std::string_view without_index(std::string_view address) {
  if (!address.ends_with(']')) return address;
  // The bracket that opens the last index: outside of quotes, which may hold brackets.
  std::size_t open = address.npos;
  bool quoted = false;
  for (std::size_t i = 0; i < address.size(); ++i) {
    const char c = address[i];
    if (quoted && c == '\\') {
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == '[' && !quoted) {
      open = i;
    }
  }
  return address.substr(0, open);
}

}  // namespace hairpin::terraform
