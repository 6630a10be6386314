#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/value.hpp"
#include "terraform/attribute_map.hpp"
#include "terraform/plan.hpp"
#include "terraform/reference_path.hpp"

namespace hairpin::terraform {

/// What an expression of the configuration comes to, before the apply.
struct Resolution {
  std::vector<Value> values;  // all that it refers to, as far as that is known
  std::string waits_for;      // what is not known; empty if everything is
};

/// The only subscription that is known to have a resource group of that name; empty if none or
/// several have.
using SubscriptionOfGroup = std::function<std::string_view(std::string_view group)>;

/// Finds out what attributes that are known after the apply only will refer to: ids of resources
/// that are still to be created are made from their names, as Azure will make them.
class Resolver {
 public:
  /// Everything is a view into the plan or the arena, which must outlive the values.
  /// `subscription_of_group` is asked where the plan does not tell.
  Resolver(const Plan& plan, ValueArena& arena, const SubscriptionOfGroup& subscription_of_group);

  /// What `expression` of an instance's configuration refers to. `attribute` is what it is for
  /// ("subnet_id"): of several resources those count that fit its name. Cost: the references, and
  /// the instances that they name.
  Resolution resolve(const Value& expression, const Instance& instance, std::string_view attribute);

  /// The id that an instance has or will have, as an entry of the map makes it: of a part, its
  /// owner's. Empty for a part whose owner is not known.
  std::string_view id_of(const Instance& instance, const TypeMap& type);
  /// The id of the instance itself; empty for what has none, or none that can be told.
  std::string_view own_id(const Instance& instance);
  /// Whether the subscription in the ids that are made for an instance is one that is told.
  bool knows_subscription(const Instance& instance);

 private:
  struct Scope;
  struct Found;
  void follow(const Value& expression, const Scope& scope, Found& found);
  void follow_reference(const Value& reference, const Scope& scope, Found& found);
  void follow_each_value(const Scope& scope, Found& found);
  void follow_variable(const ReferencePath& path, const Scope& scope, Found& found);
  void follow_module(const ReferencePath& path, const Scope& scope, Found& found);
  void follow_resource(const ReferencePath& path, SourceSpan where, const Scope& scope,
                       Found& found);
  Resolution chosen(Found found, std::string_view attribute);
  Value attribute_of(const Instance& instance, std::string_view attribute, SourceSpan where,
                     std::string& waits_for);

  std::string make_id(const Instance& instance, const TypeMap& type);
  std::string azapi_id(const Instance& instance);
  std::string group_id(const Instance& instance);
  std::string_view subscription(const Instance& instance);
  /// The same; empty if nothing tells it.
  std::string_view told_subscription(const Instance& instance);
  std::string parent_id(const Instance& instance, const TypeMap& type);
  /// A known text, or what the configuration says it will be; empty if that is not known.
  std::string_view text_of(const Instance& instance, std::string_view path);
  std::string name_of(const Instance& instance, std::string_view attribute);
  void learn_subscriptions();

  const Plan& plan_;
  ValueArena& arena_;
  std::unordered_set<std::string_view> module_prefixes_;
  const SubscriptionOfGroup& subscription_of_group_;
  /// By provider, from what exists already; empty for those of several.
  std::map<std::string_view, std::string_view> subscription_by_provider_;
  std::map<std::pair<const Instance*, const TypeMap*>, std::string_view> ids_;
};

}  // namespace hairpin::terraform
