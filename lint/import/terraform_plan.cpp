#include "import/terraform_plan.hpp"

#include <map>
#include <string>
#include <utility>

#include "base/text.hpp"
#include "import/arm_value.hpp"
#include "import/whole_value.hpp"
#include "terraform/planned_resources.hpp"

namespace hairpin::import {
namespace {

using terraform::PlannedNetwork;
using terraform::PlannedResource;
using Kind = ResourceChange::Kind;

Kind kind_of(const PlannedResource& planned) {
  switch (planned.kind) {
    case PlannedResource::Kind::create:
      return Kind::put;
    case PlannedResource::Kind::update:
      return Kind::patch;
    case PlannedResource::Kind::keep:
      return Kind::keep;
    case PlannedResource::Kind::remove:
      return Kind::remove;
    case PlannedResource::Kind::clear:
      return Kind::clear;
    case PlannedResource::Kind::doubt:
      break;
  }
  return Kind::doubt;
}

ResourceChange change_of(const PlannedResource& planned, ValueArena& arena) {
  const ResourceType& type = resource_type(planned.type);
  ResourceChange change;
  change.kind = kind_of(planned);
  change.is_new = planned.kind == PlannedResource::Kind::create;
  change.id = planned.id;
  change.reason = planned.reason;
  Resource& stated = change.stated;
  stated.type = type.is_read() ? type.name : planned.type;
  stated.name = planned.title;
  stated.location = planned.location;
  stated.tags = planned.tags;
  stated.properties =
      planned.is_body ? without_envelopes(planned.properties, arena) : planned.properties;
  stated.sku = stated.properties["sku"];
  stated.kind = stated.properties["kind"];
  stated.where = planned.where;
  return change;
}

/// The subscription of each resource group of the inputs so far, by folded name; empty where
/// several subscriptions have one of that name.
std::map<std::string, std::string_view> subscriptions_of_groups(const ResourceIds& ids) {
  std::map<std::string, std::string_view> groups;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const ResourceId id(i);
    const std::string_view group = ids.resource_group(id), subscription = ids.subscription(id);
    if (group.empty() || subscription.empty()) continue;
    const auto [known, is_new] = groups.try_emplace(fold_ascii(group), subscription);
    if (!is_new && !equal_folded(known->second, subscription)) known->second = {};
  }
  return groups;
}

}  // namespace

StatedChanges read_terraform_plan(const Value& plan, FileIndex file, ImportState& state) {
  const auto read_inside = [&](const Value& string) {
    return read_whole_inside(state.sources.text(file), file, string, state.arena, state.log);
  };
  const std::map<std::string, std::string_view> groups = subscriptions_of_groups(state.ids);
  const auto subscription_of_group = [&](std::string_view group) {
    const auto found = groups.find(fold_ascii(group));
    return found == groups.end() ? std::string_view() : found->second;
  };
  PlannedNetwork network =
      terraform::read_planned_network(plan, state.arena, read_inside, subscription_of_group);
  StatedChanges result;
  if (!network.refusal.empty()) {
    result.faults.push_back({Diagnostic::Kind::unusable, network.refusal_where,
                             std::move(network.refusal),
                             "print it with terraform show -json of a current version"});
    return result;
  }
  for (const SourceSpan span : network.sensitive) state.sources.hide(span);
  for (const std::string_view type : network.passed_over) {
    ++state.rows;
    ++state.passed_over[std::string(type)];
  }
  for (const SourceSpan where : network.unplaced) {
    result.faults.push_back({Diagnostic::Kind::incomplete, where,
                             "the subscription that this is deployed to is not known, nor is what "
                             "it is for among the resources that the plan makes",
                             "state subscription_id for the provider, or give the export as "
                             "--snapshot"});
  }
  for (const PlannedResource& planned : network.resources) {
    result.changes.push_back(change_of(planned, state.arena));
  }
  return result;
}

}  // namespace hairpin::import
