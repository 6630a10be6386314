#include "import/admin_configurations.hpp"

#include <algorithm>
#include <tuple>

#include "base/text.hpp"
#include "import/property_reader.hpp"

namespace hairpin::import {
namespace {

constexpr std::string_view snapshots = "/snapshots/";

/// Management groups stand above subscriptions. Of two managers of management groups it is not
/// known which one stands higher.
std::optional<int> height_of(const Value& scopes) {
  if (!scopes["managementGroups"].items().empty()) return 0;
  if (!scopes["subscriptions"].items().empty()) return 1;
  return std::nullopt;
}

}  // namespace

AdminConfigurations::AdminConfigurations(const ResourceTable& resources, ResourceIds& ids,
                                         ImportLog& log)
    : ids_(ids),
      log_(log),
      groups_(resources, ids, log),
      deployments_(Deployments::security, resources, ids, log) {
  read(resources);
}

AdminConfigurations::Configuration& AdminConfigurations::configuration(ResourceId id) {
  const auto [known, is_new] = configurations_.try_emplace(ids_.folded(id));
  if (is_new) {
    known->second.id = id;
    known->second.manager = ids_.parent(id);
  }
  return known->second;
}

void AdminConfigurations::read(const ResourceTable& resources) {
  for (const Resource* const manager : resources.of(ResourceRole::network_manager)) {
    const auto height = height_of(manager->properties["networkManagerScopes"]);
    if (height) ranks_.emplace(manager->id, *height);
  }
  for (const Resource* const resource : resources.of(ResourceRole::admin_configuration)) {
    const ResourceId id = id_before(resource->id, snapshots, ids_);
    Configuration& found = configuration(id);
    if (id == resource->id) {
      found.edited = resource;
    } else {
      found.copies.push_back(resource);
    }
  }
  for (const Resource* const resource : resources.of(ResourceRole::admin_rule_collection)) {
    const ResourceId id = id_before(resource->id, snapshots, ids_);
    Collection& found = collections_[id];
    if (id == resource->id) {
      found.edited = resource;
    } else {
      found.copies.push_back(resource);
    }
  }
  for (const Resource* const rule : resources.of(ResourceRole::admin_rule)) read_rule(*rule);
  for (const ResourceId named : deployments_.named()) configuration(named);
}

void AdminConfigurations::read_rule(const Resource& resource) {
  RuleRow row;
  row.resource = &resource;
  row.rule = id_before(resource.id, snapshots, ids_);
  row.is_copy = row.rule != resource.id;
  row.collection = ids_.parent(row.rule);
  const ResourceId owner = ids_.parent(row.rule, 2);
  if (!owner) return;
  if (!resource.properties["region"].is_missing() ||
      !resource.properties["ruleGroups"].is_missing()) {
    row.region = resource.properties["region"].text();
    if (!row.region->empty()) deployments_.note_active(owner, *row.region);
  }
  configuration(owner).rules.push_back(row);
}

/// The setting of the copies that were deployed, if they all say the same; else the editable one.
AdminConfigurations::Exemption AdminConfigurations::exemption(const Configuration& from) const {
  const Resource* source = from.copies.empty() ? from.edited : from.copies.front();
  static constexpr std::string_view key = "applyOnNetworkIntentPolicyBasedServices";
  if (source == nullptr) return Exemption::unknown;
  for (const Resource* const copy : from.copies) {
    if (!same_content(copy->properties[key], source->properties[key])) return Exemption::unknown;
  }
  const Value& setting = source->properties[key];
  if (!setting.is_array() && !setting.is_string()) return Exemption::unknown;
  const std::span<const Value> items =
      setting.is_string() ? std::span(&setting, 1) : setting.items();
  const auto says = [&](std::string_view word) {
    return std::any_of(items.begin(), items.end(),
                       [&](const Value& item) { return equal_folded(item.text(), word); });
  };
  if (says("All")) return Exemption::all_rules;
  if (says("AllowRulesOnly")) return Exemption::only_allow;
  return items.empty() || says("None") ? Exemption::no_rules : Exemption::unknown;
}

std::vector<AdminConfigurations::Stage> AdminConfigurations::stages(const model::Vnet& vnet) const {
  std::vector<Stage> stages;
  for (const auto& [folded, from] : configurations_) {
    const Deployments::Answer deployed = deployments_.find(from.id, vnet);
    if (deployed.certainty == Certainty::no) continue;
    Stage found = stage(from, vnet, deployed);
    if (!found.choices.empty()) stages.push_back(std::move(found));
  }
  std::stable_sort(stages.begin(), stages.end(), [](const Stage& a, const Stage& b) {
    return a.rank.value_or(-1) < b.rank.value_or(-1);
  });
  return stages;
}

AdminConfigurations::Stage AdminConfigurations::stage(const Configuration& from,
                                                      const model::Vnet& vnet,
                                                      const Deployments::Answer& deployed) const {
  Stage stage;
  stage.configuration = from.id;
  if (const auto rank = ranks_.find(from.manager); rank != ranks_.end()) stage.rank = rank->second;
  stage.exemption = exemption(from);
  std::map<ResourceId, Certainty> collections;
  const std::vector<Candidate> all = candidates(from, vnet, deployed);
  for (const Candidate& candidate : all) {
    if (candidate.row == nullptr) continue;
    Certainty& known = collections[candidate.row->collection];
    known = std::max(known, applies(*candidate.row, vnet));
  }
  if (deployed.by_name) settle(collections);
  for (const Candidate& candidate : all) {
    AdminChoice choice{nullptr, from.id, candidate.doubt};
    if (candidate.row != nullptr) {
      choice.rule = candidate.row->resource;
      const Certainty applied = collections[candidate.row->collection];
      if (applied == Certainty::no) continue;
      const bool first_doubt = choice.doubt == AdminDoubt::none;
      if (applied == Certainty::perhaps && first_doubt) choice.doubt = AdminDoubt::membership;
    }
    if (deployed.certainty == Certainty::perhaps) choice.doubt = AdminDoubt::deployment;
    stage.choices.push_back(choice);
  }
  std::stable_sort(stage.choices.begin(), stage.choices.end(),
                   [&](const AdminChoice& a, const AdminChoice& b) {
                     const auto text = [&](const AdminChoice& each) {
                       return each.rule ? ids_.folded(each.rule->id) : std::string_view();
                     };
                     return text(a) < text(b);
                   });
  return stage;
}

/// A configuration that is in force on a VNet has something for it: surely the only collection that
/// may be meant, and any of them if the groups contradict that.
void AdminConfigurations::settle(std::map<ResourceId, Certainty>& collections) {
  const auto may_apply = [](const auto& each) { return each.second != Certainty::no; };
  const auto count = std::count_if(collections.begin(), collections.end(), may_apply);
  for (auto& [collection, applied] : collections) {
    if (count == 0) applied = Certainty::perhaps;
    if (count == 1 && applied == Certainty::perhaps) applied = Certainty::yes;
  }
}

std::vector<AdminConfigurations::Candidate> AdminConfigurations::candidates(
    const Configuration& from, const model::Vnet& vnet, const Deployments::Answer& deployed) const {
  if (const auto* rules = deployments_.rules_in(from.id, vnet.location)) {
    return listed(from, *rules);
  }
  const std::string region = folded_region(vnet.location);
  std::vector<Candidate> found;
  const auto take = [&](AdminDoubt doubt, auto wanted) {
    for (const RuleRow& row : from.rules) {
      if (wanted(row)) found.push_back({&row, doubt});
    }
    return !found.empty();
  };
  const auto seen_here = [&](const RuleRow& row) {
    return row.region && !region.empty() && folded_region(*row.region) == region;
  };
  if (take(AdminDoubt::none, seen_here)) return found;
  // Seen in force somewhere, the input does not tell where.
  const auto seen = [](const RuleRow& row) { return row.region && row.region->empty(); };
  if (take(deployed.by_name ? AdminDoubt::none : AdminDoubt::deployment, seen)) return found;
  found = copied(from);
  if (!found.empty()) return found;
  const auto edited = [](const RuleRow& row) { return !row.is_copy; };
  const bool as_edited =
      deployed.certainty == Certainty::yes && deployed.by_name && !deployed.of_snapshot;
  if (take(as_edited ? AdminDoubt::none : AdminDoubt::content, edited)) return found;
  return {{nullptr, AdminDoubt::content}};
}

/// The rules that a commit lists by the ids of their copies.
std::vector<AdminConfigurations::Candidate> AdminConfigurations::listed(
    const Configuration& from, const std::vector<ResourceId>& rules) const {
  std::vector<Candidate> found;
  for (const ResourceId wanted : rules) {
    const ResourceId rule = id_before(wanted, snapshots, ids_);
    if (ids_.parent(rule, 2) != from.id) continue;
    const auto with = [&](auto matches) {
      return std::find_if(from.rules.begin(), from.rules.end(), matches);
    };
    const auto exact = with([&](const RuleRow& row) { return row.resource->id == wanted; });
    const auto edited = with([&](const RuleRow& row) { return row.resource->id == rule; });
    if (exact != from.rules.end()) {
      found.push_back({&*exact, AdminDoubt::none});
    } else if (edited != from.rules.end()) {
      found.push_back({&*edited, AdminDoubt::content});
    } else {
      found.push_back({nullptr, AdminDoubt::content});
    }
  }
  return found;
}

/// What was deployed, by the copies that are left of it. Which of several that differ is in force
/// is not known.
std::vector<AdminConfigurations::Candidate> AdminConfigurations::copied(
    const Configuration& from) const {
  std::map<ResourceId, std::vector<const RuleRow*>> copies;
  for (const RuleRow& row : from.rules) {
    if (row.is_copy && !row.region) copies[row.rule].push_back(&row);
  }
  std::vector<Candidate> found;
  for (const auto& [rule, rows] : copies) {
    const Value& first = rows.front()->resource->properties;
    const bool equal = std::all_of(rows.begin(), rows.end(), [&first](const RuleRow* row) {
      static constexpr std::string_view deciding[] = {
          "access",  "direction",    "priority",         "protocol",
          "sources", "destinations", "sourcePortRanges", "destinationPortRanges"};
      return std::all_of(std::begin(deciding), std::end(deciding), [&](std::string_view member) {
        return same_content(row->resource->properties[member], first[member]);
      });
    });
    if (equal) {
      found.push_back({rows.back(), AdminDoubt::none});
      continue;
    }
    for (const RuleRow* const row : rows) found.push_back({row, AdminDoubt::content});
  }
  return found;
}

Certainty AdminConfigurations::applies(const RuleRow& row, const model::Vnet& vnet) const {
  const Value& stated = row.resource->properties["ruleCollectionAppliesToGroups"];
  if (!stated.is_missing()) return applies(stated, vnet);
  const auto known = collections_.find(row.collection);
  if (known == collections_.end()) return Certainty::perhaps;
  const Collection& collection = known->second;
  if (collection.copies.empty()) {
    return applies(collection.edited->properties["appliesToGroups"], vnet);
  }
  std::optional<Certainty> common;
  for (const Resource* const copy : collection.copies) {
    const Certainty one = applies(copy->properties["appliesToGroups"], vnet);
    if (common && *common != one) return Certainty::perhaps;
    common = one;
  }
  return *common;
}

Certainty AdminConfigurations::applies(const Value& groups, const model::Vnet& vnet) const {
  if (!groups.is_array() && !groups.is_object()) return Certainty::perhaps;
  Certainty most = Certainty::no;
  for (const Value& group : as_items(groups)) {
    const Located<ResourceId> id = read_id(group["networkGroupId"], ids_, log_);
    most = std::max(most, id.value ? groups_.holds(id.value, vnet) : Certainty::perhaps);
  }
  return most;
}

}  // namespace hairpin::import
