#include <algorithm>
#include <map>
#include <set>

#include "base/text.hpp"
#include "import/deployments.hpp"
#include "import/network_builder.hpp"
#include "import/network_groups.hpp"

/// What connectivity configurations of network managers connect. [10.20-10.28]
namespace hairpin::import {
namespace {

constexpr std::string_view snapshots = "/snapshots/";
constexpr std::string_view not_analysed = "Virtual Network Manager connectivity";

/// The flags of these resources are texts: "True", "False". [10.20]
Certainty flag(const Value& value) {
  if (value.is_missing()) return Certainty::no;
  const std::string_view text =
      value.kind() == Value::Kind::boolean ? (value.as_boolean() ? "true" : "false") : value.text();
  if (equal_folded(text, "true")) return Certainty::yes;
  return equal_folded(text, "false") ? Certainty::no : Certainty::perhaps;
}

/// One of two words; absent where it is not stated.
Setting<bool> setting(const Value& value, std::string_view yes, std::string_view no) {
  Setting<bool> result;
  result.where = value.where();
  if (value.is_missing()) return result;
  const bool boolean = value.kind() == Value::Kind::boolean;
  const std::string_view text = boolean ? (value.as_boolean() ? yes : no) : value.text();
  if (equal_folded(text, yes)) result.value = true;
  if (equal_folded(text, no)) result.value = false;
  result.unreadable = !result.value;
  return result;
}

PrefixSet space_of(const model::Vnet& vnet) {
  std::vector<Prefix> prefixes;
  for (const auto& prefix : vnet.address_space) prefixes.push_back(prefix.value);
  return PrefixSet(prefixes);
}

}  // namespace

class ConnectedGroupBuilder {
 public:
  ConnectedGroupBuilder(const ResourceTable& resources, ResourceIds& ids, ImportLog& log,
                        model::Network& network)
      : ids_(ids),
        log_(log),
        network_(network),
        groups_(resources, ids, log),
        deployments_(Deployments::connectivity, resources, ids, log) {
    for (const Resource* const resource : resources.of(ResourceRole::connectivity_configuration)) {
      read(*resource);
    }
    for (const ResourceId named : deployments_.named()) configuration(named);
  }

  void run() {
    for (const auto& [folded, each] : configurations_) build(each);
  }

 private:
  struct Configuration {
    ResourceId id;
    const Resource* edited = nullptr;
    std::vector<const Resource*> copies;
  };
  /// One group of a configuration on its way into the network.
  struct Draft {
    const Configuration& from;
    const Resource& source;
    std::vector<ResourceId> groups;  // of which a VNet must be in one
    std::vector<ResourceId> others;  // what else explains that the configuration is in force
    bool only_group = false;         // of the configuration
    Certainty global = Certainty::no;
    SourceSpan global_where;
    bool states_global = true;
    model::ConfigFact because;
    std::optional<model::Missing> doubt;
  };

  Configuration& configuration(ResourceId id) {
    Configuration& found = configurations_.try_emplace(ids_.folded(id)).first->second;
    found.id = id;
    return found;
  }

  void read(const Resource& resource) {
    const ResourceId id = id_before(resource.id, snapshots, ids_);
    Configuration& found = configuration(id);
    if (id == resource.id) {
      found.edited = &resource;
    } else {
      found.copies.push_back(&resource);
    }
  }

  /// What was deployed: the copy that was left of it, if there is no other that says otherwise.
  const Resource* source_of(const Configuration& from) const {
    if (from.copies.empty()) return from.edited;
    for (const Resource* const copy : from.copies) {
      if (!same_content(copy->properties, from.copies.front()->properties)) return nullptr;
    }
    return from.copies.front();
  }

  void build(const Configuration& from) {
    const Resource* const source = source_of(from);
    if (source == nullptr) return leave_open(from);
    const Value& properties = source->properties;
    const std::string_view topology = properties["connectivityTopology"].text();
    const bool mesh = equal_folded(topology, "Mesh");
    const bool readable = (mesh || equal_folded(topology, "HubAndSpoke")) &&
                          is_list_of_objects(properties["appliesToGroups"]);
    if (!readable) return leave_open(from);
    std::vector<ResourceId> all = groups_in(properties);
    if (all.size() != as_items(properties["appliesToGroups"]).size()) return leave_open(from);
    for (const Value& item : as_items(properties["appliesToGroups"])) {
      add_group(from, *source, item, read_id(item["networkGroupId"], ids_, log_).value, mesh);
    }
    // Whether one mesh reaches from one of its network groups to another is not documented.
    if (mesh && all.size() > 1) {
      Draft draft{
          from, *source, all, {}, true, Certainty::yes, {}, true, topology_fact(from, properties),
          {}};
      draft.doubt = {from.id,
                     cat({"whether mesh ", ids_.name(from.id),
                          " connects VNets of different network groups is not documented"}),
                     "put the VNets into one network group", source->where, "10.23"};
      add(draft);
    }
  }

  std::vector<ResourceId> groups_in(const Value& properties) const {
    std::vector<ResourceId> groups;
    for (const Value& item : as_items(properties["appliesToGroups"])) {
      const Located<ResourceId> group = read_id(item["networkGroupId"], ids_, log_);
      if (group.value) groups.push_back(group.value);
    }
    return groups;
  }

  /// Whether the configuration is in force on the VNet for another reason: it is the hub, or surely
  /// in another of its groups. Then nothing speaks for a membership by policy.
  bool is_explained(const Draft& draft, const model::Vnet& vnet) const {
    return std::any_of(draft.others.begin(), draft.others.end(), [&](ResourceId other) {
      return other == vnet.id || groups_.holds(other, vnet) == Certainty::yes;
    });
  }

  model::ConfigFact topology_fact(const Configuration& from, const Value& properties) const {
    const Value& topology = properties["connectivityTopology"];
    return {from.id, "properties.connectivityTopology", json_string(topology.text()),
            topology.where(), "10.21"};
  }

  void add_group(const Configuration& from, const Resource& source, const Value& item,
                 ResourceId group, bool mesh) {
    const std::vector<ResourceId> all = groups_in(source.properties);
    Draft draft{from,
                source,
                {group},
                all,
                all.size() == 1,
                flag(item["isGlobal"]),
                item["isGlobal"].where(),
                !item["isGlobal"].is_missing(),
                topology_fact(from, source.properties),
                {}};
    for (const Value& hub : as_items(source.properties["hubs"])) {
      const Located<ResourceId> id = read_id(hub["resourceId"], ids_, log_);
      if (id.value) draft.others.push_back(id.value);
    }
    if (mesh) {
      const Value& common = source.properties["isGlobal"];
      draft.global = std::max(draft.global, flag(common));
      if (!draft.states_global) draft.global_where = common.where();
      draft.states_global = draft.states_global || !common.is_missing();
      return add(draft);
    }
    const Value& connectivity = item["groupConnectivity"];
    if (equal_folded(connectivity.text(), "None")) return;
    draft.because = {from.id, "properties.appliesToGroups.groupConnectivity", to_json(connectivity),
                     connectivity.where(), "10.21"};
    if (!equal_folded(connectivity.text(), "DirectlyConnected")) {
      draft.doubt = {from.id,
                     cat({"groupConnectivity of ", ids_.name(group), " in configuration ",
                          ids_.name(from.id), " is not stated, or not known"}),
                     "export the configuration again, whole", item.where(), "0.3"};
    }
    add(draft);
  }

  /// A group for each region, and one for all of them together: open, closed, or not known.
  void add(const Draft& draft) {
    std::map<std::string, std::vector<model::ConnectedGroup::Member>> by_region;
    std::vector<model::ConnectedGroup::Member> all;
    for (model::Vnet& vnet : network_.vnets) {
      auto member = member_of(draft, vnet);
      if (!member) continue;
      all.push_back(*member);
      by_region[std::string(vnet.location)].push_back(std::move(*member));
    }
    if (all.size() < 2) return;
    const bool everywhere = draft.global == Certainty::yes;
    for (auto& [region, members] : by_region) {
      if (!everywhere && !region.empty()) add(draft, std::move(members), {}, {});
    }
    if (everywhere) return add(draft, std::move(all), {}, {});
    if (by_region.size() < 2 && !by_region.contains("")) return;
    const bool known = draft.global == Certainty::no && draft.states_global;
    if (known && !by_region.contains("")) {
      return add(draft, std::move(all),
                 model::ConfigFact{draft.from.id, "properties.isGlobal", "\"False\"",
                                   draft.global_where, "10.22"},
                 {});
    }
    add(draft, std::move(all), {},
        model::Missing{draft.from.id,
                       cat({"whether configuration ", ids_.name(draft.from.id),
                            " connects VNets of different regions, or in which region they are, is "
                            "not stated"}),
                       "export the configuration and the VNets again, whole", draft.source.where,
                       "10.22"});
  }

  void add(const Draft& draft, std::vector<model::ConnectedGroup::Member> members,
           std::optional<model::ConfigFact> guard, std::optional<model::Missing> doubt) {
    if (members.size() < 2) return;
    model::ConnectedGroup group;
    static_cast<model::Identity&>(group) = {draft.from.id, ids_.name(draft.from.id),
                                            draft.source.where, true};
    group.because = draft.because;
    const Value& properties = draft.source.properties;
    group.deletes_peerings = setting(properties["deleteExistingPeering"], "True", "False");
    group.disallows_overlap =
        setting(properties["connectivityCapabilities"]["connectedGroupAddressOverlap"],
                "Disallowed", "Allowed");
    if (group.disallows_overlap.may_be(true)) doubt_overlaps(draft, members);
    group.members = std::move(members);
    group.guard = std::move(guard);
    group.doubt = draft.doubt ? draft.doubt : std::move(doubt);
    network_.connected_groups.add(std::move(group));
  }

  /// Azure takes in no VNet with addresses of a member, where the configuration says so: then it is
  /// not known which of them is in. [10.25]
  void doubt_overlaps(const Draft& draft,
                      std::vector<model::ConnectedGroup::Member>& members) const {
    PrefixSet once, again;
    for (const model::ConnectedGroup::Member& member : members) {
      if (member.guard) continue;
      const PrefixSet space = space_of(network_.vnets[member.vnet]);
      again |= once & space;
      once |= space;
    }
    for (model::ConnectedGroup::Member& member : members) {
      const model::Vnet& vnet = network_.vnets[member.vnet];
      if (member.guard || member.doubt || !space_of(vnet).overlaps(again)) continue;
      member.doubt = model::Missing{
          draft.from.id,
          cat({"whether configuration ", ids_.name(draft.from.id), " joins VNet ", vnet.name,
               " is not certain: another member has addresses of it, which it disallows"}),
          "give one of them other addresses, or check its effective routes", draft.source.where,
          "10.25"};
    }
  }

  std::optional<model::ConnectedGroup::Member> member_of(const Draft& draft,
                                                         const model::Vnet& vnet) const {
    Certainty member = Certainty::no;
    for (const ResourceId group : draft.groups) {
      member = std::max(member, groups_.holds(group, vnet));
    }
    const Deployments::Answer deployed = deployments_.find(draft.from.id, vnet);
    // Who may be a member by policy, and has no row, is none that matters.
    if (member == Certainty::no) return std::nullopt;
    if (member == Certainty::perhaps && deployed.certainty == Certainty::no) return std::nullopt;
    if (member == Certainty::perhaps && deployed.by_name) {
      if (is_explained(draft, vnet)) return std::nullopt;
      if (draft.only_group) member = Certainty::yes;
    }
    const model::VnetIndex index = network_.vnets.index_of(vnet);
    if (deployed.certainty == Certainty::no) {
      return model::ConnectedGroup::Member{
          index,
          model::ConfigFact{vnet.id, "effectiveConnectivityConfigurations", "null", vnet.where,
                            "C22"},
          {}};
    }
    if (member == Certainty::yes && deployed.certainty == Certainty::yes) return {{index, {}, {}}};
    const std::string_view what =
        member == Certainty::yes ? " is in force on VNet " : " has in its network group VNet ";
    return model::ConnectedGroup::Member{
        index,
        {},
        model::Missing{
            draft.from.id,
            cat({"whether configuration ", ids_.name(draft.from.id), what, vnet.name,
                 " is not in the input"}),
            "add the rows of types microsoft.network/effectiveconnectivityconfigurations "
            "and microsoft.network/networkgroupmemberships from Resource Graph "
            "(networkresources)",
            draft.source.where, "10.28"}};
  }

  /// What is deployed and cannot be read may connect any VNets on which it may be in force.
  void leave_open(const Configuration& from) {
    const Resource* const shown = from.copies.empty() ? from.edited : from.copies.front();
    for (const model::Vnet& vnet : network_.vnets) {
      if (deployments_.find(from.id, vnet).certainty == Certainty::no) continue;
      network_.unmodelled.push_back({from.id, not_analysed, network_.vnets.index_of(vnet),
                                     shown != nullptr ? shown->where : vnet.where, false});
    }
    if (!deployments_.named().contains(from.id) && shown != nullptr) {
      network_.unmodelled.push_back({from.id, not_analysed, {}, shown->where, false});
    }
  }

  ResourceIds& ids_;
  ImportLog& log_;
  model::Network& network_;
  NetworkGroups groups_;
  Deployments deployments_;
  std::map<std::string_view, Configuration> configurations_;  // by folded id
};

void NetworkBuilder::build_connected_groups() {
  ConnectedGroupBuilder(resources_, ids_, log_, network_).run();
}

}  // namespace hairpin::import
