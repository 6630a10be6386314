#include "import/network_groups.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "import/property_reader.hpp"

namespace hairpin::import {

ResourceId id_before(ResourceId id, std::string_view segment, ResourceIds& ids) {
  const std::size_t at = ids.folded(id).find(segment);
  if (at == std::string_view::npos) return id;
  return ids.intern(std::string(ids.text(id).substr(0, at)));
}

NetworkGroups::NetworkGroups(const ResourceTable& resources, ResourceIds& ids, ImportLog& log)
    : ids_(ids), log_(log) {
  read_managers(resources);
  read_listed_members(resources);
  read_evaluated_members(resources);
}

/// A manager of management groups may manage any VNet below them; one of subscriptions alone
/// manages no others.
void NetworkGroups::read_managers(const ResourceTable& resources) {
  static constexpr std::string_view start = "/subscriptions/";
  for (const Resource* const manager : resources.of(ResourceRole::network_manager)) {
    const Value& scopes = manager->properties["networkManagerScopes"];
    const auto is_empty = [&](std::string_view key) {
      return scopes[key].is_missing() || (scopes[key].is_array() && scopes[key].items().empty());
    };
    if (!is_empty("managementGroups") || !is_empty("crossTenantScopes")) continue;
    Subscriptions known;
    for (const Value& item : scopes["subscriptions"].items()) {
      const std::string_view text = item.text();
      if (starts_with_folded(text, start)) known.push_back(fold_ascii(text.substr(start.size())));
    }
    const bool whole = !known.empty() && known.size() == scopes["subscriptions"].items().size();
    if (whole) scopes_.emplace(manager->id, std::move(known));
  }
}

void NetworkGroups::add(ResourceId group, const Value& member) {
  const Located<ResourceId> id = read_id(member, ids_, log_);
  if (group && id.value) stated_.emplace(group, id.value);
}

void NetworkGroups::read_listed_members(const ResourceTable& resources) {
  for (const Resource* const member : resources.of(ResourceRole::network_group_member)) {
    const Value& evaluated = member->properties["memberId"];
    // The row's own id does as a name of the member in no case.
    add(ids_.parent(member->id),
        evaluated.is_missing() ? member->properties["resourceId"] : evaluated);
  }
  for (const Resource* const group : resources.of(ResourceRole::network_group)) {
    for (const Value& member : as_items(group->properties["groupMembers"])) {
      add(group->id, member["resourceId"]);
    }
  }
  for (const Resource* const rule : resources.of(ResourceRole::admin_rule)) {
    for (const Value& group : as_items(rule->properties["ruleGroups"])) {
      const Located<ResourceId> id = read_id(group["id"], ids_, log_);
      for (const Value& member : as_items(group["groupMembers"])) {
        add(id.value, member["resourceId"]);
      }
    }
  }
}

void NetworkGroups::read_evaluated_members(const ResourceTable& resources) {
  for (const Resource* const row : resources.of(ResourceRole::network_group_membership)) {
    const ResourceId vnet = id_before(row->id, "/providers/microsoft.network/networkgroup", ids_);
    const Value& groups = row->properties["groupMemberships"];
    bool whole = is_list_of_objects(groups) || groups.is_array();
    for (const Value& group : as_items(groups)) {
      const Located<ResourceId> id = read_id(group["networkGroupId"], ids_, log_);
      whole = whole && id.value;
      if (id.value) stated_.emplace(id.value, vnet);
    }
    evaluated_[vnet] = whole;
  }
}

Certainty NetworkGroups::holds(ResourceId group, const model::Vnet& vnet) const {
  if (stated_.contains({group, vnet.id})) return Certainty::yes;
  const auto row = evaluated_.find(vnet.id);
  if (row != evaluated_.end() && row->second) return Certainty::no;
  const auto scope = scopes_.find(ids_.parent(group));
  if (scope == scopes_.end() || vnet.subscription.empty()) return Certainty::perhaps;
  const bool managed =
      std::any_of(scope->second.begin(), scope->second.end(),
                  [&](const std::string& known) { return equal_folded(known, vnet.subscription); });
  return managed ? Certainty::perhaps : Certainty::no;
}

std::vector<ResourceId> NetworkGroups::members(ResourceId group) const {
  std::vector<ResourceId> members;
  for (auto at = stated_.lower_bound({group, ResourceId{0}});
       at != stated_.end() && at->first == group; ++at) {
    members.push_back(at->second);
  }
  return members;
}

}  // namespace hairpin::import
