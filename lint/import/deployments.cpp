#include "import/deployments.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "import/network_groups.hpp"
#include "import/property_reader.hpp"

namespace hairpin::import {
namespace {

constexpr std::string_view snapshots = "/snapshots/";

/// Azure writes "Succeeded" in rows of VNets, "Deployed" and "Success" elsewhere.
bool is_settled(const Value& status) {
  return status.is_missing() || starts_with_folded(status.text(), "succe") ||
         equal_folded(status.text(), "deployed");
}

}  // namespace

const Deployments::Words Deployments::security = {ResourceRole::effective_admin_rules,
                                                  "effectiveSecurityAdminConfigurations",
                                                  ResourceRole::admin_goal_state,
                                                  "securityAdminConfigurations",
                                                  "securityAdminRules",
                                                  "SecurityAdmin",
                                                  Certainty::perhaps};
const Deployments::Words Deployments::connectivity = {ResourceRole::effective_connectivity,
                                                      "effectiveConnectivityConfigurations",
                                                      ResourceRole::connectivity_goal_state,
                                                      "connectivityConfigurations",
                                                      "",
                                                      "Connectivity",
                                                      Certainty::no};  // [C22]

std::string folded_region(std::string_view location) {
  std::string region = fold_ascii(location);
  region.erase(std::remove(region.begin(), region.end(), ' '), region.end());
  return region;
}

Deployments::Deployments(const Words& words, const ResourceTable& resources, ResourceIds& ids,
                         ImportLog& log)
    : ids_(ids), log_(log), silence_(words.silence) {
  read_rows(words, resources);
  read_commits(words, resources);
  read_statuses(words, resources);
}

std::vector<ResourceId> Deployments::ids_in(const Value& list, bool& whole) const {
  std::vector<ResourceId> found;
  whole = whole && (list.is_array() || list.is_object());
  for (const Value& item : as_items(list)) {
    const Located<ResourceId> id = read_id(item.is_string() ? item : item["id"], ids_, log_);
    whole = whole && id.value;
    if (id.value) found.push_back(id.value);
  }
  return found;
}

void Deployments::read_rows(const Words& words, const ResourceTable& resources) {
  for (const Resource* const resource : resources.of(words.effective)) {
    Row row;
    for (const ResourceId id : ids_in(resource->properties[words.effective_list], row.whole)) {
      const ResourceId configuration = id_before(id, snapshots, ids_);
      row.configurations[configuration] = id != configuration;
      named_.insert(configuration);
    }
    row.settled = is_settled(resource->properties["provisioningState"]);
    rows_[id_before(resource->id, "/providers/microsoft.network/effective", ids_)] = row;
  }
}

void Deployments::read_commits(const Words& words, const ResourceTable& resources) {
  for (const Resource* const resource : resources.of(words.goal_state)) {
    const Value& properties = resource->properties;
    const std::string region = folded_region(resource->location);
    if (region.empty()) continue;
    Commit commit;
    commit.time = properties["commitTimestamp"].text();
    for (const ResourceId id : ids_in(properties[words.goal_list], commit.whole)) {
      commit.configurations.insert(id_before(id, snapshots, ids_));
      named_.insert(id_before(id, snapshots, ids_));
    }
    if (!words.goal_rules.empty())
      commit.rules = ids_in(properties[words.goal_rules], commit.whole);
    commit.settled = is_settled(properties["status"]);
    const auto [known, is_new] = commits_.try_emplace({ids_.parent(resource->id), region}, commit);
    if (!is_new && known->second.time < commit.time) known->second = commit;
  }
}

/// What `az network manager list-deploy-status` prints, manager unknown: each row names the
/// configurations of one kind that a region got last.
void Deployments::read_statuses(const Words& words, const ResourceTable& resources) {
  for (const Value& status : resources.deployment_statuses()) {
    if (!equal_folded(status["deploymentType"].text(), words.commit_type)) continue;
    if (!equal_folded(status["deploymentStatus"].text(), "deployed")) continue;
    for (const Value& item : status["configurationIds"].items()) {
      const Located<ResourceId> id = read_id(item, ids_, log_);
      if (id.value) note_active(id_before(id.value, snapshots, ids_), status["region"].text());
    }
  }
}

void Deployments::note_active(ResourceId configuration, std::string_view region) {
  active_.emplace(configuration, folded_region(region));
  named_.insert(configuration);
}

ResourceId Deployments::manager_of(ResourceId configuration) const {
  return ids_.parent(configuration);
}

Deployments::Answer Deployments::find(ResourceId configuration, const model::Vnet& vnet) const {
  if (const auto known = rows_.find(vnet.id); known != rows_.end()) {
    const Row& row = known->second;
    const auto named = row.configurations.find(configuration);
    const bool is_named = named != row.configurations.end();
    if (!row.settled || (!is_named && !row.whole)) return {Certainty::perhaps, true};
    if (!is_named) return {};
    return {Certainty::yes, true, named->second};
  }
  if (shows_vnets()) return {vnet.in_input ? Certainty::no : Certainty::perhaps};
  if (commits_.empty() && active_.empty()) return {silence_};
  if (vnet.location.empty()) return {Certainty::perhaps};
  const std::string region = folded_region(vnet.location);
  if (const auto known = commits_.find({manager_of(configuration), region});
      known != commits_.end()) {
    const Commit& commit = known->second;
    const bool named = commit.configurations.contains(configuration);
    if (!commit.settled || (!named && !commit.whole)) return {Certainty::perhaps};
    return {named ? Certainty::yes : Certainty::no, false, true};
  }
  return {active_.contains({configuration, region}) ? Certainty::yes : Certainty::perhaps, false,
          true};
}

const std::vector<ResourceId>* Deployments::rules_in(ResourceId configuration,
                                                     std::string_view region) const {
  const auto known = commits_.find({manager_of(configuration), folded_region(region)});
  if (known == commits_.end()) return nullptr;
  const Commit& commit = known->second;
  const bool tells = commit.whole && commit.settled &&
                     commit.configurations.contains(configuration) && !commit.rules.empty();
  return tells ? &commit.rules : nullptr;
}

}  // namespace hairpin::import
